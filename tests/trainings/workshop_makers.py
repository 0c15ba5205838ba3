"""Workshops to test with."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from network.models import Role
from tests.factories import SessionFactory, UserFactory
from trainings.models import Decision, Invitation, Session, WorkshopPoint


class WorkshopFactory(SessionFactory):
    """A workshop in ten days from now."""

    date = factory.LazyFunction(lambda: in_days(10))
    kind = Session.Kind.WORKSHOP


class InvitationFactory(DjangoModelFactory):
    """A coordinator who has not answered yet."""

    class Meta:
        model = Invitation

    session = factory.SubFactory(WorkshopFactory)
    coordinator = factory.SubFactory(UserFactory, role=Role.COORDINATOR)


class PointFactory(DjangoModelFactory):
    class Meta:
        model = WorkshopPoint

    session = factory.SubFactory(WorkshopFactory)
    position = factory.Sequence(lambda n: n + 1)
    text_ar = factory.Sequence(lambda n: f"نقطة {n}")
    text_fr = factory.Sequence(lambda n: f"Point {n}")


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    session = factory.SubFactory(WorkshopFactory)
    position = factory.Sequence(lambda n: n + 1)
    text_ar = factory.Sequence(lambda n: f"قرار {n}")
    text_fr = factory.Sequence(lambda n: f"Décision {n}")


def in_days(days):
    """The day so many days from today."""
    return timezone.localdate() + dt.timedelta(days=days)


def address(workshop, part=""):
    return f"/events/{workshop.event.code}/workshops/{workshop.date.isoformat()}/{part}"


def shown(client, workshop, **query):
    return client.get(address(workshop), query)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def said(answer):
    return [message.level_tag for message in answer.context["messages"]]
