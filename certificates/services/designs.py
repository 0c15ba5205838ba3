"""Designs of certificates: begun, changed, published, chosen as default, retired. Never deleted.

Whoever changes a draft names the edition of it that they have seen. Whoever changes which design
is issued with holds all designs of its kind meanwhile.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from certificates.designs.look import Look
from certificates.kinds import Kind
from certificates.models import Certificate, Design, DesignVersion
from certificates.models.designs import DesignQuerySet
from certificates.services.design_errors import (
    DefaultNeeded,
    DesignKnown,
    DesignRetired,
    LookChanged,
    NotAllowedToDesign,
    NothingPublished,
    VersionPublished,
)
from network.models import User
from network.services.audit import record
from network.services.changes import kept_once, save_changes


def designs_for(kind: Kind) -> DesignQuerySet:
    """Return the designs with which certificates of a kind can be issued, the default first."""
    return Design.objects.in_use().filter(kind=kind).order_by("-is_default", "pk")


def current_version(design: Design) -> DesignVersion | None:
    """Return the version that a design is issued with, its newest published one, if any."""
    return design.versions.published().order_by("-number").first()


def default_version(kind: Kind) -> DesignVersion:
    """Return the version that certificates of a kind are issued with where none is chosen.

    Every kind has one: Takwin brings it, and the default cannot be retired.
    """
    published = DesignVersion.objects.published().filter(design__kind=kind, design__is_default=True)
    return published.select_related("design").latest("number")


def with_versions(designs: DesignQuerySet) -> DesignQuerySet:
    """Fetch all versions with each design, the newest first; one query more.

    Each version has ``certificates_count``: how many certificates were issued with it.
    """
    issued = Certificate.objects.order_by().filter(design_version=OuterRef("pk"))
    counted = issued.values("design_version").annotate(number=Count("pk")).values("number")
    certificates_count = Coalesce(Subquery(counted), 0, output_field=IntegerField())
    versions = DesignVersion.objects.annotate(certificates_count=certificates_count)
    by_whom = versions.select_related("published_by", "changed_by").order_by("-number")
    return designs.prefetch_related(Prefetch("versions", by_whom))


def read_look(version: DesignVersion) -> Look:
    """Return what a version looks like."""
    return Look.from_json(version.look)


@transaction.atomic
def create_design(*, name_ar: str, name_fr: str, look: Look, by: User) -> DesignVersion:
    """Begin a design of the look's kind; return the draft of its first version.

    Raises `NotAllowedToDesign`, or `DesignKnown` where another one has one of the names.
    """
    _require_administrator(by)
    with kept_once(DesignKnown()):
        design = Design.objects.create(
            name_ar=name_ar, name_fr=name_fr, kind=look.kind, created_by=by
        )
    record("design.created", design, by=by, fields=["kind", "name_ar", "name_fr"])
    return _begin(design, 1, look.as_json(), by=by)


@transaction.atomic
def rename_design(design: Design, *, name_ar: str, name_fr: str, by: User) -> None:
    """Call a design otherwise; its names are for the house and stand on no paper.

    Raises `NotAllowedToDesign` or `DesignKnown`.
    """
    _require_administrator(by)
    with kept_once(DesignKnown()):
        changed = save_changes(design, {"name_ar": name_ar, "name_fr": name_fr})
    if changed:
        record("design.renamed", design, by=by, fields=changed)


@transaction.atomic
def begin_version(design: Design, *, by: User) -> DesignVersion:
    """Return the draft of the next version, which begins as the published one looks.

    Where there is a draft already, that one is returned. Raises `NotAllowedToDesign`, or
    `DesignRetired`.
    """
    _require_administrator(by)
    design = _hold(design)
    if design.is_retired:
        raise DesignRetired
    newest = design.versions.latest("number")
    if newest.is_draft:
        return newest
    return _begin(design, newest.number + 1, newest.look, by=by)


@transaction.atomic
def change_draft(version: DesignVersion, *, look: Look, edition: int, by: User) -> None:
    """Give a draft another look, and move its edition on; the kind stays the design's.

    Raises `NotAllowedToDesign`, `VersionPublished`, or `LookChanged` where ``edition`` is not the
    one that is kept, and then changes nothing.
    """
    _require_administrator(by)
    kept = _hold_draft(version, edition)
    if look.kind != kept.design.kind:
        raise ValueError(f"A design of {kept.design.kind} cannot become one of {look.kind}.")
    after = look.as_json()
    changed = [name for name, value in after.items() if kept.look.get(name) != value]
    if changed:
        version.look, version.edition = after, edition + 1
        version.changed_at, version.changed_by = timezone.now(), by
        version.save(update_fields=["look", "edition", "changed_at", "changed_by"])
        record("design.changed", version, by=by, fields=changed)


@transaction.atomic
def publish_version(version: DesignVersion, *, edition: int, by: User) -> None:
    """Make a draft what its design is issued with from now on. It never changes again.

    Certificates that were issued keep the version that they were issued with. Raises
    `NotAllowedToDesign`, `VersionPublished`, `LookChanged` or `DesignRetired`.
    """
    _require_administrator(by)
    if _hold_draft(version, edition).design.is_retired:
        raise DesignRetired
    version.published_at, version.published_by = timezone.now(), by
    version.save(update_fields=["published_at", "published_by"])
    record("design.published", version, by=by, fields=["published_at"])


@transaction.atomic
def make_default(design: Design, *, by: User) -> None:
    """Let certificates of its kind be issued with this design where none is chosen.

    Raises `NotAllowedToDesign`, `DesignRetired`, or `NothingPublished`.
    """
    _require_administrator(by)
    held = _hold(design)
    if held.is_retired:
        raise DesignRetired
    if not held.versions.published().exists():
        raise NothingPublished
    if held.is_default:
        return
    # One after the other: each kind has one default at most, at any moment.
    Design.objects.filter(kind=held.kind, is_default=True).update(is_default=False)
    Design.objects.filter(pk=held.pk).update(is_default=True)
    design.is_default = True
    record("design.made_default", design, by=by, fields=["is_default"])


@transaction.atomic
def retire_design(design: Design, *, by: User) -> None:
    """Issue no certificate with this design any more; those that were issued stay as they are.

    Raises `NotAllowedToDesign`, or `DefaultNeeded` for the default of a kind.
    """
    _require_administrator(by)
    held = _hold(design)
    if held.is_default:
        raise DefaultNeeded
    if not held.is_retired:
        _set_retired(design, timezone.now(), "design.retired", by=by)


@transaction.atomic
def restore_design(design: Design, *, by: User) -> None:
    """Take a retired design into use again. Raises `NotAllowedToDesign`."""
    _require_administrator(by)
    if _hold(design).is_retired:
        _set_retired(design, None, "design.restored", by=by)


def _require_administrator(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise NotAllowedToDesign


def _begin(design: Design, number: int, look: dict[str, Any], *, by: User) -> DesignVersion:
    version = DesignVersion.objects.create(design=design, number=number, look=look, created_by=by)
    record("design.version_begun", version, by=by, fields=["look"])
    return version


def _hold(design: Design) -> Design:
    """Return the design as it stands, with all of its kind held until the transaction ends."""
    rows = Design.objects.select_for_update(no_key=True).filter(kind=design.kind).order_by("pk")
    return {row.pk: row for row in rows}[design.pk]


def _hold_draft(version: DesignVersion, edition: int) -> DesignVersion:
    """Return the draft as it stands, held until the transaction ends."""
    kept = (
        DesignVersion.objects.select_for_update(of=("self", "design"), no_key=True)
        .select_related("design")
        .get(pk=version.pk)
    )
    if not kept.is_draft:
        raise VersionPublished
    if kept.edition != edition:
        raise LookChanged(kept.changed_by, kept.edition)
    return kept


def _set_retired(design: Design, at: dt.datetime | None, action: str, *, by: User) -> None:
    design.retired_at = at
    design.save(update_fields=["retired_at"])
    record(action, design, by=by, fields=["retired_at"])
