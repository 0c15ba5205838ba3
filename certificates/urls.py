"""Addresses of certificates."""

from django.urls import path

from certificates.views import correcting, issuing, papers, verification

urlpatterns = [
    path("events/<str:code>/certificates/", issuing.event_certificates, name="event_certificates"),
    path(
        "events/<str:code>/certificates/issue/",
        issuing.certificates_issue,
        name="certificates_issue",
    ),
    path(
        "events/<str:code>/certificates/pdf/",
        papers.event_certificates_pdf,
        name="event_certificates_pdf",
    ),
    path("batches/<int:pk>/", issuing.batch_detail, name="batch_detail"),
    path("batches/<int:pk>/resume/", issuing.batch_resume, name="batch_resume"),
    path(
        "registrations/<int:pk>/certificate/",
        issuing.certificate_issue,
        name="certificate_issue",
    ),
    path("certificates/<int:pk>/", correcting.certificate_detail, name="certificate_detail"),
    path(
        "certificates/<int:pk>/correct/",
        correcting.certificate_correct,
        name="certificate_correct",
    ),
    path("certificates/<int:pk>/revoke/", correcting.certificate_revoke, name="certificate_revoke"),
    path(
        "certificates/<int:pk>/reissue/",
        correcting.certificate_reissue,
        name="certificate_reissue",
    ),
    path("certificates/<int:pk>/pdf/", papers.certificate_pdf, name="certificate_pdf"),
    path("v/", verification.verify_form, name="verify_form"),
    path("v/<str:code>", verification.verify, name="verify"),
]
