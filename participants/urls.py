"""Addresses of participants."""

from django.urls import path

from participants.views import (
    affiliations,
    exports,
    imports,
    organisations,
    persons,
    presence,
    registering,
    registrations,
    transfers,
)

urlpatterns = [
    path("persons/", persons.person_list, name="person_list"),
    path("exports/", exports.export_list, name="export_list"),
    path("persons/export/", exports.person_export, name="person_export"),
    path(
        "persons/export/national-ids/",
        exports.person_export_national_ids,
        name="person_export_national_ids",
    ),
    path("organisations/export/", exports.organisation_export, name="organisation_export"),
    path(
        "events/<slug:code>/registrations/export/",
        exports.registration_export,
        name="registration_export",
    ),
    path(
        "events/<slug:code>/registrations/export/national-ids/",
        exports.registration_export_national_ids,
        name="registration_export_national_ids",
    ),
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
    path("events/<slug:code>/imports/", imports.import_list, name="import_list"),
    path("events/<slug:code>/imports/new/", imports.import_create, name="import_create"),
    path("events/<slug:code>/imports/template/", imports.import_template, name="import_template"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/rows/<int:number>/", imports.import_row, name="import_row"),
    path(
        "imports/<int:pk>/rows/<int:number>/choose/", imports.import_choose, name="import_choose"
    ),
    path("imports/<int:pk>/wrong-rows/", imports.import_wrong_rows, name="import_wrong_rows"),
    path("imports/<int:pk>/commit/", imports.import_commit, name="import_commit"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("events/<slug:code>/presence/", presence.presence, name="presence"),
    path("events/<slug:code>/presence/mark/", presence.presence_mark, name="presence_mark"),
]
