"""Work the search keys of all names out again, after their rules have changed."""

from typing import Any

from django.core.management.base import BaseCommand

from participants.services.rekeying import rekey_names


class Command(BaseCommand):
    """Bring the keys of persons and organisations to the rules of today."""

    help = "Work the search keys of persons and organisations out again. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rekey and say how many changed."""
        rekeyed = rekey_names()
        self.stdout.write(
            f"New keys: {rekeyed.persons:,} persons, {rekeyed.organisations:,} organisations."
        )
