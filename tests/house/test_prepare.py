import os
import time

import pytest
from django.core.management import CommandError

from config import prepare
from network.models import Province, User
from tests import factories

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "%s"\n'


@pytest.fixture
def catalogue(tmp_path):
    po = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO % "b")
    return po


def test_a_catalogue_is_compiled(catalogue, tmp_path):
    prepare.compile_translations(tmp_path)
    assert b"b" in catalogue.with_suffix(".mo").read_bytes()


def test_a_catalogue_is_compiled_once(catalogue, tmp_path):
    assert [prepare.compile_translations(tmp_path) for _start in range(2)] == [[catalogue], []]


def test_a_changed_catalogue_is_compiled_again(catalogue, tmp_path):
    prepare.compile_translations(tmp_path)
    later = time.time() + 5
    os.utime(catalogue, (later, later))
    assert prepare.compile_translations(tmp_path) == [catalogue]


def test_a_fingerprint_notices_a_changed_file(tmp_path):
    (tmp_path / "a.css").write_text("a")
    before = prepare.fingerprint(prepare.walk(tmp_path))
    (tmp_path / "a.css").write_text("ab")
    assert prepare.fingerprint(prepare.walk(tmp_path)) != before


def test_a_fingerprint_notices_a_removed_file(tmp_path):
    (tmp_path / "a.css").write_text("a")
    before = prepare.fingerprint(prepare.walk(tmp_path))
    (tmp_path / "a.css").unlink()
    assert prepare.fingerprint(prepare.walk(tmp_path)) != before


def test_a_stamp_remembers(tmp_path):
    prepare.Stamp(tmp_path, "static").write("done")
    assert prepare.Stamp(tmp_path, "static").read() == "done"


def test_a_stamp_that_was_never_written_is_empty(tmp_path):
    assert prepare.Stamp(tmp_path, "static").read() == ""


@pytest.mark.django_db
def test_an_empty_house_has_the_territory_and_leads_to_its_first_administrator(capsys, settings):
    prepare.fill_database(empty=True)
    assert (Province.objects.count(), f"{settings.SITE_URL}/setup/" in capsys.readouterr().out) == (
        75,
        True,
    )


@pytest.mark.django_db
def test_an_empty_house_with_an_account_gives_no_link(capsys):
    factories.UserFactory()
    prepare.fill_database(empty=True)
    assert "/setup/" not in capsys.readouterr().out


@pytest.mark.django_db
def test_the_demo_is_never_poured_into_a_database_in_use(capsys):
    factories.UserFactory()
    prepare.fill_database(empty=False)
    assert User.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_is_loaded_once_and_shown_at_every_start(capsys, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    prepare.fill_database(empty=False)
    first = capsys.readouterr().out
    accounts = User.objects.count()
    prepare.fill_database(empty=False)
    assert (capsys.readouterr().out in first, User.objects.count()) == (True, accounts)


def test_a_problem_is_said_in_one_line_without_a_traceback(monkeypatch, tmp_path):
    def refuse(_options):
        raise CommandError("The disk is full.")

    monkeypatch.setattr(prepare, "prepare", refuse)
    with pytest.raises(SystemExit, match=r"^The disk is full\.$"):
        prepare.main([])
