"""From a look to a design: the layout's page in the look's colours, languages and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from certificates.designs.colours import WHITE, Palette
from certificates.designs.defaults import default_text
from certificates.designs.design import Design, Snapshot, Wording
from certificates.designs.images import Pictures, data_address, place_logos
from certificates.designs.layouts import LAYOUTS, Layout
from certificates.designs.look import Languages, Look, Orientation
from certificates.designs.sentences import end, fill
from certificates.designs.texts import ARABIC, FRENCH, LANGUAGES_OF, TEXTS
from certificates.designs.words import LINES, VALUES, gender_of, shared_lines
from documents.fonts import Font
from documents.plates import Align, Field

TEMPLATE = "certificates/designs/layout.html"
NAMES = {ARABIC: "name_ar", FRENCH: "name_latin"}
# A person's own lines under the name, in the order of the page.
OWN = ("cin", "organisation", "province")
# The largest and the smallest name, in points, by orientation and how many languages there are.
NAME_SIZES = {
    (Orientation.LANDSCAPE, 2): {ARABIC: (31, 15), FRENCH: (20, 11)},
    (Orientation.LANDSCAPE, 1): {ARABIC: (38, 17), FRENCH: (31, 14)},
    (Orientation.PORTRAIT, 2): {ARABIC: (30, 13), FRENCH: (22, 11)},
    (Orientation.PORTRAIT, 1): {ARABIC: (35, 15), FRENCH: (28, 13)},
}
# The height of a name's box, which may hold two smaller lines, in sizes of the name.
NAME_LEADING = {ARABIC: 1.55, FRENCH: 1.4}
# The common text from its largest size to its smallest, in points, likewise.
LARGEST = {
    (Orientation.LANDSCAPE, 2): 11.5,
    (Orientation.LANDSCAPE, 1): 16,
    (Orientation.PORTRAIT, 2): 13,
    (Orientation.PORTRAIT, 1): 16.5,
}
SMALLEST = 7.0
STEP = 0.5
# A line of the person's own beside the common text, which is set a little larger in Arabic.
ARABIC_SHARE = 1.12
LOGO_HEIGHT = {Orientation.LANDSCAPE: 13.0, Orientation.PORTRAIT: 16.0}
COUNTED = ("none", "one", "two", "three")


def compose(look: Look) -> Design:
    """Return the design that a look describes.

    Raises KeyError for a layout or border that does not exist, ValueError for what is no colour.
    """
    return _Composer(look).design()


@dataclass(frozen=True)
class _Composer:
    """Everything that follows from a look before anybody's certificate is known."""

    look: Look

    @cached_property
    def layout(self) -> Layout:
        return LAYOUTS[self.look.layout]

    @cached_property
    def palette(self) -> Palette:
        return Palette.of(self.look)

    @property
    def languages(self) -> tuple[str, ...]:
        return LANGUAGES_OF[self.look.languages]

    @property
    def size_key(self) -> tuple[Orientation, int]:
        return self.look.orientation, len(self.languages)

    @property
    def check_in_band(self) -> bool:
        return self.layout.band and self.look.orientation == Orientation.LANDSCAPE

    def design(self) -> Design:
        largest = LARGEST[self.size_key]
        steps = int((largest - SMALLEST) / STEP) + 1
        arrangement = self.layout.arrangement(self.look.orientation, self.look.languages)
        parts = 5 if self.layout.letterhead else 4
        return Design(
            name=f"{self.look.layout}-{self.look.orientation}-{self.look.languages}",
            template=TEMPLATE,
            fields=tuple(self.fields()),
            sizes=tuple(largest - n * STEP for n in range(steps)),
            gaps=parts,
            ornaments=self.layout.draw(
                self.look.orientation,
                self.layout.border(self.look.border),
                self.palette,
                from_right=self.look.languages == Languages.ARABIC,
            ),
            wording=self.wording,
            texts=self.texts,
            title=self.title,
            names=tuple(NAMES[language] for language in self.languages),
            language=self.languages[0],
            following=frozenset(
                f"{line}_{language}" for line in OWN for language in (ARABIC, FRENCH)
            ),
            context=_Page(self, arrangement).context,
        )

    def fields(self) -> list[Field]:
        """Return every line that a person's page may have."""
        own = [field for language in self.languages for field in self._person_fields(language)]
        ink = WHITE if self.check_in_band else self.look.ink
        checked = self._checked_align()
        return [
            *own,
            Field("number", self.layout.bold, 9, 5.5, ink, checked, height=11),
            Field("code", self.layout.bold, 9, 5.5, ink, checked, height=11),
        ]

    def _person_fields(self, language: str) -> list[Field]:
        layout, look, is_arabic = self.layout, self.look, language == ARABIC
        align: Align = ("right" if is_arabic else "left") if layout.starts else "center"
        size = LARGEST[self.size_key] * (ARABIC_SHARE if is_arabic else 1)
        name, least = NAME_SIZES[self.size_key][language]

        def line(subject: str, font: Font, lines: Literal[1, 2], leading: float) -> Field:
            own = f"{subject}_{language}"
            return Field(own, font, size, 8, look.ink, align, is_arabic, lines, size * leading)

        return [
            Field(
                *(NAMES[language], layout.bold, name, least, look.primary),
                *(align, is_arabic, 2, name * NAME_LEADING[language]),
            ),
            line("cin", layout.regular, 1, 1.42),
            line("organisation", layout.bold, 2, 1.95),
            line("province", layout.regular, 1, 1.42),
        ]

    def _checked_align(self) -> Align:
        """Number and code stand beside the QR code, on the side where it is."""
        if self.check_in_band:
            return "center"
        return "right" if self.look.languages == Languages.ARABIC else "left"

    def text(self, name: str, language: str, snapshot: Snapshot) -> str:
        """Return a sentence of the look, or the kind's own, as it is printed."""
        key = f"{name}_{language}"
        sentence = self.look.texts.get(key) or default_text(self.look.kind, key)
        return fill(sentence, VALUES[language](snapshot, self.look), gender_of(snapshot))

    def title(self, snapshot: Snapshot) -> str:
        """Return what a file is called."""
        return " – ".join(self.text("title", language, snapshot) for language in self.languages)

    def wording(self, snapshot: Snapshot) -> Wording:
        """Return what the template says for everyone of this event and gender."""
        signatories = [vars(one) for one in self.look.signatories] or snapshot["signatories"]
        return {
            "voices": [self._voice(language, snapshot) for language in self.languages],
            "issuer_contact": snapshot["issuer_contact"],
            "address": snapshot["verify_url"].removesuffix(snapshot["code"]),
            "signatories": [self._signatory(one) for one in signatories],
            "logos": list(snapshot.get("logos") or []) if self.look.logos else [],
        }

    def _voice(self, language: str, snapshot: Snapshot) -> dict[str, Any]:
        said = {text.name: self.text(text.name, language, snapshot) for text in TEXTS}
        space = "\u00a0" if language == FRENCH else ""
        comma = "،" if language == ARABIC else ","
        lines = LINES[language](snapshot, self.look)
        return {
            **said,
            "language": language,
            "activity": end(said["activity"], f"{space}:" if said["event"] else "."),
            "details": end(said["details"], comma if said["frame"] else "."),
            "frame": end(said["frame"], "."),
            "closing": end(said["closing"], "."),
            "name": NAMES[language],
            "own": [f"{line}_{language}" for line in OWN if f"{line}_{language}" in lines],
            "issuer": snapshot[f"issuer_{language}"],
            "partners": snapshot[f"partners_{language}"],
        }

    def _signatory(self, one: Mapping[str, Any]) -> dict[str, Any]:
        lines = [
            {
                "language": language,
                "capacity": one[f"capacity_{language}"],
                "name": one[f"name_{language}"],
            }
            for language in self.languages
        ]
        return {
            "lines": lines,
            "signature": one.get("signature", ""),
            "stamp": one.get("stamp", True),
        }

    def texts(self, snapshot: Snapshot) -> dict[str, str]:
        """Return the lines that are this person's own, by field."""
        lines = {}
        for language in self.languages:
            lines[NAMES[language]] = snapshot[NAMES[language]]
            lines |= LINES[language](snapshot, self.look)
        return lines | shared_lines(snapshot)


@dataclass(frozen=True)
class _Page:
    """What the template needs beside words: colours, letters, pictures."""

    composer: _Composer
    arrangement: str

    def context(self, wording: Wording, pictures: Pictures) -> Mapping[str, Any]:
        composer = self.composer
        look, layout = composer.look, composer.layout
        width = 110.0 if look.orientation == Orientation.LANDSCAPE else 120.0
        return {
            "arrangement": self.arrangement,
            "border": layout.border(look.border),
            "check_in_band": composer.check_in_band,
            "colours": composer.palette,
            "family": layout.regular.paper_family,
            "is_both": look.languages == Languages.BOTH,
            "is_portrait": look.orientation == Orientation.PORTRAIT,
            "look": look,
            "layout": layout,
            "stylesheet": f"certificates/designs/{layout.name}.css",
            "counted": COUNTED[len(wording["signatories"])],
            "background": data_address(pictures(look.background)) if look.background else "",
            "logo_row": place_logos(
                [pictures(sha256) for sha256 in wording["logos"]],
                width=width,
                height=LOGO_HEIGHT[look.orientation],
            ),
            "signing": [
                {**one, "picture": data_address(pictures(one["signature"]))}
                if one["signature"]
                else one
                for one in wording["signatories"]
            ],
        }
