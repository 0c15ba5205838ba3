"""Who stands, or stood, for an organisation, and the events that its people took part in."""

from typing import Any

import django_tables2 as tables
from django.db.models import Count, F, OrderBy
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.models import User
from network.tables import badge
from network.templatetags.ui import ltr
from participants.models import Affiliation, Organisation, Registration
from participants.models.affiliations import AffiliationQuerySet
from participants.models.persons import order_by_reader
from trainings.models import Event

MOST_EVENTS = 50


class MemberTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """The people of an organisation, who stands for it now before who once did."""

    person = tables.Column(_("name"), linkify=("person_detail", {"pk": tables.A("person_id")}))
    capacity = tables.Column(orderable=False)
    phone = tables.Column(accessor="person__phone", orderable=False)
    commune = tables.Column(_("commune"), accessor="person__commune", orderable=False)
    period = tables.Column(_("period"), accessor="pk", orderable=False)

    class Meta:
        model = Affiliation
        fields = ("person", "capacity", "phone", "commune", "period")

    def order_person(
        self, rows: AffiliationQuerySet, is_descending: bool
    ) -> tuple[AffiliationQuerySet, bool]:
        """Sort by the name that is shown first."""
        return rows.order_by(*order_by_reader("person__", descending=is_descending)), True

    def render_phone(self, value: Any) -> SafeString:
        """Keep the number left to right."""
        return ltr(value)

    def render_period(self, record: Affiliation) -> SafeString | str:
        """Say from when to when, as far as it is known."""
        if record.ended_on is None and record.started_on is None:
            return badge(gettext("now"), "success")
        return period_of(record)


def order_members() -> tuple[OrderBy | str, ...]:
    """Return the order in which who stands for an organisation now comes first."""
    return (F("ended_on").desc(nulls_first=True), *order_by_reader("person__"))


def period_of(affiliation: Affiliation) -> str:
    """Return the time of an affiliation in words; empty for a current one of unknown age."""
    since, until = (
        day and date_format(day, "SHORT_DATE_FORMAT")
        for day in (affiliation.started_on, affiliation.ended_on)
    )
    if since and until:
        return gettext("%(since)s to %(until)s") % {"since": since, "until": until}
    if until:
        return gettext("until %(until)s") % {"until": until}
    return gettext("since %(since)s") % {"since": since} if since else ""


def events_of(organisation: Organisation, user: User) -> list[Event]:
    """Return the newest events with ``number``, how many of its people are registered there.

    Waiting and cancelled registrations are none, nor are those that ``user`` may not see.
    """
    registrations = Registration.objects.visible_to(user).registered()
    own = registrations.filter(organisation=organisation)
    events = Event.objects.visible_to(user).filter(registrations__in=own).with_dates()
    counted = events.annotate(number=Count("registrations", distinct=True))
    return list(counted.order_by(F("starts_on").desc(nulls_last=True), "-pk")[:MOST_EVENTS])
