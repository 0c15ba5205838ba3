"""The designs of certificates: each is a fixed template, its fields and its wording.

A complete snapshot has ``"look"``, a `Look` as JSON, which `compose` turns into a design. The
first certificates name a design instead. What has been used is never changed, so that a
certificate printed again looks as it did.
"""

import json
from functools import lru_cache

from certificates.designs.composing import compose
from certificates.designs.design import Design, DesignOverflows, Setting, Snapshot
from certificates.designs.look import Look
from certificates.designs.participation_1 import PARTICIPATION_1

DESIGNS = {design.name: design for design in (PARTICIPATION_1,)}


def get_design(name: str) -> Design:
    """Return the design called ``name``; raises KeyError for one that never was."""
    return DESIGNS[name]


def name_design(snapshot: Snapshot) -> str:
    """Return what tells a snapshot's design from every other: a name, or the look as JSON."""
    if "look" in snapshot:
        return json.dumps(snapshot["look"], ensure_ascii=False, sort_keys=True)
    return str(snapshot["design"])


@lru_cache(maxsize=64)
def open_design(name: str) -> Design:
    """Return the design that `name_design` names; raises KeyError, TypeError or ValueError."""
    return compose(Look.from_json(json.loads(name))) if name.startswith("{") else get_design(name)


def design_of(snapshot: Snapshot) -> Design:
    """Return the design of a snapshot; raises KeyError, TypeError or ValueError."""
    return open_design(name_design(snapshot))


__all__ = [
    "DESIGNS",
    "Design",
    "DesignOverflows",
    "Setting",
    "Snapshot",
    "compose",
    "design_of",
    "get_design",
    "name_design",
    "open_design",
]
