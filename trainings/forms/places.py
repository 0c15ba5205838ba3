"""Moving places from one province to another."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Province, Role
from trainings.models import Quota
from trainings.services.errors import NoPlacesToMove


class ProvinceField(forms.ModelChoiceField[Province]):
    """A province by its full name."""

    def label_from_instance(self, obj: Province) -> str:
        """Return what the list shows of a province."""
        return obj.full_name


class ReallocationForm(forms.Form):
    """From which province, to which one, and how many places."""

    use_required_attribute = False

    from_province = ProvinceField(label=_("From"), queryset=Province.objects.none())
    to_province = ProvinceField(label=_("To"), queryset=Province.objects.none())
    places = forms.IntegerField(
        label=_("How many places"),
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, quotas: Iterable[Quota], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quotas = {quota.province_id: quota for quota in quotas}
        free = [province for province, quota in self.quotas.items() if quota.places_left]
        works = Q(coordinators__is_active=True, coordinators__role=Role.COORDINATOR)
        offered = {
            "from_province": Province.objects.filter(pk__in=free),
            "to_province": Province.objects.filter(works | Q(pk__in=self.quotas)).distinct(),
        }
        for name, provinces in offered.items():
            field = cast(ProvinceField, self.fields[name])
            field.queryset, field.empty_label = provinces, _("Choose a province")

    def clean(self) -> dict[str, Any]:
        """Say at once what the service would refuse."""
        giver, places = self.cleaned_data.get("from_province"), self.cleaned_data.get("places")
        if giver and giver == self.cleaned_data.get("to_province"):
            self.add_error("to_province", _("Choose another province than the one that gives."))
        left = self.quotas[giver.pk].places_left if giver else 0
        if giver and places and places > left:
            self.add_error("places", str(NoPlacesToMove(giver, left)))
        return self.cleaned_data
