"""Who may open which page: the role decides 403, the province 404."""

import pytest

from participants.models import Attendance, Person, Registration
from tests import factories


@pytest.fixture
def urls(registration, person, organisation, event, half_day):
    return {
        "registration_list": f"/events/{event.code}/registrations/",
        "registration_create": f"/events/{event.code}/registrations/new/",
        "organisation_matches": f"/events/{event.code}/registrations/known-organisations/",
        "registration_detail": f"/registrations/{registration.pk}/",
        "registration_cancel": f"/registrations/{registration.pk}/cancel/",
        "person_list": "/persons/",
        "person_detail": f"/persons/{person.pk}/",
        "person_edit": f"/persons/{person.pk}/edit/",
        "transfer_list": "/transfers/",
        "organisation_list": "/organisations/",
        "organisation_detail": f"/organisations/{organisation.pk}/",
        "organisation_edit": f"/organisations/{organisation.pk}/edit/",
        "presence": f"/events/{event.code}/presence/",
    }


NAMES = [
    "registration_list",
    "registration_create",
    "organisation_matches",
    "registration_detail",
    "registration_cancel",
    "person_list",
    "person_detail",
    "person_edit",
    "transfer_list",
    "organisation_list",
    "organisation_detail",
    "organisation_edit",
    "presence",
]
OF_ONE_PROVINCE = [
    name for name in NAMES if name not in {"person_list", "organisation_list", "transfer_list"}
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", ["administrator", "staff", "coordinator"])
def test_a_page_opens_for(role, name, urls, page, request):
    assert page(request.getfixturevalue(role), urls[name]).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_an_observer_is_refused_every_page_with_personal_data(name, urls, page, observer):
    assert page(observer, urls[name]).status_code == 403


@pytest.mark.parametrize("name", OF_ONE_PROVINCE)
def test_a_coordinator_of_a_province_without_places_finds_nothing(
    name, urls, page, other_coordinator
):
    assert page(other_coordinator, urls[name]).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "registration_detail",
        "registration_cancel",
        "person_detail",
        "person_edit",
        "organisation_detail",
        "organisation_edit",
    ],
)
def test_a_coordinator_of_another_province_of_the_event_finds_nothing_of_this_one(
    name, urls, page, other_coordinator, other_quota
):
    assert page(other_coordinator, urls[name]).status_code == 404


@pytest.mark.parametrize("name", ["registration_list", "person_list", "presence"])
def test_a_list_shows_a_coordinator_no_name_of_another_province(
    name, urls, page, other_coordinator, other_quota, coordinator, person
):
    shown = [
        person.family_name_ar in page(user, urls[name]).text
        for user in (coordinator, other_coordinator)
    ]
    assert shown == [True, False]


@pytest.fixture
def look(sign_in, event):
    """Send to the registration screen what somebody has typed so far."""

    def send_typed(user, **typed):
        url = f"/events/{event.code}/registrations/known-persons/"
        return sign_in(user).post(url, typed)

    return send_typed


def test_the_offer_of_known_people_shows_nobody_of_another_province(
    look, other_coordinator, other_quota, quota, coordinator, person
):
    shown = [
        person.family_name_ar in look(user, who="0661123456").text
        for user in (coordinator, other_coordinator)
    ]
    assert shown == [True, False]


def test_an_observer_is_offered_nobody(look, quota, observer):
    assert look(observer, who="0661123456").status_code == 403


def test_the_offer_of_organisations_shows_none_of_another_province(
    urls, page, other_coordinator, other_quota, coordinator, province
):
    known = factories.OrganisationFactory(province=province, name_ar="تعاونية الزيتون")
    shown = [
        known.name_fr in page(user, urls["organisation_matches"], organisation_name="زيتون").text
        for user in (coordinator, other_coordinator)
    ]
    assert shown == [True, False]


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_is_led_to_the_sign_in_page(name, urls, client):
    assert client.get(urls[name]).url.startswith("/account/login/")


def test_a_coordinator_of_another_province_cancels_nothing(
    urls, sign_in, other_coordinator, other_quota, registration
):
    answer = sign_in(other_coordinator).post(urls["registration_cancel"])
    registration.refresh_from_db()
    assert (answer.status_code, registration.state) == (404, Registration.State.REGISTERED)


def test_a_coordinator_registers_nobody_in_another_province(
    urls, sign_in, coordinator, typed, other_quota, other_province
):
    typed["commune"] = factories.CommuneFactory(province=other_province).pk
    sign_in(coordinator).post(urls["registration_create"], typed)
    assert not Person.objects.filter(province=other_province).exists()


def test_a_coordinator_chooses_no_known_person_of_another_province(
    urls, sign_in, other_coordinator, other_quota, person, typed
):
    sign_in(other_coordinator).post(
        urls["registration_create"],
        {**typed, "phone": "0661123456", "known_person": person.pk},
    )
    assert Registration.objects.count() == 1


def test_a_coordinator_chooses_no_organisation_of_another_province(
    urls, sign_in, coordinator, other_province, typed
):
    foreign = factories.OrganisationFactory(province=other_province)
    answer = sign_in(coordinator).post(
        urls["registration_create"], {**typed, "known_organisation": foreign.pk}
    )
    assert "known_organisation" in answer.context["form"].errors


@pytest.mark.parametrize("role", ["coordinator", "observer"])
def test_only_staff_mark_presence(role, urls, sign_in, registration, half_day, request):
    answer = sign_in(request.getfixturevalue(role)).post(
        f"{urls['presence']}mark/",
        {"half_day": half_day.pk, f"mark-{registration.pk}": "present"},
    )
    assert (answer.status_code, Attendance.objects.count()) == (403, 0)


def test_an_event_that_does_not_exist_is_not_found(page, staff):
    assert page(staff, "/events/NONE/registrations/").status_code == 404


def test_a_list_shows_a_coordinator_no_organisation_of_another_province(
    urls, page, other_coordinator, coordinator, organisation
):
    shown = [
        organisation.name_fr in page(user, urls["organisation_list"]).text
        for user in (coordinator, other_coordinator)
    ]
    assert shown == [True, False]


@pytest.mark.parametrize(("role", "status"), [("other_coordinator", 404), ("observer", 403)])
@pytest.mark.parametrize("name", ["person_edit", "organisation_edit"])
def test_nobody_else_corrects_anything(role, status, name, urls, sign_in, person, request):
    answer = sign_in(request.getfixturevalue(role)).post(urls[name], {"version": 1})
    person.refresh_from_db()
    assert (answer.status_code, person.version) == (status, 1)


@pytest.mark.parametrize("kind", ["persons", "registrations", "organisations"])
def test_a_number_that_no_table_can_hold_is_not_found(kind, page, staff):
    assert page(staff, f"/{kind}/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("name", ["registration_list", "presence", "registration_create"])
def test_a_draft_is_not_there_for_a_coordinator(name, urls, page, coordinator, event):
    event.state = event.State.DRAFT
    event.save()
    assert page(coordinator, urls[name]).status_code == 404
