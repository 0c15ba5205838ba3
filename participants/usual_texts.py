"""The texts that Takwin brings for each kind of message: formal, and short enough for a phone."""

from typing import TypedDict

from participants.models import Announcement, MessageKind, UsualText


class MessageTexts(TypedDict):
    """What a message says in both languages, with placeholders."""

    subject_ar: str
    body_ar: str
    subject_fr: str
    body_fr: str


GREETING_AR = "{السيد} {الاسم}، تحية طيبة وبعد،\n"
GREETING_FR = "{civilité} {nom},\n"
FAREWELL_AR = "\nوتفضلوا بقبول فائق عبارات التقدير.\n{الشبكة}"
FAREWELL_FR = "\nVeuillez agréer nos salutations distinguées.\n{réseau}"
WHERE_AR = "التاريخ: {التاريخ}\nالتوقيت: {التوقيت}\nالمكان: {المكان}، {الجماعة}\n"
WHERE_FR = "Date : {dates}\nHoraires : {horaires}\nLieu : {lieu}, {commune}\n"
ASK_AR = "لمزيد من المعلومات، المرجو الاتصال بـ: {المنسق}، {هاتف_المنسق}.\n"
ASK_FR = "Pour tout renseignement : {coordinateur}, {téléphone}.\n"

USUAL_TEXTS: dict[str, MessageTexts] = {
    MessageKind.INVITATION: {
        "subject_ar": "دعوة لحضور لقاء تكويني: {اللقاء}",
        "body_ar": GREETING_AR
        + "يسعدنا دعوتكم للمشاركة في اللقاء التكويني حول «{اللقاء}».\n"
        + WHERE_AR
        + "المرجو تأكيد حضوركم لدى: {المنسق}، {هاتف_المنسق}.\n"
        + FAREWELL_AR,
        "subject_fr": "Invitation à une rencontre de formation : {rencontre}",
        "body_fr": GREETING_FR
        + "Nous avons le plaisir de vous inviter à la rencontre de formation « {rencontre} ».\n"
        + WHERE_FR
        + "Merci de confirmer votre présence auprès de : {coordinateur}, {téléphone}.\n"
        + FAREWELL_FR,
    },
    MessageKind.WORKSHOP: {
        "subject_ar": "دعوة لحضور الورشة التشاورية لمنسقي الأقاليم",
        "body_ar": GREETING_AR
        + "يسعدنا دعوتكم لحضور الورشة التشاورية المنظمة لفائدة منسقي الأقاليم، "
        + "في إطار الإعداد للقاء التكويني حول «{اللقاء}».\n"
        + WHERE_AR
        + ASK_AR
        + FAREWELL_AR,
        "subject_fr": "Invitation à l'atelier de concertation des coordinateurs",
        "body_fr": GREETING_FR
        + "Nous avons le plaisir de vous inviter à l'atelier de concertation des coordinateurs "
        + "provinciaux, qui prépare la rencontre de formation « {rencontre} ».\n"
        + WHERE_FR
        + ASK_FR
        + FAREWELL_FR,
    },
    MessageKind.REMINDER: {
        "subject_ar": "تذكير بموعد اللقاء التكويني: {اللقاء}",
        "body_ar": GREETING_AR
        + "نذكركم بموعد اللقاء التكويني حول «{اللقاء}».\n"
        + WHERE_AR
        + "في حالة تعذر حضوركم، المرجو إخبار: {المنسق}، {هاتف_المنسق}، "
        + "حتى يستفيد شخص آخر من مقعدكم.\n"
        + FAREWELL_AR,
        "subject_fr": "Rappel : rencontre de formation « {rencontre} »",
        "body_fr": GREETING_FR
        + "Nous vous rappelons la rencontre de formation « {rencontre} ».\n"
        + WHERE_FR
        + "En cas d'empêchement, merci de prévenir : {coordinateur}, {téléphone}, afin qu'une "
        + "autre personne bénéficie de votre place.\n"
        + FAREWELL_FR,
    },
    MessageKind.POSTPONEMENT: {
        "subject_ar": "تأجيل اللقاء التكويني: {اللقاء}",
        "body_ar": GREETING_AR
        + "نخبركم أنه تقرر تأجيل اللقاء التكويني حول «{اللقاء}»، الذي كان مقررا {التاريخ}، "
        + "إلى موعد لاحق سنوافيكم به في حينه.\n"
        + "السبب: {السبب}.\n"
        + "يظل تسجيلكم قائما، ولا يتطلب منكم أي إجراء.\n"
        + ASK_AR
        + "\nونعتذر لكم عن هذا التأجيل.\n{الشبكة}",
        "subject_fr": "Report de la rencontre de formation « {rencontre} »",
        "body_fr": GREETING_FR
        + "La rencontre de formation « {rencontre} », prévue {dates}, est reportée à une date "
        + "ultérieure, qui vous sera communiquée.\n"
        + "Motif : {motif}.\n"
        + "Votre inscription reste valable, vous n'avez aucune démarche à faire.\n"
        + ASK_FR
        + "\nAvec nos excuses pour ce report.\n{réseau}",
    },
    MessageKind.NEW_DATE: {
        "subject_ar": "الموعد الجديد للقاء التكويني: {اللقاء}",
        "body_ar": GREETING_AR
        + "نخبركم بالموعد الجديد للقاء التكويني حول «{اللقاء}».\n"
        + WHERE_AR
        + "يظل تسجيلكم قائما. في حالة تعذر حضوركم، المرجو إخبار: {المنسق}، {هاتف_المنسق}.\n"
        + FAREWELL_AR,
        "subject_fr": "Nouvelle date de la rencontre de formation « {rencontre} »",
        "body_fr": GREETING_FR
        + "Voici la nouvelle date de la rencontre de formation « {rencontre} ».\n"
        + WHERE_FR
        + "Votre inscription reste valable. En cas d'empêchement, merci de prévenir : "
        + "{coordinateur}, {téléphone}.\n"
        + FAREWELL_FR,
    },
    MessageKind.CANCELLATION: {
        "subject_ar": "إلغاء اللقاء التكويني: {اللقاء}",
        "body_ar": GREETING_AR
        + "يؤسفنا أن نخبركم بإلغاء اللقاء التكويني حول «{اللقاء}»، الذي كان مقررا {التاريخ}.\n"
        + "السبب: {السبب}.\n"
        + ASK_AR
        + "\nونتطلع إلى مشاركتكم في لقاءات مقبلة.\n{الشبكة}",
        "subject_fr": "Annulation de la rencontre de formation « {rencontre} »",
        "body_fr": GREETING_FR
        + "Nous avons le regret de vous informer de l'annulation de la rencontre de formation "
        + "« {rencontre} », prévue {dates}.\n"
        + "Motif : {motif}.\n"
        + ASK_FR
        + "\nNous espérons vous retrouver lors d'une prochaine rencontre.\n{réseau}",
    },
    MessageKind.OTHER: {
        "subject_ar": "بخصوص اللقاء التكويني: {اللقاء}",
        "body_ar": GREETING_AR + "\n\n" + ASK_AR + FAREWELL_AR,
        "subject_fr": "À propos de la rencontre de formation « {rencontre} »",
        "body_fr": GREETING_FR + "\n\n" + ASK_FR + FAREWELL_FR,
    },
}
TEXT_FIELDS: tuple[str, ...] = tuple(MessageTexts.__annotations__)


def usual_texts(kind: str) -> MessageTexts:
    """Return the network's own texts for a kind of message, or else those that Takwin brings."""
    own = UsualText.objects.filter(kind=kind).first()
    return texts_of(own) if own else USUAL_TEXTS[kind]


def texts_of(row: Announcement | UsualText) -> MessageTexts:
    """Return the texts that a row keeps."""
    return {
        "subject_ar": row.subject_ar,
        "body_ar": row.body_ar,
        "subject_fr": row.subject_fr,
        "body_fr": row.body_fr,
    }
