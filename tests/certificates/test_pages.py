import datetime as dt
import io

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import Batch, Certificate, Reason
from certificates.services import batches
from certificates.services.issuing import start_batch
from network.models import AuditEvent
from participants.models import Attendance, Registration
from tests import factories
from trainings.models import Event

OWN = "العلوي الأصيل"
FOREIGN = "الدكالي الغريب"


@pytest.fixture
def own(attend):
    return attend(True, True, person__family_name_ar=OWN)


@pytest.fixture
def foreign(attend, other_province):
    return attend(True, True, place=other_province, person__family_name_ar=FOREIGN)


@pytest.fixture
def visit(client):
    """Get a page as somebody, in English."""

    def visit(user, name, *args, **query):
        client.force_login(user)
        return client.get(
            reverse(name, args=args), query or None, headers={"accept-language": "en"}
        )

    return visit


@pytest.fixture
def press(client):
    """Press a button as somebody."""

    def press(user, name, *args):
        client.force_login(user)
        everybody = {"kind": "participation", "scope": "all"}
        return client.post(reverse(name, args=args), everybody, headers={"accept-language": "en"})

    return press


def pages_in(response):
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        return len(pdf.pages)


# Who may come in

EVERY_PAGE = ("event_certificates", "event_certificates_pdf", "certificate_pdf", "batch_detail")


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        *[("administrator", name, 200) for name in EVERY_PAGE],
        *[("staff", name, 200) for name in EVERY_PAGE],
        *[("coordinator", name, 200) for name in EVERY_PAGE[:3]],
        ("coordinator", "batch_detail", 403),
        *[("observer", name, 403) for name in EVERY_PAGE],
    ],
)
def test_each_role_reads_what_is_for_it(own, issue, visit, request, who, name, status):
    batch = issue()
    key = {"certificate_pdf": Certificate.objects.get().pk, "batch_detail": batch.pk}
    response = visit(request.getfixturevalue(who), name, key.get(name, "SB01"))
    assert response.status_code == status


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_strangers_are_led_to_the_sign_in_page(client, own, issue, name):
    batch = issue()
    key = {"certificate_pdf": Certificate.objects.get().pk, "batch_detail": batch.pk}
    response = client.get(reverse(name, args=[key.get(name, "SB01")]))
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["staff", "coordinator", "observer"])
@pytest.mark.parametrize("name", ["certificates_issue", "batch_resume"])
def test_only_an_administrator_presses_the_buttons(
    event, own, administrator, press, request, who, name
):
    batch = start_batch(event, by=administrator)
    Batch.objects.update(state="failed")
    key = batch.pk if name == "batch_resume" else "SB01"
    assert press(request.getfixturevalue(who), name, key).status_code == 403
    assert list(Batch.objects.values_list("state", flat=True)) == ["failed"]


@pytest.mark.parametrize("name", ["certificates_issue", "batch_resume"])
def test_a_link_does_not_press_a_button(event, own, administrator, visit, name):
    batch = start_batch(event, by=administrator)
    key = batch.pk if name == "batch_resume" else "SB01"
    assert visit(administrator, name, key).status_code == 405


def test_another_provinces_certificate_is_not_there(own, foreign, issue, visit, coordinator):
    issue()
    assert visit(coordinator, "certificate_pdf", own.certificates.get().pk).status_code == 200
    assert visit(coordinator, "certificate_pdf", foreign.certificates.get().pk).status_code == 404


@pytest.mark.parametrize("name", ["event_certificates", "event_certificates_pdf"])
def test_an_event_without_places_for_the_province_is_not_there(
    own, issue, visit, name, other_province, other_coordinator, event
):
    issue()
    event.quotas.filter(province=other_province).delete()
    assert visit(other_coordinator, name, "SB01").status_code == 404


def test_a_coordinator_sees_own_people_only(own, foreign, visit, coordinator):
    text = visit(coordinator, "event_certificates", "SB01").content.decode()
    assert OWN in text
    assert FOREIGN not in text


def test_a_coordinators_figures_count_own_people_only(own, foreign, visit, coordinator):
    context = visit(coordinator, "event_certificates", "SB01").context
    assert (context["registered"], context["ready"]) == (1, 1)


def test_a_coordinator_cannot_filter_by_another_province(
    own, foreign, visit, coordinator, other_province
):
    response = visit(coordinator, "event_certificates", "SB01", province=other_province.pk)
    assert FOREIGN not in response.content.decode()


def test_a_coordinators_pdf_holds_own_people_only(own, foreign, issue, visit, coordinator):
    issue()
    assert pages_in(visit(coordinator, "event_certificates_pdf", "SB01")) == 1


def test_a_coordinator_gets_no_pdf_of_another_province(
    own, foreign, issue, visit, coordinator, other_province
):
    issue()
    response = visit(coordinator, "event_certificates_pdf", "SB01", province=other_province.pk)
    assert response.url == reverse("event_certificates", args=["SB01"])


def test_a_draft_is_not_there_for_a_coordinator(own, visit, coordinator):
    Event.objects.update(state="draft")
    assert visit(coordinator, "event_certificates", "SB01").status_code == 404


# The list


def test_figures_say_how_many_are_where(attend, issue, visit, staff):
    attend(True, True)
    issue()
    attend(True, True)
    attend(True, False)
    attend(None, None)
    context = visit(staff, "event_certificates", "SB01").context
    names = ("registered", "issued", "ready", "not_eligible")
    assert [context[name] for name in names] == [4, 1, 1, 2]
    assert context["stopped"] == [(Reason.PRESENCE_NOT_TAKEN, 1), (Reason.PRESENCE_BELOW, 1)]


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("", {"ready", "issued", "below", "unmarked"}),
        ("ready", {"ready"}),
        ("issued", {"issued"}),
        ("not_eligible", {"below", "unmarked"}),
        ("presence_below", {"below"}),
        ("presence_not_taken", {"unmarked"}),
    ],
)
def test_the_list_is_narrowed_by_verdict(attend, issue, visit, staff, verdict, expected):
    named = {"issued": attend(True, True)}
    issue()
    named |= {"ready": attend(True, True), "below": attend(True, False)}
    named |= {"unmarked": attend(None, None)}
    response = visit(staff, "event_certificates", "SB01", verdict=verdict)
    shown = {row.record.pk for row in response.context["table"].rows}
    assert {name for name, registration in named.items() if registration.pk in shown} == expected


def test_the_list_is_narrowed_by_province(own, foreign, visit, staff, other_province):
    response = visit(staff, "event_certificates", "SB01", province=other_province.pk)
    assert [row.record for row in response.context["table"].rows] == [foreign]


def test_the_list_says_why_somebody_has_none(attend, visit, staff):
    attend(True, False)
    text = visit(staff, "event_certificates", "SB01").content.decode()
    assert "Attended 1 of 2 half-days; 80% are required." in text


def test_the_list_links_the_paper(own, issue, visit, staff):
    issue()
    text = visit(staff, "event_certificates", "SB01").content.decode()
    assert reverse("certificate_pdf", args=[own.certificates.get().pk]) in text
    assert "RAD/2026/SB01/0001" in text


def test_names_are_escaped(attend, visit, staff):
    attend(True, True, person__family_name_latin="<b>Alaoui</b>")
    text = visit(staff, "event_certificates", "SB01").content.decode()
    assert "&lt;b&gt;Alaoui&lt;/b&gt;" in text


@pytest.mark.parametrize(
    ("who", "shown"), [("administrator", True), ("staff", False), ("coordinator", False)]
)
def test_only_an_administrator_finds_the_button(own, visit, request, who, shown):
    text = visit(request.getfixturevalue(who), "event_certificates", "SB01").content.decode()
    assert (reverse("certificates_issue", args=["SB01"]) in text) is shown


def test_the_button_is_gone_while_a_batch_is_under_way(event, own, administrator, visit):
    batch = start_batch(event, by=administrator)
    text = visit(administrator, "event_certificates", "SB01").content.decode()
    assert reverse("certificates_issue", args=["SB01"]) not in text
    assert reverse("batch_detail", args=[batch.pk]) in text


def test_the_list_is_paged(attend, visit, staff):
    for _ in range(26):
        attend(None, None)
    table = visit(staff, "event_certificates", "SB01").context["table"]
    assert (len(table.page.object_list), table.paginator.num_pages) == (25, 2)


@pytest.mark.parametrize("persons", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(
    attend, issue, client, visit, staff, persons, django_assert_num_queries
):
    for _ in range(persons):
        attend(True, True, organisation=factories.OrganisationFactory())
    issue()
    for _ in range(persons):
        attend(True, True, organisation=factories.OrganisationFactory())
    address = visit(staff, "event_certificates", "SB01").wsgi_request.path
    with django_assert_num_queries(16):
        client.get(address)


# Issuing


def test_the_button_starts_a_batch_and_leads_to_it(own, press, administrator):
    response = press(administrator, "certificates_issue", "SB01")
    assert response.url == reverse("batch_detail", args=[Batch.objects.get().pk])


def test_a_second_press_leads_to_the_same_batch(own, press, administrator):
    first = press(administrator, "certificates_issue", "SB01")
    second = press(administrator, "certificates_issue", "SB01")
    assert (second.url, Batch.objects.count()) == (first.url, 1)


def test_with_nobody_ready_the_button_explains(event, press, administrator, client):
    response = press(administrator, "certificates_issue", "SB01")
    assert response.url == reverse("event_certificates", args=["SB01"])
    text = client.get(response.url, headers={"accept-language": "en"}).content.decode()
    assert "Nobody is waiting for a certificate" in text


@pytest.fixture
def batch(event, own, foreign, administrator):
    return start_batch(event, by=administrator)


def test_the_progress_page_asks_again_every_second(batch, visit, administrator):
    text = visit(administrator, "batch_detail", batch.pk).content.decode()
    assert 'hx-trigger="every 1s"' in text
    assert "Waiting for the background worker" in text


def test_the_progress_page_works_without_javascript(batch, visit, administrator):
    text = visit(administrator, "batch_detail", batch.pk).content.decode()
    assert "<progress" in text
    assert f'href="{reverse("batch_detail", args=[batch.pk])}"' in text


def test_htmx_gets_the_piece_alone(batch, client, administrator):
    client.force_login(administrator)
    response = client.get(reverse("batch_detail", args=[batch.pk]), headers={"hx-request": "true"})
    text = response.content.decode()
    assert 'id="batch"' in text
    assert "<html" not in text


def test_a_finished_batch_asks_no_more_and_offers_the_paper(batch, visit, administrator):
    batches.run_batch(batch.pk)
    text = visit(administrator, "batch_detail", batch.pk).content.decode()
    assert "hx-trigger" not in text
    assert reverse("event_certificates_pdf", args=["SB01"]) in text
    assert "2 of 2 (100%)" in text


def test_refused_persons_are_listed_with_their_reason(batch, own, visit, administrator):
    Attendance.objects.filter(registration=own).update(present=False)
    batches.run_batch(batch.pk)
    text = visit(administrator, "batch_detail", batch.pk).content.decode()
    assert own.person.full_name_latin in text
    assert "Presence is below the rule of the event." in text


def test_the_time_left_is_told_once_the_pace_is_known(batch, visit, administrator):
    batches._claim(batch.pk, "me")
    item = batch.items.first()
    item.state, item.reason = "refused", Reason.PRESENCE_BELOW
    item.save()
    Batch.objects.update(started_at=timezone.now() - dt.timedelta(seconds=30))
    assert (
        "about 31 seconds left" in visit(administrator, "batch_detail", batch.pk).content.decode()
    )


def test_minutes_are_told_in_minutes(batch, visit, administrator):
    batches._claim(batch.pk, "me")
    item = batch.items.first()
    item.state, item.reason = "refused", Reason.PRESENCE_BELOW
    item.save()
    Batch.objects.update(started_at=timezone.now() - dt.timedelta(minutes=9, seconds=30))
    assert (
        "about 10 minutes left" in visit(administrator, "batch_detail", batch.pk).content.decode()
    )


@pytest.mark.parametrize(("who", "offered"), [("administrator", True), ("staff", False)])
def test_a_stalled_batch_offers_to_resume(batch, visit, request, who, offered):
    batches._claim(batch.pk, "killed")
    Batch.objects.update(lease_until=timezone.now())
    text = visit(request.getfixturevalue(who), "batch_detail", batch.pk).content.decode()
    assert "Nothing has moved for a while" in text
    assert (reverse("batch_resume", args=[batch.pk]) in text) is offered


def test_a_batch_that_no_worker_takes_says_so_after_a_while(batch, visit, administrator):
    Batch.objects.update(requested_at=timezone.now() - dt.timedelta(minutes=1))
    assert (
        "Nothing has moved for a while"
        in visit(administrator, "batch_detail", batch.pk).content.decode()
    )


def test_a_stopped_batch_is_resumed(batch, press, administrator):
    Batch.objects.update(state="failed")
    press(administrator, "batch_resume", batch.pk)
    batch.refresh_from_db()
    assert batch.state == Batch.State.QUEUED


def test_a_batch_under_way_is_not_resumed_but_shown(batch, press, administrator):
    batches._claim(batch.pk, "me")
    response = press(administrator, "batch_resume", batch.pk)
    assert response.url == reverse("batch_detail", args=[batch.pk])


@pytest.mark.parametrize("persons", [1, 3])
def test_the_progress_page_costs_the_same_for_one_and_for_many(
    event, attend, administrator, client, visit, persons, django_assert_num_queries
):
    for _ in range(persons):
        attend(True, True)
    batch = start_batch(event, by=administrator)
    Registration.objects.update(state="cancelled")
    batches.run_batch(batch.pk)
    address = visit(administrator, "batch_detail", batch.pk).wsgi_request.path
    with django_assert_num_queries(8):
        client.get(address)


# Paper


def test_the_pdf_holds_every_valid_certificate(own, foreign, issue, visit, staff, revoke):
    issue()
    revoke(foreign)
    assert pages_in(visit(staff, "event_certificates_pdf", "SB01")) == 1


def test_the_pdf_of_a_province_holds_its_people(own, foreign, issue, visit, staff, province):
    issue()
    response = visit(staff, "event_certificates_pdf", "SB01", province=province.pk)
    assert pages_in(response) == 1
    assert f"certificates-SB01-{province.iso}.pdf" in response["Content-Disposition"]


def test_a_pdf_is_saved_under_a_plain_name_and_kept_by_no_cache(own, issue, visit, staff):
    issue()
    response = visit(staff, "certificate_pdf", own.certificates.get().pk)
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="certificate-RAD-2026-SB01-0001.pdf"'
    )
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("event_certificates_pdf", "certificates.printed"),
        ("certificate_pdf", "certificate.printed"),
    ],
)
def test_printing_leaves_an_audit_row(own, issue, visit, coordinator, name, action):
    issue()
    key = "SB01" if name == "event_certificates_pdf" else own.certificates.get().pk
    visit(coordinator, name, key)
    assert AuditEvent.objects.get(action=action).actor == coordinator


def test_before_anything_is_issued_there_is_no_paper(own, visit, staff, client):
    response = visit(staff, "event_certificates_pdf", "SB01")
    assert response.url == reverse("event_certificates", args=["SB01"])
    assert not AuditEvent.objects.filter(action="certificates.printed").exists()


def test_a_revoked_certificate_is_not_printed(own, issue, visit, staff, revoke):
    issue()
    assert visit(staff, "certificate_pdf", revoke(own).pk).status_code == 404


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_list_is_in_the_readers_language(own, client, administrator, language):
    client.force_login(administrator)
    response = client.get(
        reverse("event_certificates", args=["SB01"]), headers={"accept-language": language}
    )
    assert f'<html lang="{language}"' in response.content.decode()
