import re

import pytest

from network.models import AuditEvent
from network.paging import PAGES
from participants.models import Registration
from participants.services.presence import mark_presence
from tests import factories


@pytest.fixture
def url(event, quota):
    return f"/events/{event.code}/registrations/"


def shown(answer):
    return [row.record for row in answer.context["table"].page.object_list]


def told(answer):
    return [str(message) for message in answer.context["messages"]]


# Registrations of an event -----------------------------------------------------------------


def test_the_list_says_how_many_stand_in_each_state(page, url, coordinator, register, province):
    for _ in range(3):
        register(province)
    counts = {str(label): count for label, count in page(coordinator, url).context["states"]}
    assert list(counts.values()) == [2, 1, 0]


@pytest.fixture
def of_two_orders():
    """Names of two people whose order differs by script."""
    return [
        {"key_ar": "يوسف", "key_latin": "adam"},
        {"key_ar": "احمد", "key_latin": "ysuf"},
    ]


@pytest.mark.parametrize(("language", "order"), [("ar", [1, 0]), ("fr", [0, 1]), ("en", [0, 1])])
def test_registrations_are_sorted_by_the_name_in_the_readers_script(
    sign_in, url, coordinator, register, province, of_two_orders, language, order
):
    made = [register(province, **keys) for keys in of_two_orders]
    answer = sign_in(coordinator).get(url, headers={"accept-language": language})
    assert shown(answer) == [made[position] for position in order]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"words": "فاطمه العلوي"}, 1),
        ({"words": "alaoui fatima"}, 1),
        ({"words": "٠٦٦١ ١٢ ٣٤ ٥٦"}, 1),
        ({"words": "خديجة"}, 0),
        ({"state": "registered"}, 1),
        ({"state": "cancelled"}, 0),
        ({"words": "فاطمة", "state": "waitlisted"}, 0),
    ],
)
def test_registrations_are_found_by(page, url, staff, registration, query, number):
    assert len(shown(page(staff, url, **query))) == number


def test_registrations_are_found_by_province(
    page, url, staff, registration, register, other_quota, other_province
):
    theirs = register(other_province)
    assert shown(page(staff, url, province=other_province.pk)) == [theirs]


def test_a_coordinator_of_one_province_has_no_province_to_choose(
    page, url, coordinator, registration
):
    answer = page(coordinator, url)
    assert ("province" in answer.context["filter"].form.fields, "Province" in answer.text) == (
        False,
        False,
    )


def test_an_unknown_state_in_the_address_does_no_harm(page, url, staff, registration):
    assert page(staff, url, state="nonsense").status_code == 200


def test_the_list_shows_25_a_page(page, url, staff, event, province):
    factories.RegistrationFactory.create_batch(26, event=event, province=province)
    pages = [len(shown(page(staff, url, page=number))) for number in (1, 2)]
    assert pages == [25, 1]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in, url, coordinator, event, province, number, django_assert_num_queries
):
    for _ in range(number):
        organisation = factories.OrganisationFactory(province=province)
        factories.RegistrationFactory(event=event, province=province, organisation=organisation)
    client = sign_in(coordinator)
    with django_assert_num_queries(9):
        client.get(url)


def test_registering_is_offered_only_while_the_event_is_open(page, url, staff, event):
    offered = ["registrations/new/" in page(staff, url).text]
    event.state = event.State.CLOSED
    event.save()
    offered.append("registrations/new/" in page(staff, url).text)
    assert offered == [True, False]


# One registration --------------------------------------------------------------------------


def test_a_registration_shows_presence_half_day_by_half_day(
    page, registration, half_day, afternoon, staff
):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    presence = page(staff, f"/registrations/{registration.pk}/").context["presence"]
    assert presence == [(half_day, True), (afternoon, None)]


def test_a_registration_shows_no_presence_of_the_workshop(
    page, registration, half_day, workshop_half_day, staff
):
    presence = page(staff, f"/registrations/{registration.pk}/").context["presence"]
    assert [each for each, _present in presence] == [half_day]


def test_a_waiting_registration_shows_its_position(page, register, quota, province, staff):
    *_, waiting = [register(province) for _ in range(4)]
    text = page(staff, f"/registrations/{waiting.pk}/").text
    assert re.search(r"Position on the waiting list</dt>\s*<dd>\s*2\s*</dd>", text)


def test_a_cancelled_registration_offers_no_cancelling(page, registration, staff):
    Registration.objects.update(state="cancelled")
    text = page(staff, f"/registrations/{registration.pk}/").text
    assert f"/registrations/{registration.pk}/cancel/" not in text


# Cancelling --------------------------------------------------------------------------------


@pytest.fixture
def cancel(sign_in, registration):
    def send_cancellation(user, **typed):
        return sign_in(user).post(
            f"/registrations/{registration.pk}/cancel/",
            {"kind": "illness", **typed},
            headers={"accept-language": "en"},
            follow=True,
        )

    return send_cancellation


def test_asking_to_cancel_changes_nothing(page, registration, coordinator):
    page(coordinator, f"/registrations/{registration.pk}/cancel/")
    registration.refresh_from_db()
    assert not registration.is_cancelled


def test_a_coordinator_cancels_with_a_usual_reason(cancel, registration, coordinator):
    answer = cancel(coordinator, kind="transport")
    registration.refresh_from_db()
    assert (registration.state, registration.cancellation_reason) == ("cancelled", "transport")
    assert "no transport" in answer.text


def test_a_coordinator_cancels_with_a_reason_in_own_words(cancel, registration, coordinator):
    answer = cancel(coordinator, kind="other", own_words="سفر")
    registration.refresh_from_db()
    assert (registration.state, registration.cancellation_reason) == ("cancelled", "سفر")
    assert "سفر" in answer.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [({}, "kind"), ({"kind": "other"}, "own_words"), ({"kind": "moved"}, "kind")],
)
def test_nobody_is_cancelled_without_a_reason(cancel, registration, coordinator, typed, field):
    answer = cancel(coordinator, **{"kind": "", **typed})
    registration.refresh_from_db()
    assert (list(answer.context["form"].errors), registration.is_cancelled) == ([field], False)


def test_cancelling_is_recorded_as_done_by_the_coordinator(cancel, coordinator):
    cancel(coordinator)
    assert AuditEvent.objects.get(action="registration.cancelled").actor == coordinator


def test_the_page_says_who_moved_up_and_their_phone(cancel, coordinator, register, province, event):
    register(province)
    register(province, given_name_latin="Souad", family_name_latin="Gnaoui", phone="+212662000111")
    moved_up = told(cancel(coordinator))[1]
    assert ("Souad Gnaoui moved up" in moved_up, "0111" in moved_up.replace(" ", "")) == (
        True,
        True,
    )


def test_a_coordinator_is_not_told_who_of_another_province_moved_up(
    cancel, coordinator, register, other_quota, other_province, event
):
    event.capacity = 1
    event.save(update_fields=["capacity"])
    theirs = register(other_province)
    messages = told(cancel(coordinator))
    theirs.refresh_from_db()
    assert (theirs.state, len(messages)) == ("registered", 1)


def test_cancelling_somebody_who_was_there_is_refused_with_a_sentence(
    cancel, coordinator, registration, half_day, staff
):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    assert "marked present" in str(cancel(coordinator).context["form"].non_field_errors())


def test_a_reason_that_is_too_long_is_said_at_the_field(cancel, coordinator):
    assert list(cancel(coordinator, own_words="x" * 201).context["form"].errors) == ["own_words"]


# Persons -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "number"),
    [("فاطمة", 1), ("Fatima alaoui", 1), ("0661123456", 1), ("+212661123456", 1), ("مريم", 0)],
)
def test_persons_are_found_in_either_script_or_by_phone(page, staff, person, words, number):
    assert len(shown(page(staff, "/persons/", words=words))) == number


@pytest.mark.parametrize(("language", "order"), [("ar", [1, 0]), ("fr", [0, 1]), ("en", [0, 1])])
def test_persons_are_sorted_by_the_name_in_the_readers_script(
    sign_in, staff, of_two_orders, language, order
):
    made = [factories.PersonFactory(**keys) for keys in of_two_orders]
    answer = sign_in(staff).get("/persons/", headers={"accept-language": language})
    assert shown(answer) == [made[position] for position in order]


@pytest.mark.parametrize(
    ("sort", "order"), [("name", [0, 1]), ("-name", [1, 0]), ("province", [1, 0])]
)
def test_persons_are_sorted_as_the_address_says(
    page, staff, of_two_orders, province, other_province, sort, order
):
    provinces = [other_province, province]
    made = [
        factories.PersonFactory(province=home, **keys)
        for home, keys in zip(provinces, of_two_orders, strict=True)
    ]
    answer = page(staff, "/persons/", sort=sort)
    assert shown(answer) == [made[position] for position in order]


def test_persons_are_found_by_province(page, staff, person, other_province):
    theirs = factories.PersonFactory(province=other_province)
    assert shown(page(staff, "/persons/", province=other_province.pk)) == [theirs]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"gender": "m"}, {"ali"}),
        ({"missing": "phone"}, {"ali"}),
        ({"missing": "consent"}, {"ali", "sara"}),
        ({"setting": "urban"}, {"sara"}),
        ({"kind": "cooperative"}, {"sara"}),
        ({"kind": "mutual"}, set()),
        ({"gender": "f", "words": "066100"}, {"sara"}),
        ({"gender": "m", "words": "Coopérative"}, set()),
        ({"words": "Coopérative"}, {"sara"}),
        ({"missing": "nonsense"}, {"ali", "sara"}),
    ],
)
def test_persons_are_found_by_what_is_known_and_what_is_missing(
    page, staff, province, query, names
):
    town = factories.CommuneFactory(province=province, setting="urban")
    body = factories.OrganisationFactory(province=province)
    sara = factories.PersonFactory(
        province=province, commune=town, organisation=body, phone="+212661000111"
    )
    ali = factories.PersonFactory(province=province, gender="m", phone="")
    found = shown(page(staff, "/persons/", **query))
    assert {{sara: "sara", ali: "ali"}[person] for person in found} == names


def test_a_search_is_listed_with_the_best_first_and_sorted_on_request(page, staff):
    later, first = (
        factories.PersonFactory(key_ar=key, key_latin=latin)
        for key, latin in (("احمد محمد", "ahmed muhamed"), ("محمد علي", "muhamed ali"))
    )
    best = shown(page(staff, "/persons/", words="محمد"))
    by_name = shown(page(staff, "/persons/", words="محمد", sort="name"))
    assert (best, by_name) == ([first, later], [later, first])


def test_more_people_than_a_list_shows_ask_for_another_word(page, staff, monkeypatch):
    monkeypatch.setattr("network.paging.CappedPaginator.longest", 2)
    factories.PersonFactory.create_batch(3)
    answer = page(staff, "/persons/")
    assert ("More than 2 match" in answer.text, len(shown(answer))) == (True, 2)


@pytest.mark.parametrize("number", [2, 5])
def test_a_search_costs_the_same_for_two_and_for_five(
    sign_in, coordinator, province, number, django_assert_num_queries
):
    for _ in range(number):
        organisation = factories.OrganisationFactory(province=province)
        factories.PersonFactory(province=province, organisation=organisation)
    client = sign_in(coordinator)
    with django_assert_num_queries(12):
        client.get("/persons/", {"words": "فاطمة"})


def test_a_second_page_of_a_search_goes_on_where_the_first_ends(page, staff, monkeypatch):
    monkeypatch.setitem(PAGES, "per_page", 2)
    for name in ("Amal", "Fatima", "Zineb"):
        factories.PersonFactory(given_name_latin="Karima", family_name_latin=name)
    pages = [page(staff, "/persons/", words="Karima", page=str(number)) for number in (1, 2)]
    assert [[row.family_name_latin for row in shown(each)] for each in pages] == [
        ["Amal", "Fatima"],
        ["Zineb"],
    ]


def test_a_search_that_finds_more_than_a_list_shows_asks_for_another_word(page, staff, monkeypatch):
    monkeypatch.setattr("participants.filters.LONGEST_LIST", 2)
    monkeypatch.setattr("network.paging.CappedPaginator.longest", 2)
    factories.PersonFactory.create_batch(4, given_name_latin="Karima")
    answer = page(staff, "/persons/", words="Karima")
    assert ("More than 2 match" in answer.text, len(shown(answer))) == (True, 2)


@pytest.mark.parametrize(
    ("query", "number"),
    [({"sector": "food"}, 1), ({"women": "on"}, 1), ({"women": ""}, 2), ({"words": "امل"}, 2)],
)
def test_organisations_are_found_by_sector_and_as_womens_cooperatives(page, staff, query, number):
    factories.OrganisationFactory(sector="food")
    factories.OrganisationFactory(is_womens_cooperative=True)
    assert len(shown(page(staff, "/organisations/", **query))) == number


def test_a_coordinator_of_two_provinces_chooses_between_them(
    page, coordinator, person, other_province
):
    coordinator.provinces.add(other_province)
    factories.ProvinceFactory()
    offered = page(coordinator, "/persons/").context["filter"].form.fields["province"].queryset
    assert set(offered) == {person.province, other_province}


def test_a_coordinator_cannot_search_a_province_that_is_not_theirs(
    page, coordinator, person, other_province
):
    factories.PersonFactory(province=other_province)
    found = shown(page(coordinator, "/persons/", province=other_province.pk))
    assert found == [person]


@pytest.mark.parametrize("number", [1, 3])
def test_the_persons_cost_the_same_for_one_and_for_three(
    sign_in, coordinator, province, number, django_assert_num_queries
):
    for _ in range(number):
        organisation = factories.OrganisationFactory(province=province)
        factories.PersonFactory(province=province, organisation=organisation)
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get("/persons/")


def test_a_person_shows_every_registration_with_presence(
    page, registration, person, half_day, afternoon, workshop_half_day, staff
):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    ((shown_registration, _badge),) = page(staff, f"/persons/{person.pk}/").context["history"]
    assert (shown_registration, shown_registration.present, shown_registration.half_days) == (
        registration,
        1,
        2,
    )


@pytest.mark.parametrize("number", [1, 3])
def test_a_person_costs_the_same_with_one_and_with_three_registrations(
    sign_in, coordinator, person, number, django_assert_num_queries
):
    for _ in range(number):
        factories.RegistrationFactory(person=person, province=person.province)
    client = sign_in(coordinator)
    with django_assert_num_queries(13):
        client.get(f"/persons/{person.pk}/")
