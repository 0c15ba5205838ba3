import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import Batch, BatchItem, Certificate
from certificates.services.correcting import allow_reissue
from certificates.services.eligibility import assess, count_verdicts
from network.models import Role
from participants.models import Registration
from reports import overview
from tests.factories import (
    AttendanceFactory,
    EventFactory,
    HalfDayFactory,
    NoticeFactory,
    PreparationStepFactory,
    ProgrammeFactory,
    ProvinceTransferFactory,
    QuotaFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)
from trainings.models import Event

State = Event.State
pytestmark = pytest.mark.django_db


def event_in(days, state=State.OPEN, quotas=(), **fields):
    """Make an event whose only day is that many days from now."""
    event = EventFactory(state=state, **fields)
    SessionFactory(event=event, date=timezone.localdate() + dt.timedelta(days=days))
    for province in quotas:
        QuotaFactory(event=event, province=province)
    return event


def somebody_came(event, state=Registration.State.REGISTERED):
    registration = RegistrationFactory(event=event, state=state)
    half_day = HalfDayFactory(session=event.sessions.get(), period="am")
    AttendanceFactory(registration=registration, half_day=half_day)
    return registration


def issue(registration, by, **fields):
    return Certificate.objects.create(
        event=registration.event,
        registration=registration,
        province=registration.province,
        number="RAD/2026/X/0001",
        code="X" * 27,
        snapshot={},
        issued_at=timezone.now(),
        issued_by=by,
        **fields,
    )


# What is coming


def test_the_next_event_comes_first_and_undated_ones_last(staff):
    undated, later, sooner = EventFactory(state=State.DRAFT), event_in(9), event_in(2)
    assert list(overview.coming_events(staff)) == [sooner, later, undated]


def test_an_event_of_today_is_still_coming(staff):
    event = event_in(0)
    assert list(overview.coming_events(staff)) == [event]


@pytest.mark.parametrize(
    ("days", "state"), [(-1, State.CLOSED), (3, State.CANCELLED), (3, State.HELD)]
)
def test_what_is_over_or_off_is_not_coming(staff, days, state):
    event_in(days, state)
    assert not overview.coming_events(staff)


def test_an_event_under_way_is_coming_until_its_last_day(staff):
    event = event_in(-1)
    SessionFactory(event=event, date=timezone.localdate())
    assert list(overview.coming_events(staff)) == [event]


def test_a_coordinator_sees_events_with_places_for_own_provinces(
    coordinator, province, other_province
):
    own = event_in(3, quotas=[province, other_province])
    event_in(4, quotas=[other_province])
    assert list(overview.coming_events(coordinator)) == [own]


def test_a_coordinator_sees_own_quotas_only(coordinator, province, other_province):
    event_in(3, quotas=[province, other_province])
    event = overview.coming_events(coordinator).get()
    assert [quota.province for quota in event.own_quotas] == [province]


def test_each_own_quota_counts_who_waits_on_it(coordinator, province, other_province):
    coordinator.provinces.add(other_province)
    event = event_in(3, quotas=[province, other_province])
    waiting = Registration.State.WAITLISTED
    RegistrationFactory.create_batch(2, event=event, province=province, state=waiting)
    RegistrationFactory(event=event, province=other_province)
    RegistrationFactory(province=province, state=waiting)
    quotas = overview.coming_events(coordinator)[0].own_quotas
    assert {quota.province: quota.waiting for quota in quotas} == {province: 2, other_province: 0}


def test_a_coordinator_counts_own_people_on_the_waiting_list(coordinator, province, other_province):
    event = event_in(3, quotas=[province, other_province])
    waiting = Registration.State.WAITLISTED
    RegistrationFactory(event=event, province=province, state=waiting)
    RegistrationFactory(event=event, province=province)
    RegistrationFactory.create_batch(2, event=event, province=other_province, state=waiting)
    assert overview.coming_events(coordinator).get().waiting == 1


def test_staff_count_everybody_on_the_waiting_list(staff):
    event = event_in(3)
    waiting = Registration.State.WAITLISTED
    RegistrationFactory.create_batch(2, event=event, state=waiting)
    assert overview.coming_events(staff).get().waiting == 2


# Today


def test_presence_of_today_counts_those_who_are_there(staff):
    event = event_in(0)
    somebody_came(event)
    half_day = event.sessions.get().half_days.get()
    AttendanceFactory(registration__event=event, half_day=half_day, present=False)
    assert [one.present for one in overview.presence_today(staff)] == [1]


@pytest.mark.parametrize(("days", "state"), [(1, State.OPEN), (0, State.CANCELLED)])
def test_another_day_and_a_cancelled_event_ask_for_no_presence(staff, days, state):
    HalfDayFactory(session=event_in(days, state).sessions.get())
    assert not overview.presence_today(staff)


# Certificates


def test_an_event_whose_people_have_no_certificate_waits(administrator):
    event = event_in(-2, State.HELD)
    somebody_came(event)
    waiting = overview.events_awaiting_certificates(administrator)
    assert [(one, one.unissued) for one in waiting] == [(event, 1)]


def test_presence_below_the_rule_of_the_event_is_not_waited_for(administrator):
    event = event_in(-2, State.HELD, required_presence=80)
    somebody_came(event)
    HalfDayFactory(session=event.sessions.get(), period="pm")
    assert not overview.events_awaiting_certificates(administrator)


def test_presence_at_the_rule_of_the_event_is_enough(administrator):
    event = event_in(-2, State.HELD, required_presence=50)
    somebody_came(event)
    HalfDayFactory(session=event.sessions.get(), period="pm")
    assert overview.events_awaiting_certificates(administrator).count() == 1


def test_workshops_do_not_count_towards_the_certificate(administrator):
    event = event_in(-2, State.HELD)
    event.sessions.update(kind="workshop")
    somebody_came(event)
    assert not overview.events_awaiting_certificates(administrator)


def test_the_hint_counts_whom_the_rule_of_certificates_lets_pass(administrator):
    event = event_in(-2, State.HELD, required_presence=50)
    somebody_came(event)
    RegistrationFactory(event=event)
    verdicts = count_verdicts(assess(event, Registration.objects.all()))
    assert overview.events_awaiting_certificates(administrator).get().unissued == verdicts["ready"]


def test_an_event_with_all_certificates_does_not_wait(administrator):
    issue(somebody_came(event_in(-2, State.HELD)), administrator)
    assert not overview.events_awaiting_certificates(administrator)


@pytest.mark.parametrize(("allowed", "awaiting"), [(False, 0), (True, 1)])
def test_after_a_revocation_a_certificate_is_awaited_once_it_is_allowed(
    administrator, allowed, awaiting
):
    registration = somebody_came(event_in(-2, State.HELD))
    revoked = {
        "state": "revoked",
        "revoked_at": timezone.now(),
        "revoked_by": administrator,
        "revocation_reason": "other",
    }
    certificate = issue(registration, administrator, **revoked)
    if allowed:
        allow_reissue(certificate, reason="It was right", by=administrator)
    assert overview.events_awaiting_certificates(administrator).count() == awaiting


@pytest.mark.parametrize("days", [1, -366])
def test_certificates_are_awaited_from_the_last_day_for_a_year(administrator, days):
    somebody_came(event_in(days, State.CLOSED))
    assert not overview.events_awaiting_certificates(administrator)


def test_nobody_waits_for_the_certificate_of_a_cancelled_registration(administrator):
    somebody_came(event_in(-2, State.HELD), state=Registration.State.CANCELLED)
    assert not overview.events_awaiting_certificates(administrator)


def test_a_batch_under_way_says_how_far_it_is(administrator):
    event = event_in(-2, State.HELD)
    batch = Batch.objects.create(event=event, requested_by=administrator, state="running")
    for state, reason in (
        ("pending", ""),
        ("refused", "name_missing"),
        ("refused", "does_not_fit"),
    ):
        BatchItem.objects.create(
            batch=batch,
            registration=RegistrationFactory(event=event),
            state=state,
            reason=reason,
        )
    assert [(one.done, one.all) for one in overview.batches_under_way()] == [(2, 3)]


def test_a_finished_batch_is_not_under_way(administrator):
    Batch.objects.create(event=event_in(-2), requested_by=administrator, state="done")
    assert not overview.batches_under_way()


# Figures


def test_the_year_counts_places_of_planned_events(staff):
    programme = ProgrammeFactory(year=2026)
    event_in(3, programme=programme, capacity=100, taken=40)
    event_in(-3, State.HELD, programme=programme, capacity=50, taken=50)
    event_in(5, State.CANCELLED, programme=programme)
    event_in(5, programme__year=2025)
    assert overview.year_figures(staff, 2026) == {
        "events": 2,
        "held": 1,
        "places": 150,
        "taken": 90,
    }


def test_the_year_of_a_coordinator_counts_places_of_own_provinces(
    coordinator, province, other_province
):
    event = event_in(3, programme__year=2026)
    QuotaFactory(event=event, province=province, places=20, taken=7)
    QuotaFactory(event=event, province=other_province, places=30, taken=30)
    figures = overview.year_figures(coordinator, 2026)
    assert (figures["places"], figures["taken"]) == (20, 7)


def test_a_programme_without_events_counts_nothing(observer):
    ProgrammeFactory()
    programme = overview.programme_figures(observer).get()
    assert (programme.event_count, programme.places, programme.places_taken) == (0, 0, 0)


def test_an_observer_reads_programmes_without_drafts(observer):
    programme = ProgrammeFactory()
    event_in(3, programme=programme, capacity=80, taken=10)
    EventFactory(programme=programme, state=State.DRAFT, capacity=500)
    programme = overview.programme_figures(observer).get()
    assert (programme.event_count, programme.places, programme.places_taken) == (1, 80, 10)


# The page

QUERIES = {Role.ADMINISTRATOR: 10, Role.STAFF: 8, Role.COORDINATOR: 12, Role.OBSERVER: 6}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("role", Role)
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    client, role, count, province, administrator, django_assert_num_queries
):
    for _number in range(count):
        event_in(3, quotas=[province])
        HalfDayFactory(session=event_in(0, quotas=[province]).sessions.get())
        held = event_in(-3, State.HELD, quotas=[province])
        somebody_came(held)
        late = event_in(3, quotas=[province])
        PreparationStepFactory(event=late, days_before=9, province=province)
        registration = RegistrationFactory(event=late, province=province)
        NoticeFactory(registration=registration)
        ProvinceTransferFactory(person=registration.person)
        Batch.objects.create(event=held, requested_by=administrator)
    client.force_login(UserFactory(role=role, provinces=[province]))
    with django_assert_num_queries(QUERIES[role]):
        client.get(reverse("home"))


def test_a_coordinator_is_led_to_the_registration(client, coordinator, province):
    event = event_in(3, quotas=[province])
    client.force_login(coordinator)
    page = client.get(reverse("home")).content.decode()
    assert reverse("registration_create", args=[event.code]) in page


def test_the_first_button_leads_to_the_next_event_that_is_open(client, coordinator, province):
    event_in(2, State.CLOSED, quotas=[province])
    sooner, _later = event_in(3, quotas=[province]), event_in(4, quotas=[province])
    client.force_login(coordinator)
    page = client.get(reverse("home"))
    assert page.context["open_event"] == sooner
    assert reverse("import_create", args=[sooner.code]) in page.content.decode()


def test_a_coordinator_is_not_led_to_a_registration_that_is_closed(client, coordinator, province):
    event = event_in(3, State.CLOSED, quotas=[province])
    client.force_login(coordinator)
    page = client.get(reverse("home")).content.decode()
    assert reverse("registration_create", args=[event.code]) not in page


def test_staff_are_led_to_the_presence_of_today(client, staff):
    event = event_in(0)
    half_day = HalfDayFactory(session=event.sessions.get())
    client.force_login(staff)
    page = client.get(reverse("home")).content.decode()
    assert f"{reverse('presence', args=[event.code])}?half_day={half_day.pk}" in page


@pytest.mark.parametrize(("role", "told"), [(Role.ADMINISTRATOR, True), (Role.STAFF, False)])
def test_administrators_are_told_of_certificates_that_wait(client, role, told):
    event = event_in(-2, State.HELD)
    somebody_came(event)
    client.force_login(UserFactory(role=role))
    page = client.get(reverse("home")).content.decode()
    assert (reverse("event_certificates", args=[event.code]) in page) is told


def test_an_observer_reads_no_name(client, observer):
    registration = somebody_came(event_in(0))
    client.force_login(observer)
    page = client.get(reverse("home")).content.decode()
    assert registration.person.family_name_ar not in page


@pytest.mark.parametrize("role", Role)
def test_an_empty_house_says_what_comes_next(client, role):
    client.force_login(UserFactory(role=role))
    assert "empty-state" in client.get(reverse("home")).content.decode()


def test_a_stranger_is_led_to_the_sign_in_page(client):
    assert client.get(reverse("home")).url.startswith(reverse("account_login"))
