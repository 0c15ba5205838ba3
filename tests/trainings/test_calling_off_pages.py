"""The pages on which an event is postponed, gets new days, or is cancelled, and what they leave."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import Role
from participants.models import Notice, Registration
from participants.services.calling_off import cancel_and_tell, postpone_and_tell
from tests import factories
from tests.trainings.conftest import in_arabic
from trainings.models import AgendaItem, Event, EventStep, Quota

REASON = "أشغال بالفندق إلى متم الشهر"
PAGES = {"postpone": "open", "cancel": "open", "reschedule": "postponed"}
CALLERS = {"administrator": 200, "staff": 200, "coordinator": 403, "observer": 403, None: 302}
IN_MAY = "05/05/2035"


@pytest.fixture
def event(province, coordinator):
    """An open event of two days, at which one person has a place and one waits."""
    event = factories.EventFactory(code="JD02", capacity=1, taken=1)
    factories.QuotaFactory(event=event, province=province, places=1, taken=1)
    for day in (10, 12):
        factories.HalfDayFactory(session__event=event, session__date=dt.date(2035, 4, day))
    factories.RegistrationFactory(event=event, province=province)
    factories.RegistrationFactory(event=event, province=province, state="waitlisted")
    return event


@pytest.fixture
def postponed(event, staff):
    postpone_and_tell(event, reason=REASON, by=staff)
    event.refresh_from_db()
    return event


def stand_at(event, state):
    Event.objects.filter(pk=event.pk).update(state=state)


def text_of(page):
    return " ".join(page.content.decode().split())


def levels(page):
    return [message.level_tag for message in page.context["messages"]]


# Who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("role", "status"), CALLERS.items())
@pytest.mark.parametrize(("name", "state"), PAGES.items())
def test_only_those_who_plan_call_an_event_off(
    client, province, event, name, state, role, status, method
):
    stand_at(event, state)
    if role:
        provinces = [province] if role == Role.COORDINATOR else []
        client.force_login(factories.UserFactory(role=role, provinces=provinces))
    assert getattr(client, method)(f"/events/JD02/{name}/").status_code == status
    assert Event.objects.get().state == state


@pytest.mark.parametrize("name", PAGES)
def test_an_unknown_event_is_not_found(as_staff, name):
    assert as_staff.get(f"/events/NONE/{name}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("postpone", "draft"),
        ("postpone", "held"),
        ("cancel", "held"),
        ("cancel", "cancelled"),
        ("reschedule", "open"),
        ("reschedule", "cancelled"),
    ],
)
def test_a_step_that_does_not_lead_on_is_not_even_asked_for(as_staff, event, name, state):
    stand_at(event, state)
    page = as_staff.get(f"/events/JD02/{name}/", follow=True)
    assert (page.redirect_chain[-1][0], levels(page)) == ("/events/JD02/", ["error"])


# What it means, before it is done ---------------------------------------------------------


@pytest.mark.parametrize("name", ["postpone", "cancel"])
def test_the_page_counts_those_whom_it_concerns(as_staff, event, coordinator, name):
    page = as_staff.get(f"/events/JD02/{name}/", headers={"accept-language": "en"})
    text = text_of(page)
    assert "1 person has a place." in text
    assert "1 person is on the waiting list." in text
    assert "1 coordinator follows it:" in text
    assert coordinator.full_name in text


def test_cancelling_says_that_there_is_no_way_back_and_offers_the_other_one(as_staff, event):
    text = text_of(as_staff.get("/events/JD02/cancel/"))
    assert in_arabic("A cancelled event cannot be brought back.") in text
    assert 'href="/events/JD02/postpone/"' in text


def test_a_draft_is_not_postponed_instead(as_staff, event):
    stand_at(event, "draft")
    text = text_of(as_staff.get("/events/JD02/cancel/"))
    assert 'href="/events/JD02/postpone/"' not in text
    assert in_arabic("It is a draft: only the network’s staff know of it.") in text


def test_self_registration_is_named_only_where_it_is_open(as_staff, event, province):
    sentence = in_arabic(
        "Self-registration is closed, and applications without an answer are declined."
    )
    assert sentence not in text_of(as_staff.get("/events/JD02/cancel/"))
    factories.ApplicationLinkFactory(event=event, province=province)
    assert sentence in text_of(as_staff.get("/events/JD02/cancel/"))


@pytest.mark.parametrize("name", ["postpone", "cancel"])
@pytest.mark.parametrize("typed", ["", "   ", "ش" * 301])
def test_without_a_reason_that_fits_nothing_happens_and_nothing_is_lost(
    as_staff, event, name, typed
):
    page = as_staff.post(f"/events/JD02/{name}/", {"reason": typed})
    assert (page.status_code, Event.objects.get().state) == (200, "open")
    assert page.context["form"].errors.keys() == {"reason"}
    assert page.context["form"]["reason"].value() == typed


def test_people_who_came_stop_a_cancellation_on_its_page(as_staff, event):
    factories.AttendanceFactory(
        registration=event.registrations.first(),
        half_day=event.sessions.first().half_days.get(),
        present=True,
    )
    page = as_staff.post("/events/JD02/cancel/", {"reason": REASON})
    assert Event.objects.get().state == "open"
    assert len(page.context["form"].non_field_errors()) == 1
    assert REASON in text_of(page)


# Doing it --------------------------------------------------------------------------------


def test_postponing_leads_to_the_event_which_says_so(as_staff, event, staff):
    page = as_staff.post("/events/JD02/postpone/", {"reason": REASON}, follow=True)
    assert (Event.objects.get().state, levels(page)) == ("postponed", ["success"])
    step = EventStep.objects.get()
    assert (page.context["called_off"], step.reason, step.by) == (step, REASON, staff)
    assert REASON in text_of(page)


def test_cancelling_says_how_many_registrations_it_ended(as_staff, event):
    page = as_staff.post(
        "/events/JD02/cancel/", {"reason": REASON}, follow=True, headers={"accept-language": "en"}
    )
    assert Event.objects.get().state == "cancelled"
    assert "The event is cancelled, and 2 registrations with it." in text_of(page)
    assert set(Registration.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_second_press_says_where_the_event_stands(as_staff, event):
    as_staff.post("/events/JD02/cancel/", {"reason": REASON})
    page = as_staff.post("/events/JD02/cancel/", {"reason": REASON}, follow=True)
    assert (levels(page)[-1], EventStep.objects.count()) == ("error", 1)


# New days --------------------------------------------------------------------------------


def dates(event):
    return list(event.sessions.values_list("date", flat=True))


def reschedule(client, first_day=IN_MAY, **more):
    return client.post("/events/JD02/reschedule/", {"first_day": first_day, **more})


def test_the_page_shows_the_days_that_were_planned(as_staff, postponed):
    page = as_staff.get("/events/JD02/reschedule/")
    assert [session.date.day for session in page.context["form"].sessions] == [10, 12]
    assert "الثلاثاء 10 أبريل 2035" in text_of(page)


def test_the_days_follow_the_first_at_their_distance(as_staff, postponed):
    assert reschedule(as_staff).url == "/events/JD02/"
    assert dates(postponed) == [dt.date(2035, 5, 5), dt.date(2035, 5, 7)]
    assert Event.objects.get().state == "open"


def test_the_hours_are_kept(as_staff, postponed):
    reschedule(as_staff)
    halves = [session.half_days.get() for session in postponed.sessions.all()]
    assert {(half.starts_at, half.ends_at) for half in halves} == {(dt.time(9), dt.time(12, 30))}


def test_a_first_day_among_the_old_ones_is_taken_too(as_staff, postponed):
    """Two days move by two: one takes the date of the other."""
    reschedule(as_staff, "12/04/2035")
    assert dates(postponed) == [dt.date(2035, 4, 12), dt.date(2035, 4, 14)]


@pytest.mark.parametrize("typed", ["", "32/13/2027", "غدا"])
def test_a_day_that_cannot_be_read_is_kept_as_it_was_typed(as_staff, postponed, typed):
    page = reschedule(as_staff, typed)
    assert page.context["form"].errors.keys() == {"first_day"}
    assert (page.context["form"]["first_day"].value(), Event.objects.get().state) == (
        typed,
        "postponed",
    )


def test_a_day_that_has_passed_is_refused(as_staff, postponed):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    page = reschedule(as_staff, f"{yesterday:%d/%m/%Y}")
    assert page.context["form"].errors["first_day"] == [
        in_arabic("This day has passed: choose one that is still to come.")
    ]


def test_arabic_digits_are_read(as_staff, postponed):
    reschedule(as_staff, "٠٥/٠٥/٢٠٣٥")
    assert dates(postponed)[0] == dt.date(2035, 5, 5)


def after_the_first_day(event):
    """The first day was over when the event was postponed: today lies between the two."""
    first, second = event.sessions.all()
    today = timezone.localdate()
    first.date, second.date = today - dt.timedelta(days=1), today + dt.timedelta(days=1)
    first.save()
    second.save()
    return first, second


def test_a_day_that_was_over_when_the_event_was_postponed_stays(as_staff, postponed):
    first, _second = after_the_first_day(postponed)
    reschedule(as_staff)
    assert dates(postponed) == [first.date, dt.date(2035, 5, 5)]


def test_the_page_says_which_day_stays(as_staff, postponed):
    first, _second = after_the_first_day(postponed)
    page = as_staff.get("/events/JD02/reschedule/")
    assert page.context["form"].staying == [first]
    assert in_arabic("took place and stays") in text_of(page)


def test_no_day_moves_onto_one_that_stays(as_staff, postponed):
    """The first day was held before; the second was planned for tomorrow."""
    first, _second = after_the_first_day(postponed)
    first.date = timezone.localdate() + dt.timedelta(days=5)
    first.save()
    EventStep.objects.update(at=timezone.now() + dt.timedelta(days=6))
    later = factories.SessionFactory(
        event=postponed, date=timezone.localdate() + dt.timedelta(days=9)
    )
    page = reschedule(as_staff, f"{first.date:%d/%m/%Y}")
    assert page.context["form"].errors["first_day"] == [
        in_arabic("The event already has a session on this day.")
    ]
    later.refresh_from_db()
    assert later.date == timezone.localdate() + dt.timedelta(days=9)


def test_a_check_shows_the_new_days_and_keeps_nothing(as_staff, postponed):
    page = reschedule(as_staff, "30/07/2035", check="1")
    assert [day.date.day for day in page.context["checked"]] == [30, 1]
    assert [conflict.kind for conflict in page.context["conflicts"]] == ["holiday"]
    assert (Event.objects.get().state, dates(postponed)[0]) == ("postponed", dt.date(2035, 4, 10))
    assert 'value="30/07/2035"' in text_of(page)


def test_a_check_of_days_that_fit_says_so(as_staff, postponed):
    page = reschedule(as_staff, check="1")
    assert in_arabic("Nothing stands against these days.") in text_of(page)


def test_a_check_looks_for_others_at_the_venue(as_staff, postponed):
    other = factories.EventFactory(venue=postponed.venue)
    factories.HalfDayFactory(session__event=other, session__date=dt.date(2035, 5, 7))
    (conflict,) = reschedule(as_staff, check="1").context["conflicts"]
    assert (conflict.kind, conflict.other) == ("venue", other)


def test_too_few_days_from_now_are_pointed_out(as_staff, postponed):
    soon = timezone.localdate() + dt.timedelta(days=3)
    found = reschedule(as_staff, f"{soon:%d/%m/%Y}", check="1").context["conflicts"]
    assert [conflict.days for conflict in found if conflict.kind == "notice"] == [3]


def test_a_postponed_event_without_days_goes_back_to_be_planned(as_staff, event, staff):
    event.sessions.all().delete()
    stand_at(event, "scheduled")
    postpone_and_tell(event, reason=REASON, by=staff)
    page = as_staff.get("/events/JD02/reschedule/")
    assert list(page.context["form"].fields) == []
    as_staff.post("/events/JD02/reschedule/")
    assert Event.objects.get().state == "scheduled"


def test_what_cannot_open_says_why(as_staff, postponed):
    Quota.objects.update(places=0, taken=0)
    page = reschedule(as_staff)
    assert len(page.context["form"].non_field_errors()) == 1
    assert Event.objects.get().state == "postponed"


# The page of the event -------------------------------------------------------------------

OFFERED = {
    "draft": {"event_open", "event_schedule", "event_cancel"},
    "scheduled": {"event_open", "event_postpone", "event_cancel"},
    "open": {"event_close", "event_postpone", "event_cancel"},
    "closed": {"event_hold", "event_open", "event_postpone", "event_cancel"},
    "held": set(),
    "postponed": {"event_reschedule", "event_cancel"},
    "cancelled": set(),
}


@pytest.mark.parametrize(("state", "names"), OFFERED.items())
def test_only_the_steps_that_lead_on_are_offered(as_staff, event, state, names):
    stand_at(event, state)
    context = as_staff.get("/events/JD02/").context
    offered = [context["next_action"], *context["other_steps"]]
    steps = {"schedule", "open", "close", "hold", "postpone", "reschedule", "cancel"}
    assert {
        action.url_name
        for action in offered
        if action and action.url_name.removeprefix("event_") in steps
    } == names


def test_each_step_says_what_comes_of_it(as_staff, event):
    page = as_staff.get("/events/JD02/")
    assert all(str(action.consequence) in text_of(page) for action in page.context["other_steps"])
    assert all(action.consequence for action in page.context["other_steps"])


def test_a_coordinator_is_offered_no_step(as_coordinator, event):
    page = as_coordinator.get("/events/JD02/")
    assert ("/events/JD02/cancel/" in text_of(page), page.context["other_steps"]) == (False, [])


def test_staff_read_the_history_with_who_and_why(as_staff, postponed, staff):
    text = text_of(as_staff.get("/events/JD02/"))
    history = text[text.index('id="history"') :]
    assert (staff.full_name in history, REASON in history) == (True, True)


def test_a_coordinator_reads_the_reason_but_no_history(as_coordinator, postponed, staff):
    text = text_of(as_coordinator.get("/events/JD02/"))
    assert (REASON in text, 'id="history"' in text) == (True, False)
    assert staff.full_name not in text


def test_an_event_that_stands_tells_nobody(as_staff, event):
    context = as_staff.get("/events/JD02/").context
    assert (context["called_off"], context["telling"]) == (None, None)


def test_a_postponed_event_lists_whom_to_tell(as_staff, postponed, province, coordinator):
    page = as_staff.get("/events/JD02/")
    (ours,) = page.context["telling"].provinces
    assert (ours.registered, ours.waiting) == (1, 1)
    assert f"/events/JD02/registrations/?province={province.pk}" in text_of(page)
    assert coordinator.email in text_of(page)


def test_a_coordinator_reads_of_own_people_to_tell(as_coordinator, postponed, other_province):
    factories.QuotaFactory(event=postponed, province=other_province)
    factories.RegistrationFactory(event=postponed, province=other_province)
    page = as_coordinator.get("/events/JD02/")
    assert [one.registered for one in page.context["telling"].provinces] == [1]
    assert other_province.full_name not in text_of(page)


def test_an_observer_reads_that_it_is_postponed_and_of_nobody(client, observer, postponed):
    client.force_login(observer)
    page = client.get("/events/JD02/")
    assert (page.context["telling"], page.context["called_off"].reason) == (None, REASON)


def test_a_cancelled_event_lists_whose_places_it_ended(as_staff, event, staff):
    cancel_and_tell(event, reason=REASON, by=staff)
    page = as_staff.get("/events/JD02/")
    assert page.context["telling"].registered == 2
    assert 'href="/events/JD02/edit/"' not in text_of(page)


def test_new_days_are_to_be_told_until_the_next_step(as_staff, postponed):
    reschedule(as_staff)
    assert as_staff.get("/events/JD02/").context["telling"].registered == 1
    as_staff.post("/events/JD02/close/")
    assert as_staff.get("/events/JD02/").context["telling"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_postponed_event_takes_the_same_queries_for_one_province_and_three(
    as_staff, event, staff, django_assert_num_queries, count
):
    for _ in range(count):
        quota = factories.QuotaFactory(event=event)
        factories.UserFactory(role=Role.COORDINATOR, provinces=[quota.province])
        factories.RegistrationFactory(event=event, province=quota.province)
        AgendaItem.objects.create(
            session=event.sessions.first(),
            kind="break",
            starts_at=dt.time(9),
            ends_at=dt.time(10),
        )
    postpone_and_tell(event, reason=REASON, by=staff)
    with django_assert_num_queries(27):
        as_staff.get("/events/JD02/")


def test_the_word_on_the_first_page_leads_to_the_event(as_coordinator, postponed):
    assert Notice.objects.unseen().count() == 1
    assert 'href="/events/JD02/"' in text_of(as_coordinator.get("/"))
