"""The snapshot of a certificate as it is issued, and ways to read a printed one."""

import pypdfium2

CODE = "7K2M9QXR4TVB8NHJ6PWZ3CDF5GA"
SIGNATORY = {
    "name_ar": "عبد الرحيم العلمي",
    "name_fr": "Abderrahim EL ALAMI",
    "capacity_ar": "رئاسة الشبكة",
    "capacity_fr": "La présidence du Réseau",
}
SNAPSHOT = {
    "design": "participation-1",
    "number": "RAD/2026/SB01/0001",
    "code": CODE,
    "verify_url": f"https://takwin.example.ma/v/{CODE}",
    "name_ar": "فاطمة الزهراء بنعلي",
    "name_latin": "Fatima Zahra BENALI",
    "gender": "f",
    "organisation_ar": "تعاونية البركة لإنتاج الكسكس",
    "organisation_fr": "Coopérative Al Baraka de production de couscous",
    "province_ar": "إقليم سيدي بنور",
    "province_fr": "Province de Sidi Bennour",
    "event_title_ar": "تدبير الجودة واللوجستيك في منظومة الاقتصاد الاجتماعي والتضامني",
    "event_title_fr": "Gestion de la qualité et logistique dans l’économie sociale et solidaire",
    "venue_ar": "فندق السانية، سيدي بنور",
    "venue_fr": "Hôtel Essania, Sidi Bennour",
    "days": ["2026-02-01"],
    "hours": "6",
    "project_ar": "المقاربة الالتقائية ورهانات التنمية الجهوية الاقتصادية العادلة",
    "project_fr": "Approche de convergence et enjeux d’un développement économique régional équitable",
    "partners_ar": [
        "جهة الدار البيضاء–سطات",
        "ولاية الجهة",
        "المديرية الجهوية لوزارة الإدماج الاقتصادي والمقاولة الصغرى والتشغيل والكفاءات",
    ],
    "partners_fr": [
        "Région Casablanca-Settat",
        "Wilaya de la Région",
        "Direction régionale du ministère de l’Inclusion économique, de la Petite entreprise, "
        "de l’Emploi et des Compétences",
    ],
    "issuer_ar": "شبكة الجمعيات الدكالية غير الحكومية",
    "issuer_fr": "Réseau des associations doukkalies non gouvernementales",
    "issuer_contact": "+212523000000 · contact@example.ma",
    "city_ar": "سيدي بنور",
    "city_fr": "Sidi Bennour",
    "issued_on": "2026-02-01",
    "signatories": [SIGNATORY],
}
LONG_PARTNERS = {
    "partners_ar": [
        *SNAPSHOT["partners_ar"],
        "المجلس الإقليمي لسيدي بنور",
        "مكتب تنمية التعاون – المندوبية الجهوية",
        "غرفة التجارة والصناعة والخدمات لجهة الدار البيضاء–سطات",
    ],
    "partners_fr": [
        *SNAPSHOT["partners_fr"],
        "Conseil provincial de Sidi Bennour",
        "Office du développement de la coopération – Délégation régionale",
        "Chambre de commerce, d’industrie et de services de Casablanca-Settat",
    ],
}


def make_snapshot(**changes):
    return {**SNAPSHOT, **changes}


def picture_of(pdf, page_number=0, scale=2):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page_number].render(scale=scale).to_pil().convert("L")


def text_of(pdf, page_number=0):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page_number].get_textpage().get_text_bounded()


def pages_of(pdf):
    """Return the text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]
