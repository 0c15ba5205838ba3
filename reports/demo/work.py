"""The work of a morning that waits in the demo: pairs, transfers, a place given up, a list."""

import csv
import io
import uuid

from participants.forms import CONSENT_VERSION
from participants.models import ImportRun, Person, ProvinceTransfer, Registration
from participants.services.applications import apply, open_applications
from participants.services.duplicate_search import search_persons
from participants.services.imports import stage_import
from participants.services.persons import create_person
from participants.services.registrations import cancel_registration
from participants.services.transfers import request_transfer
from reports.demo.attending import Registrar
from reports.demo.people import invent_person
from reports.demo.story import EventStory
from trainings.models import Event

# Somebody at a position of a province, written down once more by somebody else: where, given and
# family name in both scripts, and whether the phone was given again.
WRITTEN_TWICE = (
    ("MA-SIB", 32, "MA-SIB", ("لحسين", "الرفاعي", "El Houcine", "Rifaï"), True),
    ("MA-SIB", 8, "MA-SIB", ("امينة", "الكحلاوي", "Amina", "El Kahlaoui"), False),
    ("MA-SIB", 22, "MA-SIB", ("محمد امين", "الغازي", "Mohammed Amine", "El Ghazi"), False),
    ("MA-JDI", 13, "MA-JDI", ("فاطمة الزهرة", "العسري", "Fatima Ezzahra", "Asri"), True),
    ("MA-JDI", 14, "MA-JDI", ("عبدالحق", "الفيلالي", "Abdelhaq", "Filali"), False),
    # Known in two provinces: only the network's staff can decide.
    ("MA-JDI", 5, "MA-SET", ("بوشعيب", "السليماني", "Bouchaib", "Slimani"), True),
)
# Who is asked for: position, of which province, by which other one, and why.
ASKED_FOR = (
    ("MA-SIB", 27, "MA-BRR", "انتقل للعمل ببرشيد"),
    ("MA-JDI", 24, "MA-SIB", "يقيم بسيدي بنور منذ الصيف"),
)
# Who applied by themselves through the link of El Jadida; the second is known already.
APPLICANTS = (
    ("نورة", "البوعزاوي", "Noura", "Bouazzaoui", "f", 1994, "0692009911"),
    ("لطيفة", "بوزيان", "Latifa", "Bouziane", "f", 1987, "0692000118"),
    ("عثمان", "الشيظمي", "Othmane", "Chiadmi", "m", 2001, "0692009913"),
)
REASON_TO_CANCEL = "سفر طارئ"
LIST_NAME = "لائحة-المشاركين-أزمور.csv"
LIST_HEADINGS = (
    "الاسم الشخصي",
    "الاسم العائلي",
    "الاسم الشخصي بالفرنسية",
    "الاسم العائلي بالفرنسية",
    "الجنس",
    "سنة الازدياد",
    "الهاتف",
    "الجماعة",
)
# The third year of birth has a digit too many, the fifth row no family name.
LIST_ROWS = (
    ("مليكة", "الدكالي", "Malika", "Doukkali", "أنثى", "1986", "0692009901", "أزمور"),
    ("عبد اللطيف", "الشتوكي", "Abdellatif", "Chtouki", "ذكر", "1979", "0692009902", "أزمور"),
    ("السعدية", "الزموري", "Saadia", "Zemmouri", "أنثى", "19911", "0692009903", "أزمور"),
    ("حكيم", "الهشتوكي", "Hakim", "Hachtouki", "ذكر", "1998", "0692009904", "أزمور"),
    ("ربيعة", "", "Rabia", "", "أنثى", "1983", "0692009905", "أزمور"),
    ("المصطفى", "الحوزي", "El Mostafa", "Haouzi", "ذكر", "1972", "0692009906", "أزمور"),
)


def write_down_twice(registrar: Registrar) -> None:
    """Make the persons of `WRITTEN_TWICE`, and find with whom each may be one."""
    search_persons([_write_again(registrar, *written).pk for written in WRITTEN_TWICE])


def _write_again(
    registrar: Registrar,
    iso: str,
    position: int,
    where: str,
    names: tuple[str, str, str, str],
    with_phone: bool,
) -> Person:
    original = invent_person(iso, position)
    home = original.commune if where == iso else invent_person(where, 0).commune
    given_ar, family_ar, given_latin, family_latin = names
    return create_person(
        given_name_ar=given_ar,
        family_name_ar=family_ar,
        given_name_latin=given_latin,
        family_name_latin=family_latin,
        gender=original.gender,
        birth_year=original.birth_year,
        phone=original.phone if with_phone else "",
        province=registrar.provinces[where],
        commune=registrar.communes[home],
        by=registrar.coordinators[where],
    )


def ask_for_transfers(registrar: Registrar) -> list[ProvinceTransfer]:
    """Let provinces ask for the people of `ASKED_FOR`; nobody has answered yet."""
    return [
        request_transfer(
            (person := registrar.persons[invent_person(iso, position)]),
            to_province=registrar.provinces[asking],
            to_commune=registrar.communes[invent_person(asking, 0).commune],
            asked_as=person.full_name_ar,
            reason=reason,
            by=registrar.coordinators[asking],
        )
        for iso, position, asking, reason in ASKED_FOR
    ]


def give_up_places(registrar: Registrar, event: Event, told: EventStory) -> None:
    """Cancel for those who give up their place: who waits longest moves up."""
    for iso, quota in told.quotas.items():
        registered = event.registrations.filter(
            province__iso=iso, state=Registration.State.REGISTERED
        )
        for registration in registered.order_by("pk")[: quota.giving_up]:
            by = registrar.coordinators[iso]
            cancel_registration(registration, reason=REASON_TO_CANCEL, by=by)


def receive_applications(registrar: Registrar, event: Event, *, iso: str) -> None:
    """Open the link of a province, and let the people of `APPLICANTS` apply through it."""
    province = registrar.provinces[iso]
    link = open_applications(event, province=province, by=registrar.coordinators[iso])
    for given_ar, family_ar, given_latin, family_latin, gender, birth_year, phone in APPLICANTS:
        apply(
            link,
            submission_key=uuid.uuid4(),
            given_name_ar=given_ar,
            family_name_ar=family_ar,
            given_name_latin=given_latin,
            family_name_latin=family_latin,
            gender=gender,
            birth_year=birth_year,
            phone=phone,
            commune=registrar.communes[invent_person(iso, 0).commune],
            consent_version=CONSENT_VERSION,
        )


def stage_list(registrar: Registrar, event: Event, *, iso: str) -> ImportRun:
    """Leave a list with two wrong rows in the import of a province, staged and not imported."""
    return stage_import(
        _list_as_csv(),
        file_name=LIST_NAME,
        event=event,
        province=registrar.provinces[iso],
        by=registrar.coordinators[iso],
    )


def _list_as_csv() -> bytes:
    lines = io.StringIO()
    csv.writer(lines, delimiter=";").writerows([LIST_HEADINGS, *LIST_ROWS])
    return lines.getvalue().encode("utf-8-sig")
