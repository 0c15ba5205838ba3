"""شهادة المشاركة / Attestation de participation, first design: Arabic right, French left."""

from datetime import date
from decimal import Decimal

from certificates.designs import zellige
from certificates.designs.arabic import attests
from certificates.designs.design import Design, Drawing, Snapshot, Wording
from documents import dates
from documents.fonts import AMIRI_BOLD, AMIRI_REGULAR
from documents.plates import Field

TITLE = "شهادة المشاركة – Attestation de participation"
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
    "event_title_ar", "event_title_fr", "partners_ar", "partners_fr",
    "issuer_ar", "issuer_fr", "issuer_contact", "signatories",
)  # fmt: skip

# What changes with the person's gender, "" when it is not known: the bracket form of the papers.
ARABIC_FORMS = {
    "f": {"title": "السيدة", "took_part": "شاركت", "to_them": "لها"},
    "m": {"title": "السيد", "took_part": "شارك", "to_them": "له"},
    "": {"title": "السيد(ة)", "took_part": "شارك(ت)", "to_them": "له(ا)"},
}
ARABIC_REPRESENTATIVE = {"f": "ممثلة", "m": "ممثل", "": "ممثل(ة)"}
FRENCH_REPRESENTATIVE = {"f": "représentante", "m": "représentant", "": "représentant(e)"}
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
    return {
        **{key: snapshot[key] for key in COMMON},
        "ar": _arabic_wording(snapshot),
        "fr": _french_wording(snapshot),
        "has_organisation": has_organisation(snapshot),
        "address": snapshot["verify_url"].removesuffix(snapshot["code"]),
    }


def _arabic_wording(snapshot: Snapshot) -> dict[str, str]:
    held = [_arabic_at(snapshot["venue_ar"])]
    if days := _days(snapshot):
        held.append(dates.arabic_days(days))
    if hours := _hours(snapshot):
        held.append(f"لمدة {dates.arabic_duration(hours)}")
    frame = []
    if project := snapshot["project_ar"]:
        frame.append(f"في إطار مشروع «{project}»")
    if partners := snapshot["partners_ar"]:
        frame.append(f"بشراكة مع {'، و'.join(partners)}")
    where = f"{_arabic_at(snapshot['city_ar'])}، " if snapshot["city_ar"] else ""
    issued_on = dates.arabic_date(date.fromisoformat(snapshot["issued_on"]))
    return {
        **ARABIC_FORMS[snapshot["gender"]],
        "attests": attests(snapshot["issuer_ar"]),
        "held": "، ".join(held),
        "frame": "، ".join(frame),
        "made": f"حرر {where}بتاريخ {issued_on}",
    }


def _french_wording(snapshot: Snapshot) -> dict[str, str]:
    days, hours = _days(snapshot), _hours(snapshot)
    held = f"{dates.french_days(days)} " if days else ""
    held += f"({snapshot['venue_fr']})"
    if hours:
        held += f", d’une durée de {dates.french_duration(hours)}"
    frame = []
    if project := snapshot["project_fr"]:
        frame.append(f"dans le cadre du projet «\u00a0{project}\u00a0»")
    if partners := snapshot["partners_fr"]:
        frame.append(f"en partenariat avec\u00a0: {french_list(partners)}")
    where = f"à {snapshot['city_fr']}, " if snapshot["city_fr"] else ""
    issued_on = dates.french_date(date.fromisoformat(snapshot["issued_on"]))
    return {
        **FRENCH_FORMS[snapshot["gender"]],
        "held": held,
        "frame": ", ".join(frame),
        "made": f"Fait {where}le {issued_on}",
    }


def _days(snapshot: Snapshot) -> list[date]:
    return [date.fromisoformat(day) for day in snapshot["days"]]


def _hours(snapshot: Snapshot) -> Decimal:
    return Decimal(snapshot["hours"] or 0)


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
    gender = snapshot["gender"]
    organisation_ar, organisation_fr = snapshot["organisation_ar"], snapshot["organisation_fr"]
    lines["province_ar"] = _arabic_at(province_ar)
    lines["organisation_ar"] = (
        f"{ARABIC_REPRESENTATIVE[gender]} {organisation_ar or organisation_fr}"
    )
    lines["organisation_fr"] = (
        f"{FRENCH_REPRESENTATIVE[gender]}\u00a0: {organisation_fr or organisation_ar}"
    )
    return lines


def has_organisation(snapshot: Snapshot) -> bool:
    """Tell whether the person represents someone, in either script."""
    return bool(snapshot["organisation_ar"] or snapshot["organisation_fr"])


def group_code(code: str) -> str:
    """Write a verification code in groups of four, as people copy it."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def _arabic_at(place: str) -> str:
    """Put "in" before a place: joined to an Arabic word, apart from a Latin one."""
    if not place:
        return ""
    return f"ب{place}" if "\u0621" <= place[0] <= "\u064a" else f"بـ {place}"


def french_list(names: list[str]) -> str:
    """Join names as French does: A, B et C."""
    return " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def title(snapshot: Snapshot) -> str:
    """Return what a file is called, whoever it is for."""
    return TITLE


PARTICIPATION_1 = Design(
    name="participation-1",
    template="certificates/designs/participation-1.html",
    fields=FIELDS,
    sizes=(11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7),
    gaps=5,
    ornaments=ORNAMENTS,
    wording=wording,
    texts=texts,
    title=title,
)
