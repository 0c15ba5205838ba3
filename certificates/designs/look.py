"""The look of a certificate: every value that an administrator may set, and nothing else.

A look is data. Templates are fixed and escape what they are given, so no value of a look is ever
HTML, CSS or an address.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

from certificates.kinds import Kind


class Orientation(StrEnum):
    """How an A4 sheet lies."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


class Languages(StrEnum):
    """The languages of a paper; with both, Arabic stands right and French left."""

    BOTH = "ar-fr"
    ARABIC = "ar"
    FRENCH = "fr"


class Shown(StrEnum):
    """What is printed where the look says so."""

    PROVINCE = "province"
    HOURS = "hours"
    CIN = "cin"


MOST_SIGNATORIES = 3


@dataclass(frozen=True)
class Signatory:
    """Who signs, by name and capacity; ``signature`` is the SHA-256 of a picture, or empty.

    With ``stamp`` the design leaves room for the stamp beside the signature.
    """

    name_ar: str = ""
    name_fr: str = ""
    capacity_ar: str = ""
    capacity_fr: str = ""
    signature: str = ""
    stamp: bool = True


@dataclass(frozen=True)
class Look:
    """One version of a design, as it is frozen.

    ``layout`` and ``border`` name what `certificates.designs` knows; colours are ``#rrggbb``;
    ``background`` is the SHA-256 of a picture, or empty; ``texts`` holds sentences with
    placeholders by name and language (``"closing_ar"``), an absent one stands for the kind's own.
    """

    layout: str
    kind: Kind
    orientation: Orientation = Orientation.LANDSCAPE
    languages: Languages = Languages.BOTH
    primary: str = "#0b4f3c"
    accent: str = "#b8923f"
    ink: str = "#1c2a25"
    border: str = ""
    logos: bool = True
    background: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    signatories: tuple[Signatory, ...] = ()
    shows: frozenset[Shown] = frozenset({Shown.PROVINCE, Shown.HOURS})

    def as_json(self) -> dict[str, Any]:
        """Return the look as plain JSON, the same for the same look."""
        return {
            **asdict(self),
            "texts": dict(sorted(self.texts.items())),
            "signatories": [asdict(signatory) for signatory in self.signatories],
            "shows": sorted(self.shows),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return the look that `as_json` wrote; raises ValueError or TypeError for another."""
        unknown = kept.keys() - {known.name for known in fields(cls)}
        if unknown:
            raise ValueError(f"A look has no {', '.join(sorted(unknown))}.")
        return cls(
            **{
                **kept,
                "kind": Kind(kept["kind"]),
                "orientation": Orientation(kept["orientation"]),
                "languages": Languages(kept["languages"]),
                "signatories": tuple(Signatory(**one) for one in kept["signatories"]),
                "shows": frozenset(Shown(one) for one in kept["shows"]),
            }
        )
