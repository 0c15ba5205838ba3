"""Fill the list of usual steps of preparation."""

from typing import Any

from django.core.management.base import BaseCommand

from trainings.services.usual_steps import load_usual_steps


class Command(BaseCommand):
    """Load the steps with which every event's preparation begins."""

    help = "Load the usual steps of preparing an event, unless the list holds any. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many were added."""
        self.stdout.write(f"Usual steps of preparation: {load_usual_steps()} new.")
