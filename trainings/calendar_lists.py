"""The sessions that a calendar shows, and by what they are chosen."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Province, User
from trainings.models import Event, HalfDay, Quota, Session

# Those that stand on their days are shown unless others are asked for.
STANDING = "standing"


def sessions_of(user: User) -> QuerySet[Session]:
    """Return the sessions of the events that ``user`` sees, ready for a calendar."""
    events = Event.objects.visible_to(user)
    return ready_for_a_calendar(Session.objects.filter(event__in=events))


def announced_sessions() -> QuerySet[Session]:
    """Return the training days that strangers may know of, ready for a calendar.

    Consultation workshops are for those who are asked to them.
    """
    announced = Event.objects.exclude(state=Event.State.DRAFT).filter(is_announced=True)
    training = Session.objects.filter(kind=Session.Kind.TRAINING, event__in=announced)
    return ready_for_a_calendar(training)


def announced_events(since: dt.date, *, most: int) -> list[tuple[Event, list[Session]]]:
    """Return the coming events that strangers may know of, each with all its coming days.

    At most so many, the soonest first; cancelled ones are not among them.
    """
    days = announced_sessions().filter(date__gte=since)
    coming = days.exclude(event__state=Event.State.CANCELLED)
    soonest = coming.order_by().values("event").annotate(begins=Min("date"))
    chosen = list(soonest.order_by("begins", "event").values_list("event", flat=True)[:most])
    events: dict[int, tuple[Event, list[Session]]] = {}
    for day in days.filter(event__in=chosen):
        events.setdefault(day.event_id, (day.event, []))[1].append(day)
    return list(events.values())


def ready_for_a_calendar(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Bring along what a calendar says of each session: two queries, however many there are."""
    half_days = Prefetch("half_days", HalfDay.objects.order_by("period"))
    related = sessions.select_related("event__venue__commune", "event__programme")
    return related.prefetch_related(half_days).order_by("date", "event__code")


class CalendarFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """The filters over a calendar; at first what stands on its days."""

    province = django_filters.ModelChoiceFilter(
        queryset=Province.objects.all(),
        method="concerning",
        label=_("province"),
        empty_label=pgettext_lazy("provinces", "All"),
    )
    kind = django_filters.ChoiceFilter(
        choices=Session.Kind.choices, empty_label=pgettext_lazy("kinds of days", "All")
    )
    state = django_filters.ChoiceFilter(
        method="standing_so",
        label=_("state"),
        empty_label=pgettext_lazy("states", "All"),
        initial=STANDING,
    )

    class Meta:
        model = Session
        fields = ("province", "kind", "state")

    def __init__(self, data: Any, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__({"state": STANDING, **data.dict()}, *args, **kwargs)
        offered = Province.objects.filter(Exists(Quota.objects.filter(province=OuterRef("pk"))))
        if reader.is_coordinator:
            offered = offered.filter(pk__in=reader.province_ids)
        self.filters["province"].queryset = offered
        states = Event.State.choices
        if not reader.is_staff_member:
            states = [choice for choice in states if choice[0] != Event.State.DRAFT]
        standing = (STANDING, _("neither postponed nor cancelled"))
        self.filters["state"].extra["choices"] = [standing, *states]

    def concerning(
        self, sessions: QuerySet[Session], _name: str, province: Province
    ) -> QuerySet[Session]:
        """Keep the sessions of events that give the province places, or that it hosts."""
        places = Exists(Quota.objects.filter(event=OuterRef("event"), province=province))
        return sessions.filter(Q(event__venue__commune__province=province) | Q(places))

    def standing_so(self, sessions: QuerySet[Session], _name: str, state: str) -> QuerySet[Session]:
        """Keep the sessions of events in that state."""
        if state == STANDING:
            return sessions.filter(event__state__in=Event.BOOKING)
        return sessions.filter(event__state=state)
