"""Narrowing down the list of those who may get a certificate."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.models import Reason
from certificates.services.eligibility import ISSUED, READY
from network.models import Province, User
from participants.models import Registration
from trainings.models import Event, Quota

NOT_ELIGIBLE = "not_eligible"
VERDICTS = (
    (READY, _("ready to be issued")),
    (ISSUED, _("issued")),
    (NOT_ELIGIBLE, _("no certificate yet, for any reason")),
    *((reason.value, reason.label) for reason in Reason if reason != Reason.ALREADY_ISSUED),
)


def provinces_of(event: Event, user: User) -> QuerySet[Province]:
    """Return the provinces that have places at an event and that ``user`` may see."""
    quotas = Quota.objects.visible_to(user).filter(event=event)
    return Province.objects.filter(pk__in=quotas.values("province"))


class CandidateFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By province and by what became of them; expects registrations that were assessed."""

    province = django_filters.ModelChoiceFilter(
        label=_("Province"), queryset=Province.objects.none(), empty_label=_("All provinces")
    )
    verdict = django_filters.ChoiceFilter(
        label=_("Certificate"),
        choices=VERDICTS,
        empty_label=_("All persons"),
        method="keep_verdict",
    )

    class Meta:
        model = Registration
        fields = ("province",)

    def __init__(self, *args: Any, provinces: QuerySet[Province], **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["province"].queryset = provinces

    def keep_verdict(self, candidates: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Keep those of one verdict, or all who are neither ready nor issued."""
        if value == NOT_ELIGIBLE:
            return candidates.exclude(verdict__in=[READY, ISSUED])
        return candidates.filter(verdict=value)
