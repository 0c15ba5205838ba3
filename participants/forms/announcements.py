"""Writing a message, and choosing whom it is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Province, User
from participants.audience import Group, Way, groups_for, usual_groups
from participants.models import Announcement
from participants.placeholders import check_placeholders
from participants.usual_texts import TEXT_FIELDS, MessageTexts

LANGUAGES = {
    Announcement.Language.ARABIC: ("ar",),
    Announcement.Language.FRENCH: ("fr",),
    Announcement.Language.BOTH: ("ar", "fr"),
}
ARABIC, FRENCH = {"dir": "rtl", "lang": "ar"}, {"dir": "ltr", "lang": "fr"}


class AnnouncementForm(forms.ModelForm[Announcement]):
    """The text of a message in its languages, with placeholders that are checked.

    ``keeps_usual`` offers to keep the text as the network's usual one.
    """

    use_required_attribute = False

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    keep_as_usual = forms.BooleanField(
        label=_("Begin every message of this kind with this text from now on"), required=False
    )

    class Meta:
        model = Announcement
        fields = ("language", *TEXT_FIELDS, "reason")
        widgets = {
            "language": forms.RadioSelect,
            "subject_ar": forms.TextInput(attrs=ARABIC),
            "body_ar": forms.Textarea(attrs={**ARABIC, "rows": 12}),
            "subject_fr": forms.TextInput(attrs=FRENCH),
            "body_fr": forms.Textarea(attrs={**FRENCH, "rows": 12}),
        }
        help_texts = {
            "reason": _("Stands where the text says {السبب} or {motif}."),
            "subject_ar": _("Only e-mails have a subject."),
        }

    def __init__(self, *args: Any, keeps_usual: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the message"),
            choices=Announcement.Language,
            widget=forms.RadioSelect,
        )
        self.fields["edition"].initial = self.instance.edition
        if not keeps_usual:
            del self.fields["keep_as_usual"]

    def clean(self) -> dict[str, Any]:
        """Ask for the texts of the chosen languages, and check every placeholder."""
        cleaned = super().clean() or self.cleaned_data
        for language in LANGUAGES.get(cleaned.get("language", ""), ()):
            for name in (f"subject_{language}", f"body_{language}"):
                if not cleaned.get(name, "unsaid"):
                    self.add_error(name, _("Write this, or choose another language."))
        for name in TEXT_FIELDS:
            try:
                check_placeholders(cleaned.get(name, ""))
            except forms.ValidationError as invalid:
                self.add_error(name, invalid)
        return cleaned

    def clean_subject_ar(self) -> str:
        """Keep the subject on one line."""
        return " ".join(self.cleaned_data["subject_ar"].split())

    def clean_subject_fr(self) -> str:
        """Keep the subject on one line."""
        return " ".join(self.cleaned_data["subject_fr"].split())

    @property
    def texts(self) -> MessageTexts:
        """The texts, once the form is valid."""
        return {
            "subject_ar": self.cleaned_data["subject_ar"],
            "body_ar": self.cleaned_data["body_ar"],
            "subject_fr": self.cleaned_data["subject_fr"],
            "body_fr": self.cleaned_data["body_fr"],
        }

    @property
    def wording(self) -> dict[str, str]:
        """All that the services write, once the form is valid."""
        return {
            **{name: self.cleaned_data[name] for name in TEXT_FIELDS},
            "language": self.cleaned_data["language"],
            "reason": self.cleaned_data["reason"],
        }


class AudienceForm(forms.Form):
    """Whom a message is for, read from the address: what is not said there is as usual."""

    use_required_attribute = False

    groups = forms.MultipleChoiceField(
        label=_("Whom"), widget=forms.CheckboxSelectMultiple, required=False
    )
    province = forms.ModelMultipleChoiceField(
        Province.objects.none(),
        label=_("Only of these provinces"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    way = forms.ChoiceField(
        label=pgettext_lazy("of telling people", "How"),
        choices=Way,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self, query: Any, *, announcement: Announcement, user: User, provinces: Any
    ) -> None:
        asked = query.copy() if "groups" in query else None
        if asked is not None and "way" not in asked:
            asked["way"] = Way.EMAIL
        super().__init__(asked)
        event = announcement.event
        self.usual = usual_groups(announcement.kind, event, user)
        groups, province = self.fields["groups"], self.fields["province"]
        assert isinstance(groups, forms.MultipleChoiceField)  # noqa: S101 as declared above
        assert isinstance(province, forms.ModelMultipleChoiceField)  # noqa: S101 as declared above
        groups.choices = [(group.value, group.label) for group in groups_for(event, user)]
        self.initial = {"groups": [group.value for group in self.usual], "way": Way.EMAIL}
        if len(provinces) > 1:
            province.queryset = provinces
        else:
            del self.fields["province"]

    @property
    def chosen_groups(self) -> list[str]:
        """The groups that were chosen, or the usual ones."""
        usual: list[str] = [Group(group).value for group in self.usual]
        return self.cleaned_data["groups"] or usual if self.is_valid() else usual

    @property
    def chosen_provinces(self) -> list[Province]:
        """The provinces that were chosen; none means all."""
        return list(self.cleaned_data.get("province", [])) if self.is_valid() else []

    @property
    def chosen_way(self) -> str:
        """How people are to be told."""
        return str(self.cleaned_data["way"] or Way.EMAIL) if self.is_valid() else Way.EMAIL
