"""Organisations: found by their name however it is spelt, or made in place."""

from typing import TypedDict

from django.db import IntegrityError, transaction

from network.models import Commune, Province, User
from network.services.audit import record
from participants.models import Organisation
from participants.names import arabic_key, clean_name, latin_key


class OrganisationFields(TypedDict):
    """What an organisation is made of; one of the two names is enough."""

    name_ar: str
    name_fr: str
    kind: str
    province: Province
    commune: Commune | None


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
        name_ar=clean_name(name_ar),
        name_fr=clean_name(name_fr),
        key_ar=arabic_key(name_ar),
        key_fr=latin_key(name_fr),
        kind=kind,
        province=province,
        commune=commune,
    )
    organisation.full_clean(
        exclude=["province", "commune"], validate_unique=False, validate_constraints=False
    )
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
