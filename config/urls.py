"""All addresses. Each app names its own; none has a prefix, they share one flat map."""

from django.urls import include, path

from network.views.errors import page_not_offered

urlpatterns = [
    # An address is what somebody signs in with: an administrator changes it, with an audit row.
    path("account/email/", page_not_offered),
    path("account/", include("allauth.urls")),
    path("", include("network.urls")),
    path("", include("trainings.urls")),
    path("", include("participants.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
]

handler400 = "network.views.errors.bad_request"
handler403 = "network.views.errors.permission_denied"
handler404 = "network.views.errors.page_not_found"
# Read by django-allauth where somebody tries too often.
handler429 = "network.views.errors.too_many_requests"
handler500 = "network.views.errors.server_error"
