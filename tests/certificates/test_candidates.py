"""Who may receive which kind of certificate, and who may not yet."""

import pytest

from certificates.kinds import Kind
from certificates.models import Group, Reason, RecipientKey
from certificates.services.assessing import assess_keys
from certificates.services.candidates import assess_candidates
from certificates.services.correcting import allow_reissue, revoke_certificate
from certificates.services.eligibility import ISSUED, READY, assess, list_candidates
from certificates.services.recipients import list_teachings
from certificates.services.snapshots import recipient_facts
from participants.models import Registration
from tests import factories
from trainings.models import AgendaItem, Event, Invitation


@pytest.fixture
def verdicts(event):
    """Return the verdict on everybody who may receive a kind, by who they are."""

    def verdicts(kind, **options):
        event.refresh_from_db()
        candidates = assess_candidates(event, kind, **options)
        return {(one.key.group.value, one.key.pk): one.verdict for one in candidates}

    return verdicts


def set_state(event, state):
    Event.objects.filter(pk=event.pk).update(state=state)
    event.refresh_from_db()


# The completed training


@pytest.mark.parametrize(
    ("presence", "state", "verdict"),
    [
        ((True, True), "held", READY),
        ((True, True), "closed", Reason.NOT_HELD),
        ((True, False), "held", Reason.PRESENCE_BELOW),
        ((True, None), "held", Reason.PRESENCE_NOT_TAKEN),
        ((True, False), "closed", Reason.NOT_HELD),
    ],
)
def test_a_training_is_completed_by_all_half_days_of_a_held_event(
    event, attend, presence, state, verdict
):
    event.required_presence = 50
    event.save()
    set_state(event, state)
    registration = attend(*presence)
    [row] = assess(event, Registration.objects.filter(pk=registration.pk), Kind.COMPLETION)
    assert row.verdict == verdict


def test_participation_does_not_stand_for_completion(event, attend, issue):
    attend(True, True)
    issue()
    [row] = assess(event, Registration.objects.all(), Kind.COMPLETION)
    assert (row.verdict, row.certificate_id) == (READY, None)


def test_whoever_gave_the_place_up_is_listed_with_that_reason(event, attend):
    registration = attend(True, True)
    Registration.objects.filter(pk=registration.pk).update(state="cancelled")
    candidates = list_candidates(event, Registration.objects.all())
    assert [row.verdict for row in assess(event, candidates)] == [Reason.NOT_REGISTERED]


# Trainers


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("module", READY),
        ("practice", READY),
        *[(kind, Reason.NO_MODULE_LED) for kind in ("opening", "discussion", "closing")],
    ],
)
def test_a_trainer_is_whoever_led_a_module_or_a_practical_workshop(teach, verdicts, kind, verdict):
    trainer = teach(kind)
    assert verdicts(Kind.TRAINER) == {("trainer", trainer.pk): verdict}


@pytest.mark.parametrize("kind", [Kind.TRAINER, Kind.COORDINATOR, Kind.THANKS])
@pytest.mark.parametrize("state", ["draft", "open", "closed", "postponed", "cancelled"])
def test_nobody_of_them_has_earned_it_before_the_event_was_held(
    event, teach, invite, support, verdicts, kind, state
):
    teach()
    invite(True)
    support()
    set_state(event, state)
    assert set(verdicts(kind).values()) == {Reason.NOT_HELD}


def test_a_trainer_of_another_event_is_no_candidate(event, teach, verdicts):
    elsewhere = factories.SessionFactory()
    AgendaItem.objects.filter(trainer=teach()).update(session=elsewhere)
    assert verdicts(Kind.TRAINER) == {}


def test_what_a_trainer_led_is_named_once_and_in_order(event, teach):
    quality = factories.ModuleFactory(title_ar="الجودة", title_fr="Qualité")
    trainer = teach(module=quality)
    teach("practice", trainer)
    teach(trainer=trainer, module=quality)
    teach("discussion", trainer)
    AgendaItem.objects.filter(kind="practice").update(title_ar="ورشة", title_fr="Atelier")
    assert list_teachings(event)[trainer.pk].modules == (
        ("الجودة", "Qualité"),
        ("ورشة", "Atelier"),
    )


def test_a_slot_without_any_title_is_called_by_its_kind(event, teach):
    trainer = teach("practice")
    assert list_teachings(event)[trainer.pk].modules == (("ورشة تطبيقية", "Atelier pratique"),)


# Coordinators


@pytest.mark.parametrize(
    ("present", "has_registered", "verdict"),
    [
        (True, False, READY),
        (True, True, READY),
        (False, True, READY),
        (None, True, READY),
        (False, False, Reason.NO_PART_TAKEN),
        (None, False, Reason.PRESENCE_NOT_TAKEN),
        ("not invited", True, READY),
    ],
)
def test_a_coordinator_was_in_the_workshop_or_registered_people(
    event, attend, invite, verdicts, present, has_registered, verdict
):
    coordinator = invite(None)
    Invitation.objects.update(present=None if present == "not invited" else present)
    if present == "not invited":
        Invitation.objects.all().delete()
    if has_registered:
        Registration.objects.filter(pk=attend(None, None).pk).update(registered_by=coordinator)
    assert verdicts(Kind.COORDINATOR) == {("coordinator", coordinator.pk): verdict}


def test_a_coordinator_who_answers_for_a_province_of_it_is_listed(
    coordinator, event, other_coordinator, verdicts, other_province
):
    event.quotas.filter(province=other_province).delete()
    assert verdicts(Kind.COORDINATOR) == {("coordinator", coordinator.pk): Reason.NO_PART_TAKEN}


def test_people_who_gave_up_their_place_do_not_count(attend, invite, verdicts):
    coordinator = invite(False)
    registration = attend(None, None)
    Registration.objects.filter(pk=registration.pk).update(
        registered_by=coordinator, state="cancelled"
    )
    assert set(verdicts(Kind.COORDINATOR).values()) == {Reason.NO_PART_TAKEN}


def test_staff_who_register_people_are_no_coordinators(attend, verdicts):
    attend(True, True)
    assert verdicts(Kind.COORDINATOR) == {}


@pytest.mark.parametrize(
    ("full_name", "name_latin"), [("خديجة", ""), ("Khadija", ""), ("Khadija", "Khadija")]
)
def test_an_account_with_a_name_in_one_script_only_is_told_so(
    invite, verdicts, full_name, name_latin
):
    account = factories.UserFactory(role="coordinator", full_name=full_name, name_latin=name_latin)
    invite(True, account)
    assert set(verdicts(Kind.COORDINATOR).values()) == {Reason.NAME_MISSING}


# Thanks


def test_thanks_may_go_to_trainers_coordinators_and_partners_in_this_order(
    teach, invite, support, verdicts
):
    expected = [
        ("trainer", teach("opening").pk),
        ("coordinator", invite(False).pk),
        ("partner", support().pk),
    ]
    assert list(verdicts(Kind.THANKS).items()) == [(key, READY) for key in expected]


def test_a_partner_of_another_programme_is_not_thanked(verdicts, event):
    factories.PartnerFactory()
    assert verdicts(Kind.THANKS) == {}


# All of them


def test_a_letter_that_no_typeface_has_stands_against_anybody(teach, verdicts):
    teach(organisation_ar="田中")
    assert set(verdicts(Kind.TRAINER).values()) == {Reason.MISSING_GLYPH}


def test_whoever_has_the_certificate_is_told_so_and_stays_listed(teach, issue, verdicts):
    trainer = teach()
    issue(Kind.TRAINER)
    AgendaItem.objects.all().delete()
    assert verdicts(Kind.TRAINER) == {("trainer", trainer.pk): ISSUED}


def test_a_revoked_one_bars_another_until_it_is_allowed(
    event, support, issue, verdicts, administrator
):
    partner = support()
    issue(Kind.THANKS, [RecipientKey(Group.PARTNER, partner.pk)])
    certificate = partner.certificates.get()
    revoke_certificate(certificate, reason="other", by=administrator)
    assert set(verdicts(Kind.THANKS).values()) == {Reason.REVOKED}
    allow_reissue(certificate, reason="It was right", by=administrator)
    assert set(verdicts(Kind.THANKS).values()) == {READY}


def test_staff_see_all_candidates_and_a_coordinator_themselves(
    event, teach, invite, support, coordinator, staff, observer, verdicts
):
    teach()
    invite(True)
    support()
    invite(True, coordinator)
    assert len(verdicts(Kind.THANKS, to=staff)) == 4
    assert set(verdicts(Kind.THANKS, to=coordinator)) == {("coordinator", coordinator.pk)}
    assert verdicts(Kind.THANKS, to=observer) == {}


def test_whom_the_plan_does_not_name_is_left_out(event, teach, attend):
    trainer, registration = teach(), attend(True, True)
    elsewhere = factories.RegistrationFactory()
    keys = [
        RecipientKey(Group.TRAINER, trainer.pk),
        RecipientKey(Group.TRAINER, 0),
        RecipientKey(Group.REGISTRATION, registration.pk),
        RecipientKey(Group.REGISTRATION, elsewhere.pk),
    ]
    assert set(assess_keys(event, Kind.TRAINER, keys)) == {keys[0]}
    assert set(assess_keys(event, Kind.COMPLETION, keys)) == {keys[2]}


@pytest.mark.parametrize("number", [1, 3])
def test_looking_costs_the_same_for_one_and_for_many(
    event, teach, invite, support, number, django_assert_num_queries
):
    for _ in range(number):
        teach()
        invite(True)
        support()
    with django_assert_num_queries(10):
        assess_candidates(event, Kind.THANKS)


# What is printed of them


def test_of_a_trainer_names_organisation_and_modules_are_printed(event, teach):
    module = factories.ModuleFactory(title_ar="الجودة", title_fr="Qualité")
    trainer = teach(
        module=module, name_ar="سمية", name_fr="Soumia", organisation_ar="مكتب", organisation_fr=""
    )
    assert recipient_facts(list_teachings(event)[trainer.pk]) == {
        "name_ar": "سمية",
        "name_latin": "Soumia",
        "gender": "",
        "organisation_ar": "مكتب",
        "organisation_fr": "",
        "province_ar": "",
        "province_fr": "",
        "modules_ar": ["الجودة"],
        "modules_fr": ["Qualité"],
    }


def test_of_a_coordinator_and_a_partner_the_names_are_printed(invite, support):
    printed = recipient_facts(invite(True))
    assert (printed["name_ar"], printed["name_latin"]) == ("خديجة الحمداوي", "Khadija Hamdaoui")
    printed = recipient_facts(support(name_ar="الجهة", name_fr="La Région"))
    assert (printed["name_ar"], printed["name_latin"]) == ("الجهة", "La Région")
    assert {printed[name] for name in ("gender", "organisation_ar", "province_fr")} == {""}


def test_of_anybody_else_nothing_is_printed():
    with pytest.raises(TypeError):
        recipient_facts("somebody")
