"""Importing a list: upload, columns, preview, repair, commit, and taking it back."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from documents.spreadsheets.refusals import SpreadsheetRefused
from network.access import SignedInRequest, allow
from network.models import Province
from participants.filters import provinces_in_scope
from participants.forms.imports import (
    ColumnsForm,
    CommitForm,
    PersonChoiceForm,
    RowForm,
    UploadForm,
)
from participants.forms.registration import CONSENT_VERSION
from participants.import_tables import ImportRowTable, ImportTable
from participants.importing.columns import FIELDS, missing_fields
from participants.importing.faults import FaultTeller
from participants.importing.staged import unseal_cells
from participants.importing.verdicts import JudgedRow
from participants.importing.workbooks import write_template, write_wrong_rows
from participants.models import ImportRow, ImportRun, Person, Registration
from participants.national_ids import national_ids_are_collected
from participants.services.import_commits import commit_import
from participants.services.import_judging import judge_staged
from participants.services.import_undoing import undo_import
from participants.services.imports import (
    SAMPLE_ROWS,
    AlreadyImported,
    ImportRefused,
    choose_person,
    discard_import,
    remap_import,
    repair_row,
    stage_import,
)
from participants.services.registrations import RegistrationRefused
from participants.views.access import REGISTRARS, get_event
from trainings.models import Event

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Verdict = ImportRow.Verdict


@allow(*REGISTRARS)
@require_safe
def import_list(request: SignedInRequest, code: str) -> HttpResponse:
    """List the imports of an event, the last one first."""
    event = get_event(request, code)
    runs = ImportRun.objects.visible_to(request.user).filter(event=event)
    table = ImportTable(runs.select_related("province", "staged_by"))
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "participants/import_list.html", {"event": event, "table": table})


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a list, read it and go to its preview; a doubtful heading leads to the columns."""
    event = get_event(request, code)
    provinces = _provinces(request, event)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*posted, provinces=provinces)
    if not provinces:
        form.fields.clear()
    elif request.method == "POST" and form.is_valid() and (run := _stage(request, event, form)):
        needs_a_look = missing_fields(run.mapping)
        return redirect("import_columns" if needs_a_look else "import_detail", pk=run.pk)
    context = {"event": event, "form": form, "provinces": provinces}
    return render(request, "participants/import_form.html", context)


@allow(*REGISTRARS)
@require_safe
def import_template(request: SignedInRequest, code: str) -> FileResponse:
    """Send the workbook to fill in, in the reader's language; communes are those of a province."""
    provinces = _provinces(request, get_event(request, code))
    asked = request.GET.get("province", "")
    province = next((one for one in provinces if str(one.pk) == asked), None)
    if province is None and not provinces:
        raise Http404
    target = BytesIO()
    write_template(target, province or provinces[0])
    return _workbook(target, f"{_('people')}-{code}.xlsx")


@allow(*REGISTRARS)
@require_safe
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a list would do, row by row; once it is in, what it has done."""
    run = _get_run(request, pk)
    if run.state != ImportRun.State.STAGED:
        return render(request, "participants/import_result.html", _result(run))
    return _preview(request, run, CommitForm())


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what each column is taken for, with its first values, and take corrections."""
    run = _get_staged(request, pk)
    samples = [unseal_cells(row.sealed) for row in run.rows.all()[:SAMPLE_ROWS]]
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headers=run.headers,
        mapping=run.mapping,
        samples=samples,
    )
    if request.method == "POST" and form.is_valid():
        remap_import(run, mapping=form.mapping, by=request.user)
        return redirect("import_detail", pk=run.pk)
    missing = [FIELDS[name] for name in missing_fields(run.mapping)]
    context = {"run": run, "event": run.event, "form": form, "missing": missing}
    return render(request, "participants/import_columns.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_row(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Show the cells of a row with what is wrong at each, and take what is typed instead."""
    run = _get_staged(request, pk)
    row = get_object_or_404(run.rows.select_related("run"), number=number)
    form = RowForm(
        request.POST if request.method == "POST" else _cells_by_field(row),
        mapping=run.mapping,
        national_ids=national_ids_are_collected(),
    )
    if request.method == "POST" and form.is_valid():
        repair_row(row, values=form.cleaned_data, by=request.user)
        return _after(request, row)
    teller = FaultTeller(run.headers, run.mapping, province=run.province)
    form.tell(row.faults, unseal_cells(row.sealed), teller)
    choice = PersonChoiceForm(candidates=_candidates(request, row), initial=_chosen(row))
    context = {"run": run, "event": run.event, "row": row, "form": form, "choice": choice}
    return render(request, "participants/import_row.html", context)


@allow(*REGISTRARS)
@require_POST
def import_choose(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Take who a row means: somebody known, or somebody new."""
    run = _get_staged(request, pk)
    row = get_object_or_404(run.rows.select_related("run"), number=number)
    form = PersonChoiceForm(request.POST, candidates=_candidates(request, row))
    if not form.is_valid():
        messages.error(request, _("Say who it is."))
        return redirect("import_row", pk=run.pk, number=number)
    choose_person(row, person=form.chosen_person, by=request.user)
    return _after(request, row)


@allow(*REGISTRARS)
@require_safe
def import_wrong_rows(request: SignedInRequest, pk: int) -> FileResponse:
    """Send the rows that are wrong or undecided as a workbook, with what is wrong in each."""
    run = _get_run(request, pk)
    rows = [
        JudgedRow(row.number, unseal_cells(row.sealed), None, row.verdict, row.faults)
        for row in run.rows.unsettled().exclude(sealed=b"").order_by("number")
    ]
    if not rows:
        raise Http404
    target = BytesIO()
    teller = FaultTeller(run.headers, run.mapping, province=run.province)
    write_wrong_rows(target, run.headers, rows, teller=teller)
    return _workbook(target, f"{_('to-mend')}-{run.event.code}-{run.pk}.xlsx")


@allow(*REGISTRARS)
@require_POST
def import_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Register everybody whose row is right, once it is said that they agreed."""
    run = _get_staged(request, pk)
    form = CommitForm(request.POST)
    if not form.is_valid():
        return _preview(request, run, form)
    try:
        commit_import(run, by=request.user, consent_version=CONSENT_VERSION, skip_wrong=True)
    except (ImportRefused, RegistrationRefused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The list is imported."))
    return redirect("import_detail", pk=run.pk)


@allow(*REGISTRARS)
@require_POST
def import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a list up; what was uploaded is deleted."""
    run = _get_staged(request, pk)
    discard_import(run, by=request.user)
    messages.success(request, _("The list is given up; its rows are deleted."))
    return redirect("import_list", code=run.event.code)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether the import should be taken back, then remove what it made."""
    run = _get_run(request, pk)
    if request.method == "POST":
        try:
            undo_import(run, by=request.user)
        except ImportRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The import is undone."))
        return redirect("import_detail", pk=run.pk)
    return render(request, "participants/import_undo.html", {"run": run, "event": run.event})


def _get_run(request: SignedInRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user)
    related = ("event", "province", "staged_by", "committed_by", "undone_by")
    return get_object_or_404(runs.select_related(*related), pk=pk)


def _get_staged(request: SignedInRequest, pk: int) -> ImportRun:
    run = _get_run(request, pk)
    if run.state != ImportRun.State.STAGED:
        raise Http404
    return run


def _provinces(request: SignedInRequest, event: Event) -> list[Province]:
    return list(provinces_in_scope(request.user).filter(quotas__event=event))


def _stage(request: SignedInRequest, event: Event, form: UploadForm) -> ImportRun | None:
    file = form.cleaned_data["file"]
    try:
        return stage_import(
            file.read(),
            file_name=file.name,
            event=event,
            province=form.chosen_province,
            by=request.user,
        )
    except AlreadyImported as already:
        url = reverse("import_detail", args=[already.run.pk])
        link = format_html('{} <a href="{}">{}</a>', already, url, _("See that import"))
        form.add_error(None, link)
    except (SpreadsheetRefused, ImportRefused, RegistrationRefused) as refused:
        form.add_error("file", str(refused))
    return None


def _preview(request: SignedInRequest, run: ImportRun, form: CommitForm) -> HttpResponse:
    counts = run.rows.count_by_verdict()
    asked = request.GET.get("verdict", "")
    rows = run.rows.select_related("person").order_by("number")
    shown = rows.filter(verdict=asked) if asked in counts else rows
    table = ImportRowTable(shown, run=run)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    waiting = run.rows.filter(verdict=Verdict.POSSIBLE, is_chosen=False).count()
    left_out = counts[Verdict.WRONG] + waiting
    number = run.row_count - left_out - counts[Verdict.REGISTERED]
    context = {
        "run": run,
        "event": run.event,
        "table": table,
        "form": form,
        "tabs": [(value, label, counts[value]) for value, label in Verdict.choices],
        "asked": asked,
        "left_out": left_out,
        "number": number,
        "button": CommitForm.button(number),
        "missing": [FIELDS[name] for name in missing_fields(run.mapping)],
    }
    return render(request, "participants/import_detail.html", context)


def _result(run: ImportRun) -> dict[str, object]:
    rows = run.rows.exclude(registration=None)
    states = Registration.objects.filter(import_rows__run=run).count_by_state()
    left_out = run.rows.exclude(sealed=b"").count()
    return {
        "run": run,
        "event": run.event,
        "states": [(state.label, states[state]) for state in Registration.State],
        "made": rows.filter(made_person=True).count(),
        "known": rows.filter(made_person=False).count(),
        "left_out": left_out,
        "is_in": run.state == ImportRun.State.COMMITTED,
    }


def _candidates(request: SignedInRequest, row: ImportRow) -> list[Person]:
    # Who was chosen may be somebody whom another row means: it can be said anew.
    if row.verdict != Verdict.POSSIBLE and not row.is_chosen:
        return []
    [judged] = judge_staged(row.run, [row.number])
    people = Person.objects.visible_to(request.user).filter(pk__in=judged.candidates)
    return list(people.select_related("commune", "organisation"))


def _chosen(row: ImportRow) -> dict[str, str]:
    if not row.is_chosen:
        return {}
    return {"person": str(row.person_id) if row.person_id else "new"}


def _cells_by_field(row: ImportRow) -> dict[str, str]:
    cells = unseal_cells(row.sealed)
    columns = row.run.mapping.items()
    return {name: cells[index] for name, index in columns if index < len(cells)}


def _after(request: SignedInRequest, row: ImportRow) -> HttpResponse:
    """Go on to the next row that needs somebody, or stay where the row still does."""
    if row.verdict == Verdict.WRONG or (row.verdict == Verdict.POSSIBLE and not row.is_chosen):
        messages.warning(request, _("Row %(row)s still needs a look.") % {"row": row.number})
        return redirect("import_row", pk=row.run_id, number=row.number)
    messages.success(request, _("Row %(row)s is right now.") % {"row": row.number})
    unsettled = row.run.rows.filter(verdict=row.Verdict.WRONG, number__gt=row.number)
    if (after := unsettled.order_by("number").first()) is not None:
        return redirect("import_row", pk=row.run_id, number=after.number)
    return redirect("import_detail", pk=row.run_id)


def _workbook(target: BytesIO, name: str) -> FileResponse:
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=WORKBOOK)
