"""Where the demo has no place, nothing of it stays."""

import pytest
from django.core.management import CommandError, call_command

from network.models import Region, User
from reports.demo import loading
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(
    "factory",
    [
        factories.UserFactory,
        factories.NetworkIdentityFactory,
        factories.ProgrammeFactory,
        factories.PersonFactory,
    ],
)
def test_loading_among_other_people_s_data_is_refused(factory):
    factory()
    with pytest.raises(CommandError, match="not the demo's"):
        call_command("load_demo")


def test_a_refused_load_leaves_nothing_behind(administrator):
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert (list(User.objects.all()), Region.objects.count()) == ([administrator], 0)


def test_a_load_that_breaks_off_leaves_nothing_behind(monkeypatch):
    def stop(*arguments, **keywords):
        raise RuntimeError("the machine was switched off")

    monkeypatch.setattr(loading, "take_presence", stop)
    with pytest.raises(RuntimeError):
        loading.load_demo()
    assert (User.objects.count(), Region.objects.count()) == (0, 0)


def test_showing_a_demo_that_is_not_there_is_an_error():
    with pytest.raises(CommandError, match="not loaded") as refusal:
        call_command("load_demo", "--show")
    assert refusal.value.returncode == 1
