"""Load the demo, or say again how to look at it."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.demo.accounts import SHOWN
from reports.demo.loading import (
    DatabaseInUse,
    certificates_pdf,
    is_demo_loaded,
    load_demo,
    print_certificates,
)


class Command(BaseCommand):
    """Load the demo into an empty database; a second run changes nothing."""

    help = "Load the demo (one true event, invented people) into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--show``."""
        parser.add_argument(
            "--show", action="store_true", help="only say how to look at the demo that is loaded"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load unless asked only to show, then print address, accounts and certificates."""
        if not options["show"]:
            self._load()
        elif not is_demo_loaded():
            raise CommandError("The demo is not loaded. Load it with: python manage.py load_demo")
        for line in guide():
            self.stdout.write(line)

    def _load(self) -> None:
        try:
            loaded_now = load_demo()
        except DatabaseInUse as refusal:
            raise CommandError(str(refusal)) from refusal
        # A file of an earlier database would show codes that nobody issued.
        if loaded_now or not certificates_pdf().exists():
            print_certificates()
        self.stdout.write("The demo is loaded." if loaded_now else "The demo was there already.")


def guide() -> Iterator[str]:
    """Yield what somebody needs to look round the demo, line by line."""
    yield f"Address       {settings.SITE_URL}"
    for account in SHOWN:
        yield f"{account.role.value:<13} {account.email:<28} {account.password}"
    yield f"Certificates  {certificates_pdf()}"
