"""From a look to a design: the layout's page in the look's colours, languages and words."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

from certificates.designs.colours import WHITE, Palette
from certificates.designs.defaults import default_text
from certificates.designs.design import SLOWLY, Design, Snapshot, Wording
from certificates.designs.images import Pictures, data_address, place_logos
from certificates.designs.layouts import LAYOUTS, Arrangement, Layout
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
NAME_SIZES: dict[tuple[Orientation, int], dict[str, tuple[float, float]]] = {
    (Orientation.LANDSCAPE, 2): {ARABIC: (31, 15), FRENCH: (20, 11)},
    (Orientation.LANDSCAPE, 1): {ARABIC: (38, 17), FRENCH: (31, 14)},
    (Orientation.PORTRAIT, 2): {ARABIC: (30, 13), FRENCH: (22, 11)},
    (Orientation.PORTRAIT, 1): {ARABIC: (35, 15), FRENCH: (28, 13)},
}
# Where each language has a column of its own, names stand side by side.
COLUMN_NAME_SIZES = {ARABIC: (30.0, 10.0), FRENCH: (21.0, 9.0)}
COLUMN_NAME_HEIGHT = 50.0
# The height of a name's box, which may hold two smaller lines, in sizes of the name.
NAME_LEADING = {ARABIC: 1.75, FRENCH: 1.4}
# And of an organisation's.
ORGANISATION_HEIGHT = {ARABIC: 2.1, FRENCH: 1.95}
COLUMN_HEIGHT = 2.2
# From baseline to baseline of two lines: Arabic reaches higher and deeper.
LEADINGS = {ARABIC: 1.42, FRENCH: 1.2}
FOLLOWING = {
    **{f"{line}_{language}": 1.0 for line in OWN for language in (ARABIC, FRENCH)},
    **dict.fromkeys(NAMES.values(), SLOWLY),
}
# The common text from its largest size to its smallest, in points, likewise.
LARGEST = {
    (Orientation.LANDSCAPE, 2): 11.5,
    (Orientation.LANDSCAPE, 1): 15,
    (Orientation.PORTRAIT, 2): 13,
    (Orientation.PORTRAIT, 1): 15,
}
SMALLEST = 7.0
STEP = 0.5
# A line of the person's own beside the common text, which is set a little larger in Arabic.
ARABIC_SHARE = 1.12
LOGO_HEIGHT = {Orientation.LANDSCAPE: 12.5, Orientation.PORTRAIT: 16.0}
# As wide as an arch is where logos stand.
LOGO_WIDTH = 96.0
# What differs from one certificate to the next; no sentence says it.
PERSONAL = frozenset(
    {"number", "code", "verify_url", "qr", "cin", "look", "logos", "signatories", *NAMES.values()}
    | {f"{line}_{language}" for line in OWN for language in (ARABIC, FRENCH)}
)
# Sentences kept for the next certificate of the same event and gender.
VOICES_KEPT = 64
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
    def arrangement(self) -> Arrangement:
        return self.layout.arrangement(self.look.orientation, self.look.languages)

    @property
    def check_in_band(self) -> bool:
        return self.layout.band and self.look.orientation == Orientation.LANDSCAPE

    def design(self) -> Design:
        largest = LARGEST[self.size_key]
        steps = int((largest - SMALLEST) / STEP) + 1
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
                languages=self.look.languages,
            ),
            wording=self.wording,
            texts=self.texts,
            title=self.title,
            names=tuple(NAMES[language] for language in self.languages),
            language=self.languages[0],
            following=FOLLOWING,
            context=_Page(self).context,
        )

    def fields(self) -> list[Field]:
        """Return every line that a person's page may have."""
        own = [field for language in self.languages for field in self._person_fields(language)]
        ink = WHITE if self.check_in_band else self.look.ink
        checked = self._checked_align()
        _regular, bold = self.layout.fonts(FRENCH)
        return [
            *own,
            Field("number", bold, 9, 5.5, ink, checked, height=11),
            Field("code", bold, 9, 5.5, ink, checked, height=11),
        ]

    def _person_fields(self, language: str) -> list[Field]:
        layout, look, is_arabic = self.layout, self.look, language == ARABIC
        align: Align = ("right" if is_arabic else "left") if layout.starts else "center"
        size = LARGEST[self.size_key] * (ARABIC_SHARE if is_arabic else 1)
        in_columns = self.arrangement == "columns"
        high = COLUMN_HEIGHT if in_columns else ORGANISATION_HEIGHT[language]
        regular, bold = layout.fonts(language)
        least = SMALLEST - 1.5

        def line(subject: str, font: Font, lines: Literal[1, 2], height: float) -> Field:
            placed = (look.ink, align, is_arabic, lines, size * height, LEADINGS[language])
            return Field(f"{subject}_{language}", font, size, least, *placed)

        return [
            self._name_field(language, align),
            line("cin", regular, 1, 1.42),
            line("organisation", bold, 2, high),
            line("province", regular, 1, 1.42),
        ]

    def _name_field(self, language: str, align: Align) -> Field:
        size, least = NAME_SIZES[self.size_key][language]
        height = size * NAME_LEADING[language]
        if self.arrangement == "columns":
            (size, least), height = COLUMN_NAME_SIZES[language], COLUMN_NAME_HEIGHT
        _regular, bold = self.layout.fonts(language)
        return Field(
            *(NAMES[language], bold, size, least, self.look.primary),
            align=align,
            right_to_left=language == ARABIC,
            lines=2,
            height=height,
            leading=LEADINGS[language],
        )

    def _checked_align(self) -> Align:
        """Number and code stand beside the QR code, on the side where it is."""
        if self.check_in_band:
            return "center"
        return "right" if self.look.languages == Languages.ARABIC else "left"

    def _say(self, name: str, language: str, values: Mapping[str, str], gender: str) -> str:
        """Return a sentence of the look, or the kind's own, as it is printed."""
        key = f"{name}_{language}"
        sentence = self.look.texts.get(key) or default_text(self.look.kind, key)
        return fill(sentence, values, gender)

    def title(self, snapshot: Snapshot) -> str:
        """Return what a file is called."""
        return " – ".join(voice["title"] for voice in self._speak(_common(snapshot)))

    def wording(self, snapshot: Snapshot) -> Wording:
        """Return what the template says for everyone of this event and gender."""
        signatories = [vars(one) for one in self.look.signatories] or snapshot["signatories"]
        spoken = self._speak(_common(snapshot))
        return {
            "voices": [
                {**voice, "own": self._own(voice["language"], snapshot)} for voice in spoken
            ],
            "issuer_contact": snapshot["issuer_contact"],
            "address": snapshot["verify_url"].removesuffix(snapshot["code"]),
            "signatories": [self._signatory(one) for one in signatories],
            "logos": list(snapshot.get("logos") or []) if self.look.logos else [],
        }

    @cached_property
    def _speak(self) -> Callable[[str], list[dict[str, Any]]]:
        """The voices of those who have all but their names in common, kept from one to the next."""
        return lru_cache(maxsize=VOICES_KEPT)(self._compose_voices)

    def _compose_voices(self, common: str) -> list[dict[str, Any]]:
        snapshot = json.loads(common)
        return [self._voice(language, snapshot) for language in self.languages]

    def _voice(self, language: str, snapshot: Snapshot) -> dict[str, Any]:
        values, gender = VALUES[language](snapshot, self.look), gender_of(snapshot)
        said = {text.name: self._say(text.name, language, values, gender) for text in TEXTS}
        space = "\u00a0" if language == FRENCH else ""
        comma = "،" if language == ARABIC else ","
        return {
            **said,
            "language": language,
            "activity": end(said["activity"], f"{space}:" if said["event"] else "."),
            "details": end(said["details"], comma if said["frame"] else "."),
            "frame": end(said["frame"], "."),
            "closing": end(said["closing"], "."),
            "name": NAMES[language],
            "issuer": snapshot[f"issuer_{language}"],
            "partners": snapshot[f"partners_{language}"],
        }

    def _own(self, language: str, snapshot: Snapshot) -> list[str]:
        """Name the lines that this person has under the name."""
        lines = LINES[language](snapshot, self.look)
        return [f"{line}_{language}" for line in OWN if f"{line}_{language}" in lines]

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


def _common(snapshot: Snapshot) -> str:
    """Return what a snapshot shares with others of the event, for sentences that name nobody."""
    return json.dumps({name: told for name, told in snapshot.items() if name not in PERSONAL})


@dataclass(frozen=True)
class _Page:
    """What the template needs beside words: colours, letters, pictures."""

    composer: _Composer

    def context(self, wording: Wording, pictures: Pictures) -> Mapping[str, Any]:
        composer = self.composer
        look, layout = composer.look, composer.layout
        return {
            "arrangement": composer.arrangement,
            "border": layout.border(look.border),
            "check_in_band": composer.check_in_band,
            "colours": composer.palette,
            "family": layout.latin_regular.paper_family,
            "is_both": look.languages == Languages.BOTH,
            "is_portrait": look.orientation == Orientation.PORTRAIT,
            "under_band": layout.band and look.orientation == Orientation.PORTRAIT,
            "look": look,
            "layout": layout,
            "stylesheet": f"certificates/designs/{layout.name}.css",
            "counted": COUNTED[len(wording["signatories"])],
            "background": data_address(pictures(look.background)) if look.background else "",
            "logo_row": place_logos(
                [pictures(sha256) for sha256 in wording["logos"]],
                width=LOGO_WIDTH,
                height=LOGO_HEIGHT[look.orientation],
            ),
            "signing": [
                {**one, "picture": data_address(pictures(one["signature"]))}
                if one["signature"]
                else one
                for one in wording["signatories"]
            ],
        }
