"""The forms of a consultation workshop: whom to invite, what they said, points and decisions."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Role, User
from trainings.forms.days import WrittenDate
from trainings.models import Decision, Invitation, Session, WorkshopPoint
from trainings.services.workshops import DecisionFacts, PointFacts

Answer = Invitation.Answer


def lines_of(count: int, **attrs: str) -> forms.Textarea:
    """Return a box of so many lines, which grows as it is written in where the browser can."""
    return forms.Textarea(attrs={"rows": count, **attrs})


class InviteForm(forms.Form):
    """A tick list of the coordinators who are not invited yet; those concerned are ticked."""

    coordinators = forms.MultipleChoiceField(
        label=_("Coordinators"), required=False, widget=forms.CheckboxSelectMultiple
    )
    whole_network = forms.BooleanField(label=_("All coordinators of the list"), required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in _not_invited(session)}
        concerned = set(
            session.event.quotas.filter(places__gt=0).values_list("province", flat=True)
        )
        own: list[tuple[str, str]] = []
        others: list[tuple[str, str]] = []
        for pk, person in self.people.items():
            provinces = person.provinces.all()
            group = own if any(one.pk in concerned for one in provinces) else others
            group.append((pk, _name_with_provinces(person)))
        box = self.fields["coordinators"]
        assert isinstance(box, forms.MultipleChoiceField)  # noqa: S101 as declared above
        box.choices = [
            (_("Of provinces with places at this event"), own),
            (_("Of other provinces"), others),
        ]
        box.initial = [pk for pk, _name in own]

    def clean(self) -> dict[str, Any]:
        """Ask for a coordinator at least."""
        typed = self.cleaned_data
        if not typed.get("coordinators") and not typed.get("whole_network"):
            self.add_error("coordinators", _("Choose at least one coordinator."))
        return typed

    def chosen(self) -> list[User]:
        """Return those to be invited, once the form is valid."""
        if self.cleaned_data["whole_network"]:
            return list(self.people.values())
        return [self.people[pk] for pk in self.cleaned_data["coordinators"]]


class OwnAnswerForm(forms.Form):
    """What a coordinator answers with one touch."""

    answer = forms.ChoiceField(
        choices=[(Answer.COMING, Answer.COMING.label), (Answer.NOT_COMING, Answer.NOT_COMING.label)]
    )
    note = forms.CharField(max_length=200, required=False)


class AnswerForm(forms.ModelForm[Invitation]):
    """What a coordinator told the staff, by phone for example."""

    class Meta:
        model = Invitation
        fields = ("answer", "note")
        help_texts = {"note": _("Kept of those alone who do not come.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Radio buttons show what there is to choose; a line of dashes among them says nothing.
        self.fields["answer"] = forms.ChoiceField(
            label=_("Answer"), choices=Answer, widget=forms.RadioSelect
        )


class PointForm(forms.ModelForm[WorkshopPoint]):
    """A point of the workshop, and what was said on it."""

    class Meta:
        model = WorkshopPoint
        fields = ("text_ar", "text_fr", "discussion_ar", "discussion_fr")
        widgets = {
            "text_ar": lines_of(2, lang="ar"),
            "text_fr": lines_of(2, lang="fr"),
            "discussion_ar": lines_of(5, lang="ar"),
            "discussion_fr": lines_of(5, lang="fr"),
        }
        help_texts = {
            "discussion_ar": _("One language is enough: the minutes take what there is."),
        }

    def facts(self) -> PointFacts:
        """Return what the valid form holds, as the service takes it."""
        return cast(PointFacts, self.cleaned_data)


class DecisionForm(forms.ModelForm[Decision]):
    """What the workshop decided."""

    due_on = WrittenDate(label=_("until"), required=False)

    class Meta:
        model = Decision
        fields = ("text_ar", "text_fr", "responsible", "due_on")
        widgets = {"text_ar": lines_of(3, lang="ar"), "text_fr": lines_of(3, lang="fr")}

    def facts(self) -> DecisionFacts:
        """Return what the valid form holds, as the service takes it."""
        return cast(DecisionFacts, self.cleaned_data)


class RapporteurForm(forms.ModelForm[Session]):
    """Who writes the minutes."""

    class Meta:
        model = Session
        fields = ("rapporteur",)


def _not_invited(session: Session) -> list[User]:
    coordinators = User.objects.filter(role=Role.COORDINATOR, is_active=True)
    others = coordinators.exclude(pk__in=session.invitations.order_by().values("coordinator"))
    return list(others.prefetch_related("provinces"))


def _name_with_provinces(person: User) -> str:
    provinces = _(", ").join(province.name for province in person.provinces.all())
    return f"{person} ({provinces})" if provinces else str(person)
