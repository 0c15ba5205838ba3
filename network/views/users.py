"""Who signs in: list, new accounts, invitations, changes."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.filters import UserFilter
from network.forms import UserForm
from network.models import Role, User
from network.services.users import (
    AddressTaken,
    LastAdministrator,
    create_user,
    deactivate_user,
    invite_user,
    reactivate_user,
    update_user,
)
from network.tables import UserTable

# Where the session keeps an invitation between its making and its one showing. Each account has
# a place of its own: a link must never be handed to anybody but the owner of the account.
INVITATION = "invitation_{pk}"


@allow(Role.ADMINISTRATOR)
@require_safe
def user_list(request: SignedInRequest) -> HttpResponse:
    """Show who signs in, searched by name and role."""
    users: QuerySet[User] = User.objects.prefetch_related("provinces")
    found = UserFilter(request.GET, queryset=users)
    table = UserTable(found.qs)
    RequestConfig(request).configure(table)
    return render(request, "network/user_list.html", {"filter": found, "table": table})


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def user_create(request: SignedInRequest) -> HttpResponse:
    """Add an account and show the link by which its owner sets a password."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = create_user(by=request.user, **form.cleaned_data)
        except AddressTaken as refusal:
            form.add_error("email", str(refusal))
        else:
            return _invite(request, user)
    return render(request, "network/user_form.html", {"form": form, "account": None})


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def user_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an account."""
    account = get_object_or_404(User, pk=pk)
    form = UserForm(request.POST or None, instance=get_object_or_404(User, pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            update_user(account, by=request.user, **form.cleaned_data)
        except LastAdministrator as refusal:
            form.add_error("role", str(refusal))
        except AddressTaken as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": account})
            return redirect("user_list")
    return render(request, "network/user_form.html", {"form": form, "account": account})


@allow(Role.ADMINISTRATOR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def user_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make an invitation link (POST), then show it once."""
    account = get_object_or_404(User, pk=pk, is_active=True)
    if request.method == "POST":
        return _invite(request, account)
    link = request.session.pop(INVITATION.format(pk=pk), "")
    return render(request, "network/user_invitation.html", {"account": account, "link": link})


@allow(Role.ADMINISTRATOR)
@require_POST
def user_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account, unless it is the last administrator's."""
    account = get_object_or_404(User, pk=pk)
    try:
        deactivate_user(account, by=request.user)
    except LastAdministrator as refusal:
        messages.error(request, str(refusal))
        return redirect("user_edit", pk=pk)
    messages.success(request, _("The account of %(name)s is closed.") % {"name": account})
    return redirect("user_list")


@allow(Role.ADMINISTRATOR)
@require_POST
def user_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an account again."""
    account = get_object_or_404(User, pk=pk)
    reactivate_user(account, by=request.user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": account})
    return redirect("user_edit", pk=pk)


def _invite(request: SignedInRequest, account: User) -> HttpResponse:
    """Make a link for the account and lead to where it is shown."""
    request.session[INVITATION.format(pk=account.pk)] = invite_user(account, by=request.user)
    return redirect("user_invitation", pk=account.pk)
