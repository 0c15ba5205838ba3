"""The network's own identity and its partners."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.forms import NetworkIdentityForm, PartnerForm
from network.models import NetworkIdentity, Partner, Role, User
from network.pictures import send_picture
from network.services.partners import (
    PartnerKnown,
    create_partner,
    set_partner_logo,
    update_network_identity,
    update_partner,
)
from network.tables import PartnerTable


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def network_settings(request: SignedInRequest) -> HttpResponse:
    """Change what the network is called and how it is reached."""
    form = NetworkIdentityForm(request.POST or None, instance=NetworkIdentity.current())
    if request.method == "POST" and form.is_valid():
        update_network_identity(by=request.user, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("network_settings")
    return render(request, "network/network_settings.html", {"form": form})


@allow(Role.ADMINISTRATOR)
@require_safe
def partner_list(request: SignedInRequest) -> HttpResponse:
    """Show the partners that programmes are run with."""
    table = PartnerTable(Partner.objects.all())
    RequestConfig(request).configure(table)
    return render(request, "network/partner_list.html", {"table": table})


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def partner_create(request: SignedInRequest) -> HttpResponse:
    """Add a partner."""
    return _edit_partner(request, None)


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a partner's names and logo."""
    return _edit_partner(request, get_object_or_404(Partner, pk=pk))


@allow()
@require_safe
def partner_logo(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Send a partner's logo; its address changes with it, so that a browser may keep it."""
    partner = get_object_or_404(Partner.objects.exclude(logo=""), pk=pk)
    return send_picture(request, partner.logo)


def _edit_partner(request: SignedInRequest, partner: Partner | None) -> HttpResponse:
    form = PartnerForm(request.POST or None, request.FILES or None, instance=partner)
    if form.is_valid():
        try:
            saved = _save_partner(form, partner, request.user)
        except PartnerKnown as refusal:
            form.add_error("name_ar", str(refusal))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": saved})
            return redirect("partner_list")
    return render(request, "network/partner_form.html", {"form": form, "partner": partner})


def _save_partner(form: PartnerForm, partner: Partner | None, by: User) -> Partner:
    if partner is None:
        saved = create_partner(by=by, **form.names())
    else:
        saved = update_partner(partner, by=by, **form.names())
    if form.changes_logo:
        set_partner_logo(saved, picture=form.cleaned_data["logo_file"], by=by)
    return saved
