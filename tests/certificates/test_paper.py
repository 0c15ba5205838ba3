"""The paper of an issued certificate is the same for ever, and its mark proves it."""

import hashlib
import json
from io import BytesIO

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from PIL import Image

from bench._seal_key import make_p12
from certificates import engines
from certificates.designs.layouts import LAYOUTS
from certificates.designs.look import Look, Signatory
from certificates.designs.specimens import make_specimen
from certificates.engines import find_versions, fingerprint
from certificates.kinds import Kind
from certificates.models import Certificate, Engine, PaperMark
from certificates.press import render_certificate, render_certificates
from certificates.services import batches, paper
from certificates.services.paper import (
    PaperDiffers,
    draw_paper,
    make_electronic_copy,
    make_paper,
    mark_batch,
)
from certificates.services.printing import PileOptions, print_pile
from network.models import AuditEvent
from tests.certificates.conftest import rename
from tests.certificates.printed import make_snapshot, text_of
from tests.documents.conformity import dictionaries, find_faults

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def certificate(attend, issue):
    registration = attend(True, True)
    issue()
    return registration.certificates.get()


@pytest.fixture
def issue_unmarked(issue, monkeypatch):
    """Issue as a worker does that is killed each time before it keeps the marks."""

    def issue_unmarked():
        with monkeypatch.context() as patch:
            patch.setattr(batches, "mark_batch", lambda batch: None)
            return issue()

    return issue_unmarked


@pytest.fixture
def another_engine(monkeypatch):
    """Make this process believe that it has newer software."""
    versions = {**find_versions(), "weasyprint": "999"}
    monkeypatch.setattr(paper, "find_versions", lambda: versions)
    return versions


def sha256_of(data):
    return hashlib.sha256(data).hexdigest()


def marked():
    return AuditEvent.objects.filter(action="certificate.paper_marked").count()


# What a single file says


@pytest.fixture(scope="module")
def single():
    return render_certificate(make_snapshot(qr="https://takwin.example.ma/v/X#A&B"))


def test_a_single_certificate_keeps_to_pdf_a_3u(single):
    assert find_faults(single) == []


def test_a_pile_keeps_to_pdf_a_3u_and_attaches_nothing():
    pile = render_certificates([make_snapshot(), make_snapshot(gender="m")])
    assert find_faults(pile) == []
    with pikepdf.open(BytesIO(pile)) as pdf:
        assert ("/AF" in pdf.Root, b"takwin:Qr" in pile) == (False, False)


def test_separators_receipts_and_marks_of_duplicates_keep_to_it_too(certificate):
    options = PileOptions(separators=True, receipts=True, duplicate=True)
    assert find_faults(print_pile([certificate.pk], options)) == []


def test_every_layout_keeps_to_pdf_a_3u_with_logos_and_a_background():
    picture = BytesIO()
    Image.new("RGBA", (8, 5), (11, 79, 60, 128)).save(picture, "PNG")
    signatory = Signatory(name_ar="عبد الرحيم", name_fr="Abderrahim", signature="c")
    looks = [
        Look(layout, Kind.PARTICIPATION, background="b", signatories=(signatory,))
        for layout in LAYOUTS
    ]
    specimens = [make_specimen(look, logos=["a", "a"]) for look in looks]
    pile = render_certificates(specimens, lambda _: picture.getvalue())
    assert find_faults(pile) == []
    with pikepdf.open(BytesIO(pile)) as pdf:
        pictures = [one for one in dictionaries(pdf) if one.get("/Subtype") == "/Image"]
        assert len(pictures) > len(LAYOUTS)


def test_a_single_certificate_says_by_itself_what_can_be_proved(single):
    found = single.partition(b"<takwin:Qr>")[2].partition(b"</takwin:Qr>")[0]
    assert found == b"https://takwin.example.ma/v/X#A&amp;B"
    with pikepdf.open(BytesIO(single)) as pdf:
        said = json.loads(pdf.attachments["takwin-certificate.json"].get_file().read_bytes())
    assert said["qr"] == "https://takwin.example.ma/v/X#A&B"
    assert said["statement"]["name_ar"] == "فاطمة الزهراء بنعلي"


@pytest.mark.parametrize("kept_quiet", ["organisation", "province", "cin", "gender", "signator"])
def test_what_is_attached_tells_no_more_than_the_page_of_verification(kept_quiet):
    single = render_certificate(make_snapshot(cin="AB123456"))
    with pikepdf.open(BytesIO(single)) as pdf:
        said = pdf.attachments["takwin-certificate.json"].get_file().read_bytes().decode()
    assert kept_quiet not in said


def test_a_page_of_a_pile_adds_little():
    snapshots = [make_snapshot(number=f"RAD/2026/SB01/{n:04}") for n in range(21)]
    one, many = render_certificates(snapshots[:1]), render_certificates(snapshots)
    assert (len(many) - len(one)) / 20 < 3000


# The mark


def test_issuing_keeps_the_digest_and_the_software(certificate):
    mark = PaperMark.objects.get()
    assert mark.sha256 == sha256_of(draw_paper(certificate.snapshot))
    assert mark.engine.versions == find_versions()
    assert {"weasyprint", "pikepdf", "uharfbuzz", "fonts", "layouts"} <= mark.engine.versions.keys()
    assert marked() == 1


def test_a_correction_has_a_mark_of_its_own(certificate, correct):
    newer = correct(certificate.registration)
    first, second = PaperMark.objects.order_by("pk")
    assert (first.certificate, second.certificate) == (certificate, newer)
    assert first.sha256 != second.sha256


def test_the_paper_is_made_to_the_byte_as_it_was(certificate, staff):
    made = make_paper(certificate, by=staff)
    assert sha256_of(made) == PaperMark.objects.get().sha256
    assert (PaperMark.objects.count(), marked()) == (1, 1)


def test_nothing_that_changes_later_changes_the_paper(certificate, staff, network, event):
    kept = PaperMark.objects.get().sha256
    rename(certificate.registration, family_name_latin="OTHER", family_name_ar="أخرى")
    event.title_ar = event.title_fr = "Another"
    event.save()
    network.name_ar = network.name_fr = "Another"
    network.save()
    assert sha256_of(make_paper(Certificate.objects.get(), by=staff)) == kept


def test_a_snapshot_that_was_tampered_with_is_not_printed(certificate, staff, caplog):
    tampered = {**certificate.snapshot, "name_latin": "Somebody ELSE"}
    Certificate.objects.update(snapshot=tampered)
    with pytest.raises(PaperDiffers, match=certificate.number):
        make_paper(Certificate.objects.get(), by=staff)
    assert certificate.number in caplog.text
    assert PaperMark.objects.count() == 1


def test_newer_software_keeps_a_mark_beside_the_first(certificate, staff, another_engine):
    make_paper(certificate, by=staff)
    first, second = PaperMark.objects.with_engines()
    assert (first.engine.versions, second.engine.versions) == (find_versions(), another_engine)
    assert marked() == 2


def test_what_has_no_mark_yet_has_it_after_the_first_making(attend, issue_unmarked, staff):
    attend(True, True)
    issue_unmarked()
    made = make_paper(Certificate.objects.get(), by=staff)
    assert PaperMark.objects.get().sha256 == sha256_of(made)


def test_papers_that_a_killed_worker_left_unmarked_are_marked(attend, issue_unmarked):
    for _ in range(3):
        attend(True, True)
    mark_batch(issue_unmarked())
    assert PaperMark.objects.values("certificate").distinct().count() == 3


def test_marks_of_a_batch_cost_the_same_queries_however_many(
    attend, issue_unmarked, django_assert_num_queries
):
    for persons in (1, 3):
        for _ in range(persons):
            attend(True, True)
        batch = issue_unmarked()
        assert batch.requested_by.is_administrator
        # The first one of all would look for the engine in vain, and store it.
        paper._this_engine()
        # To look twice, for the looks and, in a transaction, to find the engine, to keep marks and
        # their rows.
        with django_assert_num_queries(8):
            mark_batch(batch)


@pytest.mark.parametrize("table", ["certificates_papermark", "certificates_engine"])
@pytest.mark.parametrize(
    "change", ["UPDATE {table} SET id = id + 1", "DELETE FROM {table}"], ids=["update", "delete"]
)
def test_what_was_kept_is_never_changed_or_removed(certificate, table, change):
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=table))
    assert (PaperMark.objects.count(), Engine.objects.count()) == (1, 1)


def test_the_same_software_is_one_engine(attend, issue):
    for _ in range(2):
        attend(True, True)
        issue()
    assert (Engine.objects.count(), PaperMark.objects.count()) == (1, 2)


def test_a_changed_layout_is_another_engine(tmp_path):
    style = tmp_path / "a.css"
    style.write_text("p { color: red }")
    before = engines._digest([style])
    style.write_text("p { color: blue }")
    assert engines._digest([style]) != before


def test_the_sources_of_an_engine_are_those_that_make_paper():
    names = {path.name for path in engines._own_sources()}
    assert {"press.py", "archive.py", "shaping.py", "participation-1.css"} <= names


def test_versions_have_one_fingerprint_in_whatever_order():
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})


# Electronic copies


def test_without_a_key_the_copy_is_the_paper(certificate, staff, settings):
    settings.PADES_P12 = None
    assert make_electronic_copy(certificate, by=staff) == make_paper(certificate, by=staff)


def test_with_a_key_the_copy_is_sealed_and_the_mark_is_of_the_paper(
    certificate, staff, settings, tmp_path
):
    settings.PADES_P12, settings.PADES_PASSWORD = make_p12(tmp_path / "k.p12", "x"), "x"
    copy, made = make_electronic_copy(certificate, by=staff), make_paper(certificate, by=staff)
    assert copy.startswith(made)
    assert b"/ETSI.CAdES.detached" in copy[len(made) :]
    assert PaperMark.objects.get().sha256 == sha256_of(made)


# Pages


def test_the_page_of_a_certificate_shows_the_digest_and_the_software(client, certificate, staff):
    client.force_login(staff)
    page = client.get(reverse("certificate_detail", args=[certificate.pk])).content.decode()
    assert PaperMark.objects.get().sha256 in page
    assert find_versions()["weasyprint"] in page


def test_a_download_is_the_file_whose_digest_is_kept(client, certificate, staff):
    client.force_login(staff)
    answer = client.get(reverse("certificate_pdf", args=[certificate.pk]))
    assert sha256_of(answer.content) == PaperMark.objects.get().sha256
    assert certificate.snapshot["name_latin"] in text_of(answer.content)


def test_what_was_tampered_with_is_refused_in_a_sentence(client, certificate, staff):
    Certificate.objects.update(snapshot={**certificate.snapshot, "name_latin": "ELSE"})
    client.force_login(staff)
    answer = client.get(
        reverse("certificate_pdf", args=[certificate.pk]),
        follow=True,
        headers={"accept-language": "en"},
    )
    assert "would not be printed as it was issued" in answer.content.decode()
