"""The audit log: append-only, and without personal data in clear."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """Who changed what, when. Database triggers refuse any later change or removal.

    ``object_type`` is ``app.model`` in lower case, ``object_id`` its primary key as text, and
    ``fields`` the names of what changed, never the values.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="audit_events",
        verbose_name=_("by"),
    )
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=40)
    fields = models.JSONField(_("fields"), default=list)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit log")
        ordering = ("-pk",)
        indexes = (models.Index(fields=["object_type", "object_id"], name="network_audit_object"),)

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
