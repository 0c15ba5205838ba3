"""Working on a draft: the form, its preview as it is typed, publishing; and papers to look at."""

from collections.abc import Callable
from typing import Any, TypeVar

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.designs.texts import PLACEHOLDERS
from certificates.forms.designs import LookForm
from certificates.models import DesignPicture, DesignVersion
from certificates.services.design_errors import DesignRefused, LookChanged
from certificates.services.designs import change_draft, publish_version, read_look
from certificates.services.previewing import SpecimenFails, draw_specimen, try_look
from certificates.swatches import draw_swatch
from network.access import SignedInRequest, allow
from network.models import NetworkIdentity, Role
from network.numbers import read_number

PageT = TypeVar("PageT", bound=Callable[..., HttpResponse])


def in_our_frame(view: PageT) -> PageT:
    """Let what a view answers stand in a frame of our own pages, and nowhere else.

    Browsers that show a PDF by an object of their own ask the policy of the PDF for it.
    """
    policy: Any = csp_replace({"frame-ancestors": [SELF], "object-src": [SELF]})
    framed: Any = xframe_options_sameorigin(view)
    opened: PageT = policy(framed)
    return opened


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def design_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft; what was typed stays, and so do pictures that were sent."""
    version = _version_or_404(request, pk)
    if not version.is_draft:
        messages.info(request, _("This version is published and never changes."))
        return redirect("design_detail", pk=version.design_id)
    form = _form(request, version)
    if request.method == "POST" and _save(request, form, version):
        messages.success(request, _("The draft is saved."))
        page = "design_publish" if "publish" in request.POST else "design_edit"
        return redirect(page, pk=version.pk)
    context = {
        "form": form,
        "version": version,
        "design": version.design,
        "placeholders": [(f"{{{name}}}", says) for name, says in PLACEHOLDERS.items()],
    }
    return render(request, "certificates/design_edit.html", context)


@allow(Role.ADMINISTRATOR)
@require_POST
@in_our_frame
def design_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw a draft as it is typed now, or say what stands against it; nothing is kept."""
    form = _form(request, _version_or_404(request, pk))
    if not form.is_valid():
        return _show_problems(request, form.sentences())
    try:
        paper = draw_specimen(form.look(), form.sent_pictures())
    except SpecimenFails as failure:
        return _show_problems(request, [failure.sentence])
    return _show_paper(paper, "preview")


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def design_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether the draft that is shown is to be published, and publish it."""
    version = _version_or_404(request, pk)
    if not version.is_draft:
        return redirect("design_detail", pk=version.design_id)
    failure = try_look(read_look(version))
    may_publish = failure is None or not failure.for_all
    if request.method == "POST" and may_publish:
        try:
            edition = read_number(request.POST.get("edition", "")) or 0
            publish_version(version, edition=edition, by=request.user)
        except DesignRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect("design_publish", pk=version.pk)
        messages.success(
            request, _("Version %(number)s is published.") % {"number": version.number}
        )
        return redirect("design_detail", pk=version.design_id)
    context = {
        "version": version,
        "design": version.design,
        "failure": failure,
        "may_publish": may_publish,
    }
    return render(request, "certificates/design_publish.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
@in_our_frame
def design_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a version on a specimen, as it is kept."""
    version = _version_or_404(request, pk)
    try:
        paper = draw_specimen(read_look(version))
    except SpecimenFails as failure:
        return _show_problems(request, [failure.sentence])
    return _show_paper(paper, f"design-{version.design_id}-{version.number}")


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
@cache_control(private=True, max_age=86400)
def design_swatch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a small picture of a version; the address of a draft's changes with its edition."""
    swatch = draw_swatch(read_look(_version_or_404(request, pk)))
    return HttpResponse(swatch, content_type="image/svg+xml")


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
@cache_control(private=True, max_age=31536000, immutable=True)
def design_picture(request: SignedInRequest, digest: str) -> HttpResponse:
    """Send a picture that is printed; what lies under its SHA-256 never changes."""
    picture = get_object_or_404(DesignPicture, pk=digest)
    return HttpResponse(bytes(picture.content), content_type=picture.media_type)


def _version_or_404(request: SignedInRequest, pk: int) -> DesignVersion:
    versions = DesignVersion.objects.visible_to(request.user)
    return get_object_or_404(versions.select_related("design"), pk=pk)


def _form(request: SignedInRequest, version: DesignVersion) -> LookForm:
    return LookForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        look=read_look(version),
        edition=version.edition,
        has_cndp=bool(NetworkIdentity.current().cndp_number),
    )


def _save(request: SignedInRequest, form: LookForm, version: DesignVersion) -> bool:
    """Save what the form holds; False, with the reason in the form, where it cannot be."""
    is_valid = form.is_valid()
    # Of a form that has to be mended too: nobody sends a picture twice.
    form.keep_all_sent(version.design, by=request.user)
    if not is_valid:
        return False
    edition = form.cleaned_data["edition"]
    try:
        change_draft(version, look=form.look(), edition=edition, by=request.user)
    except LookChanged as refusal:
        form.add_error(None, str(refusal))
        form.show_edition(refusal.edition)
    except DesignRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _show_paper(paper: bytes, name: str) -> HttpResponse:
    """Show a PDF in the browser; no cache keeps the names of people in it."""
    disposition = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    headers = {**disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


def _show_problems(request: SignedInRequest, sentences: list[str]) -> HttpResponse:
    page = "certificates/design_problems.html"
    return render(request, page, {"sentences": sentences})
