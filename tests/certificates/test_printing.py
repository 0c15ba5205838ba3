import pytest
from django.db import connection

from certificates.models import Certificate
from certificates.services import paper, printing
from certificates.services.printing import print_certificate, print_event
from network.models import AuditEvent


@pytest.fixture
def press(monkeypatch):
    """Watch whether a transaction is open while paper is made."""
    seen = []

    def watch(module, name):
        render = getattr(module, name)

        def watched(snapshots, pictures, **options):
            seen.append(connection.in_atomic_block)
            return render(snapshots, pictures, **options)

        monkeypatch.setattr(module, name, watched)

    watch(printing, "render_certificates")
    watch(paper, "render_certificate")
    return seen


def printed(action):
    return AuditEvent.objects.filter(action=action).count()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_large_pdf_to_be_made(event, attend, issue, staff, press):
    attend(True, True)
    issue()
    print_event(event, Certificate.objects.all(), by=staff)
    # Once when it was issued, and now.
    assert (press, printed("certificates.printed")) == ([False, False], 1)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_one_certificate_to_be_made(attend, issue, staff, press):
    certificate = attend(True, True) and issue() and Certificate.objects.get()
    print_certificate(certificate, by=staff)
    assert (press, printed("certificate.printed")) == ([False, False], 1)


@pytest.mark.django_db
def test_paper_that_cannot_be_made_is_not_recorded_as_printed(attend, issue, staff, press):
    attend(True, True)
    issue()
    certificate = Certificate.objects.get()
    certificate.snapshot["name_ar"] = "طويل " * 500
    with pytest.raises(Exception, match="name_ar"):
        print_certificate(certificate, by=staff)
    assert printed("certificate.printed") == 0


def test_an_event_without_certificates_gives_no_paper_and_no_row(event, staff):
    assert print_event(event, Certificate.objects.all(), by=staff) == b""
    assert printed("certificates.printed") == 0
