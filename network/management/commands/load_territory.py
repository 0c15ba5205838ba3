"""Fill the territory: regions, prefectures and provinces, communes."""

from typing import Any

from django.core.management.base import BaseCommand

from network.services.territory import load_territory


class Command(BaseCommand):
    """Load the territory of the 2024 census, or bring it up to date."""

    help = "Load Morocco's regions, provinces and communes (HCP, census 2024). Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what is there now."""
        loaded = load_territory()
        self.stdout.write(
            f"Territory: {loaded.regions} regions, {loaded.provinces} prefectures and provinces, "
            f"{loaded.communes:,} communes ({loaded.added:,} new)."
        )
        self.stdout.write("Source: Haut-Commissariat au Plan (HCP), RGPH 2024.")
