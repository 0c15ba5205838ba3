"""Certificates as paper: one PDF, made from the snapshots alone.

Paper is made before the transaction that records it: a large event takes seconds, in which
SQLite would let nobody else write.
"""

from django.db import transaction

from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from certificates.press import render_certificates
from certificates.services.complete import read_printable
from certificates.services.paper import make_electronic_copy
from certificates.services.snapshots import Snapshot
from network.models import User
from network.services.audit import record
from trainings.models import Event


def print_event(event: Event, certificates: CertificateQuerySet, *, by: User) -> bytes:
    """Return the valid ones of these certificates of an event as one PDF, in hand-out order.

    Leaves an audit row: paper leaves the house. Without a certificate the PDF is empty bytes.
    """
    to_print = certificates.valid().filter(event=event).in_print_order()
    snapshots = list(to_print.values_list("snapshot", flat=True))
    if not snapshots:
        return b""
    paper = render_snapshots(snapshots)
    with transaction.atomic():
        record("certificates.printed", event, by=by)
    return paper


def print_certificate(certificate: Certificate, *, by: User) -> bytes:
    """Return one certificate as a PDF of one page, and leave an audit row.

    Raises `certificates.services.paper.PaperDiffers`, and then prints nothing.
    """
    paper = make_electronic_copy(certificate, by=by)
    with transaction.atomic():
        record("certificate.printed", certificate, by=by)
    return paper


def render_snapshots(snapshots: list[Snapshot]) -> bytes:
    """Return one PDF with a page for each snapshot as it is kept; two queries, however many.

    Raises what `render_certificates` and `Printable.complete` raise.
    """
    printable = read_printable(snapshots)
    return render_certificates(printable.complete_all(snapshots), printable.picture)
