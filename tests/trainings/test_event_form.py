"""The page on which an event is planned: what is typed is read, kept, and answered at its field."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from tests import factories
from tests.trainings.conftest import in_arabic
from trainings.models import Event, HalfDay, Quota, Session
from trainings.services.errors import ChangedMeanwhile

NEW = "/events/new/"


@pytest.fixture
def typed(coordinator, other_coordinator, facts, province, other_province):
    """What somebody types for the event of the article."""
    return {
        "programme": facts["programme"].pk,
        "code": "SB01",
        "title_ar": facts["title_ar"],
        "title_fr": facts["title_fr"],
        "venue": facts["venue"].pk,
        "capacity": "120",
        "hours": "6",
        "required_presence": "80",
        "days-TOTAL_FORMS": "2",
        "days-INITIAL_FORMS": "0",
        **day(0, "31/01/2026", kind="workshop", morning=None),
        **day(1, "01/02/2026"),
        f"quota-{province.pk}": "25",
        f"quota-{other_province.pk}": "",
    }


def day(number, date, **changes):
    """What is typed into a row of the days; None leaves a box out, as a browser does."""
    boxes = {
        "session_id": "",
        "date": date,
        "kind": "training",
        "morning": "on",
        "morning_from": "09:00",
        "morning_to": "12:30",
        "afternoon": "on",
        "afternoon_from": "14:30",
        "afternoon_to": "17:00",
        **changes,
    }
    return {f"days-{number}-{name}": value for name, value in boxes.items() if value is not None}


@pytest.fixture
def event(as_staff, typed):
    """The event as the page has made it."""
    as_staff.post(NEW, typed)
    return Event.objects.get()


def edited(event, typed, **changes):
    """What the page of the event sends back when only ``changes`` are typed."""
    saturday, sunday = event.sessions.all()
    standing = {"days-0-session_id": saturday.pk, "days-1-session_id": sunday.pk}
    return {**typed, **standing, **changes}


def errors(page):
    """Every problem that the page points at: where it lies and what it says."""
    return [(box, message) for box, _label, message in page.context["page"].problems]


# Creating ---------------------------------------------------------------------------------


def test_saving_leads_to_the_new_event(as_staff, typed):
    assert as_staff.post(NEW, typed).url == "/events/SB01/"


def test_the_days_are_kept_as_typed(event):
    assert list(HalfDay.objects.values_list("session__date", "session__kind", "period")) == [
        (dt.date(2026, 1, 31), "workshop", "pm"),
        (dt.date(2026, 2, 1), "training", "am"),
        (dt.date(2026, 2, 1), "training", "pm"),
    ]


def test_a_province_without_a_number_gets_no_quota(event, province):
    assert list(Quota.objects.values_list("province", "places")) == [(province.pk, 25)]


def test_a_blank_day_is_none(as_staff, typed):
    as_staff.post(NEW, typed | {"days-TOTAL_FORMS": "3"} | day(2, ""))
    assert Session.objects.count() == 2


def test_small_letters_of_the_code_become_capitals(as_staff, typed):
    as_staff.post(NEW, typed | {"code": "sb07"})
    assert Event.objects.get().code == "SB07"


def test_the_page_offers_the_provinces_that_have_a_coordinator(as_staff, typed, province):
    factories.ProvinceFactory()
    quotas = as_staff.get(NEW).context["page"].quotas
    assert {p.name_fr for p in quotas.provinces.values()} == {"Sidi Bennour", "El Jadida"}


def test_the_page_starts_with_the_programme_it_was_reached_from(as_staff, typed, facts):
    programme = facts["programme"].pk
    page = as_staff.get(NEW, {"programme": programme})
    assert f'<option value="{programme}" selected>' in page.content.decode()


@pytest.mark.parametrize("nonsense", ["x", "999999", ""])
def test_a_programme_that_does_not_exist_is_not_chosen(as_staff, typed, nonsense):
    assert as_staff.get(NEW, {"programme": nonsense}).status_code == 200


# Dates as people type them here -----------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("03/04/2026", dt.date(2026, 4, 3)),
        ("25/12/2026", dt.date(2026, 12, 25)),
        ("3-4-2026", dt.date(2026, 4, 3)),
        ("2026-04-03", dt.date(2026, 4, 3)),
        ("٠٣/٠٤/٢٠٢٦", dt.date(2026, 4, 3)),
    ],
)
def test_dates_are_read_day_first_in_every_language(as_staff, typed, language, written, read):
    as_staff.post(NEW, typed | {"days-1-date": written}, headers={"Accept-Language": language})
    assert Session.objects.get(kind="training").date == read


@pytest.mark.parametrize("written", ["08:15", "8:15", "08h15", "٠٨:١٥"])
def test_times_are_read_as_people_write_them(as_staff, typed, written):
    as_staff.post(NEW, typed | {"days-1-morning_from": written})
    assert HalfDay.objects.get(period="am").starts_at == dt.time(8, 15)


def test_the_page_shows_dates_as_it_reads_them(as_staff, event):
    event.sessions.filter(kind="training").update(date=dt.date(2026, 4, 3))
    page = as_staff.get("/events/SB01/edit/").content.decode()
    assert 'value="03/04/2026"' in page


def test_times_are_shown_in_24_hours(as_staff, event):
    assert 'value="14:30"' in as_staff.get("/events/SB01/edit/").content.decode()


@pytest.mark.parametrize("nonsense", ["31/02/2026", "12/25/2026", "غدا", "1 فبراير"])
def test_a_date_that_does_not_exist_is_said_at_its_box(as_staff, typed, nonsense):
    page = as_staff.post(NEW, typed | {"days-1-date": nonsense})
    assert errors(page) == [("id_days-1-date", in_arabic("Enter a valid date."))]


def test_the_sentence_about_a_date_is_in_arabic(as_staff, typed):
    page = as_staff.post(NEW, typed | {"days-1-date": "31/02/2026"})
    assert errors(page) != [("id_days-1-date", "Enter a valid date.")]


# What is wrong ----------------------------------------------------------------------------

WRONG = [
    ("title_ar", "", "id_title_ar", "This field is required."),
    ("capacity", "0", "id_capacity", None),
    ("capacity", "مئة", "id_capacity", "Enter a whole number."),
    ("hours", "0", "id_hours", None),
    ("required_presence", "101", "id_required_presence", None),
    ("code", "س ب", "id_code", "Capitals, digits and hyphens, 2 to 12."),
    ("venue", "", "id_venue", "This field is required."),
    ("days-1-date", "", "id_days-1-date", "This field is required."),
    ("days-1-date", "31/01/2026", "id_days-1-date", "The event already has a session on this day."),
    ("days-1-morning_to", "08:00", "id_days-1-morning_to", "A half-day ends after it starts."),
    ("days-1-morning_from", "", "id_days-1-morning_from", "Give a time, for example 09:00."),
    ("days-1-morning_from", "25:00", "id_days-1-morning_from", "Enter a valid time."),
    (
        "days-1-afternoon_from",
        "12:00",
        "id_days-1-afternoon_from",
        "The afternoon begins after the morning ends.",
    ),
]


@pytest.mark.parametrize(("name", "value", "box", "message"), WRONG)
def test_what_is_wrong_is_said_at_its_box(as_staff, typed, name, value, box, message):
    if name == "days-1-date" and not value:
        typed["days-1-kind"] = "workshop"
    page = as_staff.post(NEW, typed | {name: value})
    ((where, said),) = errors(page)
    assert (where, said) == (box, in_arabic(message) if message else said)


def test_what_is_wrong_stands_beside_the_box_and_in_the_summary(as_staff, typed):
    page = as_staff.post(NEW, typed | {"title_ar": ""}).content.decode()
    assert page.count(in_arabic("This field is required.")) == 2


def test_a_day_without_a_half_day_is_refused(as_staff, typed):
    for name in ("days-1-morning", "days-1-afternoon"):
        del typed[name]
    page = as_staff.post(NEW, typed)
    assert errors(page) == [
        ("id_days-1-morning", in_arabic("Choose the morning, the afternoon or both."))
    ]


def test_everything_wrong_is_said_at_once(as_staff, typed, province):
    quota = f"quota-{province.pk}"
    page = as_staff.post(NEW, typed | {"code": "", "days-0-date": "x", quota: "-1"})
    assert [box for box, _message in errors(page)] == [
        "id_code",
        "id_days-0-date",
        f"id_{quota}",
    ]


def test_a_wrong_page_keeps_what_was_typed(as_staff, typed):
    page = as_staff.post(NEW, typed | {"days-1-date": "31/31/2026", "title_ar": "عنوان كتب بعناية"})
    html = page.content.decode()
    assert ('value="31/31/2026"' in html, 'value="عنوان كتب بعناية"' in html) == (True, True)


def test_a_wrong_page_saves_nothing(as_staff, typed):
    as_staff.post(NEW, typed | {"days-1-date": "31/31/2026"})
    assert Event.objects.count() == 0


def test_a_code_that_exists_is_said_at_the_code(as_staff, event, typed):
    ((box, _message),) = errors(as_staff.post(NEW, typed))
    assert box == "id_code"


def test_a_form_without_its_rows_is_refused_with_a_sentence(as_staff, typed):
    del typed["days-TOTAL_FORMS"]
    assert [box for box, _message in errors(as_staff.post(NEW, typed))] == [""]


def test_more_days_than_an_event_can_have_are_not_read(as_staff, typed):
    page = as_staff.post(NEW, typed | {"days-TOTAL_FORMS": "5000"})
    assert len(page.context["page"].days.forms) == 14


# One more day -----------------------------------------------------------------------------


@pytest.fixture
def with_another_day(as_staff, typed):
    changes = {"title_ar": "", "days-1-date": "عشرة", "add_day": "1"}
    return as_staff.post(NEW, typed | changes)


def test_another_day_is_added_blank(with_another_day):
    days = with_another_day.context["page"].days
    assert (len(days.forms), days.forms[2]["date"].value()) == (3, None)


def test_another_day_keeps_what_was_typed(with_another_day):
    page = with_another_day.context["page"]
    assert (page.days.forms[1]["date"].value(), page.facts["code"].value()) == ("عشرة", "SB01")


def test_another_day_keeps_the_boxes_that_were_cleared(with_another_day):
    assert with_another_day.context["page"].days.forms[0]["morning"].value() is False


def test_another_day_judges_nothing_yet(with_another_day):
    html = with_another_day.content.decode()
    assert (errors(with_another_day), "is-invalid" in html) == ([], False)


def test_another_day_saves_nothing(with_another_day):
    assert Event.objects.count() == 0


def test_another_day_on_an_announced_event_keeps_its_code(as_staff, event, typed):
    Event.objects.update(state="open")
    page = as_staff.post("/events/SB01/edit/", edited(event, typed, add_day="1"))
    assert page.context["page"].facts["code"].value() == "SB01"


# Editing ----------------------------------------------------------------------------------


def edit(client, event, typed, **changes):
    return client.post("/events/SB01/edit/", edited(event, typed, **changes))


def test_the_page_that_is_sent_back_unchanged_changes_nothing(as_staff, event, typed):
    before = list(HalfDay.objects.values())
    edit(as_staff, event, typed)
    assert list(HalfDay.objects.values()) == before


def test_a_new_code_of_a_draft_leads_to_its_new_address(as_staff, event, typed):
    assert edit(as_staff, event, typed, code="SB09").url == "/events/SB09/"


def test_a_wrong_code_keeps_the_way_back_to_the_event(as_staff, event, typed):
    page = edit(as_staff, event, typed, code="").content.decode()
    assert 'href="/events/SB01/"' in page


def test_the_code_of_an_announced_event_stays_whatever_is_sent(as_staff, event, typed):
    Event.objects.update(state="open")
    edit(as_staff, event, typed, code="SB09", title_fr="Qualité")
    assert Event.objects.values_list("code", "title_fr").get() == ("SB01", "Qualité")


def test_a_day_that_is_ticked_goes(as_staff, event, typed):
    edit(as_staff, event, typed, **{"days-0-DELETE": "on"})
    assert list(event.sessions.values_list("kind", flat=True)) == ["training"]


def test_a_day_that_is_to_go_may_be_wrong(as_staff, event, typed):
    page = edit(as_staff, event, typed, **{"days-0-DELETE": "on", "days-0-date": ""})
    assert page.status_code == 302


def mark_present(event):
    afternoon = HalfDay.objects.get(session__event=event, session__kind="training", period="pm")
    factories.AttendanceFactory(registration__event=event, half_day=afternoon)


def test_a_day_with_presence_stays_and_says_so_at_its_box(as_staff, event, typed):
    mark_present(event)
    page = edit(as_staff, event, typed, **{"days-1-DELETE": "on"})
    assert ([box for box, _m in errors(page)], event.sessions.count()) == (["id_days-1-DELETE"], 2)


def test_a_half_day_with_presence_stays_and_says_so_at_its_box(as_staff, event, typed):
    mark_present(event)
    del typed["days-1-afternoon"]
    page = edit(as_staff, event, typed, title_fr="Titre changé")
    assert [box for box, _message in errors(page)] == ["id_days-1-afternoon"]


def test_a_refused_page_keeps_what_was_typed(as_staff, event, typed):
    mark_present(event)
    page = edit(as_staff, event, typed, title_fr="Titre changé", **{"days-1-DELETE": "on"})
    assert ('value="Titre changé"' in page.content.decode(), Event.objects.get().title_fr) == (
        True,
        typed["title_fr"],
    )


def test_a_quota_below_what_is_taken_is_said_at_its_box(as_staff, event, typed, province):
    Quota.objects.update(taken=7)
    page = edit(as_staff, event, typed, **{f"quota-{province.pk}": "6"})
    assert [box for box, _message in errors(page)] == [f"id_quota-{province.pk}"]


def test_capacity_below_what_is_taken_is_said_at_its_box(as_staff, event, typed):
    Event.objects.update(taken=7)
    with translation.override("ar"):
        page = edit(as_staff, event, typed, capacity="6")
    assert [box for box, _message in errors(page)] == ["id_capacity"]


def test_a_province_that_lost_its_coordinator_keeps_its_box(as_staff, event, coordinator):
    coordinator.provinces.clear()
    quotas = as_staff.get("/events/SB01/edit/").context["page"].quotas
    assert "Sidi Bennour" in {p.name_fr for p in quotas.provinces.values()}


def test_a_bigger_quota_lets_those_who_wait_move_up(as_staff, event, typed, province):
    Event.objects.update(state="open")
    Quota.objects.update(places=0)
    waiting = factories.RegistrationFactory(event=event, province=province, state="waitlisted")
    edit(as_staff, event, typed)
    waiting.refresh_from_db()
    assert (waiting.state, Quota.objects.get().taken) == ("registered", 1)


def test_a_day_that_somebody_else_removed_meanwhile_is_planned_anew(as_staff, event, typed):
    sent = edited(event, typed)
    event.sessions.filter(kind="workshop").delete()
    as_staff.post("/events/SB01/edit/", sent)
    assert event.sessions.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_day_and_three(
    as_staff, facts, coordinator, django_assert_num_queries, count
):
    event = factories.EventFactory(code="SB01")
    for _ in range(count):
        factories.HalfDayFactory(session__event=event)
        factories.QuotaFactory(event=event)
    with django_assert_num_queries(18):
        as_staff.get("/events/SB01/edit/")


def test_saving_over_another_ones_change_is_refused_with_a_sentence(as_staff, event, typed):
    edit(as_staff, event, typed, edition=0, title_ar="موضوع من غيره")
    page = edit(as_staff, event, typed, edition=0, title_ar="موضوع متأخر")
    assert errors(page) == [("", str(ChangedMeanwhile(1)))]


def test_a_page_that_was_refused_is_saved_when_it_is_sent_again(as_staff, event, typed):
    edit(as_staff, event, typed, edition=0, title_ar="موضوع من غيره")
    page = edit(as_staff, event, typed, edition=0, title_ar="موضوع متأخر")
    shown = page.context["page"].facts["edition"].value()
    edit(as_staff, event, typed, edition=shown, title_ar="موضوع متأخر")
    event.refresh_from_db()
    assert event.title_ar == "موضوع متأخر"


@pytest.mark.parametrize(("hours", "shown"), [("6.0", "6"), ("10.0", "10"), ("7.5", "7.5")])
def test_hours_are_shown_without_a_useless_zero(as_staff, hours, shown):
    event = factories.EventFactory(hours=Decimal(hours))
    page = as_staff.get(f"/events/{event.code}/edit/").content.decode()
    assert f'name="hours" value="{shown}"' in page


def test_a_choice_that_is_not_made_yet_is_asked_for_in_words(as_staff):
    assert "---" not in as_staff.get("/events/new/").content.decode()
