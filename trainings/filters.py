"""Finding events: by programme, state, province and words of the title, code or venue."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Province, User
from trainings.models import Event, Programme, Quota
from trainings.models.events import EventQuerySet


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """The filters over the list of events; ``reader`` decides what they offer."""

    q = django_filters.CharFilter(method="having_words", label=_("Title, code or venue"))
    programme = django_filters.ModelChoiceFilter(
        queryset=Programme.objects.all(), empty_label=pgettext_lazy("programmes", "All")
    )
    state = django_filters.ChoiceFilter(
        choices=Event.State.choices, empty_label=pgettext_lazy("states", "All")
    )
    province = django_filters.ModelChoiceFilter(
        queryset=Province.objects.all(),
        method="giving_places",
        label=_("province"),
        empty_label=pgettext_lazy("provinces", "All"),
    )

    class Meta:
        model = Event
        fields = ("q", "programme", "state", "province")

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Province.objects.filter(Exists(Quota.objects.filter(province=OuterRef("pk"))))
        if reader.is_coordinator:
            offered = offered.filter(pk__in=reader.province_ids)
        self.filters["province"].queryset = offered
        if not reader.is_staff_member:
            shown = [choice for choice in Event.State.choices if choice[0] != Event.State.DRAFT]
            self.filters["state"].extra["choices"] = shown

    def having_words(self, events: EventQuerySet, _name: str, words: str) -> EventQuerySet:
        """Keep the events in which all the words occur, in whatever field."""
        for word in words.split():
            events = events.filter(
                Q(title_ar__icontains=word)
                | Q(title_fr__icontains=word)
                | Q(code__icontains=word)
                | Q(venue__name_ar__icontains=word)
                | Q(venue__name_fr__icontains=word)
            )
        return events

    def giving_places(self, events: EventQuerySet, _name: str, province: Province) -> EventQuerySet:
        """Keep the events that give the province places."""
        return events.filter(Exists(Quota.objects.filter(event=OuterRef("pk"), province=province)))
