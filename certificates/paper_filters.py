"""Narrowing down the certificates of an event that are to be printed or given out."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.codes import normalise
from certificates.kinds import Kind
from certificates.models import Certificate
from network.models import Province
from participants.names import clean_name, western_digits
from participants.searching import name_holds, phones_hold, read_words

NOT_GIVEN, GIVEN, NEVER_PRINTED, PRINTED = "not_given", "given", "never_printed", "printed"
STANDINGS = {
    NOT_GIVEN: Q(hand_out__isnull=True),
    GIVEN: Q(hand_out__isnull=False),
    NEVER_PRINTED: Q(times_printed=0),
    PRINTED: Q(times_printed__gt=0),
}
# The last part of a number, as people type it: 12 for RAD/2026/SB01/0012.
LONGEST_ORDINAL = 6
PRINTED_NAMES = ("name_ar", "name_latin", "organisation_ar", "organisation_fr")


class CertificateFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By name, number or code, by province, kind, and by what became of the paper."""

    words = django_filters.CharFilter(
        label=_("Name, number or code"), method="keep_found", max_length=120
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Kind.choices, empty_label=_("All kinds")
    )
    province = django_filters.ModelChoiceFilter(
        label=_("Province"), queryset=Province.objects.none(), empty_label=_("All provinces")
    )
    standing = django_filters.ChoiceFilter(
        label=_("Paper"),
        choices=(
            (NOT_GIVEN, _("not given yet")),
            (GIVEN, _("given")),
            (NEVER_PRINTED, _("never printed")),
            (PRINTED, _("printed before")),
        ),
        empty_label=_("All papers"),
        method="keep_standing",
    )

    class Meta:
        model = Certificate
        fields = ("words", "kind", "province", "standing")

    def __init__(self, *args: Any, provinces: QuerySet[Province], **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["province"].queryset = provinces

    def keep_found(self, certificates: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Keep those of a name, number or code."""
        return certificates.filter(answers_to(value))

    def keep_standing(self, certificates: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Keep those that are given or not, printed or not."""
        return certificates.filter(STANDINGS[value])


class HandingOutFilter(CertificateFilter):
    """The same for the day of handing out: in whose hands the paper is counts alone."""

    standing = django_filters.ChoiceFilter(
        label=_("Paper"),
        choices=((NOT_GIVEN, _("not given yet")), (GIVEN, _("given"))),
        empty_label=_("All papers"),
        method="keep_standing",
    )


def answers_to(text: str) -> Q:
    """Build the condition that a certificate has this name, number or code.

    A few digits alone are the end of a number, or a part of a phone.
    """
    words = clean_name(text)
    if not words:
        return Q()
    code = normalise(words.rpartition("/v/")[2].partition("#")[0])
    found = Q(code=code) | Q(number__iexact=words)
    digits = western_digits(words)
    if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ORDINAL:
        return found | Q(number__endswith=f"/{int(digits):04d}") | _is_of_person(words)
    if "/" in words:
        found |= Q(number__icontains=words)
    # The register has search keys of participants alone; of all, there is what is printed.
    for printed in PRINTED_NAMES:
        found |= Q(**{f"snapshot__{printed}__icontains": words})
    return found | _is_of_person(words)


def _is_of_person(words: str) -> Q:
    read = read_words(words)
    if not read:
        return Q(pk__in=())
    person = "registration__person__"
    named = name_holds(read, f"{person}key_ar", f"{person}key_latin")
    return named & phones_hold(read, person)
