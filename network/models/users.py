"""The people who sign in, what they may do and for which provinces."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from network.models.territory import Province


class Role(models.TextChoices):
    """What somebody who signs in is to the network."""

    ADMINISTRATOR = "administrator", _("administrator")
    STAFF = "staff", _("network staff")
    COORDINATOR = "coordinator", _("province coordinator")
    OBSERVER = "observer", _("observer (partner)")


class UserManager(BaseUserManager["User"]):
    """Makes accounts that are known by their e-mail address, kept in lower case."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in lower case: django-allauth looks for nothing else."""
        return super().normalize_email(email).lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password nobody can sign in with it."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator, for ``manage.py createsuperuser``."""
        return self.create_user(email, password, **{**fields, "role": Role.ADMINISTRATOR})


class User(AbstractBaseUser):
    """Somebody who signs in. A coordinator answers for the provinces named here, nobody else's."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    name_latin = models.CharField(_("name in Latin letters"), max_length=150, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    role = models.CharField(_("role"), max_length=15, choices=Role)
    provinces = models.ManyToManyField(
        Province, blank=True, related_name="coordinators", verbose_name=_("provinces")
    )
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("added on"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("full_name", "pk")
        constraints = (
            models.CheckConstraint(
                name="network_user_role_known", condition=models.Q(role__in=Role.values)
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="network_user_email_once",
                violation_error_message=_("Somebody already signs in with this e-mail address."),
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def is_administrator(self) -> bool:
        """Whether they issue certificates and answer for the data."""
        return self.role == Role.ADMINISTRATOR

    @property
    def is_staff_member(self) -> bool:
        """Whether they plan and run events in the whole network (staff and administrators)."""
        return self.role in {Role.ADMINISTRATOR, Role.STAFF}

    @property
    def is_coordinator(self) -> bool:
        """Whether they register people of their own provinces."""
        return self.role == Role.COORDINATOR

    @property
    def is_observer(self) -> bool:
        """Whether they only read figures, never personal data."""
        return self.role == Role.OBSERVER

    @cached_property
    def province_ids(self) -> frozenset[int]:
        """The primary keys of the provinces that a coordinator answers for."""
        return frozenset(self.provinces.values_list("pk", flat=True))
