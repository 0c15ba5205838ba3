"""The network's own identity and its partners."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.forms import NetworkIdentityForm, PartnerForm
from network.models import NetworkIdentity, Partner, Role
from network.services.partners import (
    PartnerKnown,
    create_partner,
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
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            partner = create_partner(by=request.user, **form.cleaned_data)
        except PartnerKnown as refusal:
            form.add_error("name_ar", str(refusal))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": partner})
            return redirect("partner_list")
    return render(request, "network/partner_form.html", {"form": form, "partner": None})


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a partner's names."""
    partner = get_object_or_404(Partner, pk=pk)
    form = PartnerForm(request.POST or None, instance=partner)
    if request.method == "POST" and form.is_valid():
        try:
            update_partner(partner, by=request.user, **form.cleaned_data)
        except PartnerKnown as refusal:
            form.add_error("name_ar", str(refusal))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": partner})
            return redirect("partner_list")
    return render(request, "network/partner_form.html", {"form": form, "partner": partner})
