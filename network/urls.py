"""Addresses of the ground floor."""

from django.urls import path

from network.views import settings, setup, users
from network.views.language import set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("health/", setup.health, name="health"),
    path("setup/<str:token>/", setup.first_administrator, name="first_administrator"),
    path("users/", users.user_list, name="user_list"),
    path("users/new/", users.user_create, name="user_create"),
    path("users/<int:pk>/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/invitation/", users.user_invitation, name="user_invitation"),
    path("users/<int:pk>/deactivate/", users.user_deactivate, name="user_deactivate"),
    path("users/<int:pk>/reactivate/", users.user_reactivate, name="user_reactivate"),
    path("network/", settings.network_settings, name="network_settings"),
    path("partners/", settings.partner_list, name="partner_list"),
    path("partners/new/", settings.partner_create, name="partner_create"),
    path("partners/<int:pk>/", settings.partner_edit, name="partner_edit"),
    path("partners/<int:pk>/logo/", settings.partner_logo, name="partner_logo"),
]
