"""The events of the demo: the true one, two coming ones and a draft."""

import datetime as dt
from decimal import Decimal

from reports.demo.story import (
    MODULES,
    WORKSHOP_POINTS,
    Bilingual,
    DayStory,
    EventStory,
    QuotaStory,
    SlotStory,
    VenueStory,
)
from trainings.models import AgendaItem, HalfDay, Session
from trainings.services.usual_steps import USUAL_STEPS

AM, PM = HalfDay.Period.MORNING, HalfDay.Period.AFTERNOON
SLOT = AgendaItem.Kind
TRAINING_HALF_DAYS = ((AM, dt.time(9), dt.time(12, 30)), (PM, dt.time(14, 30), dt.time(17)))
WORKSHOP_HALF_DAYS = ((AM, dt.time(9, 30), dt.time(12, 30)), (PM, dt.time(14, 30), dt.time(17)))

TEA: Bilingual = ("استراحة شاي", "Pause-thé")
LUNCH: Bilingual = ("وجبة الغداء", "Déjeuner")
PRACTICE: Bilingual = (
    "ورشات تطبيقية تفاعلية: تبادل التجارب وتقاسم الممارسات الفضلى",
    "Ateliers pratiques interactifs : échange d'expériences et partage des bonnes pratiques",
)
RESULTS: Bilingual = (
    "تقديم خلاصات الورشات والتوصيات",
    "Restitution des ateliers et recommandations",
)
FAREWELL: Bilingual = (
    "توزيع شواهد المشاركة واختتام اللقاء",
    "Remise des attestations de participation et clôture",
)


def _slot(
    kind: AgendaItem.Kind, start: str, end: str, title: Bilingual = ("", ""), module: str = ""
) -> SlotStory:
    starts_at, ends_at = dt.time.fromisoformat(start), dt.time.fromisoformat(end)
    return SlotStory(kind, starts_at, ends_at, title, module)


WORKSHOP_AGENDA = (
    _slot(
        SLOT.OPENING,
        "09:30",
        "10:00",
        ("استقبال منسقي الأقاليم وافتتاح الورشة", "Accueil des coordinateurs et ouverture"),
    ),
    _slot(
        SLOT.DISCUSSION,
        "10:00",
        "11:15",
        (
            "منهجية الاشتغال ومراحل الإعداد للدورات المقبلة",
            "Méthode de travail et étapes de préparation des prochaines sessions",
        ),
    ),
    _slot(SLOT.BREAK, "11:15", "11:30", TEA),
    _slot(
        SLOT.DISCUSSION,
        "11:30",
        "12:30",
        (
            "الجوانب التنظيمية واللوجستية ومعطيات المسجلين بكل إقليم",
            "Organisation, logistique et effectifs inscrits par province",
        ),
    ),
    _slot(SLOT.BREAK, "12:30", "14:30", LUNCH),
    _slot(
        SLOT.DISCUSSION,
        "14:30",
        "16:30",
        (
            "اقتراح أماكن وتواريخ الأنشطة المقبلة",
            "Proposition de lieux et de dates pour les prochaines activités",
        ),
    ),
    _slot(
        SLOT.CLOSING,
        "16:30",
        "17:00",
        ("الاتفاق على الخطوات المقبلة", "Accord sur les prochaines étapes"),
    ),
)

FIVE_MODULES_AGENDA = (
    _slot(
        SLOT.OPENING,
        "09:00",
        "09:30",
        (
            "الافتتاح: الإطار العام وأهداف التكوين",
            "Ouverture : cadre général et objectifs de la formation",
        ),
    ),
    _slot(SLOT.MODULE, "09:30", "10:10", module="introduction"),
    _slot(SLOT.MODULE, "10:10", "11:00", module="quality"),
    _slot(SLOT.BREAK, "11:00", "11:15", TEA),
    _slot(SLOT.MODULE, "11:15", "12:00", module="logistics"),
    _slot(SLOT.MODULE, "12:00", "12:30", module="governance"),
    _slot(SLOT.BREAK, "12:30", "14:30", LUNCH),
    _slot(SLOT.MODULE, "14:30", "15:00", module="marketing"),
    _slot(SLOT.PRACTICE, "15:00", "16:15", PRACTICE),
    _slot(SLOT.CLOSING, "16:15", "16:40", RESULTS),
    _slot(SLOT.CLOSING, "16:40", "17:00", FAREWELL),
)


def _one_module_agenda(module: str) -> tuple[SlotStory, ...]:
    opening = ("الافتتاح وأهداف اليوم", "Ouverture et objectifs de la journée")
    return (
        _slot(SLOT.OPENING, "09:00", "09:30", opening),
        _slot(SLOT.MODULE, "09:30", "11:00", module=module),
        _slot(SLOT.BREAK, "11:00", "11:15", TEA),
        _slot(SLOT.MODULE, "11:15", "12:30", module=module),
        _slot(SLOT.BREAK, "12:30", "14:30", LUNCH),
        _slot(SLOT.PRACTICE, "14:30", "16:30", PRACTICE),
        _slot(SLOT.CLOSING, "16:30", "17:00", RESULTS),
    )


def _workshop(date: dt.date, points: tuple[Bilingual, ...]) -> DayStory:
    return DayStory(date, Session.Kind.WORKSHOP, WORKSHOP_HALF_DAYS, WORKSHOP_AGENDA, points)


def training_day(date: dt.date, module: str) -> DayStory:
    """Return a whole training day on one module."""
    return _training(date, _one_module_agenda(module))


def _training(date: dt.date, agenda: tuple[SlotStory, ...]) -> DayStory:
    return DayStory(date, Session.Kind.TRAINING, TRAINING_HALF_DAYS, agenda)


HELD = EventStory(
    code="SB01",
    title=(
        "تدبير الجودة واللوجستيك في منظومة الاقتصاد الاجتماعي والتضامني",
        "Management de la qualité et logistique dans l'économie sociale et solidaire",
    ),
    venue=VenueStory(
        ("فندق السانية", "Hôtel Assania"),
        "06.467.01.07",
        180,
        ("جهاز عرض، مكبر صوت، طاولات متحركة", "Projecteur, sonorisation, tables mobiles"),
        (
            (("القاعة الكبرى", "Grande salle"), 180),
            (("قاعة الورشات", "Salle des ateliers"), 40),
        ),
    ),
    hours=Decimal(6),
    required_presence=80,
    days=(
        _workshop(dt.date(2026, 1, 31), WORKSHOP_POINTS),
        _training(dt.date(2026, 2, 1), FIVE_MODULES_AGENDA),
    ),
    quotas={
        "MA-SIB": QuotaStory(places=34, new=39),
        "MA-JDI": QuotaStory(places=30, new=33),
        "MA-CAS": QuotaStory(places=14, new=13),
        "MA-MOH": QuotaStory(places=9, new=8),
        "MA-NOU": QuotaStory(places=9, new=7),
        "MA-MED": QuotaStory(places=8, new=7),
        "MA-BES": QuotaStory(places=9, new=8),
        "MA-BRR": QuotaStory(places=13, new=12),
        "MA-SET": QuotaStory(places=14, new=13),
    },
    prepared=tuple(range(len(USUAL_STEPS))),
)

GOVERNANCE = EventStory(
    code="JD02",
    title=MODULES["governance"],
    venue=VenueStory(
        ("دار الشباب", "Maison des jeunes"),
        "06.181.01.03",
        120,
        ("جهاز عرض، سبورات، ولوجيات", "Projecteur, tableaux, accès pour fauteuils roulants"),
        (
            (("قاعة العروض", "Salle de spectacle"), 120),
            (("قاعة الأنشطة", "Salle d'activités"), 35),
        ),
        contact=("عبد الكبير الجابري", "0692009601"),
        position=("33.2316", "-8.5007"),
    ),
    hours=Decimal(6),
    required_presence=80,
    days=(
        _workshop(dt.date(2026, 12, 12), WORKSHOP_POINTS[1:]),
        _training(dt.date(2026, 12, 13), _one_module_agenda("governance")),
    ),
    quotas={
        # One place is left: the next person gets it, the one after waits.
        "MA-SIB": QuotaStory(places=12, returning=7, new=4),
        "MA-JDI": QuotaStory(places=24, returning=8, new=6),
        "MA-CAS": QuotaStory(places=8, returning=2),
        "MA-MOH": QuotaStory(places=6, new=1),
        "MA-NOU": QuotaStory(places=6),
        "MA-MED": QuotaStory(places=6, returning=1, new=1),
        "MA-BES": QuotaStory(places=6, returning=2),
        "MA-BRR": QuotaStory(places=8, returning=2, new=2),
        "MA-SET": QuotaStory(places=8, returning=3, new=1),
    },
    # The venue is booked; that the partners know is late three weeks before.
    prepared=(0,),
)

MARKETING = EventStory(
    code="ST03",
    title=MODULES["marketing"],
    venue=VenueStory(
        ("المركز الثقافي", "Centre culturel"),
        "06.461.01.15",
        100,
        contact=("لطيفة الشاوي", "0692009602"),
        position=("33.0010", "-7.6166"),
    ),
    hours=Decimal(12),
    required_presence=75,
    days=(
        _training(dt.date(2026, 12, 19), _one_module_agenda("marketing")),
        _training(dt.date(2026, 12, 20), _one_module_agenda("quality")),
    ),
    quotas={
        # Full with one waiting each, until somebody gives up their place.
        "MA-SIB": QuotaStory(places=4, returning=4, new=1, giving_up=1),
        "MA-JDI": QuotaStory(places=4, returning=4, new=1, giving_up=1),
        "MA-CAS": QuotaStory(places=8, returning=1),
        "MA-MOH": QuotaStory(places=6),
        "MA-NOU": QuotaStory(places=6, new=1),
        "MA-MED": QuotaStory(places=6),
        "MA-BES": QuotaStory(places=6, returning=1),
        "MA-BRR": QuotaStory(places=8, returning=2),
        # Full, with two waiting.
        "MA-SET": QuotaStory(places=10, returning=6, new=6),
    },
    prepared=(0,),
)

DRAFT = EventStory(
    code="BR04",
    title=MODULES["logistics"],
    venue=VenueStory(
        ("المركب الاجتماعي", "Complexe social"),
        "06.117.01.03",
        80,
        position=("33.2655", "-7.5877"),
    ),
    hours=Decimal(6),
    required_presence=80,
    days=(_training(dt.date(2026, 12, 27), _one_module_agenda("logistics")),),
    quotas={
        "MA-BRR": QuotaStory(places=20),
        "MA-SET": QuotaStory(places=12),
        "MA-SIB": QuotaStory(places=8),
        "MA-JDI": QuotaStory(places=8),
    },
)

OPEN = (GOVERNANCE, MARKETING)
# Positions, within a province's registered people, of those who missed the half-days named.
ABSENT: dict[str, dict[int, tuple[HalfDay.Period, ...]]] = {
    "MA-SIB": {5: (AM, PM), 17: (PM,), 26: (PM,)},
    "MA-JDI": {9: (AM, PM), 21: (AM,)},
    "MA-CAS": {4: (PM,)},
    "MA-BRR": {2: (AM, PM)},
    "MA-SET": {7: (AM,), 11: (AM, PM)},
}
