"""What the demo tells, in the order it was told: the network, its programme, its event.

From the article of Al Badil Assiassi (February 2026): the Arabic names, the partners and their
order, theme, dates, venue, the workshop's points, the modules. The French is a translation made
here, not an official wording. Invented: times, quotas, recommendations and the coming events.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from trainings.models import AgendaItem, HalfDay, Session

Bilingual = tuple[str, str]
YEAR = 2026

IDENTITY = {
    "name_ar": "شبكة الجمعيات الدكالية غير الحكومية بإقليمي سيدي بنور والجديدة",
    "name_fr": (
        "Réseau des associations doukkalies non gouvernementales "
        "des provinces de Sidi Bennour et d'El Jadida"
    ),
    "city_ar": "سيدي بنور",
    "city_fr": "Sidi Bennour",
    # Only the prefix of numbers, a setting: no official acronym of the network is known.
    "certificate_prefix": "RAD",
}

PARTNERS: tuple[Bilingual, ...] = (
    ("جهة الدار البيضاء-سطات", "Région Casablanca-Settat"),
    ("ولاية جهة الدار البيضاء-سطات", "Wilaya de la région Casablanca-Settat"),
    (
        "المديرية الجهوية لوزارة الإدماج الاقتصادي والمقاولة الصغرى والتشغيل والكفاءات",
        "Direction régionale du ministère de l'Inclusion économique, de la Petite entreprise, "
        "de l'Emploi et des Compétences",
    ),
)

PROGRAMME_TITLE: Bilingual = ("البرنامج السنوي", "Programme annuel")
PROJECT: Bilingual = (
    "المقاربة الالتقائية ورهانات التنمية الجهوية الاقتصادية العادلة",
    "L'approche de convergence et les enjeux d'un développement économique régional équitable",
)

OBJECTIVES: Bilingual = (
    "تقوية القدرات التدبيرية والمؤسساتية لمختلف فاعلي الاقتصاد الاجتماعي والتضامني.\n\n"
    "دعم دينامية التنمية الاقتصادية والاجتماعية بجهة الدار البيضاء-سطات.\n\n"
    "ترسيخ ثقافة التكوين المستمر كمدخل أساسي للتجويد والتحسين.",
    "Renforcer les capacités managériales et institutionnelles des acteurs de l'économie sociale "
    "et solidaire.\n\n"
    "Appuyer la dynamique du développement économique et social de la région "
    "Casablanca-Settat.\n\n"
    "Ancrer la culture de la formation continue, voie de l'amélioration.",
)
METHOD: Bilingual = (
    "تنعقد قبل كل تكوين ورشة تشاورية لفائدة منسقي الأقاليم: تحدد مراحل الإعداد، وتقترح أماكن "
    "وتواريخ الأنشطة المقبلة، وتقدم أعداد المستفيدين المسجلين بكل إقليم. ويتولى منسق كل إقليم "
    "تسجيل المستفيدين في حدود حصة إقليمه.",
    "Avant chaque formation, un atelier de concertation réunit les coordinateurs provinciaux : il "
    "fixe les étapes de préparation, propose les lieux et les dates des prochaines activités et "
    "fait le point des inscriptions par province. Chaque coordinateur inscrit les bénéficiaires "
    "dans la limite du quota de sa province.",
)
# By the province's ISO code: people, women and youth in percent.
TARGETS: dict[str, tuple[int, int, int]] = {
    "MA-SIB": (60, 50, 40),
    "MA-JDI": (60, 50, 40),
    "MA-CAS": (30, 50, 40),
    "MA-MOH": (20, 50, 40),
    "MA-NOU": (20, 40, 40),
    "MA-MED": (20, 40, 40),
    "MA-BES": (20, 40, 40),
    "MA-BRR": (30, 50, 40),
    "MA-SET": (40, 50, 40),
}

MODULES: dict[str, Bilingual] = {
    "introduction": (
        "مدخل إلى الاقتصاد الاجتماعي والتضامني ورهانات التنمية الجهوية",
        "Introduction à l'économie sociale et solidaire et aux enjeux du développement régional",
    ),
    "quality": (
        "تدبير الجودة كآلية لتحسين المنتوج والخدمات",
        "Le management de la qualité, levier d'amélioration des produits et des services",
    ),
    "logistics": (
        "التدبير اللوجستيكي وسلاسل التوريد",
        "Gestion logistique et chaînes d'approvisionnement",
    ),
    "governance": (
        "الحكامة الجيدة والتدبير المؤسساتي",
        "Bonne gouvernance et gestion institutionnelle",
    ),
    "marketing": ("التسويق والولوج إلى الأسواق", "Marketing et accès aux marchés"),
}

WORKSHOP_POINTS: tuple[Bilingual, ...] = (
    (
        "التذكير بمنهجية الاشتغال المعتمدة برسم سنة 2026",
        "Rappel de la méthode de travail adoptée au titre de l'année 2026",
    ),
    (
        "تحديد مراحل الإعداد للدورات التكوينية المقبلة",
        "Définition des étapes de préparation des prochaines sessions de formation",
    ),
    (
        "مناقشة الجوانب التنظيمية واللوجستية",
        "Discussion des aspects organisationnels et logistiques",
    ),
    (
        "اقتراح أماكن وتواريخ الأنشطة المقبلة",
        "Proposition de lieux et de dates pour les prochaines activités",
    ),
    (
        "تقديم معطيات حول عدد المستفيدين المسجلين بكل إقليم",
        "Présentation du nombre de bénéficiaires inscrits dans chaque province",
    ),
)


@dataclass(frozen=True)
class VenueStory:
    """A venue; ``commune`` is an HCP code, each room its name and how many people it holds.

    ``contact`` is a name and a phone, ``position`` degrees: the middle of the town, for a house
    that is invented.
    """

    name: Bilingual
    commune: str
    capacity: int
    equipment: Bilingual = ("", "")
    rooms: tuple[tuple[Bilingual, int], ...] = ()
    contact: tuple[str, str] = ("", "")
    position: tuple[str, str] | None = None


@dataclass(frozen=True)
class SlotStory:
    """A slot of a day's agenda; ``module`` is a key of `MODULES`, or empty."""

    kind: AgendaItem.Kind
    starts_at: dt.time
    ends_at: dt.time
    title: Bilingual = ("", "")
    module: str = ""


@dataclass(frozen=True)
class DayStory:
    """A day of an event with its half-days as (period, from, to)."""

    date: dt.date
    kind: Session.Kind
    half_days: tuple[tuple[HalfDay.Period, dt.time, dt.time], ...]
    agenda: tuple[SlotStory, ...] = ()
    points: tuple[Bilingual, ...] = ()


@dataclass(frozen=True)
class QuotaStory:
    """A province's places at an event, and who asks for them.

    ``returning`` people were at the first event, ``new`` ones were not; whoever finds the quota
    full goes on the waiting list. ``giving_up`` of the first cancel, and others move up.
    """

    places: int
    new: int = 0
    returning: int = 0
    giving_up: int = 0


@dataclass(frozen=True)
class EventStory:
    """An event of the demo; quotas by the province's ISO code."""

    code: str
    title: Bilingual
    venue: VenueStory
    hours: Decimal
    required_presence: int
    days: tuple[DayStory, ...]
    quotas: dict[str, QuotaStory] = field(hash=False)
    # Which of the usual steps of preparation are done, by their position from 0.
    prepared: tuple[int, ...] = ()

    @property
    def capacity(self) -> int:
        """The places of all quotas together."""
        return sum(quota.places for quota in self.quotas.values())
