"""Messages and rows of their ledger to test with."""

import factory
from factory.django import DjangoModelFactory

from participants.models import Announcement, MessageKind, Recipient
from tests import factories


class AnnouncementFactory(DjangoModelFactory):
    """A draft of a reminder in Arabic, without a gap for anybody."""

    class Meta:
        model = Announcement

    event = factory.SubFactory(factories.EventFactory)
    kind = MessageKind.REMINDER
    language = "ar"
    subject_ar = "تذكير: {اللقاء}"
    body_ar = "{السيد} {الاسم}، موعدنا قريب."
    subject_fr = "Rappel : {rencontre}"
    body_fr = "{civilité} {nom}, à bientôt."
    created_by = factory.SubFactory(factories.UserFactory)


class RecipientFactory(DjangoModelFactory):
    """A person whose e-mail waits to go out."""

    class Meta:
        model = Recipient

    announcement = factory.SubFactory(AnnouncementFactory)
    person = factory.SubFactory(
        factories.PersonFactory, email=factory.Sequence(lambda n: f"p{n}@example.org")
    )
    province = factory.SelfAttribute("person.province")
    state = Recipient.State.WAITING
    channel = Recipient.Channel.EMAIL
    added_by = factory.SelfAttribute("announcement.created_by")
