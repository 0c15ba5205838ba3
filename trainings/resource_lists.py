"""The lists of trainers and modules, how they are narrowed, and where both were put to work."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from network.models import User
from network.templatetags.ui import ltr
from trainings.lengths import minutes_between, write_length
from trainings.models import AgendaItem, Event, Module, ProgrammeModule, Trainer
from trainings.models.modules import ModuleQuerySet
from trainings.models.trainers import TrainerQuerySet

# Events whose agendas nobody stands by.
NOT_PLANNED = (Event.State.DRAFT, Event.State.POSTPONED, Event.State.CANCELLED)


def with_sessions(trainers: TrainerQuerySet) -> QuerySet[Trainer]:
    """Add ``session_count``, in how many sessions each trainer stands."""
    return trainers.annotate(session_count=_count(AgendaItem.objects.all(), "trainer", "session"))


def with_usage(modules: ModuleQuerySet) -> QuerySet[Module]:
    """Add in how many programmes and sessions each module stands, and how many trainers lead it."""
    return modules.annotate(
        programme_count=_count(ProgrammeModule.objects.all(), "module", "programme"),
        session_count=_count(AgendaItem.objects.all(), "module", "session"),
        trainer_count=_count(Trainer.modules.through.objects.all(), "module", "trainer"),
    )


def slots_of(user: User) -> QuerySet[AgendaItem]:
    """Return the slots of the events that ``user`` sees, the latest first, ready for a list."""
    slots = AgendaItem.objects.filter(session__event__in=Event.objects.visible_to(user))
    return slots.select_related("session__event", "module", "trainer").order_by(
        F("session__date").desc(), "starts_at", "pk"
    )


def minutes_taught(trainer: Trainer, *, until: Any) -> int:
    """Return the minutes of the slots that a trainer led up to a day."""
    slots = trainer.agenda_items.filter(session__date__lte=until)
    led = slots.exclude(session__event__state__in=NOT_PLANNED)
    return sum(minutes_between(*times) for times in led.values_list("starts_at", "ends_at"))


def _count(rows: QuerySet[Any], of: str, what: str) -> Coalesce:
    """Count in a query of its own: counts over several joins would multiply each other."""
    mine = rows.filter(**{of: OuterRef("pk")}).order_by().values(of)
    counted = mine.annotate(number=Count(what, distinct=True)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class StandingFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By words and by whether still offered; at first those that are."""

    words_in: tuple[str, ...] = ()

    standing = django_filters.ChoiceFilter(
        choices=(
            ("active", pgettext_lazy("people or modules", "active")),
            ("retired", pgettext_lazy("people or modules", "retired")),
        ),
        method="standing_so",
        label=_("state"),
        empty_label=pgettext_lazy("states", "All"),
        initial="active",
    )

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__({"standing": "active", **data.dict()}, *args, **kwargs)

    def having_words(self, rows: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Keep the rows in which all the words occur, in whatever field."""
        for word in words.split():
            anywhere = Q()
            for field in self.words_in:
                anywhere |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(anywhere)
        return rows

    def standing_so(self, rows: QuerySet[Any], _name: str, standing: str) -> QuerySet[Any]:
        """Keep those that are offered, or those that no longer are."""
        return rows.filter(retired_at__isnull=standing == "active")


class TrainerFilter(StandingFilter):
    """Trainers by words, by a module that they lead, and by whether they are still asked."""

    words_in = ("name_ar", "name_fr", "organisation_ar", "organisation_fr")

    q = django_filters.CharFilter(method="having_words", label=_("Name or organisation"))
    module = django_filters.ModelChoiceFilter(
        field_name="modules",
        queryset=Module.objects.all(),
        label=_("module"),
        empty_label=pgettext_lazy("modules", "All"),
    )

    class Meta:
        model = Trainer
        fields = ("q", "module", "standing")


class ModuleFilter(StandingFilter):
    """Modules by words of title and content, and by whether they are still offered."""

    words_in = ("title_ar", "title_fr", "summary_ar", "summary_fr")

    q = django_filters.CharFilter(method="having_words", label=_("Title or content"))

    class Meta:
        model = Module
        fields = ("q", "standing")


class TrainerTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Trainers with what they lead and how often they have."""

    name = tables.TemplateColumn(
        template_name="trainings/cells/trainer.html", verbose_name=_("trainer"), orderable=False
    )
    modules = tables.Column(verbose_name=_("modules"), orderable=False, empty_values=())
    phone = tables.Column(orderable=False, attrs={"td": {"class": "text-nowrap"}})
    session_count = tables.Column(
        verbose_name=_("sessions"), localize=True, order_by=("session_count", "name_ar", "pk")
    )

    class Meta:
        model = Trainer
        fields = ("name", "modules", "phone", "session_count")
        empty_text = _("No trainer found")
        attrs = {"caption": _("Trainers")}

    def render_modules(self, record: Trainer) -> str:
        """Name the modules; an Arabic list is separated by Arabic commas."""
        return gettext(", ").join(module.title for module in record.modules.all()) or "—"

    def render_phone(self, value: object) -> SafeString:
        """Keep the number left to right."""
        return ltr(value)


class ModuleTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Modules with how often they are used."""

    title = tables.TemplateColumn(
        template_name="trainings/cells/module.html", verbose_name=_("module"), orderable=False
    )
    programme_count = tables.Column(
        verbose_name=_("programmes"), localize=True, order_by=("programme_count", "title_ar", "pk")
    )
    session_count = tables.Column(
        verbose_name=_("sessions"), localize=True, order_by=("session_count", "title_ar", "pk")
    )
    trainer_count = tables.Column(
        verbose_name=_("trainers"), localize=True, order_by=("trainer_count", "title_ar", "pk")
    )

    class Meta:
        model = Module
        fields = ("title", "programme_count", "session_count", "trainer_count")
        empty_text = _("No module found")
        attrs = {"caption": _("Modules")}


class SlotTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Slots of agendas: of a trainer or of a module, the latest first."""

    event = tables.TemplateColumn(
        template_name="trainings/cells/slot_event.html", verbose_name=_("event"), orderable=False
    )
    day = tables.DateColumn(
        accessor="session__date",
        verbose_name=_("day"),
        format="DATE_FORMAT",
        orderable=False,
        attrs={"td": {"class": "text-nowrap"}},
    )
    title = tables.Column(verbose_name=_("slot"), orderable=False, empty_values=())
    trainer = tables.Column(verbose_name=_("trainer"), orderable=False)
    length = tables.Column(
        accessor="starts_at", verbose_name=pgettext_lazy("of a slot", "length"), orderable=False
    )

    class Meta:
        model = AgendaItem
        fields = ("event", "day", "title", "trainer", "length")
        attrs = {"caption": _("Sessions")}

    def render_length(self, record: AgendaItem) -> str:
        """Write how long the slot takes."""
        return write_length(minutes_between(record.starts_at, record.ends_at))
