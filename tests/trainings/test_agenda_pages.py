"""The pages of a day's agenda: who reads and who builds, with the keyboard and without scripts."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Role
from tests import factories
from tests.trainings.agenda_makers import RoomFactory, TrainerFactory, at, make_day, put
from tests.trainings.conftest import in_arabic
from trainings.models import AgendaItem, Event, Session

DAY = "/events/SB01/days/2026-02-01/agenda/"
READERS = {"administrator": 200, "staff": 200, "coordinator": 200, "observer": 200, None: 302}
PLANNERS = {"administrator": 200, "staff": 200, "coordinator": 403, "observer": 403, None: 302}
PAGES = {
    DAY: READERS,
    f"{DAY}ar.pdf": READERS,
    f"{DAY}fr.pdf": READERS,
    f"{DAY}new/": PLANNERS,
    f"{DAY}clear/": PLANNERS,
    f"{DAY}{{slot}}/": PLANNERS,
    f"{DAY}{{slot}}/remove/": PLANNERS,
}
POSTS = (f"{DAY}fill/", f"{DAY}{{slot}}/move/", f"{DAY}{{slot}}/shift/")
TYPED = {"kind": "discussion", "length": "30", "starts_at": "", "title_ar": "نقاش عام"}


@pytest.fixture
def session(province):
    event = factories.EventFactory(code="SB01")
    factories.QuotaFactory(event=event, province=province)
    return make_day(event)


@pytest.fixture
def slot(session):
    return put(session, "9-10", title_ar="الافتتاح")


@pytest.fixture
def call(client, province, slot):
    """Call an address as somebody of a role (None: a stranger)."""

    def call(role, address, method="get"):
        if role:
            provinces = [province] if role == Role.COORDINATOR else []
            client.force_login(factories.UserFactory(role=role, provinces=provinces))
        return getattr(client, method)(address.format(slot=slot.pk))

    return call


def times():
    in_order = AgendaItem.objects.order_by("starts_at", "pk")
    return [f"{item.starts_at:%H:%M}-{item.ends_at:%H:%M}" for item in in_order]


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


# Who may come in


@pytest.mark.parametrize(
    ("address", "role", "status"),
    [(page, role, status) for page, table in PAGES.items() for role, status in table.items()],
)
def test_a_page_answers_by_role(call, address, role, status):
    assert call(role, address).status_code == status


@pytest.mark.parametrize("address", [*POSTS, f"{DAY}new/", f"{DAY}{{slot}}/remove/"])
@pytest.mark.parametrize("role", ["coordinator", "observer"])
def test_building_is_for_staff(call, address, role):
    assert call(role, address, "post").status_code == 403


@pytest.mark.parametrize("address", POSTS)
def test_nothing_is_changed_by_a_link(call, address):
    assert call("staff", address).status_code == 405


@pytest.mark.parametrize("page", ["", "ar.pdf"])
def test_the_day_of_an_event_of_others_does_not_exist(client, slot, other_coordinator, page):
    client.force_login(other_coordinator)
    assert client.get(DAY + page).status_code == 404


@pytest.mark.parametrize("role", ["coordinator", "observer"])
def test_the_day_of_a_draft_is_for_staff(call, role):
    Event.objects.update(state="draft")
    assert call(role, DAY).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/events/SB01/days/2026-02-02/agenda/",
        "/events/SB01/days/2026-02-30/agenda/",
        "/events/NONE/days/2026-02-01/agenda/",
        f"{DAY}en.pdf",
        f"{DAY}0/",
        f"{DAY}new/?beside=0",
    ],
)
def test_what_does_not_exist_is_not_found(call, address):
    assert call("staff", address).status_code == 404


def test_a_slot_of_another_day_is_not_found_here(as_staff, session):
    other = put(make_day(session.event, date=dt.date(2026, 2, 2)), "9-10")
    assert as_staff.get(f"{DAY}{other.pk}/").status_code == 404


# Reading


def test_who_only_reads_finds_the_slots_and_no_form(as_coordinator, slot):
    put(slot.session, "9-10", trainer=TrainerFactory(name_ar="مريم العلمي"))
    page = as_coordinator.get(DAY).content.decode()
    found = [text in page for text in ("الافتتاح", "مريم العلمي", "agenda-free", f"{DAY}new/")]
    assert found == [True, True, False, False]


def test_who_only_reads_is_told_that_nothing_is_ready(as_coordinator, session):
    assert in_arabic("The agenda is not ready yet") in as_coordinator.get(DAY).content.decode()


def test_staff_see_free_time_and_how_long_each_kind_takes(as_staff, slot):
    page = as_staff.get(DAY)
    assert ("agenda-free" in page.content.decode(), page.context["timeline"].totals) == (
        True,
        [("discussion", in_arabic("discussion"), "ساعة واحدة")],
    )


def test_the_event_leads_to_the_agenda_of_each_day(as_coordinator, slot):
    make_day(slot.session.event, date=dt.date(2026, 1, 31), kind=Session.Kind.WORKSHOP)
    page = as_coordinator.get("/events/SB01/").content.decode()
    assert [address in page for address in (DAY, DAY.replace("02-01", "01-31"))] == [True, True]


def test_the_paper_is_shown_in_the_browser_under_a_plain_name(as_coordinator, slot):
    answer = as_coordinator.get(f"{DAY}fr.pdf")
    assert (answer["Content-Type"], answer["Content-Disposition"], answer.content[:4]) == (
        "application/pdf",
        'inline; filename="agenda-SB01-2026-02-01-fr.pdf"',
        b"%PDF",
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("reader", "queries"), [("staff", 10), ("coordinator", 7)])
def test_the_page_takes_the_same_queries_for_one_slot_and_three(
    request, client, session, django_assert_num_queries, reader, queries, count
):
    for number in range(count):
        put(
            session,
            f"{9 + number}-{10 + number}",
            "module",
            module=factories.ModuleFactory(),
            trainer=TrainerFactory(),
            room=RoomFactory(venue=session.event.venue),
        )
    client.force_login(request.getfixturevalue(reader))
    with django_assert_num_queries(queries):
        client.get(DAY)


# Adding


def test_a_slot_is_added_after_the_last_and_the_hand_stays_in_the_form(as_staff, slot):
    page = as_staff.post(f"{DAY}new/", TYPED, follow=True)
    html = page.content.decode()
    assert (times(), "#" not in page.redirect_chain[0][0], html.count("autofocus")) == (
        ["09:00-10:00", "10:00-10:30"],
        True,
        1,
    )
    assert "نقاش عام" in page.context["said"]


def test_a_slot_is_added_at_a_time(as_staff, slot):
    as_staff.post(f"{DAY}new/", {**TYPED, "starts_at": "09:00"})
    assert times() == ["09:00-09:30", "09:30-10:30"]


def test_the_page_says_when_a_new_slot_would_begin(as_staff, slot):
    assert "10:00" in str(as_staff.get(DAY).context["form"]["starts_at"].help_text)


def test_a_slot_is_added_at_the_same_time_as_another(as_staff, slot):
    address = f"{DAY}new/?beside={slot.pk}"
    assert "length" not in as_staff.get(address).context["form"].fields
    as_staff.post(address, {"kind": "practice"})
    assert times() == ["09:00-10:00"] * 2


def test_bad_input_is_refused_at_its_field_and_stays(as_staff, session):
    page = as_staff.post(f"{DAY}new/", {**TYPED, "length": "0", "starts_at": "x"})
    form = page.context["form"]
    assert (set(form.errors), form["title_ar"].value(), times()) == (
        {"length", "starts_at"},
        "نقاش عام",
        [],
    )


@pytest.mark.parametrize(
    ("kind", "with_module", "sentence"),
    [
        ("module", False, "Choose the module, or write a title."),
        ("break", True, "Only a module, a practical workshop or a discussion has a module."),
    ],
)
def test_a_module_belongs_where_something_is_taught(as_staff, session, kind, with_module, sentence):
    module = factories.ModuleFactory()
    typed = {"kind": kind, "length": "30", "module": module.pk if with_module else ""}
    form = as_staff.post(f"{DAY}new/", typed).context["form"]
    assert form.errors == {"module": [in_arabic(sentence)]}


def test_a_module_without_any_in_the_library_asks_for_a_title(as_staff, session):
    form = as_staff.post(f"{DAY}new/", {"kind": "module", "length": "30"}).context["form"]
    assert list(form.errors) == ["title_ar"]


def test_a_slot_past_midnight_is_refused_with_a_sentence(as_staff, session):
    form = as_staff.post(f"{DAY}new/", {**TYPED, "starts_at": "23:50"}).context["form"]
    assert (len(form.non_field_errors()), form["title_ar"].value()) == (1, "نقاش عام")


def test_only_active_trainers_and_modules_are_offered_and_the_one_already_chosen(as_staff, slot):
    retired = {"retired_at": timezone.now()}
    active, chosen = TrainerFactory(), TrainerFactory(**retired)
    TrainerFactory(**retired)
    old = factories.ModuleFactory(**retired)
    AgendaItem.objects.update(trainer=chosen, module=old)
    new, edit = (
        as_staff.get(address).context["form"] for address in (f"{DAY}new/", f"{DAY}{slot.pk}/")
    )
    offered = [{pk for pk, _label in form.fields["trainer"].choices} for form in (new, edit)]
    assert offered == [{"", active.pk}, {"", active.pk, chosen.pk}]
    assert ("module" in new.fields, "module" in edit.fields) == (False, True)


def test_only_rooms_of_the_venue_are_offered(as_staff, session):
    room = RoomFactory(venue=session.event.venue)
    RoomFactory()
    choices = as_staff.get(f"{DAY}new/").context["form"].fields["room"].choices
    assert [pk for pk, _label in choices] == ["", room.pk]


# Changing


def change(client, slot, edition=0, **typed):
    facts = {**TYPED, "starts_at": "09:00", "edition": edition, **typed}
    return client.post(f"{DAY}{slot.pk}/", facts)


def test_a_slot_is_changed_and_what_follows_moves(as_staff, slot):
    put(slot.session, "10-11")
    answer = change(as_staff, slot, length="75")
    assert (times(), answer.url) == (
        ["09:00-10:15", "10:15-11:15"],
        f"{DAY}?moved={slot.pk}&by=edit",
    )


def test_its_times_are_shown_where_it_is_changed(as_staff, slot):
    form = as_staff.get(f"{DAY}{slot.pk}/").context["form"]
    assert (form["starts_at"].value(), form["length"].value()) == (at("9"), 60)


def test_who_has_not_seen_a_change_is_told_and_may_save_again(as_staff, slot):
    Session.objects.update(agenda_edition=4)
    page = change(as_staff, slot, edition=3, length="75")
    assert (len(page.context["form"].non_field_errors()), times()) == (1, ["09:00-10:00"])
    assert 'name="edition"' in page.content.decode()
    change(as_staff, slot, edition=page.context["session"].agenda_edition, length="75")
    assert times() == ["09:00-10:15"]


def test_a_changed_slot_needs_a_start(as_staff, slot):
    assert list(change(as_staff, slot, starts_at="").context["form"].errors) == ["starts_at"]


def test_a_slot_begins_later_at_the_press_of_a_button(as_staff, slot):
    as_staff.post(f"{DAY}{slot.pk}/shift/", {"minutes": "15", "edition": "0"})
    assert times() == ["09:15-10:15"]


@pytest.mark.parametrize("minutes", ["", "x", "9999", "--5", "-", "9" * 5_000])
def test_nonsense_shifts_nothing(as_staff, slot, minutes):
    answer = as_staff.post(f"{DAY}{slot.pk}/shift/", {"minutes": minutes, "edition": "0"})
    assert (answer.status_code, times()) == (404, ["09:00-10:00"])


# Moving


@pytest.fixture
def second(slot):
    return put(slot.session, "10-10:30", title_ar="النقاش")


def test_a_place_of_thousands_of_digits_is_none(as_staff, slot):
    assert move(as_staff, slot, "9" * 5_000).status_code == 404


def move(client, slot, to, edition=0, **options):
    address = reverse("session_slot_move", args=["SB01", dt.date(2026, 2, 1), slot.pk])
    return client.post(address, {"to": to, "edition": edition}, **options)


def test_a_slot_moved_up_keeps_the_hand_on_its_arrow(as_staff, slot, second):
    page = move(as_staff, second, "up", follow=True)
    html = page.content.decode()
    arrow = html.partition(f'id="down-{second.pk}"')[2].partition(">")[0]
    # At the top there is no further up: the other arrow of the same slot takes the hand.
    assert (times(), "autofocus" in arrow, html.count("autofocus")) == (
        ["09:00-09:30", "09:30-10:30"],
        True,
        1,
    )
    assert page.redirect_chain[0][0] == f"{DAY}?moved={second.pk}&by=up"


def test_the_page_says_where_the_slot_has_gone(as_staff, slot, second):
    said = move(as_staff, second, "up", follow=True).context["said"]
    assert said == in_arabic(
        "“%(slot)s” is now from %(start)s to %(end)s.", slot="النقاش", start="09:00", end="09:30"
    )


def test_a_slot_is_dropped_at_a_place(as_staff, slot, second):
    move(as_staff, slot, "1")
    assert AgendaItem.objects.order_by("starts_at").first() == second


def test_who_has_not_seen_a_change_moves_nothing_and_is_told(as_staff, slot, second):
    move(as_staff, second, "up")
    page = move(as_staff, slot, "down", follow=True)
    assert (times()[0], len(messages_of(page))) == ("09:00-09:30", 1)


@pytest.mark.parametrize("edition", ["", "x", "9" * 5_000])
def test_who_does_not_say_what_they_saw_moves_nothing(as_staff, slot, second, edition):
    move(as_staff, second, "up", edition)
    assert AgendaItem.objects.order_by("starts_at").first() == slot


@pytest.mark.parametrize("to", ["", "sideways", "-1"])
def test_a_slot_goes_to_no_place_that_is_none(as_staff, slot, to):
    assert move(as_staff, slot, to).status_code == 404


def test_a_move_past_midnight_is_refused_with_a_sentence(as_staff, session):
    long = put(session, "9-23")
    other = put(session, "23-23:50")
    make_longer = put(session, "8-9")
    page = move(as_staff, make_longer, "down", follow=True)
    assert (len(messages_of(page)), long.starts_at, other.starts_at) == (1, at("9"), at("23"))


# Removing, filling, emptying


def test_a_slot_is_removed_after_a_question(as_staff, slot):
    address = f"{DAY}{slot.pk}/remove/?edition=0"
    as_staff.get(address)
    assert times() == ["09:00-10:00"]
    page = as_staff.post(address, follow=True)
    assert (times(), len(messages_of(page))) == ([], 1)


@pytest.mark.parametrize("page", ["{slot}/remove/?edition=7", "clear/?edition=7", "clear/"])
def test_nothing_goes_that_was_not_seen(as_staff, slot, page):
    answer = as_staff.post(DAY + page.format(slot=slot.pk), follow=True)
    assert (len(messages_of(answer)), times()) == (1, ["09:00-10:00"])


def test_an_agenda_is_emptied_after_a_question(as_staff, slot):
    address = f"{DAY}clear/?edition=0"
    as_staff.get(address)
    assert times() == ["09:00-10:00"]
    as_staff.post(address)
    assert times() == []


def test_a_usual_day_is_two_clicks(as_staff, session):
    page = as_staff.get(DAY)
    assert f'action="{DAY}fill/"' in page.content.decode()
    as_staff.post(f"{DAY}fill/", {"usual": "1"})
    assert len(times()) == 7


def test_the_latest_days_of_the_same_kind_are_offered_and_taken_over(as_staff, session):
    early = make_day(date=dt.date(2026, 1, 3))
    late = make_day(date=dt.date(2026, 1, 10))
    workshop = make_day(date=dt.date(2026, 1, 11), kind=Session.Kind.WORKSHOP)
    for day in (early, late, workshop):
        put(day, "9-10")
    make_day(date=dt.date(2026, 1, 12))
    offered = list(as_staff.get(DAY).context["sources"].sources.values())
    assert offered == [late, early]
    as_staff.post(f"{DAY}fill/", {"source": late.pk})
    assert session.agenda.count() == 1


@pytest.mark.parametrize("typed", [{}, {"source": "0"}])
def test_a_day_that_is_not_offered_is_not_taken_over(as_staff, session, typed):
    page = as_staff.post(f"{DAY}fill/", typed, follow=True)
    assert (len(messages_of(page)), times()) == (1, [])


def test_an_agenda_that_holds_slots_is_not_filled(as_staff, slot):
    page = as_staff.post(f"{DAY}fill/", {"usual": "1"}, follow=True)
    assert (len(messages_of(page)), len(times())) == (1, 1)


def test_a_day_without_half_days_leads_to_where_it_gets_one(as_staff, session):
    session.half_days.all().delete()
    assert "/events/SB01/edit/" in as_staff.get(DAY).content.decode()
