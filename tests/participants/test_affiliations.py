"""Which organisations a person stands for over time, and as what."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import strip_tags

from network.models import AuditEvent
from participants.models import Affiliation, Organisation, Person
from participants.services.affiliations import end_affiliation, represent_organisation
from participants.services.persons import create_person, update_person
from participants.services.registrations import AlreadyRegistered, register_beneficiary
from tests import factories

TODAY = timezone.localdate()
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def other(province):
    return factories.OrganisationFactory(province=province, name_fr="Coopérative Annour")


@pytest.fixture
def affiliation(person, organisation, staff):
    """The person stands for the organisation as its treasurer, since 2020."""
    return represent_organisation(
        person,
        organisation=organisation,
        capacity="treasurer",
        since=dt.date(2020, 1, 1),
        by=staff,
    )


def stood_for(person):
    """Return what is kept of each organisation of a person, the first one first."""
    rows = Affiliation.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("organisation__name_fr", "capacity", "ended_on"))


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


# The services ------------------------------------------------------------------------------


def test_who_represents_an_organisation_stands_for_it_now(affiliation, person, organisation):
    person.refresh_from_db()
    assert (person.organisation, person.version, actions()) == (
        organisation,
        2,
        ["person.organisation_represented"],
    )


def test_a_person_stands_for_several_at_once_and_for_the_last_one_now(
    affiliation, person, other, staff
):
    represent_organisation(person, organisation=other, capacity="president", by=staff)
    assert (person.organisation, stood_for(person)) == (
        other,
        [("Coopérative Al Amal", "treasurer", None), ("Coopérative Annour", "president", None)],
    )


def test_the_same_again_changes_nothing(affiliation, person, organisation, staff):
    represent_organisation(person, organisation=organisation, by=staff)
    assert (stood_for(person), len(actions()), person.version) == (
        [("Coopérative Al Amal", "treasurer", None)],
        1,
        2,
    )


def test_another_capacity_is_put_right(affiliation, person, organisation, staff):
    represent_organisation(person, organisation=organisation, capacity="president", by=staff)
    assert (stood_for(person), len(actions())) == ([("Coopérative Al Amal", "president", None)], 2)


def test_a_new_organisation_is_made_for_the_person(person, staff, province, commune):
    fields = {"name_ar": "", "name_fr": "Nour", "kind": "association"}
    represent_organisation(
        person, organisation={**fields, "province": province, "commune": commune}, by=staff
    )
    assert person.organisation == Organisation.objects.get(name_fr="Nour")


@pytest.mark.parametrize(
    ("changes", "field"), [({"since": TOMORROW}, "since"), ({"capacity": "king"}, "capacity")]
)
def test_what_cannot_be_is_refused_at_its_field(person, organisation, staff, changes, field):
    with pytest.raises(ValidationError) as refused:
        represent_organisation(person, organisation=organisation, by=staff, **changes)
    assert (list(refused.value.message_dict), stood_for(person)) == ([field], [])


def test_who_leaves_stands_for_the_newest_of_the_others(affiliation, person, other, staff):
    newer = represent_organisation(person, organisation=other, by=staff)
    end_affiliation(newer, on=TODAY, by=staff)
    person.refresh_from_db()
    assert person.organisation == affiliation.organisation


def test_who_leaves_the_only_one_stands_for_none(affiliation, person, staff):
    end_affiliation(affiliation, on=TODAY, by=staff)
    person.refresh_from_db()
    assert (person.organisation, stood_for(person), actions()[-1]) == (
        None,
        [("Coopérative Al Amal", "treasurer", TODAY)],
        "affiliation.ended",
    )


def test_the_end_of_an_earlier_one_leaves_the_present_one(affiliation, person, other, staff):
    represent_organisation(person, organisation=other, by=staff)
    end_affiliation(affiliation, on=TODAY, by=staff)
    person.refresh_from_db()
    assert person.organisation == other


def test_an_affiliation_ends_once(affiliation, staff):
    end_affiliation(affiliation, on=dt.date(2024, 5, 1), by=staff)
    end_affiliation(affiliation, on=TODAY, by=staff)
    affiliation.refresh_from_db()
    assert (affiliation.ended_on, actions().count("affiliation.ended")) == (dt.date(2024, 5, 1), 1)


@pytest.mark.parametrize("on", [TOMORROW, dt.date(2019, 12, 31)])
def test_an_impossible_end_is_refused(affiliation, staff, on):
    with pytest.raises(ValidationError) as refused:
        end_affiliation(affiliation, on=on, by=staff)
    assert list(refused.value.message_dict) == ["on"]


def test_who_comes_back_has_two_times_there(affiliation, person, organisation, staff):
    end_affiliation(affiliation, on=dt.date(2024, 5, 1), by=staff)
    represent_organisation(person, organisation=organisation, capacity="member", by=staff)
    assert stood_for(person) == [
        ("Coopérative Al Amal", "treasurer", dt.date(2024, 5, 1)),
        ("Coopérative Al Amal", "member", None),
    ]


def test_the_database_keeps_one_current_time_at_an_organisation(affiliation):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.AffiliationFactory(
            person=affiliation.person, organisation=affiliation.organisation
        )


def test_a_new_person_brings_the_capacity(province, commune, organisation, staff):
    person = create_person(
        by=staff,
        given_name_ar="فاطمة",
        family_name_ar="العلوي",
        given_name_latin="Fatima",
        family_name_latin="El Alaoui",
        province=province,
        commune=commune,
        organisation=organisation,
        capacity="president",
    )
    assert stood_for(person) == [("Coopérative Al Amal", "president", None)]


def test_a_correction_to_another_organisation_ends_the_one_before(
    affiliation, person, other, staff
):
    update_person(person, version=2, by=staff, organisation=other, capacity="member")
    assert stood_for(person) == [
        ("Coopérative Al Amal", "treasurer", TODAY),
        ("Coopérative Annour", "member", None),
    ]


def test_a_correction_to_none_ends_the_one_before(affiliation, person, staff):
    update_person(person, version=2, by=staff, organisation=None)
    assert stood_for(person) == [("Coopérative Al Amal", "treasurer", TODAY)]


@pytest.mark.parametrize(("capacity", "kept"), [("member", "member"), ("", "")])
def test_a_capacity_is_corrected_or_emptied(affiliation, person, staff, capacity, kept):
    corrected = update_person(person, version=2, by=staff, capacity=capacity)
    row = AuditEvent.objects.get(action="person.updated")
    assert (stood_for(person)[0][1], corrected.version, row.fields) == (kept, 3, ["capacity"])


def test_the_correction_of_a_name_leaves_the_affiliation_alone(affiliation, person, staff):
    update_person(person, version=2, by=staff, given_name_latin="Fatema")
    assert stood_for(person) == [("Coopérative Al Amal", "treasurer", None)]


# The pages ---------------------------------------------------------------------------------


@pytest.fixture
def send(sign_in):
    """Send a form as somebody, in English."""

    def send_form(user, url, **typed):
        return sign_in(user).post(url, typed, headers={"accept-language": "en"}, follow=True)

    return send_form


@pytest.fixture
def new(person):
    return f"/persons/{person.pk}/organisations/new/"


@pytest.fixture
def end(affiliation):
    return f"/affiliations/{affiliation.pk}/end/"


def errors(answer):
    return {name: strip_tags(each[0]) for name, each in answer.context["form"].errors.items()}


@pytest.mark.parametrize("role", ["administrator", "staff", "coordinator"])
def test_another_organisation_is_added_on_its_page(role, send, new, person, other, request):
    answer = send(
        request.getfixturevalue(role),
        new,
        organisation_name="cooperative annour",
        capacity="president",
        since="٠١/٠٢/٢٠٢٣",
    )
    kept = Affiliation.objects.get()
    assert (answer.redirect_chain, kept.organisation, kept.capacity, kept.started_on) == (
        [(f"/persons/{person.pk}/", 302)],
        other,
        "president",
        dt.date(2023, 2, 1),
    )


def test_an_unknown_organisation_is_made_with_its_kind(send, new, coordinator, person):
    send(coordinator, new, organisation_name="جمعية النور", organisation_kind="association")
    person.refresh_from_db()
    assert (person.organisation.name_ar, person.organisation.province) == (
        "جمعية النور",
        person.province,
    )


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, ["organisation_name"]),
        ({"organisation_name": "Nour"}, ["organisation_kind"]),
        ({"organisation_name": "Annour", "since": f"{TOMORROW:%d/%m/%Y}"}, ["since"]),
        ({"organisation_name": "Coopérative Annour", "capacity": "king"}, ["capacity"]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(send, new, coordinator, other, typed, wrong):
    answer = send(coordinator, new, **typed)
    assert set(wrong) <= set(errors(answer))
    assert not Affiliation.objects.exists()


def test_what_was_typed_stays_after_an_error(send, new, coordinator):
    form = send(coordinator, new, organisation_name="Nour", since="1/1/2020").context["form"]
    assert (form["organisation_name"].value(), form["since"].value()) == ("Nour", "1/1/2020")


@pytest.mark.parametrize("role", ["administrator", "staff", "coordinator"])
def test_an_end_is_written_down_on_its_page(role, send, end, affiliation, request):
    answer = send(request.getfixturevalue(role), end, on="01/05/2024")
    affiliation.refresh_from_db()
    assert (affiliation.ended_on, answer.redirect_chain) == (
        dt.date(2024, 5, 1),
        [(f"/persons/{affiliation.person_id}/", 302)],
    )


@pytest.mark.parametrize("on", ["", "yesterday", "31/12/2019", f"{TOMORROW:%d/%m/%Y}"])
def test_a_wrong_end_is_refused_and_stays_typed(send, end, coordinator, affiliation, on):
    form = send(coordinator, end, on=on).context["form"]
    affiliation.refresh_from_db()
    assert (list(form.errors), form["on"].value(), affiliation.ended_on) == (["on"], on, None)


def test_an_affiliation_that_has_ended_has_no_page_to_end_it(page, end, affiliation, staff):
    end_affiliation(affiliation, on=TODAY, by=staff)
    assert page(staff, end).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("coordinator", 200), ("other_coordinator", 404), ("observer", 403)]
)
@pytest.mark.parametrize("which", ["new", "end"])
def test_only_who_answers_for_the_person_opens_the_pages(role, status, which, page, request):
    url = request.getfixturevalue(which)
    assert page(request.getfixturevalue(role), url).status_code == status


def test_the_page_of_a_person_tells_the_history(
    page, coordinator, affiliation, person, other, staff
):
    end_affiliation(affiliation, on=dt.date(2024, 5, 1), by=staff)
    represent_organisation(person, organisation=other, capacity="president", by=staff)
    text = " ".join(strip_tags(page(coordinator, f"/persons/{person.pk}/").text).split())
    pieces = ["treasurer", "01/01/2020 to 01/05/2024", "president", "represented now"]
    assert [piece for piece in pieces if piece not in text] == []


def test_an_organisation_of_another_province_is_named_but_not_linked(
    page, coordinator, affiliation, other_province
):
    Organisation.objects.update(province=other_province, commune=None)
    text = page(coordinator, f"/persons/{affiliation.person_id}/").text
    address = f"/organisations/{affiliation.organisation_id}/"
    assert ("Coopérative Al Amal" in text, address in text) == (True, False)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_person_costs_the_same_with_one_and_with_three_organisations(
    sign_in, coordinator, person, number, django_assert_num_queries
):
    for _ in range(number):
        factories.AffiliationFactory(person=person)
    client = sign_in(coordinator)
    with django_assert_num_queries(13):
        client.get(f"/persons/{person.pk}/")


def test_a_merged_person_has_no_affiliation_to_end(page, end, affiliation, staff):
    Person.objects.filter(pk=affiliation.person_id).update(merged_into=factories.PersonFactory())
    assert page(staff, end).status_code == 404


# At the registration -----------------------------------------------------------------------


@pytest.fixture
def register_for(event, quota, staff):
    """Register somebody for an organisation, as the registration screen does."""

    def register_somebody(person, organisation, **fields):
        return register_beneficiary(
            event,
            person=person,
            organisation=organisation,
            consent_version="09-08/1",
            by=staff,
            **fields,
        )

    return register_somebody


def test_somebody_known_stands_for_the_organisation_they_are_registered_for(
    affiliation, person, other, register_for
):
    registration = register_for(person, other, capacity="member")
    person.refresh_from_db()
    assert (registration.organisation, person.organisation, stood_for(person)) == (
        other,
        other,
        [("Coopérative Al Amal", "treasurer", None), ("Coopérative Annour", "member", None)],
    )


def test_a_registration_without_an_organisation_leaves_the_affiliation_alone(
    affiliation, person, register_for
):
    register_for(person, None)
    person.refresh_from_db()
    assert (person.organisation, len(stood_for(person))) == (affiliation.organisation, 1)


def test_a_registration_that_is_refused_makes_no_affiliation(
    affiliation, person, other, register_for
):
    register_for(person, None)
    with pytest.raises(AlreadyRegistered):
        register_for(person, other)
    assert len(stood_for(person)) == 1
