"""Addresses of participants."""

from django.urls import path

from participants.views import (
    affiliations,
    organisations,
    persons,
    presence,
    registering,
    registrations,
    transfers,
)

urlpatterns = [
    path("persons/", persons.person_list, name="person_list"),
    path("persons/<int:pk>/", persons.person_detail, name="person_detail"),
    path("persons/<int:pk>/edit/", persons.person_edit, name="person_edit"),
    path("persons/<int:pk>/move/", transfers.person_move, name="person_move"),
    path("transfers/", transfers.transfer_list, name="transfer_list"),
    path("transfers/new/", transfers.transfer_create, name="transfer_create"),
    path("transfers/<int:pk>/", transfers.transfer_answer, name="transfer_answer"),
    path("transfers/<int:pk>/withdraw/", transfers.transfer_withdraw, name="transfer_withdraw"),
    path("persons/<int:pk>/national-id/", persons.national_id_reveal, name="national_id_reveal"),
    path(
        "persons/<int:pk>/organisations/new/",
        affiliations.affiliation_create,
        name="affiliation_create",
    ),
    path("affiliations/<int:pk>/end/", affiliations.affiliation_end, name="affiliation_end"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/new/", organisations.organisation_create, name="organisation_create"),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path(
        "events/<slug:code>/registrations/",
        registrations.registration_list,
        name="registration_list",
    ),
    path(
        "events/<slug:code>/registrations/new/",
        registering.registration_create,
        name="registration_create",
    ),
    path(
        "events/<slug:code>/registrations/known-persons/",
        registering.person_matches,
        name="person_matches",
    ),
    path(
        "events/<slug:code>/registrations/known-organisations/",
        organisations.organisation_matches,
        name="organisation_matches",
    ),
    path("registrations/<int:pk>/", registrations.registration_detail, name="registration_detail"),
    path(
        "registrations/<int:pk>/cancel/",
        registrations.registration_cancel,
        name="registration_cancel",
    ),
    path("events/<slug:code>/presence/", presence.presence, name="presence"),
    path("events/<slug:code>/presence/mark/", presence.presence_mark, name="presence_mark"),
]
