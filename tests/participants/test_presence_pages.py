import datetime as dt

import pytest
from django.utils import timezone

from participants.models import Attendance
from participants.services.presence import mark_presence
from participants.services.registrations import cancel_registration
from tests import factories


@pytest.fixture
def url(event):
    return f"/events/{event.code}/presence/"


@pytest.fixture
def mark(sign_in, url):
    """Send marks as somebody: as the page's form, or as its script with ``as_script``."""

    def send_marks(user, half_day, as_script=False, **marks):
        sent = {name.replace("_", "-"): value for name, value in marks.items()}
        accepted = "application/json" if as_script else "text/html"
        return sign_in(user).post(
            f"{url}mark/", {"half_day": half_day.pk, **sent}, headers={"accept": accepted}
        )

    return send_marks


def marks(half_day):
    rows = Attendance.objects.filter(half_day=half_day)
    return dict(rows.values_list("registration_id", "present"))


# The page ----------------------------------------------------------------------------------


def test_the_page_has_a_tab_for_each_half_day_of_the_training_days(
    page, url, staff, half_day, afternoon, workshop_half_day
):
    assert page(staff, url).context["tabs"] == [(half_day, 0), (afternoon, 0)]


def test_an_event_without_training_days_says_what_to_do(page, url, staff, workshop_half_day):
    assert "There is no training day yet" in page(staff, url).text


def test_the_page_lists_who_is_registered_by_province_and_name(
    page, url, staff, half_day, register, quota, other_quota, province, other_province
):
    theirs = register(other_province, key_latin="a")
    late, early = register(province, key_latin="y"), register(province, key_latin="b")
    assert page(staff, url).context["rows"] == [early, late, theirs]


@pytest.mark.parametrize("state", ["waitlisted", "cancelled"])
def test_the_page_lists_nobody_without_a_place(page, url, staff, half_day, event, state):
    factories.RegistrationFactory(event=event, state=state)
    assert page(staff, url).context["rows"] == []


def test_the_page_counts_present_absent_and_unmarked(page, url, staff, half_day, event, province):
    there, away, *_ = factories.RegistrationFactory.create_batch(4, event=event, province=province)
    mark_presence(half_day, marks={there.pk: True, away.pk: False}, by=staff)
    assert page(staff, url).context["counts"] == {"present": 1, "absent": 1, "none": 2}


@pytest.mark.parametrize(
    ("words", "number"),
    [("فاطمه", 1), ("el alaoui", 1), ("0661123456", 1), ("سيدي بنور", 1), ("bennour", 1), ("x", 0)],
)
def test_the_page_is_filtered_without_a_script(
    page, url, staff, half_day, registration, words, number
):
    assert len(page(staff, url, words=words).context["rows"]) == number


def test_a_search_for_characters_nobody_types_does_no_harm(
    page, url, staff, half_day, registration
):
    assert page(staff, url, words="فاطمة\x00").context["rows"] == [registration]


@pytest.mark.parametrize("half_day_asked", ["0", "x", "٣", "9" * 30, "-1"])
def test_a_half_day_that_does_not_exist_is_not_found(page, url, staff, half_day, half_day_asked):
    assert page(staff, url, half_day=half_day_asked).status_code == 404


def test_a_half_day_of_another_event_is_not_found(page, url, staff, half_day):
    elsewhere = factories.HalfDayFactory()
    assert page(staff, url, half_day=elsewhere.pk).status_code == 404


def test_a_half_day_of_the_workshop_is_not_found(page, url, staff, half_day, workshop_half_day):
    assert page(staff, url, half_day=workshop_half_day.pk).status_code == 404


def test_the_page_opens_on_the_half_day_that_began_last(page, url, staff, event):
    yesterday, today = (
        factories.SessionFactory(event=event, date=timezone.localdate() + dt.timedelta(days=days))
        for days in (-1, 0)
    )
    factories.HalfDayFactory(session=yesterday)
    begun = factories.HalfDayFactory(session=today, starts_at=dt.time(0), ends_at=dt.time(1))
    factories.HalfDayFactory(
        session=today, period="pm", starts_at=dt.time(23, 59, 59), ends_at=dt.time.max
    )
    assert page(staff, url).context["half_day"] == begun


def test_the_page_of_an_event_to_come_opens_on_its_first_half_day(page, url, staff, event):
    session = factories.SessionFactory(
        event=event, date=timezone.localdate() + dt.timedelta(days=9)
    )
    first = factories.HalfDayFactory(session=session)
    factories.HalfDayFactory(
        session=session, period="pm", starts_at=dt.time(14), ends_at=dt.time(17)
    )
    assert page(staff, url).context["half_day"] == first


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    sign_in, url, staff, event, province, half_day, number, django_assert_num_queries
):
    for _ in range(number):
        organisation = factories.OrganisationFactory(province=province)
        factories.RegistrationFactory(event=event, province=province, organisation=organisation)
    client = sign_in(staff)
    with django_assert_num_queries(7):
        client.get(url)


def test_a_coordinator_reads_the_own_province_and_has_nothing_to_mark(
    page, url, coordinator, half_day, register, quota, other_quota, province, other_province
):
    own, _theirs = register(province), register(other_province)
    answer = page(coordinator, url)
    assert (answer.context["rows"], f"mark-{own.pk}" in answer.text) == ([own], False)


def test_a_coordinator_sees_no_count_of_marks_of_another_province(
    page, url, other_coordinator, other_quota, registration, half_day, afternoon, staff
):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    assert page(other_coordinator, url).context["tabs"][0] == (half_day, 0)


# Marking with the form ---------------------------------------------------------------------


def test_the_form_saves_all_marks_at_once(mark, staff, half_day, event, province):
    there, away = factories.RegistrationFactory.create_batch(2, event=event, province=province)
    mark(staff, half_day, **{f"mark_{there.pk}": "present", f"mark_{away.pk}": "absent"})
    assert marks(half_day) == {there.pk: True, away.pk: False}


def test_the_form_leads_back_to_its_half_day_and_search(mark, staff, half_day, registration, url):
    answer = mark(staff, half_day, words="فاطمة", **{f"mark_{registration.pk}": "present"})
    assert answer.url == (f"{url}?half_day={half_day.pk}&words=%D9%81%D8%A7%D8%B7%D9%85%D8%A9")


def test_everybody_not_yet_marked_becomes_present(mark, staff, half_day, event, province):
    away, unmarked = factories.RegistrationFactory.create_batch(2, event=event, province=province)
    mark_presence(half_day, marks={away.pk: False}, by=staff)
    mark(
        staff,
        half_day,
        rest="present",
        **{
            f"mark_{away.pk}": "absent",
            f"was_{away.pk}": "absent",
            f"mark_{unmarked.pk}": "none",
            f"was_{unmarked.pk}": "none",
        },
    )
    assert marks(half_day) == {away.pk: False, unmarked.pk: True}


def test_a_mark_made_with_the_button_for_the_rest_counts(mark, staff, half_day, registration):
    pk = registration.pk
    mark(staff, half_day, rest="present", **{f"mark_{pk}": "absent", f"was_{pk}": "none"})
    assert marks(half_day) == {pk: False}


def test_a_page_that_stood_open_undoes_nobodys_marks(mark, staff, half_day, registration):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    pk = registration.pk
    mark(staff, half_day, **{f"mark_{pk}": "none", f"was_{pk}": "none"})
    assert marks(half_day) == {pk: True}


def test_without_what_was_there_a_mark_is_taken_as_it_is_sent(mark, staff, half_day, registration):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    mark(staff, half_day, **{f"mark_{registration.pk}": "none"})
    assert marks(half_day) == {}


# Marking with the script -------------------------------------------------------------------


def test_the_script_is_answered_with_how_the_marks_stand(mark, staff, half_day, registration):
    answer = mark(staff, half_day, as_script=True, **{f"mark_{registration.pk}": "absent"})
    assert answer.json() == {"marks": {str(registration.pk): "absent"}}


def test_the_script_learns_who_is_no_longer_on_the_list(mark, staff, half_day, registration):
    cancel_registration(registration, by=staff)
    answer = mark(staff, half_day, as_script=True, **{f"mark_{registration.pk}": "present"})
    assert (answer.json(), marks(half_day)) == ({"marks": {}}, {})


def test_a_mark_that_does_not_exist_is_refused(mark, staff, half_day, registration):
    answer = mark(staff, half_day, **{f"mark_{registration.pk}": "maybe"})
    assert (answer.status_code, marks(half_day)) == (400, {})


def test_marks_of_another_event_are_not_taken(mark, staff, half_day, province):
    elsewhere = factories.RegistrationFactory(province=province)
    mark(staff, half_day, **{f"mark_{elsewhere.pk}": "present"})
    assert not Attendance.objects.exists()


def test_marking_a_half_day_of_another_event_is_not_found(mark, staff, registration):
    elsewhere = factories.HalfDayFactory()
    answer = mark(staff, elsewhere, **{f"mark_{registration.pk}": "present"})
    assert (answer.status_code, marks(elsewhere)) == (404, {})


def test_marking_without_a_half_day_is_not_found(sign_in, staff, url):
    assert sign_in(staff).post(f"{url}mark/").status_code == 404


def test_marks_are_not_saved_by_following_a_link(page, staff, url):
    assert page(staff, f"{url}mark/").status_code == 405


@pytest.mark.parametrize("number", [1, 40])
def test_saving_costs_the_same_for_one_and_for_forty(
    sign_in, url, staff, event, province, half_day, number, django_assert_num_queries
):
    rows = factories.RegistrationFactory.create_batch(number, event=event, province=province)
    sent = {f"mark-{row.pk}": "present" for row in rows}
    client = sign_in(staff)
    with django_assert_num_queries(12):
        client.post(
            f"{url}mark/",
            {"half_day": half_day.pk, **sent},
            headers={"accept": "application/json"},
        )
