"""Changes of the network's usual steps of preparation, with which every event begins."""

from typing import TypedDict, Unpack

from django.db import transaction

from network.models import User
from network.services.audit import record, record_many
from trainings.models import TemplateStep
from trainings.services.facts import save_facts
from trainings.services.ordering import last_position, move_row
from trainings.services.standing_rows import hold_row, remove_row

Whose = TemplateStep.Whose
# What the network has always done before an event: Arabic, French, days before, whose.
USUAL_STEPS = (
    ("حجز المكان وتأكيده كتابة", "Réserver le lieu et le confirmer par écrit", 30, Whose.STAFF),
    (
        "إخبار الشركاء والسلطات المحلية",
        "Informer les partenaires et les autorités",
        21,
        Whose.STAFF,
    ),
    ("توجيه الدعوات إلى المستفيدين", "Envoyer les convocations aux bénéficiaires", 15, Whose.EACH),
    ("تدبير اللوجستيك والتنقل", "Régler la logistique et le transport", 10, Whose.HOST),
    ("الاتفاق مع ممون التغذية واستراحات الشاي", "Commander repas et pauses-thé", 7, Whose.HOST),
    ("إعداد الدعامات البيداغوجية", "Préparer les supports pédagogiques", 7, Whose.STAFF),
    ("طبع أوراق الحضور", "Imprimer les feuilles d'émargement", 2, Whose.STAFF),
)


class UsualStepFacts(TypedDict):
    """What is known of a usual step."""

    name_ar: str
    name_fr: str
    days_before: int
    whose: str


@transaction.atomic
def load_usual_steps(*, by: User | None = None) -> int:
    """Fill an empty list with the steps of `USUAL_STEPS`; return how many were added.

    A list that holds a step stays as it is. ``by`` is None where the house is being set up and
    nobody has an account yet: then there is nobody to name in the audit log.
    """
    if TemplateStep.objects.exists():
        return 0
    steps = TemplateStep.objects.bulk_create(
        TemplateStep(position=position, name_ar=ar, name_fr=fr, days_before=days, whose=whose)
        for position, (ar, fr, days, whose) in enumerate(USUAL_STEPS, start=1)
    )
    if by is not None:
        record_many("usual_step.created", steps, by=by, fields=UsualStepFacts.__annotations__)
    return len(steps)


@transaction.atomic
def add_usual_step(*, by: User, **facts: Unpack[UsualStepFacts]) -> TemplateStep:
    """Add a usual step at the end of the list. Events that have begun stay as they are."""
    position = last_position(TemplateStep.objects.all()) + 1
    step = TemplateStep.objects.create(position=position, **facts)
    record("usual_step.created", step, by=by, fields=facts)
    return step


@transaction.atomic
def change_usual_step(
    step: TemplateStep, *, by: User, **facts: Unpack[UsualStepFacts]
) -> TemplateStep:
    """Change a usual step; return it as it stands now. Events that have begun stay as they are.

    Raises `RowGone`.
    """
    current = hold_row(step)
    if changed := save_facts(current, facts):
        record("usual_step.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def remove_usual_step(step: TemplateStep, *, by: User) -> None:
    """Take a usual step off the list. Events that have begun keep it. Raises `RowGone`."""
    remove_row(step, "usual_step.removed", by=by)


@transaction.atomic
def move_usual_step(step: TemplateStep, *, up: bool, by: User) -> None:
    """Let a usual step change places with the one before it (``up``) or after it.

    At the end of the list nothing happens.
    """
    if move_row(TemplateStep.objects.all(), step, up=up):
        record("usual_step.moved", step, by=by, fields=["position"])
