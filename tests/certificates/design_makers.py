"""Designs to test with."""

from dataclasses import replace

from certificates.designs.look import Look, Signatory
from certificates.kinds import Kind
from certificates.services.designs import create_design, publish_version, read_look

LOOK = Look(layout="zellige", kind=Kind.PARTICIPATION)


def look_of(**values):
    return replace(LOOK, **values)


def begin_design(by, name="Atlas", **values):
    """Return the draft of a new design's first version."""
    return create_design(name_ar=f"{name} ع", name_fr=name, look=look_of(**values), by=by)


def publish_design(by, name="Atlas", **values):
    """Return the published first version of a new design."""
    version = begin_design(by, name, **values)
    publish_version(version, edition=version.edition, by=by)
    return version


def recoloured(version, colour="#7a1f2b"):
    """Return a version's look in another colour."""
    return replace(read_look(version), primary=colour)


def typed_of(look, edition=1):
    """Return what a browser sends of a look that is shown and not touched, files left out."""
    typed = {
        "edition": str(edition),
        "layout": look.layout,
        "border": f"{look.layout}/{look.border}" if look.border else "",
        "orientation": look.orientation.value,
        "languages": look.languages.value,
        "primary": look.primary,
        "accent": look.accent,
        "ink": look.ink,
        "background": look.background,
        "shows": [one.value for one in look.shows],
        **look.texts,
    }
    if look.logos:
        typed["logos"] = "on"
    for number, one in enumerate([*look.signatories, *[Signatory()] * 3][:3], 1):
        row = {name: value for name, value in vars(one).items() if name != "stamp"}
        if one.stamp:
            row["stamp"] = "on"
        typed |= {f"signatory-{number}-{name}": value for name, value in row.items()}
    return typed
