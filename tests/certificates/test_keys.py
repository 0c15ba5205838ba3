import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from certificates import key_files
from certificates.checks import check_configured_key, check_signing_key
from certificates.models import Batch, SigningKey
from certificates.seals import decode_key, key_id_of, public_bytes
from certificates.services.errors import (
    KeyChangedMeanwhile,
    KeyNotChanged,
    NotAllowedToChangeKeys,
    SigningKeyMissing,
)
from certificates.services.issuing import start_batch
from certificates.services.keys import current_signer, distrust_key, rotate_key
from network.models import AuditEvent
from tests.trainings.concurrently import run_together


@pytest.fixture
def files(settings, tmp_path):
    """No configured key: keys are files in an empty folder."""
    settings.CERTIFICATE_KEY, settings.CERTIFICATE_KEYS_DIR = "", tmp_path / "keys"
    return settings.CERTIFICATE_KEYS_DIR


@pytest.fixture
def signing(files, administrator):
    """The first key, kept in a file."""
    current_signer(by=administrator)
    return SigningKey.objects.get()


def seed(byte):
    return base64.b64encode(bytes([byte]) * 32).decode()


def pem(private_key):
    return private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def states():
    return dict(SigningKey.objects.values_list("key_id", "state"))


def audited():
    return list(
        AuditEvent.objects.filter(action__startswith="signing_key")
        .order_by("pk")
        .values_list("action", "object_id")
    )


# The private halves


def test_a_key_is_made_with_the_first_certificate_and_stays(signing, administrator):
    again = current_signer(by=administrator)
    assert key_id_of(public_bytes(again.private_key)) == signing.key_id
    assert SigningKey.objects.count() == 1


def test_who_brought_the_first_key_about_is_written_down(signing, administrator):
    assert audited() == [("signing_key.entered", str(signing.pk))]
    assert AuditEvent.objects.get(action="signing_key.entered").actor == administrator


def test_a_private_key_is_readable_by_its_owner_only(signing, files):
    (path,) = files.iterdir()
    assert (path.name, path.stat().st_mode & 0o777) == (f"{signing.key_id}.pem", 0o600)
    assert files.stat().st_mode & 0o777 == 0o700


def test_the_private_half_is_not_in_the_database(signing, files):
    private = (files / f"{signing.key_id}.pem").read_text()
    kept = SigningKey.objects.values().get()
    assert decode_key(kept["public_key"]) not in private.encode()
    assert all(part not in str(kept) for part in private.splitlines()[1:-1])


def test_a_new_database_takes_up_the_key_that_lies_there(signing, files, administrator):
    with transaction.atomic():
        rotate_key(by=administrator)
        newest = SigningKey.objects.signing().get().key_id
        transaction.set_rollback(True)
    assert key_files.newest_kept_key() is not None
    assert newest == key_id_of(public_bytes(key_files.newest_kept_key()))


def test_a_machine_without_the_private_key_refuses_to_sign(signing, files, administrator):
    (files / f"{signing.key_id}.pem").unlink()
    with pytest.raises(SigningKeyMissing, match=signing.key_id):
        current_signer(by=administrator)
    assert SigningKey.objects.count() == 1


@pytest.mark.parametrize(
    "write", [lambda key: pem(key).decode(), lambda key: pem(key).decode().replace("\n", "\\n")]
)
def test_a_configured_key_may_be_written_as_pem(settings, write):
    key = Ed25519PrivateKey.generate()
    settings.CERTIFICATE_KEY = write(key)
    assert public_bytes(key_files.configured_key()) == public_bytes(key)


def test_a_configured_key_goes_before_files(settings, files, administrator):
    key_files.make_kept_key()
    settings.CERTIFICATE_KEY = seed(7)
    signer = current_signer(by=administrator)
    assert public_bytes(signer.private_key) == public_bytes(
        Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
    )


@pytest.mark.parametrize("written", ["secret", seed(1)[:-8], "-----BEGIN NONSENSE-----", "é"])
def test_a_configured_key_that_is_none_is_refused(settings, written):
    settings.CERTIFICATE_KEY = written
    with pytest.raises(ImproperlyConfigured):
        key_files.configured_key()
    assert [problem.id for problem in check_configured_key()] == ["certificates.E001"]


def test_a_key_for_another_algorithm_is_refused(settings):
    settings.CERTIFICATE_KEY = pem(generate_private_key(SECP256R1())).decode()
    with pytest.raises(ImproperlyConfigured, match="Ed25519"):
        key_files.configured_key()


def test_nothing_is_started_that_could_not_be_signed(signing, files, attend, event, administrator):
    attend(True, True)
    (files / f"{signing.key_id}.pem").unlink()
    with pytest.raises(SigningKeyMissing):
        start_batch(event, by=administrator)
    assert not Batch.objects.exists()


# Rotation


def test_after_a_rotation_the_new_key_signs_and_the_old_one_is_kept(signing, administrator):
    new = rotate_key(by=administrator)
    assert states() == {signing.key_id: "retired", new.key_id: "signing"}
    assert key_id_of(public_bytes(current_signer(by=administrator).private_key)) == new.key_id
    assert [action for action, _ in audited()] == [
        "signing_key.entered",
        "signing_key.retired",
        "signing_key.entered",
    ]


def test_a_configured_key_is_rotated_by_configuring_another(settings, administrator):
    settings.CERTIFICATE_KEY = seed(1)
    current_signer(by=administrator)
    with pytest.raises(KeyNotChanged):
        rotate_key(by=administrator)
    settings.CERTIFICATE_KEY = seed(2)
    rotate_key(by=administrator)
    assert sorted(states().values()) == ["retired", "signing"]


def test_a_retired_key_never_signs_again(settings, administrator):
    settings.CERTIFICATE_KEY = seed(1)
    current_signer(by=administrator)
    settings.CERTIFICATE_KEY = seed(2)
    rotate_key(by=administrator)
    settings.CERTIFICATE_KEY = seed(1)
    with pytest.raises(KeyNotChanged):
        rotate_key(by=administrator)
    with pytest.raises(SigningKeyMissing):
        current_signer(by=administrator)


def test_the_key_that_signs_is_replaced_when_it_was_stolen(signing, administrator):
    new = distrust_key(signing, by=administrator)
    assert states() == {signing.key_id: "compromised", new.key_id: "signing"}


def test_a_retired_key_that_was_stolen_leaves_the_one_that_signs(signing, administrator):
    new = rotate_key(by=administrator)
    signing.refresh_from_db()
    for _ in range(2):
        assert distrust_key(signing, by=administrator) == new
    assert states() == {signing.key_id: "compromised", new.key_id: "signing"}
    assert [action for action, _ in audited()].count("signing_key.compromised") == 1


@pytest.mark.parametrize("change", [rotate_key, None])
def test_only_an_administrator_changes_keys(signing, staff, change):
    with pytest.raises(NotAllowedToChangeKeys):
        change(by=staff) if change else distrust_key(signing, by=staff)
    assert states() == {signing.key_id: "signing"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_machines_that_begin_at_once_agree_on_one_key(files, administrator):
    def begin(_wait):
        signer = current_signer(by=administrator)
        return key_id_of(public_bytes(signer.private_key))

    assert set(run_together(begin, times=4)) == {SigningKey.objects.get().key_id}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_keys_that_are_changed_at_once_leave_one_that_signs(signing, administrator):
    def change(_wait):
        try:
            return rotate_key(by=administrator).key_id
        except KeyChangedMeanwhile:
            return None

    entered = {signing.key_id, *filter(None, run_together(change, times=2))}
    assert set(states()) == entered
    assert list(states().values()).count("signing") == 1


# What the database holds


@pytest.mark.parametrize(
    "change", [{"public_key": "B" * 43}, {"key_id": "00000000"}, {"created_at": timezone.now()}]
)
def test_a_key_cannot_be_changed(signing, change):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        SigningKey.objects.update(**change)


def test_a_key_cannot_be_removed(signing):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        SigningKey.objects.all().delete()


@pytest.mark.parametrize("state", ["retired", "signing"])
def test_a_key_that_was_stolen_is_never_trusted_again(signing, administrator, state):
    distrust_key(signing, by=administrator)
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningKey.objects.filter(pk=signing.pk).update(state=state)


def test_two_keys_never_sign_at_once(signing):
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(key_id="00000000", public_key="B" * 43)


# The command and the check


def test_the_command_rotates_and_says_what_signs(signing, administrator, capsys):
    call_command("rotate_certificate_key", "--as", administrator.email)
    new = SigningKey.objects.signing().get()
    said = capsys.readouterr().out
    assert f"Key {new.key_id} signs from now on" in said
    assert new.fingerprint in said
    assert f"{signing.key_id}  retired" in said


def test_the_command_marks_a_stolen_key(signing, administrator, capsys):
    call_command(
        "rotate_certificate_key",
        "--as",
        administrator.email,
        "--compromised",
        signing.key_id.upper(),
    )
    assert states()[signing.key_id] == "compromised"


@pytest.mark.parametrize("who", ["staff", "nobody"])
def test_the_command_refuses_whoever_may_not(signing, staff, who):
    email = staff.email if who == "staff" else "nobody@example.org"
    with pytest.raises(CommandError) as refusal:
        call_command("rotate_certificate_key", "--as", email)
    assert refusal.value.returncode == 1


def test_the_command_refuses_a_key_that_there_is_not(signing, administrator):
    with pytest.raises(CommandError, match="There is no key 00000000"):
        call_command(
            "rotate_certificate_key", "--as", administrator.email, "--compromised", "00000000"
        )


def test_the_check_warns_where_the_private_key_is_missing(signing, files):
    assert check_signing_key() == []
    (files / f"{signing.key_id}.pem").unlink()
    (warning,) = check_signing_key()
    assert (warning.id, signing.key_id in warning.msg) == ("certificates.W001", True)


def test_the_check_has_nothing_to_say_before_the_first_certificate(files, db):
    assert check_signing_key() == []
