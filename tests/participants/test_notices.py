"""Notices are put aside once for a province, by those who answer for it."""

import pytest
from django.urls import reverse

from network.models import AuditEvent, Role
from participants.models import Notice
from tests.factories import NoticeFactory, UserFactory


@pytest.fixture
def notice(province):
    return NoticeFactory(registration__province=province)


def put_aside(client, notice):
    return client.post(reverse("notice_put_aside", args=[notice.pk]))


def test_a_notice_is_on_the_first_page_until_it_is_put_aside(client, coordinator, notice):
    client.force_login(coordinator)
    address = reverse("notice_put_aside", args=[notice.pk])
    assert address in client.get("/").content.decode()
    assert put_aside(client, notice).url == "/"
    assert address not in client.get("/").content.decode()


def test_the_notice_says_who_and_how_to_reach_them(client, coordinator, notice):
    client.force_login(coordinator)
    page = client.get("/").content.decode()
    person = notice.registration.person
    assert (person.full_name_ar in page, person.phone.as_rfc3966 in page) == (True, True)


def test_who_put_it_aside_is_kept(client, coordinator, notice):
    client.force_login(coordinator)
    put_aside(client, notice)
    seen_by = Notice.objects.get().seen_by
    assert (seen_by, AuditEvent.objects.get().action) == (coordinator, "notice.put_aside")


def test_putting_it_aside_twice_changes_nothing(client, coordinator, staff, notice):
    for user in (coordinator, staff):
        client.force_login(user)
        put_aside(client, notice)
    assert (Notice.objects.get().seen_by, AuditEvent.objects.count()) == (coordinator, 1)


def test_a_notice_of_another_province_does_not_exist(client, other_coordinator, notice):
    client.force_login(other_coordinator)
    assert put_aside(client, notice).status_code == 404


def test_an_observer_puts_nothing_aside(client, notice):
    client.force_login(UserFactory(role=Role.OBSERVER))
    assert (put_aside(client, notice).status_code, Notice.objects.get().seen_at) == (403, None)


def test_a_link_puts_nothing_aside(client, coordinator, notice):
    client.force_login(coordinator)
    assert client.get(reverse("notice_put_aside", args=[notice.pk])).status_code == 405
