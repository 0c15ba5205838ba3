"""Two people who act at the same moment, each with a database connection of their own."""

import threading

import pytest
from django.db import connection

from network.models import NetworkIdentity, Role, User
from network.services import users
from network.services.setup import AlreadySetUp, create_first_administrator
from network.services.users import LastAdministrator, deactivate_user, update_user
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE_SECONDS = 30


def at_once(*deeds):
    """Do all deeds at the same moment; return what came of each: None or what was raised."""
    outcomes = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def act(number, deed):
        try:
            gate.wait(PATIENCE_SECONDS)
            deed()
        except (LastAdministrator, AlreadySetUp) as refusal:
            outcomes[number] = type(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return outcomes


def active_administrators():
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()


def meeting(guard):
    """Make two who pass a guard wait for each other behind it, for as long as a guard may hold."""
    gate = threading.Barrier(2)

    def guarded(user):
        guard(user)
        try:
            gate.wait(2)
        except threading.BrokenBarrierError:
            return

    return guarded


def two_demote_each_other():
    first, second = UserFactory.create_batch(2, role=Role.ADMINISTRATOR)
    return at_once(
        lambda: update_user(first, by=second, role=Role.STAFF),
        lambda: deactivate_user(second, by=first),
    )


def test_two_administrators_cannot_take_the_role_from_each_other(monkeypatch):
    monkeypatch.setattr(users, "keep_an_administrator", meeting(users.keep_an_administrator))
    outcomes = two_demote_each_other()
    assert (set(outcomes), active_administrators()) == ({None, LastAdministrator}, 1)


def test_without_the_guard_nobody_would_be_left(monkeypatch):
    monkeypatch.setattr(users, "keep_an_administrator", lambda user: None)
    two_demote_each_other()
    assert active_administrators() == 0


def first_administrator(number):
    create_first_administrator(
        email=f"first{number}@example.org",
        password="a long enough password",
        full_name="الأول",
        name_ar="شبكة",
        name_fr="Réseau",
    )


def test_of_two_first_administrators_one_finds_the_door_closed():
    outcomes = at_once(lambda: first_administrator(1), lambda: first_administrator(2))
    assert (set(outcomes), User.objects.count()) == ({None, AlreadySetUp}, 1)


def test_the_network_has_one_identity_after_two_came_at_once():
    at_once(lambda: first_administrator(1), lambda: first_administrator(2))
    assert NetworkIdentity.objects.count() == 1
