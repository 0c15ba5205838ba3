"""Certificates as they are stored, made without a batch: for tests of what becomes of them."""

from django.conf import settings
from django.utils import timezone

from certificates.codes import new_code
from certificates.models import Certificate
from tests import factories
from tests.certificates.printed import make_snapshot


def make_certificate(event, province, by, **person):
    """Store a valid certificate of a new person of a province; fields of ``person`` are theirs.

    ``organisation`` is that of the registration. Numbers follow each other.
    """
    organisation = person.pop("organisation", None)
    registration = factories.RegistrationFactory(
        event=event,
        province=province,
        registered_by=by,
        organisation=organisation,
        **{f"person__{name}": value for name, value in person.items()},
    )
    number = f"RAD/2026/{event.code}/{event.certificates.count() + 1:04d}"
    code = new_code()
    snapshot = make_snapshot(
        number=number,
        code=code,
        verify_url=f"{settings.SITE_URL}/v/{code}",
        name_ar=registration.person.full_name_ar,
        name_latin=registration.person.full_name_latin,
        gender=registration.person.gender,
    )
    if organisation:
        snapshot |= {
            "organisation_ar": organisation.name_ar,
            "organisation_fr": organisation.name_fr,
        }
    return Certificate.objects.create(
        event=event,
        registration=registration,
        province=province,
        number=number,
        code=code,
        snapshot=snapshot,
        issued_at=timezone.now(),
        issued_by=by,
    )
