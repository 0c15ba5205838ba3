"""Who took which list out of the house, when and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainings.models import Event


class Export(models.Model):
    """One list that was taken out. It names the filters that were used, never what was typed."""

    class Kind(models.TextChoices):
        """Which list."""

        PERSONS = "persons", _("participants")
        ORGANISATIONS = "organisations", _("organisations")
        REGISTRATIONS = "registrations", _("registrations")

    class Format(models.TextChoices):
        """In which kind of file."""

        XLSX = "xlsx", _("Excel workbook")
        CSV = "csv", _("CSV file")
        PDF = "pdf", _("PDF to print")

    kind = models.CharField(_("list"), max_length=13, choices=Kind)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    filters = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(_("rows"))
    with_national_ids = models.BooleanField(_("with national ID numbers"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports"
    )
    exported_at = models.DateTimeField(_("exported on"), auto_now_add=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="participants_export_kind_known",
                condition=Q(kind__in=["persons", "organisations", "registrations"]),
            ),
            models.CheckConstraint(
                name="participants_export_format_known",
                condition=Q(format__in=["xlsx", "csv", "pdf"]),
            ),
            models.CheckConstraint(
                name="participants_export_of_national_ids_has_a_reason",
                condition=Q(with_national_ids=False) | ~Q(reason=""),
                violation_error_message=_("Say why the national ID numbers are needed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}.{self.format}"
