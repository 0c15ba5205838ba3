import re

import pytest

from participants.models import Person, Registration
from participants.services.national_ids import record_national_id
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


# Matches while typing ----------------------------------------------------------------------


@pytest.fixture
def look(sign_in, event, quota):
    """Send what was typed so far, as the page does while somebody types."""

    def send_typed(user, **typed):
        return sign_in(user).post(
            f"/events/{event.code}/registrations/known-persons/",
            typed,
            headers={"accept-language": "en", "hx-request": "true"},
        )

    return send_typed


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "06 61 12 34 56"},
        {"who": "661123"},
        {"who": "فاطم"},
        {"who": "العلوي"},
        {"who": "alaoui fat"},
    ],
)
def test_matches_are_offered_while_typing(look, coordinator, person, typed):
    assert f'value="{person.pk}"' in look(coordinator, **typed).text


@pytest.mark.parametrize("typed", [{}, {"phone": "0661"}, {"given_name_ar": "فاطمة"}])
def test_too_little_typed_offers_nobody(look, coordinator, person, typed):
    assert "known_person" not in look(coordinator, **typed).text


def test_who_is_not_known_is_offered_as_somebody_new(look, coordinator):
    answer = look(coordinator, who="مريم بنعلي")
    assert re.search(r'value="new"\s+data-given_name_ar="مريم"', answer.text)


def test_the_choice_made_while_typing_stays(look, coordinator, person):
    answer = look(coordinator, phone="0661123456", known_person="new")
    assert re.search(r'value="new"\s+checked', answer.text)


@pytest.mark.parametrize("number", [1, 3])
def test_matches_cost_the_same_for_one_and_for_three(
    sign_in, coordinator, event, quota, province, number, django_assert_num_queries
):
    factories.PersonFactory.create_batch(number, province=province, phone="+212661123456")
    client = sign_in(coordinator)
    with django_assert_num_queries(8):
        client.post(f"/events/{event.code}/registrations/known-persons/", {"who": "0661123456"})


# Looking without JavaScript ----------------------------------------------------------------


@pytest.fixture
def press(sign_in, url):
    """Press a button of the form that registers nobody."""

    def press_button(user, **typed):
        return sign_in(user).post(url, typed, headers={"accept-language": "en"})

    return press_button


def test_the_search_button_shows_who_is_known_and_complains_of_nothing(press, coordinator, person):
    form = press(coordinator, who="alaoui", search="known").context["form"]
    assert (form.matches, form.errors) == ([person], {})


def test_the_person_who_was_found_by_a_part_of_the_name_is_registered(send, coordinator, person):
    nothing_else = dict.fromkeys(("phone", "given_name_ar", "given_name_latin", "commune"), "")
    send(coordinator, who="فاطم", known_person=person.pk, **nothing_else)
    assert Registration.objects.get().person == person


def test_who_is_only_alike_need_not_be_answered(send, coordinator, person):
    send(coordinator, who="فاطم")
    assert Registration.objects.get().person != person


def test_who_is_met_exactly_by_the_search_box_must_be_answered(send, coordinator, person):
    answer = send(coordinator, who="العلوي فاطمة", given_name_ar="")
    assert errors(answer) == ["given_name_ar", "known_person"]


@pytest.mark.parametrize(
    ("who", "filled"),
    [
        ("0677 00 11 22", {"phone": "0677 00 11 22"}),
        ("مريم بنعلي", {"given_name_ar": "مريم", "family_name_ar": "بنعلي"}),
        ("Meryem Benali", {"given_name_latin": "Meryem", "family_name_latin": "Benali"}),
    ],
)
def test_the_search_button_fills_in_what_was_typed(press, coordinator, who, filled):
    form = press(coordinator, who=who, search="known").context["form"]
    assert {name: form[name].value() for name in filled} == filled


def test_the_search_button_overwrites_nothing(press, coordinator):
    typed = {"who": "مريم بنعلي", "given_name_ar": "مريمة", "consent": "on", "search": "known"}
    form = press(coordinator, **typed).context["form"]
    kept = [form[name].value() for name in ("given_name_ar", "family_name_ar", "consent")]
    assert kept == ["مريمة", "بنعلي", "on"]


def test_the_key_of_the_form_stays_while_looking(press, coordinator, typed):
    form = press(coordinator, who="x", search="known", form_key=typed["form_key"]).context["form"]
    assert str(form["form_key"].value()) == typed["form_key"]


# A Latin name from the Arabic one ----------------------------------------------------------


def test_a_latin_name_is_suggested_while_the_arabic_one_is_typed(look, coordinator):
    text = look(coordinator, given_name_ar="يوسف", family_name_ar="بنجلون").text
    assert re.findall(r'data-suggestion="(\w+)"', text) == ["Youssef", "Benjelloun"]


def test_nothing_is_suggested_where_something_stands(look, coordinator):
    text = look(coordinator, given_name_ar="يوسف", given_name_latin="Joseph").text
    assert "data-suggestion" not in text


def test_a_form_that_lacks_the_latin_name_comes_back_with_a_suggestion(send, coordinator):
    answer = send(coordinator, given_name_latin="")
    assert (errors(answer), answer.context["form"].suggestions) == (
        ["given_name_latin"],
        [("given_name_latin", "Khadija")],
    )


def test_a_suggestion_is_never_taken_by_itself(send, coordinator):
    assert send(coordinator, given_name_latin="").context["form"]["given_name_latin"].value() == ""


def test_the_button_takes_the_suggestion_and_registers_nobody(press, coordinator, typed):
    answer = press(
        coordinator, **{**typed, "given_name_latin": "", "use_latin": "given_name_latin"}
    )
    form = answer.context["form"]
    assert (form["given_name_latin"].value(), form.errors, Person.objects.exists()) == (
        "Khadija",
        {},
        False,
    )


def test_the_button_fills_in_no_other_field(press, coordinator, typed):
    answer = press(coordinator, **{**typed, "given_name_latin": "", "use_latin": "phone"})
    form = answer.context["form"]
    assert (form["phone"].value(), form["given_name_latin"].value()) == (typed["phone"], "")


# What is asked besides ---------------------------------------------------------------------


def test_the_capacity_is_kept_with_the_registration(send, coordinator, organisation):
    send(coordinator, organisation_name=organisation.name_ar, capacity="treasurer")
    assert Registration.objects.get().capacity == "treasurer"


@pytest.mark.parametrize(("sent", "kept"), [("", "spoken"), ("paper", "paper")])
def test_how_a_newcomer_agreed_is_kept(send, coordinator, sent, kept):
    send(coordinator, consent_channel=sent)
    assert Person.objects.get().consent_channel == kept


def test_how_a_known_person_agreed_is_kept(send, coordinator, person):
    send(coordinator, phone="0661123456", known_person=person.pk, consent_channel="paper")
    person.refresh_from_db()
    assert person.consent_channel == "paper"


def test_nobody_agrees_online_here(send, coordinator):
    assert errors(send(coordinator, consent_channel="online")) == ["consent_channel"]


def test_an_email_and_a_date_of_birth_are_kept(send, coordinator):
    send(coordinator, email="khadija@example.org", birth_year="12/03/1987")
    made = Person.objects.get()
    assert (made.email, str(made.birth_date)) == ("khadija@example.org", "1987-03-12")


def test_a_cin_is_asked_for_only_where_it_is_collected(page, url, coordinator):
    asked = ["national_id" in page(coordinator, url).context["form"].fields]
    factories.NetworkIdentityFactory(cndp_number="A-123/2026")
    form = page(coordinator, url).context["form"]
    asked += ["national_id" in form.fields, "CIN" in form.fields["who"].help_text]
    assert asked == [False, True, True]


def test_a_known_cin_is_said_before_anybody_is_made(send, coordinator, person, staff):
    factories.NetworkIdentityFactory(cndp_number="A-123/2026")
    record_national_id(person, number="MC123456", by=staff)
    assert errors(send(coordinator, national_id="mc 123456")) == ["known_person"]


def test_the_confirmation_names_the_form_whose_draft_may_go(send, coordinator, typed):
    assert f'data-registered="{typed["form_key"]}"' in told(send(coordinator))[0]


def test_a_draft_is_kept_for_the_user_and_the_event(page, url, coordinator, event):
    text = page(coordinator, url).text
    assert f'data-registration="registration/{coordinator.pk}/{event.code}"' in text


def test_only_a_page_into_which_nothing_was_typed_takes_a_draft(send, page, url, coordinator):
    fresh, sent = page(coordinator, url).text, send(coordinator, consent="").text
    assert ("data-untouched" in fresh, "data-untouched" in sent) == (True, False)
