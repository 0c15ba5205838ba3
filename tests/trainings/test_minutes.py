"""The minutes of a workshop on paper: in either language, whatever is missing, ready to sign."""

import datetime as dt
import subprocess
from io import BytesIO

import pikepdf
import pytest
from django.utils import translation

from tests import factories
from tests.trainings.workshop_makers import (
    DecisionFactory,
    InvitationFactory,
    PointFactory,
    WorkshopFactory,
    in_days,
)
from trainings.counts import ProvinceCount
from trainings.minutes import LANGUAGES, write_minutes
from trainings.models import AgendaItem, FrozenCount, Session
from trainings.services.workshops import freeze_counts

# A sheet of paper takes up to a second to lay out.
pytestmark = pytest.mark.slow

SATURDAY = dt.date(2026, 1, 31)


@pytest.fixture
def workshop(db):
    """A workshop that was held, in the morning and the afternoon."""
    factories.NetworkIdentityFactory(president_name_fr="Omar Zahidi")
    session = WorkshopFactory(date=SATURDAY, event__code="SB01", rapporteur="Nadia Sebai")
    for period, starts, ends in (("am", 9, 12), ("pm", 14, 17)):
        factories.HalfDayFactory(
            session=session, period=period, starts_at=dt.time(starts, 30), ends_at=dt.time(ends)
        )
    return session


def text_of(workshop, language="fr"):
    """The minutes as text, on one line; Arabic comes out of a PDF in pieces."""
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=write_minutes(workshop, language=language),
        capture_output=True,
        check=True,
    )
    return " ".join(done.stdout.decode().replace("\xa0", " ").split())


def pages_of(workshop, language="fr"):
    with pikepdf.open(BytesIO(write_minutes(workshop, language=language))) as pdf:
        return len(pdf.pages)


def titled(workshop, language):
    with pikepdf.open(BytesIO(write_minutes(workshop, language=language))) as pdf:
        return str(pdf.docinfo["/Title"])


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ar", "محضر الورشة التشاورية لفائدة منسقي الأقاليم، 31 يناير 2026"),
        (
            "fr",
            "Procès-verbal de l'atelier de concertation des coordinateurs provinciaux, "
            "31 janvier 2026",
        ),
    ],
)
@pytest.mark.parametrize("reader", ["ar", "fr", "en"])
def test_minutes_have_their_own_language_whoever_reads_them(workshop, language, title, reader):
    with translation.override(reader):
        assert (titled(workshop, language), translation.get_language()) == (title, reader)


def test_they_say_when_and_where_it_was_and_how_it_ended(workshop):
    text = text_of(workshop)
    told = (
        "samedi 31 janvier 2026",
        "de 9 h 30 à 17 h 00",
        "La séance a été ouverte à 9 h 30",
        "la séance est levée à 17 h 00",
        "Fait à Sidi Bennour",
        workshop.event.venue.name_fr,
    )
    assert [one for one in told if one not in text] == []


def test_partners_stand_in_protocol_order(workshop):
    programme = workshop.event.programme
    names = ("Wilaya", "Agence", "Commune")
    for position, name in enumerate(names, start=1):
        partner = factories.PartnerFactory(name_fr=name)
        programme.partnerships.create(partner=partner, position=position)
    text = text_of(workshop)
    assert sorted(names, key=text.index) == list(names)


def test_they_name_who_was_there_who_excused_themselves_and_who_was_absent(workshop):
    for name, answer, present in (
        ("Khadija H", "coming", True),
        ("Abdelhak M", "not_coming", False),
        ("Hicham O", "none", False),
    ):
        InvitationFactory(
            session=workshop, coordinator__full_name=name, answer=answer, present=present
        )
    text = text_of(workshop)
    assert "Coordinateurs invités : 3. Présents : 1. Excusés : 1. Absents : 1." in text
    assert [
        text.index(name) < text.index(word, text.index(name))
        for name, word in (
            ("Khadija H", "présent(e)"),
            ("Abdelhak M", "excusé(e)"),
            ("Hicham O", "absent(e)"),
        )
    ] == [True] * 3


def test_the_provinces_of_a_coordinator_are_named(workshop, province, other_province):
    invitation = InvitationFactory(session=workshop)
    invitation.coordinator.provinces.set([province, other_province])
    assert "Sidi Bennour, El Jadida" in text_of(workshop)


def test_numbers_are_those_that_were_kept_last_with_who_kept_them(workshop, province):
    by = factories.UserFactory(full_name="Loubna H")
    for day, registered in ((30, 3), (31, 34)):
        count = ProvinceCount(province, 55, registered, 17, 6)
        frozen = freeze_counts(workshop, counts=[count], by=by)
        moment = dt.datetime(2026, 1, day, 8, 20, tzinfo=dt.UTC)
        FrozenCount.objects.filter(pk=frozen.pk).update(frozen_at=moment)
    text = text_of(workshop)
    assert "Province de Sidi Bennour 55 34 17 6 Total 55 34 17 6" in text
    assert "Effectifs arrêtés le 31 janvier 2026 à 9 h 20 par Loubna H" in text


def test_numbers_of_today_never_stand_in_for_kept_ones(workshop, province):
    factories.QuotaFactory(event=workshop.event, province=province, places=98765)
    text = text_of(workshop)
    assert ("98765" in text, "Aucun effectif n'a été arrêté" in text) == (False, True)


def test_points_are_the_agenda_and_then_what_was_said_on_them(workshop):
    PointFactory(session=workshop, text_fr="Méthode", discussion_fr="Les présents conviennent.")
    PointFactory(session=workshop, text_fr="Logistique")
    text = text_of(workshop)
    assert (text.count("Méthode"), text.count("Logistique")) == (2, 2)
    assert text.index("Les présents conviennent.") < text.index("Rien n'a été noté sur ce point.")


def test_the_hours_of_the_day_are_listed(workshop):
    AgendaItem.objects.create(
        session=workshop,
        kind="opening",
        starts_at=dt.time(9, 30),
        ends_at=dt.time(10),
        title_fr="Accueil",
    )
    assert "09:30 – 10:00 Accueil" in text_of(workshop)


def test_decisions_say_who_carries_them_out_and_until_when(workshop):
    DecisionFactory(
        session=workshop,
        text_fr="Réserver la salle",
        responsible="Bureau",
        due_on=dt.date(2026, 3, 1),
    )
    assert "1 Réserver la salle Bureau 1er mars 2026" in text_of(workshop)


def test_two_sign(workshop):
    text = text_of(workshop)
    assert [one in text for one in ("Omar Zahidi", "signature et cachet", "Nadia Sebai")] == [
        True
    ] * 3


def test_who_signs_is_left_open_where_nobody_is_known(workshop):
    factories.NetworkIdentityFactory._meta.model.objects.update(president_name_fr="")
    Session.objects.update(rapporteur="")
    workshop.refresh_from_db()
    assert text_of(workshop).count("………") >= 3


@pytest.mark.parametrize(("language", "there"), [("ar", "Only in French"), ("fr", "Seulement")])
def test_a_text_that_is_missing_stands_in_the_other_language(workshop, language, there):
    # Latin letters in the Arabic field, because Arabic does not come out of a PDF whole.
    own, other = ("text_ar", "text_fr") if language == "ar" else ("text_fr", "text_ar")
    PointFactory(session=workshop, **{own: "", other: there})
    assert there in text_of(workshop, language)


def test_before_its_day_they_call_themselves_a_draft(workshop):
    drafts = []
    for days in (0, 1):
        Session.objects.update(date=in_days(days))
        workshop.refresh_from_db()
        drafts.append("Projet de procès-verbal" in text_of(workshop))
    assert drafts == [False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_workshop_fits_on_two_pages(db, language):
    assert pages_of(WorkshopFactory(date=SATURDAY), language) <= 2


def fill(workshop, count):
    counts = []
    for number in range(count):
        province = factories.ProvinceFactory()
        invitation = InvitationFactory(session=workshop)
        invitation.coordinator.provinces.set([province])
        words = "Les coordinateurs conviennent de se revoir avant la rencontre. " * 9
        PointFactory(session=workshop, discussion_fr=words, discussion_ar=words)
        DecisionFactory(session=workshop, text_fr=f"Décision numéro {number}")
        counts.append(ProvinceCount(province, 9, 8, 3, 0))
    freeze_counts(workshop, counts=counts, by=factories.UserFactory())


def test_the_head_of_a_table_is_repeated_and_pages_are_numbered(workshop):
    fill(workshop, 20)
    text, pages = text_of(workshop), pages_of(workshop)
    assert text.count("Nom et prénom") > 1
    assert [n for n in range(1, pages + 1) if f"page {n} / {pages}" not in text] == []


@pytest.mark.parametrize("count", range(1, 9))
def test_signatures_never_stand_on_a_page_of_their_own(workshop, count):
    fill(workshop, count)
    pdf = write_minutes(workshop, language="fr")
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    last = text.rstrip("\f").split("\f")[-1]
    assert ("signature et cachet" in last, "Décision numéro" in last) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_they_take_the_same_queries_for_one_line_and_three(
    workshop, django_assert_num_queries, count
):
    fill(workshop, count)
    with django_assert_num_queries(10):
        write_minutes(workshop, language="fr")


def test_the_same_workshop_gives_the_same_paper(workshop):
    fill(workshop, 1)
    assert write_minutes(workshop, language="ar") == write_minutes(workshop, language="ar")
