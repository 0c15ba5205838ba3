"""What is planned: programmes, events with their sessions, venues, quotas."""

from trainings.models.events import Event, Quota
from trainings.models.preparation import PreparationStep, TemplateStep
from trainings.models.programmes import Module, Programme, ProgrammePartner, Venue
from trainings.models.sessions import AgendaItem, HalfDay, Recommendation, Session, WorkshopPoint

__all__ = [
    "AgendaItem",
    "Event",
    "HalfDay",
    "Module",
    "PreparationStep",
    "Programme",
    "ProgrammePartner",
    "Quota",
    "Recommendation",
    "Session",
    "TemplateStep",
    "Venue",
    "WorkshopPoint",
]
