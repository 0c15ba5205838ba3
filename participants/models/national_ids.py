"""The national ID number (CIN): apart from the person, encrypted, found only by equality."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.scope import ProvinceScopedQuerySet
from participants.models.persons import Person


class NationalIdQuerySet(ProvinceScopedQuerySet["NationalId"]):
    """Reads of numbers: who may see the person may know that there is one."""

    province_path = "person__province_id"


class NationalId(models.Model):
    """A person's CIN. Written and read by `participants.national_ids` and its service alone.

    ``keyed_index`` is an HMAC under a key outside the database; ``ciphertext`` is AES-256-GCM.
    """

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="national_id"
    )
    keyed_index = models.BinaryField(max_length=32)
    ciphertext = models.BinaryField(max_length=128)

    objects = NationalIdQuerySet.as_manager()

    class Meta:
        verbose_name = _("national ID number")
        verbose_name_plural = _("national ID numbers")
        indexes = (models.Index(fields=["keyed_index"], name="participants_national_id"),)

    def __str__(self) -> str:
        return f"{self.person_id}"
