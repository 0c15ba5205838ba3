"""All addresses. Each app names its own; none has a prefix, they share one flat map."""

from django.urls import include, path
from django.views.i18n import set_language

from network.access import allow_anyone

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("language/", allow_anyone(set_language), name="set_language"),
    path("", include("network.urls")),
    path("", include("trainings.urls")),
    path("", include("participants.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
]

handler400 = "network.views.errors.bad_request"
handler403 = "network.views.errors.permission_denied"
handler404 = "network.views.errors.page_not_found"
handler500 = "network.views.errors.server_error"
