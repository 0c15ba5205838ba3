"""A certificate by e-mail: looked at, sent once with its PDF, written down."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates.contacts import contact_of
from certificates.letters import write_letter, write_link_text
from certificates.models import Certificate, Sending
from certificates.services.errors import NotValidAnyMore
from certificates.services.mailing import send_now
from certificates.services.sending import AddressChanged, NoAddress, SentMeanwhile, ask_to_send
from certificates.tasks import send_certificate_task
from network.models import AuditEvent
from participants.models import Person
from tests.certificates.certificate_makers import make_certificate
from tests.certificates.printed import make_snapshot, pages_of
from tests.certificates.test_correcting_races import at_once

State, Failure = Sending.State, Sending.Failure
ADDRESS = "fatima@example.ma"


class Server(BaseEmailBackend):
    """A mail server that raises what stands for its trouble, or takes the e-mail."""

    def __init__(self, trouble=None, opening=None):
        super().__init__()
        self.trouble, self.opening, self.taken = trouble, opening, []

    def open(self):
        if self.opening:
            raise self.opening

    def send_messages(self, messages):
        if self.trouble:
            raise self.trouble
        self.taken += messages


@pytest.fixture
def certificate(event, province, staff):
    return make_certificate(
        event,
        province,
        staff,
        email=ADDRESS,
        phone="+212661123456",
        given_name_latin="Fatima",
        family_name_latin="EL ALAOUI",
        gender="f",
    )


@pytest.fixture
def ask(certificate, staff):
    """Have the certificate sent, after so many e-mails."""

    def ask(after=0, language="fr", **changes):
        letter = write_letter(certificate.snapshot, contact_of(certificate), language)
        options = {"address": ADDRESS, "after": after, "by": staff, **changes}
        return ask_to_send(certificate, letter, **options)

    return ask


@pytest.fixture
def post(client, certificate):
    """Send the form of the last look as somebody, in English; what is not given is as shown."""

    def post(user, **typed):
        client.force_login(user)
        address = reverse("certificate_email", args=[certificate.pk])
        shown = client.get(address, headers={"accept-language": "en"}).context["form"].initial
        return client.post(address, {**shown, **typed}, headers={"accept-language": "en"})

    return post


def actions():
    rows = AuditEvent.objects.filter(action__contains="sending").order_by("pk")
    return list(rows.values_list("action", flat=True))


# The e-mail ----------------------------------------------------------------------------------


def test_the_email_carries_the_pdf_under_its_name(certificate, ask, network):
    assert send_now(ask().pk) is True
    (message,) = mail.outbox
    name, content, kind = message.attachments[0]
    assert name == "RAD-2026-SB01-0001_Fatima-EL-ALAOUI.pdf"
    assert kind == "application/pdf"
    assert certificate.number in pages_of(content)[0]
    assert (message.to, message.reply_to) == ([ADDRESS], [network.email])


def test_the_email_comes_from_the_server_in_the_networks_name(certificate, ask, settings):
    settings.DEFAULT_FROM_EMAIL = "takwin@example.org"
    send_now(ask().pk)
    assert "<takwin@example.org>" in mail.outbox[0].from_email
    assert "Doukkala" in mail.outbox[0].from_email


def test_the_text_is_what_was_looked_at_in_both_shapes(certificate, ask):
    sending = ask()
    send_now(sending.pk)
    message = mail.outbox[0]
    assert message.body == sending.body
    html = message.alternatives[0].content
    assert 'lang="fr" dir="ltr"' in html
    assert f'href="{certificate.snapshot["verify_url"]}"' in html


def test_what_was_typed_into_a_name_is_no_html(ask):
    sending = ask()
    Sending.objects.filter(pk=sending.pk).update(body="<script>alert(1)</script>")
    send_now(sending.pk)
    assert "<script>" not in mail.outbox[0].alternatives[0].content


@pytest.mark.parametrize(("language", "said"), [("ar", "السيدة"), ("fr", "Mme")])
def test_the_letter_speaks_its_language_whoever_sends_it(certificate, language, said):
    letter = write_letter(certificate.snapshot, contact_of(certificate), language)
    assert said in letter.body
    assert certificate.number in letter.subject
    assert certificate.snapshot["verify_url"] in letter.body


@pytest.mark.engineless
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_text_of_a_link_says_until_when_it_works(language):
    snapshot = make_snapshot()
    contact = contact_of(Certificate(snapshot=snapshot, registration=None))
    until = dt.date(2026, 12, 9)
    text = write_link_text(snapshot, contact, language, link="https://x/c/1.s", until=until)
    for said in ("https://x/c/1.s", "2026", snapshot["verify_url"], snapshot["number"]):
        assert said in text


@pytest.mark.engineless
def test_a_recipient_who_is_no_participant_is_called_as_printed():
    contact = contact_of(Certificate(snapshot=make_snapshot(), registration=None))
    assert (contact.name_latin, contact.phone, contact.email) == ("Fatima Zahra BENALI", "", "")


# Once ----------------------------------------------------------------------------------------


def test_a_second_click_sends_nothing(ask):
    ask()
    with pytest.raises(SentMeanwhile):
        ask()
    assert Sending.objects.count() == 1


def test_somebody_who_knows_of_the_first_may_send_another(ask):
    ask()
    assert ask(after=1).ordinal == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_four_clicks_at_once_one_sends(ask):
    outcomes = at_once(*[ask] * 4)
    assert (outcomes.count(None), outcomes.count(SentMeanwhile)) == (1, 3)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_four_workers_one_sends(ask):
    sending = ask()
    server = Server()
    assert at_once(*[lambda: send_now(sending.pk, connection=server)] * 4) == [None] * 4
    assert len(server.taken) == 1


def test_what_was_sent_is_not_sent_again(ask):
    sending = ask()
    send_now(sending.pk)
    assert send_now(sending.pk) is False
    assert len(mail.outbox) == 1


def test_an_email_is_looked_at_again_in_case_its_worker_dies_before_it_begins(ask):
    sending = ask()
    tasks = DBTaskResult.objects.filter(task_path=send_certificate_task.module_path)
    assert [task.args_kwargs["args"] for task in tasks] == [[sending.pk]] * 2
    soon = (timezone.now(), timezone.now() + dt.timedelta(minutes=5))
    assert tasks.filter(run_after__range=soon).count() == 1


def test_a_worker_killed_on_the_way_leaves_it_to_a_human(ask):
    sending = ask()
    Sending.objects.filter(pk=sending.pk).update(
        state=State.CLAIMED, claimed_at=timezone.now() - dt.timedelta(minutes=5)
    )
    assert send_now(sending.pk) is False
    sending.refresh_from_db()
    assert sending.is_uncertain


def test_an_email_that_is_just_going_out_is_not_uncertain(ask):
    sending = ask()
    sending.state, sending.claimed_at = State.CLAIMED, timezone.now()
    assert not sending.is_uncertain


# What goes wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "state", "failure"),
    [
        (Server(opening=ConnectionRefusedError()), State.FAILED, Failure.SERVER),
        (Server(smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"")})), "failed", "bad_address"),
        (Server(smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"")})), "failed", "refused"),
        (Server(smtplib.SMTPDataError(554, b"")), State.FAILED, Failure.REFUSED),
        (Server(ValueError()), State.FAILED, Failure.BAD_ADDRESS),
        (Server(smtplib.SMTPServerDisconnected()), State.UNCERTAIN, ""),
        (Server(TimeoutError()), State.UNCERTAIN, ""),
    ],
)
def test_trouble_with_the_server_is_written_down(ask, server, state, failure, caplog):
    sending = ask()
    send_now(sending.pk, connection=server)
    sending.refresh_from_db()
    assert (sending.state, sending.failure) == (state, failure)
    assert actions()[-1] == f"certificate.sending_{state}"


def test_a_certificate_revoked_meanwhile_does_not_go_out(certificate, ask, revoke):
    sending = ask()
    revoke(certificate.registration)
    send_now(sending.pk)
    sending.refresh_from_db()
    assert (sending.failure, mail.outbox) == (Failure.NOT_VALID, [])


def test_a_revoked_certificate_cannot_be_asked_for(certificate, ask, revoke):
    revoke(certificate.registration)
    with pytest.raises(NotValidAnyMore):
        ask()


def test_an_address_that_changed_meanwhile_is_looked_at_again(certificate, ask):
    with pytest.raises(AddressChanged):
        ask(address="old@example.ma")


def test_without_an_address_nothing_is_sent(certificate, ask):
    certificate.registration.person.email = ""
    with pytest.raises(NoAddress):
        ask()


# The pages -----------------------------------------------------------------------------------


def test_the_last_look_sends_what_was_written(post, staff):
    response = post(staff, subject="Votre attestation", body="Bonjour,\r\nla voici.")
    assert response.url.endswith("/send/")
    sending = Sending.objects.get()
    assert (sending.subject, sending.body) == ("Votre attestation", "Bonjour,\nla voici.")
    assert actions() == ["certificate.sending_asked"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"subject": ""}, "An e-mail needs a subject."), ({"body": ""}, "Write the text")],
)
def test_an_empty_email_is_asked_for_again_with_what_was_typed(post, staff, typed, said):
    text = post(staff, **{"subject": "My words", "body": "My words", **typed}).content.decode()
    assert said in text
    assert "My words" in text
    assert not Sending.objects.exists()


def test_a_page_that_was_open_twice_sends_once(post, certificate, client, staff):
    post(staff)
    shown = {"after": "0"}
    response = post(staff, **shown)
    text = client.get(response.url, headers={"accept-language": "en"}).content.decode()
    assert "no second e-mail goes out" in text
    assert Sending.objects.count() == 1


def test_the_last_look_warns_of_what_was_sent_before(ask, certificate, client, staff):
    send_now(ask().pk)
    client.force_login(staff)
    address = reverse("certificate_email", args=[certificate.pk])
    text = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Sent before" in text
    assert "Send it once more" in text


PAGES = ("certificate_send", "certificate_email")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("staff", 200), ("coordinator", 200), ("other_coordinator", 404), ("observer", 403)],
)
def test_each_role_sends_what_is_for_it(certificate, client, request, name, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(name, args=[certificate.pk])).status_code == status
    if status != 200:
        assert client.post(reverse(name, args=[certificate.pk])).status_code in {status, 405}
    assert not Sending.objects.exists()


@pytest.mark.parametrize("name", PAGES)
def test_a_revoked_certificate_leads_back(certificate, revoke, client, staff, name):
    revoke(certificate.registration)
    client.force_login(staff)
    response = client.get(reverse(name, args=[certificate.pk]))
    assert response.url == reverse("certificate_detail", args=[certificate.pk])


def test_without_an_address_the_last_look_leads_to_the_other_ways(certificate, client, staff):
    Person.objects.update(email="")
    client.force_login(staff)
    response = client.get(reverse("certificate_email", args=[certificate.pk]))
    assert response.url == reverse("certificate_send", args=[certificate.pk])


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_last_look_shows_the_language_that_is_chosen(certificate, client, staff, language):
    client.force_login(staff)
    address = reverse("certificate_email", args=[certificate.pk])
    form = client.get(address, {"language": language}).context["form"]
    assert form.initial["language"] == language
    assert ("Mme" in form.initial["body"]) is (language == "fr")
