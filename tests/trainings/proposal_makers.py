"""Proposals to test with, as a coordinator makes them."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tests import factories
from trainings.models import Proposal, ProposalDay, ProposalEntry
from trainings.services.proposals import ProposedDay, propose_event


class ProposalFactory(DjangoModelFactory):
    """A proposal in discussion for one day in a month, with the first line of its history."""

    class Meta:
        model = Proposal
        skip_postgeneration_save = True

    programme = factory.SubFactory(factories.ProgrammeFactory)
    province = factory.SubFactory(factories.ProvinceFactory)
    title_ar = factory.Sequence(lambda n: f"تثمين المنتوجات المجالية {n}")
    title_fr = factory.Sequence(lambda n: f"Valorisation des produits du terroir {n}")
    venue = factory.SubFactory(factories.VenueFactory)
    expected = 40
    reason = "طلب من تعاونيات الإقليم"
    proposed_by = factory.LazyAttribute(
        lambda proposal: factories.UserFactory(role="coordinator", provinces=[proposal.province])
    )

    @factory.post_generation
    def date(self, create, extracted, **kwargs):
        ProposalDay.objects.create(proposal=self, date=extracted or in_days(30))
        ProposalEntry.objects.create(proposal=self, kind="proposed", by=self.proposed_by)


def in_days(number):
    """The date in so many days from now."""
    return timezone.localdate() + dt.timedelta(days=number)


def facts_of(province, **changes):
    """What a coordinator of the province proposes, of a known venue."""
    facts = {
        "session": None,
        "province": province,
        "title_ar": "تثمين المنتوجات المجالية",
        "title_fr": "Valorisation des produits du terroir",
        "module": None,
        "venue": None,
        "new_venue": "",
        "new_venue_commune": None,
        "expected": 40,
        "reason": "طلب من تعاونيات الإقليم",
        **changes,
    }
    facts.setdefault("programme", factories.ProgrammeFactory())
    if not facts["new_venue"] and facts["venue"] is None:
        facts["venue"] = factories.VenueFactory()
    return facts


def propose(coordinator, *, days=None, **changes):
    """Let a coordinator propose an event for their first province."""
    facts = facts_of(coordinator.provinces.get(), **changes)
    return propose_event(days=days or [ProposedDay(in_days(30))], by=coordinator, **facts)


def history(proposal):
    """The lines of its history: what was done, and the words."""
    return list(proposal.entries.values_list("kind", "text"))
