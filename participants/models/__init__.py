"""Whom it is for: organisations, persons, registrations, attendance, and how they come and go."""

from participants.models.affiliations import Affiliation, Capacity
from participants.models.announcements import (
    Announcement,
    MessageKind,
    Recipient,
    UsualText,
)
from participants.models.applications import Application, ApplicationLink
from participants.models.attendance import Attendance
from participants.models.duplicates import DuplicatePair, Merge
from participants.models.exports import Export
from participants.models.imports import ImportRow, ImportRun
from participants.models.national_ids import NationalId
from participants.models.notices import Notice
from participants.models.organisations import Organisation
from participants.models.persons import ConsentChannel, Gender, Person
from participants.models.registrations import Registration
from participants.models.transfers import ProvinceTransfer

__all__ = [
    "Affiliation",
    "Announcement",
    "Application",
    "ApplicationLink",
    "Attendance",
    "Capacity",
    "ConsentChannel",
    "DuplicatePair",
    "Export",
    "Gender",
    "ImportRow",
    "ImportRun",
    "Merge",
    "MessageKind",
    "NationalId",
    "Notice",
    "Organisation",
    "Person",
    "ProvinceTransfer",
    "Recipient",
    "Registration",
    "UsualText",
]
