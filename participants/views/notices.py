"""Notices on the first page: put aside once the person has been told."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from network.access import SignedInRequest, allow
from participants.models import Notice
from participants.services.notices import put_notice_aside
from participants.views.access import REGISTRARS


@allow(*REGISTRARS)
@require_POST
def notice_put_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a notice aside for all coordinators of the province; a second time changes nothing."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    put_notice_aside(notice, by=request.user)
    return redirect("home")
