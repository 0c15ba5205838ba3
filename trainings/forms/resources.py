"""The forms of trainers and modules."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainings.models import Module, Trainer

IN_ARABIC = {"dir": "rtl", "lang": "ar"}
IN_FRENCH = {"dir": "ltr", "lang": "fr"}


class TrainerForm(forms.ModelForm[Trainer]):
    """Who a trainer is, how they are reached and which modules they lead."""

    class Meta:
        model = Trainer
        fields = (
            "name_ar",
            "name_fr",
            "organisation_ar",
            "organisation_fr",
            "phone",
            "email",
            "modules",
        )
        widgets = {
            "name_ar": forms.TextInput(attrs=IN_ARABIC),
            "name_fr": forms.TextInput(attrs=IN_FRENCH),
            "organisation_ar": forms.TextInput(attrs=IN_ARABIC),
            "organisation_fr": forms.TextInput(attrs=IN_FRENCH),
            "modules": forms.CheckboxSelectMultiple,
        }
        help_texts = {"phone": _("A Moroccan number, such as 0661 12 34 56.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Q(retired_at__isnull=True)
        if self.instance.pk:
            offered |= Q(trainers=self.instance)
        modules = cast("forms.ModelMultipleChoiceField[Module]", self.fields["modules"])
        modules.queryset = Module.objects.filter(offered).distinct()


class ModuleForm(forms.ModelForm[Module]):
    """What a module is called and what it is about."""

    class Meta:
        model = Module
        fields = ("title_ar", "title_fr", "summary_ar", "summary_fr")
        widgets = {
            "title_ar": forms.TextInput(attrs=IN_ARABIC),
            "title_fr": forms.TextInput(attrs=IN_FRENCH),
            "summary_ar": forms.Textarea(attrs={"rows": 5, **IN_ARABIC}),
            "summary_fr": forms.Textarea(attrs={"rows": 5, **IN_FRENCH}),
        }
        error_messages = {"title_ar": {"unique": _("Another module already has this title.")}}
