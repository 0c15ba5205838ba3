"""The columns of each list. Headings are those that the import knows: a list can come back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.spreadsheets.writing import Cell, Column
from participants.models import Affiliation, Capacity, Organisation, Person, Registration
from participants.models.organisations import OrganisationQuerySet
from participants.models.persons import PersonQuerySet
from participants.models.registrations import RegistrationQuerySet
from participants.national_ids import unseal_national_id

# The country code of numbers that people dial without one.
MOROCCO = 212


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: its heading, how a row's cell is read, its width in characters."""

    heading: str | Promise
    cell: Callable[[Any], Cell]
    width: int = 18
    # Paper is narrow: what is left out there stands in the workbook.
    on_paper: bool = True
    # Codes and numbers, that run from left to right in Arabic too.
    is_code: bool = False

    @property
    def to_write(self) -> Column:
        """The column as a spreadsheet has it, in the reader's language."""
        return Column(capfirst(str(self.heading)), self.width)


def person_rows(persons: PersonQuerySet) -> PersonQuerySet:
    """Add what the columns of persons read, so that a row costs no query."""
    standing = Affiliation.objects.current().filter(
        person=OuterRef("pk"), organisation=OuterRef("organisation")
    )
    return persons.select_related("organisation", "commune", "province").annotate(
        capacity=Subquery(standing.values("capacity")[:1])
    )


def organisation_rows(organisations: OrganisationQuerySet) -> OrganisationQuerySet:
    """Add what the columns of organisations read, so that a row costs no query."""
    return organisations.select_related("commune", "province")


def registration_rows(registrations: RegistrationQuerySet) -> RegistrationQuerySet:
    """Add what the columns of registrations read, so that a row costs no query."""
    related = ("person__commune", "organisation", "province")
    return registrations.with_presence().select_related(*related)


def person_columns() -> list[ListColumn]:
    """Return the columns of the list of persons."""
    return [
        *_of_person(lambda person: person, province=_("province")),
        *_of_organisation(lambda person: person.organisation),
        ListColumn(_("capacity"), lambda person: _label(Capacity, person.capacity)),
    ]


def registration_columns() -> list[ListColumn]:
    """Return the columns of the list of an event's registrations."""
    return [
        *_of_person(lambda registration: registration.person, province=_("on the quota of")),
        *_of_organisation(lambda registration: registration.organisation),
        ListColumn(_("capacity"), lambda registration: registration.get_capacity_display()),
        ListColumn(pgettext_lazy("of a registration", "state"), Registration.get_state_display, 14),
        ListColumn(_("registered on"), _registration_day, 12, on_paper=False, is_code=True),
        ListColumn(_("half-days present"), lambda registration: registration.present, 10),
    ]


def organisation_columns() -> list[ListColumn]:
    """Return the columns of the list of organisations."""
    return [
        ListColumn(_("name in Arabic"), lambda body: body.name_ar, 34),
        ListColumn(_("name in French"), lambda body: body.name_fr, 34),
        ListColumn(_("kind of organisation"), lambda body: body.full_kind, 22),
        ListColumn(_("sector"), Organisation.get_sector_display),
        ListColumn(_("number of members"), lambda body: body.member_count, 10),
        ListColumn(_("common company identifier (ICE)"), lambda body: body.ice, 18, is_code=True),
        ListColumn(_("registration number"), lambda body: body.registration_number, on_paper=False),
        ListColumn(_("commune"), lambda body: body.commune and body.commune.name),
        ListColumn(_("province"), lambda body: body.province.name),
    ]


def national_id_column(person_of: Callable[[Any], Person]) -> ListColumn:
    """Return the column of numbers in clear. Its list must select ``national_id`` of the person."""
    return ListColumn(
        _("national ID number"), lambda row: _national_id(person_of(row)), 14, is_code=True
    )


def _of_person(
    person_of: Callable[[Any], Person], *, province: str | Promise
) -> Sequence[ListColumn]:
    return (
        ListColumn(_("given name in Arabic"), lambda row: person_of(row).given_name_ar),
        ListColumn(_("family name in Arabic"), lambda row: person_of(row).family_name_ar),
        ListColumn(_("given name in Latin letters"), lambda row: person_of(row).given_name_latin),
        ListColumn(_("family name in Latin letters"), lambda row: person_of(row).family_name_latin),
        ListColumn(_("sex"), lambda row: person_of(row).get_gender_display(), 8),
        ListColumn(_("year of birth"), lambda row: person_of(row).birth_year, 10, on_paper=False),
        ListColumn(_("date of birth"), lambda row: person_of(row).birth_date, 12, on_paper=False),
        ListColumn(_("phone"), lambda row: _phone(person_of(row)), 16, is_code=True),
        ListColumn(
            _("e-mail address"), lambda row: person_of(row).email, 24, on_paper=False, is_code=True
        ),
        ListColumn(_("commune"), lambda row: person_of(row).commune.name),
        ListColumn(
            _("urban or rural"),
            lambda row: person_of(row).commune.get_setting_display(),
            10,
            on_paper=False,
        ),
        ListColumn(province, lambda row: row.province.name),
    )


def _of_organisation(
    organisation_of: Callable[[Any], Organisation | None],
) -> Sequence[ListColumn]:
    def read(name: str) -> Callable[[Any], Cell]:
        return lambda row: str(getattr(organisation_of(row), name, ""))

    return (
        ListColumn(_("name of the organisation"), read("name"), 34),
        ListColumn(_("kind of organisation"), read("full_kind"), 22, on_paper=False),
    )


def _label(choices: type[Capacity], value: str | None) -> str:
    return str(choices(value).label) if value else ""


def _phone(person: Person) -> str:
    """Return the phone as it is dialled here; one of another country keeps its country."""
    phone = person.phone
    if not phone:
        return ""
    return str(phone if phone.country_code == MOROCCO else phone.as_e164)


def _registration_day(registration: Registration) -> Cell:
    return localtime(registration.registered_at).date()


def _national_id(person: Person) -> str:
    kept = getattr(person, "national_id", None)
    return unseal_national_id(bytes(kept.ciphertext)) if kept else ""
