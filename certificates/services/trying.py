"""Trying the paper of certificates before they are issued: nothing is kept, nothing is printed."""

from certificates.models import DesignVersion
from certificates.press import find_print_problems
from certificates.services.complete import Printable, pictures_of, read_printable
from certificates.services.pictures import read_logos, read_pictures
from certificates.services.snapshots import Snapshot, event_facts, partners_in_order
from trainings.models import Event


class Trial:
    """The certificates of an event as they would be now; reads what they have in common once.

    ``facts`` are those of `event_facts`, from which the snapshots to be tried are built.
    """

    def __init__(self, event: Event, version: DesignVersion) -> None:
        self.facts: Snapshot = event_facts(event, version)
        pictures = read_pictures(pictures_of(version.look))
        if self.facts["logos"]:
            logos = read_logos(partners_in_order(event))
            pictures |= {digest: logo.content for digest, logo in logos.items()}
        self.printable = Printable({version.pk: version.look}, pictures)

    def find_problems(self, snapshot: Snapshot) -> list[str]:
        """Return the codes of `find_print_problems` for a snapshot of these facts."""
        return find_print_problems(self.printable.complete(snapshot), self.printable.picture)


def find_snapshot_problems(snapshot: Snapshot) -> list[str]:
    """Return the codes of `find_print_problems` for a snapshot whose pictures are kept."""
    printable = read_printable([snapshot])
    return find_print_problems(printable.complete(snapshot), printable.picture)
