"""The national ID number: collected only with the CNDP's permission, sealed, seen on request."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from network.models import AuditEvent
from network.sealing import CannotUnseal
from participants.models import NationalId, Person
from participants.national_ids import is_unusual, mask, normal_national_id
from participants.services.national_ids import (
    masked_national_id,
    persons_with_national_id,
    record_national_id,
    reveal_national_id,
)
from participants.services.persons import create_person, update_person
from tests import factories

NUMBER = "MC123456"
OTHER_KEY = "another-key-that-is-long-enough-to-be-one-0123456789"


@pytest.fixture
def collected(db):
    """The network has entered its CNDP authorisation."""
    return factories.NetworkIdentityFactory(cndp_number="A-PO-123/2026")


@pytest.fixture
def numbered(collected, person, staff):
    """The person, with a number."""
    record_national_id(person, number=NUMBER, by=staff)
    return person


@pytest.fixture
def typed(commune):
    """What stands in the form of the person, with a number typed besides."""
    return {
        "version": "1",
        "phone": "0661-123456",
        "given_name_ar": "فاطمة",
        "family_name_ar": "العلوي",
        "given_name_latin": "Fatima",
        "family_name_latin": "El Alaoui",
        "gender": "f",
        "birth_year": "1990",
        "commune": commune.pk,
        "national_id": "mc 123-456",
    }


@pytest.fixture
def send(sign_in, person, typed):
    """Send the form of the person as somebody, with changes."""

    def send_form(user, **changes):
        return sign_in(user).post(
            f"/persons/{person.pk}/edit/",
            {**typed, **changes},
            headers={"accept-language": "en"},
            follow=True,
        )

    return send_form


def actions():
    rows = AuditEvent.objects.filter(action__contains="national_id").order_by("pk")
    return [row.action for row in rows]


def everything_kept():
    """Return the bytes of every row of every table, as the database gives them."""
    kept = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 the names are the database's
            for row in cursor.fetchall():
                for value in row:
                    raw = isinstance(value, bytes | memoryview)
                    kept += (bytes(value) if raw else str(value).encode()) + b"\n"
    return kept


# The normal form ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["MC123456", "mc123456", " MC 123 456 ", "M.C-123.456", "MC١٢٣٤٥٦", "\u200fMC123456\u200e"],
)
def test_a_number_has_one_form_however_it_is_typed(typed):
    assert normal_national_id(typed) == NUMBER


@pytest.mark.parametrize("typed", ["123456", "ABC123", "MC", "MC12345678", "MC12X4", "مس123456"])
def test_what_cannot_be_a_number_is_refused_with_what_was_typed(typed):
    with pytest.raises(ValidationError, match=typed):
        normal_national_id(typed)


@given(st.from_regex(r"[A-Za-z]{1,2}[0-9٠-٩]{1,7}", fullmatch=True))
def test_the_normal_form_of_a_normal_form_is_itself(typed):
    number = normal_national_id(typed)
    assert normal_national_id(number) == number


@pytest.mark.parametrize(
    ("number", "unusual"), [("MC123456", False), ("M12345", False), ("M1", True)]
)
def test_an_unusual_number_is_told_apart(number, unusual):
    assert is_unusual(number) == unusual


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("MC123456", "MC••••56"),
        ("M12345", "M••••45"),
        ("M1234", "M••••"),
        ("A1", "A••••"),
        ("", "••••"),
    ],
)
def test_a_number_is_masked(number, shown):
    assert mask(number) == shown


@given(st.from_regex(r"[A-Z]{1,2}[0-9]{1,7}", fullmatch=True))
def test_a_masked_number_never_shows_more_than_its_last_two_digits(number):
    assert len([sign for sign in mask(number) if sign.isdigit()]) <= 2
    assert not mask(number).endswith(number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


# Keeping and finding -----------------------------------------------------------------------


def test_a_number_is_found_by_equality(numbered):
    other = factories.PersonFactory()
    found = [list(persons_with_national_id(number)) for number in (NUMBER, "MC123457", "")]
    assert (found, other.pk != numbered.pk) == ([[numbered], [], []], True)


def test_a_number_is_found_under_an_earlier_key(numbered, settings):
    settings.PERSONAL_DATA_KEY_FALLBACKS = [settings.PERSONAL_DATA_KEY]
    settings.PERSONAL_DATA_KEY = OTHER_KEY
    assert list(persons_with_national_id(NUMBER)) == [numbered]


def test_a_number_kept_under_a_forgotten_key_is_neither_found_nor_read(numbered, staff, settings):
    settings.PERSONAL_DATA_KEY = OTHER_KEY
    with pytest.raises(CannotUnseal):
        reveal_national_id(numbered, by=staff)
    assert (list(persons_with_national_id(NUMBER)), actions()[1:]) == ([], [])


def test_a_number_stands_in_clear_nowhere_in_the_database(numbered, staff):
    update_person(numbered, version=1, by=staff, national_id="MC654321")
    reveal_national_id(numbered, by=staff)
    kept = everything_kept()
    assert "فاطمة".encode() in kept
    assert [
        piece for piece in (b"123456", b"654321") if piece in kept.replace(b"661123456", b"")
    ] == []


def test_what_looks_for_a_number_in_the_database_would_find_one(numbered):
    Person.objects.update(email="mc654321@example.org")
    assert b"654321" in everything_kept()


def test_the_same_number_again_changes_nothing(numbered, staff):
    before = NationalId.objects.get().ciphertext
    assert record_national_id(numbered, number="mc 123456", by=staff) is False
    assert (NationalId.objects.get().ciphertext, actions()) == (
        before,
        ["person.national_id_recorded"],
    )


def test_an_empty_number_removes_the_kept_one(numbered, staff):
    assert record_national_id(numbered, number="", by=staff) is True
    assert (NationalId.objects.exists(), actions()) == (
        False,
        ["person.national_id_recorded", "person.national_id_removed"],
    )


def test_without_permission_no_number_is_kept(person, staff):
    assert record_national_id(person, number=NUMBER, by=staff) is False
    assert not NationalId.objects.exists()


def test_without_permission_a_kept_number_can_be_removed_but_not_read(numbered, collected, staff):
    collected.cndp_number = ""
    collected.save()
    assert (masked_national_id(numbered), reveal_national_id(numbered, by=staff)) == ("", "")
    assert record_national_id(numbered, number="", by=staff) is True


@pytest.mark.parametrize("permitted", [True, False])
def test_a_new_person_brings_a_number_where_it_is_collected(permitted, province, commune, staff):
    factories.NetworkIdentityFactory(cndp_number="A-1" if permitted else "")
    create_person(
        by=staff,
        given_name_ar="فاطمة",
        family_name_ar="العلوي",
        given_name_latin="Fatima",
        family_name_latin="El Alaoui",
        national_id="mc 123456",
        province=province,
        commune=commune,
    )
    fields = AuditEvent.objects.get(action="person.created").fields
    assert (NationalId.objects.count(), "national_id" in fields) == (int(permitted), permitted)


def test_a_corrected_number_is_one_more_version(numbered, staff):
    corrected = update_person(numbered, version=1, by=staff, national_id="MC654321")
    row = AuditEvent.objects.get(action="person.updated")
    assert (corrected.version, row.fields, masked_national_id(numbered)) == (
        2,
        ["national_id"],
        "MC••••21",
    )


def test_two_people_may_have_one_number_until_somebody_looks(numbered, staff):
    record_national_id(factories.PersonFactory(), number=NUMBER, by=staff)
    assert persons_with_national_id(NUMBER).count() == 2


# The form ----------------------------------------------------------------------------------


def test_a_typed_number_is_kept(collected, send, coordinator, person):
    send(coordinator)
    assert list(persons_with_national_id(NUMBER)) == [person]


def test_without_permission_there_is_no_field_and_a_sent_number_is_not_kept(
    send, coordinator, page
):
    answer = send(coordinator, given_name_latin="Fatema")
    form = page(coordinator, answer.redirect_chain[0][0] + "edit/").context["form"]
    assert (NationalId.objects.exists(), "national_id" in form.fields) == (False, False)


def test_the_form_shows_the_kept_number_masked_only(numbered, page, coordinator):
    text = page(coordinator, f"/persons/{numbered.pk}/edit/").text
    assert ("MC••••56" in text, "123456" in text.replace("661123456", "")) == (True, False)


def test_an_empty_field_leaves_the_kept_number_alone(numbered, send, coordinator):
    send(coordinator, national_id="", given_name_latin="Fatema")
    assert list(persons_with_national_id(NUMBER)) == [numbered]


def test_a_number_is_removed_by_its_tick(numbered, send, coordinator):
    send(coordinator, national_id="", remove_national_id="on")
    assert not NationalId.objects.exists()


def test_a_number_cannot_be_replaced_and_removed_at_once(numbered, send, coordinator):
    answer = send(coordinator, national_id="MC654321", remove_national_id="on")
    assert list(answer.context["form"].errors) == ["national_id"]


def test_an_impossible_number_is_refused_at_its_field_and_stays_typed(collected, send, coordinator):
    form = send(coordinator, national_id="12345").context["form"]
    assert (list(form.errors), form["national_id"].value()) == (["national_id"], "12345")


@pytest.mark.parametrize(("number", "warned"), [("M123", True), ("MC123456", False)])
def test_an_unusual_number_is_saved_with_a_warning(collected, send, coordinator, number, warned):
    answer = send(coordinator, national_id=number)
    levels = [message.level_tag for message in answer.context["messages"]]
    assert (persons_with_national_id(number).count(), "warning" in levels) == (1, warned)


# The page ----------------------------------------------------------------------------------


@pytest.fixture
def reveal(sign_in, numbered):
    """Ask for the number as somebody."""

    def ask(user):
        url = f"/persons/{numbered.pk}/national-id/"
        return sign_in(user).post(url, headers={"accept-language": "en"})

    return ask


def test_the_page_of_a_person_shows_the_number_masked(numbered, page, coordinator):
    text = page(coordinator, f"/persons/{numbered.pk}/").text
    assert ("MC••••56" in text, NUMBER in text, actions()) == (
        True,
        False,
        ["person.national_id_recorded"],
    )


def test_without_permission_the_page_tells_of_no_number(numbered, collected, page, coordinator):
    collected.cndp_number = ""
    collected.save()
    assert "••••" not in page(coordinator, f"/persons/{numbered.pk}/").text


@pytest.mark.parametrize("role", ["administrator", "staff", "coordinator"])
def test_the_number_is_shown_on_request_and_that_is_written_down(role, reveal, numbered, request):
    user = request.getfixturevalue(role)
    answer = reveal(user)
    row = AuditEvent.objects.get(action="person.national_id_revealed")
    assert (NUMBER in answer.text, row.actor, row.object_id) == (True, user, str(numbered.pk))


def test_the_shown_number_is_kept_by_no_browser(reveal, coordinator):
    assert "no-store" in reveal(coordinator).headers["Cache-Control"]


@pytest.mark.parametrize(("role", "status"), [("other_coordinator", 404), ("observer", 403)])
def test_nobody_else_is_shown_the_number(role, status, reveal, request):
    answer = reveal(request.getfixturevalue(role))
    assert (answer.status_code, NUMBER in answer.text, actions()) == (
        status,
        False,
        ["person.national_id_recorded"],
    )


def test_a_link_alone_shows_no_number(numbered, page, coordinator):
    assert page(coordinator, f"/persons/{numbered.pk}/national-id/").status_code == 405


def test_a_number_under_a_forgotten_key_is_told_so(numbered, reveal, page, coordinator, settings):
    settings.PERSONAL_DATA_KEY = OTHER_KEY
    shown = page(coordinator, f"/persons/{numbered.pk}/")
    answer = reveal(coordinator)
    assert (shown.status_code, answer.status_code) == (200, 302)


@pytest.mark.parametrize("url", ["/persons/", "/organisations/"])
def test_no_list_shows_a_number(numbered, page, staff, url):
    text = page(staff, url).text
    assert [piece for piece in (NUMBER, "MC••••56") if piece in text] == []
