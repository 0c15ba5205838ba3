from concurrent.futures import ThreadPoolExecutor

from config.secret import read_or_create_secret


def test_a_secret_is_made_when_there_is_none(tmp_path):
    assert len(read_or_create_secret(tmp_path / "key")) >= 80


def test_two_machines_have_different_secrets(tmp_path):
    assert read_or_create_secret(tmp_path / "one") != read_or_create_secret(tmp_path / "two")


def test_the_secret_stays_the_same(tmp_path):
    first = read_or_create_secret(tmp_path / "key")
    assert read_or_create_secret(tmp_path / "key") == first


def test_the_secret_is_readable_by_its_owner_only(tmp_path):
    read_or_create_secret(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_somebody_wrote_is_read_without_its_line_end(tmp_path):
    (tmp_path / "key").write_text("chosen by hand\n")
    assert read_or_create_secret(tmp_path / "key") == "chosen by hand"


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(read_or_create_secret, [tmp_path / "key"] * 64))
    assert len(found) == 1


def test_no_draft_is_left_behind(tmp_path):
    read_or_create_secret(tmp_path / "key")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
