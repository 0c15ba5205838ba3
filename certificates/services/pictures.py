"""The pictures that are printed: kept by the SHA-256 of their bytes, for as long as there is paper.

Logos of partners lie in the storage and can be replaced there. At issue their bytes are copied into
the database, so that no later change reaches what was issued.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db import transaction

from certificates.models import Design, DesignPicture
from certificates.services.design_errors import NotAllowedToDesign
from documents.pictures import Picture, read_picture
from network.models import Partner, User
from network.services.audit import record

MEDIA_TYPES = {"png": DesignPicture.MediaType.PNG, "jpg": DesignPicture.MediaType.JPEG}
# A picture of the storage never changes under its name. Some hundred KB each.
LOGOS_REMEMBERED = 64
logger = logging.getLogger(__name__)


def digest_of(picture: Picture) -> str:
    """Return the SHA-256 by which a picture is known, in hexadecimal digits."""
    return hashlib.sha256(picture.content).hexdigest()


@transaction.atomic
def keep_design_picture(design: Design, *, picture: Picture, by: User) -> str:
    """Keep a picture that was sent for a design; return the SHA-256 by which it is known.

    Raises `NotAllowedToDesign`.
    """
    if not (by.is_administrator and by.is_active):
        raise NotAllowedToDesign
    digest = digest_of(picture)
    if keep_pictures({digest: picture}):
        record("design.picture_kept", design, by=by)
    return digest


def keep_pictures(pictures: Mapping[str, Picture]) -> int:
    """Keep those of these pictures, by their SHA-256, that are not kept; return how many.

    One query where all of them are. No audit row: it belongs to whatever they are kept for.
    """
    kept = DesignPicture.objects.filter(pk__in=pictures.keys()).values_list("pk", flat=True)
    missing = pictures.keys() - set(kept)
    rows = (_row(digest, pictures[digest]) for digest in sorted(missing))
    # Another worker may keep the same ones at this moment.
    DesignPicture.objects.bulk_create(rows, ignore_conflicts=True)
    return len(missing)


def read_pictures(digests: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of pictures that are kept, by their SHA-256; one query."""
    rows = DesignPicture.objects.filter(pk__in=set(digests) - {""}).values_list("pk", "content")
    return {digest: bytes(content) for digest, content in rows}


def read_logos(partners: Iterable[Partner]) -> dict[str, Picture]:
    """Return the logos of partners as they are now, by their SHA-256, in the order of the partners.

    Each is read from the storage once in the life of a process. A file that is gone is left out
    and said in the log: its partner is printed by name.
    """
    logos = {}
    for partner in partners:
        if partner.logo:
            try:
                digest, picture = _read_logo(partner.logo)
            except FileNotFoundError:
                logger.warning("The logo of partner %s is not in the storage.", partner.pk)
            else:
                logos[digest] = picture
    return logos


@lru_cache(maxsize=LOGOS_REMEMBERED)
def _read_logo(name: str) -> tuple[str, Picture]:
    picture = read_picture(name)
    return digest_of(picture), picture


def _row(digest: str, picture: Picture) -> DesignPicture:
    return DesignPicture(
        sha256=digest,
        media_type=MEDIA_TYPES[picture.extension],
        width=picture.width,
        height=picture.height,
        content=picture.content,
    )
