"""Beneficiaries: each is known once in the whole network, by a name in two scripts."""

from collections.abc import Collection, Iterable
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from network.models import Commune, Province, User
from network.scope import ProvinceScopedQuerySet
from participants.models.finding import Finder, FoundPeople
from participants.models.organisations import Organisation, organisation_named
from participants.names import (
    reader_uses_arabic,
    validate_arabic_name,
    validate_latin_name,
)
from participants.searching import Words, name_holds, phones_hold, read_words

EARLIEST_BIRTH_YEAR = 1900
STANDING = Q(merged_into__isnull=True)
# So many organisations of one search are named one by one when their people are looked for.
MOST_ORGANISATIONS = 200


def validate_birth_year(year: int) -> None:
    """Refuse a year before 1900 or after the current one."""
    this_year = timezone.localdate().year
    if not EARLIEST_BIRTH_YEAR <= year <= this_year:
        raise ValidationError(
            _("Give a year of birth between %(first)s and %(last)s, not %(year)s."),
            code="implausible_birth_year",
            params={"first": EARLIEST_BIRTH_YEAR, "last": this_year, "year": year},
        )


def person_search_condition(text: str, path: str = "") -> Q:
    """Build the condition that a person, or their organisation, answers to all that was typed.

    Words may come in any order and either script, the phone in any of its spellings; of an
    organisation all words stand in the name. ``path`` leads from the searched row, which has an
    ``organisation`` too, to the person (``"person__"``). A text with nothing to look for finds
    nobody. Looks the organisations up: costs a query where words were typed.
    """
    words = read_words(text)
    if not words:
        return Q(pk__in=())
    condition = name_holds(words, f"{path}key_ar", f"{path}key_latin")
    if words.are_of_names:
        condition |= _represents(words)
    return condition & phones_hold(words, path)


def _represents(words: Words) -> Q:
    """Build the condition that the organisation's name holds every word.

    Of a few organisations the keys are named, so that an index finds their people; more are
    looked at row by row, among people who are many as well.
    """
    named = Organisation.objects.filter(organisation_named(words))
    few = list(named.order_by().values_list("pk", flat=True)[: MOST_ORGANISATIONS + 1])
    if len(few) <= MOST_ORGANISATIONS:
        return Q(organisation__in=few)
    return Q(Exists(named.filter(pk=OuterRef("organisation_id"))))


def order_by_reader(path: str = "", *, descending: bool = False) -> tuple[str, str]:
    """Return the order by name in the script of the reader's language, ties by primary key.

    ``path`` leads from the sorted row to the person (``"person__"``).
    """
    sign = "-" if descending else ""
    key = "key_ar" if reader_uses_arabic() else "key_latin"
    return f"{sign}{path}{key}", f"{sign}pk"


def number_of_people(user: User) -> Coalesce:
    """Return the expression that counts the persons of an organisation whom ``user`` may see."""
    people = Person.objects.visible_to(user).filter(organisation=OuterRef("pk")).order_by()
    number = people.values("organisation").annotate(number=Count("pk"))
    return Coalesce(Subquery(number.values("number")), 0)


class Gender(models.TextChoices):
    """What sentences about a person agree with; blank when it was not declared."""

    FEMALE = "f", _("female")
    MALE = "m", _("male")


class ConsentChannel(models.TextChoices):
    """How a person agreed to the notice of law 09-08."""

    SPOKEN = "spoken", _("the notice was read out, and the person agreed")
    PAPER = "paper", _("signed on paper")
    ONLINE = "online", _("ticked by the person on the registration page")


class PersonQuerySet(ProvinceScopedQuerySet["Person"]):
    """Reads of persons."""

    def visible_to(self, user: User) -> Self:
        """Keep the persons that ``user`` may see; who was merged into another one is none."""
        return super().visible_to(user).standing()

    def standing(self) -> Self:
        """Keep those who were not merged into another person."""
        return self.filter(STANDING)

    def search(self, text: str) -> Self:
        """Keep those whose name in either script, phone or organisation holds what was typed."""
        return self.filter(person_search_condition(text))

    def found_first(
        self, text: str, *, at_most: int, provinces: Collection[int] | None = None
    ) -> FoundPeople:
        """Return the first ``at_most`` of a search, those whose name begins with it before others.

        The people and their order are the same on every database, and the time does not grow
        with how many answer. ``provinces`` are those in which all of these people live, None
        for the whole network.
        """
        finder = Finder(self, read_words(text), at_most, provinces)
        return FoundPeople(self, finder.find())

    def known_as(self, phone: str, keys_ar: Iterable[str], keys_latin: Iterable[str]) -> Self:
        """Keep those who have this phone (E.164) or exactly one of these keys; empty ones aside."""
        condition = Q(key_ar__in=[key for key in keys_ar if key])
        condition |= Q(key_latin__in=[key for key in keys_latin if key])
        if phone:
            condition |= Q(phone=phone)
        return self.filter(condition)


class Person(models.Model):
    """A beneficiary (مستفيد). The phone may be shared in a family, so it is not unique."""

    given_name_ar = models.CharField(
        _("given name in Arabic"), max_length=80, validators=[validate_arabic_name]
    )
    family_name_ar = models.CharField(
        _("family name in Arabic"), max_length=80, validators=[validate_arabic_name]
    )
    given_name_latin = models.CharField(
        _("given name in Latin letters"), max_length=80, validators=[validate_latin_name]
    )
    family_name_latin = models.CharField(
        _("family name in Latin letters"), max_length=80, validators=[validate_latin_name]
    )
    # Search keys of the full names, see participants.names.
    key_ar = models.CharField(max_length=170, editable=False)
    key_latin = models.CharField(max_length=170, editable=False)
    gender = models.CharField(_("sex"), max_length=1, choices=Gender, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"), null=True, blank=True, validators=[validate_birth_year]
    )
    # The birth year follows it where it is known.
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    # None where it was not asked or not answered.
    has_disability = models.BooleanField(_("situation of handicap"), null=True, blank=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="persons", verbose_name=_("province")
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="persons", verbose_name=_("commune")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="persons",
        verbose_name=_("organisation"),
        db_index=False,
    )
    # When the person was read the notice of law 09-08 and agreed, and which text it was.
    consent_at = models.DateTimeField(_("consent given on"), null=True, blank=True)
    consent_version = models.CharField(_("consent text"), max_length=20, blank=True)
    consent_channel = models.CharField(
        _("how consent was given"), max_length=6, choices=ConsentChannel, blank=True
    )
    # The person whom this one turned out to be; everything that hung here hangs there.
    # Without an index of its own: SQLite would find the many who are not merged by it, and sort.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_persons",
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Grows with every correction: a form that was opened before the last one is told so.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ("key_ar", "pk")
        indexes = (
            # Of those who stand only: all that a search reads is in the index then.
            *(
                models.Index(fields=[*scope, f"key_{script}", "id"], condition=STANDING, name=name)
                for scope, script, name in (
                    ([], "ar", "participants_person_ar"),
                    ([], "latin", "participants_person_latin"),
                    (["province"], "ar", "participants_person_of_ar"),
                    (["province"], "latin", "participants_person_of_latin"),
                )
            ),
            models.Index(
                fields=["organisation", "province", "id"], name="participants_person_of_org"
            ),
            models.Index(fields=["phone"], name="participants_person_phone"),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="participants_person_merged",
            ),
            models.Index(
                fields=["province"],
                condition=Q(phone="", merged_into__isnull=True),
                name="participants_person_no_phone",
            ),
            models.Index(
                fields=["province"],
                condition=Q(consent_at__isnull=True, merged_into__isnull=True),
                name="participants_person_no_consent",
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="participants_person_named",
                condition=~Q(key_ar="", key_latin=""),
                violation_error_message=_("Give the person's name."),
            ),
            models.CheckConstraint(
                name="participants_person_gender_known",
                condition=Q(gender__in=["f", "m", ""]),
            ),
            models.CheckConstraint(
                name="participants_person_birth_year_plausible",
                condition=Q(birth_year__isnull=True)
                | Q(birth_year__gte=1900, birth_year__lte=2100),
                violation_error_message=_("Give a year of birth between 1900 and today."),
            ),
            models.CheckConstraint(
                name="participants_person_consent_channel_known",
                condition=Q(consent_channel__in=["spoken", "paper", "online", ""]),
            ),
            models.CheckConstraint(
                name="participants_person_not_merged_into_itself",
                condition=~Q(merged_into=F("id")),
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        """Refuse a commune of another province."""
        if self.commune_id and self.commune.province_id != self.province_id:
            raise ValidationError({"commune": _("Choose a commune of the person's own province.")})

    @property
    def full_name_ar(self) -> str:
        """Given and family name in Arabic script."""
        return f"{self.given_name_ar} {self.family_name_ar}".strip()

    @property
    def full_name_latin(self) -> str:
        """Given and family name in Latin letters."""
        return f"{self.given_name_latin} {self.family_name_latin}".strip()

    @property
    def full_name(self) -> str:
        """The name in the script of the reader's language, or in the other one."""
        names = (self.full_name_ar, self.full_name_latin)
        in_order = names if reader_uses_arabic() else names[::-1]
        return next((name for name in in_order if name), "")
