"""Who receives certificates, as the registers have them now."""

from dataclasses import dataclass
from typing import Any

from certificates.models import Certificate, Group
from network.models import Partner, User
from participants.models import Registration
from trainings.models import AgendaItem, Event, Trainer

# What a trainer is certified for having led.
LED = (AgendaItem.Kind.MODULE, AgendaItem.Kind.PRACTICE)
# A slot that has neither a title nor a module, in the words of the paper.
UNNAMED = {
    AgendaItem.Kind.MODULE: ("محور تكويني", "Module de formation"),
    AgendaItem.Kind.PRACTICE: ("ورشة تطبيقية", "Atelier pratique"),
}
REGISTRATION_NEEDS = ("person__national_id", "organisation", "province")


@dataclass(frozen=True)
class Teaching:
    """A trainer and what they led at an event: titles in Arabic and French, in agenda order."""

    trainer: Trainer
    modules: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return str(self.trainer)


Recipient = Registration | Teaching | User | Partner


def columns_of(recipient: Recipient) -> dict[str, Any]:
    """Return the columns of a certificate that say whose it is."""
    match recipient:
        case Registration():
            return {"registration": recipient, "province": recipient.province}
        case Teaching():
            return {"trainer": recipient.trainer}
        case User():
            return {"coordinator": recipient}
        case Partner():
            return {"partner": recipient}


def present_recipient(certificate: Certificate) -> Recipient:
    """Return whom a certificate is for, with all that is printed of them now."""
    key = certificate.recipient_key
    match key.group:
        case Group.REGISTRATION:
            return Registration.objects.select_related(*REGISTRATION_NEEDS).get(pk=key.pk)
        case Group.TRAINER:
            trainer = Trainer.objects.get(pk=key.pk)
            led = list_teachings(certificate.event).get(trainer.pk)
            return led or Teaching(trainer)
        case Group.COORDINATOR:
            return User.objects.get(pk=key.pk)
        case Group.PARTNER:
            return Partner.objects.get(pk=key.pk)


def list_teachings(event: Event) -> dict[int, Teaching]:
    """Return everybody whom the agenda of an event names, by primary key, in its order.

    Whoever leads no module and no practical workshop has no ``modules``. One query.
    """
    items = AgendaItem.objects.filter(session__event=event, trainer__isnull=False)
    trainers: dict[int, Trainer] = {}
    # As keys, since a module that fills the morning and the afternoon is one module.
    led: dict[int, dict[tuple[str, str], None]] = {}
    for item in items.select_related("trainer", "module"):
        assert item.trainer is not None  # noqa: S101 for the types, the query says so
        trainers[item.trainer.pk] = item.trainer
        titles = led.setdefault(item.trainer.pk, {})
        if item.kind in LED:
            titles[_title(item)] = None
    return {pk: Teaching(trainer, tuple(led[pk])) for pk, trainer in trainers.items()}


def _title(item: AgendaItem) -> tuple[str, str]:
    """Return what a slot is called: by its own title, or its module's, or by its kind."""
    if item.title_ar or item.title_fr:
        return item.title_ar, item.title_fr
    if item.module:
        return item.module.title_ar, item.module.title_fr
    return UNNAMED[AgendaItem.Kind(item.kind)]
