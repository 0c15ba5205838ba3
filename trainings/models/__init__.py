"""What is planned: programmes, events with their sessions, venues, quotas, and what is agreed."""

from trainings.models.events import Event, EventStep, Quota
from trainings.models.feeds import CalendarFeed
from trainings.models.modules import Module
from trainings.models.preparation import PreparationStep, TemplateStep
from trainings.models.programmes import (
    Programme,
    ProgrammeModule,
    ProgrammePartner,
    ProgrammeTarget,
)
from trainings.models.proposals import Proposal, ProposalDay, ProposalEntry
from trainings.models.recommendations import FollowUp, PracticeGroup, Recommendation
from trainings.models.sessions import AgendaItem, HalfDay, Session
from trainings.models.trainers import Trainer
from trainings.models.venues import Room, Venue, VenuePhoto
from trainings.models.workshops import (
    Decision,
    FrozenCount,
    FrozenProvinceCount,
    Invitation,
    WorkshopPoint,
)

__all__ = [
    "AgendaItem",
    "CalendarFeed",
    "Decision",
    "Event",
    "EventStep",
    "FollowUp",
    "FrozenCount",
    "FrozenProvinceCount",
    "HalfDay",
    "Invitation",
    "Module",
    "PracticeGroup",
    "PreparationStep",
    "Programme",
    "ProgrammeModule",
    "ProgrammePartner",
    "ProgrammeTarget",
    "Proposal",
    "ProposalDay",
    "ProposalEntry",
    "Quota",
    "Recommendation",
    "Room",
    "Session",
    "TemplateStep",
    "Trainer",
    "Venue",
    "VenuePhoto",
    "WorkshopPoint",
]
