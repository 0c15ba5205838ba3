"""Loading the demo: all of it or nothing, once, and never among other people's data."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from certificates.kinds import Kind
from certificates.models import Certificate
from certificates.services.printing import print_event
from network.models import NetworkIdentity, User
from network.services.partners import update_network_identity
from network.services.territory import load_territory
from participants.models import Person
from reports.demo import story, telling, work, workshops
from reports.demo.accounts import ADMINISTRATOR, STAFF
from reports.demo.attending import (
    Registrar,
    hand_out_certificates,
    let_through,
    take_presence,
)
from reports.demo.calendar import DRAFT, GOVERNANCE, HELD, OPEN
from reports.demo.calling_off import call_off
from reports.demo.designing import begin_design
from reports.demo.giving import give_papers
from reports.demo.planning import (
    create_accounts,
    create_programme_of_the_year,
    plan_event,
)
from reports.demo.preparing import tick_steps
from reports.demo.proposing import make_proposals
from reports.demo.results import write_results
from reports.demo.story import EventStory
from reports.demo.teaching import bring_trainers, describe_modules
from trainings.models import Event, Programme
from trainings.services.events import close_registration, mark_held, open_registration
from trainings.services.usual_steps import load_usual_steps


class DatabaseInUse(Exception):
    """There are other people's data here, among which the demo has no place."""

    def __str__(self) -> str:
        return (
            "This database holds data that are not the demo's. The demo is loaded into an empty "
            "database only; nothing was changed."
        )


def is_demo_loaded() -> bool:
    """Say whether this database holds the demo: its administrator and its event."""
    administrator = User.objects.filter(email=ADMINISTRATOR.email)
    return administrator.exists() and Event.objects.filter(code=HELD.code).exists()


@transaction.atomic
def load_demo() -> bool:
    """Load territory and demo in one transaction; False where the demo is there already.

    Raises `DatabaseInUse` on a database with anybody else's data. What demo users have changed
    since stays as it is.
    """
    if is_demo_loaded():
        return False
    if any(model.objects.exists() for model in (User, NetworkIdentity, Programme, Person)):
        raise DatabaseInUse
    load_territory()
    users = create_accounts()
    administrator = users[ADMINISTRATOR.email]
    update_network_identity(by=administrator, **story.IDENTITY)
    load_usual_steps(by=administrator)
    programme = create_programme_of_the_year(administrator)
    describe_modules(by=administrator)
    registrar = Registrar(users)
    _hold_event(registrar, programme, administrator, users[STAFF.email])
    for told in OPEN:
        event = _open_event(told, registrar, programme, administrator, users[STAFF.email])
        work.give_up_places(registrar, event, told)
    governance = Event.objects.get(code=GOVERNANCE.code)
    workshops.invite_to_coming_workshop(registrar, governance, by=users[STAFF.email])
    _leave_work(registrar)
    telling.remind_of(governance, registrar, by=users[STAFF.email])
    plan_event(DRAFT, programme, by=administrator)
    call_off(registrar, programme, administrator=administrator, by=users[STAFF.email])
    make_proposals(registrar, programme, staff=users[STAFF.email])
    bring_trainers(by=administrator)
    begin_design(by=administrator)
    held = Event.objects.get(code=HELD.code)
    give_papers(held, registrar)
    for kind in (Kind.TRAINER, Kind.COORDINATOR):
        hand_out_certificates(held, kind, by=administrator)
    return True


def certificates_pdf() -> Path:
    """Return where the demo's certificates of participation lie, one page each, once printed."""
    return Path(settings.VAR_DIR) / "demo" / f"certificates-{HELD.code}.pdf"


def print_certificates() -> None:
    """Write the certificates of the event that was held to `certificates_pdf`."""
    event = Event.objects.get(code=HELD.code)
    administrator = User.objects.get(email=ADMINISTRATOR.email)
    certificates = Certificate.objects.of(Kind.PARTICIPATION)
    pdf = print_event(event, certificates, by=administrator)
    path = certificates_pdf()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Complete or not at all: somebody may be reading it.
    partial = path.with_suffix(".partial")
    partial.write_bytes(pdf)
    partial.replace(path)


def _open_event(
    told: EventStory, registrar: Registrar, programme: Programme, administrator: User, staff: User
) -> Event:
    event = plan_event(told, programme, by=administrator)
    open_registration(event, by=administrator)
    registrar.register_all(event, told)
    tick_steps(event, told.prepared, users=registrar.coordinators_by_pk, staff=staff)
    return event


def _leave_work(registrar: Registrar) -> None:
    """Leave what people find on their first page in the morning."""
    work.write_down_twice(registrar)
    work.ask_for_transfers(registrar)
    governance = Event.objects.get(code=GOVERNANCE.code)
    work.receive_applications(registrar, governance, iso="MA-JDI")
    work.stage_list(registrar, governance, iso="MA-JDI")


def _hold_event(
    registrar: Registrar, programme: Programme, administrator: User, staff: User
) -> None:
    event = _open_event(HELD, registrar, programme, administrator, staff)
    close_registration(event, by=staff)
    workshops.hold_workshop(registrar, event, by=staff)
    take_presence(event, by=staff)
    mark_held(event, by=staff)
    write_results(event, by=staff)
    hand_out_certificates(event, Kind.PARTICIPATION, by=administrator)
    let_through(event, by=administrator)
