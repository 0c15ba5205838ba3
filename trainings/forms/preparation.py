"""The forms of usual steps, and of the steps of an event."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Province, Role, User
from trainings.models import Event, PreparationStep, TemplateStep
from trainings.services.preparation import StepFacts

Responsible = PreparationStep.Responsible
NAME_WIDGETS = {
    "name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    "name_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
    "days_before": forms.NumberInput(attrs={"inputmode": "numeric"}),
}


class UsualStepForm(forms.ModelForm[TemplateStep]):
    """A usual step of the network."""

    class Meta:
        model = TemplateStep
        fields = ("name_ar", "name_fr", "days_before", "whose")
        widgets = {**NAME_WIDGETS, "whose": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Radio buttons show what there is to choose; a line of dashes among them says nothing.
        self.fields["whose"] = forms.ChoiceField(
            label=_("Who does it"), choices=TemplateStep.Whose, widget=forms.RadioSelect
        )


class StepForm(forms.ModelForm[PreparationStep]):
    """A step of an event; who does it is chosen among those whom the event concerns."""

    who = forms.ChoiceField(label=_("Who does it"))

    class Meta:
        model = PreparationStep
        fields = ("name_ar", "name_fr", "days_before", "who", "note")
        widgets = {**NAME_WIDGETS, "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = self.instance
        self.provinces = {str(one.pk): one for one in _provinces_of(event, step.province)}
        self.people = {str(one.pk): one for one in _people_of(event, step.person)}
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 as declared above
        who.choices = [
            (Responsible.STAFF, Responsible.STAFF.label),
            (
                _("Coordinators"),
                [(f"province:{pk}", p.full_name) for pk, p in self.provinces.items()],
            ),
            (_("By name"), [(f"person:{pk}", str(person)) for pk, person in self.people.items()]),
        ]
        who.initial = _value_of(step)

    def facts(self) -> StepFacts:
        """Return what the valid form holds, as the service takes it."""
        typed = self.cleaned_data
        responsible, _colon, pk = typed["who"].partition(":")
        return StepFacts(
            name_ar=typed["name_ar"],
            name_fr=typed["name_fr"],
            days_before=typed["days_before"],
            note=typed["note"],
            responsible=responsible,
            province=self.provinces[pk] if responsible == Responsible.PROVINCE else None,
            person=self.people[pk] if responsible == Responsible.PERSON else None,
        )


class NoteForm(forms.ModelForm[PreparationStep]):
    """What a coordinator may write at a step of theirs."""

    class Meta:
        model = PreparationStep
        fields = ("note",)
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


def _value_of(step: PreparationStep) -> str:
    if step.province_id:
        return f"province:{step.province_id}"
    return f"person:{step.person_id}" if step.person_id else Responsible.STAFF.value


def _provinces_of(event: Event, standing: Province | None) -> list[Province]:
    """Return the provinces that the event concerns, and the one that has the step now."""
    concerned = Q(quotas__event=event) | Q(communes__venues=event.venue_id)
    if standing:
        concerned |= Q(pk=standing.pk)
    return list(Province.objects.filter(concerned).distinct())


def _people_of(event: Event, standing: User | None) -> list[User]:
    """Return who signs in and sees the event, and the one who has the step now."""
    known = Q(role__in=(Role.ADMINISTRATOR, Role.STAFF), is_active=True)
    known |= Q(role=Role.COORDINATOR, is_active=True, provinces__quotas__event=event)
    if standing:
        known |= Q(pk=standing.pk)
    return list(User.objects.filter(known).distinct())
