"""How long a batch of certificates takes: the press beside what one would do without it.

The same certificates, the same design, five ways: the press (plate and stamps), one WeasyPrint
document with a page for each person, WeasyPrint person by person, Typst and ReportLab. WeasyPrint
is timed on a part of the batch, since its time grows with the pages.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf

from bench._other_typesetters import with_reportlab, with_typst
from certificates.designs import get_design
from certificates.designs.design import Setting
from certificates.press import render_certificates
from documents.html_pdf import html_to_pdf

GIVEN_NAMES = [
    ("فاطمة الزهراء", "Fatima Zahra", "f"),
    ("محمد", "Mohamed", "m"),
    ("ڭوثر", "Kaoutar", "f"),
    ("عبد الرحمان", "Abderrahmane", "m"),
    ("نادية", "Nadia", "f"),
    ("بوشعيب", "Bouchaib", "m"),
]
FAMILY_NAMES = [
    ("العلوي", "EL ALAOUI"),
    ("بنعلي", "BENALI"),
    ("الإدريسي", "EL IDRISSI"),
    ("گناوي", "GNAOUI"),
    ("الدكالي", "DOUKKALI"),
]
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EVENT = {
    "design": "participation-1",
    "province_ar": "إقليم سيدي بنور",
    "province_fr": "Province de Sidi Bennour",
    "event_title_ar": "تدبير الجودة واللوجستيك في منظومة الاقتصاد الاجتماعي والتضامني",
    "event_title_fr": "Gestion de la qualité et logistique dans l’économie sociale et solidaire",
    "venue_ar": "فندق السانية، سيدي بنور",
    "venue_fr": "Hôtel Essania, Sidi Bennour",
    "days": ["2026-02-01"],
    "hours": "6",
    "project_ar": "المقاربة الالتقائية ورهانات التنمية الجهوية الاقتصادية العادلة",
    "project_fr": "Approche de convergence et enjeux d’un développement régional équitable",
    "partners_ar": ["جهة الدار البيضاء–سطات", "ولاية الجهة"],
    "partners_fr": ["Région Casablanca-Settat", "Wilaya de la Région"],
    "issuer_ar": "شبكة الجمعيات الدكالية غير الحكومية",
    "issuer_fr": "Réseau des associations doukkalies non gouvernementales",
    "issuer_contact": "",
    "city_ar": "سيدي بنور",
    "city_fr": "Sidi Bennour",
    "issued_on": "2026-02-01",
    "signatories": [
        {
            "name_ar": "عبد الرحيم العلمي",
            "name_fr": "Abderrahim EL ALAMI",
            "capacity_ar": "رئاسة الشبكة",
            "capacity_fr": "La présidence du Réseau",
        }
    ],
}


def invent_snapshot(number: int) -> dict[str, Any]:
    """Return the certificate of the ``number``-th invented person; no two share a code."""
    given_ar, given, gender = GIVEN_NAMES[number % len(GIVEN_NAMES)]
    family_ar, family = FAMILY_NAMES[number // len(GIVEN_NAMES) % len(FAMILY_NAMES)]
    code = "".join(CODE_LETTERS[(number * 7919 + 31 * n * n) % 32] for n in range(22))
    code += f"{number:05d}"
    return EVENT | {
        "number": f"RAD/2026/SB01/{number:05d}",
        "code": code,
        "verify_url": f"https://takwin.example.ma/v/{code}",
        "name_ar": f"{given_ar} {family_ar}",
        "name_latin": f"{given} {family}",
        "gender": gender,
        "organisation_ar": f"تعاونية البركة {number}",
        "organisation_fr": f"Coopérative Al Baraka {number}",
    }


@lru_cache
def find_setting(wording: str) -> Setting:
    """Return how a plate's text is set, found once as the press does."""
    return get_design(EVENT["design"]).find_setting(json.loads(wording))


def whole_page(snapshot: dict[str, Any]) -> str:
    """Return a person's certificate as HTML, everything laid out in place."""
    design = get_design(snapshot["design"])
    wording = design.wording(snapshot)
    setting = find_setting(json.dumps(wording))
    codes = {"qr": snapshot["verify_url"]}
    return design.html(wording, setting, texts=design.texts(snapshot), codes=codes)


def one_document(snapshots: Sequence[dict[str, Any]]) -> list[bytes]:
    """Lay all pages out in one WeasyPrint document."""
    pages = [whole_page(snapshot) for snapshot in snapshots]
    head = pages[0].partition("<body>")[0]
    bodies = [page.partition("<body>")[2].partition("</body>")[0] for page in pages]
    return [html_to_pdf(f"{head}<body>{''.join(bodies)}</body></html>")]


def page_by_page(snapshots: Sequence[dict[str, Any]]) -> list[bytes]:
    """Lay each page out in a WeasyPrint document of its own."""
    return [html_to_pdf(whole_page(snapshot)) for snapshot in snapshots]


def with_the_press(snapshots: Sequence[dict[str, Any]]) -> list[bytes]:
    """Lay the plates out, stamp the rest."""
    return [render_certificates(snapshots)]


WAYS = {
    "press": with_the_press,
    "weasyprint_document": one_document,
    "weasyprint_page": page_by_page,
    "typst": with_typst,
    "reportlab": with_reportlab,
}
# Those that are quick enough for the whole batch.
QUICK = {"press", "typst", "reportlab"}


def measure(render: Callable[[Any], list[bytes]], snapshots: Sequence[Any]) -> dict[str, float]:
    """Return processor milliseconds and bytes a page; raises when a page is missing."""
    start = time.process_time()
    files = render(snapshots)
    taken = time.process_time() - start
    pages = 0
    for file in files:
        with pikepdf.open(BytesIO(file)) as pdf:
            pages += len(pdf.pages)
    if pages != len(snapshots):
        raise AssertionError(f"{pages} pages for {len(snapshots)} certificates")
    return {
        "pages": pages,
        "milliseconds_a_page": round(taken * 1000 / pages, 2),
        "bytes_a_page": round(sum(map(len, files)) / pages),
    }


def peak_mib() -> int:
    """Return the most memory that this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: Sequence[str]) -> int:
    """Measure, print a table or JSON, and return 0."""
    parser = argparse.ArgumentParser(prog="python -m bench certificates", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="certificates for the press")
    parser.add_argument("--sample", type=int, default=20, help="certificates for the other ways")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    snapshots = [invent_snapshot(number) for number in range(1, options.count + 1)]
    results: dict[str, Any] = {}
    for name, render in WAYS.items():
        part = snapshots if name in QUICK else snapshots[: options.sample]
        results[name] = measure(render, part)
        if name == "press":
            peak = peak_mib()
    for result in results.values():
        own = result["milliseconds_a_page"] / results["press"]["milliseconds_a_page"]
        result["times_the_press"] = round(own, 1)
    if options.json:
        figures = {name: result["milliseconds_a_page"] for name, result in results.items()}
        print(json.dumps({**figures, "peak_mib": peak, "ways": results}, indent=2))
        return 0
    print(f"press, peak memory: {peak} MiB")
    for name, result in results.items():
        print(
            f"{name:20}{result['milliseconds_a_page']:9.2f} ms a page"
            f"{result['bytes_a_page']:9d} bytes a page"
            f"{result['times_the_press']:8.1f} x the press"
        )
    return 0
