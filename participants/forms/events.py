"""Choosing one event or several that somebody is registered for."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participants.models import Capacity, Person, Registration
from trainings.models import Event
from trainings.templatetags.trainings import days_until

TAKEN_STATES = (Registration.State.REGISTERED, Registration.State.WAITLISTED)


class MovingForm(forms.Form):
    """The event to move to, one of ``offers``. Once valid, ``event`` is cleaned."""

    use_required_attribute = False

    event = forms.ChoiceField(
        label=gettext_lazy("To which event?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the event.")},
    )

    def __init__(self, typed: Any = None, *, offers: list[Event]) -> None:
        super().__init__(typed)
        self.offers = {str(event.pk): event for event in offers if not _has_place(event)}
        _offer(self.fields["event"], self.offers)

    def clean_event(self) -> Event:
        """Return the event itself."""
        return self.offers[self.cleaned_data["event"]]


class NominationForm(forms.Form):
    """Events to tick among ``offers``, and what the person is there for.

    Events where the person has a place or waits are named apart, in ``standing``. Once valid,
    ``events`` are cleaned.
    """

    use_required_attribute = False

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    events = forms.MultipleChoiceField(
        label=gettext_lazy("For which events?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one event.")},
    )
    capacity = forms.ChoiceField(
        label=gettext_lazy("In which capacity?"),
        choices=[("", "—"), *Capacity.choices],
        required=False,
    )
    consent = forms.BooleanField(
        label=gettext_lazy("The notice was read to this person, who agrees."),
        error_messages={"required": gettext_lazy("Without agreement nobody can be registered.")},
    )

    def __init__(
        self, typed: QueryDict | None = None, *, person: Person, offers: list[Event]
    ) -> None:
        super().__init__(typed)
        self.standing = [event for event in offers if _has_place(event)]
        self.offers = {str(event.pk): event for event in offers}
        # A form that was sent twice still names what the first sending has given.
        ticked = set(typed.getlist("events")) if typed else set()
        shown = {pk: e for pk, e in self.offers.items() if pk in ticked or not _has_place(e)}
        _offer(self.fields["events"], shown)
        if person.organisation is None:
            del self.fields["capacity"]
        if person.consent_at:
            del self.fields["consent"]

    def clean_events(self) -> list[Event]:
        """Return the events themselves."""
        return [self.offers[pk] for pk in self.cleaned_data["events"]]


def _has_place(event: Event) -> bool:
    return getattr(event, "state_here") in TAKEN_STATES  # noqa: B009 an annotation


def _offer(field: forms.Field, offers: dict[str, Event]) -> None:
    field.choices = [(pk, _in_words(event)) for pk, event in offers.items()]  # type: ignore[attr-defined]  # of choices


def _in_words(event: Any) -> SafeString:
    left = event.own_places - event.own_taken
    places = (
        ngettext("%(left)s place left", "%(left)s places left", left) % {"left": left}
        if left > 0
        else _("full: goes on the waiting list")
    )
    when = days_until(event.starts_on, event.ends_on)
    return format_html(
        '<span class="choice-title">{}</span><span class="choice-facts">{} · {} · {}</span>',
        event.title,
        when,
        event.venue,
        places,
    )
