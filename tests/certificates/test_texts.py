"""The texts of certificates: the defaults of each kind, and what an administrator may write."""

import pytest

from certificates.designs import compose, design_of
from certificates.designs.composing import PERSONAL
from certificates.designs.defaults import default_text
from certificates.designs.look import Languages, Look, Shown
from certificates.designs.specimens import make_specimen
from certificates.designs.texts import (
    PLACEHOLDERS,
    PROBLEMS,
    check_text,
    check_texts,
    known_placeholders,
    text_keys,
)
from certificates.designs.words import VALUES
from certificates.kinds import Kind

pytestmark = pytest.mark.engineless


def voices_of(kind=Kind.PARTICIPATION, *, texts=None, shows=None, **facts):
    look = Look(layout="plain", kind=kind, texts=texts or {})
    if shows is not None:
        look = Look(layout="plain", kind=kind, shows=frozenset(shows))
    snapshot = make_specimen(look, **facts)
    wording = design_of(snapshot).wording(snapshot)
    return {voice["language"]: voice for voice in wording["voices"]}


def plain(text):
    return text.replace("\u00a0", " ")


def test_a_participation_is_told_as_moroccan_papers_tell_it():
    voice = voices_of()["ar"]
    assert [
        plain(voice[name]) for name in ("title", "opening", "activity", "details", "closing")
    ] == [
        "شهادة المشاركة",
        "تشهد شبكة الجمعيات الدكالية غير الحكومية بأن السيدة",
        "قد شاركت في اللقاء التكويني حول موضوع:",
        "المنظم بفندق السانية، سيدي بنور، يومي السبت والأحد 31 يناير و1 فبراير 2026، لمدة 12 ساعة،",
        "وقد سلمت لها هذه الشهادة للإدلاء بها عند الحاجة.",
    ]


def test_and_in_french():
    voice = voices_of(gender="m")["fr"]
    assert [plain(voice[name]) for name in ("opening", "activity", "event", "details", "made")] == [
        "Nous, Réseau des associations doukkalies non gouvernementales, attestons que Monsieur",
        "a participé à la rencontre de formation sur le thème :",
        "« Gestion de la qualité et logistique dans l’économie sociale et solidaire »",
        "tenue les samedi 31 janvier et dimanche 1er février 2026 (Hôtel Essania, Sidi Bennour),"
        " d’une durée de 12 heures,",
        "Fait à Sidi Bennour, le 1er février 2026",
    ]


@pytest.mark.parametrize(
    ("kind", "gender", "arabic", "french"),
    [
        (Kind.COMPLETION, "f", "قد استفادت من اللقاء التكويني حول موضوع:", "a suivi la formation sur le thème :"),
        (Kind.TRAINER, "m", "قد أطر اللقاء التكويني حول موضوع:", "a animé la rencontre de formation sur le thème :"),
        (Kind.COORDINATOR, "", "قد أشرف(ت) على تنسيق اللقاء التكويني حول موضوع:", "a assuré la coordination de la rencontre de formation sur le thème :"),
        (Kind.THANKS, "f", "اعترافا بالمساهمة القيمة في إنجاح اللقاء التكويني حول موضوع:", "pour sa précieuse contribution à la réussite de la rencontre de formation sur le thème :"),
    ],
)  # fmt: skip
def test_each_kind_says_what_the_person_did(kind, gender, arabic, french):
    voices = voices_of(kind, gender=gender)
    assert (voices["ar"]["activity"], plain(voices["fr"]["activity"])) == (arabic, french)


def test_a_trainer_is_named_with_the_modules():
    details = {code: plain(voice["details"]) for code, voice in voices_of(Kind.TRAINER).items()}
    assert details["ar"].endswith("في محوري «تدبير الجودة» و«اللوجستيك وسلاسل التوريد»،")
    assert details["fr"].endswith(
        "pour les modules « Gestion de la qualité » et « Logistique et chaînes d’approvisionnement »,"
    )


@pytest.mark.parametrize(
    ("titles", "told"),
    [([], "12 ساعة،"), (["ا"], "في محور «ا»،"), (["ا", "ب", "ج"], "في محاور «ا» و«ب» و«ج»،")],
)
def test_modules_are_counted_as_arabic_counts(titles, told):
    details = voices_of(Kind.TRAINER, modules_ar=titles)["ar"]["details"]
    assert plain(details).endswith(told)


def test_a_partner_that_is_thanked_is_no_lady_and_no_gentleman():
    voices = voices_of(Kind.THANKS, gender="", recipient="partner")
    assert voices["ar"]["opening"].endswith("تقدم هذه الشهادة التقديرية إلى")
    assert voices["fr"]["opening"].endswith("exprimons notre vive reconnaissance à")


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("gender", ["f", "m", ""])
def test_no_default_leaves_a_brace_or_a_bracket(kind, gender):
    printed = str(voices_of(kind, gender=gender, hours="", project_ar="", partners_fr=[]))
    assert not set("|") & set(printed)
    assert "{event" not in printed


@pytest.mark.parametrize("kind", Kind)
def test_every_default_passes_the_check(kind):
    defaults = [(key, default_text(kind, key)) for key in text_keys(Languages.BOTH)]
    assert check_texts(defaults) == {}


@pytest.mark.parametrize(
    ("key", "value", "problems"),
    [
        ("title_ar", "شهادة {event}", []),
        ("opening_ar", "{attests} {issuer} بأن [السيد|السيدة|السيد(ة)]", []),
        ("opening_fr", "{attests}", ["unknown_placeholder"]),
        ("closing_ar", "{phone}", ["unknown_placeholder"]),
        ("closing_ar", "{Event}", ["unbalanced"]),
        ("closing_ar", "{event", ["unbalanced"]),
        ("closing_ar", "شارك|شاركت", ["unbalanced"]),
        ("closing_ar", "[شارك|شاركت]", ["wrong_brackets"]),
        ("closing_ar", "[شارك]", ["wrong_brackets"]),
        ("title_fr", "A" * 61, ["too_long"]),
        ("title_fr", "漢", ["missing_glyph"]),
        ("closing_fr", "<script>alert(1)</script>", []),
        ("title_en", "Certificate", ["unknown_text"]),
        ("script_ar", "", ["unknown_text"]),
    ],
)
def test_a_text_is_checked(key, value, problems):
    assert check_text(key, value) == problems


def test_every_problem_has_a_sentence_and_every_placeholder_an_explanation():
    assert all(str(sentence) for sentence in [*PROBLEMS.values(), *PLACEHOLDERS.values()])


def test_the_administrators_text_takes_the_place_of_the_default():
    voices = voices_of(
        texts={"title_ar": "شهادة {project}", "closing_fr": "[Fini|Finie|Fini(e)] !"}
    )
    assert voices["ar"]["title"].startswith("شهادة المقاربة الالتقائية")
    assert voices["fr"]["closing"] == "Finie !"
    assert voices["fr"]["title"] == "Attestation de participation"


@pytest.mark.parametrize(
    ("shows", "own"),
    [
        ([], ["organisation_ar"]),
        ([Shown.PROVINCE], ["organisation_ar", "province_ar"]),
        ([Shown.CIN], ["cin_ar", "organisation_ar"]),
    ],
)
def test_what_the_look_does_not_show_has_no_line(shows, own):
    assert voices_of(shows=shows)["ar"]["own"] == own


def test_hours_that_are_not_shown_are_not_told():
    voices = voices_of(shows=[])
    assert not [voice for voice in voices.values() if "12" in voice["details"]]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_no_placeholder_tells_what_differs_from_person_to_person(language):
    look = Look(layout="plain", kind=Kind.TRAINER)
    snapshot = make_specimen(look)
    common = {name: told for name, told in snapshot.items() if name not in PERSONAL}
    assert VALUES[language](common, look) == VALUES[language](snapshot, look)
    assert set(VALUES[language](common, look)) == set(known_placeholders(language))


def test_sentences_kept_for_the_next_person_are_not_the_last_ones():
    look = Look(layout="plain", kind=Kind.PARTICIPATION)
    design = compose(look)
    told = [
        design.wording(make_specimen(look, gender=gender))["voices"][0]["activity"]
        for gender in ("f", "m", "f")
    ]
    assert told == [
        "قد شاركت في اللقاء التكويني حول موضوع:",
        "قد شارك في اللقاء التكويني حول موضوع:",
        "قد شاركت في اللقاء التكويني حول موضوع:",
    ]
