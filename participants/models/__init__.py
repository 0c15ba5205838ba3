"""Whom it is for: organisations, persons, registrations, attendance."""

from participants.models.attendance import Attendance
from participants.models.organisations import Organisation
from participants.models.persons import Gender, Person
from participants.models.registrations import Registration

__all__ = ["Attendance", "Gender", "Organisation", "Person", "Registration"]
