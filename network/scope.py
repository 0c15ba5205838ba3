"""Scope: which rows somebody may see. The only way in from a view is ``visible_to``."""

from typing import Self, TypeVar

from django.db import models

from network.models import User

RowT = TypeVar("RowT", bound=models.Model)


class ProvinceScopedQuerySet(models.QuerySet[RowT]):
    """Rows that belong to a province and may hold personal data.

    Staff and administrators see all of them, a coordinator those of own provinces, an observer
    none. ``province_path`` is the look-up that leads from the row to its province's id.
    """

    province_path = "province_id"

    def visible_to(self, user: User) -> Self:
        """Keep the rows that ``user`` may see."""
        if user.is_staff_member:
            return self
        if user.is_coordinator:
            return self.filter(**{f"{self.province_path}__in": user.province_ids})
        return self.none()
