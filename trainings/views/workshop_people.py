"""Who comes to a consultation workshop: inviting, answering, presence on the day."""

import datetime as dt
from itertools import chain

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from network.access import SignedInRequest, allow
from network.models import Role
from participants.forms.presence import read_marks
from trainings.forms.workshops import AnswerForm, InviteForm, OwnAnswerForm
from trainings.models import Invitation, Session
from trainings.services.errors import PlanningError
from trainings.services.invitations import (
    answer_invitation,
    invite_coordinators,
    mark_coordinators,
    withdraw_invitation,
)
from trainings.views.workshop_access import PLANNERS, back_to, get_workshop

THANKS = {
    Invitation.Answer.COMING: gettext_lazy("Thank you: you are expected."),
    Invitation.Answer.NOT_COMING: gettext_lazy("Thank you: it is noted that you do not come."),
}


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_invite(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Invite coordinators from a tick list."""
    workshop = get_workshop(request, code, day)
    typed = request.POST if request.method == "POST" else None
    form = InviteForm(typed, session=workshop)
    if form.is_valid() and _invite(request, workshop, form):
        return back_to(workshop, "people")
    context = {"form": form, "workshop": workshop, "event": workshop.event}
    return render(request, "trainings/workshop_invite.html", context)


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_invitation(request: SignedInRequest, code: str, day: dt.date, pk: int) -> HttpResponse:
    """Write down what a coordinator answered by phone."""
    workshop = get_workshop(request, code, day)
    invitation = _invitation_or_404(workshop, pk)
    form = AnswerForm(request.POST or None, instance=invitation)
    if form.is_valid():
        try:
            answer_invitation(invitation, **form.cleaned_data, by=request.user)
        except PlanningError as error:
            form.add_error(None, str(error))
        else:
            return back_to(workshop, "people")
    context = {
        "form": form,
        "invitation": invitation,
        "workshop": workshop,
        "event": workshop.event,
    }
    return render(request, "trainings/workshop_invitation.html", context)


@allow(*PLANNERS)
@require_POST
def workshop_withdraw(request: SignedInRequest, code: str, day: dt.date, pk: int) -> HttpResponse:
    """Take an invitation back."""
    workshop = get_workshop(request, code, day)
    invitation = _invitation_or_404(workshop, pk)
    try:
        withdraw_invitation(invitation, by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    else:
        done = _("The invitation of %(person)s is withdrawn.")
        messages.success(request, done % {"person": invitation.coordinator})
    return back_to(workshop, "people")


@allow(Role.COORDINATOR)
@require_POST
def workshop_answer(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Let coordinators say for themselves whether they come; go back where the button stood."""
    workshop = get_workshop(request, code, day)
    own = Invitation.objects.select_related("session")
    invitation = get_object_or_404(own, session=workshop, coordinator=request.user)
    form = OwnAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, chain(*form.errors.values()))))
        return back_to(workshop)
    try:
        answer_invitation(invitation, **form.cleaned_data, by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(THANKS[form.cleaned_data["answer"]]))
    came_from = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return redirect(came_from)
    return back_to(workshop)


@allow(*PLANNERS)
@require_POST
def workshop_presence(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Mark who of the invited is there."""
    workshop = get_workshop(request, code, day)
    try:
        mark_coordinators(workshop, marks=read_marks(request.POST.dict()), by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    return back_to(workshop, "people")


def _invite(request: SignedInRequest, workshop: Session, form: InviteForm) -> bool:
    """Invite those who are ticked; False, with the reason in the form, where one cannot be."""
    try:
        invited = len(invite_coordinators(workshop, form.chosen(), by=request.user))
    except PlanningError as error:
        form.add_error("coordinators", str(error))
        return False
    text = ngettext(
        "%(number)s coordinator is invited.", "%(number)s coordinators are invited.", invited
    )
    messages.success(request, text % {"number": invited})
    return True


def _invitation_or_404(workshop: Session, pk: int) -> Invitation:
    invitations = Invitation.objects.select_related("session", "coordinator")
    return get_object_or_404(invitations, session=workshop, pk=pk)
