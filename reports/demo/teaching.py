"""Who leads the demo's modules, and what these are about. The trainers are invented."""

from dataclasses import dataclass

from network.models import User
from network.services.audit import record_many
from reports.demo.story import MODULES, Bilingual
from trainings.models import AgendaItem, Event, Module, Trainer
from trainings.services.modules import update_module
from trainings.services.trainers import create_trainer, retire_trainer

# Beside those of the people: a block that no operator is listed for.
PHONES = "06920095"

CONTENTS: dict[str, Bilingual] = {
    "introduction": (
        "مكونات الاقتصاد الاجتماعي والتضامني: التعاونيات والجمعيات والتعاضديات والمقاولة "
        "الاجتماعية.\nالإطار القانوني والمؤسساتي، وبرامج الدعم.\nرهانات التنمية الجهوية وموقع "
        "الفاعلين المحليين منها.",
        "Les composantes de l'ESS : coopératives, associations, mutuelles, entreprise sociale.\n"
        "Cadre juridique et institutionnel, programmes d'appui.\nLes enjeux du développement "
        "régional et la place des acteurs locaux.",
    ),
    "quality": (
        "الجودة كما يراها الزبون.\nمن المادة الأولية إلى التسليم: نقط المراقبة وبطاقة التتبع.\n"
        "دليل مبسط للجودة تضعه التعاونية بنفسها.",
        "La qualité vue par le client.\nDe la matière première à la livraison : points de contrôle "
        "et fiche de traçabilité.\nUn guide simple de la qualité, établi par la coopérative.",
    ),
    "logistics": (
        "تدبير المخزون والتلفيف والنقل.\nتجميع المشتريات والتوزيع بين تعاونيات الإقليم.\n"
        "احتساب كلفة سلسلة التوريد.",
        "Gérer le stock, l'emballage et le transport.\nGrouper achats et distribution entre "
        "coopératives d'une province.\nCalculer le coût de la chaîne d'approvisionnement.",
    ),
    "governance": (
        "توزيع المهام داخل أجهزة التسيير.\nالجموع العامة والمحاضر ومسك المحاسبة.\nالشفافية تجاه "
        "الأعضاء والشركاء.",
        "Répartir les tâches au sein des organes de gestion.\nAssemblées générales, procès-verbaux "
        "et comptabilité.\nLa transparence envers les membres et les partenaires.",
    ),
    "marketing": (
        "معرفة السوق وتحديد الثمن.\nالعلامة والتلفيف والتسويق الرقمي.\nالمعارض ونقط البيع "
        "والطلبيات العمومية.",
        "Connaître le marché et fixer le prix.\nMarque, emballage et vente en ligne.\nFoires, "
        "points de vente et commande publique.",
    ),
}


@dataclass(frozen=True)
class TrainerStory:
    """A trainer; ``modules`` are keys of `MODULES`, ``leads`` those led in the demo's agendas."""

    name: Bilingual
    organisation: Bilingual
    modules: tuple[str, ...]
    leads: tuple[str, ...] = ()
    is_retired: bool = False


TRAINERS = (
    TrainerStory(
        ("حسناء الركراكي", "Hasna Regragui"),
        ("مكتب آفاق للتكوين والاستشارة", "Cabinet Afaq, formation et conseil"),
        ("introduction", "governance"),
        leads=("introduction", "governance"),
    ),
    TrainerStory(
        ("عبد الرحيم المذكوري", "Abderrahim Medkouri"),
        ("خبير مستقل في تدبير الجودة", "Expert indépendant en management de la qualité"),
        ("quality",),
        leads=("quality",),
    ),
    TrainerStory(
        ("سمية بنجلون", "Soumia Benjelloun"),
        ("جمعية مبادرات للتكوين", "Association Initiatives formation"),
        ("marketing", "introduction"),
        leads=("marketing",),
    ),
    TrainerStory(
        ("يونس التازي", "Youness Tazi"),
        ("مستشار في اللوجستيك", "Consultant en logistique"),
        ("logistics", "quality"),
        leads=("logistics",),
    ),
    TrainerStory(
        ("الحسين أوعلي", "Lahoucine Ouali"),
        ("", ""),
        ("governance",),
        is_retired=True,
    ),
)


def describe_modules(*, by: User) -> None:
    """Write what each module of the programme is about."""
    modules = {module.title_ar: module for module in Module.objects.all()}
    for key, (summary_ar, summary_fr) in CONTENTS.items():
        title_ar, title_fr = MODULES[key]
        update_module(
            modules[title_ar],
            title_ar=title_ar,
            title_fr=title_fr,
            summary_ar=summary_ar,
            summary_fr=summary_fr,
            by=by,
        )


def bring_trainers(*, by: User) -> None:
    """Create the trainers, and put each where the agendas have their modules."""
    modules = {module.title_ar: module for module in Module.objects.all()}
    for position, told in enumerate(TRAINERS, start=1):
        trainer = create_trainer(
            name_ar=told.name[0],
            name_fr=told.name[1],
            organisation_ar=told.organisation[0],
            organisation_fr=told.organisation[1],
            phone=f"{PHONES}{position:02}",
            modules=[modules[MODULES[key][0]] for key in told.modules],
            by=by,
        )
        _lead(trainer, [modules[MODULES[key][0]] for key in told.leads], by=by)
        if told.is_retired:
            retire_trainer(trainer, by=by)


def _lead(trainer: Trainer, modules: list[Module], *, by: User) -> None:
    """Let a trainer lead these modules, and the practice of the days that have no other theme.

    For drafts nobody has been asked yet.
    """
    asked_for = AgendaItem.objects.exclude(session__event__state=Event.State.DRAFT)
    slots = list(asked_for.filter(module__in=modules))
    days = {slot.session_id for slot in slots}
    others = AgendaItem.objects.filter(session__in=days, kind=AgendaItem.Kind.MODULE)
    shared = set(others.exclude(module__in=modules).values_list("session", flat=True))
    practice = AgendaItem.objects.filter(session__in=days - shared, kind=AgendaItem.Kind.PRACTICE)
    slots += practice
    AgendaItem.objects.filter(pk__in=[slot.pk for slot in slots]).update(trainer=trainer)
    record_many("agenda_slot.updated", slots, by=by, fields=["trainer"])
