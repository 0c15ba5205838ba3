import pytest
from django.core.cache import cache
from django.test import RequestFactory

from network import rate_limit
from network.rate_limit import client_network, is_asked_too_often


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 6000.0

        def time(self):
            return self.now

    stopped = Clock()
    monkeypatch.setattr(rate_limit, "time", stopped)
    return stopped


def request_from(address, forwarded=None):
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return RequestFactory().get("/v/", REMOTE_ADDR=address, headers=headers)


def ask(address="192.0.2.7", action="verify", limit=3):
    return is_asked_too_often(request_from(address), action=action, limit=limit, seconds=60)


def test_the_request_after_the_limit_is_one_too_many(clock):
    assert [ask() for _ in range(5)] == [False, False, False, True, True]


def test_a_new_span_begins_a_new_count(clock):
    for _ in range(4):
        ask()
    clock.now += 60
    assert not ask()


def test_neighbours_of_one_network_share_a_count(clock):
    for host in range(3):
        ask(f"192.0.2.{host}")
    assert ask("192.0.2.99")


def test_another_network_has_its_own_count(clock):
    for _ in range(4):
        ask()
    assert not ask("198.51.100.1")


def test_another_action_has_its_own_count(clock):
    for _ in range(4):
        ask()
    assert not ask(action="other")


def test_a_limit_of_none_refuses_the_first(clock):
    assert ask(limit=0)


def test_a_count_thrown_out_of_the_cache_begins_anew(clock, monkeypatch):
    ask()

    def gone(key):
        raise ValueError(key)

    monkeypatch.setattr(cache, "incr", gone)
    assert not ask()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_an_address_counts_as_its_network(address, network):
    assert client_network(request_from(address)) == network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "203.0.113.9", "192.0.2.0/24"),
        (1, "203.0.113.9", "203.0.113.0/24"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.0/24"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.0/24"),
        (2, "203.0.113.9", "192.0.2.0/24"),
        (1, None, "192.0.2.0/24"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(settings, proxies, forwarded, network):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert client_network(request_from("192.0.2.1", forwarded)) == network
