"""Why an event is called off, and on which days it takes place instead."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trainings.forms.days import WrittenDate
from trainings.models import Event, HalfDay, Session
from trainings.services.days import Day, Hours
from trainings.services.postponing import last_postponement


class ReasonForm(forms.Form):
    """Why an event is postponed or cancelled."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("One or two sentences that the coordinators will read and pass on."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Say why: those who are told will ask.")},
    )


class NewDaysForm(forms.Form):
    """The new first day of an event: its other days follow as they did, hours kept.

    Days that are over, or were when it was postponed, stay where they are.
    """

    use_required_attribute = False

    first_day = WrittenDate(
        label=_("New first day"),
        help_text=_("The other days follow at the same distance, with the same hours."),
        error_messages={"required": _("Give the new first day, for example 25/12/2026.")},
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = list(event.sessions.prefetch_related("half_days"))
        self.moving = _moving(self.sessions, event)
        if not self.sessions:
            del self.fields["first_day"]

    @property
    def staying(self) -> list[Session]:
        """The days that stay where they are."""
        return [session for session in self.sessions if session not in self.moving]

    def clean_first_day(self) -> dt.date:
        """Take a day that is still to come and leads to no day that is taken already."""
        first_day: dt.date = self.cleaned_data["first_day"]
        if first_day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed: choose one that is still to come."))
        taken = {session.date for session in self.staying}
        if taken & {self._moved(session, first_day) for session in self.moving}:
            raise forms.ValidationError(_("The event already has a session on this day."))
        return first_day

    def as_days(self) -> list[Day]:
        """Return the days that the valid form plans; none for an event without days."""
        first_day = self.cleaned_data.get("first_day")
        moving = {session.pk for session in self.moving}
        return [
            _as_day(
                session,
                self._moved(session, first_day)
                if first_day and session.pk in moving
                else session.date,
            )
            for session in self.sessions
        ]

    def _moved(self, session: Session, first_day: dt.date) -> dt.date:
        return session.date + (first_day - self.moving[0].date)


def _moving(sessions: list[Session], event: Event) -> list[Session]:
    """Return the days that are still to come, or all of them where none is.

    Of a postponed event these are the days that had not yet been when it was postponed.
    """
    since = timezone.localdate()
    if event.state == Event.State.POSTPONED and (step := last_postponement(event)):
        since = timezone.localdate(step.at)
    return [session for session in sessions if session.date >= since] or sessions


def _as_day(session: Session, date: dt.date) -> Day:
    half_days = {
        HalfDay.Period(half.period): Hours(half.starts_at, half.ends_at)
        for half in session.half_days.all()
    }
    return Day(
        date=date,
        kind=Session.Kind(session.kind),
        half_days=half_days,
        session_id=session.pk,
    )
