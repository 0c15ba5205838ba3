"""What is to be done before an event: taken over from the usual steps, changed, and ticked."""

from collections.abc import Iterator
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from network.models import Province, User
from network.services.audit import record, record_many
from trainings.models import Event, PreparationStep, TemplateStep
from trainings.services.errors import NoUsualSteps, StepTicked, StepUnticked
from trainings.services.facts import save_facts
from trainings.services.standing_rows import RowGone, hold_row, remove_row

Responsible = PreparationStep.Responsible


class StepFacts(TypedDict):
    """What is known of a step beside who ticked it; ``person`` or ``province`` by responsible."""

    name_ar: str
    name_fr: str
    days_before: int
    responsible: str
    person: User | None
    province: Province | None
    note: NotRequired[str]


@transaction.atomic
def prepare_event(event: Event, *, by: User) -> list[PreparationStep]:
    """Give the event the network's usual steps, once; return the new ones.

    Of two who ask at once only one adds them, which the UPDATE itself decides. While the network
    has no usual steps the event waits for them: nothing is added, and it may be asked again.
    """
    usual = list(TemplateStep.objects.all())
    row = Event.objects.filter(pk=event.pk, prepared_at__isnull=True)
    if not usual or not row.update(prepared_at=timezone.now()):
        return []
    steps = PreparationStep.objects.bulk_create(_steps_of(event, usual))
    record_many("preparation_step.created", steps, by=by, fields=StepFacts.__annotations__)
    return steps


@transaction.atomic
def begin_preparation(event: Event, *, by: User) -> list[PreparationStep]:
    """Prepare an event because somebody asks for it; raises `NoUsualSteps` where none is known."""
    if not TemplateStep.objects.exists():
        raise NoUsualSteps
    return prepare_event(event, by=by)


@transaction.atomic
def add_step(event: Event, *, by: User, **facts: Unpack[StepFacts]) -> PreparationStep:
    """Add a step to this event alone."""
    step = PreparationStep.objects.create(event=event, **facts)
    record("preparation_step.created", step, by=by, fields=facts)
    return step


@transaction.atomic
def change_step(step: PreparationStep, *, by: User, **facts: Unpack[StepFacts]) -> PreparationStep:
    """Change a step of an event; return it as it stands now. Whether it is done stays.

    Raises `RowGone`.
    """
    current = hold_row(step)
    if changed := save_facts(current, facts):
        record("preparation_step.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def write_note(step: PreparationStep, *, note: str, by: User) -> None:
    """Write what others should know of a step; raises `RowGone`."""
    current = hold_row(step)
    if changed := save_facts(current, {"note": note}):
        record("preparation_step.updated", current, by=by, fields=changed)


@transaction.atomic
def remove_step(step: PreparationStep, *, by: User) -> None:
    """Take a step off the event; raises `RowGone`."""
    remove_row(step, "preparation_step.removed", by=by)


@transaction.atomic
def mark_step_done(step: PreparationStep, *, by: User) -> None:
    """Tick a step; raises `StepTicked` where somebody has ticked it already, or `RowGone`."""
    row = PreparationStep.objects.filter(pk=step.pk)
    if not row.filter(done_at__isnull=True).update(done_at=timezone.now(), done_by=by):
        ticked = row.select_related("done_by").first()
        raise StepTicked(ticked) if ticked else RowGone
    record("preparation_step.done", step, by=by, fields=["done_at", "done_by"])


@transaction.atomic
def mark_step_undone(step: PreparationStep, *, by: User) -> None:
    """Take the tick off a step; raises `StepUnticked` where it has none."""
    row = PreparationStep.objects.filter(pk=step.pk, done_at__isnull=False)
    if not row.update(done_at=None, done_by=None):
        raise StepUnticked(step)
    record("preparation_step.undone", step, by=by, fields=["done_at", "done_by"])


def _steps_of(event: Event, usual: list[TemplateStep]) -> Iterator[PreparationStep]:
    host = event.venue.commune.province
    quotas = event.quotas.filter(places__gt=0).select_related("province")
    falls_to: dict[str, list[Province | None]] = {
        TemplateStep.Whose.STAFF: [None],
        TemplateStep.Whose.HOST: [host],
        TemplateStep.Whose.EACH: [quota.province for quota in quotas],
    }
    for template in usual:
        for province in falls_to[template.whose]:
            yield PreparationStep(
                event=event,
                name_ar=template.name_ar,
                name_fr=template.name_fr,
                days_before=template.days_before,
                responsible=Responsible.PROVINCE if province else Responsible.STAFF,
                province=province,
            )
