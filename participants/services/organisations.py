"""Organisations: found by their name however it is spelt, made in place, and corrected."""

from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from network.models import Commune, Province, User
from network.services.audit import record
from participants.models import Organisation
from participants.names import arabic_key, clean_name, latin_key
from participants.services.corrections import CorrectionRefused, write_version


class OrganisationFields(TypedDict):
    """What an organisation is made of; one of the two names is enough."""

    name_ar: str
    name_fr: str
    kind: str
    province: Province
    commune: Commune | None


class OrganisationCorrection(TypedDict, total=False):
    """What is corrected of an organisation; the province is not."""

    name_ar: str
    name_fr: str
    kind: str
    commune: Commune | None
    is_womens_cooperative: bool


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
    _clean(organisation)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        # Somebody made it in the meantime; anything else that is wrong is raised again.
        made = Organisation.objects.filter(province=province).named(name_ar, name_fr).first()
        if made is None:
            raise
        return made
    record("organisation.created", organisation, by=by, fields=["name_ar", "name_fr", "kind"])
    return organisation


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


def _clean(organisation: Organisation) -> None:
    organisation.name_ar = clean_name(organisation.name_ar)
    organisation.name_fr = clean_name(organisation.name_fr)
    organisation.key_ar = arabic_key(organisation.name_ar)
    organisation.key_fr = latin_key(organisation.name_fr)
    organisation.full_clean(
        exclude=["province", "commune"], validate_unique=False, validate_constraints=False
    )
