"""Searching registrations, persons, organisations; what was asked stays in the address."""

from typing import Any, TypeVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Province, User
from participants.models import Organisation, Person, Registration
from participants.models.organisations import OrganisationQuerySet
from participants.models.persons import PersonQuerySet
from participants.models.registrations import RegistrationQuerySet

SearchableT = TypeVar("SearchableT", PersonQuerySet, RegistrationQuerySet, OrganisationQuerySet)


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

    def search(self, rows: SearchableT, _name: str, words: str) -> SearchableT:
        """Look for the words in both scripts and, of a person, in the phone."""
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
    """Persons by name, phone and province."""

    class Meta:
        model = Person
        fields = ("words", "province")


class OrganisationFilter(_WordsFilter):
    """Organisations by name, kind and province."""

    words = django_filters.CharFilter(label=_("Name"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("kind of organisation"),
        choices=Organisation.Kind,
        empty_label=_("all kinds"),
    )

    class Meta:
        model = Organisation
        fields = ("words", "kind", "province")


def provinces_in_scope(user: User) -> QuerySet[Province]:
    """Return the provinces whose people ``user`` may see."""
    if user.is_staff_member:
        return Province.objects.all()
    return Province.objects.filter(pk__in=user.province_ids)
