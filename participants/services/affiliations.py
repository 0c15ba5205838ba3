"""Affiliations: which organisations a person stands for, in which capacity, from when to when."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.models import User
from network.services.audit import record
from participants.models import Affiliation, Capacity, Organisation, Person
from participants.services.organisations import (
    OrganisationFields,
    day_to_come,
    find_or_create_organisation,
)


@transaction.atomic
def represent_organisation(
    person: Person,
    *,
    organisation: Organisation | OrganisationFields,
    capacity: str = "",
    by: User,
    since: dt.date | None = None,
) -> Affiliation:
    """Let a person stand for this organisation, known or new, from now on; return the affiliation.

    What they stand for besides goes on. Where they stand for this one already, ``capacity`` and
    ``since`` are put right, and what is not given stays. Raises ``ValidationError`` for a day
    to come or an unknown capacity.
    """
    if since and since > timezone.localdate():
        raise ValidationError({"since": day_to_come(since)})
    if not isinstance(organisation, Organisation):
        organisation = find_or_create_organisation(**organisation, by=by)
    affiliation, changed = keep_affiliation(person, organisation, capacity or None, since)
    if person.organisation_id != organisation.pk:
        _stand_for(person, organisation)
        changed = True
    if changed:
        record("person.organisation_represented", person, by=by, fields=["organisation"])
    return affiliation


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, on: dt.date, by: User) -> None:
    """Let an affiliation end on a day; one that has ended stays as it is.

    A person who stood for this organisation stands for the newest of their other ones then, or
    for none. Raises ``ValidationError`` for a day to come or one before the beginning.
    """
    if on > timezone.localdate():
        raise ValidationError({"on": day_to_come(on)})
    began = affiliation.started_on
    if began and on < began:
        sentence = _("It began on %(began)s and cannot end on %(ended)s.")
        raise ValidationError({"on": sentence % {"began": _short(began), "ended": _short(on)}})
    standing = Affiliation.objects.filter(pk=affiliation.pk).current()
    if not standing.update(ended_on=on):
        return
    affiliation.ended_on = on
    person = affiliation.person
    if person.organisation_id == affiliation.organisation_id:
        others = person.affiliations.current().select_related("organisation").order_by("-pk")
        other = others.first()
        _stand_for(person, other.organisation if other else None)
    record("affiliation.ended", affiliation, by=by, fields=["ended_on"])


def keep_affiliation(
    person: Person,
    organisation: Organisation,
    capacity: str | None = None,
    since: dt.date | None = None,
) -> tuple[Affiliation, bool]:
    """Return the person's current affiliation, made or put right, and whether it was written.

    What is None stays. Neither `Person.organisation` nor the audit log is touched: for services
    that write those.
    """
    if capacity and capacity not in Capacity.values:
        sentence = _("“%(capacity)s” is not a capacity in which somebody represents a body.")
        raise ValidationError({"capacity": sentence % {"capacity": capacity}})
    affiliation, made = Affiliation.objects.get_or_create(
        person=person,
        organisation=organisation,
        ended_on=None,
        defaults={"capacity": capacity or "", "started_on": since},
    )
    wanted = {"capacity": capacity, "started_on": since}
    differing = [
        name
        for name, value in wanted.items()
        if value is not None and getattr(affiliation, name) != value
    ]
    for name in differing:
        setattr(affiliation, name, wanted[name])
    if differing:
        affiliation.save(update_fields=differing)
    return affiliation, made or bool(differing)


def capacity_of(person: Person) -> str:
    """Return the capacity in which a person stands for their organisation now. Costs a query."""
    standing = person.affiliations.current().filter(organisation=person.organisation_id)
    return standing.values_list("capacity", flat=True).first() or ""


def _stand_for(person: Person, organisation: Organisation | None) -> None:
    # A form that was opened before is told so by the version.
    persons = Person.objects.filter(pk=person.pk)
    persons.update(organisation=organisation, version=F("version") + 1)
    person.refresh_from_db(fields=["organisation", "version"])


def _short(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
