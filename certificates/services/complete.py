"""Snapshots made complete for the press: the look of their version, their pictures, the CIN."""

import logging
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from certificates.designs.images import PictureUnknown
from certificates.models import DesignVersion
from certificates.services.pictures import read_pictures
from certificates.services.snapshots import Snapshot
from network.sealing import CannotUnseal
from participants.national_ids import mask, unseal_national_id

HIDDEN = "••••"
logger = logging.getLogger(__name__)


class PaperRefused(Exception):
    """Why a certificate is not printed; ``str()`` is the translated sentence."""


class CinLost(PaperRefused):
    """The CIN on a certificate was sealed under a key that is not known any more."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return gettext(
            "The national ID number on certificate %(number)s cannot be read: the key that it was "
            "sealed with is missing from the settings. Nothing was printed."
        ) % {"number": self.number}


@dataclass(frozen=True)
class Printable:
    """What the press needs of the database for some snapshots, read at once.

    ``looks`` are JSON, by primary key of their version; ``pictures`` by their SHA-256.
    """

    looks: dict[int, dict[str, Any]]
    pictures: dict[str, bytes]

    def complete(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with the look and the CIN that are printed; one of old as it is.

        Raises `CinLost`.
        """
        if "design_version" not in snapshot:
            return snapshot
        sealed = snapshot.get("cin_sealed", "")
        try:
            cin = unseal_national_id(b64decode(sealed)) if sealed else ""
        except CannotUnseal as error:
            logger.error("The key of the CIN on certificate %s is missing.", snapshot["number"])
            raise CinLost(snapshot["number"]) from error
        return {**snapshot, "look": self.looks[snapshot["design_version"]], "cin": cin}

    def complete_all(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """Complete each as it is asked for."""
        return map(self.complete, snapshots)

    def picture(self, digest: str) -> bytes:
        """Return the bytes of a picture; raises PictureUnknown for one that nobody kept."""
        if digest not in self.pictures:
            raise PictureUnknown(digest)
        return self.pictures[digest]


def read_printable(snapshots: Iterable[Snapshot]) -> Printable:
    """Read what these snapshots need: a query for their looks, one for their pictures."""
    versions, digests = set(), set()
    for snapshot in snapshots:
        if "design_version" in snapshot:
            versions.add(snapshot["design_version"])
            digests.update(snapshot["logos"])
    if not versions:
        return Printable({}, {})
    looks = dict(DesignVersion.objects.filter(pk__in=versions).values_list("pk", "look"))
    for look in looks.values():
        digests.update(pictures_of(look))
    return Printable(looks, read_pictures(digests))


def masked_cin(sealed: str) -> str:
    """Return a CIN of a snapshot as pages show it, "" for none.

    Where it was sealed under a key that is not known any more, nothing of it is told.
    """
    try:
        return mask(unseal_national_id(b64decode(sealed))) if sealed else ""
    except CannotUnseal:
        return HIDDEN


def pictures_of(look: Mapping[str, Any]) -> set[str]:
    """Return the SHA-256 of the pictures that a look, as JSON, has of its own."""
    signatures = {signatory["signature"] for signatory in look["signatories"]}
    return {look["background"], *signatures} - {""}
