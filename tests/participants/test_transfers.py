import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from network.models import AuditEvent
from participants.models import ProvinceTransfer
from participants.services.transfers import (
    AlreadyAnswered,
    AlreadyAsked,
    AlreadyThere,
    MovedMeanwhile,
    accept_transfer,
    decline_transfer,
    move_person,
    request_transfer,
    withdraw_transfer,
)
from tests import factories


@pytest.fixture
def new_commune(other_province):
    return factories.CommuneFactory(province=other_province)


@pytest.fixture
def ask(person, other_province, new_commune, other_coordinator):
    """Ask for the person, as the other province's coordinator or with other words."""

    def ask_for_person(**changes):
        asked = {
            "to_province": other_province,
            "to_commune": new_commune,
            "asked_as": "0661123456",
            "reason": "زواج",
            "by": other_coordinator,
        }
        return request_transfer(person, **{**asked, **changes})

    return ask_for_person


@pytest.fixture
def transfer(ask):
    return ask()


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


# Asking ------------------------------------------------------------------------------------


def test_asking_moves_nobody(transfer, person, province):
    person.refresh_from_db()
    assert (transfer.state, transfer.from_province, person.province) == (
        "requested",
        province,
        province,
    )


def test_asking_is_written_down(transfer):
    assert actions() == ["transfer.requested"]


def test_the_audit_row_holds_nothing_that_was_typed(transfer):
    assert AuditEvent.objects.get().fields == ["state"]


def test_asking_twice_is_refused(transfer, ask):
    with pytest.raises(AlreadyAsked):
        ask()


def test_asking_again_after_a_no_is_allowed(transfer, ask, coordinator):
    decline_transfer(transfer, reason="لا", by=coordinator)
    assert ask().pk != transfer.pk


def test_who_is_of_the_province_cannot_be_asked_for(ask, province, commune):
    with pytest.raises(AlreadyThere), translation.override("en"):
        ask(to_province=province, to_commune=commune)


def test_a_commune_of_another_province_is_refused(ask, commune):
    with pytest.raises(ValidationError):
        ask(to_commune=commune)


def test_what_is_wrong_otherwise_is_not_taken_for_a_repetition(ask):
    with pytest.raises(IntegrityError):
        ask(asked_as=None)


# Accepting ---------------------------------------------------------------------------------


def test_accepting_moves_the_person(transfer, person, other_province, new_commune, coordinator):
    accept_transfer(transfer, by=coordinator)
    person.refresh_from_db()
    assert (person.province, person.commune, person.version, transfer.state) == (
        other_province,
        new_commune,
        2,
        "accepted",
    )


def test_accepting_is_written_down_on_both(transfer, coordinator):
    accept_transfer(transfer, by=coordinator)
    assert actions() == ["transfer.requested", "transfer.accepted", "person.moved"]


def test_who_decided_is_kept(transfer, coordinator):
    accept_transfer(transfer, by=coordinator)
    assert (transfer.decided_by, bool(transfer.decided_at)) == (coordinator, True)


def test_registrations_stay_where_they_were_made(registration, transfer, coordinator, province):
    accept_transfer(transfer, by=coordinator)
    registration.refresh_from_db()
    assert registration.province == province


def test_the_organisation_stays(person, organisation, ask, coordinator):
    person.organisation = organisation
    person.save()
    accept_transfer(ask(), by=coordinator)
    person.refresh_from_db()
    assert person.organisation == organisation


def test_accepting_twice_is_refused(transfer, coordinator):
    accept_transfer(transfer, by=coordinator)
    with pytest.raises(AlreadyAnswered):
        accept_transfer(transfer, by=coordinator)


def test_a_person_who_has_left_the_province_is_not_moved_again(transfer, person, coordinator):
    elsewhere = factories.CommuneFactory()
    type(person).objects.update(province=elsewhere.province, commune=elsewhere)
    with pytest.raises(MovedMeanwhile):
        accept_transfer(transfer, by=coordinator)
    person.refresh_from_db()
    transfer.refresh_from_db()
    assert (person.province, transfer.state) == (elsewhere.province, "requested")


def test_others_who_wait_for_the_person_wait_for_the_new_province(
    transfer, ask, coordinator, other_province, staff
):
    third = factories.CommuneFactory()
    waiting = ask(to_province=third.province, to_commune=third, by=staff)
    accept_transfer(transfer, by=coordinator)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.from_province) == ("requested", other_province)


# Declining, withdrawing --------------------------------------------------------------------


def test_declining_keeps_the_person_and_the_reason(transfer, person, province, coordinator):
    decline_transfer(transfer, reason="لا زالت تقيم هنا", by=coordinator)
    person.refresh_from_db()
    assert (transfer.state, transfer.answer, person.province) == (
        "declined",
        "لا زالت تقيم هنا",
        province,
    )


def test_a_request_is_withdrawn(transfer, other_coordinator):
    withdraw_transfer(transfer, by=other_coordinator)
    assert (transfer.state, actions()[-1]) == ("withdrawn", "transfer.withdrawn")


@pytest.mark.parametrize("answer", [accept_transfer, decline_transfer, withdraw_transfer])
def test_what_was_withdrawn_is_closed(transfer, answer, coordinator, person, province):
    withdraw_transfer(transfer, by=coordinator)
    with pytest.raises(AlreadyAnswered) as refused, translation.override("en"):
        answer(ProvinceTransfer.objects.get(pk=transfer.pk), by=coordinator)
    person.refresh_from_db()
    with translation.override("en"):
        assert ("withdrawn" in str(refused.value), person.province) == (True, province)


# In one step -------------------------------------------------------------------------------


def test_staff_move_somebody_at_once(person, other_province, new_commune, staff):
    move_person(person, to_province=other_province, to_commune=new_commune, by=staff)
    assert (person.province, actions()) == (
        other_province,
        ["transfer.requested", "transfer.accepted", "person.moved"],
    )


def test_moving_at_once_answers_a_request_that_waits(transfer, person, other_province, staff):
    chosen = factories.CommuneFactory(province=other_province)
    move_person(person, to_province=other_province, to_commune=chosen, by=staff)
    transfer.refresh_from_db()
    assert (transfer.state, person.commune, ProvinceTransfer.objects.count()) == (
        "accepted",
        chosen,
        1,
    )


def test_moving_at_once_to_a_commune_of_another_province_is_refused(
    transfer, person, other_province, commune, province, staff
):
    with pytest.raises(ValidationError):
        move_person(person, to_province=other_province, to_commune=commune, by=staff)
    person.refresh_from_db()
    assert person.province == province
