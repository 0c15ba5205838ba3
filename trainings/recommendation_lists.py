"""The list of recommendations of all events, and its filters."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import User
from trainings.models import Module, Programme, Recommendation
from trainings.models.recommendations import RecommendationQuerySet


class RecommendationFilter(django_filters.FilterSet):  # type: ignore[misc]  # no types
    """The filters over recommendations; at first those that are still to be carried out."""

    q = django_filters.CharFilter(
        method="having_words", label=_("Text, event or who carries it out")
    )
    standing = django_filters.ChoiceFilter(
        choices=(
            ("unfinished", _("still to be carried out")),
            *Recommendation.State.choices,
        ),
        method="standing_at",
        label=_("state"),
        empty_label=pgettext_lazy("states", "All"),
        initial="unfinished",
    )
    programme = django_filters.ModelChoiceFilter(
        queryset=Programme.objects.all(),
        field_name="event__programme",
        label=_("programme"),
        empty_label=pgettext_lazy("programmes", "All"),
    )
    module = django_filters.ModelChoiceFilter(
        queryset=Module.objects.filter(recommendations__isnull=False).distinct(),
        label=_("theme"),
        empty_label=pgettext_lazy("themes", "All"),
    )
    horizon = django_filters.ChoiceFilter(
        choices=Recommendation.Horizon.choices, empty_label=pgettext_lazy("horizons", "All")
    )

    class Meta:
        model = Recommendation
        fields = ("q", "standing", "programme", "module", "horizon")

    def __init__(self, data: Any, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__({"standing": "unfinished", **data.dict()}, *args, **kwargs)
        self.reader = reader

    def having_words(
        self, recommendations: RecommendationQuerySet, _name: str, words: str
    ) -> RecommendationQuerySet:
        """Keep those in which all the words occur, in whatever field."""
        for word in words.split():
            recommendations = recommendations.filter(
                Q(text_ar__icontains=word)
                | Q(text_fr__icontains=word)
                | self._carried_out_by(word)
                | Q(event__code__icontains=word)
                | Q(event__title_ar__icontains=word)
                | Q(event__title_fr__icontains=word)
            )
        return recommendations

    def _carried_out_by(self, word: str) -> Q:
        # Who does not read it does not find by it.
        return Q(pk__in=()) if self.reader.is_observer else Q(responsible__icontains=word)

    def standing_at(
        self, recommendations: RecommendationQuerySet, _name: str, standing: str
    ) -> RecommendationQuerySet:
        """Keep those that are so far."""
        if standing == "unfinished":
            return recommendations.unfinished()
        return recommendations.filter(state=standing)


class RecommendationTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Recommendations with their event, who carries them out, by when, and how far they are."""

    text = tables.TemplateColumn(
        template_name="trainings/cells/recommendation.html",
        verbose_name=_("recommendation"),
        orderable=False,
    )
    event = tables.TemplateColumn(
        template_name="trainings/cells/recommendation_event.html",
        verbose_name=_("event"),
        orderable=False,
    )
    responsible = tables.Column(verbose_name=_("who carries it out"), orderable=False, default="—")
    horizon = tables.TemplateColumn(
        template_name="trainings/cells/recommendation_horizon.html",
        verbose_name=_("horizon"),
        orderable=False,
    )
    state = tables.TemplateColumn(
        template_name="trainings/cells/recommendation_state.html",
        verbose_name=_("state"),
        orderable=False,
    )

    class Meta:
        model = Recommendation
        fields = ("text", "event", "responsible", "horizon", "state")
        empty_text = _("No recommendation found")
        attrs = {"caption": _("Recommendations")}
