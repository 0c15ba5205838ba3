"""A network of any size in PostgreSQL within minutes: people, organisations, events, registrations.

Rows go in by COPY, into tables without their indexes, which are built afterwards.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from random import Random
from typing import Any

from django.db import connection, models
from django.utils import timezone

from bench._people import InventedPerson, invent_people
from network.models import Commune, Province, Role, User
from participants.models import Affiliation, Attendance, Organisation, Person, Registration
from participants.names import arabic_key, latin_key
from trainings.models import Event, HalfDay, Programme, Quota, Session, Venue

PEOPLE_A_BODY = 5
PEOPLE_AN_EVENT = 100
PROVINCES_AN_EVENT = 2
YEARS = 10
BODIES = (("تعاونية", "Coopérative", "cooperative"), ("جمعية", "Association", "association"))
WITHOUT_CONSENT = 0.03
CHANCE = Random(4)  # noqa: S311 no secret
LOADED = (
    Organisation,
    Person,
    Affiliation,
    Event,
    Quota,
    Session,
    HalfDay,
    Registration,
    Attendance,
)


def load_network(people: int) -> dict[str, int]:
    """Fill an empty, prepared database with so many people and what belongs to them."""
    provinces = dict(Province.objects.values_list("hcp_code", "pk"))
    communes = dict(Commune.objects.values_list("hcp_code", "pk"))
    user = User.objects.create_user("bench@example.org", full_name="Bench", role=Role.STAFF)
    invented = list(invent_people(people))
    with _tables_without_indexes():
        bodies = _load_organisations(people // PEOPLE_A_BODY or 1, list(provinces.values()))
        homes = _load_people(invented, provinces, communes, bodies)
        events = _load_events(max(people // PEOPLE_AN_EVENT, 8), list(provinces.values()))
        _load_registrations(homes, events, user)
    with connection.cursor() as cursor:
        # As autovacuum does by and by: who reads an index alone relies on it.
        cursor.execute("VACUUM ANALYZE")
    return {model._meta.model_name: model._default_manager.count() for model in LOADED}


def _load_organisations(number: int, provinces: Sequence[int]) -> dict[int, list[int]]:
    """Load organisations spread evenly; return their keys by province."""
    by_province = defaultdict(list)
    rows = []
    names = invent_people(number, seed=2)
    for pk, person in enumerate(names, start=1):
        word_ar, word_fr, kind = BODIES[pk % 2]
        province = provinces[pk % len(provinces)]
        by_province[province].append(pk)
        name_ar, name_fr = (
            (f"{word_ar} {person.family_name_ar} {pk}"),
            (f"{word_fr} {person.family_name_latin} {pk}"),
        )
        rows.append((pk, kind, name_ar, name_fr, arabic_key(name_ar), latin_key(name_fr), province))
    copy_rows(
        Organisation, ("id", "kind", "name_ar", "name_fr", "key_ar", "key_fr", "province_id"), rows
    )
    return by_province


def _load_people(
    people: Iterable[InventedPerson],
    provinces: dict[str, int],
    communes: dict[str, int],
    bodies: dict[int, list[int]],
) -> list[int]:
    """Load people and whom they stand for; return their provinces in the order of their keys."""
    now, rows, homes, stands = timezone.now(), [], [], []
    for pk, person in enumerate(people, start=1):
        province = provinces[person.province]
        here = bodies.get(province)
        body = CHANCE.choice(here) if here and CHANCE.random() < 0.85 else None
        homes.append(province)
        if body:
            stands.append((len(stands) + 1, pk, body))
        rows.append(
            (
                pk,
                person.given_name_ar,
                person.family_name_ar,
                person.given_name_latin,
                person.family_name_latin,
                _key(arabic_key, person.given_name_ar, person.family_name_ar),
                _key(latin_key, person.given_name_latin, person.family_name_latin),
                person.gender,
                person.birth_year,
                person.phone,
                province,
                communes[person.commune],
                body,
                None if CHANCE.random() < WITHOUT_CONSENT else now,
            )
        )
    columns = (
        *("id", "given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin"),
        *("key_ar", "key_latin", "gender", "birth_year", "phone", "province_id", "commune_id"),
        *("organisation_id", "consent_at"),
    )
    copy_rows(Person, columns, rows)
    copy_rows(Affiliation, ("id", "person_id", "organisation_id"), stands)
    return homes


def _load_events(number: int, provinces: Sequence[int]) -> dict[int, list[int]]:
    """Load events of ten years, a few still to come; return their keys by province."""
    named = {"title_ar": "برنامج", "title_fr": "Programme"}
    this_year, today = timezone.localdate().year, timezone.localdate()
    programmes = [
        Programme.objects.create(year=year, project_ar="مشروع", project_fr="Projet", **named)
        for year in range(this_year - YEARS + 1, this_year + 1)
    ]
    venue = Venue.objects.create(
        name_ar="قاعة", name_fr="Salle", commune=Commune.objects.first(), capacity=300
    )
    events, quotas, sessions, by_province = [], [], [], defaultdict(list)
    for pk in range(1, number + 1):
        age = (number - pk) * YEARS // number
        days = dt.timedelta(days=60 - (number - pk) * YEARS * 365 // number)
        state = "open" if days.days > 0 else "held"
        title = (f"تدبير الجودة {pk}", f"Gestion de la qualité {pk}")
        programme = programmes[-1 - age].pk
        events.append((pk, programme, f"B{pk:05}", *title, venue.pk, state, 100, 12))
        sessions.append((pk, pk, today + days, "training"))
        # The last one is for everybody: also a network of a few people has an event to register at.
        share = len(provinces) if pk == number else PROVINCES_AN_EVENT
        for place in range(share):
            province = provinces[(pk * PROVINCES_AN_EVENT + place) % len(provinces)]
            quotas.append((len(quotas) + 1, pk, province, 60))
            by_province[province].append(pk)
    columns = ("id", "programme_id", "code", "title_ar", "title_fr", "venue_id", "state")
    copy_rows(Event, (*columns, "capacity", "hours"), events)
    copy_rows(Quota, ("id", "event_id", "province_id", "places"), quotas)
    copy_rows(Session, ("id", "event_id", "date", "kind"), sessions)
    half_days = [(pk, pk, HalfDay.Period.MORNING, "09:00", "12:30") for pk, *_ in sessions]
    copy_rows(HalfDay, ("id", "session_id", "period", "starts_at", "ends_at"), half_days)
    return by_province


def _load_registrations(homes: Sequence[int], events: dict[int, list[int]], user: User) -> None:
    """Load 1.2 registrations a person, most with their presence."""
    now, rows, marks = timezone.now(), [], []
    for person, province in enumerate(homes, start=1):
        here = events.get(province, [])
        wanted = 2 if person % 5 == 0 else 1
        for event in CHANCE.sample(here, min(wanted, len(here))):
            pk = len(rows) + 1
            state = "waitlisted" if CHANCE.random() < 0.05 else "registered"
            rows.append((pk, event, person, province, state, uuid.uuid4(), user.pk, now))
            if state == "registered" and CHANCE.random() < 0.9:
                marks.append((len(marks) + 1, pk, event, True, user.pk))
    columns = ("id", "event_id", "person_id", "province_id", "state", "submission_key")
    copy_rows(Registration, (*columns, "registered_by_id", "registered_at"), rows)
    marked = ("id", "registration_id", "half_day_id", "present", "marked_by_id")
    copy_rows(Attendance, marked, marks)


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Put rows into a model's table by COPY; columns that are not given get their defaults."""
    fields = [f for f in model._meta.concrete_fields if not f.generated and f.column not in columns]
    rest = [_default(field) for field in fields]
    table, listed = model._meta.db_table, ", ".join([*columns, *(f.column for f in fields)])
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *rest))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608 our own tables
        )


def _default(field: Any) -> Any:
    is_clock = getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
    return timezone.now() if is_clock else field.get_default()


@contextmanager
def _tables_without_indexes() -> Iterator[None]:
    """Take away the plain indexes and the checks of references, and bring them back."""
    tables = [model._meta.db_table for model in LOADED]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname"
            " NOT IN (SELECT conname FROM pg_constraint)",
            [tables],
        )
        indexes = cursor.fetchall()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")


def _key(fold: Callable[[str], str], given: str, family: str) -> str:
    # Each half on its own is folded once; of a few names the whole would be folded otherwise.
    return f"{_folded(fold, given)} {_folded(fold, family)}"


@lru_cache(maxsize=200_000)
def _folded(fold: Callable[[str], str], name: str) -> str:
    return fold(name)
