"""شهادة المشاركة / Attestation de participation, first design: Arabic right, French left."""

from datetime import date
from decimal import Decimal

from certificates.designs import dates, zellige
from certificates.designs.design import Design, Drawing, Snapshot, Wording
from documents.fonts import AMIRI_BOLD, AMIRI_REGULAR
from documents.plates import Field

GREEN = "#0b4f3c"
INK = "#1c2a25"
GOLD = "#b8923f"
LIGHT_GOLD = "#d9bd77"

FIELDS = (
    Field("name_ar", AMIRI_BOLD, 31, 15, GREEN, right_to_left=True, height=48),
    Field("name_latin", AMIRI_BOLD, 20, 11, GREEN, height=28),
    Field("organisation_ar", AMIRI_BOLD, 12.5, 8, INK, right_to_left=True, lines=2, height=23),
    Field("organisation_fr", AMIRI_BOLD, 11.5, 8, INK, lines=2, height=23),
    Field("province_ar", AMIRI_REGULAR, 12, 8, INK, right_to_left=True, height=16),
    Field("province_fr", AMIRI_REGULAR, 11, 8, INK, height=16),
    Field("number", AMIRI_BOLD, 9, 6, INK, "left", height=11),
    Field("code", AMIRI_BOLD, 9, 6, INK, "left", height=11),
)
# What the template prints as it stands in the snapshot.
COMMON = (
    "event_title_ar", "event_title_fr", "venue_fr", "project_ar", "project_fr", "partners_ar",
    "partners_fr", "issuer_ar", "issuer_fr", "issuer_contact", "city_fr", "signatories",
)  # fmt: skip

# What changes with the person's gender, "" when it is not known: the bracket form of the papers.
ARABIC_FORMS = {
    "f": {"title": "السيدة", "took_part": "شاركت", "to_them": "لها"},
    "m": {"title": "السيد", "took_part": "شارك", "to_them": "له"},
    "": {"title": "السيد(ة)", "took_part": "شارك(ت)", "to_them": "له(ا)"},
}
ARABIC_REPRESENTATIVE = {"f": "ممثلة", "m": "ممثل", "": "ممثل(ة)"}
FRENCH_FORMS = {
    "f": {"title": "Madame"},
    "m": {"title": "Monsieur"},
    "": {"title": "M. / Mme"},
}

FRAME = zellige.Frame(width=297, height=210, columns=39, rows=27)
ROSETTE = "".join(
    (
        *(zellige.interlace(148.5, 105, radius, points=8, step=3) for radius in (68, 64.5)),
        *(zellige.star(148.5, 105, radius) for radius in (68, 64.5, 28.2, 26.4)),
        zellige.star(148.5, 105, 17, points=16, inner=0.72),
    )
)
ORNAMENTS = (
    Drawing(ROSETTE, stroke="#f3ead3", width="0.4"),
    Drawing(FRAME.rectangle(-0.9), stroke=GOLD, width="0.45"),
    Drawing(FRAME.band(), fill=GREEN),
    Drawing(FRAME.stars(0.98), stroke=LIGHT_GOLD, width="0.35"),
    Drawing(FRAME.stars(0.5), fill=LIGHT_GOLD),
    Drawing(FRAME.corner_stars(0.94, points=16, inner=0.72), stroke=LIGHT_GOLD, width="0.4"),
    Drawing(FRAME.corner_stars(0.62), fill=LIGHT_GOLD),
    Drawing(FRAME.corner_stars(0.34), fill=GREEN),
    Drawing(FRAME.inner_rule(1.1), stroke=GOLD, width="0.35"),
)


def wording(snapshot: Snapshot) -> Wording:
    """Return what the template says for everyone of this event and gender."""
    days = [date.fromisoformat(day) for day in snapshot["days"]]
    issued_on = date.fromisoformat(snapshot["issued_on"])
    hours = Decimal(snapshot["hours"]) if snapshot["hours"] else None
    gender = snapshot["gender"]
    return {
        **{key: snapshot[key] for key in COMMON},
        "ar": {
            **ARABIC_FORMS[gender],
            "attests": _arabic_attests(snapshot["issuer_ar"]),
            "venue": _arabic_at(snapshot["venue_ar"]),
            "days": dates.arabic_days(days) if days else "",
            "duration": dates.arabic_duration(hours) if hours else "",
            "partners": "، و".join(snapshot["partners_ar"]),
            "city": _arabic_at(snapshot["city_ar"]),
            "issued_on": dates.arabic_date(issued_on),
        },
        "fr": {
            **FRENCH_FORMS[gender],
            "days": dates.french_days(days) if days else "",
            "duration": dates.french_duration(hours) if hours else "",
            "partners": _french_list(snapshot["partners_fr"]),
            "issued_on": dates.french_date(issued_on),
        },
        "has_organisation": has_organisation(snapshot),
        "address": snapshot["verify_url"].removesuffix(snapshot["code"]),
    }


def texts(snapshot: Snapshot) -> dict[str, str]:
    """Return the lines that are this person's own, by field."""
    lines = {
        "name_ar": snapshot["name_ar"],
        "name_latin": snapshot["name_latin"],
        "number": snapshot["number"],
        "code": group_code(snapshot["code"]),
    }
    province_ar, province_fr = snapshot["province_ar"], snapshot["province_fr"]
    lines["province_fr"] = province_fr[:1].lower() + province_fr[1:]
    if not has_organisation(snapshot):
        lines["province_ar"] = f"من {province_ar}" if province_ar else ""
        return lines
    role = ARABIC_REPRESENTATIVE[snapshot["gender"]]
    organisation_ar, organisation_fr = snapshot["organisation_ar"], snapshot["organisation_fr"]
    lines["province_ar"] = _arabic_at(province_ar)
    lines["organisation_ar"] = f"{role} {organisation_ar or organisation_fr}"
    lines["organisation_fr"] = f"représentant\u00a0: {organisation_fr or organisation_ar}"
    return lines


def has_organisation(snapshot: Snapshot) -> bool:
    """Tell whether the person represents someone, in either script."""
    return bool(snapshot["organisation_ar"] or snapshot["organisation_fr"])


def group_code(code: str) -> str:
    """Write a verification code in groups of four, as people copy it."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def _arabic_attests(issuer: str) -> str:
    """Agree the verb with the issuer: a network, association or federation ends in ة."""
    first_word = issuer.split(" ")[0]
    return "تشهد" if first_word.endswith("ة") else "يشهد"


def _arabic_at(place: str) -> str:
    """Put "in" before a place: joined to an Arabic word, apart from a Latin one."""
    if not place:
        return ""
    return f"ب{place}" if "\u0621" <= place[0] <= "\u064a" else f"بـ {place}"


def _french_list(names: list[str]) -> str:
    return " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


PARTICIPATION_1 = Design(
    name="participation-1",
    template="certificates/designs/participation-1.html",
    fields=FIELDS,
    sizes=(11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7),
    gaps=5,
    ornaments=ORNAMENTS,
    wording=wording,
    texts=texts,
)
