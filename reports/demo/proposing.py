"""What the provinces propose for after the coming workshop, and what became of each proposal.

Invented, on themes of the region; each in a different state, so that the board shows them all.
"""

import datetime as dt
from dataclasses import dataclass

from network.models import User
from reports.demo.attending import Registrar
from reports.demo.calendar import GOVERNANCE
from reports.demo.story import MODULES, Bilingual
from trainings.models import Module, Programme, Proposal, Session, Venue
from trainings.services.proposal_decisions import (
    AcceptedPlan,
    accept_proposal,
    decline_proposal,
    free_code,
    postpone_proposal,
)
from trainings.services.proposals import (
    ProposedDay,
    comment_on_proposal,
    object_to_proposal,
    propose_event,
    support_proposal,
)


@dataclass(frozen=True)
class ProposalStory:
    """A proposal by the coordinator of a province (its ISO code), and what the others said.

    ``venue`` is the Arabic name of a known one, or a new one's, whose commune's HCP code is then
    given. ``supported`` and ``objected`` hold words by province.
    """

    iso: str
    title: Bilingual
    days: tuple[dt.date, ...]
    venue: str
    expected: int
    reason: str
    commune: str = ""
    module: str = ""
    supported: tuple[tuple[str, str], ...] = ()
    objected: tuple[tuple[str, str], ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    answer_of_staff: str = ""


OLIVE_OIL = ProposalStory(
    iso="MA-SIB",
    title=(
        "تثمين زيت الزيتون والمنتوجات المجالية",
        "Valorisation de l'huile d'olive et des produits du terroir",
    ),
    days=(dt.date(2027, 1, 16),),
    venue="فندق السانية",
    expected=45,
    reason=(
        "طلبته ثماني تعاونيات لعصر الزيتون بأولاد عمران ولعونات، "
        "ومعدات وحدة العصر رهن إشارتنا للتطبيق."
    ),
    supported=(("MA-JDI", ""), ("MA-BRR", "سنحضر بثماني مستفيدات من تعاونيتين.")),
    objected=(
        ("MA-SET", "التاريخ يصادف موسم جني الزيتون، ولن تستطيع النساء الحضور قبل نهاية يناير."),
    ),
    answer_of_staff="هل تناسب الجميع نهاية يناير في المكان نفسه؟",
)
DIGITAL_MARKETING = ProposalStory(
    iso="MA-JDI",
    title=(
        "التسويق الرقمي لمنتوجات الصناعة التقليدية",
        "Marketing numérique des produits de l'artisanat",
    ),
    days=(dt.date(2027, 1, 23), dt.date(2027, 1, 24)),
    venue="دار الصانع",
    commune="06.181.01.01",
    module="marketing",
    expected=30,
    reason="صانعات أزمور يبعن عبر الهاتف دون صفحة ولا صور جيدة. القاعة مجهزة بالأنترنت.",
    supported=(("MA-SIB", "موضوع تطلبه تعاونيات الزربية عندنا أيضا."),),
    comments=(("MA-MOH", "هل هناك مبيت للقادمين من بعيد؟"),),
)
MILK = ProposalStory(
    iso="MA-SET",
    title=MODULES["logistics"],
    days=(dt.date(2027, 1, 30),),
    venue="المركز الثقافي",
    module="logistics",
    expected=40,
    reason="تعاونيات الحليب بابن أحمد تخسر جزءا من الإنتاج في النقل والتبريد.",
)
WOMEN = ProposalStory(
    iso="MA-BES",
    title=(
        "التعاونيات النسائية: من النشاط المدر للدخل إلى المقاولة",
        "Coopératives féminines : de l'activité génératrice de revenus à l'entreprise",
    ),
    days=(dt.date(2027, 2, 20),),
    venue="دار المرأة",
    commune="06.111.01.01",
    expected=35,
    reason="اثنتا عشرة تعاونية نسائية أُحدثت هذه السنة ولم تستفد بعد من أي تكوين.",
    supported=(("MA-NOU", ""), ("MA-MED", "")),
    answer_of_staff="يصادف هذا اليوم شهر رمضان: نعيد النظر فيه مع برنامج الربيع.",
)
BANKS = ProposalStory(
    iso="MA-CAS",
    title=(
        "التمويل البنكي للمقاولات الصغيرة جدا",
        "Financement bancaire des très petites entreprises",
    ),
    days=(dt.date(2027, 1, 23),),
    venue="قاعة الندوات",
    commune="06.371.01.01",
    expected=60,
    reason="عدد من المقاولين الذاتيين يسألون عن شروط الاستفادة من القروض المدعمة.",
    objected=(("MA-JDI", "اليوم نفسه مقترح للتسويق الرقمي بأزمور."),),
    answer_of_staff="سيُنظَّم هذا التكوين مع المركز الجهوي للاستثمار خلال الفترة نفسها.",
)
BOOKKEEPING = ProposalStory(
    iso="MA-MOH",
    title=(
        "التدبير المالي والمحاسبة المبسطة للتعاونيات",
        "Gestion financière et comptabilité simplifiée des coopératives",
    ),
    days=(dt.date(2027, 1, 9),),
    venue="دار المواطن",
    commune="06.371.01.01",
    module="governance",
    expected=25,
    reason="أغلب تعاونيات الإقليم لم تعقد جمعها العام لغياب التقارير المالية.",
    supported=(("MA-CAS", ""), ("MA-NOU", ""), ("MA-MED", "القاعة قريبة ومتاحة يوم السبت.")),
)
OPEN_ONES = (MILK, DIGITAL_MARKETING, OLIVE_OIL)
PROPOSALS = (BOOKKEEPING, BANKS, WOMEN, *OPEN_ONES)
NEW_VENUE_HOLDS = 60
NEW_VENUE_IN_FRENCH = "Maison du citoyen"


def make_proposals(registrar: Registrar, programme: Programme, *, staff: User) -> None:
    """Let the provinces propose the events of `PROPOSALS`, answer one another, and staff decide."""
    made = {told: _propose(registrar, programme, told) for told in PROPOSALS}
    accept_proposal(
        made[BOOKKEEPING],
        edition=0,
        plan=AcceptedPlan(
            code=free_code(programme, made[BOOKKEEPING].province),
            title_fr=BOOKKEEPING.title[1],
            capacity=BOOKKEEPING.expected,
            venue_name_fr=NEW_VENUE_IN_FRENCH,
            venue_capacity=NEW_VENUE_HOLDS,
        ),
        by=staff,
    )
    decline_proposal(made[BANKS], edition=0, reason=BANKS.answer_of_staff, by=staff)
    postpone_proposal(made[WOMEN], edition=0, reason=WOMEN.answer_of_staff, by=staff)
    comment_on_proposal(made[OLIVE_OIL], words=OLIVE_OIL.answer_of_staff, by=staff)


def _propose(registrar: Registrar, programme: Programme, told: ProposalStory) -> Proposal:
    module = Module.objects.get(title_ar=MODULES[told.module][0]) if told.module else None
    title_ar, title_fr = told.title
    proposal = propose_event(
        programme=programme,
        session=Session.objects.workshops().get(event__code=GOVERNANCE.code),
        province=registrar.provinces[told.iso],
        title_ar=title_ar,
        title_fr=title_fr,
        module=module,
        venue=None if told.commune else Venue.objects.get(name_ar=told.venue),
        new_venue=told.venue if told.commune else "",
        new_venue_commune=registrar.communes[told.commune] if told.commune else None,
        expected=told.expected,
        reason=told.reason,
        days=[ProposedDay(date) for date in told.days],
        by=registrar.coordinators[told.iso],
    )
    _answer(registrar, proposal, told)
    return proposal


def _answer(registrar: Registrar, proposal: Proposal, told: ProposalStory) -> None:
    for iso, words in told.supported:
        support_proposal(proposal, words=words, by=registrar.coordinators[iso])
    for iso, words in told.objected:
        object_to_proposal(proposal, reason=words, by=registrar.coordinators[iso])
    for iso, words in told.comments:
        comment_on_proposal(proposal, words=words, by=registrar.coordinators[iso])
