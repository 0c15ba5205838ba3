"""Who registers for the demo's events, who comes, and who takes a certificate home."""

from collections.abc import Iterator

from certificates.kinds import Kind
from certificates.models import Group, Reason, RecipientKey
from certificates.services.eligibility import assess, in_print_order, list_candidates
from certificates.services.exceptions import grant_exception
from certificates.services.issuing import run_batch, start_batch
from network.models import Commune, Province, User
from participants.forms import CONSENT_VERSION
from participants.models import ConsentChannel, Organisation, Person, Registration
from participants.services.organisations import create_organisation
from participants.services.persons import create_person
from participants.services.presence import mark_presence
from participants.services.registrations import register_person
from reports.demo.accounts import COORDINATORS
from reports.demo.calendar import ABSENT
from reports.demo.people import InventedOrganisation, InventedPerson, invent_person
from reports.demo.story import EventStory, QuotaStory
from trainings.models import Event, HalfDay, Session

# Why the demo lets somebody through who missed half a day.
EXCEPTION = "غياب نصف يوم مبرر بشهادة طبية، مع إنجاز تمارين الورشة التطبيقية بعد اللقاء"


class Registrar:
    """Registers invented people, each by the coordinator of the person's province.

    Keeps who and what was made so far, so that people and organisations come back by event.
    """

    def __init__(self, users: dict[str, User]) -> None:
        self.coordinators = {account.provinces[0]: users[account.email] for account in COORDINATORS}
        self.provinces = Province.objects.in_bulk(field_name="iso")
        self.coordinators_by_pk = {
            self.provinces[iso].pk: user for iso, user in self.coordinators.items()
        }
        self.communes = Commune.objects.in_bulk(field_name="hcp_code")
        self.persons: dict[InventedPerson, Person] = {}
        self.organisations: dict[InventedOrganisation, Organisation] = {}
        self.newcomers: dict[str, int] = {}

    def register_all(self, event: Event, told: EventStory) -> None:
        """Register everybody whom the story names for an open event, province by province."""
        for iso, quota in told.quotas.items():
            for invented in self._people(iso, quota):
                person = self._person(invented)
                register_person(
                    event,
                    person=person,
                    organisation=person.organisation,
                    by=self.coordinators[iso],
                )

    def _people(self, iso: str, quota: QuotaStory) -> Iterator[InventedPerson]:
        for position in range(quota.returning):
            yield invent_person(iso, position)
        first = self.newcomers.get(iso, 0)
        self.newcomers[iso] = first + quota.new
        for position in range(first, first + quota.new):
            yield invent_person(iso, position)

    def _person(self, invented: InventedPerson) -> Person:
        if invented not in self.persons:
            body = invented.organisation
            self.persons[invented] = create_person(
                given_name_ar=invented.given_name_ar,
                given_name_latin=invented.given_name_latin,
                family_name_ar=invented.family_name_ar,
                family_name_latin=invented.family_name_latin,
                gender=invented.gender,
                birth_year=invented.birth_year,
                phone=invented.phone,
                email=invented.email,
                province=self.provinces[invented.province],
                commune=self.communes[invented.commune],
                organisation=self._organisation(body, invented.province) if body else None,
                capacity=invented.capacity,
                consent_version=CONSENT_VERSION if invented.agreed else "",
                consent_channel=ConsentChannel.SPOKEN if invented.agreed else "",
                by=self.coordinators[invented.province],
            )
        return self.persons[invented]

    def _organisation(self, invented: InventedOrganisation, iso: str) -> Organisation:
        if invented not in self.organisations:
            self.organisations[invented] = create_organisation(
                name_ar=invented.name_ar,
                name_fr=invented.name_fr,
                kind=invented.kind,
                sector=invented.sector,
                member_count=invented.member_count,
                ice=invented.ice,
                is_womens_cooperative=invented.is_womens_cooperative,
                province=self.provinces[iso],
                commune=self.communes[invented.commune],
                by=self.coordinators[iso],
            )
        return self.organisations[invented]


def take_presence(event: Event, *, by: User) -> None:
    """Mark the training day's half-days of the event that was held, the absent ones as such."""
    half_days = HalfDay.objects.filter(
        session__event=event, session__kind=Session.Kind.TRAINING
    ).select_related("session__event")
    missed = _missed_half_days(event)
    registered = event.registrations.filter(state=Registration.State.REGISTERED)
    ids = list(registered.values_list("pk", flat=True))
    for half_day in half_days:
        marks = {pk: half_day.period not in missed.get(pk, ()) for pk in ids}
        mark_presence(half_day, marks=marks, by=by)


def _missed_half_days(event: Event) -> dict[int, tuple[HalfDay.Period, ...]]:
    missed = {}
    for iso, absences in ABSENT.items():
        registered = event.registrations.filter(
            province__iso=iso, state=Registration.State.REGISTERED
        ).order_by("pk")
        ids = list(registered.values_list("pk", flat=True))
        missed.update({ids[position]: periods for position, periods in absences.items()})
    return missed


def hand_out_certificates(event: Event, kind: Kind, *, by: User) -> None:
    """Issue a kind of certificate to all who earned it, at once instead of in the background."""
    run_batch(start_batch(event, kind=kind, by=by).pk)


def let_through(event: Event, *, by: User) -> None:
    """Make the one exception of the demo, for somebody who missed half a day."""
    registrations = list_candidates(event, event.registrations.all())
    stopped = assess(event, registrations).filter(verdict=Reason.PRESENCE_BELOW)
    first = in_print_order(stopped).filter(half_days_present__gt=0)[0]
    key = RecipientKey(Group.REGISTRATION, first.pk)
    grant_exception(event, Kind.PARTICIPATION, key, reason=EXCEPTION, by=by)
