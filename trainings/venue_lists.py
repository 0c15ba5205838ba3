"""The filters over venues, and what was held at one of them."""

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Province
from trainings.models import Event, Venue


class VenueFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """By words, province and how many people a venue must hold."""

    q = django_filters.CharFilter(method="having_words", label=_("Name, commune or equipment"))
    province = django_filters.ModelChoiceFilter(
        queryset=Province.objects.filter(
            Exists(Venue.objects.filter(commune__province=OuterRef("pk")))
        ),
        field_name="commune__province",
        label=_("province"),
        empty_label=pgettext_lazy("provinces", "All"),
    )
    holds = django_filters.NumberFilter(
        field_name="capacity", lookup_expr="gte", label=_("holds at least"), min_value=1
    )

    class Meta:
        model = Venue
        fields = ("q", "province", "holds")

    def having_words(self, venues: QuerySet[Venue], _name: str, words: str) -> QuerySet[Venue]:
        """Keep the venues in which all the words occur, in whatever field."""
        for word in words.split():
            venues = venues.filter(
                Q(name_ar__icontains=word)
                | Q(name_fr__icontains=word)
                | Q(commune__name_ar__icontains=word)
                | Q(commune__name_fr__icontains=word)
                | Q(equipment_ar__icontains=word)
                | Q(equipment_fr__icontains=word)
            )
        return venues


class VenueEventTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """The events of a venue, the latest first."""

    title = tables.TemplateColumn(
        template_name="trainings/cells/event.html", verbose_name=_("event"), orderable=False
    )
    days = tables.TemplateColumn(
        template_name="trainings/cells/days.html", verbose_name=_("days"), orderable=False
    )
    taken = tables.Column(verbose_name=_("places taken"), orderable=False, localize=True)
    state = tables.TemplateColumn(
        template_name="trainings/cells/state.html", verbose_name=_("state"), orderable=False
    )

    class Meta:
        model = Event
        fields = ("title", "days", "taken", "state")
        empty_text = _("Nothing has been planned here yet")
        attrs = {"caption": _("Events")}
