"""Specimens: a look printed with what this network has, and the longest names it knows."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.designs import DesignOverflows, Snapshot
from certificates.designs.look import Look
from certificates.designs.specimens import make_specimen
from certificates.press import render_certificates
from certificates.services.complete import Printable, pictures_of
from certificates.services.numbering import format_number
from certificates.services.pictures import read_logos, read_pictures
from certificates.services.snapshots import event_facts, issuer_facts, partners_in_order
from documents.press import LineDoesNotFit
from network.models import NetworkIdentity
from participants.models import Organisation, Person
from trainings.models import Event

# Seconds: to find the longest name, every name is looked at.
LONGEST_REMEMBERED = 600


class SpecimenFails(Exception):
    """A look that cannot be printed for everybody; ``sentence`` says why.

    With ``for_all`` nobody's can be printed; without, somebody's name is too long for its line,
    and whoever issues is told of that person.
    """

    def __init__(self, sentence: str, *, for_all: bool) -> None:
        super().__init__(sentence)
        self.sentence, self.for_all = sentence, for_all


def draw_specimen(look: Look, sent: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF of a look on the network's last event and the longest names it knows.

    What the network does not have yet is invented. ``sent`` are pictures, by their SHA-256, that
    are not kept yet. Raises `SpecimenFails`.
    """
    event = Event.objects.select_related("programme", "venue__commune").order_by("pk").last()
    logos = read_logos(partners_in_order(event)) if event else {}
    today = timezone.localdate().isoformat()
    facts = {**_longest_names(), **_facts(event), "logos": list(logos), "issued_on": today}
    kept = read_pictures(pictures_of(look.as_json()))
    given = {digest: picture.content for digest, picture in logos.items()}
    printable = Printable({}, {**kept, **given, **(sent or {})})
    return _draw(make_specimen(look, "longest", **facts), printable)


def try_look(look: Look) -> SpecimenFails | None:
    """Return why a look cannot be printed, None when it can."""
    try:
        draw_specimen(look)
    except SpecimenFails as failure:
        return failure
    return None


def _draw(specimen: Snapshot, printable: Printable) -> bytes:
    try:
        return render_certificates([specimen], pictures=printable.picture)
    except DesignOverflows as error:
        sentence = _("The texts do not fit on the sheet: shorten them, or choose another layout.")
        raise SpecimenFails(sentence, for_all=True) from error
    except LineDoesNotFit as error:
        sentence = _("This does not fit on its line: %(text)s") % {"text": error.text}
        raise SpecimenFails(sentence, for_all=False) from error


def _facts(event: Event | None) -> dict[str, Any]:
    """Return what a certificate of the event would say, without one who the network is."""
    network = NetworkIdentity.current()
    if event:
        number = format_number(event, 1, prefix=network.certificate_prefix)
        return {**event_facts(event), "number": number}
    return issuer_facts(network) if network.pk and network.name_ar else {}


def _longest_names() -> dict[str, str]:
    """Return the longest names of a person and of an organisation, none where there are none."""
    keys: tuple[int, int] = cache.get("certificates.longest_names", (0, 0))
    person = Person.objects.standing().filter(pk=keys[0]).first()
    if person is None:
        keys = _find_longest()
        cache.set("certificates.longest_names", keys, LONGEST_REMEMBERED)
        person = Person.objects.filter(pk=keys[0]).first()
    organisation = Organisation.objects.filter(pk=keys[1]).first()
    names = {}
    if person:
        names = {
            "name_ar": person.full_name_ar,
            "name_latin": person.full_name_latin,
            "gender": person.gender,
        }
    if organisation:
        names |= {"organisation_ar": organisation.name_ar, "organisation_fr": organisation.name_fr}
    return names


def _find_longest() -> tuple[int, int]:
    """Return the keys of those with the longest names, 0 for none: no name lies in the cache."""
    people = Person.objects.standing().order_by((Length("key_ar") + Length("key_latin")).desc())
    organisations = Organisation.objects.order_by((Length("name_ar") + Length("name_fr")).desc())
    person, organisation = (
        rows.values_list("pk", flat=True).first() or 0 for rows in (people, organisations)
    )
    return person, organisation
