"""The day on which papers are given out: who got theirs, one touch each."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.contacts import contact_of
from certificates.filters import provinces_of
from certificates.forms import HandOutForm
from certificates.models import Certificate, HandOut
from certificates.models.certificates import CertificateQuerySet
from certificates.ordering import Order, in_order
from certificates.paper_filters import GIVEN, NOT_GIVEN, HandingOutFilter
from certificates.services.errors import CorrectionError
from certificates.services.handing_out import HandingOutError, hand_out, take_back
from certificates.views.access import HANDLERS, get_certificate, get_event, list_valid
from network.access import SignedInRequest, allow
from network.models import Province

AT_A_TIME = 25
# Of those ticked last, should one be wrong.
TOLD_LAST = 5
# What of the address the buttons of the page bring back.
KEPT = ("words", "province", "standing", "page")


@dataclass(frozen=True)
class Tally:
    """How many papers of a province are given and how many are left; of all without one."""

    province: Province | None
    given: int
    left: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.given + self.left


@allow(*HANDLERS)
@require_safe
def hand_outs(request: SignedInRequest, code: str) -> HttpResponse:
    """Show who is still to be given a certificate, with a button each."""
    event = get_event(request, code)
    certificates = list_valid(event, request.user)
    found = HandingOutFilter(
        request.GET,
        in_order(certificates, Order.PROVINCE),
        provinces=provinces_of(event, request.user),
    )
    page = Paginator(found.qs, AT_A_TIME).get_page(request.GET.get("page"))
    tallies = _tallies(certificates)
    context = {
        "event": event,
        "filter": found,
        "page": page,
        "kept": _kept(request.GET),
        "tallies": tallies,
        "all": Tally(None, sum(t.given for t in tallies), sum(t.left for t in tallies)),
        "given_last": list(_given_last(certificates, request)),
        "standings": {"not_given": NOT_GIVEN, "given": GIVEN},
    }
    return render(request, "certificates/hand_outs.html", context)


@allow(*HANDLERS)
@require_POST
def certificate_hand_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick a certificate off as given to the person; whoever was ticked already stays so."""
    certificate = get_certificate(request, pk)
    try:
        hand_out(certificate, by=request.user)
    except (HandingOutError, CorrectionError) as refused:
        messages.info(request, str(refused))
    return redirect(_back(request, certificate))


@allow(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_hand_to(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask who takes a certificate on somebody's behalf, then tick it off."""
    certificate = get_certificate(request, pk)
    form = HandOutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_out(certificate, by=request.user, **form.cleaned_data)
        except (HandingOutError, CorrectionError) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, gettext("The certificate is ticked off."))
            return redirect("hand_outs", code=certificate.event.code)
    context = {
        "certificate": certificate,
        "contact": contact_of(certificate),
        "form": form,
        "given": HandOut.objects.filter(certificate=certificate).first(),
    }
    return render(request, "certificates/certificate_hand_to.html", context)


@allow(*HANDLERS)
@require_POST
def certificate_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo a tick."""
    certificate = get_certificate(request, pk)
    if not take_back(certificate, by=request.user):
        messages.info(request, gettext("This certificate is not ticked off."))
    return redirect(_back(request, certificate))


def _tallies(certificates: CertificateQuerySet) -> list[Tally]:
    """Count given and left by province; two queries."""
    given = Count("pk", filter=Q(hand_out__isnull=False))
    counted = certificates.order_by().values("province").annotate(given=given, total=Count("pk"))
    rows = list(counted)
    provinces = Province.objects.in_bulk([row["province"] for row in rows if row["province"]])
    tallies = [
        Tally(provinces.get(row["province"]), row["given"], row["total"] - row["given"])
        for row in rows
    ]
    return sorted(
        tallies, key=lambda tally: tally.province.hcp_code if tally.province else "\U0010ffff"
    )


def _given_last(certificates: CertificateQuerySet, request: SignedInRequest) -> CertificateQuerySet:
    own = certificates.filter(hand_out__given_by=request.user)
    return own.order_by("-hand_out__given_at", "-hand_out__pk")[:TOLD_LAST]


def _kept(asked: QueryDict) -> dict[str, str]:
    return {name: value for name in KEPT if (value := asked.get(name, "")) and len(value) < 200}


def _back(request: SignedInRequest, certificate: Certificate) -> str:
    """Return where the button stood: the certificate's own page, or the same list."""
    if request.POST.get("from") == "certificate":
        return reverse("certificate_detail", args=[certificate.pk])
    page = reverse("hand_outs", args=[certificate.event.code])
    query = urlencode(_kept(request.POST))
    return f"{page}?{query}" if query else page
