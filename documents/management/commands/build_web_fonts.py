"""Write the fonts of the screens into VAR_DIR/fonts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from documents.web_fonts import build_web_fonts


class Command(BaseCommand):
    """Write the fonts of the screens; quick and silent when they stand already."""

    help = "Writes the woff2 files of the screen font into VAR_DIR/fonts."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what is missing or outdated and name it."""
        for path in build_web_fonts(settings.VAR_DIR / "fonts"):
            self.stdout.write(f"{path.name} {path.stat().st_size // 1024} KB")
