"""The page of a workshop: who reads what of it, who comes, and the numbers that it keeps."""

import pytest
from django.urls import reverse

from network.models import Role
from tests import factories
from tests.factories import RegistrationFactory, UserFactory
from tests.trainings.workshop_makers import (
    DecisionFactory,
    InvitationFactory,
    PointFactory,
    WorkshopFactory,
    address,
    in_days,
    said,
    shown,
    text_of,
)
from trainings.models import FrozenCount, Proposal, Recommendation, Session

READERS = {"administrator": 200, "staff": 200, "coordinator": 200, "observer": 200, None: 302}
MEMBERS = {"administrator": 200, "staff": 200, "coordinator": 200, "observer": 403, None: 302}
PLANNERS = {"administrator": 200, "staff": 200, "coordinator": 403, "observer": 403, None: 302}
PAGES = {
    "": READERS,
    "minutes/ar/": MEMBERS,
    "minutes/fr/": MEMBERS,
    "invite/": PLANNERS,
    "invitations/{invitation}/": PLANNERS,
    "points/new/": PLANNERS,
    "points/{point}/": PLANNERS,
    "points/{point}/remove/": PLANNERS,
    "decisions/new/": PLANNERS,
    "decisions/{decision}/": PLANNERS,
    "decisions/{decision}/remove/": PLANNERS,
}
POSTS = (
    "freeze/",
    "rapporteur/",
    "presence/",
    "invitations/{invitation}/withdraw/",
    "points/usual/",
    "points/{point}/move/",
    "decisions/{decision}/move/",
)


@pytest.fixture
def call(client, province, workshop):
    """Call a page of the workshop as somebody of a role (None: a stranger)."""
    lines = {
        "invitation": InvitationFactory(session=workshop).pk,
        "point": PointFactory(session=workshop).pk,
        "decision": DecisionFactory(session=workshop).pk,
    }

    def call(role, part, method="get"):
        if role:
            provinces = [province] if role == Role.COORDINATOR else []
            client.force_login(UserFactory(role=role, provinces=provinces))
        return getattr(client, method)(address(workshop, part.format(**lines)))

    return call


# Who may call what


@pytest.mark.parametrize(
    ("part", "role", "status"),
    [(page, role, status) for page, table in PAGES.items() for role, status in table.items()],
)
def test_a_page_answers_by_role(call, part, role, status):
    assert call(role, part).status_code == status


@pytest.mark.parametrize("part", POSTS)
@pytest.mark.parametrize("role", ["coordinator", "observer"])
def test_what_is_changed_for_all_is_for_staff(call, part, role):
    assert call(role, part, "post").status_code == 403


@pytest.mark.parametrize("part", [*POSTS, "answer/"])
def test_nothing_is_changed_by_a_link(call, part):
    assert call("coordinator" if part == "answer/" else "staff", part).status_code == 405


@pytest.mark.parametrize("role", ["staff", "observer"])
def test_only_coordinators_answer_for_themselves(call, role):
    assert call(role, "answer/", "post").status_code == 403


@pytest.mark.parametrize("part", ["", "minutes/ar/"])
def test_a_coordinator_without_places_does_not_see_it(client, workshop, other_coordinator, part):
    client.force_login(other_coordinator)
    assert client.get(address(workshop, part)).status_code == 404


def test_a_coordinator_of_elsewhere_who_is_invited_reads_it_without_a_way_to_the_event(
    client, workshop, other_coordinator
):
    InvitationFactory(session=workshop, coordinator=other_coordinator)
    client.force_login(other_coordinator)
    page = shown(client, workshop)
    assert (page.status_code, 'href="/events/SB01/"' in text_of(page)) == (200, False)


def test_a_coordinator_of_the_event_finds_the_way_back_to_it(as_coordinator, workshop):
    assert 'href="/events/SB01/"' in text_of(shown(as_coordinator, workshop))


@pytest.mark.parametrize("day", ["2026-02-30", "2031-01-01", "2026-1-31", "today"])
def test_a_day_without_a_workshop_is_not_found(as_staff, workshop, day):
    assert as_staff.get(f"/events/SB01/workshops/{day}/").status_code == 404


def test_a_training_day_has_no_workshop_page(as_staff, workshop):
    Session.objects.update(kind=Session.Kind.TRAINING)
    assert shown(as_staff, workshop).status_code == 404


@pytest.mark.parametrize("part", ["invitations/{}/", "points/{}/", "decisions/{}/"])
def test_a_line_of_another_workshop_is_not_found(as_staff, workshop, part):
    makers = {"i": InvitationFactory, "p": PointFactory, "d": DecisionFactory}
    other = makers[part[0]]()
    assert as_staff.get(address(workshop, part.format(other.pk))).status_code == 404


def test_the_event_s_page_leads_to_the_workshop(as_staff, workshop):
    assert f'href="{address(workshop)}"' in text_of(as_staff.get("/events/SB01/"))


def test_a_training_day_leads_to_no_workshop(as_staff, workshop):
    Session.objects.update(kind=Session.Kind.TRAINING)
    assert "/workshops/" not in text_of(as_staff.get("/events/SB01/"))


# What is shown to whom


def write_all_names(workshop, province):
    """Write down what names people: an invitation with a note, words, decisions, numbers."""
    InvitationFactory(session=workshop, coordinator__full_name="خديجة الحمداوي", note="ظرف عائلي")
    PointFactory(session=workshop, text_ar="المنهجية", discussion_ar="قالت خديجة الحمداوي")
    DecisionFactory(session=workshop, text_ar="حجز القاعة", responsible="خديجة الحمداوي")
    Session.objects.update(rapporteur="خديجة الحمداوي")
    event = factories.EventFactory(programme=workshop.event.programme)
    factories.SessionFactory(event=event, date=in_days(-5))
    factories.QuotaFactory(event=event, province=province)
    Recommendation.objects.create(
        event=event, position=1, text_ar="تجميع المشتريات", responsible="خديجة الحمداوي"
    )
    person = factories.PersonFactory(province=province, family_name_ar="الزموري")
    RegistrationFactory(event=workshop.event, province=province, person=person)
    FrozenCount.objects.create(session=workshop, frozen_by=UserFactory(full_name="خديجة الحمداوي"))


def test_an_observer_reads_points_decisions_and_numbers_without_a_name(
    client, observer, workshop, province
):
    write_all_names(workshop, province)
    client.force_login(observer)
    page = text_of(shown(client, workshop))
    told = ("المنهجية", "حجز القاعة", "تجميع المشتريات", province.name_ar)
    kept = ("خديجة", "الحمداوي", "ظرف عائلي", "الزموري")
    assert ([t in page for t in told], [t in page for t in kept]) == ([True] * 4, [False] * 4)


def test_a_coordinator_reads_all_of_it_but_no_participant(as_coordinator, workshop, province):
    write_all_names(workshop, province)
    page = text_of(shown(as_coordinator, workshop))
    told = ("خديجة الحمداوي", "ظرف عائلي", "قالت", "تجميع المشتريات")
    assert ([t in page for t in told], "الزموري" in page) == ([True] * 4, False)


def test_a_coordinator_is_offered_nothing_to_change(as_coordinator, workshop, province):
    write_all_names(workshop, province)
    page = text_of(shown(as_coordinator, workshop))
    parts = ("freeze/", "invite/", "points/", "decisions/", "presence/", "rapporteur/")
    assert [part for part in parts if address(workshop, part) in page] == []


def test_recommendations_of_earlier_events_that_are_unfinished_are_listed(as_staff, workshop):
    earlier, later = factories.EventFactory(), factories.EventFactory()
    factories.SessionFactory(event=earlier, date=in_days(-5))
    factories.SessionFactory(event=later, date=in_days(11))
    make = Recommendation.objects.create
    unfinished = make(event=earlier, position=2, text_ar="أ")
    make(event=earlier, position=1, text_ar="ب", state="done")
    make(event=later, position=1, text_ar="ج")
    make(event=factories.EventFactory(), position=1, text_ar="د")
    assert list(shown(as_staff, workshop).context["recommendations"]) == [unfinished]


def propose(workshop, province, **fields):
    """Propose an event of one day, which somebody supports."""
    proposal = Proposal.objects.create(
        programme=workshop.event.programme,
        province=province,
        title_ar="التسويق",
        venue=workshop.event.venue,
        expected=30,
        reason="طلب المنخرطين",
        proposed_by=UserFactory(),
        **fields,
    )
    proposal.days.create(date=in_days(40))
    proposal.entries.create(kind="supported", by=UserFactory())
    return proposal


def test_proposals_for_this_workshop_are_listed(as_coordinator, workshop, province):
    proposal = propose(workshop, province, session=workshop)
    propose(workshop, province)
    page = shown(as_coordinator, workshop)
    assert list(page.context["proposals"]) == [proposal]
    assert reverse("proposal_detail", args=[proposal.pk]) in text_of(page)


@pytest.mark.parametrize(("days", "is_offered"), [(10, True), (-1, False)])
def test_until_the_workshop_is_over_something_can_be_proposed_for_it(
    as_coordinator, workshop, days, is_offered
):
    Session.objects.update(date=in_days(days))
    workshop.refresh_from_db()
    offer = f"{reverse('proposal_create')}?session={workshop.pk}"
    assert (offer in text_of(shown(as_coordinator, workshop))) == is_offered


def test_an_empty_workshop_offers_what_to_do_first(as_staff, workshop):
    page = text_of(shown(as_staff, workshop))
    parts = ("invite/", "points/usual/", "decisions/new/", "freeze/")
    assert [address(workshop, part) in page for part in parts] == [True] * 4


def test_a_text_without_the_reader_s_language_stands_in_the_other_one(as_staff, workshop):
    PointFactory(session=workshop, text_ar="المنهجية", text_fr="", discussion_ar="قيل")
    page = text_of(as_staff.get(address(workshop), headers={"accept-language": "fr"}))
    assert ("المنهجية" in page, "قيل" in page) == (True, True)


def fill(workshop, count):
    for _ in range(count):
        coordinator = UserFactory(role=Role.COORDINATOR, provinces=[factories.ProvinceFactory()])
        InvitationFactory(session=workshop, coordinator=coordinator)
        PointFactory(session=workshop)
        DecisionFactory(session=workshop)
        province = factories.QuotaFactory(event=workshop.event).province
        RegistrationFactory(event=workshop.event, province=province)
        propose(workshop, province, session=workshop)
        earlier = factories.EventFactory()
        factories.QuotaFactory(event=earlier, province=workshop.event.quotas.first().province)
        factories.SessionFactory(event=earlier, date=in_days(-5))
        Recommendation.objects.create(event=earlier, position=1, text_ar="أ")
        frozen = FrozenCount.objects.create(session=workshop, frozen_by=UserFactory())
        frozen.provinces.create(province=province, places=1, registered=1, women=1, waiting=0)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("reader", "queries"), [("staff", 20), ("coordinator", 21), ("observer", 15)]
)
def test_the_page_takes_the_same_queries_for_one_line_and_three(
    request, client, workshop, django_assert_num_queries, reader, queries, count
):
    fill(workshop, count)
    client.force_login(request.getfixturevalue(reader))
    with django_assert_num_queries(queries):
        shown(client, workshop)


# Numbers


def test_numbers_are_kept_and_stay_beside_today_s(as_staff, workshop, province):
    RegistrationFactory(event=workshop.event, province=province)
    as_staff.post(address(workshop, "freeze/"))
    RegistrationFactory(event=workshop.event, province=province)
    page = shown(as_staff, workshop)
    (row,) = page.context["table"].rows
    assert (row.registered.then, row.registered.now, "+1" in text_of(page)) == (1, 2, True)


def test_numbers_kept_earlier_can_be_read_again(as_staff, workshop, province):
    as_staff.post(address(workshop, "freeze/"))
    RegistrationFactory(event=workshop.event, province=province)
    as_staff.post(address(workshop, "freeze/"))
    latest, first = workshop.frozen_counts.all()
    thens = [
        shown(as_staff, workshop, **query).context["table"].total.registered.then
        for query in ({}, {"frozen": latest.pk}, {"frozen": first.pk})
    ]
    assert thens == [1, 1, 0]


@pytest.mark.parametrize("asked", ["0", "x", "other"])
def test_numbers_of_another_workshop_are_not_found(as_staff, workshop, asked):
    other = FrozenCount.objects.create(session=WorkshopFactory(), frozen_by=UserFactory())
    query = {"frozen": other.pk if asked == "other" else asked}
    assert shown(as_staff, workshop, **query).status_code == 404


def test_where_there_are_no_numbers_nothing_is_kept(as_staff, workshop):
    workshop.event.quotas.all().delete()
    page = as_staff.post(address(workshop, "freeze/"), follow=True)
    assert (said(page), FrozenCount.objects.count()) == (["error"], 0)


def test_before_numbers_are_kept_those_of_today_are_shown(as_staff, workshop):
    table = shown(as_staff, workshop).context["table"]
    assert (table.is_compared, table.total.places.now) == (False, 10)


# Minutes


def test_minutes_are_a_pdf_that_no_cache_keeps(as_coordinator, workshop):
    answer = as_coordinator.get(address(workshop, "minutes/ar/"))
    assert (answer.content[:5], answer["Content-Type"], answer["Cache-Control"]) == (
        b"%PDF-",
        "application/pdf",
        "private, no-store",
    )
    assert (
        f'filename="minutes-SB01-{workshop.date.isoformat()}-ar.pdf"'
        in answer.headers["Content-Disposition"]
    )


@pytest.mark.parametrize("language", ["en", "xx", "AR"])
def test_there_are_no_minutes_in_other_languages(as_staff, workshop, language):
    assert as_staff.get(address(workshop, f"minutes/{language}/")).status_code == 404
