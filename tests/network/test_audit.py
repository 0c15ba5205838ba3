import pytest
from django.db import DatabaseError, transaction

from network.models import AuditEvent
from network.services.audit import record


@pytest.fixture
def audited(administrator):
    with transaction.atomic():
        record("user.changed", administrator, by=administrator, fields=["role"])
    return AuditEvent.objects.get()


def test_a_record_says_who_what_and_which_fields(audited, administrator):
    assert (audited.actor, audited.action, audited.object_type, audited.object_id) == (
        administrator,
        "user.changed",
        "network.user",
        str(administrator.pk),
    )


def test_an_audit_row_cannot_be_changed(audited):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(action="nothing happened")


def test_an_audit_row_cannot_be_removed(audited):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_a_transaction_is_refused(administrator):
    with pytest.raises(RuntimeError, match="transaction"):
        record("user.changed", administrator, by=administrator)
