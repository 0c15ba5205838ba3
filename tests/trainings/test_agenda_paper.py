"""The agenda on paper: one page, in the language asked for, with all that participants need."""

import datetime as dt
import io

import pikepdf
import pypdfium2
import pytest

from network.models import Partner
from tests import factories
from tests.trainings.agenda_makers import RoomFactory, TrainerFactory, make_day, put
from trainings.agenda_paper import agenda_pdf
from trainings.models import ProgrammePartner

# A sheet of paper takes up to a second to lay out.
pytestmark = pytest.mark.slow

LONG = "تدبير الجودة واللوجستيك في منظومة الاقتصاد الاجتماعي والتضامني ورهانات التنمية الجهوية"


@pytest.fixture
def session(db):
    factories.NetworkIdentityFactory()
    event = factories.EventFactory(title_ar="الحكامة", title_fr="Gouvernance")
    for place, name in enumerate(("Wilaya", "Région"), start=1):
        partner = factories.PartnerFactory(name_fr=name)
        ProgrammePartner.objects.create(
            programme=event.programme, partner=partner, position=3 - place
        )
    session = make_day(event, date=dt.date(2026, 7, 4))
    trainer = TrainerFactory(name_fr="Meryem Alami", name_ar="مريم العلمي")
    room = RoomFactory(venue=event.venue, name_fr="Salle Atlas")
    module = factories.ModuleFactory(title_fr="Bonne gouvernance")
    put(session, "9-10:30", "module", module=module, trainer=trainer, room=room)
    put(session, "10:30-10:45", "break", title_fr="Pause-thé", title_ar="استراحة شاي")
    return session


def printed(session, language):
    items = session.agenda.select_related("module", "trainer", "room")
    partners = Partner.objects.order_by("partnerships__position")
    return agenda_pdf(session, list(items), list(partners), language)


def text_of(pdf):
    page = pypdfium2.PdfDocument(pdf)[0]
    return " ".join(page.get_textpage().get_text_bounded().split())


def shape_of(pdf):
    """How many pages there are, and width and height of the first in millimetres."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        box = [float(side) / 72 * 25.4 for side in document.pages[0].mediabox]
        return len(document.pages), round(box[2]), round(box[3])


def test_the_french_page_says_all_that_participants_need(session):
    text = text_of(printed(session, "fr"))
    wanted = (
        "Réseau des associations de Doukkala",
        "Région · Wilaya",
        "Gouvernance",
        "samedi 4 juillet 2026",
        session.event.venue.name_fr,
        "09:00 – 10:30",
        "Bonne gouvernance",
        "Meryem Alami",
        "Salle Atlas",
        "Pause-thé",
    )
    assert [one for one in wanted if one not in text] == []


def test_the_arabic_page_is_arabic_whoever_asks(session, in_english):
    with pikepdf.open(io.BytesIO(printed(session, "ar"))) as document:
        assert (str(document.Root.Lang), "الحكامة" in str(document.docinfo["/Title"])) == (
            "ar",
            True,
        )


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("count", [1, 14])
def test_a_day_is_one_page_upright(session, language, count):
    session.agenda.all().delete()
    for number in range(count):
        put(
            session,
            f"{8 + number // 2}:{number % 2 * 30}-{8 + number // 2}:{number % 2 * 30 + 29}",
            "practice",
            title_ar=LONG,
            title_fr="Management de la qualité et logistique dans l'économie sociale et solidaire",
            trainer=TrainerFactory(),
        )
    assert shape_of(printed(session, language)) == (1, 210, 297)


def test_a_day_too_long_for_any_size_goes_over_to_a_second_page(session):
    for number in range(90):
        put(session, f"{8 + number // 10}:{number % 10 * 5}-20", title_fr="Discussion " * 10)
    assert shape_of(printed(session, "fr"))[0] > 1


def test_the_same_day_gives_the_same_page(session):
    assert printed(session, "fr") == printed(session, "fr")
