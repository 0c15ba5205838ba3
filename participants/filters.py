"""Searching registrations, persons, organisations; what was asked stays in the address."""

from typing import Any, TypeVar, cast

import django_filters
from django.db.models import QuerySet, TextChoices
from django.forms import CheckboxInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Commune, Province, User
from network.paging import LONGEST_LIST
from participants.models import Organisation, Person, Registration
from participants.models.finding import FoundPeople
from participants.models.organisations import OrganisationQuerySet
from participants.models.persons import Gender, PersonQuerySet
from participants.models.registrations import RegistrationQuerySet

SearchableT = TypeVar("SearchableT", PersonQuerySet, RegistrationQuerySet, OrganisationQuerySet)


class Missing(TextChoices):
    """What a person's page may still lack."""

    PHONE = "phone", _("without a phone")
    CONSENT = "consent", _("without agreement")


class _WordsFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    words = django_filters.CharFilter(label=_("Name or phone"), method="search")
    province = django_filters.ModelChoiceFilter(
        label=_("province"), queryset=Province.objects.none(), empty_label=_("all provinces")
    )

    def __init__(self, *args: Any, provinces: QuerySet[Province], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # With one province there is nothing to choose.
        if len(provinces) > 1:
            self.filters["province"].queryset = provinces
        else:
            del self.filters["province"]

    @property
    def idle_columns(self) -> tuple[str, ...]:
        """The columns that would say the same in every row."""
        return () if "province" in self.filters else ("province",)

    @property
    def words_typed(self) -> str:
        """The words to look for, empty without any."""
        return str(self.form.cleaned_data.get("words") or "") if self.form.is_valid() else ""

    def search(self, rows: SearchableT, _name: str, words: str) -> SearchableT:
        """Look for the words in both scripts and, of a person, in phone and organisation."""
        return rows.search(words)


class RegistrationFilter(_WordsFilter):
    """Registrations of an event by name, phone, state and province."""

    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a registration", "state"),
        choices=Registration.State,
        empty_label=_("all states"),
    )

    class Meta:
        model = Registration
        fields = ("words", "state", "province")


class PersonFilter(_WordsFilter):
    """Persons by name, phone, organisation and province, and by what is missing."""

    words = django_filters.CharFilter(label=_("Name, phone or organisation"), method="search")
    gender = django_filters.ChoiceFilter(
        label=_("sex"), choices=Gender, empty_label=_("women and men")
    )
    kind = django_filters.ChoiceFilter(
        label=_("kind of organisation"),
        field_name="organisation__kind",
        choices=Organisation.Kind,
        empty_label=_("all kinds"),
    )
    setting = django_filters.ChoiceFilter(
        label=_("setting"),
        field_name="commune__setting",
        choices=Commune.Setting,
        empty_label=_("urban and rural"),
    )
    missing = django_filters.ChoiceFilter(
        label=_("what is missing"),
        choices=Missing,
        empty_label=_("does not matter"),
        method="filter_by_missing",
    )

    class Meta:
        model = Person
        fields = ("words", "province", "gender", "kind", "setting", "missing")

    def listed_for(self, user: User) -> PersonQuerySet | FoundPeople:
        """Return the rows that a page lists: of a search the first thousand and one, best first.

        ``qs`` has all of them, in the order of the queryset that was given.
        """
        if not self.words_typed:
            return cast("PersonQuerySet", self.qs)
        rows = cast("PersonQuerySet", self.queryset.all())
        for name, value in self.form.cleaned_data.items():
            if name != "words":
                rows = self.filters[name].filter(rows, value)
        chosen = self.form.cleaned_data.get("province")
        everywhere = None if user.is_staff_member else user.province_ids
        return rows.found_first(
            self.words_typed,
            at_most=LONGEST_LIST + 1,
            provinces=[chosen.pk] if chosen else everywhere,
        )

    def filter_by_missing(self, rows: PersonQuerySet, _name: str, missing: str) -> PersonQuerySet:
        """Keep those without a phone, or without an agreement."""
        if missing == Missing.PHONE:
            return rows.filter(phone="")
        return rows.filter(consent_at__isnull=True)


class OrganisationFilter(_WordsFilter):
    """Organisations by name, kind, sector and province; women's cooperatives."""

    words = django_filters.CharFilter(label=_("Name"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("kind of organisation"),
        choices=Organisation.Kind,
        empty_label=_("all kinds"),
    )
    sector = django_filters.ChoiceFilter(
        label=_("sector"), choices=Organisation.Sector, empty_label=_("all sectors")
    )
    women = django_filters.BooleanFilter(
        label=_("women's cooperatives only"),
        field_name="is_womens_cooperative",
        widget=CheckboxInput,
        method="filter_by_women",
    )

    class Meta:
        model = Organisation
        fields = ("words", "kind", "sector", "province", "women")

    def filter_by_women(
        self, rows: OrganisationQuerySet, _name: str, only: bool
    ) -> OrganisationQuerySet:
        """Keep the women's cooperatives where they are asked for."""
        return rows.filter(is_womens_cooperative=True) if only else rows


def provinces_in_scope(user: User) -> QuerySet[Province]:
    """Return the provinces whose people ``user`` may see."""
    if user.is_staff_member:
        return Province.objects.all()
    return Province.objects.filter(pk__in=user.province_ids)
