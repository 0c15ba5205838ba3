"""Transfers between provinces: asking, answering, and the list of both."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Province, User
from participants.filters import provinces_in_scope
from participants.forms.transfers import TransferAnswerForm, TransferForm
from participants.models import Person, ProvinceTransfer
from participants.services.transfers import (
    TransferRefused,
    accept_transfer,
    decline_transfer,
    move_person,
    request_transfer,
    withdraw_transfer,
)
from participants.transfer_lists import TransferFilter, TransferTable, transfer_badge
from participants.transfer_offers import OfferNotValid, find_offered_person
from participants.views.access import REGISTRARS


@allow(*REGISTRARS)
@require_safe
def transfer_list(request: SignedInRequest) -> HttpResponse:
    """List the transfers that wait for the reader's answer, and those the reader has asked for."""
    transfers = ProvinceTransfer.objects.visible_to(request.user).select_related(
        "person", "from_province", "to_province"
    )
    found = TransferFilter(request.GET, transfers.order_by("-pk"), user=request.user)
    table = TransferTable(found.qs, reader=request.user)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"table": table, "filter": found}
    return render(request, "participants/transfer_list.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_create(request: SignedInRequest) -> HttpResponse:
    """Ask for somebody whom another province knows, from the offer of the registration screen."""
    token = (request.POST if request.method == "POST" else request.GET).get("asked", "")
    try:
        person, asked_as = find_offered_person(token, request.user)
    except OfferNotValid:
        return render(request, "participants/transfer_expired.html", status=404)
    form = _transfer_form(request, person)
    if request.method == "POST" and form.is_valid():
        transfer = _ask(form, person, asked_as, request.user)
        if transfer:
            messages.success(request, _("The transfer is asked for."))
            return redirect("transfer_answer", pk=transfer.pk)
    context = {"form": form, "asked_as": asked_as, "token": token, "province": person.province}
    return render(request, "participants/transfer_form.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a transfer as far as the reader may see it; let who knows the person answer."""
    transfer = _get_transfer(request, pk)
    may_answer = ProvinceTransfer.objects.decidable_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not _is_of(transfer.from_province, request.user):
        raise PermissionDenied
    form = TransferAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _answer(form, transfer, request):
        return redirect("transfer_answer", pk=transfer.pk)
    sees_person = Person.objects.visible_to(request.user).filter(pk=transfer.person_id).exists()
    context = {
        "transfer": transfer,
        "badge": transfer_badge(transfer),
        "form": form,
        "person": transfer.person if sees_person else None,
        "may_answer": may_answer,
        "may_withdraw": _may_withdraw(transfer, request.user),
    }
    return render(request, "participants/transfer_answer.html", context)


@allow(*REGISTRARS)
@require_POST
def transfer_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a request back, for the province that has asked."""
    transfer = _get_transfer(request, pk)
    if not _is_of(transfer.to_province, request.user):
        raise PermissionDenied
    try:
        withdraw_transfer(transfer, by=request.user)
    except TransferRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect("transfer_answer", pk=transfer.pk)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a person at once, for who answers for both provinces: staff, or their coordinator."""
    visible = Person.objects.visible_to(request.user).select_related("province", "commune")
    person = get_object_or_404(visible, pk=pk)
    form = _transfer_form(request, person)
    if request.method == "POST" and form.is_valid() and _move(form, person, request):
        return redirect("person_detail", pk=person.pk)
    context = {"form": form, "person": person}
    return render(request, "participants/person_move.html", context)


def _transfer_form(request: SignedInRequest, person: Person) -> TransferForm:
    provinces = list(provinces_in_scope(request.user).exclude(pk=person.province_id))
    if not provinces:
        raise PermissionDenied
    return TransferForm(request.POST if request.method == "POST" else None, provinces=provinces)


def _ask(form: TransferForm, person: Person, asked_as: str, user: User) -> ProvinceTransfer | None:
    try:
        return request_transfer(
            person,
            to_province=form.to_commune.province,
            to_commune=form.to_commune,
            asked_as=asked_as,
            reason=form.cleaned_data["reason"],
            by=user,
        )
    except TransferRefused as refused:
        form.add_error(None, str(refused))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    return None


def _move(form: TransferForm, person: Person, request: SignedInRequest) -> bool:
    try:
        move_person(
            person,
            to_province=form.to_commune.province,
            to_commune=form.to_commune,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except TransferRefused as refused:
        form.add_error(None, str(refused))
        return False
    sentence = _("The person is now known in %(province)s.")
    messages.success(request, sentence % {"province": form.to_commune.province.full_name})
    return True


def _answer(form: TransferAnswerForm, transfer: ProvinceTransfer, request: SignedInRequest) -> bool:
    try:
        if form.accepts:
            accept_transfer(transfer, by=request.user)
            messages.success(request, _("The transfer is accepted: the person has moved."))
        else:
            reason = form.cleaned_data["reason"]
            decline_transfer(transfer, reason=reason, by=request.user)
            messages.success(request, _("The transfer is declined."))
    except TransferRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _get_transfer(request: SignedInRequest, pk: int) -> ProvinceTransfer:
    transfers = ProvinceTransfer.objects.visible_to(request.user).select_related(
        "person__commune",
        "person__province",
        "person__organisation",
        "from_province",
        "to_province",
        "to_commune",
        "requested_by",
        "decided_by",
    )
    return get_object_or_404(transfers, pk=pk)


def _may_withdraw(transfer: ProvinceTransfer, user: User) -> bool:
    return transfer.state == ProvinceTransfer.State.REQUESTED and _is_of(transfer.to_province, user)


def _is_of(province: Province, user: User) -> bool:
    return user.is_staff_member or province.pk in user.province_ids
