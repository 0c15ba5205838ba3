"""How long a batch of certificates takes: the press beside what one would do without it.

The same certificates, the same design, five ways: the press (plate and stamps), one WeasyPrint
document with a page for each person, WeasyPrint person by person, Typst and ReportLab. WeasyPrint
is timed on a part of the batch, since its time grows with the pages. ``pades`` is what the seal of
an electronic copy costs on top, each single file of a part of the batch. With --growth the press
alone prints 1,000, 5,000 and 20,000 certificates, to show that time and size grow with them only.
"""

import argparse
import gc
import hashlib
import json
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench._seal_key import make_p12
from certificates.designs import get_design
from certificates.designs.design import Setting
from certificates.kinds import Kind
from certificates.press import render_certificate, render_certificates
from certificates.seals import DIGEST_BYTES, Facts, write_seal
from documents.html_pdf import html_to_pdf
from documents.pades import open_key, seal_pdf

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
# The same in every run, so that every run prints the same codes.
SIGNING_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
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
    address = f"https://takwin.example.ma/v/{code}"
    facts = Facts(
        code=code,
        issued_on=date.fromisoformat(EVENT["issued_on"]),
        kind=Kind.PARTICIPATION,
        version=1,
        digest=hashlib.sha256(code.encode()).digest()[:DIGEST_BYTES],
        number=f"RAD/2026/SB01/{number:05d}",
        name_ar=f"{given_ar} {family_ar}",
        name_latin=f"{given} {family}",
    )
    return EVENT | {
        "number": facts.number,
        "code": code,
        "verify_url": address,
        "qr": f"{address}#{write_seal(facts, SIGNING_KEY)}",
        "name_ar": facts.name_ar,
        "name_latin": facts.name_latin,
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
    codes = {"qr": snapshot["qr"]}
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


def with_the_press(snapshots: Iterable[dict[str, Any]]) -> list[bytes]:
    """Lay the plates out, stamp the rest."""
    return [render_certificates(snapshots)]


def with_typst(snapshots: Sequence[dict[str, Any]]) -> list[bytes]:
    """Set everything with Typst, which is not loaded while the press's memory is measured."""
    from bench import _other_typesetters  # noqa: PLC0415 see above

    return _other_typesetters.with_typst(snapshots)


def with_reportlab(snapshots: Sequence[dict[str, Any]]) -> list[bytes]:
    """Draw everything with ReportLab, loaded as late."""
    from bench import _other_typesetters  # noqa: PLC0415 see above

    return _other_typesetters.with_reportlab(snapshots)


WAYS = {
    "press": with_the_press,
    "weasyprint_document": one_document,
    "weasyprint_page": page_by_page,
    "typst": with_typst,
    "reportlab": with_reportlab,
}
# Those that are quick enough for the whole batch.
QUICK = {"press", "typst", "reportlab"}
GROWTH = (1000, 5000, 20_000)


def measure(
    render: Callable[[Any], list[bytes]], papers: Iterable[Any], count: int
) -> dict[str, float]:
    """Return processor milliseconds and bytes a page, and the most memory held so far, in MiB.

    Raises when a page is missing.
    """
    gc.collect()
    start = time.process_time()
    files = render(papers)
    taken, peak = time.process_time() - start, peak_mib()
    pages = 0
    for file in files:
        with pikepdf.open(BytesIO(file)) as pdf:
            pages += len(pdf.pages)
    if pages != count:
        raise AssertionError(f"{pages} pages for {count} certificates")
    return {
        "pages": pages,
        "milliseconds_a_page": round(taken * 1000 / pages, 2),
        "bytes_a_page": round(sum(map(len, files)) / pages),
        "peak_mib": peak,
    }


def peak_mib() -> int:
    """Return the most memory that this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure_seal(snapshots: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return what it costs to seal single files, with a key made for the purpose."""
    papers = [render_certificate(snapshot) for snapshot in snapshots]
    with TemporaryDirectory() as folder:
        key = open_key(make_p12(Path(folder) / "seal.p12", "bench"), "bench")
        seal_pdf(papers[0], key)  # so that loading the library is not counted
        result = measure(lambda files: [seal_pdf(file, key) for file in files], papers, len(papers))
    result["bytes_added"] = result["bytes_a_page"] - round(sum(map(len, papers)) / len(papers))
    return result


def compare(snapshots: Sequence[dict[str, Any]], sample: int) -> dict[str, Any]:
    """Print the certificates in every way, and return what each took, by name."""
    results: dict[str, Any] = {}
    for name, render in WAYS.items():
        part = snapshots if name in QUICK else snapshots[:sample]
        results[name] = measure(render, part, len(part))
    results["pades"] = measure_seal(snapshots[:sample])
    for name, result in results.items():
        if name != "press":
            # What the ways before it held counts too.
            del result["peak_mib"]
        own = result["milliseconds_a_page"] / results["press"]["milliseconds_a_page"]
        result["times_the_press"] = round(own, 1)
    return results


def grow(counts: Sequence[int]) -> dict[str, Any]:
    """Print ever more certificates with the press, and return what each number took."""
    with_the_press([invent_snapshot(number) for number in range(20)])  # lays the plates out
    results = {}
    for count in counts:
        snapshots = map(invent_snapshot, range(1, count + 1))
        results[f"press_{count}"] = measure(with_the_press, snapshots, count)
    return results


def main(arguments: Sequence[str]) -> int:
    """Measure, print a table or JSON, and return 0."""
    parser = argparse.ArgumentParser(prog="python -m bench certificates", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="certificates for the press")
    parser.add_argument("--sample", type=int, default=20, help="certificates for the other ways")
    parser.add_argument("--growth", action="store_true", help="the press alone, up to 20,000")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    if options.growth:
        results = grow(GROWTH)
    else:
        snapshots = [invent_snapshot(number) for number in range(1, options.count + 1)]
        results = compare(snapshots, options.sample)
    print(as_json(results) if options.json else as_table(results))
    return 0


def as_json(results: dict[str, Any]) -> str:
    """Write the milliseconds a page by name, the press's peak memory, and all the rest."""
    figures = {name: result["milliseconds_a_page"] for name, result in results.items()}
    peak = max(result.get("peak_mib", 0) for result in results.values())
    return json.dumps({**figures, "peak_mib": peak, "ways": results}, indent=2)


def as_table(results: dict[str, Any]) -> str:
    """Write a line for each way."""
    lines = []
    for name, result in results.items():
        line = (
            f"{name:20}{result['milliseconds_a_page']:9.2f} ms a page"
            f"{result['bytes_a_page']:9d} bytes a page"
        )
        if "times_the_press" in result:
            line += f"{result['times_the_press']:8.1f} x the press"
        if "peak_mib" in result:
            line += f"{result['peak_mib']:6d} MiB at most"
        lines.append(line)
    return "\n".join(lines)
