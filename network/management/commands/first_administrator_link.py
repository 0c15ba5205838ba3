"""Print the address where the first administrator of an empty installation is made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.services.setup import AlreadySetUp, first_administrator_url


class Command(BaseCommand):
    """Prints one line: an absolute address under SITE_URL, good for three days."""

    help = "Print the address where the first administrator of an empty installation is made."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the address; fail where somebody has an account already."""
        try:
            self.stdout.write(first_administrator_url())
        except AlreadySetUp as refusal:
            raise CommandError(str(refusal)) from refusal
