"""Invented people with the longest names that really occur, to try a look on."""

from typing import Any

from certificates.designs.design import Snapshot
from certificates.designs.look import Look

CODE = "7K2M9QXR4TVB8NHJ6PWZ3CDF5GA"
PEOPLE: dict[str, dict[str, Any]] = {
    "usual": {
        "name_ar": "فاطمة الزهراء بنعلي",
        "name_latin": "Fatima Zahra BENALI",
        "gender": "f",
        "organisation_ar": "تعاونية البركة لإنتاج الكسكس",
        "organisation_fr": "Coopérative Al Baraka de production de couscous",
        "cin": "MC123456",
    },
    "longest": {
        "name_ar": "مولاي عبد الرحمان بن الطاهر العلوي الإدريسي الحسني الصقلي",
        "name_latin": "Moulay Abderrahmane BEN TAHAR EL ALAOUI EL IDRISSI EL HASSANI ESSAQALLI",
        "gender": "m",
        "organisation_ar": "التعاونية النسوية الفلاحية البركة لإنتاج وتسويق الكسكس والمنتوجات"
        " المجالية والأعشاب الطبية والعطرية",
        "organisation_fr": "Coopérative féminine agricole Al Baraka pour la production et la"
        " commercialisation du couscous et des produits du terroir",
        "cin": "MC987654",
    },
    "shortest": {
        "name_ar": "مي رضا",
        "name_latin": "Mai RIDA",
        "gender": "",
        "organisation_ar": "",
        "organisation_fr": "",
        "cin": "A1234",
    },
    "letters": {
        "name_ar": "ڭوثر گناوي بنت مُحَمَّدٍ (SARA)",
        "name_latin": "Zoé-Kaoutar L’HÉRITIER-ŒUVRARD",
        "gender": "f",
        "organisation_ar": "مقاولة Green Food 2000 (SARL)",
        "organisation_fr": "Entreprise Green Food 2000 (SARL)",
        "cin": "BE45678",
    },
}
EVENT: dict[str, Any] = {
    "number": "RAD/2026/SB01/0001",
    "code": CODE,
    "verify_url": f"https://takwin.example.ma/v/{CODE}",
    "province_ar": "إقليم سيدي بنور",
    "province_fr": "Province de Sidi Bennour",
    "event_title_ar": "تدبير الجودة واللوجستيك في منظومة الاقتصاد الاجتماعي والتضامني",
    "event_title_fr": "Gestion de la qualité et logistique dans l’économie sociale et solidaire",
    "venue_ar": "فندق السانية، سيدي بنور",
    "venue_fr": "Hôtel Essania, Sidi Bennour",
    "days": ["2026-01-31", "2026-02-01"],
    "hours": "12",
    "modules_ar": ["تدبير الجودة", "اللوجستيك وسلاسل التوريد"],
    "modules_fr": ["Gestion de la qualité", "Logistique et chaînes d’approvisionnement"],
    "project_ar": "المقاربة الالتقائية ورهانات التنمية الجهوية الاقتصادية العادلة",
    "project_fr": "Approche de convergence et enjeux d’un développement économique régional"
    " équitable",
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
    "issuer_contact": "+212 523 00 00 00 · contact@example.ma",
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
    "logos": [],
}


def specimens(look: Look, **facts: Any) -> list[Snapshot]:
    """Return a complete snapshot of each invented person, for a preview of the look.

    ``facts`` take the place of the invented event's: the network's own name, its logos.
    """
    return [make_specimen(look, person, **facts) for person in PEOPLE]


def make_specimen(look: Look, person: str = "usual", **facts: Any) -> Snapshot:
    """Return the snapshot of one of `PEOPLE` under a look."""
    return {**EVENT, **PEOPLE[person], "look": look.as_json(), **facts}
