import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from participants.placeholders import BY_KEY, PLACEHOLDERS, check_placeholders, fill_in
from participants.usual_texts import USUAL_TEXTS

VALUES = {key: f"<{key}>" for key in BY_KEY}
BRACED_TEXTS = st.text(st.sampled_from("{}ab الاسم_-.[0]!:%\u200f"), max_size=40)


def complaint(text):
    with pytest.raises(ValidationError) as refused:
        check_placeholders(text)
    return refused.value


@pytest.mark.parametrize(
    "written", ["{name}", "{الاسم}", "{nom}", "{ Nom }", "{NOM}", "{\u200fالاسم\u200f}"]
)
def test_a_placeholder_is_known_by_each_of_its_names(written):
    check_placeholders(written)
    assert fill_in(written, {"name": "فاطمة"}, "ar").text == "فاطمة"


@pytest.mark.parametrize("written", ["{هاتف_المنسق}", "{هاتف المنسق}", "{coordinator-phone}"])
def test_spaces_and_hyphens_stand_for_the_underscore(written):
    assert fill_in(written, {"coordinator_phone": "0661"}, "ar").text == "0661"


def test_no_two_placeholders_share_a_name():
    names = [name for each in PLACEHOLDERS for name in {each.key, each.ar, each.fr}]
    assert len(names) == len(set(names))


def test_an_unknown_placeholder_is_named_with_what_is_allowed():
    sentence = complaint("مرحبا {اسم}").messages[0]
    assert "{اسم}" in sentence
    assert "{الاسم}" in sentence


def test_beside_french_text_the_french_names_are_offered():
    assert "{nom}" in complaint("Bonjour {prenom}").messages[0]


@pytest.mark.parametrize("text", ["{", "}", "{nom", "nom}", "{{nom}}", "}{"])
def test_a_brace_without_its_partner_is_refused(text):
    assert complaint(text).code == "lonely_brace"


@pytest.mark.parametrize(
    "text", ["{name.__class__}", "{name[0]}", "{name!r}", "{name:>1000000}", "{0}", "{}"]
)
def test_nothing_of_python_s_formats_is_a_placeholder(text):
    assert complaint(text).code == "unknown_placeholder"


def sentences_about(text):
    """The sentences with which a text is refused; none where it is taken."""
    try:
        check_placeholders(text)
    except ValidationError as refused:
        return refused.messages
    return []


@given(BRACED_TEXTS)
def test_whatever_is_typed_is_taken_without_a_brace_left_or_refused_with_a_sentence(text):
    left = fill_in(text, dict.fromkeys(BY_KEY, "x"), "ar").text
    assert bool(sentences_about(text)) == bool({"{", "}"} & set(left))


@given(BRACED_TEXTS)
def test_whatever_is_typed_can_be_filled_in(text):
    filled = fill_in(text, {}, "ar")
    assert [piece.is_gap for piece in filled.pieces].count(True) >= len(filled.gaps)


@given(st.text(max_size=40))
def test_a_text_without_braces_stays_as_it_is(text):
    plain = text.replace("{", "").replace("}", "")
    assert fill_in(plain, VALUES, "fr").text == plain


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        ("فاطمة", "fr", "\u200eفاطمة\u200e"),
        ("Fatima", "ar", "\u200fFatima\u200f"),
        ("فاطمة", "ar", "فاطمة"),
        ("Zoé", "fr", "Zoé"),
        ("0661123456", "ar", "0661123456"),
    ],
)
def test_a_value_of_the_other_script_is_kept_apart(value, language, written):
    assert fill_in("{nom}", {"name": value}, language).text == written


def test_what_is_filled_in_is_not_filled_in_again():
    filled = fill_in("{event}", {"event": "{name}", "name": "secret"}, "fr")
    assert (filled.text, filled.gaps) == ("{name}", ())


def test_a_missing_value_is_a_gap_and_stands_as_its_placeholder():
    filled = fill_in("السبب: {motif}.", {"reason": ""}, "ar")
    assert (filled.text, filled.gaps) == ("السبب: {السبب}.", ("reason",))


def test_a_gap_is_named_once_however_often_it_stands_there():
    assert fill_in("{nom} {nom}", {}, "fr").gaps == ("name",)


@pytest.mark.parametrize("kind", USUAL_TEXTS)
@pytest.mark.parametrize("field", ["subject_ar", "body_ar", "subject_fr", "body_fr"])
def test_the_usual_texts_hold_known_placeholders_only(kind, field):
    check_placeholders(USUAL_TEXTS[kind][field])


@pytest.mark.parametrize("kind", USUAL_TEXTS)
def test_the_usual_texts_say_the_same_in_both_languages(kind):
    texts = USUAL_TEXTS[kind]
    said = [set(fill_in(texts[f"body_{code}"], {}, code).gaps) for code in ("ar", "fr")]
    assert said[0] == said[1]
