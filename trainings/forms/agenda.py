"""The forms of an agenda: a slot, and the session whose agenda is taken over."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypedDict, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from network.dates import write_date
from trainings.lengths import minutes_between
from trainings.models import AgendaItem, Module, Room, Session, Trainer
from trainings.services.agenda import SlotFacts

Kind = AgendaItem.Kind
USUAL_LENGTH = 30
# Kinds in which somebody teaches or leads a talk.
WITH_THEME = (Kind.MODULE, Kind.PRACTICE, Kind.DISCUSSION)


class Times(TypedDict):
    """When a slot starts and how many minutes it takes."""

    starts_at: Any
    length: int


class SlotForm(forms.ModelForm[AgendaItem]):
    """A slot of a session: what it is, how long it takes, who leads it and where.

    Its time is asked for as a start and a length; for a new one the start may be left empty, and
    a slot ``beside`` another one has that one's time.
    """

    starts_at = forms.TimeField(
        label=_("start"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    length = forms.IntegerField(
        label=_("length in minutes"),
        validators=[MinValueValidator(5), MaxValueValidator(600)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": "5", "min": "5"}),
    )

    class Meta:
        model = AgendaItem
        fields = ("kind", "module", "trainer", "room", "title_ar", "title_fr")
        widgets = {
            "title_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "title_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
        }

    field_order = (
        "kind", "length", "starts_at", "module", "trainer", "room", "title_ar", "title_fr",
    )  # fmt: skip

    def __init__(
        self, *args: Any, session: Session, beside: AgendaItem | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        item = self.instance
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = Kind.choices
        if beside:
            del self.fields["length"], self.fields["starts_at"]
        elif item.pk:
            self.fields["starts_at"].required = True
            self.initial["starts_at"] = item.starts_at
            self.initial["length"] = minutes_between(item.starts_at, item.ends_at)
        else:
            self.initial["length"] = USUAL_LENGTH
            self.fields["starts_at"].help_text = _("Left empty: right after the last slot.")
        kept = Q(pk=item.module_id), Q(pk=item.trainer_id), Q(pk=item.room_id)
        rooms = Room.objects.filter(Q(venue=session.event.venue_id) | kept[2])
        self._offer("module", Module.objects.filter(Q(retired_at=None) | kept[0]), _("no module"))
        self._offer("trainer", Trainer.objects.filter(Q(retired_at=None) | kept[1]), _("nobody"))
        self._offer("room", rooms, _("no room of its own"))

    def propose(self, start: dt.time) -> None:
        """Say when a slot begins whose start is left empty."""
        self.fields["starts_at"].help_text = _("Left empty: %(time)s, after the last slot.") % {
            "time": f"{start:%H:%M}"
        }

    def _offer(self, name: str, rows: QuerySet[Any], nothing: Any) -> None:
        """Offer the rows, read once; a box without any is left out."""
        field = cast("forms.ModelChoiceField[Any]", self.fields[name])
        field.queryset = rows
        choices = [(row.pk, str(row)) for row in rows]
        field.choices = [("", nothing), *choices]
        if not choices:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for what a module is about, and refuse a module where nothing is taught."""
        typed = self.cleaned_data
        kind, module = typed.get("kind"), typed.get("module")
        titles = typed.get("title_ar") or typed.get("title_fr")
        if kind == Kind.MODULE and not module and not titles and "module" not in self.errors:
            self.add_error(
                "module" if "module" in self.fields else "title_ar",
                _("Choose the module, or write a title."),
            )
        if kind and module and kind not in WITH_THEME:
            self.add_error(
                "module", _("Only a module, a practical workshop or a discussion has a module.")
            )
        return typed

    def facts(self) -> SlotFacts:
        """Return what the valid form says of the slot beside its time."""
        typed = self.cleaned_data
        return SlotFacts(
            kind=typed["kind"],
            module=typed.get("module"),
            trainer=typed.get("trainer"),
            room=typed.get("room"),
            title_ar=typed["title_ar"],
            title_fr=typed["title_fr"],
        )

    def times(self) -> Times:
        """Return what the valid form says of the slot's time."""
        return Times(length=self.cleaned_data["length"], starts_at=self.cleaned_data["starts_at"])


class SourceForm(forms.Form):
    """The session whose agenda is taken over, among the latest that have one."""

    source = forms.ChoiceField(label=_("Agenda of"))

    def __init__(self, *args: Any, sources: Iterable[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = {str(session.pk): session for session in sources}
        source = cast(forms.ChoiceField, self.fields["source"])
        source.choices = [(pk, _name_of(session)) for pk, session in self.sources.items()]

    @property
    def chosen(self) -> Session:
        """The session that was chosen, once the form is valid."""
        return self.sources[self.cleaned_data["source"]]


def _name_of(session: Session) -> str:
    return f"{session.event.code} · {write_date(session.date)} · {session.event.title}"
