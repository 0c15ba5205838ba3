"""Narrowing down the list of those who may get a certificate."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from certificates.models import Reason
from certificates.services.candidates import Candidate
from certificates.services.eligibility import ISSUED, READY
from network.models import Province, User
from participants.models import Registration
from trainings.models import Event, Quota

NOT_ELIGIBLE = "not_eligible"
BY_EXCEPTION = "by_exception"
USUAL_VERDICTS = (
    (READY, _("ready to be issued")),
    (ISSUED, _("issued")),
    (NOT_ELIGIBLE, _("no certificate yet, for any reason")),
    (BY_EXCEPTION, _("let through by exception")),
)
UNPRINTABLE = (Reason.NAME_MISSING, Reason.MISSING_GLYPH, Reason.DOES_NOT_FIT)
OF_THE_REGISTERED = (
    Reason.NOT_REGISTERED,
    Reason.REVOKED,
    Reason.NO_HALF_DAYS,
    Reason.PRESENCE_NOT_TAKEN,
    Reason.PRESENCE_BELOW,
    *UNPRINTABLE,
)
# What can stand against a certificate of each kind, in the order in which it is looked at.
REASONS_OF: dict[Kind, tuple[Reason, ...]] = {
    Kind.PARTICIPATION: OF_THE_REGISTERED,
    Kind.COMPLETION: (Reason.NOT_HELD, *OF_THE_REGISTERED),
    Kind.TRAINER: (Reason.REVOKED, Reason.NOT_HELD, Reason.NO_MODULE_LED, *UNPRINTABLE),
    Kind.COORDINATOR: (
        Reason.REVOKED,
        Reason.NOT_HELD,
        Reason.PRESENCE_NOT_TAKEN,
        Reason.NO_PART_TAKEN,
        *UNPRINTABLE,
    ),
    Kind.THANKS: (Reason.REVOKED, Reason.NOT_HELD, *UNPRINTABLE),
}


def verdicts_of(kind: Kind) -> list[tuple[str, str]]:
    """Return what a list of a kind can be narrowed down to, as choices."""
    reasons = ((reason.value, str(reason.label)) for reason in REASONS_OF[kind])
    return [(value, str(label)) for value, label in USUAL_VERDICTS] + list(reasons)


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
        choices=(),
        empty_label=_("All persons"),
        method="keep_verdict",
    )

    class Meta:
        model = Registration
        fields = ("province",)

    def __init__(
        self, *args: Any, provinces: QuerySet[Province], kind: Kind, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.filters["province"].queryset = provinces
        self.filters["verdict"].extra["choices"] = verdicts_of(kind)

    @property
    def chosen_province(self) -> Province | None:
        """The province that the list is narrowed down to, if it is."""
        return self.form.cleaned_data.get("province") if self.form.is_valid() else None

    def keep_verdict(self, candidates: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Keep those of one verdict, or all who are neither ready nor issued."""
        if value == NOT_ELIGIBLE:
            return candidates.exclude(verdict__in=[READY, ISSUED])
        if value == BY_EXCEPTION:
            return candidates.filter(by_exception=True, verdict__in=[READY, ISSUED])
        return candidates.filter(verdict=value)


class VerdictForm(forms.Form):
    """By what became of them."""

    verdict = forms.ChoiceField(label=_("Certificate"), required=False)

    def __init__(self, data: Any, *, kind: Kind) -> None:
        super().__init__(data)
        choices = [("", _("All persons")), *verdicts_of(kind)]
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]  # of a choice


class CandidateListFilter:
    """Narrows down a list that was read whole; shows itself as the others do."""

    def __init__(self, data: Any, *, candidates: list[Candidate], kind: Kind) -> None:
        self.form = VerdictForm(data, kind=kind)
        verdict = self.form.cleaned_data["verdict"] if self.form.is_valid() else ""
        self.qs = [candidate for candidate in candidates if _is_wanted(candidate, verdict)]


def _is_wanted(candidate: Candidate, verdict: str) -> bool:
    issuable = candidate.verdict in {READY, ISSUED}
    if verdict == NOT_ELIGIBLE:
        return not issuable
    if verdict == BY_EXCEPTION:
        return candidate.by_exception and issuable
    return verdict in {"", candidate.verdict}
