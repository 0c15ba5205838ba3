"""Finding events, programmes and steps by words, state, province, year."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Province, User
from trainings.models import Event, PreparationStep, Programme, Quota
from trainings.models.events import EventQuerySet
from trainings.models.preparation import PreparationStepQuerySet


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


class ProgrammeFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """The filters over the list of programmes."""

    q = django_filters.CharFilter(method="having_words", label=_("Title or project"))
    year = django_filters.ChoiceFilter(label=_("year"), empty_label=pgettext_lazy("years", "All"))

    class Meta:
        model = Programme
        fields = ("q", "year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Programme.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]

    def having_words(
        self, programmes: QuerySet[Programme], _name: str, words: str
    ) -> QuerySet[Programme]:
        """Keep the programmes in which all the words occur, in whatever field."""
        for word in words.split():
            programmes = programmes.filter(
                Q(title_ar__icontains=word)
                | Q(title_fr__icontains=word)
                | Q(project_ar__icontains=word)
                | Q(project_fr__icontains=word)
            )
        return programmes


class PreparationFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """The filters over the steps of all events; at first those that are late."""

    standing = django_filters.ChoiceFilter(
        choices=(
            ("late", _("late")),
            ("soon", _("late or due within a week")),
            ("to_do", pgettext_lazy("steps", "to do")),
            ("done", pgettext_lazy("steps", "done")),
        ),
        method="standing_at",
        label=_("state"),
        empty_label=pgettext_lazy("steps", "All"),
        initial="late",
    )
    event = django_filters.CharFilter(method="of_event", label=_("Title or code of the event"))
    province = django_filters.ModelChoiceFilter(
        queryset=Province.objects.all(),
        label=_("province"),
        empty_label=pgettext_lazy("provinces", "All"),
    )

    class Meta:
        model = PreparationStep
        fields = ("standing", "event", "province")

    def __init__(self, data: Any, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__({"standing": "late", **data.dict()}, *args, **kwargs)
        offered = Province.objects.filter(
            Exists(PreparationStep.objects.visible_to(reader).filter(province=OuterRef("pk")))
        )
        self.filters["province"].queryset = offered

    def standing_at(
        self, steps: PreparationStepQuerySet, _name: str, standing: str
    ) -> PreparationStepQuerySet:
        """Keep the steps that stand so."""
        if standing == "done":
            return steps.filter(done_at__isnull=False)
        return {"late": steps.late, "soon": steps.due_soon, "to_do": steps.to_do}[standing]()

    def of_event(
        self, steps: PreparationStepQuerySet, _name: str, words: str
    ) -> PreparationStepQuerySet:
        """Keep the steps of the events in whose title or code all the words occur."""
        for word in words.split():
            steps = steps.filter(
                Q(event__title_ar__icontains=word)
                | Q(event__title_fr__icontains=word)
                | Q(event__code__icontains=word)
            )
        return steps
