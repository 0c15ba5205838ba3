"""The designs of certificates: the list, one with its versions, names, publishing, retiring."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.designs.layouts import LAYOUTS
from certificates.forms.designs import (
    LANGUAGE_LABELS,
    ORIENTATION_LABELS,
    DesignForm,
    DesignNamesForm,
)
from certificates.models import Design, DesignVersion
from certificates.services.design_errors import DesignRefused
from certificates.services.designs import (
    begin_version,
    create_design,
    make_default,
    read_look,
    rename_design,
    restore_design,
    retire_design,
    with_versions,
)
from network.access import SignedInRequest, allow
from network.models import Role


@dataclass(frozen=True)
class Standing:
    """A design as it stands: its version in use, its draft, and what it looks like now.

    Expects a design of `with_versions`.
    """

    design: Design

    @property
    def versions(self) -> Iterable[Any]:
        """All versions, the newest first."""
        return self.design.versions.all()

    @property
    def draft(self) -> DesignVersion | None:
        """The version that is still worked on."""
        return next((version for version in self.versions if version.is_draft), None)

    @property
    def published(self) -> DesignVersion | None:
        """The version that certificates are issued with."""
        return next((version for version in self.versions if not version.is_draft), None)

    @property
    def shown(self) -> DesignVersion:
        """The version by which people know the design."""
        version = self.published or self.draft
        assert version is not None  # noqa: S101 a design begins with a version
        return version

    @property
    def words(self) -> list[str | Promise]:
        """What it looks like, in words: layout, orientation, languages."""
        look = read_look(self.shown)
        return [
            LAYOUTS[look.layout].label,
            ORIENTATION_LABELS[look.orientation],
            LANGUAGE_LABELS[look.languages],
        ]

    @property
    def certificates_count(self) -> int:
        """How many certificates were issued with any of its versions."""
        return sum(version.certificates_count for version in self.versions)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def design_list(request: SignedInRequest) -> HttpResponse:
    """Show all designs by kind, with the retired ones at the end."""
    designs = with_versions(Design.objects.visible_to(request.user).defaults_first())
    standings = [Standing(design) for design in designs]
    context = {
        "in_use": [one for one in standings if not one.design.is_retired],
        "retired": [one for one in standings if one.design.is_retired],
    }
    return render(request, "certificates/design_list.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def design_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a design with all its versions."""
    designs = with_versions(Design.objects.visible_to(request.user))
    standing = Standing(get_object_or_404(designs, pk=pk))
    return render(request, "certificates/design_detail.html", {"standing": standing})


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def design_create(request: SignedInRequest) -> HttpResponse:
    """Begin a design, from a layout or as another one looks."""
    form = DesignForm(request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        try:
            draft = create_design(by=request.user, look=form.look(), **form.names())
        except DesignRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("design_edit", pk=draft.pk)
    return render(request, "certificates/design_create.html", {"form": form})


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def design_rename(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call a design otherwise."""
    design = get_object_or_404(Design.objects.visible_to(request.user), pk=pk)
    form = DesignNamesForm(request.POST or None, initial=vars(design))
    if form.is_valid():
        try:
            rename_design(design, by=request.user, **form.names())
        except DesignRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("design_detail", pk=design.pk)
    return render(request, "certificates/design_rename.html", {"form": form, "design": design})


@allow(Role.ADMINISTRATOR)
@require_POST
def design_begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next version, or go on with the draft that there is."""
    design = get_object_or_404(Design.objects.visible_to(request.user), pk=pk)
    try:
        draft = begin_version(design, by=request.user)
    except DesignRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("design_detail", pk=design.pk)
    return redirect("design_edit", pk=draft.pk)


@allow(Role.ADMINISTRATOR)
@require_POST
def design_default(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let certificates of its kind be issued with this design where none is chosen."""
    return _change(request, pk, make_default, _("“%(design)s” is the default of its kind now."))


@allow(Role.ADMINISTRATOR)
@require_POST
def design_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue no certificate with this design any more."""
    return _change(request, pk, retire_design, _("“%(design)s” is retired."))


@allow(Role.ADMINISTRATOR)
@require_POST
def design_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a retired design into use again."""
    return _change(request, pk, restore_design, _("“%(design)s” is in use again."))


def _change(
    request: SignedInRequest, pk: int, change: Callable[..., None], sentence: str
) -> HttpResponse:
    design = get_object_or_404(Design.objects.visible_to(request.user), pk=pk)
    try:
        change(design, by=request.user)
    except DesignRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, sentence % {"design": design.name})
    return redirect("design_detail", pk=design.pk)
