"""The rows in which the days of an event are planned."""

import datetime as dt
import unicodedata
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trainings.forms.rows import Rows
from trainings.models import Event, HalfDay, Session
from trainings.services.days import USUAL_HALF_DAYS, Day, Hours
from trainings.services.errors import PresenceTaken

MOST_DAYS = 14
# What people plan or write down lies between these; beyond them reckoning with days has an end.
FIRST_YEAR, LAST_YEAR = 1900, 2100
LATE_START = _("The afternoon begins after the morning ends.")
PERIODS = {"morning": HalfDay.Period.MORNING, "afternoon": HalfDay.Period.AFTERNOON}


def western_digits(typed: Any) -> Any:
    """Return a text with its Arabic-Indic digits as 0-9, which is all that dates are read in."""
    if not isinstance(typed, str):
        return typed
    return "".join(str(unicodedata.digit(sign, sign)) for sign in typed)


class WrittenDate(forms.DateField):
    """A date typed as people write it here, day first, in every language and in any digits.

    A browser's own date box shows the order of the browser's language, not of the page's.
    """

    widget = forms.DateInput(
        attrs={"dir": "ltr", "placeholder": "25/12/2026", "autocomplete": "off"}
    )

    def to_python(self, value: Any) -> dt.date | None:
        """Read the date, and refuse one of a year that nobody means."""
        date = super().to_python(western_digits(value))
        if date and not FIRST_YEAR <= date.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Give a year between %(first)s and %(last)s."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return date


class WrittenTime(forms.TimeField):
    """A time of day in 24 hours, in any digits.

    A browser's own time box shows 12 hours where the browser's language does.
    """

    widget = forms.TimeInput(
        format="%H:%M", attrs={"dir": "ltr", "placeholder": "09:00", "autocomplete": "off"}
    )

    def to_python(self, value: Any) -> dt.time | None:
        """Read the time."""
        return super().to_python(western_digits(value))


USUAL_MORNING = USUAL_HALF_DAYS[HalfDay.Period.MORNING]
USUAL_AFTERNOON = USUAL_HALF_DAYS[HalfDay.Period.AFTERNOON]


def half_day_time(label: Any, usual: dt.time) -> WrittenTime:
    """Return a field for an end of a half-day, filled with the usual time."""
    return WrittenTime(label=label, required=False, initial=usual)


class DayRow(forms.Form):
    """One day: when, what for, and which half-days from when to when."""

    session_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    date = WrittenDate(label=_("date"))
    kind = forms.ChoiceField(
        label=_("kind"), choices=Session.Kind.choices, initial=Session.Kind.TRAINING
    )
    morning = forms.BooleanField(label=_("morning"), required=False, initial=True)
    morning_from = half_day_time(_("from"), USUAL_MORNING.starts_at)
    morning_to = half_day_time(_("to"), USUAL_MORNING.ends_at)
    afternoon = forms.BooleanField(label=_("afternoon"), required=False, initial=True)
    afternoon_from = half_day_time(_("from"), USUAL_AFTERNOON.starts_at)
    afternoon_to = half_day_time(_("to"), USUAL_AFTERNOON.ends_at)

    def clean(self) -> dict[str, Any]:
        """Ask for a half-day at least, and for hours that follow one another."""
        chosen = [name for name in PERIODS if self.cleaned_data.get(name)]
        if not chosen:
            self.add_error("morning", _("Choose the morning, the afternoon or both."))
        for name in chosen:
            self._clean_hours(name)
        if len(chosen) == len(PERIODS):
            self._clean_order("morning_to", "afternoon_from", LATE_START)
        return self.cleaned_data

    def _clean_hours(self, name: str) -> None:
        for side in ("from", "to"):
            box = f"{name}_{side}"
            if self.cleaned_data.get(box) is None and box not in self.errors:
                self.add_error(box, _("Give a time, for example 09:00."))
        self._clean_order(f"{name}_from", f"{name}_to", _("A half-day ends after it starts."))

    def _clean_order(self, earlier: str, later: str, message: Any) -> None:
        before, after = self.cleaned_data.get(earlier), self.cleaned_data.get(later)
        if before and after and after <= before:
            self.add_error(later, message)

    def as_day(self) -> Day:
        """Return the day that a valid row plans."""
        typed = self.cleaned_data
        return Day(
            date=typed["date"],
            kind=Session.Kind(typed["kind"]),
            half_days={
                period: Hours(typed[f"{name}_from"], typed[f"{name}_to"])
                for name, period in PERIODS.items()
                if typed[name]
            },
            session_id=typed["session_id"],
        )


class BaseDayRows(Rows[DayRow]):
    """The days of an event."""

    def add_fields(self, form: DayRow, index: int | None) -> None:
        """Name the box that takes a day away."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = pgettext_lazy("a day of an event", "Remove this day")

    def clean(self) -> None:
        """Refuse a date given twice."""
        self.refuse_repeats("date", _("The event already has a session on this day."))

    def as_days(self) -> list[Day]:
        """Return the days that the valid rows plan."""
        return [form.as_day() for form in self.filled]

    def refuse(self, error: PresenceTaken) -> bool:
        """Put the refusal at the day and box it speaks of; False where no row shows that day."""
        names: dict[HalfDay.Period | None, str] = {v: k for k, v in PERIODS.items()}
        for form in self.forms:
            if form.cleaned_data.get("session_id") == error.session_id:
                form.add_error(names.get(error.period, "DELETE"), str(error))
                return True
        return False


DayRows = cast(
    type[BaseDayRows],
    forms.formset_factory(
        DayRow, formset=BaseDayRows, can_delete=True, max_num=MOST_DAYS, absolute_max=MOST_DAYS
    ),
)


def rows_of(event: Event) -> list[dict[str, Any]]:
    """Return the days of an event as the rows show them."""
    return [_row_of(session) for session in event.sessions.prefetch_related("half_days")]


def _row_of(session: Session) -> dict[str, Any]:
    row: dict[str, Any] = {
        "session_id": session.pk,
        "date": session.date,
        "kind": session.kind,
        "morning": False,
        "afternoon": False,
    }
    names = {period: name for name, period in PERIODS.items()}
    for half in session.half_days.all():
        name = names[HalfDay.Period(half.period)]
        row |= {name: True, f"{name}_from": half.starts_at, f"{name}_to": half.ends_at}
    return row
