"""The forms of practical workshops, recommendations and their follow-up."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.dates import write_date
from trainings.models import (
    Event,
    FollowUp,
    Module,
    PracticeGroup,
    Recommendation,
    Session,
    Trainer,
)

ARABIC, FRENCH = {"dir": "rtl", "lang": "ar"}, {"dir": "ltr", "lang": "fr"}


class DayField(forms.ModelChoiceField):  # type: ignore[type-arg]  # of sessions
    """A training day of an event, by its date."""

    def label_from_instance(self, session: Any) -> str:
        """Write the date in words."""
        return write_date(session.date)


class GroupForm(forms.ModelForm[PracticeGroup]):
    """A practical workshop of one of the event's training days."""

    session = DayField(label=_("day"), queryset=Session.objects.none(), empty_label=None)

    class Meta:
        model = PracticeGroup
        fields = (
            "session",
            "name_ar",
            "name_fr",
            "module",
            "trainer",
            "reporter",
            "people",
            "output_ar",
            "output_fr",
        )
        widgets = {
            "name_ar": forms.TextInput(attrs=ARABIC),
            "name_fr": forms.TextInput(attrs=FRENCH),
            "people": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "output_ar": forms.Textarea(attrs={**ARABIC, "rows": 5}),
            "output_fr": forms.Textarea(attrs={**FRENCH, "rows": 5}),
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "session").queryset = event.sessions.filter(kind=Session.Kind.TRAINING)
        offer_modules(self, self.instance.module_id)
        trainers = Trainer.objects.filter(
            Q(retired_at__isnull=True) | Q(pk=self.instance.trainer_id)
        )
        choice_of(self, "trainer").queryset = trainers


class RecommendationForm(forms.ModelForm[Recommendation]):
    """What an event recommends, from which practical workshop, and whose it is."""

    class Meta:
        model = Recommendation
        fields = ("text_ar", "text_fr", "group", "module", "responsible", "horizon")
        widgets = {
            "text_ar": forms.Textarea(attrs={**ARABIC, "rows": 3}),
            "text_fr": forms.Textarea(attrs={**FRENCH, "rows": 3}),
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = PracticeGroup.objects.filter(session__event=event)
        choice_of(self, "group").queryset = groups
        offer_modules(self, self.instance.module_id)


class FollowUpForm(forms.ModelForm[FollowUp]):
    """How far a recommendation is, and what was found."""

    class Meta:
        model = FollowUp
        fields = ("state", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Radio buttons show what there is to choose; a line of dashes among them says nothing.
        self.fields["state"] = forms.ChoiceField(
            label=_("How far it is"),
            choices=Recommendation.State,
            initial=recommendation.state,
            widget=forms.RadioSelect,
        )


def choice_of(form: forms.BaseForm, name: str) -> "forms.ModelChoiceField[Any]":
    """Return the form's field of that name, which chooses a row."""
    return cast("forms.ModelChoiceField[Any]", form.fields[name])


def offer_modules(form: forms.BaseForm, chosen: int | None) -> None:
    """Let the field ``module`` offer what new plans can draw on, and the one that is chosen."""
    modules = Module.objects.filter(Q(retired_at__isnull=True) | Q(pk=chosen))
    choice_of(form, "module").queryset = modules
