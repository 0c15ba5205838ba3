"""Empty what uploaded lists have left behind: a chore of each day."""

from typing import Any

from django.core.management.base import BaseCommand

from participants.services.imports import forget_staged_imports


class Command(BaseCommand):
    """Give up the lists that were uploaded a day ago and not imported; their rows are deleted."""

    help = "Delete the rows of lists that were uploaded a day ago and not imported."

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget them and say how many there were."""
        self.stdout.write(f"Lists given up: {forget_staged_imports()}")
