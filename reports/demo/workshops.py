"""The demo's consultation workshops: the one that was held, and the one that coordinators answer.

That it was held, its day, its place and its points are from the article. Invented: who was there,
what was said, what was decided.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from network.models import User
from participants.counting import count_by_province
from reports.demo.attending import Registrar
from reports.demo.story import Bilingual
from trainings.models import Event, FrozenCount, Invitation, Session
from trainings.services.invitations import (
    answer_invitation,
    invite_coordinators,
    mark_coordinators,
)
from trainings.services.workshops import (
    DecisionFacts,
    add_decision,
    change_point,
    freeze_counts,
    name_rapporteur,
)

Answer = Invitation.Answer
CASABLANCA = ZoneInfo("Africa/Casablanca")
# When the workshop that was held had its invitations, answers and numbers.
INVITED_AT = dt.datetime(2026, 1, 19, 10, 15, tzinfo=CASABLANCA)
ANSWERED_AT = dt.datetime(2026, 1, 22, 16, 40, tzinfo=CASABLANCA)
FROZEN_AT = dt.datetime(2026, 1, 31, 9, 20, tzinfo=CASABLANCA)
# Who was not there, by province: excused with a note, and absent without a word.
EXCUSED = {"MA-MED": "التزام مهني في اليوم نفسه"}
ABSENT = ("MA-NOU",)
# What the coordinators answered to the coming workshop; the others have not yet.
COMING = ("MA-JDI", "MA-CAS", "MA-MOH", "MA-BES", "MA-SET")
NOT_COMING = {"MA-NOU": "سفر خارج الجهة من 10 إلى 14 دجنبر"}

# In the order of `story.WORKSHOP_POINTS`.
DISCUSSIONS: tuple[Bilingual, ...] = (
    (
        "ذكّر مكتب الشبكة بمنهجية الاشتغال المعتمدة برسم سنة 2026: ورشة تشاورية مع منسقي الأقاليم "
        "قبل كل لقاء، ثم يوم تكويني، ثم تتبع التوصيات.\n\n"
        "وأكد المنسقون على أهمية إشراكهم في اختيار المحاور قبل الحسم في التواريخ، "
        "وعلى تقاسم حصيلة كل لقاء معهم في أجل معقول.",
        "Le bureau du réseau a rappelé la méthode de travail adoptée au titre de l'année 2026 : un "
        "atelier de concertation avec les coordinateurs avant chaque rencontre, puis une journée "
        "de formation, puis le suivi des recommandations.\n\n"
        "Les coordinateurs ont souligné l'importance d'être associés au choix des thèmes avant que "
        "les dates ne soient arrêtées, et de recevoir le bilan de chaque rencontre dans un délai "
        "raisonnable.",
    ),
    (
        "تم الاتفاق على مراحل الإعداد: حجز المكان وتأكيده كتابة قبل ثلاثين يوما، وإخبار الشركاء "
        "والسلطات المحلية قبل ثلاثة أسابيع، وتوجيه الدعوات إلى المستفيدين قبل خمسة عشر يوما. "
        "وطلب عدد من المنسقين أن يتوصلوا بلوائح المسجلين أسبوعا قبل اللقاء.",
        "Les étapes de préparation ont été arrêtées : réserver le lieu et le confirmer par écrit "
        "trente jours avant, informer les partenaires et les autorités locales trois semaines "
        "avant, envoyer les convocations aux bénéficiaires quinze jours avant. Plusieurs "
        "coordinateurs ont demandé à recevoir les listes des inscrits une semaine avant la "
        "rencontre.",
    ),
    (
        "أثار المنسقون صعوبة التنقل من الجماعات القروية البعيدة، واقترحوا توفير حافلة لكل إقليم. "
        "واتفق الحاضرون على أن يتكلف الإقليم المحتضن باستراحات الشاي ووجبة الغداء، "
        "وعلى طبع أوراق الحضور يومين قبل اللقاء.",
        "Les coordinateurs ont évoqué la difficulté du déplacement depuis les communes rurales "
        "éloignées et proposé un autocar par province. Les présents sont convenus que la province "
        "d'accueil s'occupe des pauses-thé et du déjeuner, et que les feuilles d'émargement soient "
        "imprimées deux jours avant la rencontre.",
    ),
    (
        "اقتُرح إقليم الجديدة لاحتضان اللقاء حول الحكامة الجيدة والتدبير المؤسساتي، وإقليم سطات "
        "للقاء حول التسويق والولوج إلى الأسواق، على أن ينعقدا في نهاية الأسبوع خلال شهر دجنبر "
        "تيسيرا لحضور أصحاب المشاريع.",
        "La province d'El Jadida a été proposée pour la rencontre sur la bonne gouvernance et la "
        "gestion institutionnelle, et celle de Settat pour la rencontre sur le marketing et "
        "l'accès aux marchés, toutes deux un week-end de décembre, pour faciliter la présence des "
        "porteurs de projets.",
    ),
    (
        "قُدمت معطيات المسجلين بكل إقليم كما يبينها الجدول. ولاحظ الحاضرون أن مقاعد إقليمي "
        "سيدي بنور والجديدة امتلأت وأن أشخاصا ينتظرون، بينما بقيت مقاعد شاغرة بأقاليم أخرى.",
        "Le nombre des inscrits de chaque province a été présenté, tel que le tableau le montre. "
        "Les présents ont relevé que les places de Sidi Bennour et d'El Jadida sont toutes prises "
        "et que des personnes attendent, tandis qu'il en reste dans d'autres provinces.",
    ),
)

DECISIONS = (
    DecisionFacts(
        text_ar="تعميم منهجية الاشتغال المعتمدة برسم سنة 2026 كتابة على جميع منسقي الأقاليم",
        text_fr="Communiquer par écrit à tous les coordinateurs la méthode de travail de 2026",
        responsible="مكتب الشبكة",
        due_on=dt.date(2026, 2, 15),
    ),
    DecisionFacts(
        text_ar="تنظيم اللقاء المقبل حول الحكامة الجيدة والتدبير المؤسساتي بإقليم الجديدة",
        text_fr="Tenir la prochaine rencontre, sur la bonne gouvernance et la gestion "
        "institutionnelle, dans la province d'El Jadida",
        responsible="بوشعيب الفرجي",
        due_on=dt.date(2026, 12, 13),
    ),
    DecisionFacts(
        text_ar="دعوة من ينتظرون مقعدا بإقليمي سيدي بنور والجديدة بالأولوية إلى اللقاءات المقبلة",
        text_fr="Inviter en priorité aux prochaines rencontres ceux qui attendent une place à Sidi "
        "Bennour et à El Jadida",
        responsible="خديجة الحمداوي",
        due_on=dt.date(2026, 11, 30),
    ),
    DecisionFacts(
        text_ar="دراسة توفير حافلة لكل إقليم تبعد جماعاته عن مكان اللقاء",
        text_fr="Étudier un autocar pour chaque province dont les communes sont loin du lieu",
        responsible="",
        due_on=None,
    ),
)


def hold_workshop(registrar: Registrar, event: Event, *, by: User) -> Session:
    """Hold the workshop of the event that was held: who was there, numbers, words, decisions."""
    workshop = event.sessions.workshops().get()
    invitations = invite_everybody(registrar, workshop, by=by)
    for iso, invitation in invitations.items():
        answer = Answer.NOT_COMING if iso in EXCUSED else Answer.COMING
        answer_invitation(invitation, answer=answer, note=EXCUSED.get(iso, ""), by=by)
    away = {*EXCUSED, *ABSENT}
    marks = {invitation.pk: iso not in away for iso, invitation in invitations.items()}
    mark_coordinators(workshop, marks=marks, by=by)
    frozen = freeze_counts(workshop, counts=count_by_province(event.programme), by=by)
    _set_back_in_time(workshop, frozen)
    _write_down(workshop, by=by)
    return workshop


def invite_to_coming_workshop(registrar: Registrar, event: Event, *, by: User) -> Session:
    """Invite everybody to the coming workshop; some have answered."""
    workshop = event.sessions.workshops().get()
    for iso, invitation in invite_everybody(registrar, workshop, by=by).items():
        if iso in COMING:
            answer_invitation(invitation, answer=Answer.COMING, by=invitation.coordinator)
        elif iso in NOT_COMING:
            note = NOT_COMING[iso]
            answer_invitation(
                invitation, answer=Answer.NOT_COMING, note=note, by=invitation.coordinator
            )
    return workshop


def invite_everybody(registrar: Registrar, workshop: Session, *, by: User) -> dict[str, Invitation]:
    """Invite the coordinators of all provinces; return the invitations by ISO code."""
    sent = invite_coordinators(workshop, registrar.coordinators.values(), by=by)
    by_person = {invitation.coordinator_id: invitation for invitation in sent}
    return {iso: by_person[person.pk] for iso, person in registrar.coordinators.items()}


def _set_back_in_time(workshop: Session, frozen: FrozenCount) -> None:
    """Let what was made just now have been made when the story says so."""
    workshop.invitations.update(invited_at=INVITED_AT, answered_at=ANSWERED_AT)
    FrozenCount.objects.filter(pk=frozen.pk).update(frozen_at=FROZEN_AT)


def _write_down(workshop: Session, *, by: User) -> None:
    for point, (said_ar, said_fr) in zip(workshop.points.all(), DISCUSSIONS, strict=True):
        change_point(
            point,
            text_ar=point.text_ar,
            text_fr=point.text_fr,
            discussion_ar=said_ar,
            discussion_fr=said_fr,
            by=by,
        )
    for decision in DECISIONS:
        add_decision(workshop, by=by, **decision)
    name_rapporteur(workshop, rapporteur=by.full_name, by=by)
