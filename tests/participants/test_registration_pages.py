import re

import pytest
from django.utils import translation

from participants.models import Organisation, Person, Registration
from participants.services.registrations import cancel_registration
from tests import factories


@pytest.fixture
def url(event, quota):
    return f"/events/{event.code}/registrations/new/"


@pytest.fixture
def send(sign_in, url, typed):
    """Send the registration form as somebody, with changes to what was typed."""

    def send_form(user, **changes):
        return sign_in(user).post(
            url, {**typed, **changes}, headers={"accept-language": "en"}, follow=True
        )

    return send_form


def errors(answer):
    return sorted(answer.context["form"].errors)


def told(answer):
    return [str(message) for message in answer.context["messages"]]


# Before typing -----------------------------------------------------------------------------


def test_the_state_of_the_quota_is_said_before_typing(page, url, coordinator, register, province):
    register(province)
    assert "1 place of 2 is left" in " ".join(page(coordinator, url).text.split())


def test_a_full_quota_is_said_before_typing(page, url, coordinator, register, province):
    for _ in range(3):
        register(province)
    said = " ".join(page(coordinator, url).text.split())
    assert ("all 2 places are taken" in said, "1 person waiting" in said) == (True, True)


def test_a_coordinator_sees_the_places_of_own_provinces_only(page, url, coordinator, other_quota):
    quotas = [quota for quota, _waiting in page(coordinator, url).context["places"]]
    assert other_quota not in quotas


def test_staff_choose_among_the_communes_of_all_provinces_with_a_quota(
    page, url, staff, quota, other_quota, commune
):
    theirs = factories.CommuneFactory(province=other_quota.province)
    factories.CommuneFactory()
    choices = page(staff, url).context["form"].fields["commune"].choices
    offered = [pk for _province, members in choices[1:] for pk, _name in members]
    assert sorted(offered) == sorted([commune.pk, theirs.pk])


def test_a_coordinator_of_one_province_chooses_among_its_communes_without_groups(
    page, url, coordinator, commune
):
    choices = page(coordinator, url).context["form"].fields["commune"].choices
    assert choices[1:] == [(commune.pk, commune.name)]


@pytest.mark.parametrize(
    ("field", "attributes"),
    [
        ("phone", {"type": "tel", "inputmode": "tel", "dir": "ltr", "autocomplete": "off"}),
        ("given_name_ar", {"lang": "ar", "dir": "rtl"}),
        ("family_name_latin", {"lang": "fr", "dir": "ltr", "autocapitalize": "words"}),
        ("who", {"dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
    ],
)
def test_an_input_asks_for_the_right_keyboard(page, url, coordinator, field, attributes):
    widget = page(coordinator, url).context["form"].fields[field].widget
    assert widget.attrs.items() >= attributes.items()


def test_a_form_key_is_new_in_every_page(page, url, coordinator):
    keys = {page(coordinator, url).context["form"]["form_key"].value() for _ in range(2)}
    assert len(keys) == 2


def test_an_event_that_is_not_open_shows_no_form(page, url, coordinator, event):
    event.state = event.State.CLOSED
    event.save()
    answer = page(coordinator, url)
    assert ("Registration is not open" in answer.text, "id_phone" in answer.text) == (True, False)


def test_an_event_that_closed_meanwhile_refuses_with_a_sentence(send, coordinator, event):
    event.state = event.State.CLOSED
    event.save()
    assert "is not open" in str(send(coordinator).context["form"].non_field_errors())


# Somebody new ------------------------------------------------------------------------------


def test_somebody_new_is_registered(send, coordinator, event):
    send(coordinator)
    made = Registration.objects.get(event=event)
    assert (made.state, made.person.full_name_ar, made.registered_by) == (
        "registered",
        "خديجة بنعلي",
        coordinator,
    )


def test_arabic_digits_in_phone_and_year_are_read(send, coordinator):
    send(coordinator)
    made = Person.objects.get()
    assert (made.phone.as_e164, made.birth_year) == ("+212662223344", 1987)


def test_the_page_says_which_place_was_given_and_is_ready_for_the_next(send, coordinator, url):
    answer = send(coordinator)
    assert (
        answer.redirect_chain,
        "Khadija Benali: registered, place 1 of 2." in told(answer)[0],
    ) == (
        [(url, 302)],
        True,
    )


def test_the_page_says_the_position_on_the_waiting_list(send, coordinator, register, province):
    for _ in range(3):
        register(province)
    assert "on the waiting list, position 2." in told(send(coordinator))[0]


def test_a_form_sent_twice_registers_once(send, coordinator):
    send(coordinator)
    answer = send(coordinator)
    assert (Registration.objects.count(), Person.objects.count(), len(told(answer))) == (1, 1, 1)


def test_another_person_typed_into_the_same_form_is_registered_too(send, coordinator):
    send(coordinator)
    send(coordinator, given_name_ar="مريم", given_name_latin="Meryem", phone="")
    assert Registration.objects.count() == 2


def test_consent_is_kept_with_the_version_of_its_text(send, coordinator):
    send(coordinator)
    made = Person.objects.get()
    assert (made.consent_version, bool(made.consent_at)) == ("09-08/1", True)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"given_name_ar": "Khadija"}, ["given_name_ar"]),
        ({"family_name_latin": "بنعلي"}, ["family_name_latin"]),
        ({"given_name_latin": ""}, ["given_name_latin"]),
        ({"phone": "0661"}, ["phone"]),
        ({"birth_year": "1850"}, ["birth_year"]),
        ({"birth_year": "x"}, ["birth_year"]),
        ({"gender": ""}, ["gender"]),
        ({"commune": ""}, ["commune"]),
        ({"consent": ""}, ["consent"]),
        ({"organisation_name": "تعاونية الأمل"}, ["organisation_kind"]),
        ({"organisation_kind": "cooperative"}, ["organisation_name"]),
        ({"organisation_name": "!!!", "organisation_kind": "cooperative"}, ["__all__"]),
        ({"form_key": "x"}, ["form_key"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(send, coordinator, changes, wrong):
    answer = send(coordinator, **changes)
    assert (errors(answer), Registration.objects.exists()) == (wrong, False)


def test_what_was_typed_is_still_there_after_an_error(send, coordinator):
    answer = send(coordinator, consent="")
    kept = [answer.context["form"][name].value() for name in ("given_name_ar", "phone", "gender")]
    assert kept == ["خديجة", "٠٦ ٦٢ ٢٢ ٣٣ ٤٤", "f"]


def test_optional_fields_may_stay_empty(send, coordinator):
    send(coordinator, phone="", birth_year="")
    made = Person.objects.get()
    assert (made.phone, made.birth_year) == ("", None)


# Somebody known ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "0661123456"},
        {"given_name_ar": "فاطمه", "family_name_ar": "العلوى"},
        {"given_name_ar": "العلوي", "family_name_ar": "فاطمة"},
        {"given_name_latin": "FATIMA", "family_name_latin": "Elalaoui"},
    ],
)
def test_a_known_person_is_offered_before_anything_is_made(send, coordinator, person, changes):
    answer = send(coordinator, **changes)
    assert (answer.context["form"].matches, errors(answer), Registration.objects.exists()) == (
        [person],
        ["known_person"],
        False,
    )


def test_the_page_with_the_offer_keeps_what_was_typed(send, coordinator, person):
    answer = send(coordinator, phone="0661123456")
    assert answer.context["form"]["given_name_ar"].value() == "خديجة"


def test_the_page_with_the_offer_has_a_radio_for_the_person_and_one_for_another(
    send, coordinator, person
):
    text = send(coordinator, phone="0661123456").text
    radios = re.findall(r'name="known_person"\s+value="(\w+)"', text)
    assert radios == [str(person.pk), "new"]


def test_this_is_the_person_registers_the_known_one(send, coordinator, person):
    send(coordinator, phone="0661123456", known_person=person.pk)
    assert (Registration.objects.get().person, Person.objects.count()) == (person, 1)


def test_of_a_known_person_nothing_more_is_asked(send, coordinator, person):
    send(
        coordinator,
        phone="0661123456",
        known_person=person.pk,
        given_name_ar="",
        family_name_ar="Fat",
        given_name_latin="",
        family_name_latin="",
        gender="",
        birth_year="",
        commune="",
    )
    assert Registration.objects.get().person == person


def test_a_known_person_keeps_the_details_the_network_has(send, coordinator, person):
    send(coordinator, phone="0661123456", known_person=person.pk)
    person.refresh_from_db()
    assert person.full_name_latin == "Fatima El Alaoui"


def test_another_person_of_the_same_phone_is_made(send, coordinator, person):
    send(coordinator, phone="0661123456", known_person="new")
    assert (Person.objects.count(), Registration.objects.get().person != person) == (2, True)


def test_an_answer_that_fits_nobody_any_more_is_asked_again(send, coordinator, person):
    assert "known_person" in errors(send(coordinator, known_person=person.pk))


def test_a_person_already_registered_is_said_so(send, coordinator, person, registration):
    answer = send(coordinator, phone="0661123456")
    assert "Already registered for this event." in answer.text


def test_a_person_already_registered_is_refused_with_a_sentence(
    send, coordinator, person, registration
):
    answer = send(coordinator, phone="0661123456", known_person=person.pk)
    with translation.override("en"):
        assert "already registered for this event" in str(answer.context["form"].non_field_errors())


def test_a_person_who_cancelled_is_offered_and_registered_again(
    send, coordinator, person, registration
):
    cancel_registration(registration, by=coordinator)
    send(coordinator, phone="0661123456", known_person=person.pk)
    registration.refresh_from_db()
    assert registration.state == "registered"


def test_a_known_person_of_a_province_without_places_is_refused_with_a_sentence(
    send, staff, other_province
):
    elsewhere = factories.PersonFactory(province=other_province, phone="+212661123456")
    answer = send(staff, phone="0661123456", known_person=elsewhere.pk)
    assert "has no places" in str(answer.context["form"].non_field_errors())


# Organisations -----------------------------------------------------------------------------


def test_an_organisation_is_made_in_place(send, coordinator, province):
    send(coordinator, organisation_name="تعاونية  الأمل", organisation_kind="cooperative")
    made = Organisation.objects.get()
    assert (made.name_ar, made.name_fr, made.kind, made.province) == (
        "تعاونية الأمل",
        "",
        "cooperative",
        province,
    )


def test_an_organisation_typed_in_french_has_its_french_name(send, coordinator):
    send(coordinator, organisation_name="Coopérative Al Amal", organisation_kind="cooperative")
    assert Organisation.objects.get().name_fr == "Coopérative Al Amal"


@pytest.mark.parametrize("kind", ["", "cooperative"])
def test_an_organisation_of_the_same_name_is_used_again(send, coordinator, province, kind):
    known = factories.OrganisationFactory(province=province, name_ar="تعاونية الأمل")
    send(coordinator, organisation_name="تعاونية الامل", organisation_kind=kind)
    assert (Registration.objects.get().organisation, Organisation.objects.count()) == (known, 1)


def test_an_organisation_known_as_another_kind_is_said_so(send, coordinator, province):
    factories.OrganisationFactory(province=province, name_ar="تعاونية الأمل")
    answer = send(coordinator, organisation_name="تعاونية الأمل", organisation_kind="association")
    assert "already known in this province as: " in str(
        answer.context["form"].errors["organisation_kind"]
    )


def test_an_organisation_is_chosen_among_those_offered(send, coordinator, province):
    known = factories.OrganisationFactory(province=province)
    send(coordinator, organisation_name="الأمل", known_organisation=known.pk)
    assert Registration.objects.get().organisation == known


def test_organisations_are_offered_while_typing(page, coordinator, event, quota, province):
    known = factories.OrganisationFactory(province=province, name_ar="تعاونية الزيتون")
    answer = page(
        coordinator,
        f"/events/{event.code}/registrations/known-organisations/",
        organisation_name="الزيت",
    )
    assert f'value="{known.pk}"' in answer.text


def test_organisations_are_offered_again_with_the_errors(send, coordinator, province):
    known = factories.OrganisationFactory(province=province, name_ar="تعاونية الزيتون")
    answer = send(coordinator, organisation_name="الزيتون", consent="")
    assert answer.context["form"].known_organisations == [known]


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_costs_the_same_for_one_and_for_three_communes(
    sign_in, url, coordinator, province, number, django_assert_num_queries
):
    factories.CommuneFactory.create_batch(number, province=province)
    client = sign_in(coordinator)
    with django_assert_num_queries(9):
        client.get(url)
