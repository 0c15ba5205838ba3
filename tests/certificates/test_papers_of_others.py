"""Papers of trainers and partners: they belong to no province, and to staff alone."""

import pytest
from django.core import mail
from django.urls import reverse

from certificates.contacts import contact_of
from certificates.kinds import Kind
from certificates.letters import write_letter
from certificates.models import Certificate, HandOut
from certificates.services.links import open_link
from certificates.services.mailing import send_now
from certificates.services.printing import PileOptions, print_pile
from certificates.services.sending import ask_to_send
from certificates.services.zipping import stream_zip
from tests.certificates.printed import pages_of


@pytest.fixture
def certificate(teach, issue):
    teach(name_fr="Karim NACIRI", phone="+212661000001", email="karim@example.ma")
    issue(Kind.TRAINER)
    return Certificate.objects.get()


def test_they_lie_in_a_pile_under_a_word_of_their_own(certificate):
    options = PileOptions(separators=True, receipts=True, language="fr")
    pages = pages_of(print_pile([certificate.pk], options))
    assert len(pages) == 3
    assert "Hors provinces" in pages[0]
    assert "Hors provinces" in pages[2]
    assert certificate.number in pages[2]


def test_they_are_in_an_archive_under_their_latin_name(certificate):
    assert b"_Karim-NACIRI.pdf" in b"".join(stream_zip([certificate.pk]))


def test_they_are_reached_by_their_own_phone_and_address(certificate):
    contact = contact_of(Certificate.objects.get())
    assert (contact.phone, contact.email) == ("+212661000001", "karim@example.ma")
    assert contact.name_latin == "Karim NACIRI"


def test_they_are_sent_their_paper(certificate, staff):
    contact = contact_of(certificate)
    letter = write_letter(certificate.snapshot, contact, "fr")
    send_now(ask_to_send(certificate, letter, address=contact.email, after=0, by=staff).pk)
    assert mail.outbox[0].to == ["karim@example.ma"]


def test_staff_find_and_tick_them_off_and_coordinators_do_not(
    certificate, client, staff, coordinator, event
):
    page = reverse("hand_outs", args=[event.code])
    button = reverse("certificate_hand_out", args=[certificate.pk])
    client.force_login(coordinator)
    assert button not in client.get(page).content.decode()
    assert client.post(button).status_code == 404
    client.force_login(staff)
    assert button in client.get(page, {"words": "naciri"}).content.decode()
    client.post(button)
    assert HandOut.objects.get().certificate == certificate
    tally = client.get(page).context["tallies"][0]
    assert (tally.province, tally.given) == (None, 1)


@pytest.mark.parametrize("name", ["certificate_detail", "certificate_send", "certificates_print"])
def test_their_pages_open(certificate, client, staff, event, name):
    open_link(certificate, by=staff)
    client.force_login(staff)
    key = event.code if name == "certificates_print" else certificate.pk
    assert client.get(reverse(name, args=[key])).status_code == 200
