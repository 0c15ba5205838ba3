import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.views import View

from network.access import (
    ANYONE,
    AccessMiddleware,
    allow,
    allow_anyone,
    declared_access,
)
from network.models import Role
from tests import factories


def undeclared(request):
    return HttpResponse("never seen")


@allow(Role.ADMINISTRATOR, Role.STAFF)
def for_staff(request):
    return HttpResponse("for staff")


@allow()
def for_everybody_signed_in(request):
    return HttpResponse("for us")


@allow_anyone
def for_strangers(request):
    return HttpResponse("for all")


urlpatterns = [
    path("undeclared/", undeclared),
    path("staff/", for_staff),
    path("signed-in/", for_everybody_signed_in),
    path("open/", for_strangers),
]


def handler403(request, exception):
    # The designed page links to addresses that are not here.
    return HttpResponse("refused", status=403)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_addresses")]


@pytest.fixture
def own_addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def call(rf):
    """Put a request of ``user`` for ``view`` through the middleware alone."""

    def through_middleware(view, user):
        request = rf.get("/somewhere/?page=2")
        request.user = user
        middleware = AccessMiddleware(view)
        return middleware.process_view(request, view, (), {}) or middleware(request)

    return through_middleware


@pytest.mark.parametrize("role", Role)
def test_an_undeclared_view_is_refused_to_every_role(call, role):
    with pytest.raises(PermissionDenied, match="declares no access"):
        call(undeclared, factories.UserFactory(role=role))


def test_an_undeclared_view_is_refused_over_the_wire(client, administrator):
    client.force_login(administrator)
    assert client.get("/undeclared/").status_code == 403


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (Role.ADMINISTRATOR, False),
        (Role.STAFF, False),
        (Role.COORDINATOR, True),
        (Role.OBSERVER, True),
    ],
)
def test_a_view_is_open_to_its_roles_only(call, role, refused):
    user = factories.UserFactory(role=role)
    try:
        answer = call(for_staff, user)
    except PermissionDenied:
        assert refused
    else:
        assert (answer.content, refused) == (b"for staff", False)


@pytest.mark.parametrize("role", Role)
def test_a_view_without_roles_is_open_to_all_who_are_signed_in(call, role):
    assert call(for_everybody_signed_in, factories.UserFactory(role=role)).status_code == 200


@pytest.mark.parametrize("address", ["/staff/", "/signed-in/"])
def test_a_stranger_is_led_to_the_sign_in_page_and_back(client, address, settings):
    settings.LOGIN_URL = "/account/login/"
    answer = client.get(address, {"page": 2})
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/account/login/?next={address}%3Fpage%3D2",
    )


def test_an_open_view_is_open_to_strangers(client):
    assert client.get("/open/").content == b"for all"


def test_somebody_whose_account_was_closed_is_a_stranger(client, settings):
    settings.LOGIN_URL = "/account/login/"
    closed = factories.UserFactory(role=Role.STAFF)
    client.force_login(closed)
    type(closed).objects.update(is_active=False)
    assert client.get("/staff/").status_code == 302


def test_the_roles_of_a_view_can_be_read():
    assert declared_access(for_staff) == {Role.ADMINISTRATOR, Role.STAFF}


def test_a_view_for_strangers_says_so():
    assert declared_access(for_strangers) == ANYONE


def test_a_view_of_allauth_guards_itself():
    from allauth.account.views import login

    assert declared_access(login) == ANYONE


def test_a_class_based_view_of_another_package_is_undeclared():
    assert declared_access(View.as_view()) is None


def test_the_declaration_inside_another_decorator_still_counts():
    from django.views.decorators.http import require_POST

    assert declared_access(allow(Role.STAFF)(require_POST(undeclared))) == {Role.STAFF}
