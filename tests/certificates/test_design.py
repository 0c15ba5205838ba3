"""The wording of the certificate: grammatical gender, dates, durations, lists."""

import datetime as dt
from decimal import Decimal

import pytest

from certificates.designs import get_design, zellige
from certificates.designs.participation_1 import FRAME, group_code
from documents import dates
from tests.certificates.printed import CODE, make_snapshot

DESIGN = get_design("participation-1")
NO_BREAK = dates.NO_BREAK


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("days", "arabic", "french"),
    [
        (["2026-02-01"], "يوم الأحد 1 فبراير 2026", "le dimanche 1er février 2026"),
        (
            ["2026-01-31", "2026-02-01"],
            "يومي السبت والأحد 31 يناير و1 فبراير 2026",
            "les samedi 31 janvier et dimanche 1er février 2026",
        ),
        (
            ["2026-02-07", "2026-02-14"],
            "يومي السبت 7 و14 فبراير 2026",
            "les samedi 7 et samedi 14 février 2026",
        ),
        (
            ["2025-12-31", "2026-01-01"],
            "يومي الأربعاء والخميس 31 دجنبر 2025 و1 يناير 2026",
            "les mercredi 31 décembre 2025 et jeudi 1er janvier 2026",
        ),
        (
            ["2026-08-03", "2026-08-04", "2026-08-05"],
            "من 3 إلى 5 غشت 2026",
            "du 3 au 5 août 2026",
        ),
        (
            ["2026-07-30", "2026-07-31", "2026-08-01"],
            "من 30 يوليوز إلى 1 غشت 2026",
            "du 30 juillet au 1er août 2026",
        ),
        (
            ["2026-09-05", "2026-09-12", "2026-11-01"],
            "أيام 5 و12 شتنبر و1 نونبر 2026",
            "les 5, 12 septembre et 1er novembre 2026",
        ),
    ],
)
def test_days_are_told_as_morocco_tells_them(days, arabic, french):
    parsed = [day(text) for text in days]
    assert (dates.arabic_days(parsed), dates.french_days(parsed)) == (arabic, french)


@pytest.mark.parametrize(
    ("hours", "arabic", "french"),
    [
        ("1", "ساعة واحدة", "1_heure"),
        ("2", "ساعتين", "2_heures"),
        ("6", "6_ساعات", "6_heures"),
        ("10", "10_ساعات", "10_heures"),
        ("11", "11_ساعة", "11_heures"),
        ("100", "100_ساعة", "100_heures"),
        ("103", "103_ساعات", "103_heures"),
        ("6.5", "6_ساعات و30_دقيقة", "6_h_30"),
        ("1.1", "ساعة واحدة و6_دقيقة", "1_h_06"),
    ],
)
def test_hours_agree_with_their_number(hours, arabic, french):
    told = (dates.arabic_duration(Decimal(hours)), dates.french_duration(Decimal(hours)))
    assert told == (arabic.replace("_", NO_BREAK), french.replace("_", NO_BREAK))


@pytest.mark.parametrize(
    ("gender", "arabic", "french"),
    [
        ("f", ["السيدة", "شاركت", "لها"], "Madame"),
        ("m", ["السيد", "شارك", "له"], "Monsieur"),
        ("", ["السيد(ة)", "شارك(ت)", "له(ا)"], "M. / Mme"),
    ],
)
def test_sentences_agree_with_the_person(gender, arabic, french):
    wording = DESIGN.wording(make_snapshot(gender=gender))
    assert [wording["ar"][key] for key in ("title", "took_part", "to_them")] == arabic
    assert wording["fr"]["title"] == french


@pytest.mark.parametrize(
    ("gender", "role"),
    [("f", "représentante"), ("m", "représentant"), ("", "représentant(e)")],
)
def test_the_french_representative_agrees_too(gender, role):
    texts = DESIGN.texts(make_snapshot(gender=gender))
    assert texts["organisation_fr"].startswith(f"{role}\u00a0: ")


@pytest.mark.parametrize(("gender", "role"), [("f", "ممثلة"), ("m", "ممثل"), ("", "ممثل(ة)")])
def test_the_representative_agrees_with_the_person(gender, role):
    texts = DESIGN.texts(make_snapshot(gender=gender))
    assert texts["organisation_ar"] == f"{role} تعاونية البركة لإنتاج الكسكس"


@pytest.mark.parametrize(
    ("issuer", "verb"), [("شبكة الجمعيات", "تشهد"), ("المركز الجهوي", "يشهد"), ("", "يشهد")]
)
def test_the_verb_agrees_with_the_issuer(issuer, verb):
    assert DESIGN.wording(make_snapshot(issuer_ar=issuer))["ar"]["attests"] == verb


def test_a_place_in_latin_letters_stands_apart_from_the_preposition():
    wording = DESIGN.wording(make_snapshot(venue_ar="Hôtel Essania"))
    assert wording["ar"]["held"].startswith("بـ Hôtel Essania، يوم الأحد")


def test_partners_keep_their_order_and_are_joined_as_each_language_does():
    wording = DESIGN.wording(
        make_snapshot(partners_ar=["ا", "ب", "ج"], partners_fr=["A", "B", "C"])
    )
    assert wording["ar"]["frame"].endswith("بشراكة مع ا، وب، وج")
    assert wording["fr"]["frame"].endswith(": A, B et C")


@pytest.mark.parametrize(
    ("partners", "told"),
    [([], ""), (["A"], "en partenariat avec_: A"), (["A", "B"], "en partenariat avec_: A et B")],
)
def test_short_lists_of_partners_read_well(partners, told):
    wording = DESIGN.wording(make_snapshot(partners_fr=partners, project_fr=""))
    assert wording["fr"]["frame"] == told.replace("_", NO_BREAK)


def test_what_is_not_known_leaves_no_stray_words():
    wording = DESIGN.wording(make_snapshot(days=[], hours="", city_ar="", city_fr=""))
    assert wording["ar"]["held"] == "بفندق السانية، سيدي بنور"
    assert wording["fr"]["held"] == "(Hôtel Essania, Sidi Bennour)"
    assert wording["fr"]["made"] == "Fait le 1er février 2026"
    assert wording["ar"]["made"] == "حرر بتاريخ 1 فبراير 2026"


def test_where_and_when_and_how_long_are_told_in_both_languages():
    wording = DESIGN.wording(make_snapshot())
    assert wording["ar"]["held"].replace(NO_BREAK, " ") == (
        "بفندق السانية، سيدي بنور، يوم الأحد 1 فبراير 2026، لمدة 6 ساعات"
    )
    assert wording["fr"]["held"].replace(NO_BREAK, " ") == (
        "le dimanche 1er février 2026 (Hôtel Essania, Sidi Bennour), d’une durée de 6 heures"
    )


def test_somebody_without_organisation_has_the_province_alone():
    texts = DESIGN.texts(make_snapshot(organisation_ar="", organisation_fr=""))
    assert not {"organisation_ar", "organisation_fr"} & texts.keys()
    assert texts["province_ar"] == "من إقليم سيدي بنور"


def test_an_organisation_known_in_one_script_stands_in_both_columns():
    texts = DESIGN.texts(make_snapshot(organisation_ar=""))
    assert texts["organisation_ar"] == "ممثلة Coopérative Al Baraka de production de couscous"


def test_the_province_continues_the_french_sentence():
    assert DESIGN.texts(make_snapshot())["province_fr"] == "province de Sidi Bennour"


def test_a_code_is_grouped_without_losing_a_sign():
    assert group_code(CODE).replace(" ", "") == CODE


def test_the_personal_lines_are_not_in_what_a_plate_is_made_of():
    wording = str(DESIGN.wording(make_snapshot()))
    snapshot = make_snapshot()
    personal = ("name_ar", "name_latin", "number", "code", "organisation_ar", "province_ar")
    assert [key for key in personal if snapshot[key] in wording] == []


def test_longer_texts_are_set_smaller():
    short, long = make_snapshot(), make_snapshot(event_title_fr="Gestion de la qualité " * 12)
    sizes = [DESIGN.find_setting(DESIGN.wording(snapshot)).size for snapshot in (short, long)]
    assert sizes[1] < sizes[0]


def test_the_text_is_never_set_larger_than_the_design_allows():
    wording = DESIGN.wording(make_snapshot(partners_ar=[], partners_fr=[], project_fr=""))
    assert DESIGN.find_setting(wording).size == max(DESIGN.sizes)


def test_the_frame_closes_on_both_sides():
    along, down = FRAME.columns * FRAME.module, FRAME.rows * FRAME.module
    assert (along + 2 * FRAME.margin, down + 2 * FRAME.margin) == pytest.approx((297, 210))


def test_every_tile_between_the_corners_has_its_star():
    around = 2 * (FRAME.columns - 4) + 2 * (FRAME.rows - 4)
    assert len(set(FRAME.centres())) == around


def test_a_khatam_is_two_crossed_squares():
    corners = zellige.star(0, 0, 1).strip("Mz").split("L")
    squares = {
        tuple(abs(round(float(part), 2)) for part in corner.split()) for corner in corners[::2]
    }
    assert squares == {(0.0, 1.0), (1.0, 0.0), (0.71, 0.71)}
