"""Lists of events, programmes, venues and steps; on a phone each row is a card."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from trainings.models import Event, PreparationStep, Programme, Venue


class EventTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Events with their days, their state and how many places are taken."""

    title = tables.TemplateColumn(
        template_name="trainings/cells/event.html", verbose_name=_("event"), orderable=False
    )
    days = tables.TemplateColumn(
        template_name="trainings/cells/days.html",
        verbose_name=_("days"),
        order_by=("starts_on", "pk"),
    )
    venue = tables.TemplateColumn(
        template_name="trainings/cells/venue.html", verbose_name=_("venue"), orderable=False
    )
    state = tables.TemplateColumn(
        template_name="trainings/cells/state.html", verbose_name=_("state"), orderable=False
    )
    places = tables.TemplateColumn(
        template_name="trainings/cells/places.html", verbose_name=_("places"), orderable=False
    )

    class Meta:
        model = Event
        fields = ("title", "days", "venue", "state", "places")
        empty_text = _("No event found")
        attrs = {"caption": _("Events")}


class ProgrammeTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Programmes with their project, their partners in protocol order, and their events."""

    title = tables.TemplateColumn(
        template_name="trainings/cells/programme.html",
        verbose_name=_("programme"),
        orderable=False,
    )
    partners = tables.TemplateColumn(
        template_name="trainings/cells/partners.html", verbose_name=_("partners"), orderable=False
    )
    event_count = tables.Column(verbose_name=_("events"), orderable=False, localize=True)

    class Meta:
        model = Programme
        fields = ("title", "partners", "event_count")
        empty_text = _("No programme yet")
        attrs = {"caption": _("Programmes")}


class VenueTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Venues with where they are and how many people they hold."""

    name = tables.Column(
        verbose_name=_("venue"), linkify=("venue_detail", [tables.A("pk")]), orderable=False
    )
    commune = tables.Column(verbose_name=_("commune"), orderable=False)
    province = tables.Column(
        accessor="commune__province__full_name", verbose_name=_("province"), orderable=False
    )
    capacity = tables.Column(
        verbose_name=_("places"), localize=True, order_by=("capacity", "name_ar", "pk")
    )

    class Meta:
        model = Venue
        fields = ("name", "commune", "province", "capacity")
        empty_text = _("No venue found")
        attrs = {"caption": _("Venues")}


class PreparationTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Steps of all events: what, for which event, until when, by whom, and the button to tick."""

    name = tables.TemplateColumn(
        template_name="trainings/cells/step.html", verbose_name=_("step"), orderable=False
    )
    event = tables.TemplateColumn(
        template_name="trainings/cells/step_event.html", verbose_name=_("event"), orderable=False
    )
    due = tables.TemplateColumn(
        template_name="trainings/cells/step_due.html", verbose_name=_("due"), orderable=False
    )
    responsible = tables.Column(
        accessor="responsible_name", verbose_name=_("who does it"), orderable=False
    )
    tick = tables.TemplateColumn(
        template_name="trainings/cells/step_tick.html", verbose_name=_("done"), orderable=False
    )

    class Meta:
        model = PreparationStep
        fields = ("name", "event", "due", "responsible", "tick")
        empty_text = _("Nothing is late")
        attrs = {"caption": _("Preparation")}
