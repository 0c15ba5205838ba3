"""Taking lists out of the house, and the page that tells who took which."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

import django_filters
from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role
from network.paging import PAGES
from network.sealing import CannotUnseal
from participants.exporting import columns, files
from participants.filters import (
    OrganisationFilter,
    PersonFilter,
    RegistrationFilter,
    provinces_in_scope,
)
from participants.forms.exports import FormatForm, NationalIdExportForm
from participants.models import Export, Organisation, Person, Registration
from participants.models.organisations import order_organisations
from participants.models.persons import number_of_people, order_by_reader
from participants.national_ids import national_ids_are_collected
from participants.services.exports import record_export
from participants.tables import ExportTable, OrganisationTable, PersonTable, RegistrationTable
from participants.views.access import REGISTRARS, get_event
from trainings.models import Event

CONTENT_TYPES = {
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Export.Format.CSV: "text/csv; charset=utf-8",
    Export.Format.PDF: "application/pdf",
}


@dataclass(frozen=True)
class Source:
    """A list as its page shows it: what leaves, which filters are on, where the page is."""

    listed: files.ListToExport
    filters: list[str]
    page: str
    event: Event | None = None


@allow(*REGISTRARS)
@require_POST
def person_export(request: SignedInRequest) -> HttpResponseBase:
    """Send the persons that the reader's search has found."""
    return _answer(request, find_persons(request))


@allow(*REGISTRARS)
@require_POST
def organisation_export(request: SignedInRequest) -> HttpResponseBase:
    """Send the organisations that the reader's search has found."""
    return _answer(request, find_organisations(request))


@allow(*REGISTRARS)
@require_POST
def registration_export(request: SignedInRequest, code: str) -> HttpResponseBase:
    """Send the registrations of an event that the reader's search has found."""
    return _answer(request, find_registrations(request, get_event(request, code)))


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def person_export_national_ids(request: SignedInRequest) -> HttpResponseBase:
    """Ask why the numbers of the persons found are needed, then send them."""
    return _answer_with_national_ids(request, find_persons(request), lambda person: person)


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def registration_export_national_ids(request: SignedInRequest, code: str) -> HttpResponseBase:
    """Ask why the numbers of those registered are needed, then send them."""
    source = find_registrations(request, get_event(request, code))
    return _answer_with_national_ids(request, source, lambda registration: registration.person)


@allow(Role.ADMINISTRATOR)
@require_safe
def export_list(request: SignedInRequest) -> HttpResponse:
    """Show who took which list out, the last one first."""
    table = ExportTable(Export.objects.select_related("exported_by", "event"))
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "participants/export_list.html", {"table": table})


def find_persons(request: SignedInRequest) -> Source:
    """Return the list of persons by the filters and the order in the address."""
    rows = columns.person_rows(Person.objects.visible_to(request.user))
    found = PersonFilter(
        request.GET,
        rows.order_by(*order_by_reader()),
        provinces=provinces_in_scope(request.user),
    )
    table = PersonTable(found.qs, order_by=request.GET.getlist("sort"))
    listed = files.ListToExport(
        kind=Export.Kind.PERSONS,
        title=_("Participants"),
        columns=columns.person_columns(),
        rows=table.data.data,
        filters=_filters_in_words(found),
        reader=request.user,
    )
    return Source(listed, found.form.changed_data, reverse("person_list"))


def find_organisations(request: SignedInRequest) -> Source:
    """Return the list of organisations by the filters and the order in the address."""
    rows = columns.organisation_rows(Organisation.objects.visible_to(request.user))
    found = OrganisationFilter(
        request.GET,
        rows.annotate(people=number_of_people(request.user)).order_by(*order_organisations()),
        provinces=provinces_in_scope(request.user),
    )
    table = OrganisationTable(found.qs, order_by=request.GET.getlist("sort"))
    listed = files.ListToExport(
        kind=Export.Kind.ORGANISATIONS,
        title=_("Organisations"),
        columns=columns.organisation_columns(),
        rows=table.data.data,
        filters=_filters_in_words(found),
        reader=request.user,
    )
    return Source(listed, found.form.changed_data, reverse("organisation_list"))


def find_registrations(request: SignedInRequest, event: Event) -> Source:
    """Return the list of an event's registrations by the filters and order in the address."""
    registrations = Registration.objects.filter(event=event).visible_to(request.user)
    found = RegistrationFilter(
        request.GET,
        columns.registration_rows(registrations).order_by(*order_by_reader("person__")),
        provinces=provinces_in_scope(request.user).filter(quotas__event=event),
    )
    table = RegistrationTable(found.qs, order_by=request.GET.getlist("sort"))
    listed = files.ListToExport(
        kind=Export.Kind.REGISTRATIONS,
        title=_("Registrations: %(event)s") % {"event": event.title},
        columns=columns.registration_columns(),
        rows=table.data.data,
        filters=_filters_in_words(found),
        reader=request.user,
    )
    page = reverse("registration_list", args=[event.code])
    return Source(listed, found.form.changed_data, page, event)


def _filters_in_words(found: django_filters.FilterSet) -> dict[str, str]:
    """Say by what the rows are chosen: the label of each filter in use, and what it asks for."""
    return {
        str(found.form[name].label): _in_words(found.form.fields[name], value)
        for name, value in found.form.cleaned_data.items()
        if name in found.form.changed_data
    }


def _in_words(field: forms.Field, value: object) -> str:
    if value is True:
        return _("yes")
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))


def _answer(request: SignedInRequest, source: Source) -> HttpResponseBase:
    form = FormatForm(request.POST)
    if not form.is_valid():
        return _refuse(request, source, _("Choose in which kind of file the list goes out."))
    return _send(request, source, Export.Format(form.cleaned_data["format"]))


def _answer_with_national_ids(
    request: SignedInRequest, source: Source, person_of: Callable[..., Person]
) -> HttpResponseBase:
    if not national_ids_are_collected():
        messages.info(request, _("The network collects no national ID numbers."))
        return redirect(_back_to(request, source))
    form = NationalIdExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        source = _with_national_ids(source, form.cleaned_data["reason"], person_of)
        return _send(request, source, Export.Format(form.cleaned_data["format"]))
    context = {"form": form, "title": source.listed.title, "back": _back_to(request, source)}
    return render(request, "participants/export_national_ids.html", context)


def _with_national_ids(source: Source, reason: str, person_of: Callable[..., Person]) -> Source:
    path = "national_id" if source.event is None else "person__national_id"
    listed = replace(
        source.listed,
        columns=[*source.listed.columns, columns.national_id_column(person_of)],
        rows=source.listed.rows.select_related(path),
        reason=reason,
    )
    return replace(source, listed=listed)


def _send(
    request: SignedInRequest,
    source: Source,
    format: Export.Format,  # noqa: A002 - the field's name
) -> HttpResponseBase:
    listed = source.listed
    try:
        file, row_count = files.make_file(listed, format)
    except files.TooLongForPaper as refused:
        return _refuse(request, source, str(refused))
    except CannotUnseal:
        return _refuse(
            request,
            source,
            _("A national ID number was sealed under a key that is no longer in the settings."),
        )
    with ExitStack() as on_failure:
        on_failure.callback(file.close)
        record_export(
            listed.kind,
            format,
            row_count=row_count,
            filters=source.filters,
            by=request.user,
            event=source.event,
            reason=listed.reason,
            with_national_ids=bool(listed.reason),
        )
        # The answer closes it when it has been sent.
        on_failure.pop_all()
    return FileResponse(
        file,
        as_attachment=True,
        filename=_file_name(source, format),
        content_type=CONTENT_TYPES[format],
        headers={"Cache-Control": "private, no-store"},
    )


def _file_name(source: Source, format: Export.Format) -> str:  # noqa: A002 - the field's name
    """Return a name in plain letters, which every machine keeps: the list, the event, the day."""
    parts = [source.listed.kind.value, source.event.code if source.event else ""]
    day = timezone.localdate().isoformat()
    return "-".join(part for part in (*parts, day) if part) + f".{format.value}"


def _refuse(request: SignedInRequest, source: Source, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect(_back_to(request, source))


def _back_to(request: SignedInRequest, source: Source) -> str:
    """Return the address of the list with the same search."""
    query = request.GET.urlencode()
    return f"{source.page}?{query}" if query else source.page
