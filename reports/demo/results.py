"""What the event that was held brought: its practical workshops and recommendations.

Invented, in the words of the article: the practical workshops exchanged experience, and
recommended how projects last, earn and are led.
"""

from dataclasses import dataclass

from network.models import User
from reports.demo import story
from reports.demo.story import Bilingual
from trainings.models import Event, Module, PracticeGroup, Recommendation, Session
from trainings.services.recommendations import add_group, add_recommendation, follow_up

Horizon, State = Recommendation.Horizon, Recommendation.State


@dataclass(frozen=True)
class GroupStory:
    """A practical workshop; ``module`` is a key of `story.MODULES`."""

    name: Bilingual
    module: str
    people: int
    output: Bilingual
    reporter: str


@dataclass(frozen=True)
class RecommendationStory:
    """A recommendation with what was found since; ``group`` is a key of `GROUPS`."""

    text: Bilingual
    module: str
    group: str
    responsible: str
    horizon: Recommendation.Horizon
    follow_ups: tuple[tuple[Recommendation.State, str], ...] = ()


GROUPS: dict[str, GroupStory] = {
    "quality": GroupStory(
        ("جودة المنتوجات المجالية", "Qualité des produits du terroir"),
        "quality",
        31,
        (
            "جرد نقط الضعف من المادة الأولية إلى التسليم، وصياغة بطاقة تتبع من صفحة واحدة.",
            "Points faibles relevés de la matière première à la livraison, et fiche de "
            "traçabilité d'une page.",
        ),
        "نعيمة الحيرش",
    ),
    "logistics": GroupStory(
        ("النقل والتخزين المشتركان", "Transport et stockage partagés"),
        "logistics",
        34,
        (
            "خريطة أولية لمسارات التزود والتوزيع بين الأقاليم، وحساب ما يوفره الشراء المشترك.",
            "Première carte des circuits d'approvisionnement et de distribution entre provinces, "
            "et calcul de ce que l'achat groupé fait gagner.",
        ),
        "عبد الكريم شهبون",
    ),
    "market": GroupStory(
        ("الولوج إلى الأسواق", "Accès aux marchés"),
        "marketing",
        30,
        (
            "تمرين على تقديم المنتوج لمشتر، ولائحة المعارض الجهوية المناسبة لكل صنف.",
            "Exercice de présentation du produit à un acheteur, et liste des foires régionales "
            "convenant à chaque filière.",
        ),
        "سناء بنحمو",
    ),
    "support": GroupStory(
        ("التدبير المؤسساتي والاستدامة", "Gestion institutionnelle et pérennité"),
        "governance",
        33,
        (
            "نموذج مخطط عمل لثلاث سنوات، ولائحة الوثائق التي يجب أن تمسكها كل هيئة.",
            "Modèle de plan d'action sur trois ans, et liste des documents que chaque organisation "
            "doit tenir.",
        ),
        "يوسف أيت الطالب",
    ),
}

RECOMMENDATIONS: tuple[RecommendationStory, ...] = (
    RecommendationStory(
        text=(
            (
                "وضع مخطط عمل لثلاث سنوات لكل تعاونية وجمعية، مع تتبع وتقييم سنويين "
                "لضمان استدامة المشاريع"
            ),
            (
                "Doter chaque coopérative et association d'un plan d'action de "
                "trois ans, suivi et évalué chaque année, pour assurer la pérennité "
                "des projets"
            ),
        ),
        module="governance",
        group="support",
        responsible="كل هيئة، بمواكبة الشبكة",
        horizon=Horizon.LONG,
    ),
    RecommendationStory(
        text=(
            "تنويع مصادر التمويل والزبناء حتى لا يرتبط المشروع بمورد واحد",
            (
                "Diversifier les sources de financement et la clientèle pour que le "
                "projet ne dépende pas d'une seule ressource"
            ),
        ),
        module="marketing",
        group="market",
        responsible="مكاتب التعاونيات والجمعيات",
        horizon=Horizon.MEDIUM,
    ),
    RecommendationStory(
        text=(
            ("تجميع المشتريات والنقل والتخزين بين تعاونيات الإقليم الواحد للتخفيض من الكلفة"),
            (
                "Grouper achats, transport et stockage entre coopératives d'une "
                "même province pour réduire les coûts"
            ),
        ),
        module="logistics",
        group="logistics",
        responsible="منسقو الأقاليم",
        horizon=Horizon.MEDIUM,
        follow_ups=(
            (State.UNDER_WAY, "اتفقت ثلاث تعاونيات بالزمامرة على نقل مشترك ابتداء من شهر شتنبر."),
        ),
    ),
    RecommendationStory(
        text=(
            ("ضبط كلفة الإنتاج وتحديد الأثمنة على أساسها لتحسين المردودية الاقتصادية"),
            (
                "Maîtriser le coût de production et fixer les prix en conséquence "
                "pour améliorer la rentabilité"
            ),
        ),
        module="quality",
        group="quality",
        responsible="أمناء مال الهيئات",
        horizon=Horizon.SHORT,
    ),
    RecommendationStory(
        text=(
            ("اعتماد دليل مبسط للجودة وبطاقة لتتبع المنتوج من المادة الأولية إلى التسليم"),
            (
                "Adopter un guide simple de la qualité et une fiche de traçabilité, "
                "de la matière première à la livraison"
            ),
        ),
        module="quality",
        group="quality",
        responsible="الشبكة",
        horizon=Horizon.SHORT,
        follow_ups=(
            (State.UNDER_WAY, "أنجزت مسودة الدليل وعرضت على المكونين."),
            (State.DONE, "وزع الدليل وبطاقة التتبع على جميع الأقاليم."),
        ),
    ),
    RecommendationStory(
        text=(
            (
                "توزيع المهام داخل أجهزة التسيير، وعقد الجموع العامة في وقتها، ومسك "
                "المحاضر والمحاسبة"
            ),
            (
                "Répartir les tâches au sein des organes de gestion, tenir les "
                "assemblées générales à temps, les procès-verbaux et la "
                "comptabilité"
            ),
        ),
        module="governance",
        group="support",
        responsible="رؤساء الهيئات",
        horizon=Horizon.MEDIUM,
    ),
)


def write_results(event: Event, *, by: User) -> None:
    """Write down the practical workshops of the training day, and what they recommend."""
    session = event.sessions.get(kind=Session.Kind.TRAINING)
    titles = {module.title_ar: module for module in Module.objects.all()}
    modules = {key: titles[title_ar] for key, (title_ar, _title_fr) in story.MODULES.items()}
    groups = {
        key: _add_group(told, session, modules[told.module], by) for key, told in GROUPS.items()
    }
    for told in RECOMMENDATIONS:
        _recommend(event, told, groups[told.group], modules[told.module], by)


def _add_group(told: GroupStory, session: Session, module: Module, by: User) -> PracticeGroup:
    name_ar, name_fr = told.name
    output_ar, output_fr = told.output
    return add_group(
        session=session,
        name_ar=name_ar,
        name_fr=name_fr,
        module=module,
        people=told.people,
        reporter=told.reporter,
        output_ar=output_ar,
        output_fr=output_fr,
        by=by,
    )


def _recommend(
    event: Event, told: RecommendationStory, group: PracticeGroup, module: Module, by: User
) -> None:
    text_ar, text_fr = told.text
    recommendation = add_recommendation(
        event,
        text_ar=text_ar,
        text_fr=text_fr,
        group=group,
        module=module,
        responsible=told.responsible,
        horizon=told.horizon,
        by=by,
    )
    for state, note in told.follow_ups:
        follow_up(recommendation, state=state, note=note, by=by)
