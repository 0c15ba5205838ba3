"""Rows that two people remove or change at once: removed once, and who comes later is told so."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.urls import reverse

from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited, in_arabic
from tests.trainings.workshop_makers import (
    DecisionFactory,
    InvitationFactory,
    PointFactory,
    address,
)
from trainings.models import (
    Decision,
    Invitation,
    PracticeGroup,
    Recommendation,
    TemplateStep,
    VenuePhoto,
    WorkshopPoint,
)
from trainings.services import (
    invitations,
    preparation,
    recommendations,
    usual_steps,
    venues,
    workshops,
)
from trainings.services.standing_rows import RowGone

pytestmark = pytest.mark.django_db
SENTENCE = "Somebody else has removed this meanwhile."


class Kind(NamedTuple):
    """A kind of row: how one is made, removed and changed, and what the audit log says."""

    make: Callable[[], Any]
    remove: Callable[..., None]
    action: str
    change: Callable[..., Any] | None = None
    facts: dict[str, Any] = {}


def a_group():
    session = factories.SessionFactory()
    return PracticeGroup.objects.create(session=session, position=1, name_ar="الجودة")


def a_recommendation():
    event = factories.EventFactory()
    return Recommendation.objects.create(event=event, position=1, text_ar="دليل للجودة")


def a_photo():
    return VenuePhoto.objects.create(venue=factories.VenueFactory(), picture="venues/none.jpg")


KINDS = {
    "point": Kind(
        PointFactory,
        workshops.remove_point,
        "workshop_point.removed",
        workshops.change_point,
        {"text_ar": "المنهجية"},
    ),
    "decision": Kind(
        DecisionFactory,
        workshops.remove_decision,
        "decision.removed",
        workshops.change_decision,
        {"text_ar": "حجز القاعة"},
    ),
    "invitation": Kind(
        InvitationFactory,
        invitations.withdraw_invitation,
        "invitation.withdrawn",
        invitations.answer_invitation,
        {"answer": "coming"},
    ),
    "photo": Kind(a_photo, venues.remove_photo, "venue_photo.removed"),
    "group": Kind(
        a_group,
        recommendations.remove_group,
        "practice_group.removed",
        recommendations.change_group,
        {"name_ar": "اللوجستيك"},
    ),
    "recommendation": Kind(
        a_recommendation,
        recommendations.remove_recommendation,
        "recommendation.removed",
        recommendations.change_recommendation,
        {"text_ar": "نقل مشترك"},
    ),
    "step": Kind(
        factories.PreparationStepFactory,
        preparation.remove_step,
        "preparation_step.removed",
        preparation.change_step,
        {"days_before": 3},
    ),
    "usual step": Kind(
        factories.TemplateStepFactory,
        usual_steps.remove_usual_step,
        "usual_step.removed",
        usual_steps.change_usual_step,
        {"days_before": 3},
    ),
}
CHANGEABLE = {name: kind for name, kind in KINDS.items() if kind.change}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_row_is_removed_once_and_the_second_is_told_so(kind, staff):
    row = kind.make()
    kind.remove(row, by=staff)
    with pytest.raises(RowGone):
        kind.remove(type(row)(pk=row.pk), by=staff)
    assert (type(row).objects.count(), audited()) == (0, [(kind.action, [])])


@pytest.mark.parametrize("kind", CHANGEABLE.values(), ids=CHANGEABLE)
def test_what_is_gone_cannot_be_changed_any_more(kind, staff, in_english):
    row = kind.make()
    type(row).objects.all().delete()
    with pytest.raises(RowGone, match=SENTENCE):
        kind.change(row, by=staff, **kind.facts)
    assert audited() == []


def test_a_step_that_is_gone_is_not_ticked(staff):
    step = factories.PreparationStepFactory()
    type(step).objects.all().delete()
    with pytest.raises(RowGone):
        preparation.mark_step_done(step, by=staff)


def test_what_is_gone_is_not_followed_up(staff):
    row = a_recommendation()
    Recommendation.objects.all().delete()
    with pytest.raises(RowGone):
        recommendations.follow_up(row, state="done", by=staff)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_remove_a_row_at_once_one_is_let_through(staff):
    point = PointFactory()

    def remove(_wait):
        try:
            workshops.remove_point(point, by=staff)
        except RowGone:
            return "gone"
        return "removed"

    assert (sorted(run_together(remove, times=2)), len(audited())) == (["gone", "removed"], 1)


# On the pages ------------------------------------------------------------------------------


@contextmanager
def gone_meanwhile(row):
    """Remove the row after a view has read it, just as the service begins its transaction."""

    def remove_first(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT"):
            type(row).objects.filter(pk=row.pk).delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remove_first):
        yield


def edited(row):
    """Where a row is changed, and what is typed there."""
    match row:
        case WorkshopPoint() | Decision():
            part = "points" if isinstance(row, WorkshopPoint) else "decisions"
            return address(row.session, f"{part}/{row.pk}/"), {"text_ar": "المنهجية"}
        case Invitation():
            return address(row.session, f"invitations/{row.pk}/"), {"answer": "coming"}
        case PracticeGroup():
            typed = {"session": row.session_id, "name_ar": "المنهجية"}
            return reverse("event_group_edit", args=[row.pk]), typed
        case Recommendation():
            typed = {"text_ar": "المنهجية", "horizon": row.horizon}
            return reverse("recommendation_edit", args=[row.pk]), typed
    typed = {"name_ar": "المنهجية", "name_fr": "Méthode", "days_before": 3}
    if isinstance(row, TemplateStep):
        return reverse("preparation_template_edit", args=[row.pk]), {**typed, "whose": row.whose}
    return reverse("preparation_step_edit", args=[row.pk]), {**typed, "who": "staff"}


@pytest.mark.parametrize("kind", CHANGEABLE.values(), ids=CHANGEABLE)
def test_a_form_for_what_is_gone_says_so_and_keeps_what_was_typed(kind, as_staff):
    row = kind.make()
    url, typed = edited(row)
    with gone_meanwhile(row):
        page = as_staff.post(url, typed)
    form = page.context["form"]
    kept = {name: str(form[name].value()) for name in typed}
    assert form.non_field_errors() == [in_arabic(SENTENCE)]
    assert kept == {name: str(value) for name, value in typed.items()}


REMOVALS = {
    "photo": "venue_photo_remove",
    "group": "event_group_remove",
    "recommendation": "recommendation_remove",
    "step": "preparation_step_remove",
    "usual step": "preparation_template_remove",
}


@pytest.mark.parametrize("name", REMOVALS)
def test_who_removes_what_is_gone_is_told_so(name, as_staff):
    row = KINDS[name].make()
    with gone_meanwhile(row):
        page = as_staff.post(reverse(REMOVALS[name], args=[row.pk]), follow=True)
    assert [str(one) for one in page.context["messages"]] == [in_arabic(SENTENCE)]


@pytest.mark.parametrize("make", [PointFactory, DecisionFactory])
def test_a_line_removed_long_before_is_told_of_too(make, as_staff):
    """Two write the minutes: what the second has typed for a minute must not be lost."""
    line = make()
    url, typed = edited(line)
    type(line).objects.all().delete()
    kept = as_staff.post(url, typed).context["form"]
    answer = as_staff.post(f"{url}remove/", follow=True)
    assert (kept["text_ar"].value(), kept.non_field_errors()) == (
        "المنهجية",
        [in_arabic(SENTENCE)],
    )
    assert [str(one) for one in answer.context["messages"]] == [in_arabic(SENTENCE)]
    assert [as_staff.get(url).status_code, as_staff.get(f"{url}remove/").status_code] == [404, 404]


def test_a_follow_up_of_what_is_gone_keeps_its_note(as_staff):
    row = a_recommendation()
    typed = {"state": "done", "note": "أنجز الدليل"}
    with gone_meanwhile(row):
        page = as_staff.post(reverse("recommendation_detail", args=[row.pk]), typed)
    form = page.context["form"]
    assert (form["note"].value(), form.non_field_errors()) == (
        "أنجز الدليل",
        [in_arabic(SENTENCE)],
    )


def test_who_is_no_coordinator_any_more_is_not_invited_and_it_is_said(as_staff, workshop):
    """The account is closed between the list and the invitation."""
    person = factories.UserFactory(role="coordinator")
    url = address(workshop, "invite/")

    def close_first(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT"):
            type(person).objects.filter(pk=person.pk).update(is_active=False)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(close_first):
        page = as_staff.post(url, {"coordinators": [person.pk]})
    assert (list(page.context["form"].errors), workshop.invitations.count()) == (
        ["coordinators"],
        0,
    )
