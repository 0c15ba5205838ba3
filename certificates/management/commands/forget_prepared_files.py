"""Delete the piles and archives whose day is over."""

from typing import Any

from django.core.management.base import BaseCommand

from certificates.services.making import forget_files


class Command(BaseCommand):
    """``forget_prepared_files``."""

    help = "Delete the files of certificates that were kept for a day; run it daily."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Delete them and say how many there were."""
        self.stdout.write(f"Prepared files deleted: {forget_files()}")
