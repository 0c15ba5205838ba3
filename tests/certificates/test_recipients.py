"""Whose certificates are: what the database keeps, and who sees what."""

import pytest
from django.db import IntegrityError, transaction

from certificates.kinds import Kind
from certificates.models import (
    Batch,
    BatchItem,
    Certificate,
    EligibilityException,
    Group,
    RecipientKey,
    keys_condition,
)
from tests import factories
from trainings.models import Trainer


@pytest.fixture
def people(attend, teach, invite, support):
    """One recipient of each group, by the column that leads to them."""
    return {
        "registration": attend(True, True),
        "trainer": teach(),
        "coordinator": invite(True),
        "partner": support(),
    }


@pytest.fixture
def write(event, administrator, people, province):
    """Write a certificate straight into the table, past all services."""
    serials = iter(range(1, 100))

    def write(kind, *columns, **fields):
        serial = next(serials)
        recipients = {column: people[column] for column in columns}
        if "registration" in columns:
            recipients["province"] = province
        return Certificate.objects.create(
            kind=kind,
            number=f"RAD/2026/SB01/{serial:04}",
            code=f"{serial:027}",
            snapshot={},
            issued_at="2026-02-02T10:00+01:00",
            issued_by=administrator,
            **{"event": event, **recipients, **fields},
        )

    return write


def refused(write, *arguments, match, **fields):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        write(*arguments, **fields)
    return True


MAY_RECEIVE = {
    "participation": {"registration"},
    "completion": {"registration"},
    "trainer": {"trainer"},
    "coordinator": {"coordinator"},
    "thanks": {"trainer", "coordinator", "partner"},
}


@pytest.mark.parametrize("kind", Kind.values)
def test_a_kind_is_for_its_groups_only(write, kind):
    for column in Group.values:
        if column in MAY_RECEIVE[kind]:
            assert write(kind, column).pk
        else:
            assert refused(write, kind, column, match="certificates_recipient_fits_kind")


@pytest.mark.parametrize("columns", [(), ("trainer", "partner"), tuple(Group.values)])
def test_a_certificate_is_for_exactly_one(write, columns):
    assert refused(write, "thanks", *columns, match="certificates_recipient_fits_kind")


def test_a_registered_persons_belongs_to_a_province_and_no_other_does(write, province):
    rule = "certificates_province_of_registered_only"
    assert refused(write, "participation", "registration", province=None, match=rule)
    assert refused(write, "trainer", "trainer", province=province, match=rule)


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("participation", "registration"),
        ("completion", "registration"),
        ("trainer", "trainer"),
        ("coordinator", "coordinator"),
        ("thanks", "trainer"),
        ("thanks", "coordinator"),
        ("thanks", "partner"),
    ],
)
def test_nobody_has_the_same_kind_of_an_event_twice(write, kind, column):
    write(kind, column)
    # SQLite names the columns of an index that refuses, PostgreSQL the index.
    assert refused(write, kind, column, match=f"one_valid_a_{column}|{column}_id")


def test_one_person_may_have_two_kinds_and_of_two_events_the_same(write):
    write("participation", "registration")
    write("completion", "registration")
    write("trainer", "trainer")
    write("thanks", "trainer")
    write("trainer", "trainer", event=factories.EventFactory())
    assert Certificate.objects.count() == 5


def test_a_revoked_one_leaves_room_for_another(write, administrator):
    write("trainer", "trainer")
    revoked = {
        "state": "revoked",
        "revoked_at": "2026-02-03T10:00+01:00",
        "revoked_by": administrator,
        "revocation_reason": "other",
    }
    Certificate.objects.update(**revoked)
    write("trainer", "trainer")
    assert Certificate.objects.valid().count() == 1


def test_an_item_of_a_batch_is_for_exactly_one_and_once(event, administrator, people):
    batch = Batch.objects.create(event=event, kind=Kind.THANKS, requested_by=administrator)
    for column, recipient in people.items():
        BatchItem.objects.create(batch=batch, **{column: recipient})
        assert refused(
            BatchItem.objects.create,
            match=f"item_once_a_{column}|{column}_id",
            batch=batch,
            **{column: recipient},
        )
    rule = "certificates_item_has_one_recipient"
    assert refused(BatchItem.objects.create, match=rule, batch=batch)
    assert refused(BatchItem.objects.create, match=rule, batch=batch, **people)


def test_one_batch_of_a_kind_at_a_time_and_beside_it_one_of_another(event, administrator):
    def start(kind):
        return Batch.objects.create(event=event, kind=kind, requested_by=administrator)

    start(Kind.TRAINER)
    start(Kind.COORDINATOR)
    assert refused(start, Kind.TRAINER, match="one_running_batch_a_kind|kind")
    assert refused(start, "diploma", match="certificates_batch_kind_known")


@pytest.fixture
def except_(event, administrator, people):
    """Write an exception straight into the table."""

    def except_(column="registration", kind="participation", **fields):
        fields = {"overruled": "presence_below", "reason": "Ill", **fields}
        return EligibilityException.objects.create(
            event=event, kind=kind, granted_by=administrator, **{column: people[column]}, **fields
        )

    return except_


def test_an_exception_overrules_a_rule_with_a_reason_once(except_, administrator):
    rule = "certificates_exception_overrules_a_rule"
    for wrong in ({"overruled": "revoked"}, {"overruled": "name_missing"}, {"reason": ""}):
        assert refused(except_, match=rule, **wrong)
    assert refused(except_, "partner", match="certificates_exception_fits_kind")
    assert refused(
        except_,
        match="certificates_exception_withdrawn_by_somebody",
        withdrawn_at="2026-02-03T10:00+01:00",
    )
    first = except_()
    assert refused(except_, match="one_exception_a_registration|registration_id")
    except_(kind="completion")
    EligibilityException.objects.filter(pk=first.pk).update(
        withdrawn_at="2026-02-03T10:00+01:00", withdrawn_by=administrator
    )
    except_()


# Who sees what


@pytest.fixture
def everything(write, invite, coordinator):
    """A certificate for one of each group, and the coordinator's own."""
    for kind, column in (
        ("participation", "registration"),
        ("trainer", "trainer"),
        ("coordinator", "coordinator"),
        ("thanks", "partner"),
    ):
        write(kind, column)
    return write("coordinator", coordinator=invite(True, coordinator))


def test_staff_see_all_of_them(everything, staff, administrator):
    for user in (staff, administrator):
        assert Certificate.objects.visible_to(user).count() == 5


def test_a_coordinator_sees_own_people_and_themselves(everything, coordinator, people):
    seen = Certificate.objects.visible_to(coordinator)
    assert set(seen.values_list("kind", "registration", "coordinator")) == {
        ("participation", people["registration"].pk, None),
        ("coordinator", None, coordinator.pk),
    }


def test_another_provinces_coordinator_sees_none(everything, other_coordinator, observer):
    for user in (other_coordinator, observer):
        assert not Certificate.objects.visible_to(user).exists()


def test_exceptions_are_seen_as_their_certificates_are(
    except_, coordinator, other_coordinator, staff, observer
):
    except_()
    except_("trainer", "trainer", overruled="no_module_led")
    seen = [
        EligibilityException.objects.visible_to(user).count()
        for user in (staff, coordinator, other_coordinator, observer)
    ]
    assert seen == [2, 1, 0, 0]


# Order and names


def test_papers_lie_by_kind_then_province_then_name(write, people):
    last = write("thanks", "partner")
    trainer = write("trainer", "trainer")
    second = write("trainer", trainer=Trainer.objects.create(name_ar="ي", name_fr="Y"))
    completed = write("completion", "registration")
    first = write("participation", "registration")
    ordered = list(Certificate.objects.in_print_order())
    assert ordered == [first, completed, *sorted((trainer, second), key=_name), last]


def _name(certificate):
    return certificate.trainer.name_ar


def test_whoever_is_meant_is_named_and_found_by_a_key(write, people):
    for kind, column in (("participation", "registration"), ("thanks", "coordinator")):
        certificate = write(kind, column)
        key = RecipientKey(Group(column), people[column].pk)
        assert certificate.recipient_key == key == RecipientKey.read(str(key))
        assert Certificate.objects.get(keys_condition([key])) == certificate
    assert certificate.recipient_name == "خديجة الحمداوي"
    assert not Certificate.objects.filter(keys_condition([])).exists()


@pytest.mark.parametrize(
    "text", ["", "trainer", "trainer-", "trainer-x", "trainer--1", "user-1", "trainer-٣", "t" * 99]
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match=r"recipient|Group"):
        RecipientKey.read(text)
