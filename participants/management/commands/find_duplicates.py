"""Look for possible duplicates among everybody, from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from tqdm import tqdm

from network.models import Province
from participants.services.duplicate_search import search_province


class Command(BaseCommand):
    """``find_duplicates [--province ISO]``. Can be interrupted and run again at any time."""

    help = (
        "Looks for possible duplicates among all persons, or those of one province, and puts the "
        "pairs into the queue. What somebody has decided stays decided."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the province, if only one is meant."""
        parser.add_argument("--province", help="ISO code of one province, such as MA-SIB")

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        """Search province by province, and say in one line what was found."""
        provinces = Province.objects.filter(persons__isnull=False).distinct().order_by("hcp_code")
        if iso := options["province"]:
            if not Province.objects.filter(iso=iso).exists():
                raise CommandError(f"No province has the code {iso}.")
            provinces = provinces.filter(iso=iso)
        shown = tqdm(provinces, unit="province", leave=False, disable=None)
        pairs = sum(search_province(province) for province in shown)
        self.stdout.write(f"{pairs} pairs that may be one person.")
