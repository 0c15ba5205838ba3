"""Addresses of certificates."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from certificates.kinds import Kind
from certificates.views import (
    candidates,
    correcting,
    designing,
    designs,
    download_links,
    exceptions,
    handing_out,
    issuing,
    papers,
    printing,
    proving,
    sending,
    verification,
)


class KindConverter(StringConverter):
    """A kind of certificate as a part of an address."""

    regex = "|".join(Kind.values)

    def to_python(self, value: str) -> Kind:
        """Return the kind that is written like this."""
        return Kind(value)


register_converter(KindConverter, "certificate_kind")

urlpatterns = [
    path(
        "events/<str:code>/certificates/",
        candidates.event_certificates,
        name="event_certificates",
    ),
    path(
        "events/<str:code>/certificates/<certificate_kind:kind>/",
        candidates.event_certificates,
        name="kind_certificates",
    ),
    path(
        "events/<str:code>/certificates/<certificate_kind:kind>/<str:recipient>/exception/",
        exceptions.exception_grant,
        name="exception_grant",
    ),
    path(
        "exceptions/<int:pk>/withdraw/",
        exceptions.exception_withdraw,
        name="exception_withdraw",
    ),
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
    path(
        "events/<str:code>/certificates/print/",
        printing.certificates_print,
        name="certificates_print",
    ),
    path("events/<str:code>/certificates/hand-out/", handing_out.hand_outs, name="hand_outs"),
    path("files/<int:pk>/", printing.prepared_file_detail, name="prepared_file_detail"),
    path("files/<int:pk>/fetch/", printing.prepared_file_fetch, name="prepared_file_fetch"),
    path("batches/<int:pk>/", issuing.batch_detail, name="batch_detail"),
    path("batches/<int:pk>/resume/", issuing.batch_resume, name="batch_resume"),
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
    path(
        "certificates/<int:pk>/hand-out/",
        handing_out.certificate_hand_out,
        name="certificate_hand_out",
    ),
    path(
        "certificates/<int:pk>/hand-to/",
        handing_out.certificate_hand_to,
        name="certificate_hand_to",
    ),
    path(
        "certificates/<int:pk>/take-back/",
        handing_out.certificate_take_back,
        name="certificate_take_back",
    ),
    path("certificates/<int:pk>/send/", sending.certificate_send, name="certificate_send"),
    path("certificates/<int:pk>/email/", sending.certificate_email, name="certificate_email"),
    path(
        "certificates/<int:pk>/link/open/",
        sending.certificate_link_open,
        name="certificate_link_open",
    ),
    path(
        "certificates/<int:pk>/link/close/",
        sending.certificate_link_close,
        name="certificate_link_close",
    ),
    path("c/<str:token>", download_links.certificate_link, name="certificate_link"),
    path("designs/", designs.design_list, name="design_list"),
    path("designs/new/", designs.design_create, name="design_create"),
    path("designs/<int:pk>/", designs.design_detail, name="design_detail"),
    path("designs/<int:pk>/names/", designs.design_rename, name="design_rename"),
    path("designs/<int:pk>/next-version/", designs.design_begin, name="design_begin"),
    path("designs/<int:pk>/default/", designs.design_default, name="design_default"),
    path("designs/<int:pk>/retire/", designs.design_retire, name="design_retire"),
    path("designs/<int:pk>/restore/", designs.design_restore, name="design_restore"),
    path("designs/versions/<int:pk>/", designing.design_edit, name="design_edit"),
    path("designs/versions/<int:pk>/preview/", designing.design_preview, name="design_preview"),
    path("designs/versions/<int:pk>/publish/", designing.design_publish, name="design_publish"),
    path("designs/versions/<int:pk>/pdf/", designing.design_pdf, name="design_pdf"),
    path("designs/versions/<int:pk>/swatch.svg", designing.design_swatch, name="design_swatch"),
    path("designs/pictures/<str:digest>/", designing.design_picture, name="design_picture"),
    path("v/", verification.verify_form, name="verify_form"),
    path("v/keys/", proving.certificate_keys_page, name="certificate_keys_page"),
    path("v/offline/<str:language>/", proving.verify_offline, name="verify_offline"),
    # Beside what it serves: a worker has no say above its own address.
    path("v/worker.js", proving.verify_worker, name="verify_worker"),
    path(".well-known/certificate-keys.json", proving.certificate_keys, name="certificate_keys"),
    path("v/<str:code>", verification.verify, name="verify"),
]
