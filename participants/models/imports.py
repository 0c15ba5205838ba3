"""Imports: a file is staged row by row, looked at, then committed whole or not at all."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Province
from network.scope import ProvinceScopedQuerySet
from participants.models.organisations import Organisation
from participants.models.persons import Person
from participants.models.registrations import Registration
from trainings.models import Event


class ImportRunQuerySet(ProvinceScopedQuerySet["ImportRun"]):
    """Reads of imports."""

    def with_staged_rows(self) -> Self:
        """Keep those whose file still lies here: neither committed nor given up."""
        return self.filter(state=ImportRun.State.STAGED)


class ImportRun(models.Model):
    """One file for one event and one province, from its upload to its commit, or its undoing.

    ``mapping`` leads from a field's name to the index of its column, 0 the first.
    """

    class State(models.TextChoices):
        """Where the import stands."""

        STAGED = "staged", _("to be looked at")
        COMMITTED = "committed", _("imported")
        UNDONE = "undone", _("undone")
        DISCARDED = "discarded", _("given up")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="imports", verbose_name=_("event")
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="imports", verbose_name=_("province")
    )
    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(max_length=64, editable=False)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.STAGED)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports_staged"
    )
    staged_at = models.DateTimeField(_("uploaded on"), default=timezone.now, editable=False)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["sha256"], name="participants_import_file"),
            models.Index(fields=["province", "-id"], name="participants_import_of"),
        )
        constraints = (
            models.CheckConstraint(
                name="participants_import_state_known",
                condition=Q(state__in=["staged", "committed", "undone", "discarded"]),
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class ImportRowQuerySet(ProvinceScopedQuerySet["ImportRow"]):
    """Reads of rows."""

    province_path = "run__province_id"

    def unsettled(self) -> Self:
        """Keep those that a commit leaves out: they are wrong, or nobody has said who is meant."""
        wrong, possible = ImportRow.Verdict.WRONG, ImportRow.Verdict.POSSIBLE
        return self.filter(Q(verdict=wrong) | Q(verdict=possible, is_chosen=False))

    def count_by_verdict(self) -> dict[str, int]:
        """Count the rows of each verdict, none left out, in one query."""
        verdicts = ImportRow.Verdict.values
        return self.aggregate(
            **{verdict: Count("pk", filter=Q(verdict=verdict)) for verdict in verdicts}
        )


class ImportRow(models.Model):
    """A row of the file. ``sealed`` holds its cells, encrypted, until the import is settled.

    ``number`` counts as the spreadsheet shows it, the header included. ``faults`` are objects of
    ``field``, ``code`` and ``params``; sentences are made of them for each reader.
    """

    class Verdict(models.TextChoices):
        """What the row would do."""

        NEW = "new", _("new")
        KNOWN = "known", _("known")
        POSSIBLE = "possible", _("possibly known")
        REGISTERED = "registered", _("already registered")
        WRONG = "wrong", _("wrong")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    sealed = models.BinaryField(default=bytes, editable=False)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    faults = models.JSONField(default=list)
    # The known person whom the row means: found (known, registered) or chosen (possible).
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # A person of a "possible" row was chosen, or said to be somebody new.
    is_chosen = models.BooleanField(default=False)
    # What the commit made, for the undoing.
    made_person = models.BooleanField(default=False)
    # The registration was a cancelled one before.
    revived = models.BooleanField(default=False)
    made_organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ("number",)
        indexes = (
            models.Index(fields=["run", "verdict", "number"], name="participants_import_verdict"),
        )
        constraints = (
            models.UniqueConstraint(fields=["run", "number"], name="participants_import_row_once"),
            models.CheckConstraint(
                name="participants_import_verdict_known",
                condition=Q(verdict__in=["new", "known", "possible", "registered", "wrong"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"
