"""Correcting, revoking and allowing a new one: what changes, and what never does."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from certificates.models import Certificate, NumberSeries, Reason, RevocationReason
from certificates.services import correcting
from certificates.services.correcting import (
    allow_reissue,
    correct_certificate,
    draft_correction,
    revoke_certificate,
)
from certificates.services.errors import (
    CorrectionNotPrintable,
    NewCertificateNotBarred,
    NotAllowedToCorrect,
    NothingToCorrect,
    NotValidAnyMore,
    ReasonMissing,
    RegisterHasChanged,
)
from certificates.services.printing import print_event, render_snapshots
from certificates.services.verification import verify_code
from network.models import AuditEvent, NetworkIdentity, Role
from participants.models import Organisation, Registration
from tests import factories
from tests.certificates.conftest import rename
from trainings.models import Event

State = Certificate.State
MISTAKE = RevocationReason.ISSUED_BY_MISTAKE
LONG = "Wassim" + "W" * 74


@pytest.fixture
def registration(attend):
    organisation = factories.OrganisationFactory(name_ar="تعاونية الأمل", name_fr="Al Amal")
    return attend(True, True, organisation=organisation, person__family_name_latin="Benani")


@pytest.fixture
def certificate(registration, issue):
    issue()
    return Certificate.objects.get()


@pytest.fixture
def misspelt(certificate):
    """A certificate whose name was put right in the register since."""
    rename(certificate.registration, family_name_latin="Bennani")
    return certificate


@pytest.fixture
def version_2(misspelt, administrator):
    return correct_certificate(misspelt, reason=" Misspelt ", by=administrator)


@pytest.fixture
def revoked(certificate, administrator):
    revoke_certificate(certificate, reason=MISTAKE, note=" Not hers ", by=administrator)
    return certificate


def audited(action):
    return list(AuditEvent.objects.filter(action=action).values_list("object_id", "fields"))


# Correcting


def test_a_correction_is_the_next_version_under_the_same_number(version_2, misspelt):
    assert (version_2.number, version_2.version) == (misspelt.number, 2)
    assert (version_2.state, misspelt.state) == (State.VALID, State.REPLACED)


def test_a_correction_takes_no_number_from_the_series(version_2):
    assert NumberSeries.objects.get().last == 1


def test_a_correction_has_a_code_of_its_own(version_2, misspelt):
    assert version_2.code != misspelt.code
    assert version_2.snapshot["code"] == version_2.code
    assert version_2.snapshot["verify_url"].endswith(version_2.code)


def test_a_correction_prints_the_name_of_the_register(version_2, misspelt):
    assert misspelt.snapshot["name_latin"] == "Fatima Benani"
    assert version_2.snapshot["name_latin"] == "Fatima Bennani"


def test_a_correction_tells_who_why_and_when(version_2, administrator):
    version_2.refresh_from_db()
    assert (version_2.issued_by, version_2.correction_reason) == (administrator, "Misspelt")
    assert version_2.snapshot["issued_on"] == timezone.localdate(version_2.issued_at).isoformat()


@pytest.mark.parametrize(
    ("field", "value", "printed"),
    [
        ("given_name_ar", "خديجة", {"name_ar"}),
        ("family_name_latin", "Bennani", {"name_latin"}),
        ("gender", "m", {"gender"}),
    ],
)
def test_what_changed_of_the_person_is_found(certificate, administrator, field, value, printed):
    rename(certificate.registration, **{field: value})
    assert set(draft_correction(certificate, by=administrator).changes) == printed


def test_a_renamed_organisation_is_found(certificate, administrator):
    Organisation.objects.update(name_fr="Al Amal Doukkala")
    changes = draft_correction(certificate, by=administrator).changes
    assert changes == {"organisation_fr": ("Al Amal", "Al Amal Doukkala")}


def test_an_organisation_that_was_none_is_found(certificate, administrator):
    Registration.objects.update(organisation=None)
    changes = draft_correction(certificate, by=administrator).changes
    assert changes["organisation_ar"] == ("تعاونية الأمل", "")


def test_a_fact_that_older_papers_do_not_know_is_no_change_while_empty(certificate, administrator):
    certificate.snapshot.pop("organisation_fr")
    Organisation.objects.update(name_fr="")
    assert draft_correction(certificate, by=administrator).changes == {}


def test_facts_of_the_event_stay_as_they_were_printed(misspelt, administrator):
    Event.objects.update(title_fr="Autre thème", hours=99)
    NetworkIdentity.objects.update(city_fr="Ailleurs", president_name_fr="Une autre")
    newer = correct_certificate(misspelt, reason="Misspelt", by=administrator)
    own = {"code", "verify_url", "qr", "name_latin", "issued_on"}
    kept = {name: fact for name, fact in newer.snapshot.items() if name not in own}
    assert kept == {n: fact for n, fact in misspelt.snapshot.items() if n not in own}


def test_a_correction_can_be_corrected(version_2, registration, administrator):
    rename(registration, family_name_latin="El Bennani")
    third = correct_certificate(version_2, reason="Again", by=administrator)
    states = Certificate.objects.order_by("version").values_list("version", "state")
    assert list(states) == [(1, "replaced"), (2, "replaced"), (3, "valid")]
    assert third.snapshot["name_latin"] == "Fatima El Bennani"


def test_a_certificate_of_a_cancelled_registration_can_be_corrected(misspelt, administrator):
    Registration.objects.update(state="cancelled")
    assert correct_certificate(misspelt, reason="Misspelt", by=administrator).version == 2


def test_the_old_version_is_frozen_to_the_byte(misspelt, administrator):
    before = render_snapshots([misspelt.snapshot])
    newer = correct_certificate(misspelt, reason="Misspelt", by=administrator)
    kept = Certificate.objects.get(pk=misspelt.pk)
    assert render_snapshots([kept.snapshot]) == before
    assert render_snapshots([newer.snapshot]) != before


def test_both_versions_are_audited_without_a_name(version_2, misspelt):
    assert audited("certificate.replaced") == [(str(misspelt.pk), ["state"])]
    assert audited("certificate.corrected") == [(str(version_2.pk), ["name_latin"])]


def test_the_paper_of_the_event_is_the_valid_version_alone(version_2, event, administrator):
    everything = Certificate.objects.all()
    paper = print_event(event, everything, by=administrator)
    assert paper == render_snapshots([version_2.snapshot])


def test_correcting_costs_as_much_for_a_later_version(
    version_2, registration, administrator, django_assert_num_queries
):
    rename(registration, family_name_latin="El Bennani")
    with django_assert_num_queries(16):
        correct_certificate(version_2, reason="Again", by=administrator)


# What correcting refuses


def refuses(error, certificate, **arguments):
    """Say whether correcting raises the error and leaves everything as it was."""
    with pytest.raises(error) as refusal:
        correct_certificate(certificate, **arguments)
    certificate.refresh_from_db()
    assert (certificate.state, Certificate.objects.count()) == (State.VALID, 1)
    assert not AuditEvent.objects.filter(action__startswith="certificate.re").exists()
    with translation.override("en"):
        return str(refusal.value)


def test_nothing_is_corrected_where_nothing_differs(certificate, administrator):
    sentence = refuses(NothingToCorrect, certificate, reason="Misspelt", by=administrator)
    assert sentence.startswith("The register says what is printed already.")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_without_a_reason_is_refused(misspelt, administrator, reason):
    assert refuses(ReasonMissing, misspelt, reason=reason, by=administrator) == "Give the reason."


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"given_name_latin": "", "family_name_latin": ""}, Reason.NAME_MISSING),
        ({"given_name_latin": "愛"}, Reason.MISSING_GLYPH),
        (dict.fromkeys(["given_name_latin", "family_name_latin"], LONG), Reason.DOES_NOT_FIT),
    ],
)
def test_what_cannot_be_printed_is_refused(certificate, administrator, fields, problem):
    rename(certificate.registration, **fields)
    sentence = refuses(CorrectionNotPrintable, certificate, reason="New", by=administrator)
    with translation.override("en"):
        assert str(problem.label) in sentence


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.OBSERVER])
def test_only_administrators_correct(misspelt, role):
    somebody = factories.UserFactory(role=role)
    sentence = refuses(NotAllowedToCorrect, misspelt, reason="Misspelt", by=somebody)
    assert sentence == "Only an administrator can correct or revoke certificates."


def test_an_administrator_who_left_corrects_nothing(misspelt):
    gone = factories.UserFactory(role=Role.ADMINISTRATOR, is_active=False)
    assert refuses(NotAllowedToCorrect, misspelt, reason="Misspelt", by=gone)


def test_nothing_but_what_was_compared_is_issued(misspelt, administrator):
    seen = draft_correction(misspelt, by=administrator).fingerprint
    rename(misspelt.registration, family_name_latin="Somebody Else")
    arguments = {"reason": "Misspelt", "by": administrator, "seen": seen}
    assert "Compare again" in refuses(RegisterHasChanged, misspelt, **arguments)


def test_what_was_compared_is_issued(misspelt, administrator):
    seen = draft_correction(misspelt, by=administrator).fingerprint
    newer = correct_certificate(misspelt, reason="Misspelt", by=administrator, seen=seen)
    assert newer.version == 2


def test_a_replaced_certificate_is_not_corrected(version_2, misspelt, registration, administrator):
    rename(registration, family_name_latin="El Bennani")
    with pytest.raises(NotValidAnyMore, match=misspelt.number):
        correct_certificate(misspelt, reason="Again", by=administrator)
    assert Certificate.objects.count() == 2


def test_a_revoked_certificate_is_not_corrected(revoked, registration, administrator):
    rename(registration, family_name_latin="Bennani")
    with pytest.raises(NotValidAnyMore):
        correct_certificate(revoked, reason="Misspelt", by=administrator)
    assert Certificate.objects.count() == 1


# Revoking


def test_a_revocation_tells_who_why_and_when(revoked, administrator):
    stored = Certificate.objects.get()
    assert (stored.state, stored.revoked_by) == (State.REVOKED, administrator)
    assert (stored.revocation_reason, stored.revocation_note) == (MISTAKE, "Not hers")
    assert timezone.now() - stored.revoked_at < dt.timedelta(minutes=1)


def test_the_certificate_in_hand_knows_that_it_is_revoked(revoked):
    assert (revoked.is_valid, revoked.bars_a_new_one) == (False, True)


def test_a_revocation_leaves_what_was_printed(certificate, administrator):
    before = dict(certificate.snapshot)
    revoke_certificate(certificate, reason=MISTAKE, by=administrator)
    assert Certificate.objects.get().snapshot == before


def test_a_revocation_is_audited_without_its_note(revoked):
    assert audited("certificate.revoked") == [(str(revoked.pk), ["state"])]


def test_a_revoked_certificate_is_on_no_paper(revoked, event, administrator):
    assert print_event(event, Certificate.objects.all(), by=administrator) == b""


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_revocation_wants_one_of_the_reasons(certificate, administrator, reason):
    with pytest.raises(ReasonMissing):
        revoke_certificate(certificate, reason=reason, by=administrator)
    assert Certificate.objects.get().state == State.VALID


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.OBSERVER])
def test_only_administrators_revoke(certificate, role):
    with pytest.raises(NotAllowedToCorrect):
        revoke_certificate(certificate, reason=MISTAKE, by=factories.UserFactory(role=role))
    assert Certificate.objects.get().state == State.VALID


def test_a_revocation_is_not_written_over(revoked, administrator):
    with pytest.raises(NotValidAnyMore):
        revoke_certificate(revoked, reason=RevocationReason.OTHER, by=administrator)
    assert Certificate.objects.get().revocation_reason == MISTAKE


def test_a_replaced_version_is_not_revoked(version_2, misspelt, administrator):
    with pytest.raises(NotValidAnyMore):
        revoke_certificate(misspelt, reason=MISTAKE, by=administrator)
    assert Certificate.objects.get(pk=misspelt.pk).state == State.REPLACED


# A new one after a revocation


def test_a_new_one_is_issued_under_its_own_number_once_allowed(revoked, administrator, issue):
    allow_reissue(revoked, reason="It was right", by=administrator)
    issue()
    numbers = Certificate.objects.order_by("pk").values_list("number", "version", "state")
    assert list(numbers) == [
        ("RAD/2026/SB01/0001", 1, "revoked"),
        ("RAD/2026/SB01/0002", 1, "valid"),
    ]


def test_an_allowance_tells_who_why_and_when(revoked, administrator):
    allow_reissue(revoked, reason=" It was right ", by=administrator)
    stored = Certificate.objects.get()
    assert (stored.reissue_allowed_by, stored.reissue_reason) == (administrator, "It was right")
    assert timezone.now() - stored.reissue_allowed_at < dt.timedelta(minutes=1)


def test_an_allowance_leaves_the_revocation(revoked, administrator):
    allow_reissue(revoked, reason="It was right", by=administrator)
    assert (revoked.state, revoked.bars_a_new_one) == (State.REVOKED, False)
    assert verify_code(revoked.code).revocation_reason


def test_an_allowance_is_audited(revoked, administrator):
    allow_reissue(revoked, reason="It was right", by=administrator)
    assert audited("certificate.reissue_allowed") == [(str(revoked.pk), ["reissue_allowed_at"])]


def test_an_allowance_wants_a_reason(revoked, administrator):
    with pytest.raises(ReasonMissing):
        allow_reissue(revoked, reason=" ", by=administrator)
    assert Certificate.objects.get().bars_a_new_one


def test_only_administrators_allow_a_new_one(revoked, staff):
    with pytest.raises(NotAllowedToCorrect):
        allow_reissue(revoked, reason="It was right", by=staff)
    assert Certificate.objects.get().bars_a_new_one


def test_a_valid_certificate_needs_no_allowance(certificate, administrator):
    with pytest.raises(NewCertificateNotBarred):
        allow_reissue(certificate, reason="It was right", by=administrator)
    assert Certificate.objects.get().reissue_reason == ""


def test_an_allowance_is_not_written_over(revoked, administrator):
    allow_reissue(revoked, reason="First", by=administrator)
    with pytest.raises(NewCertificateNotBarred):
        allow_reissue(revoked, reason="Second", by=administrator)
    assert Certificate.objects.get().reissue_reason == "First"


# What the database holds


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"revoked_by": None}, "certificates_revocation_is_accounted_for"),
        ({"revocation_reason": ""}, "certificates_revocation_is_accounted_for"),
        ({"revocation_reason": "because"}, "certificates_revocation_is_accounted_for"),
        ({"reissue_reason": "Why not"}, "certificates_reissue_after_revocation_only"),
        ({"reissue_allowed_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}, "certificates_reissue"),
        ({"version": 2}, "certificates_later_version_says_why"),
        ({"correction_reason": "Misspelt"}, "certificates_later_version_says_why"),
    ],
)
def test_the_database_refuses_what_is_not_accounted_for(revoked, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Certificate.objects.filter(pk=revoked.pk).update(**changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"revocation_reason": "other"}, "certificates_revocation_is_accounted_for"),
        ({"revocation_note": "Not hers"}, "certificates_revocation_is_accounted_for"),
        ({"reissue_reason": "Why not"}, "certificates_reissue_after_revocation_only"),
    ],
)
def test_the_database_keeps_a_valid_certificate_clean(certificate, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**changes)


def test_every_public_reason_is_known_to_the_database(certificate, administrator):
    for reason in RevocationReason:
        with transaction.atomic():
            revoke_certificate(certificate, reason=reason, by=administrator)
            transaction.set_rollback(True)
        certificate.refresh_from_db()
    assert certificate.state == State.VALID


def test_versions_differ_in_nothing_that_is_theirs_by_nature(certificate, administrator):
    """The names left out of the comparison differ in every version; a draft has no seal yet."""
    draft = draft_correction(certificate, by=administrator).draft
    draft.snapshot["issued_on"] = "2031-01-01"
    differing = {n for n, fact in draft.snapshot.items() if fact != certificate.snapshot[n]}
    assert differing == correcting.OF_THE_VERSION - {"qr"}
