"""The designs of certificates: each is a fixed template, its fields and its wording.

A design that has been used is never changed, so that a certificate printed again looks as it did:
a change of look is a new design with a new name.
"""

from certificates.designs.design import Design, DesignOverflows, Snapshot
from certificates.designs.participation_1 import PARTICIPATION_1

DESIGNS = {design.name: design for design in (PARTICIPATION_1,)}


def get_design(name: str) -> Design:
    """Return the design called ``name``; raises KeyError for one that never was."""
    return DESIGNS[name]


__all__ = ["DESIGNS", "Design", "DesignOverflows", "Snapshot", "get_design"]
