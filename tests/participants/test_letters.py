"""A message as one person reads it."""

import datetime as dt
from email import message_from_bytes, policy
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.mail import get_connection
from django.core.mail.message import BadHeaderError
from django.test import override_settings

from network.models import NetworkIdentity
from participants.audience import Addressee
from participants.letters import (
    compose_email,
    emails_leave_the_house,
    is_mobile,
    sms_address,
    whatsapp_address,
    write_letter,
)
from participants.message_facts import EventFacts, Opening, hours_in_words, written_phone
from participants.models import Registration
from participants.placeholders import RIGHT_TO_LEFT
from tests import factories
from tests.participants.message_makers import AnnouncementFactory
from trainings.models import HalfDay, Session

WAITING = Registration.State.WAITLISTED


@pytest.fixture
def values(event, province, person, staff):
    """What the placeholders say to the person, in a language."""

    def read_values(language="ar", *, reason="", **changes):
        facts = EventFacts.read(event, staff)
        addressee = Addressee(
            person=person, province=province, **{"place": "registered", **changes}
        )
        return facts.values_for(addressee, language, reason)

    return read_values


@pytest.fixture
def two_days(event):
    for day, (start, end) in {
        dt.date(2026, 12, 19): (9, 17),
        dt.date(2026, 12, 20): (9, 17),
    }.items():
        session = factories.SessionFactory(event=event, date=day)
        factories.HalfDayFactory(session=session, starts_at=dt.time(start), ends_at=dt.time(12))
        factories.HalfDayFactory(
            session=session,
            period=HalfDay.Period.AFTERNOON,
            starts_at=dt.time(14),
            ends_at=dt.time(end),
        )


# What the placeholders say -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("gender", "arabic", "french"),
    [
        ("f", ("السيدة", "مسجلة"), ("Mme", "inscrite")),
        ("m", ("السيد", "مسجل"), ("M.", "inscrit")),
        ("", ("السيد(ة)", "مسجل(ة)"), ("M. / Mme", "inscrit(e)")),
    ],
)
def test_words_agree_with_the_person(values, person, gender, arabic, french):
    person.gender = gender
    said = [(v["courtesy"], v["place"]) for v in (values("ar"), values("fr"))]
    assert said == [arabic, french]


def test_the_name_stands_in_the_script_of_the_text(values):
    assert (values("ar")["name"], values("fr")["name"]) == ("فاطمة العلوي", "Fatima El Alaoui")


def test_who_has_one_name_only_is_called_by_it(values, person):
    person.given_name_ar = person.family_name_ar = ""
    assert values("ar")["name"] == "Fatima El Alaoui"


def test_days_and_hours_stand_in_moroccan_words(values, two_days):
    said = values("ar")
    assert said["dates"] == "يومي السبت والأحد 19 و20 دجنبر 2026"
    assert said["hours"] == "من 09:00 إلى 17:00"


def test_days_and_hours_in_french(values, two_days):
    said = values("fr")
    assert said["dates"] == "les samedi 19 et dimanche 20 décembre 2026"
    assert said["hours"] == "de 9 h à 17 h"


def test_hours_that_differ_are_said_day_by_day():
    openings = [
        Opening(dt.date(2026, 12, 19), "training", dt.time(9, 30), dt.time(17)),
        Opening(dt.date(2026, 12, 20), "training", dt.time(9), dt.time(12)),
    ]
    assert hours_in_words(openings, "fr") == "samedi de 9 h 30 à 17 h, dimanche de 9 h à 12 h"


def test_a_day_without_half_days_has_no_hours():
    opening = Opening(dt.date(2026, 12, 19), "training", None, None)
    assert hours_in_words([opening], "ar") == ""


def test_an_event_without_days_leaves_gaps(values):
    assert (values()["dates"], values()["hours"]) == ("", "")


def test_people_hear_of_the_training_and_coordinators_of_the_workshop(
    event, person, province, coordinator, staff, two_days
):
    factories.SessionFactory(event=event, date=dt.date(2026, 12, 18), kind=Session.Kind.WORKSHOP)
    facts = EventFacts.read(event, staff)
    people = facts.values_for(Addressee(person=person, province=province), "ar", "")
    others = facts.values_for(Addressee(coordinator=coordinator), "ar", "")
    assert "18" not in people["dates"]
    assert others["dates"] == "يوم الجمعة 18 دجنبر 2026"


def test_a_full_stop_of_the_reason_is_not_doubled(values):
    assert values(reason="عطب في القاعة.")["reason"] == "عطب في القاعة"


# Whom to ask -------------------------------------------------------------------------------


def contact(values):
    said = values("ar")
    return said["coordinator"], said["coordinator_phone"]


@pytest.fixture
def network(db):
    return factories.NetworkIdentityFactory(phone="05 23 35 00 00")


def test_people_ask_the_coordinator_of_their_province(values, quota, coordinator, network):
    coordinator.phone = "+212661000001"
    coordinator.save()
    assert contact(values) == (coordinator.full_name, "0661000001")


def test_where_no_coordinator_has_a_phone_people_ask_the_network(
    values, quota, coordinator, network
):
    assert contact(values) == (network.name_ar, "0523350000")


def test_of_two_coordinators_the_one_who_writes_is_named(event, quota, person, province):
    _first, second = (
        factories.UserFactory(
            role="coordinator", provinces=[province], phone=f"+21266100000{number}"
        )
        for number in (1, 2)
    )
    facts = EventFacts.read(event, second)
    said = facts.values_for(Addressee(person=person, province=province), "ar", "")
    assert said["coordinator"] == second.full_name


def test_without_any_phone_there_is_a_gap(values, quota, coordinator):
    assert contact(values) == (coordinator.full_name, "")


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("+212661123456", "0661123456"),
        ("05 23 35 00 00", "0523350000"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("", ""),
        ("à demander", "àdemander"),
    ],
)
def test_a_phone_is_written_without_spaces(kept, written):
    assert written_phone(kept) == written


# The letter --------------------------------------------------------------------------------


@pytest.fixture
def letter(event, person, province, staff):
    def write(**fields):
        announcement = AnnouncementFactory.build(event=event, created_by=staff, **fields)
        facts = EventFacts.read(event, staff)
        return write_letter(
            announcement, facts, Addressee(person=person, province=province, place="registered")
        )

    return write


def test_both_languages_stand_one_under_the_other(letter):
    written = letter(language="both")
    assert written.text == (
        "السيدة فاطمة العلوي، موعدنا قريب.\n\n— — —\n\nMme Fatima El Alaoui, à bientôt."
    )


def test_a_subject_is_one_line_whatever_stands_in_the_title(letter, event):
    event.title_ar = "تدبير\r\nBcc: everybody@example.org"
    assert letter().subject == "تذكير: \u200fتدبير Bcc: everybody@example.org\u200f"


def test_gaps_of_all_texts_are_named_once(letter):
    written = letter(subject_ar="{السبب}", body_ar="{السبب} {التاريخ}")
    assert written.gaps == ("reason", "dates")


@pytest.mark.parametrize(
    ("body", "parts"),
    [("ا" * 70, 1), ("ا" * 71, 2), ("ا" * 135, 3), ("a" * 160, 1), ("a" * 161, 2), ("ê" * 71, 2)],
)
def test_an_sms_is_counted_as_the_operator_does(letter, body, parts):
    assert letter(body_ar=body).sms_parts == parts


# The e-mail --------------------------------------------------------------------------------


@pytest.fixture
def email(letter, db):
    def compose(network=None, to="fatima@example.org", **fields):
        network = network or NetworkIdentity(
            name_ar="شبكة", name_fr="Réseau", email="n@example.org"
        )
        mail = compose_email(letter(**fields), to, network, get_connection())
        return message_from_bytes(mail.message().as_bytes(), policy=policy.default)

    return compose


def test_an_email_comes_in_the_network_s_name_and_answers_go_to_it(email):
    mail = email()
    assert (mail["From"].addresses[0].display_name, mail["Reply-To"]) == ("شبكة", "n@example.org")


def test_a_french_email_comes_in_the_french_name(email):
    assert email(language="fr")["From"].addresses[0].display_name == "Réseau"


def test_without_an_address_of_the_network_answers_go_to_the_sender(email):
    assert email(network=NetworkIdentity(name_ar="شبكة"))["Reply-To"] is None


def test_a_line_break_in_the_network_s_name_makes_no_header(email):
    mail = email(network=NetworkIdentity(name_ar="شبكة\nBcc: all@example.org"))
    assert mail["Bcc"] is None


def test_a_line_break_in_the_address_is_refused(email):
    with pytest.raises((BadHeaderError, ValueError)):
        email(to="a@example.org\nBcc: all@example.org")


def body(mail, kind):
    return mail.get_body((kind,)).get_content()


def test_arabic_lines_run_from_the_right_whatever_they_begin_with(email):
    lines = body(email(body_ar="السيدة\n09:00 إلى 12:00"), "plain").splitlines()
    assert lines[:2] == ["السيدة", f"{RIGHT_TO_LEFT}09:00 إلى 12:00"]


def test_each_language_has_its_direction_in_html(email):
    html = body(email(language="both"), "html")
    assert '<div lang="ar" dir="rtl">' in html
    assert '<div lang="fr" dir="ltr">' in html


def test_what_people_are_called_is_escaped_in_html(email, person):
    person.given_name_ar = "<script>alert(1)</script>"
    assert "<script>" not in body(email(), "html")


@pytest.mark.parametrize(
    ("backend", "leaves"), [("smtp", True), ("console", False), ("locmem", False)]
)
def test_it_is_known_whether_emails_leave_the_house(backend, leaves):
    with override_settings(EMAIL_BACKEND=f"django.core.mail.backends.{backend}.EmailBackend"):
        assert emails_leave_the_house() is leaves


# Links -------------------------------------------------------------------------------------

HARD = "السيد(ة) «فاطمة» & co.\n50% + 1 = ?#/é"


def test_a_whatsapp_link_carries_the_text_whole():
    parts = urlsplit(whatsapp_address("+212661123456", HARD))
    assert (parts.netloc, parts.path) == ("wa.me", "/212661123456")
    assert parse_qs(parts.query, strict_parsing=True) == {"text": [HARD]}


def test_an_sms_link_carries_the_text_whole():
    address, _, query = sms_address("+212661123456", HARD).partition("?body=")
    assert (address, unquote(query)) == ("sms:+212661123456", HARD)
    assert set(query) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%_.-~")


@pytest.mark.parametrize(
    ("phone", "mobile"),
    [
        ("+212661123456", True),
        ("+212792000118", True),
        ("+212523350000", False),
        ("+33612345678", True),
        ("+33142345678", False),
        ("", False),
    ],
)
def test_only_mobile_numbers_take_a_message(phone, mobile):
    assert is_mobile(phone) is mobile
