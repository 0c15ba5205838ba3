import json
import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from config import settings as settings_of_production
from network.views import errors


def test_an_unknown_page_is_a_designed_404(client, db):
    page = client.get("/nowhere/")
    assert (page.status_code, "error-page" in page.content.decode()) == (404, True)


def test_a_404_for_somebody_signed_in_keeps_the_menu(client, staff):
    client.force_login(staff)
    assert 'class="sidebar"' in client.get("/nowhere/").content.decode()


def test_a_page_of_another_role_is_a_designed_403(client, coordinator):
    client.force_login(coordinator)
    page = client.get(reverse("user_list"))
    assert (page.status_code, "error-page" in page.content.decode()) == (403, True)


def test_an_expired_form_says_so(db):
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(reverse("account_login"), {"login": "x"})
    assert (page.status_code, page.templates[0].name) == (403, "403_csrf.html")


def test_a_broken_request_is_a_designed_400(db):
    request = RequestFactory().get("/")
    page = errors.bad_request(request, ValueError())
    assert (page.status_code, b"error-page" in page.content) == (400, True)


@pytest.mark.parametrize("name", ["event_detail", "event_certificates", "verify"])
def test_an_address_that_no_database_can_look_for_is_a_designed_400(client, staff, name):
    client.force_login(staff)
    page = client.get(reverse(name, args=["SB\0"]))
    assert (page.status_code, "error-page" in page.content.decode()) == (400, True)


def test_a_foreign_host_name_is_a_designed_400(client, staff):
    client.force_login(staff)
    page = client.get("/", headers={"host": "other.example.org"})
    assert (page.status_code, "error-page" in page.content.decode()) == (400, True)


@pytest.mark.django_db
def test_too_many_attempts_at_a_password_are_a_designed_429(client):
    for _attempt in range(25):
        page = client.post(reverse("account_reset_password"), {"email": "a@example.org"})
    assert (page.status_code, page.templates[0].name) == (429, "429.html")


def broken_processor(request):
    raise RuntimeError("no context today")


def test_the_500_page_needs_no_database_and_no_context():
    broken = [dict(settings.TEMPLATES[0])]
    broken[0]["OPTIONS"] = settings.TEMPLATES[0]["OPTIONS"] | {
        "context_processors": [f"{__name__}.broken_processor"]
    }
    with override_settings(TEMPLATES=broken):
        page = errors.server_error(RequestFactory().get("/"))
    assert (page.status_code, "وقع خطأ" in page.content.decode()) == (500, True)


def test_a_page_with_context_fails_where_the_500_page_stands():
    broken = [dict(settings.TEMPLATES[0])]
    broken[0]["OPTIONS"] = settings.TEMPLATES[0]["OPTIONS"] | {
        "context_processors": [f"{__name__}.broken_processor"]
    }
    with override_settings(TEMPLATES=broken), pytest.raises(RuntimeError):
        errors.page_not_found(RequestFactory().get("/"), ValueError())


def test_the_500_page_asks_for_its_files_under_the_names_that_are_served(tmp_path):
    """In production only the names with a digest are kept."""
    names = {name: f"{name}.0123" for name in ("css/takwin.css", "img/favicon.svg", "img/logo.svg")}
    manifest = {"paths": names, "version": "1.1", "hash": ""}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest), encoding="utf-8")
    kept = {"BACKEND": settings_of_production.STORAGES["staticfiles"]["BACKEND"]}
    with override_settings(
        STATIC_ROOT=tmp_path, STORAGES={**settings.STORAGES, "staticfiles": kept}
    ):
        page = errors.server_error(RequestFactory().get("/")).content.decode()
    assert set(re.findall(r'="/static/([^"]+)"', page)) == set(names.values())


def test_the_500_page_speaks_french_too():
    page = errors.server_error(RequestFactory().get("/")).content.decode()
    assert '<div lang="fr" dir="ltr">' in page
