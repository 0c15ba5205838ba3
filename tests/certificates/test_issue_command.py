import io
import json
import os
import stat

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from certificates.kinds import Kind
from certificates.management.commands import issue_certificates
from certificates.models import Batch, Certificate, Design
from certificates.services.issuing import start_batch
from tests.certificates.design_makers import publish_design
from tests.certificates.processes import start


@pytest.fixture
def output(tmp_path):
    return tmp_path / "papers.pdf"


@pytest.fixture
def run(output, administrator):
    def run(*more, event="SB01", email=administrator.email, to=output):
        told = io.StringIO()
        asked = (event, "--output", str(to), "--as", email, *more)
        call_command("issue_certificates", *asked, stdout=told)
        return told.getvalue()

    return run


def pages_of(path):
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def test_the_command_issues_and_writes_a_page_for_each(attend, run, output):
    attend(True, True)
    attend(True, True)
    run()
    assert (Certificate.objects.count(), pages_of(output)) == (2, 2)


def test_the_command_says_what_it_did(attend, run, output):
    attend(True, True)
    attend(True, False)
    told = run()
    assert "SB01: 1 issued, 0 refused." in told
    assert f"{output}: 1 certificates" in told
    assert "Without: 1. Presence is below the rule of the event." in told


@pytest.mark.parametrize("kind", ["completion", "trainer", "coordinator"])
def test_the_command_issues_another_kind_alone(attend, teach, invite, run, output, kind):
    attend(True, True)
    teach()
    teach()
    invite(True)
    run("--kind", "participation")
    told = run("--kind", kind)
    number = 2 if kind == "trainer" else 1
    assert f"SB01: {number} issued, 0 refused." in told
    assert Certificate.objects.filter(kind=kind).count() == number
    assert (Certificate.objects.count(), pages_of(output)) == (number + 1, number)


def test_the_command_issues_for_a_province_alone(attend, run, output, other_province):
    attend(True, True)
    attend(True, True, place=other_province)
    attend(False, False, place=other_province)
    told = json.loads(run("--province", other_province.iso, "--json"))
    assert Certificate.objects.get().province == other_province
    assert {name: told[name] for name in ("certificates", "issued", "province", "without")} == {
        "certificates": 1,
        "issued": 1,
        "province": other_province.iso,
        "without": {"presence_below": 1},
    }


def test_the_command_says_all_of_it_as_json(event, teach, run, output):
    teach()
    teach("opening")
    told = json.loads(run("--kind", "trainer", "--json"))
    assert told == {
        "event": "SB01",
        "kind": "trainer",
        "province": None,
        "design": Design.objects.get(kind="trainer").name_fr,
        "batch": Batch.objects.get().pk,
        "issued": 1,
        "refused": 0,
        "certificates": 1,
        "output": str(output),
        "bytes": output.stat().st_size,
        "without": {"no_module_led": 1},
    }
    again = json.loads(run("--kind", "trainer", "--json"))
    assert (again["batch"], again["issued"], again["certificates"]) == (None, 0, 1)


def test_the_command_issues_with_the_design_that_is_named(attend, run, administrator):
    attend(True, True)
    version = publish_design(administrator, "Atlas")
    run("--design", "Atlas")
    assert Certificate.objects.get().design_version == version


def test_an_unknown_design_is_named_with_those_in_use(attend, run, administrator):
    attend(True, True)
    publish_design(administrator, "Atlas", kind=Kind.TRAINER)
    code, message = refusal(run, more=("--design", "Atlas"))
    usual = Design.objects.get(kind="participation").name_fr
    assert (code, Certificate.objects.count()) == (1, 0)
    assert message == (f"No design of the kind participation is called Atlas. In use are: {usual}.")


def test_the_progress_bar_goes_to_the_error_stream(attend, run, capsys):
    attend(True, True)
    run()
    assert "1/1" in capsys.readouterr().err


def test_a_second_run_writes_the_same_papers(attend, run, output):
    attend(True, True)
    run()
    output.unlink()
    assert "nobody new" in run()
    assert pages_of(output) == 1


def test_a_batch_left_by_a_killed_worker_is_carried_on(event, attend, run, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    run()
    batch.refresh_from_db()
    assert batch.state == Batch.State.DONE
    assert Batch.objects.count() == 1


def test_the_file_is_readable_by_its_owner_alone(attend, run, output):
    attend(True, True)
    run()
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_nothing_is_left_beside_the_file(attend, run, output):
    attend(True, True)
    run()
    assert list(output.parent.iterdir()) == [output]


def refusal(run, more=(), **wrong):
    with pytest.raises(CommandError) as error:
        run(*more, **wrong)
    return error.value.returncode, str(error.value)


def test_an_unknown_event_is_named(event, run):
    assert refusal(run, event="XX99") == (1, "There is no event with the code XX99.")


def test_an_unknown_account_is_named(event, run):
    assert refusal(run, email="no@example.org") == (1, "Nobody signs in with no@example.org.")


def test_an_unknown_province_is_named(event, run):
    said = "There is no province with the code MA-XXX."
    assert refusal(run, more=("--province", "MA-XXX")) == (1, said)


def test_a_trainers_certificate_is_of_no_province(teach, run, output, province):
    teach()
    code, _message = refusal(run, more=("--kind", "trainer", "--province", province.iso))
    assert (code, Certificate.objects.count()) == (2, 0)
    assert list(output.parent.iterdir()) == []


@pytest.mark.parametrize("kind", ["thanks", "diploma"])
def test_thanks_are_not_issued_from_the_command_line(event, run, kind):
    with pytest.raises(CommandError, match=r"argument --kind: invalid"):
        run("--kind", kind)


def test_an_account_without_the_right_is_refused(attend, run, staff):
    attend(True, True)
    assert refusal(run, email=staff.email) == (
        1,
        f"{staff.email}: Only an administrator can issue certificates.",
    )


def test_with_nothing_to_print_nothing_is_written(attend, run, output):
    attend(True, False)
    code, message = refusal(run)
    assert (code, "nothing was written" in message) == (1, True)
    assert list(output.parent.iterdir()) == []


@pytest.mark.parametrize("wrong", ["missing/papers.pdf", "."])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_issued(
    attend, run, tmp_path, wrong
):
    attend(True, True)
    code, _message = refusal(run, to=tmp_path / wrong)
    assert (code, Certificate.objects.count()) == (2, 0)


def test_a_full_disk_leaves_the_old_file_as_it_was(attend, run, output, monkeypatch):
    def no_space(_descriptor):
        raise OSError(28, "No space left on device")

    attend(True, True)
    output.write_bytes(b"the old papers")
    monkeypatch.setattr(os, "fsync", no_space)
    code, message = refusal(run)
    assert (code, message) == (2, f"Cannot write {output}: No space left on device.")
    assert output.read_bytes() == b"the old papers"
    assert list(output.parent.iterdir()) == [output]


def test_an_error_in_the_batch_is_not_hidden(attend, run, monkeypatch):
    attend(True, True)

    def fail(batch_id, on_step=None):
        Batch.objects.filter(pk=batch_id).update(state="failed")
        return False

    monkeypatch.setattr(issue_certificates, "run_batch", fail)
    monkeypatch.setattr(issue_certificates, "PAUSE", 0)
    code, message = refusal(run)
    assert (code, "stopped by an error" in message) == (1, True)


def test_an_error_of_the_database_is_told_in_a_line(attend, run, output, monkeypatch):
    attend(True, True)
    monkeypatch.setattr("certificates.services.versions.new_code", lambda: "0" * 27)
    run()
    attend(True, True)
    code, message = refusal(run)
    assert (code, "stopped by an error (IntegrityError: " in message) == (1, True)
    assert list(output.parent.iterdir()) == [output]


def test_ctrl_c_gives_the_batch_back(attend, run, monkeypatch):
    attend(True, True)

    def interrupt(_batch, _items):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("certificates.services.batches._settle", interrupt)
        code, _message = refusal(run)
    assert code == 130
    run()
    assert Certificate.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["SB01"], 2, "--output"),
        (
            ["XX99", "--output", "x.pdf", "--as", "a@b.c"],
            1,
            "There is no event with the code XX99.",
        ),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_shell_sees_exit_codes_and_no_traceback(event, arguments, code, said):
    process = start("manage.py", "issue_certificates", *arguments)
    _out, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert said in errors
    assert "Traceback" not in errors
