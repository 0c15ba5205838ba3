"""Searching the lists of the ground floor."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from network.models import Role, User


class UserFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Users by name, e-mail or phone, and by role."""

    words = django_filters.CharFilter(label=_("Name, e-mail or phone"), method="search")
    role = django_filters.ChoiceFilter(label=_("role"), choices=Role, empty_label=_("all roles"))

    class Meta:
        model = User
        fields = ("words", "role")

    def search(self, users: QuerySet[User], _name: str, words: str) -> QuerySet[User]:
        """Keep the users that match every word; a phone's leading 0 is not stored."""
        for word in words.split():
            users = users.filter(
                Q(full_name__icontains=word)
                | Q(email__icontains=word)
                | Q(phone__contains=word.lstrip("0") or word)
            )
        return users
