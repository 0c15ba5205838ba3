"""Things to test with. A factory makes what its model needs and nothing that surprises."""

import datetime as dt

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from network.models import Commune, NetworkIdentity, Partner, Province, Region, Role, User
from participants.models import (
    Affiliation,
    Application,
    ApplicationLink,
    Attendance,
    DuplicatePair,
    Gender,
    Notice,
    Organisation,
    Person,
    ProvinceTransfer,
    Registration,
)
from participants.names import arabic_key, latin_key
from trainings.models import (
    Event,
    HalfDay,
    Module,
    PreparationStep,
    Programme,
    Quota,
    Session,
    TemplateStep,
    Venue,
)

PASSWORD = "a long enough password"


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "MA-06"
    hcp_code = "06"
    name_ar = "الدار البيضاء-سطات"
    name_fr = name_en = "Casablanca-Settat"
    population = 7_688_967


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province

    iso = factory.Sequence(lambda n: f"M{n:05}")
    hcp_code = factory.Sequence(lambda n: f"{n:06}")
    region = factory.SubFactory(RegionFactory)
    kind = Province.Kind.PROVINCE
    name_ar = factory.Sequence(lambda n: f"إقليم {n}")
    name_fr = factory.Sequence(lambda n: f"Province {n}")
    name_en = factory.SelfAttribute("name_fr")
    population = 100_000


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune

    hcp_code = factory.Sequence(lambda n: f"06.000.{n:05}")
    province = factory.SubFactory(ProvinceFactory)
    setting = Commune.Setting.RURAL
    name_ar = factory.Sequence(lambda n: f"جماعة {n}")
    name_fr = factory.Sequence(lambda n: f"Commune {n}")
    population = 10_000


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    full_name = factory.Sequence(lambda n: f"مستعمل {n}")
    role = Role.STAFF
    password = factory.LazyFunction(lambda: make_password(PASSWORD))

    @factory.post_generation
    def provinces(self, create, extracted, **kwargs):
        if create and extracted:
            self.provinces.set(extracted)


class NetworkIdentityFactory(DjangoModelFactory):
    class Meta:
        model = NetworkIdentity
        django_get_or_create = ("id",)

    id = 1
    name_ar = "شبكة الجمعيات الدكالية غير الحكومية"
    name_fr = "Réseau des associations de Doukkala"
    city_ar = "سيدي بنور"
    city_fr = "Sidi Bennour"
    certificate_prefix = "RAD"


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    name_ar = factory.Sequence(lambda n: f"شريك {n}")
    name_fr = factory.Sequence(lambda n: f"Partenaire {n}")


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    year = 2026
    title_ar = factory.Sequence(lambda n: f"البرنامج السنوي {n}")
    title_fr = factory.Sequence(lambda n: f"Programme annuel {n}")
    project_ar = "المقاربة الالتقائية"
    project_fr = "Approche de convergence"


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    title_ar = factory.Sequence(lambda n: f"محور {n}")
    title_fr = factory.Sequence(lambda n: f"Module {n}")


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name_ar = factory.Sequence(lambda n: f"فندق {n}")
    name_fr = factory.Sequence(lambda n: f"Hôtel {n}")
    commune = factory.SubFactory(CommuneFactory)
    capacity = 200


class EventFactory(DjangoModelFactory):
    """An open event without sessions or quotas."""

    class Meta:
        model = Event

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"EV{n:03}")
    title_ar = factory.Sequence(lambda n: f"تدبير الجودة {n}")
    title_fr = factory.Sequence(lambda n: f"Management de la qualité {n}")
    venue = factory.SubFactory(VenueFactory)
    state = Event.State.OPEN
    capacity = 100
    hours = 12


class QuotaFactory(DjangoModelFactory):
    class Meta:
        model = Quota

    event = factory.SubFactory(EventFactory)
    province = factory.SubFactory(ProvinceFactory)
    places = 10


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    date = factory.Sequence(lambda n: dt.date(2026, 1, 1) + dt.timedelta(days=n))
    kind = Session.Kind.TRAINING


class HalfDayFactory(DjangoModelFactory):
    class Meta:
        model = HalfDay

    session = factory.SubFactory(SessionFactory)
    period = HalfDay.Period.MORNING
    starts_at = dt.time(9)
    ends_at = dt.time(12, 30)


class TemplateStepFactory(DjangoModelFactory):
    class Meta:
        model = TemplateStep

    position = factory.Sequence(int)
    name_ar = factory.Sequence(lambda n: f"خطوة {n}")
    name_fr = factory.Sequence(lambda n: f"Étape {n}")
    days_before = 10
    whose = TemplateStep.Whose.STAFF


class PreparationStepFactory(DjangoModelFactory):
    """A step that falls to the person or the province that is given, or else to staff."""

    class Meta:
        model = PreparationStep

    event = factory.SubFactory(EventFactory)
    name_ar = factory.Sequence(lambda n: f"خطوة {n}")
    name_fr = factory.Sequence(lambda n: f"Étape {n}")
    days_before = 10
    person = province = None
    responsible = factory.LazyAttribute(
        lambda step: "person" if step.person else "province" if step.province else "staff"
    )


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = Organisation.Kind.COOPERATIVE
    name_ar = factory.Sequence(lambda n: f"تعاونية الأمل {n}")
    name_fr = factory.Sequence(lambda n: f"Coopérative Al Amal {n}")
    key_ar = factory.LazyAttribute(lambda o: arabic_key(o.name_ar))
    key_fr = factory.LazyAttribute(lambda o: latin_key(o.name_fr))
    province = factory.SubFactory(ProvinceFactory)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    given_name_ar = "فاطمة"
    family_name_ar = factory.Sequence(lambda n: f"العلوي {n}")
    given_name_latin = "Fatima"
    family_name_latin = factory.Sequence(lambda n: f"Alaoui {n}")
    key_ar = factory.LazyAttribute(lambda p: arabic_key(f"{p.given_name_ar} {p.family_name_ar}"))
    key_latin = factory.LazyAttribute(
        lambda p: latin_key(f"{p.given_name_latin} {p.family_name_latin}")
    )
    gender = Gender.FEMALE
    birth_year = 1990
    phone = factory.Sequence(lambda n: f"+2126611{n:05}")
    province = factory.SubFactory(ProvinceFactory)
    commune = factory.SubFactory(CommuneFactory, province=factory.SelfAttribute("..province"))


class AffiliationFactory(DjangoModelFactory):
    """A person's current affiliation; `Person.organisation` is not touched."""

    class Meta:
        model = Affiliation

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class RegistrationFactory(DjangoModelFactory):
    """A registered person; the counters of quota and event are not moved."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory, province=factory.SelfAttribute("..province"))
    province = factory.SubFactory(ProvinceFactory)
    organisation = None
    state = Registration.State.REGISTERED
    registered_by = factory.SubFactory(UserFactory)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    registration = factory.SubFactory(RegistrationFactory)
    half_day = factory.SubFactory(HalfDayFactory)
    present = True
    marked_by = factory.SubFactory(UserFactory)


class NoticeFactory(DjangoModelFactory):
    """Somebody moved up from the waiting list; nobody has put the notice aside yet."""

    class Meta:
        model = Notice

    kind = Notice.Kind.PROMOTED
    registration = factory.SubFactory(RegistrationFactory)
    province = factory.SelfAttribute("registration.province")


class ProvinceTransferFactory(DjangoModelFactory):
    """Another province asks for the person; nobody has answered yet."""

    class Meta:
        model = ProvinceTransfer

    person = factory.SubFactory(PersonFactory)
    from_province = factory.SelfAttribute("person.province")
    to_province = factory.SubFactory(ProvinceFactory)
    to_commune = factory.SubFactory(CommuneFactory, province=factory.SelfAttribute("..to_province"))
    asked_as = factory.SelfAttribute("person.full_name_ar")
    requested_by = factory.SubFactory(UserFactory)


class DuplicatePairFactory(DjangoModelFactory):
    """Two persons of one province who may be one."""

    class Meta:
        model = DuplicatePair

    province = factory.SubFactory(ProvinceFactory)
    first = factory.SubFactory(PersonFactory, province=factory.SelfAttribute("..province"))
    second = factory.SubFactory(PersonFactory, province=factory.SelfAttribute("..province"))
    certainty = DuplicatePair.Certainty.POSSIBLE
    reason = DuplicatePair.Reason.NAME
    score = 92


class ApplicationLinkFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationLink

    event = factory.SubFactory(EventFactory)
    province = factory.SubFactory(ProvinceFactory)
    token = factory.Sequence(lambda n: f"token-{n:037}")
    opened_by = factory.SubFactory(UserFactory)


class ApplicationFactory(DjangoModelFactory):
    """Somebody applied and waits for an answer."""

    class Meta:
        model = Application

    link = factory.SubFactory(ApplicationLinkFactory)
    given_name_ar = "سعاد"
    family_name_ar = factory.Sequence(lambda n: f"الناصري {n}")
    given_name_latin = "Souad"
    family_name_latin = factory.Sequence(lambda n: f"Naciri {n}")
    phone = factory.Sequence(lambda n: f"+2126622{n:05}")
    commune = factory.SubFactory(CommuneFactory, province=factory.SelfAttribute("..link.province"))
    consent_version = "2026-01"
