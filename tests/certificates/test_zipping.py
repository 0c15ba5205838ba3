"""A ZIP is sent while it is made: little of it is ever in memory, and every file is whole."""

import io
import tracemalloc
import zipfile

import pytest

from certificates.pile import Place
from certificates.services.printing import Printed, print_certificate
from certificates.services.zipping import stream_zip, zip_papers
from tests.certificates.certificate_makers import make_certificate
from tests.certificates.printed import make_snapshot

MIB = 2**20


@pytest.fixture
def certificate(event, province, staff):
    return make_certificate(
        event, province, staff, given_name_latin="Naïma", family_name_latin="EL ALAOUI"
    )


def names_in(parts):
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_a_file_is_named_after_number_and_latin_name(certificate):
    assert names_in(stream_zip([certificate.pk])) == ["RAD-2026-SB01-0001_Naima-EL-ALAOUI.pdf"]


def test_a_file_holds_the_same_bytes_as_the_single_one(certificate, staff):
    with zipfile.ZipFile(io.BytesIO(b"".join(stream_zip([certificate.pk])))) as archive:
        assert archive.read(archive.namelist()[0]) == print_certificate(certificate, by=staff)


def test_nothing_is_made_before_it_is_asked_for(certificate, django_assert_num_queries):
    with django_assert_num_queries(0):
        parts = stream_zip([certificate.pk])
    assert next(parts).startswith(b"PK")


def many(number):
    """Yield so many certificates of one event, each of somebody else."""
    for n in range(1, number + 1):
        snapshot = make_snapshot(number=f"RAD/2026/SB01/{n:04d}")
        yield Printed(n, Place(), snapshot)


@pytest.mark.engineless
@pytest.mark.slow
def test_a_hundred_files_stay_small_in_memory():
    # The fonts and the plate, which stay.
    list(zip_papers(many(1)))
    tracemalloc.start()
    size = sum(len(part) for part in zip_papers(many(100)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 5 * MIB
    assert peak < 2 * MIB
