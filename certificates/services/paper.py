"""The paper of a single certificate, and the mark by which it is known to be the same again.

The first making keeps the SHA-256 and with what software it was made. Whoever makes it later with
the same software must get the same bytes, or else something was changed that must not be.
"""

import hashlib
import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from certificates.engines import find_versions, fingerprint
from certificates.models import Batch, Certificate, Engine, PaperMark
from certificates.press import render_certificate
from certificates.services.complete import PaperRefused, Printable, read_printable
from certificates.services.snapshots import Snapshot
from documents.pades import open_key, seal_pdf
from network.models import User
from network.services.audit import record_many

logger = logging.getLogger(__name__)
# Papers that are made before their marks are written in one short transaction.
AT_ONCE = 20


class PaperDiffers(PaperRefused):
    """The same software makes another file than at issue; ``str()`` is the translated sentence."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return gettext(
            "Certificate %(number)s would not be printed as it was issued: what is stored of it, "
            "or the software, was changed since. Nothing was printed."
        ) % {"number": self.number}


def make_paper(certificate: Certificate, *, by: User) -> bytes:
    """Return the PDF of one certificate, the same as when it was issued.

    Keeps its mark where this software makes it for the first time. Raises `PaperDiffers`.
    """
    paper = draw_paper(certificate.snapshot)
    made = hashlib.sha256(paper).hexdigest()
    kept = _find_mark(certificate)
    if kept is None:
        _keep({certificate: made}, by=by)
    elif kept.sha256 != made:
        logger.error("Certificate %s: %s was kept, %s made.", certificate.number, kept.sha256, made)
        raise PaperDiffers(certificate.number)
    return paper


def make_electronic_copy(certificate: Certificate, *, by: User) -> bytes:
    """Return the PDF of one certificate for handing out as a file, sealed where there is a key.

    A pile is for the printer, where no seal can be seen, and is not sealed. Raises `PaperDiffers`.
    """
    paper = make_paper(certificate, by=by)
    if settings.PADES_P12 is None:
        return paper
    key = open_key(settings.PADES_P12, settings.PADES_PASSWORD)
    return seal_pdf(paper, key, tsa_url=settings.PADES_TSA_URL)


def mark_papers(certificates: Sequence[Certificate], *, by: User) -> None:
    """Make the papers of certificates just issued and keep their marks.

    The papers are made before the transaction: nobody need wait to write meanwhile.
    """
    printable = read_printable([certificate.snapshot for certificate in certificates])
    digests = {
        certificate: _digest(certificate.snapshot, printable) for certificate in certificates
    }
    _keep(digests, by=by)


def mark_batch(batch: Batch) -> None:
    """Keep the marks of what a batch has issued so far and that have none yet."""
    issued = Certificate.objects.filter(batch_items__batch=batch, paper_marks__isnull=True)
    while unmarked := list(issued.order_by("pk")[:AT_ONCE]):
        mark_papers(unmarked, by=batch.requested_by)


def draw_paper(snapshot: Snapshot, *, mark: str = "") -> bytes:
    """Return the PDF of one certificate from its snapshot as it is kept; two queries.

    ``mark`` stands across the page.
    """
    printable = read_printable([snapshot])
    return render_certificate(printable.complete(snapshot), printable.picture, mark=mark)


def _digest(snapshot: Snapshot, printable: Printable) -> str:
    paper = render_certificate(printable.complete(snapshot), printable.picture)
    return hashlib.sha256(paper).hexdigest()


def _find_mark(certificate: Certificate) -> PaperMark | None:
    engine = fingerprint(find_versions())
    return PaperMark.objects.filter(certificate=certificate, engine__fingerprint=engine).first()


@transaction.atomic
def _keep(digests: dict[Certificate, str], *, by: User) -> None:
    """Write marks; where somebody else did at the same moment, theirs stands."""
    engine = _this_engine()
    marks = [PaperMark(certificate=one, engine=engine, sha256=sha) for one, sha in digests.items()]
    PaperMark.objects.bulk_create(marks, ignore_conflicts=True)
    record_many("certificate.paper_marked", digests, by=by)


def _this_engine() -> Engine:
    versions = find_versions()
    engine, _ = Engine.objects.get_or_create(
        fingerprint=fingerprint(versions), defaults={"versions": versions}
    )
    return engine
