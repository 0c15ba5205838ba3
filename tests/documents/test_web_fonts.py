"""The fonts of the screens: complete, small, renamed, written once."""

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from documents.web_fonts import build_web_fonts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    build_web_fonts(folder)
    return folder


def test_one_file_a_weight_is_written(folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        f"plex-arabic-{weight}.woff2" for weight in (400, 500, 600, 700)
    ]


def test_a_screen_font_has_every_letter_of_the_three_languages(folder):
    with TTFont(folder / "plex-arabic-400.woff2") as font:
        missing = set("ءآأؤإئابةتجحخدذرزسشصضطظعغفقكلمنهويىپڤگڭ٠٩éèçœŒ«»’0aZ") - {
            chr(code) for code in font.getBestCmap()
        }
    assert missing == set()


def test_a_screen_font_still_joins_arabic_letters(folder):
    with TTFont(folder / "plex-arabic-700.woff2") as font:
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina"} <= features


def test_a_changed_copy_does_not_carry_the_reserved_name(folder):
    with TTFont(folder / "plex-arabic-600.woff2") as font:
        names = [font["name"].getDebugName(name_id) for name_id in (1, 4, 6, 16)]
    assert not [name for name in names if "Plex" in name]


def test_each_file_is_small_enough_for_a_phone(folder):
    assert max(path.stat().st_size for path in folder.iterdir()) < 64 * 1024


def test_a_second_run_writes_nothing(folder):
    assert build_web_fonts(folder) == []


def test_a_file_cut_short_is_written_again(tmp_path, folder):
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "plex-arabic-500.woff2"
    broken.write_bytes(broken.read_bytes()[:1000])
    assert build_web_fonts(tmp_path) == [broken]


def test_the_command_writes_where_static_files_are_looked_for(tmp_path, settings, capsys):
    settings.VAR_DIR = tmp_path
    call_command("build_web_fonts")
    assert "plex-arabic-400.woff2" in capsys.readouterr().out
    assert len(list((tmp_path / "fonts").iterdir())) == 4
