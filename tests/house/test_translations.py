"""The catalogues say everything that the code says, in full, with the same placeholders."""

import gettext
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.house import ROOT

pytestmark = pytest.mark.engineless

LANGUAGES = ("ar", "fr")
SOURCES = ("config", "documents", "network", "trainings", "participants", "certificates", "reports")
UNFILLED_HEADER = ("nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=n != 1")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalogue(po, folder):
    """Read the finished entries of a catalogue: neither empty nor fuzzy ones."""
    compiled = folder / f"{po.stem}.mo"
    subprocess.run(["msgfmt", "-o", compiled, po], check=True)
    with compiled.open("rb") as file:
        return {key: text for key, text in gettext.GNUTranslations(file)._catalog.items() if key}


def message(key):
    """Return the message of a catalogue's key; plural forms have a key each."""
    return key[0] if isinstance(key, tuple) else key


def extract_messages(source, folder):
    """Copy the sources into ``folder`` and extract their messages there; return the messages."""
    for part in (*SOURCES, "templates", "static"):
        if (source / part).exists():
            shutil.copytree(source / part, folder / part, ignore=shutil.ignore_patterns("*.pyc"))
    (folder / "locale").mkdir()
    command = ["makemessages", "--locale=ar", "--keep-pot", "--no-location", "--verbosity=0"]
    subprocess.run(
        [sys.executable, "-m", "django", *command], cwd=folder, check=True, env=plain_environment()
    )
    template = folder / "locale" / "django.pot"
    template.write_text(template.read_text().replace(*UNFILLED_HEADER))
    filled = folder / "filled.po"
    subprocess.run(["msgen", "-o", filled, template], check=True)
    return {message(key) for key in catalogue(filled, folder)}


def plain_environment():
    """An environment without our settings: extraction needs none and would look in our locale."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    return extract_messages(ROOT, tmp_path_factory.mktemp("sources"))


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def translated(language, tmp_path):
    return catalogue(ROOT / "locale" / language / "LC_MESSAGES" / "django.po", tmp_path)


def test_every_message_is_translated(extracted, translated):
    assert sorted(extracted - {message(key) for key in translated}) == []


def test_no_translation_is_left_of_a_message_that_is_gone(extracted, translated):
    assert sorted({message(key) for key in translated} - extracted) == []


def wrong_placeholders(catalogue):
    """List entries whose translation names something that the message does not, or forgets it.

    A plural form may leave the number out: Arabic has words for one and for two.
    """
    wrong = []
    for key, text in catalogue.items():
        wanted, found = (set(PLACEHOLDER.findall(part)) for part in (message(key), text))
        if found - wanted or (wanted - found and not isinstance(key, tuple)):
            wrong.append(f"{message(key)!r}: {text!r}")
    return wrong


def test_placeholders_survive_translation(translated):
    assert wrong_placeholders(translated) == []


def test_catalogues_are_well_formed(language):
    po = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    done = subprocess.run(
        ["msgfmt", "--check-format", "--check-header", "-o", "/dev/null", po],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("%(count)s places", "أماكن"),
        ("%(count)s places", "%(number)s أماكن"),
        (("%(count)s place", 1), "%(number)s مكان"),
    ],
)
def test_a_placeholder_gone_astray_is_found(key, text):
    assert len(wrong_placeholders({key: text})) == 1


def test_a_plural_form_may_leave_the_number_out():
    assert wrong_placeholders({("%(count)s place", 1): "مكان واحد"}) == []


def test_a_new_message_is_extracted_and_missed(tmp_path, translated):
    source = tmp_path / "source"
    (source / "network").mkdir(parents=True)
    (source / "network" / "new.py").write_text('from x import gettext as _\n_("Quite new")\n')
    (tmp_path / "copy").mkdir()
    assert extract_messages(source, tmp_path / "copy") - set(translated) == {"Quite new"}


def test_fuzzy_and_empty_entries_do_not_count(tmp_path):
    po = tmp_path / "sample.po"
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "done"\nmsgstr "fini"\n\n'
        'msgid "empty"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "fuzzy"\nmsgstr "flou"\n'
    )
    assert catalogue(po, tmp_path) == {"done": "fini"}


def aliases_unknown_to_extraction(sources):
    """Names given to a gettext function that `makemessages` looks for nowhere."""
    given = re.findall(r"import \w*gettext\w* as (\w+)", "\n".join(sources))
    return [name for name in given if name != "_"]


def test_no_sentence_hides_behind_a_name_that_extraction_does_not_know():
    sources = [path.read_text() for part in SOURCES for path in (ROOT / part).rglob("*.py")]
    assert aliases_unknown_to_extraction(sources) == []


def test_an_unknown_name_for_gettext_is_found():
    source = "from django.utils.translation import gettext as say"
    assert aliases_unknown_to_extraction([source]) == ["say"]
