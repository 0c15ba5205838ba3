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
    in_days,
)
from trainings.models import FrozenCount, Invitation, Proposal, Recommendation, Session

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
Answer = Invitation.Answer


@pytest.fixture
def workshop(province):
    """A workshop in ten days, at an event that gives one province places."""
    session = WorkshopFactory(event__code="SB01")
    factories.QuotaFactory(event=session.event, province=province)
    return session


@pytest.fixture
def today(workshop):
    """The same workshop, taking place today."""
    Session.objects.update(date=in_days(0))
    workshop.refresh_from_db()
    return workshop


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


def address(workshop, part=""):
    return f"/events/{workshop.event.code}/workshops/{workshop.date.isoformat()}/{part}"


def shown(client, workshop, **query):
    return client.get(address(workshop), query)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def said(answer):
    return [message.level_tag for message in answer.context["messages"]]


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


# Inviting


def test_who_has_places_at_the_event_is_ticked_already(as_staff, workshop, coordinator):
    other = UserFactory(role=Role.COORDINATOR)
    form = as_staff.get(address(workshop, "invite/")).context["form"]
    assert (form["coordinators"].value(), set(form.people.values())) == (
        [str(coordinator.pk)],
        {coordinator, other},
    )


def test_nobody_is_offered_twice_nor_without_an_account(as_staff, workshop, coordinator):
    InvitationFactory(session=workshop, coordinator=coordinator)
    UserFactory(role=Role.COORDINATOR, is_active=False)
    page = as_staff.get(address(workshop, "invite/"))
    assert (page.context["form"].people, "empty-state" in text_of(page)) == ({}, True)


def test_the_ticked_are_invited(as_staff, workshop, coordinator):
    UserFactory(role=Role.COORDINATOR)
    as_staff.post(address(workshop, "invite/"), {"coordinators": [coordinator.pk]})
    assert [one.coordinator for one in workshop.invitations.all()] == [coordinator]


def test_the_whole_network_is_invited_with_one_tick(as_staff, workshop, coordinator):
    UserFactory(role=Role.COORDINATOR)
    as_staff.post(address(workshop, "invite/"), {"whole_network": "on"})
    assert workshop.invitations.count() == 2


def test_an_invitation_of_nobody_is_refused(as_staff, workshop, coordinator):
    page = as_staff.post(address(workshop, "invite/"), {})
    assert (list(page.context["form"].errors), workshop.invitations.count()) == (
        ["coordinators"],
        0,
    )


def test_an_invitation_of_somebody_who_is_no_coordinator_is_refused(as_staff, workshop, observer):
    page = as_staff.post(address(workshop, "invite/"), {"coordinators": [observer.pk]})
    assert (page.status_code, workshop.invitations.count()) == (200, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_tick_list_takes_the_same_queries_for_one_and_three(
    as_staff, workshop, django_assert_num_queries, count
):
    for _ in range(count):
        UserFactory(role=Role.COORDINATOR, provinces=[factories.ProvinceFactory()])
    with django_assert_num_queries(7):
        as_staff.get(address(workshop, "invite/"))


# Answering


@pytest.fixture
def own(workshop, coordinator):
    return InvitationFactory(session=workshop, coordinator=coordinator)


def test_a_coordinator_answers_with_one_touch(as_coordinator, workshop, own):
    page = as_coordinator.post(address(workshop, "answer/"), {"answer": "coming"}, follow=True)
    assert (Invitation.objects.get().answer, said(page)) == (Answer.COMING, ["success"])


def test_a_coordinator_who_does_not_come_says_why(as_coordinator, workshop, own):
    as_coordinator.post(address(workshop, "answer/"), {"answer": "not_coming", "note": "سفر"})
    assert (Invitation.objects.get().answer, Invitation.objects.get().note) == (
        Answer.NOT_COMING,
        "سفر",
    )


def test_who_is_not_invited_has_nothing_to_answer(as_coordinator, workshop):
    InvitationFactory(session=workshop)
    answer = as_coordinator.post(address(workshop, "answer/"), {"answer": "coming"})
    assert (answer.status_code, Invitation.objects.get().answer) == (404, Answer.NONE)


@pytest.mark.parametrize("typed", [{}, {"answer": "none"}, {"answer": "coming", "note": "x" * 201}])
def test_an_answer_that_is_none_is_refused(as_coordinator, workshop, own, typed):
    page = as_coordinator.post(address(workshop, "answer/"), typed, follow=True)
    assert (Invitation.objects.get().answer, said(page)) == (Answer.NONE, ["error"])


def test_an_answer_after_the_day_is_refused_with_a_sentence(as_coordinator, workshop, own):
    Session.objects.update(date=in_days(-1))
    workshop.refresh_from_db()
    page = as_coordinator.post(address(workshop, "answer/"), {"answer": "coming"}, follow=True)
    assert (said(page), address(workshop, "answer/") in text_of(page)) == (["error"], False)


@pytest.mark.parametrize(
    ("came_from", "led_to"), [("/", "/"), ("//example.org/", None), ("https://example.org", None)]
)
def test_an_answer_leads_back_to_where_it_was_given(
    as_coordinator, workshop, own, came_from, led_to
):
    typed = {"answer": "coming", "next": came_from}
    answer = as_coordinator.post(address(workshop, "answer/"), typed)
    assert answer.url == (led_to or address(workshop))


def test_staff_write_down_what_was_said_by_phone(as_staff, workshop, own):
    typed = {"answer": "not_coming", "note": "مرض"}
    as_staff.post(address(workshop, f"invitations/{own.pk}/"), typed)
    assert Invitation.objects.get().note == "مرض"


def test_a_bad_answer_is_refused_and_what_was_typed_stays(as_staff, workshop, own):
    typed = {"answer": "perhaps", "note": "مرض"}
    form = as_staff.post(address(workshop, f"invitations/{own.pk}/"), typed).context["form"]
    assert (list(form.errors), form["note"].value()) == (["answer"], "مرض")


def test_an_invitation_is_withdrawn(as_staff, workshop, own):
    as_staff.post(address(workshop, f"invitations/{own.pk}/withdraw/"))
    assert workshop.invitations.count() == 0


def test_an_invitation_with_presence_is_not_withdrawn(as_staff, workshop, own):
    Invitation.objects.update(present=True)
    page = as_staff.post(address(workshop, f"invitations/{own.pk}/withdraw/"), follow=True)
    assert (said(page), workshop.invitations.count()) == (["error"], 1)


def test_answers_are_counted(as_staff, workshop):
    for answer in ("coming", "coming", "not_coming", "none"):
        InvitationFactory(session=workshop, answer=answer)
    assert shown(as_staff, workshop).context["answers"] == {
        "coming": 2,
        "not_coming": 1,
        "none": 1,
    }


# Presence


def test_presence_is_marked_with_one_touch(as_staff, today, own):
    as_staff.post(address(today, "presence/"), {f"mark-{own.pk}": "present"})
    assert Invitation.objects.get().present is True


def test_a_mark_is_taken_off_by_the_same_button(as_staff, today, own):
    Invitation.objects.update(present=True)
    page = text_of(shown(as_staff, today))
    as_staff.post(address(today, "presence/"), {f"mark-{own.pk}": "none"})
    button = f'name="mark-{own.pk}" value="none" aria-pressed="true"'
    assert (button in page, Invitation.objects.get().present) == (True, None)


def test_everybody_not_yet_marked_is_marked_at_once(as_staff, today, own):
    absent = InvitationFactory(session=today, present=False)
    InvitationFactory(session=today)
    unmarked = shown(as_staff, today).context["unmarked"]
    as_staff.post(address(today, "presence/"), {f"mark-{one.pk}": "present" for one in unmarked})
    marks = dict(workshop_marks())
    assert (marks.pop(absent.pk), set(marks.values())) == (False, {True})


def workshop_marks():
    return Invitation.objects.values_list("pk", "present")


def test_before_the_day_nobody_can_be_marked(as_staff, workshop, own):
    page = as_staff.post(address(workshop, "presence/"), {f"mark-{own.pk}": "present"}, follow=True)
    assert (said(page), "aria-pressed" in text_of(page)) == (["error"], False)


def test_a_mark_that_does_not_exist_is_a_broken_request(as_staff, today, own):
    assert as_staff.post(address(today, "presence/"), {f"mark-{own.pk}": "late"}).status_code == 400


def test_a_coordinator_marks_nobody(as_coordinator, today, own):
    assert "aria-pressed" not in text_of(shown(as_coordinator, today))


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


# Points and decisions

POINT = {"text_ar": "المنهجية", "text_fr": "", "discussion_ar": "قيل", "discussion_fr": ""}
DECISION = {"text_ar": "حجز القاعة", "text_fr": "", "responsible": "المنسقة", "due_on": ""}


def test_the_usual_points_come_with_the_first_touch(as_staff, workshop):
    as_staff.post(address(workshop, "points/usual/"))
    assert workshop.points.count() == 5


def test_a_point_is_added_and_the_page_stands_at_it(as_staff, workshop):
    answer = as_staff.post(address(workshop, "points/new/"), POINT)
    point = workshop.points.get()
    assert (point.discussion_ar, answer.url) == ("قيل", address(workshop, f"#point-{point.pk}"))


def test_what_was_said_is_written_where_the_point_stands(as_staff, workshop):
    point = PointFactory(session=workshop)
    edit = address(workshop, f"points/{point.pk}/")
    page = text_of(shown(as_staff, workshop))
    form = text_of(as_staff.get(edit))
    as_staff.post(edit, POINT)
    # The form that htmx takes into the page must know where it belongs.
    assert (
        f'hx-get="{edit}"' in page,
        f'action="{edit}" class="house-form edit-form"' in form,
    ) == (
        True,
        True,
    )
    assert workshop.points.get().discussion_ar == "قيل"


def test_two_forms_that_stand_open_in_the_page_share_no_box(as_staff, workshop):
    points = [PointFactory(session=workshop) for _ in range(2)]
    boxes = [
        as_staff.get(address(workshop, f"points/{point.pk}/")).context["form"]["text_ar"].auto_id
        for point in points
    ]
    assert boxes == [f"point-{point.pk}-text_ar" for point in points]


@pytest.mark.parametrize("part", ["points/new/", "decisions/new/"])
def test_a_line_without_words_is_refused_and_the_rest_stays(as_staff, workshop, part):
    typed = {**POINT, **DECISION, "text_ar": "", "text_fr": "Décision"}
    form = as_staff.post(address(workshop, part), typed).context["form"]
    assert (list(form.errors), form["text_fr"].value()) == (["text_ar"], "Décision")


@pytest.mark.parametrize(
    ("kind", "make"), [("points", PointFactory), ("decisions", DecisionFactory)]
)
def test_a_line_is_removed_after_a_question(as_staff, workshop, kind, make):
    line = make(session=workshop)
    remove = address(workshop, f"{kind}/{line.pk}/remove/")
    asked = as_staff.get(remove)
    stood = type(line).objects.exists()
    as_staff.post(remove)
    assert (asked.status_code, stood, type(line).objects.exists()) == (200, True, False)


@pytest.mark.parametrize(
    ("kind", "make"), [("points", PointFactory), ("decisions", DecisionFactory)]
)
def test_a_line_moves_up_and_down(as_staff, workshop, kind, make):
    first, second = make(session=workshop), make(session=workshop)
    orders = []
    for to in ("up", "down"):
        as_staff.post(address(workshop, f"{kind}/{second.pk}/move/"), {"to": to})
        orders.append(list(getattr(workshop, kind).all()))
    assert orders == [[second, first], [first, second]]


def test_a_decision_is_due_on_a_day_written_as_people_write_it(as_staff, workshop):
    as_staff.post(address(workshop, "decisions/new/"), {**DECISION, "due_on": "31/12/2026"})
    assert workshop.decisions.get().due_on.isoformat() == "2026-12-31"


def test_a_decision_with_a_day_that_is_none_is_refused(as_staff, workshop):
    typed = {**DECISION, "due_on": "31/02/2026"}
    form = as_staff.post(address(workshop, "decisions/new/"), typed).context["form"]
    assert (list(form.errors), form["due_on"].value()) == (["due_on"], "31/02/2026")


def test_a_decision_is_changed(as_staff, workshop):
    decision = DecisionFactory(session=workshop)
    as_staff.post(address(workshop, f"decisions/{decision.pk}/"), DECISION)
    assert workshop.decisions.get().responsible == "المنسقة"


def test_words_with_markup_are_shown_as_text(as_staff, workshop):
    PointFactory(session=workshop, discussion_ar="<script>alert(1)</script>")
    page = text_of(shown(as_staff, workshop))
    assert ("&lt;script&gt;alert(1)" in page, "<script>alert(1)" in page) == (True, False)


def test_who_writes_the_minutes_is_named(as_staff, workshop):
    as_staff.post(address(workshop, "rapporteur/"), {"rapporteur": "لبنى الهاشمي"})
    assert Session.objects.get().rapporteur == "لبنى الهاشمي"


def test_a_name_that_is_too_long_is_refused(as_staff, workshop):
    page = as_staff.post(address(workshop, "rapporteur/"), {"rapporteur": "x" * 151}, follow=True)
    assert (said(page), Session.objects.get().rapporteur) == (["error"], "")
