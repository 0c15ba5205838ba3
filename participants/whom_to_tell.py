"""Whom to tell that an event is called off, or that it has new days."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from network.models import Partner, Province, Role, User
from participants.models import Application, Registration
from participants.models.registrations import CancellationReason
from trainings.models import Event, Trainer

State = Registration.State


@dataclass(frozen=True)
class ProvinceToTell:
    """The people of a province who count on the event, and its active coordinators.

    ``registered`` have a place, or had one or waited for it until the event was cancelled;
    ``waiting`` are on the waiting list; ``applied`` have sent in an application that nobody has
    answered, or that was declined because the event was cancelled.
    """

    province: Province
    registered: int = 0
    waiting: int = 0
    applied: int = 0
    coordinators: tuple[User, ...] = ()

    @property
    def people(self) -> int:
        """How many people there are to tell."""
        return self.registered + self.waiting + self.applied


@dataclass(frozen=True)
class WhomToTell:
    """Everybody who should know: provinces with places or people, trainers, partners in order."""

    provinces: tuple[ProvinceToTell, ...]
    trainers: tuple[Trainer, ...] = ()
    partners: tuple[Partner, ...] = ()

    @property
    def registered(self) -> int:
        """People with a place, in all provinces."""
        return sum(one.registered for one in self.provinces)

    @property
    def waiting(self) -> int:
        """People on a waiting list, in all provinces."""
        return sum(one.waiting for one in self.provinces)

    @property
    def applied(self) -> int:
        """Applications without an answer, in all provinces."""
        return sum(one.applied for one in self.provinces)

    @property
    def coordinators(self) -> tuple[User, ...]:
        """The coordinators of all the provinces, each once."""
        found = {user.pk: user for one in self.provinces for user in one.coordinators}
        return tuple(found.values())


def whom_to_tell(event: Event, user: User) -> WhomToTell:
    """Return whom to tell about the event, as far as ``user`` has to do with them.

    Staff read of everybody; a coordinator of the people of own provinces, without the trainers
    and partners, whom the staff tell. Seven queries at most.
    """
    provinces = _provinces(event, user)
    if not user.is_staff_member:
        return WhomToTell(provinces)
    in_agenda = Trainer.objects.filter(agenda_items__session__event=event).distinct()
    in_order = event.programme.partnerships.select_related("partner").order_by("position")
    return WhomToTell(
        provinces, tuple(in_agenda), tuple(partnership.partner for partnership in in_order)
    )


def _provinces(event: Event, user: User) -> tuple[ProvinceToTell, ...]:
    registrations = Registration.objects.visible_to(user).filter(event=event)
    counts = {
        row["province"]: row
        for row in registrations.expecting_the_event()
        .order_by()
        .values("province")
        .annotate(
            registered=Count("pk", filter=~Q(state=State.WAITLISTED)),
            waiting=Count("pk", filter=Q(state=State.WAITLISTED)),
        )
    }
    applied = _applied(event, user)
    quotas = event.quotas.visible_to(user).filter(places__gt=0)
    keys = {*quotas.values_list("province", flat=True), *counts, *applied}
    coordinators = _coordinators(keys)
    none = {"registered": 0, "waiting": 0}
    return tuple(
        ProvinceToTell(
            province=province,
            registered=counts.get(province.pk, none)["registered"],
            waiting=counts.get(province.pk, none)["waiting"],
            applied=applied.get(province.pk, 0),
            coordinators=coordinators[province.pk],
        )
        for province in Province.objects.filter(pk__in=keys)
    )


def _applied(event: Event, user: User) -> dict[int, int]:
    unanswered = Q(state=Application.State.WAITING) | Q(
        state=Application.State.DECLINED, decline_reason=CancellationReason.EVENT_CANCELLED
    )
    applications = Application.objects.visible_to(user).filter(unanswered, link__event=event)
    counted = applications.order_by().values_list("link__province")
    return dict(counted.annotate(number=Count("pk")))


def _coordinators(provinces: set[int]) -> Mapping[int, tuple[User, ...]]:
    active = User.objects.filter(is_active=True, role=Role.COORDINATOR)
    rows = User.provinces.through.objects.filter(user__in=active, province__in=provinces)
    found: defaultdict[int, tuple[User, ...]] = defaultdict(tuple)
    for row in rows.select_related("user").order_by("user__full_name", "user"):
        found[row.province_id] += (row.user,)
    return found
