"""Possible duplicates: the queue, two records side by side, and a merge that is taken back."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import User
from network.paging import PAGES
from network.sealing import CannotUnseal
from participants.duplicate_lists import DuplicateFilter, DuplicateTable, certainty_badge
from participants.filters import provinces_in_scope
from participants.forms.duplicates import MergeForm
from participants.models import DuplicatePair, Merge, Person, Registration
from participants.services.corrections import ChangedMeanwhile
from participants.services.duplicates import PairDecided, reopen_pair, tell_apart
from participants.services.merges import merge_persons
from participants.services.merging_places import MergeRefused
from participants.services.national_ids import masked_national_id
from participants.services.unmerging import later_merge, undo_merge
from participants.tables import state_badge
from participants.views.access import REGISTRARS


@allow(*REGISTRARS)
@require_safe
def duplicate_list(request: SignedInRequest) -> HttpResponse:
    """List the pairs in scope that wait for a decision, the certain ones first."""
    pairs = DuplicatePair.objects.visible_to(request.user)
    rows = pairs.select_related("first__province", "second__province")
    found = DuplicateFilter(request.GET, rows, provinces=provinces_in_scope(request.user))
    table = DuplicateTable(found.qs, exclude=found.idle_columns)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {"table": table, "filter": found}
    return render(request, "participants/duplicate_list.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show two persons side by side; merge them, tell them apart, or leave it for later."""
    pair = get_object_or_404(DuplicatePair.objects.visible_to(request.user), pk=pk)
    if pair.state == DuplicatePair.State.MERGED and (merge := _merge_of(pair)):
        return redirect("merge_undo", pk=merge.pk)
    first, second = (_get_person(request, each) for each in (pair.first_id, pair.second_id))
    form = _merge_form(request, first, second)
    if request.method == "POST" and (answer := _decide(request, pair, form)):
        return answer
    context = {
        "pair": pair,
        "badge": certainty_badge(pair),
        "form": form,
        "persons": [(each, _history(each, request.user)) for each in (first, second)],
    }
    return render(request, "participants/duplicate_detail.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell what a merge made one, and take it back."""
    merges = Merge.objects.visible_to(request.user).select_related("kept", "gone", "merged_by")
    merge = get_object_or_404(merges, pk=pk)
    if request.method == "POST":
        try:
            left = undo_merge(merge, by=request.user)
        except MergeRefused as refused:
            messages.error(request, str(refused))
            return redirect("merge_undo", pk=merge.pk)
        messages.success(request, _("The merge is undone: there are two persons again."))
        for sentence in left:
            messages.warning(request, sentence)
        return redirect("person_detail", pk=merge.kept_id)
    context = {"merge": merge, "later": later_merge(merge)}
    return render(request, "participants/merge_undo.html", context)


def _get_person(request: SignedInRequest, pk: int) -> Person:
    persons = Person.objects.visible_to(request.user)
    return get_object_or_404(persons.select_related("province", "commune", "organisation"), pk=pk)


def _merge_of(pair: DuplicatePair) -> Merge | None:
    both = Q(kept=pair.first_id, gone=pair.second_id) | Q(kept=pair.second_id, gone=pair.first_id)
    return Merge.objects.filter(both, undone_at__isnull=True).first()


def _merge_form(request: SignedInRequest, first: Person, second: Person) -> MergeForm:
    history = dict(
        Registration.objects.filter(person__in=(first, second))
        .order_by()
        .values_list("person")
        .annotate(number=Count("pk"))
    )
    fuller = history.get(second.pk, 0) > history.get(first.pk, 0)
    return MergeForm(
        request.POST if request.method == "POST" else None,
        first=first,
        second=second,
        numbers=(_masked(first), _masked(second)),
        likely="second" if fuller else "first",
    )


def _masked(person: Person) -> str:
    try:
        return masked_national_id(person)
    except CannotUnseal:
        # Two that cannot be read may be two numbers.
        return f"•••• ({person.pk})"


def _history(person: Person, user: User) -> list[tuple[Registration, object]]:
    registrations = Registration.objects.visible_to(user).filter(person=person)
    counted = registrations.select_related("event").annotate(
        number_of_certificates=Count("certificates")
    )
    return [(each, state_badge(each)) for each in counted.order_by("-registered_at", "-pk")]


def _decide(request: SignedInRequest, pair: DuplicatePair, form: MergeForm) -> HttpResponse | None:
    """Do what was decided; None where the page has to be shown again."""
    decision = request.POST.get("decision")
    try:
        if decision == "distinct":
            tell_apart(pair, by=request.user)
            messages.success(request, _("Remembered: they are two persons."))
            return redirect("duplicate_list")
        if decision == "reopen":
            reopen_pair(pair, by=request.user)
            return redirect("duplicate_detail", pk=pair.pk)
        if form.is_valid() and pair.state == DuplicatePair.State.OPEN:
            return _merge(request, form)
    except (PairDecided, ChangedMeanwhile, MergeRefused) as refused:
        sentence = _("Somebody changed one of the two meanwhile. Look at them again, then decide.")
        messages.error(request, sentence if isinstance(refused, ChangedMeanwhile) else str(refused))
        return redirect("duplicate_detail", pk=pair.pk)
    return None


def _merge(request: SignedInRequest, form: MergeForm) -> HttpResponse:
    merge = merge_persons(
        form.kept, form.gone, take=form.take, versions=form.versions, by=request.user
    )
    messages.success(request, _("The two records are one person now."))
    return redirect("person_detail", pk=merge.kept_id)
