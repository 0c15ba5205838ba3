"""Sentences with placeholders: what is filled, what agrees, what is left out, what is refused."""

import pytest

from certificates.designs.sentences import NO_PERSON, end, fill

VALUES = {"event": "الجودة", "hours": "", "venue": "Hôtel", "center": "المركز", "city": "آسفي"}

pytestmark = pytest.mark.engineless


@pytest.mark.parametrize(
    ("gender", "printed"),
    [("m", "قد شارك في"), ("f", "قد شاركت في"), ("", "قد شارك(ت) في"), (NO_PERSON, "قد في")],
)
def test_a_word_takes_the_form_of_the_person(gender, printed):
    assert fill("قد [شارك|شاركت|شارك(ت)] في", {}, gender) == printed


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("«{event}»[، لمدة {hours}]", "«الجودة»"),
        ("«{event}»[، لمدة {venue}]", "«الجودة»، لمدة Hôtel"),
        ("[مدة {hours}][، في {event}]", "في الجودة"),
        ("[مدة {hours}].", ""),
        ("لمدة {hours} في", "لمدة في"),
    ],
    ids=["left out", "kept", "a comma goes with what it joined", "nothing to say", "one space"],
)
def test_a_part_without_anything_to_say_is_left_out(sentence, printed):
    assert fill(sentence, VALUES, "f") == printed


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("ب{event}", "بالجودة"),
        ("ب{venue}", "بـ Hôtel"),
        ("ل{center}", "للمركز"),
        ("ول{city}", "ولآسفي"),
        ("مكتب {venue}", "مكتب Hôtel"),
        ("باب{venue}", "بابHôtel"),
        ("ب{hours}", "ب"),
    ],
)
def test_a_particle_is_joined_to_arabic_words_alone(sentence, printed):
    assert fill(sentence, VALUES, "f") == printed


def test_what_a_value_says_is_never_read_as_a_placeholder():
    assert fill("{event}", {"event": "[a|b|c] {hours} ل{event}"}, "f") == "[a|b|c] {hours} ل{event}"


def test_a_placeholder_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        fill("{phone}", VALUES, "f")


@pytest.mark.parametrize(
    ("sentence", "ended"), [("Fait", "Fait."), ("Fait.", "Fait."), ("Fait :", "Fait :"), ("", "")]
)
def test_a_sentence_ends_once(sentence, ended):
    assert end(sentence, ".") == ended
