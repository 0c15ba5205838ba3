"""Putting the story into the tables: accounts, identity, programme, events with their days."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from network.models import Commune, Province, User
from network.services.audit import record_many
from network.services.partners import create_partner
from network.services.setup import create_first_administrator
from network.services.users import create_user
from reports.demo import story
from reports.demo.accounts import ACCOUNTS, ADMINISTRATOR, DemoAccount
from reports.demo.story import DayStory, EventStory, VenueStory
from trainings.models import (
    AgendaItem,
    Event,
    Module,
    Programme,
    Session,
    Venue,
    WorkshopPoint,
)
from trainings.services.days import Day, Hours
from trainings.services.events import create_event
from trainings.services.programmes import Target, create_programme
from trainings.services.venues import RoomFacts, create_venue, set_rooms


def create_accounts() -> dict[str, User]:
    """Create the demo's accounts, the administrator first; return them by e-mail address."""
    name_ar, name_fr = story.IDENTITY["name_ar"], story.IDENTITY["name_fr"]
    administrator = create_first_administrator(
        email=ADMINISTRATOR.email,
        password=ADMINISTRATOR.password,
        full_name=ADMINISTRATOR.full_name,
        name_ar=name_ar,
        name_fr=name_fr,
    )
    others = (account for account in ACCOUNTS if account is not ADMINISTRATOR)
    users = [administrator, *(_create_account(account, by=administrator) for account in others)]
    return {user.email: user for user in users}


def _create_account(account: DemoAccount, *, by: User) -> User:
    return create_user(
        email=account.email,
        password=account.password,
        full_name=account.full_name,
        name_latin=account.name_latin,
        phone=account.phone,
        role=account.role,
        provinces=Province.objects.filter(iso__in=account.provinces),
        by=by,
    )


def create_programme_of_the_year(by: User) -> Programme:
    """Create the partners, the modules and the programme that ties them to the project."""
    partners = [create_partner(name_ar=ar, name_fr=fr, by=by) for ar, fr in story.PARTNERS]
    modules = [Module.objects.create(title_ar=ar, title_fr=fr) for ar, fr in story.MODULES.values()]
    record_many("module.created", modules, by=by, fields=["title_ar", "title_fr"])
    title_ar, title_fr = story.PROGRAMME_TITLE
    project_ar, project_fr = story.PROJECT
    return create_programme(
        partners=partners,
        modules=modules,
        targets=_targets(),
        by=by,
        year=story.YEAR,
        title_ar=title_ar,
        title_fr=title_fr,
        project_ar=project_ar,
        project_fr=project_fr,
        objectives_ar=story.OBJECTIVES[0],
        objectives_fr=story.OBJECTIVES[1],
        method_ar=story.METHOD[0],
        method_fr=story.METHOD[1],
    )


def _targets() -> list[Target]:
    provinces = Province.objects.in_bulk(story.TARGETS, field_name="iso")
    return [Target(provinces[iso], *numbers) for iso, numbers in story.TARGETS.items()]


def plan_event(told: EventStory, programme: Programme, *, by: User) -> Event:
    """Create a draft event with its days, agenda, points and quotas."""
    title_ar, title_fr = told.title
    provinces = Province.objects.in_bulk(told.quotas, field_name="iso")
    event = create_event(
        programme=programme,
        code=told.code,
        title_ar=title_ar,
        title_fr=title_fr,
        venue=_venue(told.venue, by=by),
        capacity=told.capacity,
        hours=told.hours,
        required_presence=told.required_presence,
        days=[_day(day) for day in told.days],
        quotas={provinces[iso]: quota.places for iso, quota in told.quotas.items()},
        by=by,
    )
    _fill_sessions(event, told.days)
    return event


def _venue(told: VenueStory, *, by: User) -> Venue:
    name_ar, name_fr = told.name
    if known := Venue.objects.filter(name_ar=name_ar, commune__hcp_code=told.commune).first():
        return known
    equipment_ar, equipment_fr = told.equipment
    contact_name, contact_phone = told.contact
    latitude, longitude = map(Decimal, told.position) if told.position else (None, None)
    venue = create_venue(
        name_ar=name_ar,
        name_fr=name_fr,
        commune=Commune.objects.get(hcp_code=told.commune),
        capacity=told.capacity,
        equipment_ar=equipment_ar,
        equipment_fr=equipment_fr,
        contact_name=contact_name,
        contact_phone=contact_phone,
        latitude=latitude,
        longitude=longitude,
        by=by,
    )
    rooms = [RoomFacts(None, ar, fr, capacity) for (ar, fr), capacity in told.rooms]
    set_rooms(venue, rooms=rooms, by=by)
    return venue


def _day(told: DayStory) -> Day:
    hours = {period: Hours(starts_at, ends_at) for period, starts_at, ends_at in told.half_days}
    return Day(date=told.date, kind=told.kind, half_days=hours)


def _fill_sessions(event: Event, days: Iterable[DayStory]) -> None:
    """Write agenda and workshop points, which belong to the story as it is planned."""
    modules = {module.title_ar: module for module in Module.objects.all()}
    sessions = {session.date: session for session in event.sessions.all()}
    for day in days:
        session = sessions[day.date]
        AgendaItem.objects.bulk_create(_agenda(session, day, modules))
        WorkshopPoint.objects.bulk_create(
            WorkshopPoint(session=session, position=position, text_ar=ar, text_fr=fr)
            for position, (ar, fr) in enumerate(day.points, start=1)
        )


def _agenda(session: Session, day: DayStory, modules: Mapping[str, Module]) -> Iterable[AgendaItem]:
    for slot in day.agenda:
        title_ar, title_fr = slot.title
        yield AgendaItem(
            session=session,
            kind=slot.kind,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            module=modules[story.MODULES[slot.module][0]] if slot.module else None,
            title_ar=title_ar,
            title_fr=title_fr,
        )
