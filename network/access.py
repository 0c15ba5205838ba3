"""Who may call a view. Every view names its callers; one that does not is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from network.models import Role, User

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
ANYONE = frozenset({"anyone"})
# Packages whose views guard themselves.
SELF_GUARDED = ("allauth.",)


class SignedInRequest(HttpRequest):
    """A request that has passed `allow`: its user is one of ours."""

    user: User
    htmx: HtmxDetails


def allow(*roles: Role) -> Callable[[ViewT], ViewT]:
    """Open a view to signed-in people of these roles; without roles, to all who are signed in."""
    return _declare(frozenset(roles or Role))


def allow_anyone(view: ViewT) -> ViewT:
    """Open a view to everybody, signed in or not."""
    return _declare(ANYONE)(view)


def declared_access(view: Callable[..., Any]) -> frozenset[str] | None:
    """Return who may call a view, or None where it does not say."""
    access: frozenset[str] | None = getattr(view, "access", None)
    if access is None and view.__module__.startswith(SELF_GUARDED):
        return ANYONE
    return access


def _declare(access: frozenset[str]) -> Callable[[ViewT], ViewT]:
    def mark(view: ViewT) -> ViewT:
        view.access = access  # type: ignore[attr-defined]  # a function carries attributes
        return view

    return mark


class AccessMiddleware:
    """Refuses a view to whom it is not declared: 403, or the sign-in page for strangers.

    An address with a NUL in it is a broken request (400): PostgreSQL cannot look for one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise BadRequest("NUL in the address")
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Let the call through (None), redirect to the sign-in page, or raise."""
        access = declared_access(view)
        if access is None:
            raise PermissionDenied(f"{view.__module__} declares no access")
        if access == ANYONE:
            return None
        if not isinstance(request.user, User) or not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.role not in access:
            raise PermissionDenied
        return None
