"""Organisations: found by their name however it is spelt, made in place, and corrected."""

import datetime as dt
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.models import Commune, Province, User
from network.services.audit import record
from participants.models import Organisation
from participants.names import arabic_key, clean_name, latin_key, western_digits
from participants.registers import REGISTERS, doubt_numbers, normal_register_number
from participants.services.corrections import CorrectionRefused, write_version


class OrganisationFields(TypedDict):
    """What an organisation is made of; one of the two names is enough."""

    name_ar: str
    name_fr: str
    kind: str
    province: Province
    commune: Commune | None


class OrganisationCorrection(TypedDict, total=False):
    """What is asked of an organisation, as it was typed; the province is never corrected.

    The numbers are those of `participants.registers`, in any spelling. ``registration_number`` is
    the cooperative's, the auto-entrepreneur's (RNAE) or that of the association's receipt.
    """

    name_ar: str
    name_fr: str
    kind: str
    commune: Commune | None
    is_womens_cooperative: bool
    sector: str
    member_count: int | None
    ice: str
    tax_number: str
    trade_register: str
    trade_register_court: str
    professional_tax: str
    social_security: str
    registration_number: str
    registration_authority: str
    registered_on: dt.date | None


class OrganisationKnown(CorrectionRefused):
    """Another organisation of the province, ``known``, bears one of the names."""

    def __init__(self, known: Organisation) -> None:
        self.known = known

    def __str__(self) -> str:
        return _("“%(name)s” (%(kind)s) already bears this name in the province.") % {
            "name": self.known.name,
            "kind": self.known.get_kind_display(),
        }


@transaction.atomic
def find_or_create_organisation(
    *,
    name_ar: str = "",
    name_fr: str = "",
    kind: str,
    province: Province,
    commune: Commune | None = None,
    by: User,
) -> Organisation:
    """Return the province's organisation of this name, in either script; make it if unknown.

    One that is known stays as it is, whatever ``kind`` and ``commune`` say. Raises
    ``ValidationError`` for an organisation without a name or of an unknown kind.
    """
    known = Organisation.objects.filter(province=province).named(name_ar, name_fr).first()
    if known:
        return known
    organisation = Organisation(
        name_ar=name_ar, name_fr=name_fr, kind=kind, province=province, commune=commune
    )
    try:
        return _save_new(organisation, ["name_ar", "name_fr", "kind"], by)
    except OrganisationKnown as meanwhile:
        return meanwhile.known


@transaction.atomic
def create_organisation(
    *, province: Province, by: User, **details: Unpack[OrganisationCorrection]
) -> Organisation:
    """Make an organisation that nobody has come for yet.

    Raises ``OrganisationKnown`` where another of the province bears a name, and
    ``ValidationError`` like `update_organisation`.
    """
    organisation = Organisation(province=province, **details)
    names = {"name_ar": organisation.name_ar, "name_fr": organisation.name_fr}
    if known := find_namesakes(organisation, **names).first():
        raise OrganisationKnown(known)
    return _save_new(organisation, [name for name, value in details.items() if value], by)


@transaction.atomic
def update_organisation(
    organisation: Organisation,
    *,
    version: int,
    by: User,
    **correction: Unpack[OrganisationCorrection],
) -> Organisation:
    """Correct an organisation and its search keys; return it as it stands now.

    ``version`` is the one that whoever corrects has seen. Raises ``ChangedMeanwhile`` if another
    correction came first, unless it was the same, ``OrganisationKnown`` where another of the
    province bears a name, and ``ValidationError`` with a sentence for each wrong field.
    """
    current = Organisation.objects.get(pk=organisation.pk)
    standing = {name: getattr(current, name) for name in correction}
    for name, value in correction.items():
        setattr(current, name, value)
    _clean(current)
    changed = [name for name, value in standing.items() if getattr(current, name) != value]
    if not changed:
        return current
    try:
        with transaction.atomic():
            write_version(current, version=version, fields=[*changed, "key_ar", "key_fr"])
    except IntegrityError:
        names = {"name_ar": current.name_ar, "name_fr": current.name_fr}
        known = find_namesakes(current, **names).first()
        if known is None:
            raise
        raise OrganisationKnown(known) from None
    record("organisation.updated", current, by=by, fields=changed)
    return current


def find_namesakes(
    organisation: Organisation, *, name_ar: str = "", name_fr: str = ""
) -> QuerySet[Organisation]:
    """Return the other organisations of its province that bear one of the names."""
    others = Organisation.objects.exclude(pk=organisation.pk)
    return others.filter(province=organisation.province_id).named(name_ar, name_fr)


def doubt_organisation(organisation: Organisation, *, reader: User) -> list[str]:
    """Return a sentence for whatever looks wrong about an organisation's numbers.

    Another organisation with the same number is named only to who may see it.
    """
    doubts = doubt_numbers(ice=organisation.ice, tax_number=organisation.tax_number)
    visible = Organisation.objects.visible_to(reader)
    for label, others in _sharing_a_number(organisation):
        if not others:
            continue
        seen = visible.filter(pk__in=[other.pk for other in others]).first()
        if seen:
            sentence = _("“%(name)s” has the same number: %(label)s.")
            doubts.append(sentence % {"name": seen.name, "label": label})
        else:
            sentence = _("An organisation of another province has the same number: %(label)s.")
            doubts.append(sentence % {"label": label})
    return doubts


def _sharing_a_number(organisation: Organisation) -> list[tuple[str, list[Organisation]]]:
    """Return each number's label with the other organisations of the network that have it."""
    others = Organisation.objects.exclude(pk=organisation.pk)
    shared = []
    if organisation.ice:
        shared.append((_("ICE"), list(others.filter(ice=organisation.ice)[:5])))
    for number, issuer, label in (
        ("trade_register", "trade_register_court", _("trade register")),
        ("registration_number", "registration_authority", _("registration number")),
    ):
        kept, kept_by = getattr(organisation, number), fold_name(getattr(organisation, issuer))
        if kept:
            alike = others.filter(**{number: kept})
            same = [other for other in alike if fold_name(getattr(other, issuer)) == kept_by]
            shared.append((label, same))
    return shared


def fold_name(name: str) -> str:
    """Fold the name of a court or authority, in either script, so that spellings meet."""
    return f"{arabic_key(name)} {latin_key(name)}"


def _save_new(organisation: Organisation, fields: list[str], by: User) -> Organisation:
    _clean(organisation)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        # Somebody made it in the meantime; anything else that is wrong is raised again.
        names = {"name_ar": organisation.name_ar, "name_fr": organisation.name_fr}
        made = find_namesakes(organisation, **names).first()
        if made is None:
            raise
        raise OrganisationKnown(made) from None
    record("organisation.created", organisation, by=by, fields=fields)
    return organisation


def _clean(organisation: Organisation) -> None:
    for name in ("name_ar", "name_fr", "trade_register_court", "registration_authority"):
        setattr(organisation, name, clean_name(getattr(organisation, name)))
    organisation.key_ar = arabic_key(organisation.name_ar)
    organisation.key_fr = latin_key(organisation.name_fr)
    organisation.registration_number = clean_name(western_digits(organisation.registration_number))
    _clean_numbers(organisation)
    organisation.full_clean(
        exclude=["province", "commune"], validate_unique=False, validate_constraints=False
    )


def _clean_numbers(organisation: Organisation) -> None:
    wrong: dict[str, ValidationError] = {}
    for register in REGISTERS:
        try:
            number = normal_register_number(register, getattr(organisation, register))
            setattr(organisation, register, number)
        except ValidationError as impossible:
            wrong[register] = impossible
    if organisation.trade_register and not organisation.trade_register_court:
        wrong["trade_register_court"] = missing_court()
    if organisation.registered_on and organisation.registered_on > timezone.localdate():
        wrong["registered_on"] = day_to_come(organisation.registered_on)
    if wrong:
        raise ValidationError(wrong)


def missing_court() -> ValidationError:
    """Return the sentence for a trade register number alone: each court keeps a register."""
    return ValidationError(
        _("Give the court: each court keeps a trade register of its own."), code="court_missing"
    )


def day_to_come(day: dt.date) -> ValidationError:
    """Return the sentence for a day on which nothing can have happened yet."""
    return ValidationError(
        _("%(day)s is still to come. Give today or an earlier day."),
        code="day_to_come",
        params={"day": date_format(day, "SHORT_DATE_FORMAT")},
    )
