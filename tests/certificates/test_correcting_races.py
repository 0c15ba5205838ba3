"""Two who correct, revoke or issue at the same moment, each with a connection of their own."""

import threading

import pytest
from django.db import connection

from certificates.models import Certificate, RevocationReason
from certificates.services import correcting
from certificates.services.correcting import (
    allow_reissue,
    correct_certificate,
    revoke_certificate,
)
from certificates.services.errors import NewCertificateNotBarred, NotValidAnyMore
from network.models import AuditEvent
from tests import factories
from tests.certificates.conftest import rename

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE_SECONDS = 30


@pytest.fixture
def certificate(attend, issue):
    registration = attend(True, True)
    issue()
    rename(registration, family_name_latin="Bennani")
    return Certificate.objects.get()


@pytest.fixture
def administrators(administrator):
    return [administrator, factories.UserFactory(role="administrator")]


def at_once(*deeds):
    """Do all deeds at the same moment; return what came of each: None or what was raised."""
    outcomes = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def act(number, deed):
        try:
            gate.wait(PATIENCE_SECONDS)
            deed()
        except Exception as refusal:  # noqa: BLE001 the test looks at it
            outcomes[number] = type(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return outcomes


def correct(certificate, by):
    own_copy = Certificate.objects.get(pk=certificate.pk)
    return lambda: correct_certificate(own_copy, reason="Misspelt", by=by)


def revoke(certificate, by, reason=RevocationReason.OTHER):
    own_copy = Certificate.objects.get(pk=certificate.pk)
    return lambda: revoke_certificate(own_copy, reason=reason, by=by)


def rows(action):
    return AuditEvent.objects.filter(action=action).count()


def test_of_two_who_correct_one_wins(certificate, administrators):
    outcomes = at_once(*[correct(certificate, by) for by in administrators])
    assert set(outcomes) == {None, NotValidAnyMore}
    states = Certificate.objects.order_by("version").values_list("version", "state")
    assert list(states) == [(1, "replaced"), (2, "valid")]
    assert (rows("certificate.replaced"), rows("certificate.corrected")) == (1, 1)


def test_a_double_click_corrects_once(certificate, administrator):
    clicks = [correct(certificate, administrator) for _ in range(4)]
    assert at_once(*clicks).count(None) == 1
    assert Certificate.objects.count() == 2


def test_of_two_who_revoke_one_is_believed(certificate, administrators):
    first, second = administrators
    outcomes = at_once(
        revoke(certificate, first, RevocationReason.OTHER),
        revoke(certificate, second, RevocationReason.IDENTITY_WRONG),
    )
    assert set(outcomes) == {None, NotValidAnyMore}
    winner = administrators[outcomes.index(None)]
    assert Certificate.objects.get().revoked_by == winner
    assert AuditEvent.objects.get(action="certificate.revoked").actor == winner


def test_of_one_who_corrects_and_one_who_revokes_one_wins(certificate, administrators):
    outcomes = at_once(
        correct(certificate, administrators[0]), revoke(certificate, administrators[1])
    )
    assert set(outcomes) == {None, NotValidAnyMore}
    states = set(Certificate.objects.values_list("state", flat=True))
    assert states == ({"replaced", "valid"} if outcomes[0] is None else {"revoked"})


def test_of_two_who_allow_a_new_one_one_is_believed(certificate, administrators):
    revoke_certificate(certificate, reason=RevocationReason.OTHER, by=administrators[0])

    def allow(by):
        own_copy = Certificate.objects.get(pk=certificate.pk)
        return lambda: allow_reissue(own_copy, reason="It was right", by=by)

    outcomes = at_once(*[allow(by) for by in administrators])
    assert set(outcomes) == {None, NewCertificateNotBarred}
    assert rows("certificate.reissue_allowed") == 1


def test_negative_control_looking_before_writing_lets_both_revoke(
    certificate, administrators, monkeypatch
):
    both_have_looked = threading.Barrier(2)

    def look_then_write(certificate, **changes):
        assert Certificate.objects.valid().filter(pk=certificate.pk).exists()
        both_have_looked.wait(PATIENCE_SECONDS)
        Certificate.objects.filter(pk=certificate.pk).update(**changes)

    monkeypatch.setattr(correcting, "_leave_valid", look_then_write)
    # A look that holds no lock, as a transaction that begins by reading does on PostgreSQL.
    unlocked = correcting.revoke_certificate.__wrapped__
    monkeypatch.setattr(correcting, "record", lambda *_args, **_options: None)
    outcomes = at_once(
        *[
            lambda by=by: unlocked(
                Certificate.objects.get(pk=certificate.pk), reason="other", by=by
            )
            for by in administrators
        ]
    )
    assert outcomes == [None, None]


def test_negative_control_without_the_condition_the_constraint_still_holds(
    certificate, administrators, monkeypatch
):
    def write_blindly(certificate, **changes):
        Certificate.objects.filter(pk=certificate.pk).update(**changes)

    monkeypatch.setattr(correcting, "_leave_valid", write_blindly)
    outcomes = at_once(*[correct(certificate, by) for by in administrators])
    assert outcomes.count(None) == 1
    assert NotValidAnyMore not in outcomes
    assert Certificate.objects.valid().count() == 1
