"""Every address says who may come in; a view that does not is found here before it is refused."""

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from network.access import ANYONE, allow, allow_anyone, declared_access
from network.models import Role

# What strangers may open; a new entry here is a decision, not an accident.
OPEN_TO_STRANGERS = {
    "set_language",
    "health",
    "verify_form",
    "verify",
    "certificate_keys",
    "certificate_keys_page",
    "verify_offline",
    "verify_worker",
    "certificate_link",
    "first_administrator",
    "apply",
    "apply_sent",
    "coming_events",
    "calendar_file",
    "programme_calendar_file",
}


def walk(patterns):
    """Yield every pattern below ``patterns``, through all includes."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern


def undeclared(patterns):
    return [p.lookup_str for p in walk(patterns) if declared_access(p.callback) is None]


def bare_view(request):
    return HttpResponse()


def test_every_address_declares_its_access():
    assert undeclared(get_resolver().url_patterns) == []


def test_an_address_without_declaration_is_found():
    nested = URLResolver(path("", bare_view).pattern, [path("bare/", bare_view)])
    assert undeclared([nested]) == [f"{__name__}.bare_view"]


@pytest.mark.parametrize("declare", [allow(Role.STAFF), allow(), allow_anyone])
def test_an_address_with_declaration_is_not_found(declare):
    def view(request):
        return HttpResponse()

    assert undeclared([path("", declare(view))]) == []


def test_only_the_known_addresses_are_open_to_strangers():
    ours = (
        pattern
        for pattern in walk(get_resolver().url_patterns)
        if not pattern.lookup_str.startswith(("allauth.", "network.views.errors."))
    )
    opened = {pattern.name for pattern in ours if declared_access(pattern.callback) == ANYONE}
    assert opened <= OPEN_TO_STRANGERS


def test_every_address_has_a_name_of_its_own():
    # An address of allauth's that is not offered here has none.
    names = [pattern.name for pattern in walk(get_resolver().url_patterns) if pattern.name]
    assert sorted(set(names)) == sorted(names)
