"""Delete what strangers once sent in and nobody needs any more: a chore of each day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from participants.services.applications import find_forgettable_applications, forget_applications


class Command(BaseCommand):
    """``forget_applications [--dry-run]``."""

    help = "Delete applications answered, or of events that ended, more than 30 days ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the wish to count only."""
        parser.add_argument("--dry-run", action="store_true", help="count them and delete nothing")

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        """Forget them, or count them, and say how many there are."""
        if options["dry_run"]:
            self.stdout.write(f"Applications to forget: {len(find_forgettable_applications())}")
        else:
            self.stdout.write(f"Applications forgotten: {forget_applications()}")
