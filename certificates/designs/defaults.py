"""What a certificate says where the administrator has not said it otherwise.

Moroccan Arabic of papers, and French; see `certificates.designs.sentences` for the brackets.
"""

from certificates.kinds import Kind

ARABIC_CIVILITY = "[السيد|السيدة|السيد(ة)]"
FRENCH_CIVILITY = "[Monsieur|Madame|M.\u00a0/\u00a0Mme]"

# What most kinds share; a kind's own sentence takes its place.
SHARED = {
    "opening_ar": f"{{attests}} {{issuer}} بأن {ARABIC_CIVILITY}",
    "opening_fr": f"Nous, {{issuer}}, attestons que\u00a0{FRENCH_CIVILITY}",
    "event_ar": "«{event}»",
    "event_fr": "«\u00a0{event}\u00a0»",
    "details_ar": "المنظم [ب{venue}][، {days}][، لمدة\u00a0{hours}]",
    "details_fr": "tenue[ {days}][ ({venue})][, d’une durée de\u00a0{hours}]",
    "frame_ar": "[في إطار مشروع «{project}»][، بشراكة مع {partners}]",
    "frame_fr": "[dans le cadre du projet «\u00a0{project}\u00a0»]"
    "[, en partenariat avec\u00a0: {partners}]",
    "closing_ar": "وقد سلمت [له|لها|له(ا)] هذه الشهادة للإدلاء بها عند الحاجة",
    "closing_fr": "La présente attestation lui est délivrée pour servir et valoir ce que de droit",
    "made_ar": "حرر [ب{city} ]بتاريخ {date}",
    "made_fr": "Fait [à {city}, ]le {date}",
}
OWN: dict[Kind, dict[str, str]] = {
    Kind.PARTICIPATION: {
        "title_ar": "شهادة المشاركة",
        "title_fr": "Attestation de participation",
        "activity_ar": "قد [شارك|شاركت|شارك(ت)] في اللقاء التكويني حول موضوع",
        "activity_fr": "a participé à la rencontre de formation sur le thème",
    },
    Kind.COMPLETION: {
        "title_ar": "شهادة الاستفادة من التكوين",
        "title_fr": "Attestation de formation",
        "activity_ar": "قد [استفاد|استفادت|استفاد(ت)] من اللقاء التكويني حول موضوع",
        "activity_fr": "a suivi la formation sur le thème",
        "details_fr": "organisée[ {days}][ ({venue})][, d’une durée de\u00a0{hours}]",
    },
    Kind.TRAINER: {
        "title_ar": "شهادة التأطير",
        "title_fr": "Attestation d’animation",
        "activity_ar": "قد [أطر|أطرت|أطر(ت)] اللقاء التكويني حول موضوع",
        "activity_fr": "a animé la rencontre de formation sur le thème",
        "details_ar": "المنظم [ب{venue}][، {days}][، لمدة\u00a0{hours}][، في {modules}]",
        "details_fr": "tenue[ {days}][ ({venue})][, d’une durée de\u00a0{hours}][, pour {modules}]",
    },
    Kind.COORDINATOR: {
        "title_ar": "شهادة التنسيق",
        "title_fr": "Attestation de coordination",
        "activity_ar": "قد [أشرف|أشرفت|أشرف(ت)] على تنسيق اللقاء التكويني حول موضوع",
        "activity_fr": "a assuré la coordination de la rencontre de formation sur le thème",
    },
    Kind.THANKS: {
        "title_ar": "شهادة تقديرية",
        "title_fr": "Attestation de reconnaissance",
        "opening_ar": f"باسم {{issuer}}، تقدم هذه الشهادة التقديرية إلى {ARABIC_CIVILITY}",
        "opening_fr": "Nous, {issuer}, exprimons notre vive reconnaissance à\u00a0"
        f"{FRENCH_CIVILITY}",
        "activity_ar": "اعترافا بالمساهمة القيمة في إنجاح اللقاء التكويني حول موضوع",
        "activity_fr": "pour sa précieuse contribution à la réussite de la rencontre de formation"
        " sur le thème",
        "closing_ar": "مع خالص الشكر والتقدير، ومتمنياتنا بدوام التوفيق والعطاء",
        "closing_fr": "Avec l’expression de notre gratitude et nos vœux de plein succès",
    },
}


def default_text(kind: Kind, key: str) -> str:
    """Return the sentence called ``key``, such as ``title_ar``, of a kind of certificate."""
    return OWN[kind].get(key) or SHARED[key]
