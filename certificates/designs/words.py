"""What a snapshot says in words, for the placeholders of sentences and a person's own lines."""

from datetime import date
from decimal import Decimal

from certificates.designs.arabic import attests
from certificates.designs.design import Snapshot
from certificates.designs.look import Look, Shown
from certificates.designs.participation_1 import (
    ARABIC_REPRESENTATIVE,
    FRENCH_REPRESENTATIVE,
    french_list,
    group_code,
)
from certificates.designs.sentences import NO_PERSON
from certificates.designs.texts import ARABIC, FRENCH
from documents import dates

# Of the snapshot of somebody's certificate who is no person: a partner that is thanked.
ORGANISATIONS = frozenset({"partner"})
ARABIC_BEARER = {"f": "الحاملة", "m": "الحامل", "": "الحامل(ة)"}
ARABIC_MODULES = {1: "محور", 2: "محوري"}


def gender_of(snapshot: Snapshot) -> str:
    """Return how sentences agree: the person's gender, or `NO_PERSON` for a partner."""
    if snapshot.get("recipient") in ORGANISATIONS:
        return NO_PERSON
    return str(snapshot.get("gender", ""))


def arabic_values(snapshot: Snapshot, look: Look) -> dict[str, str]:
    """Return what each placeholder stands for in Arabic."""
    days, hours = days_of(snapshot), hours_of(snapshot, look)
    return {
        "issuer": snapshot["issuer_ar"],
        "attests": attests(snapshot["issuer_ar"]),
        "event": snapshot["event_title_ar"],
        "venue": snapshot["venue_ar"],
        "days": dates.arabic_days(days) if days else "",
        "hours": dates.arabic_duration(hours) if hours else "",
        "modules": _arabic_modules(snapshot.get("modules_ar") or []),
        "project": snapshot["project_ar"],
        "partners": "، و".join(snapshot["partners_ar"]),
        "city": snapshot["city_ar"],
        "date": dates.arabic_date(date.fromisoformat(snapshot["issued_on"])),
    }


def french_values(snapshot: Snapshot, look: Look) -> dict[str, str]:
    """Return what each placeholder stands for in French."""
    days, hours = days_of(snapshot), hours_of(snapshot, look)
    return {
        "issuer": snapshot["issuer_fr"],
        "event": snapshot["event_title_fr"],
        "venue": snapshot["venue_fr"],
        "days": dates.french_days(days) if days else "",
        "hours": dates.french_duration(hours) if hours else "",
        "modules": _french_modules(snapshot.get("modules_fr") or []),
        "project": snapshot["project_fr"],
        "partners": french_list(snapshot["partners_fr"]),
        "city": snapshot["city_fr"],
        "date": dates.french_date(date.fromisoformat(snapshot["issued_on"])),
    }


VALUES = {ARABIC: arabic_values, FRENCH: french_values}


def days_of(snapshot: Snapshot) -> list[date]:
    """Return the training days."""
    return [date.fromisoformat(day) for day in snapshot["days"]]


def hours_of(snapshot: Snapshot, look: Look) -> Decimal:
    """Return the hours to be printed, 0 where there are none or the look hides them."""
    return Decimal(snapshot["hours"] or 0) if Shown.HOURS in look.shows else Decimal(0)


def arabic_lines(snapshot: Snapshot, look: Look) -> dict[str, str]:
    """Return the lines under a person's Arabic name, by field, those that say something."""
    gender = str(snapshot.get("gender", ""))
    card = _card(snapshot, look)
    organisation = snapshot["organisation_ar"] or snapshot["organisation_fr"]
    province = snapshot["province_ar"] if Shown.PROVINCE in look.shows else ""
    before_province = "ب" if organisation else "من "
    return _spoken(
        cin_ar=f"{ARABIC_BEARER[gender]} للبطاقة الوطنية للتعريف رقم {card}" if card else "",
        organisation_ar=f"{ARABIC_REPRESENTATIVE[gender]} {organisation}" if organisation else "",
        province_ar=f"{before_province}{province}" if province else "",
    )


def french_lines(snapshot: Snapshot, look: Look) -> dict[str, str]:
    """Return the lines under a person's Latin name, by field, those that say something."""
    role = FRENCH_REPRESENTATIVE[str(snapshot.get("gender", ""))]
    card = _card(snapshot, look)
    organisation = snapshot["organisation_fr"] or snapshot["organisation_ar"]
    province = snapshot["province_fr"] if Shown.PROVINCE in look.shows else ""
    return _spoken(
        cin_fr=f"titulaire de la CIN n°\u00a0{card}" if card else "",
        organisation_fr=f"{role}\u00a0: {organisation}" if organisation else "",
        province_fr=province[:1].lower() + province[1:],
    )


LINES = {ARABIC: arabic_lines, FRENCH: french_lines}


def shared_lines(snapshot: Snapshot) -> dict[str, str]:
    """Return the number and the code of a certificate."""
    return {"number": snapshot["number"], "code": group_code(snapshot["code"])}


def _card(snapshot: Snapshot, look: Look) -> str:
    return str(snapshot.get("cin") or "") if Shown.CIN in look.shows else ""


def _spoken(**lines: str) -> dict[str, str]:
    return {name: line for name, line in lines.items() if line}


def _arabic_modules(titles: list[str]) -> str:
    named = " و".join(f"«{title}»" for title in titles)
    return f"{ARABIC_MODULES.get(len(titles), 'محاور')} {named}" if titles else ""


def _french_modules(titles: list[str]) -> str:
    named = french_list([f"«\u00a0{title}\u00a0»" for title in titles])
    if not titles:
        return ""
    return f"le module {named}" if len(titles) == 1 else f"les modules {named}"
