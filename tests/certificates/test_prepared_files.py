"""Files made in the background: whole or not there, for who asked, and gone after a day."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates.models import Certificate, PreparedFile
from certificates.services import making
from certificates.services.making import MAX_ATTEMPTS, forget_files, make_file
from certificates.services.preparing import prepare_file
from certificates.services.printing import PileOptions
from certificates.tasks import forget_file_task, make_file_task, watch_file_task
from network.models import AuditEvent
from tests.certificates.certificate_makers import make_certificate
from tests.certificates.printed import pages_of

State, Kind = PreparedFile.State, PreparedFile.Kind


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def pks(event, province, other_province, staff):
    return [make_certificate(event, place, staff).pk for place in (province, other_province)]


@pytest.fixture
def prepare(event, pks, staff):
    """Ask for a file of both certificates."""

    def prepare(kind=Kind.PILE, by=staff, keys=None, **options):
        return prepare_file(event, kind, keys or pks, PileOptions(**options), by=by)

    return prepare


@pytest.fixture
def visit(client):
    """Open a page of a file as somebody, in English."""

    def visit(user, name, prepared):
        client.force_login(user)
        address = reverse(name, args=[prepared.pk])
        return client.get(address, headers={"accept-language": "en"})

    return visit


def made(prepared):
    make_file(prepared.pk)
    prepared.refresh_from_db()
    return prepared


def content(prepared):
    with default_storage.open(prepared.name) as file:
        return file.read()


def test_a_pile_is_made_as_it_was_asked_for(prepare):
    prepared = made(prepare(separators=True, duplicate=True))
    pages = pages_of(content(prepared))
    assert (len(pages), prepared.state, prepared.done) == (4, State.DONE, 2)
    assert "DUPLICATA" in pages[1]
    assert prepared.size == len(content(prepared))
    assert Certificate.objects.filter(times_printed=1).count() == 2
    assert AuditEvent.objects.filter(action="certificates.duplicates_printed").count() == 1


def test_a_zip_and_a_receipt_list_are_made_too(prepare):
    with zipfile.ZipFile(io.BytesIO(content(made(prepare(Kind.ZIP))))) as archive:
        assert len(archive.namelist()) == 2
    assert "Signature" in pages_of(content(made(prepare(Kind.RECEIPTS, language="fr"))))[0]


def test_what_was_revoked_since_stays_out(prepare, pks, revoke):
    prepared = prepare()
    revoke(Certificate.objects.get(pk=pks[0]).registration)
    assert len(pages_of(content(made(prepared)))) == 1


def test_where_all_were_revoked_the_file_is_empty_and_nothing_was_printed(prepare, pks, revoke):
    prepared = prepare()
    for pk in pks:
        revoke(Certificate.objects.get(pk=pk).registration)
    assert made(prepared).size == 0


def test_asked_for_twice_while_it_is_made_it_is_one_file(prepare):
    assert prepare() == prepare()
    assert prepare(duplicate=True) != prepare()


def test_the_worker_is_told_and_looked_after(prepare):
    prepare()
    paths = sorted(DBTaskResult.objects.values_list("task_path", flat=True))
    wanted = (forget_file_task, make_file_task, watch_file_task)
    assert [path for path in paths if "file" in path] == [task.module_path for task in wanted]


# Workers that die ------------------------------------------------------------------------------


def test_a_finished_file_is_not_made_again(prepare):
    prepared = made(prepare())
    assert make_file(prepared.pk) is False


def test_a_file_that_somebody_makes_is_left_to_them(prepare):
    prepared = prepare()
    lease = timezone.now() + dt.timedelta(minutes=1)
    PreparedFile.objects.update(state=State.RUNNING, lease_until=lease, lease_holder="other")
    assert make_file(prepared.pk) is False


def test_a_killed_workers_file_is_made_by_the_next(prepare):
    prepared = prepare()
    PreparedFile.objects.update(state=State.RUNNING, lease_until=timezone.now(), attempts=1)
    assert made(prepared).state == State.DONE


def test_work_that_kills_its_worker_every_time_is_given_up(prepare):
    prepared = prepare()
    PreparedFile.objects.update(
        state=State.RUNNING, lease_until=timezone.now(), attempts=MAX_ATTEMPTS
    )
    assert made(prepared).state == State.FAILED


def test_a_worker_that_was_overtaken_leaves_no_file(prepare, monkeypatch, storage):
    prepared = prepare()

    def overtaken(*_arguments, **_options):
        PreparedFile.objects.update(lease_holder="another")
        return b"%PDF"

    monkeypatch.setattr(making, "print_pile", overtaken)
    make_file(prepared.pk)
    prepared.refresh_from_db()
    assert (prepared.state, prepared.name) == (State.RUNNING, "")
    assert [path for path in storage.rglob("*") if path.is_file()] == []


def test_a_sign_of_life_finds_out_that_the_worker_was_overtaken(prepare, monkeypatch):
    monkeypatch.setattr(making, "STEP", 1)
    prepared = prepare(Kind.ZIP)
    heard = making._signs_of_life

    def taken_over(prepared, holder):
        PreparedFile.objects.update(lease_holder="another")
        return heard(prepared, holder)

    monkeypatch.setattr(making, "_signs_of_life", taken_over)
    assert make_file(prepared.pk) is False


def test_an_error_stops_the_file_and_is_raised(prepare, monkeypatch):
    prepared = prepare()
    monkeypatch.setattr(making, "print_pile", lambda *_a, **_o: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_file(prepared.pk)
    prepared.refresh_from_db()
    assert prepared.state == State.FAILED
    assert Certificate.objects.filter(times_printed__gt=0).count() == 0


def test_a_database_that_does_not_answer_leaves_it_to_the_next(prepare, monkeypatch):
    prepared = prepare()

    def silent(*_arguments, **_options):
        raise OperationalError

    monkeypatch.setattr(making, "print_pile", silent)
    with pytest.raises(OperationalError):
        make_file(prepared.pk)
    prepared.refresh_from_db()
    assert prepared.state == State.RUNNING


# Fetching and forgetting -----------------------------------------------------------------------


def test_who_asked_fetches_it_and_the_log_says_so(prepare, visit, staff):
    prepared = made(prepare())
    response = visit(staff, "prepared_file_fetch", prepared)
    assert b"".join(response.streaming_content) == content(prepared)
    assert response["Cache-Control"] == "private, no-store"
    assert AuditEvent.objects.filter(action="prepared_file.fetched").count() == 1


@pytest.mark.parametrize("name", ["prepared_file_detail", "prepared_file_fetch"])
def test_it_is_for_nobody_else(prepare, visit, administrator, coordinator, observer, name):
    prepared = made(prepare())
    assert visit(administrator, name, prepared).status_code == 404
    assert visit(coordinator, name, prepared).status_code == 404
    assert visit(observer, name, prepared).status_code == 403


def test_a_coordinator_whose_provinces_changed_does_not_get_it_any_more(
    prepare, pks, visit, coordinator, other_province
):
    prepared = made(prepare(by=coordinator, keys=pks[:1]))
    assert visit(coordinator, "prepared_file_fetch", prepared).status_code == 200
    coordinator.provinces.set([other_province])
    coordinator.__dict__.pop("province_ids", None)
    assert visit(coordinator, "prepared_file_fetch", prepared).status_code == 404


def test_a_day_later_it_is_gone(prepare, visit, staff, storage, pks):
    prepared = made(prepare())
    assert forget_files() == 0
    PreparedFile.objects.update(expires_at=timezone.now())
    assert visit(staff, "prepared_file_fetch", prepared).status_code == 302
    call_command("forget_prepared_files")
    assert [path for path in storage.rglob("*") if path.is_file()] == []
    prepared.refresh_from_db()
    assert (prepared.certificates, prepared.forgotten_at is not None) == ([], True)
    assert forget_files() == 0


def test_the_task_forgets_only_a_file_whose_day_is_over(prepare, storage):
    prepared = made(prepare())
    forget_file_task.func(prepared.pk)
    assert default_storage.exists(prepared.name)
    PreparedFile.objects.update(expires_at=timezone.now())
    forget_file_task.func(prepared.pk)
    assert not default_storage.exists(prepared.name)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.QUEUED, "Waiting for the background worker"),
        (State.RUNNING, "Under way"),
        (State.FAILED, "Stopped by an error"),
    ],
)
def test_the_page_says_how_it_stands(prepare, visit, staff, state, said):
    prepared = prepare()
    PreparedFile.objects.update(state=state)
    text = visit(staff, "prepared_file_detail", prepared).content.decode()
    assert said in text
    assert ("hx-trigger" in text) is (state != State.FAILED)


def test_the_page_of_printing_offers_what_lies_ready(prepare, client, staff, event):
    prepared = made(prepare())
    client.force_login(staff)
    text = client.get(reverse("certificates_print", args=[event.code])).content.decode()
    assert reverse("prepared_file_detail", args=[prepared.pk]) in text
