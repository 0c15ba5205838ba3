import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from certificates import codes
from certificates.models import Certificate, RevocationReason
from certificates.services.correcting import allow_reissue
from certificates.services.verification import Successor, Verdict, verify_code, verify_codes
from certificates.views.verification import LOOK_UPS_A_MINUTE
from tests import factories


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def certificate(attend, issue):
    organisation = factories.OrganisationFactory(name_ar="تعاونية سرية", name_fr="Coopérative X")
    attend(True, True, organisation=organisation)
    issue()
    return Certificate.objects.get()


@pytest.fixture
def replaced(certificate, correct):
    """A certificate whose second version was issued on 5 March 2026."""
    newer = correct(certificate.registration)
    newer.issued_at = timezone.make_aware(dt.datetime(2026, 3, 5, 12))  # noqa: DTZ001 made aware
    newer.save()
    certificate.refresh_from_db()
    return certificate


def mistype(code):
    wrong = "0" if code[3] != "0" else "1"
    return code[:3] + wrong + code[4:]


def page(client, code, language="en"):
    return client.get(reverse("verify", args=[code]), headers={"accept-language": language})


# The service


def test_a_valid_certificate_is_said_to_be_valid(certificate):
    assert verify_code(certificate.code).verdict == Verdict.VALID


def test_a_code_may_be_typed_carelessly(certificate):
    typed = " " + codes.grouped(certificate.code).lower()
    assert verify_code(typed).verdict == Verdict.VALID


def test_a_well_written_code_of_no_certificate_is_unknown(certificate):
    assert verify_code(codes.new_code()).verdict == Verdict.UNKNOWN


@pytest.mark.parametrize("typed", ["", "-", "7Q2M", "x" * 5000])
def test_what_is_no_code_is_mistyped(typed):
    assert verify_code(typed).verdict == Verdict.MISTYPED


def test_a_wrong_character_is_told_from_an_unknown_code(certificate):
    assert verify_code(mistype(certificate.code)).verdict == Verdict.MISTYPED


def test_a_revoked_certificate_tells_the_day(certificate, revoke):
    revoke(certificate.registration)
    answer = verify_code(certificate.code)
    assert (answer.verdict, answer.since) == (Verdict.REVOKED, timezone.localdate())


def test_a_replaced_certificate_tells_the_day_of_the_newer_one(replaced):
    answer = verify_code(replaced.code)
    assert (answer.verdict, answer.since) == (Verdict.REPLACED, dt.date(2026, 3, 5))


def test_a_revoked_certificate_tells_the_reason_for_the_public(certificate, revoke):
    revoke(certificate.registration, RevocationReason.PRESENCE_WRONG)
    with translation.override("en"):
        reason = verify_code(certificate.code).revocation_reason
        assert reason == "Presence at the training was recorded wrongly."


def test_a_valid_certificate_has_neither_reason_nor_successor(certificate):
    answer = verify_code(certificate.code)
    assert (answer.revocation_reason, answer.successor, answer.since) == ("", None, None)


def test_a_replaced_certificate_tells_which_version_took_its_place(replaced):
    assert verify_code(replaced.code).successor == Successor(2, dt.date(2026, 3, 5), None)


def test_a_certificate_that_was_corrected_twice_tells_the_latest_version(replaced, correct):
    correct(replaced.registration, "El Bennani")
    successor = verify_code(replaced.code).successor
    assert (successor.version, successor.issued_on) == (3, timezone.localdate())


def test_a_replaced_certificate_tells_that_its_successor_was_revoked(replaced, revoke):
    revoke(replaced.registration)
    answer = verify_code(replaced.code)
    assert answer.verdict == Verdict.REPLACED
    assert answer.successor.revoked_on == timezone.localdate()


def test_a_replaced_certificate_costs_one_query_more(replaced, django_assert_num_queries):
    with django_assert_num_queries(2):
        verify_code(replaced.code)


def test_the_statement_of_a_replaced_certificate_is_the_old_one(replaced):
    statement = verify_code(replaced.code).statement
    assert (statement.version, statement.name_latin) == (1, replaced.snapshot["name_latin"])


def test_the_statement_is_what_was_printed(certificate, event):
    event.title_fr = "Autre thème"
    event.save()
    with translation.override("fr"):
        statement = verify_code(certificate.code).statement
    assert statement.title == "Management de la qualité et logistique"
    assert statement.days == [dt.date(2026, 2, 1)]
    assert statement.name_latin == certificate.snapshot["name_latin"]


def test_the_statement_speaks_the_readers_language(certificate):
    with translation.override("ar"):
        assert verify_code(certificate.code).statement.venue == "فندق السانية، سيدي بنور"
    with translation.override("fr"):
        assert verify_code(certificate.code).statement.venue == "Hôtel Saniat, Sidi Bennour"


@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_codes_cost_the_same(certificate, known, django_assert_num_queries):
    code = certificate.code if known else codes.new_code()
    with django_assert_num_queries(1):
        verify_code(code)


def test_a_mistyped_code_asks_the_database_nothing(certificate, django_assert_num_queries):
    with django_assert_num_queries(0):
        verify_code(mistype(certificate.code))


def test_many_codes_are_answered_in_their_order_with_one_query(
    certificate, django_assert_num_queries
):
    typed = [codes.new_code(), certificate.code, mistype(certificate.code), certificate.code]
    with django_assert_num_queries(1):
        answers = verify_codes(typed)
    verdicts = [answer.verdict for answer in answers]
    assert verdicts == [Verdict.UNKNOWN, Verdict.VALID, Verdict.MISTYPED, Verdict.VALID]


# The pages


def test_a_stranger_reads_the_verdict_and_the_names(client, certificate):
    text = page(client, certificate.code).content.decode()
    for shown in (
        "This certificate is valid",
        certificate.snapshot["name_ar"],
        certificate.snapshot["name_latin"],
        certificate.number,
        "Management de la qualité et logistique",
        "1 February 2026",
        "Hôtel Saniat, Sidi Bennour",
        "Réseau des associations de Doukkala",
    ):
        assert shown in text


def test_nothing_else_of_the_person_is_told(client, certificate):
    person = certificate.registration.person
    text = page(client, certificate.code).content.decode()
    for hidden in (
        person.phone.as_e164,
        person.phone.as_national,
        str(person.birth_year),
        "تعاونية سرية",
        "Coopérative X",
        "Province de",
    ):
        assert hidden not in text


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_page_is_in_the_readers_language(client, certificate, language):
    response = page(client, certificate.code, language)
    assert f'lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(
    ("state", "verdict", "status"),
    [
        ("valid", "This certificate is valid", 200),
        ("revoked", "This certificate was revoked", 200),
        ("unknown", "No certificate has this code", 404),
        ("mistyped", "This code is mistyped", 404),
    ],
)
def test_the_page_says_the_verdict_in_words(client, certificate, revoke, state, verdict, status):
    code = {"unknown": codes.new_code(), "mistyped": mistype(certificate.code)}.get(
        state, certificate.code
    )
    if state == "revoked":
        revoke(certificate.registration)
    response = page(client, code)
    assert response.status_code == status
    assert verdict in response.content.decode()


def test_the_page_of_a_replaced_certificate_tells_the_version_but_not_the_newer_code(
    client, replaced
):
    text = page(client, replaced.code).content.decode()
    assert "Version 2 of 5 March 2026 took its place under the same number." in text
    newer = Certificate.objects.get(version=2)
    assert newer.code not in text.replace("-", "")
    assert newer.snapshot["name_latin"] not in text


def test_the_page_of_a_replaced_certificate_whose_successor_was_revoked_says_so(
    client, replaced, revoke
):
    revoke(replaced.registration)
    text = page(client, replaced.code).content.decode()
    assert "Nothing stands under this number any more." in text
    assert "Ask for the newer paper." not in text


@pytest.mark.parametrize("reason", RevocationReason)
def test_the_page_of_a_revoked_certificate_tells_day_and_reason(
    client, certificate, revoke, reason
):
    revoke(certificate.registration, reason)
    text = page(client, certificate.code).content.decode()
    with translation.override("en"):
        today = date_format(timezone.localdate())
        assert f"It was revoked on {today} and is worth nothing any more." in text
        assert str(reason.label) in text


def test_what_is_noted_for_the_house_is_never_public(client, replaced, revoke, administrator):
    revoked = revoke(replaced.registration, note="INTERNAL NOTE")
    allow_reissue(revoked, reason="INTERNAL ALLOWANCE", by=administrator)
    for certificate in Certificate.objects.all():
        text = page(client, certificate.code).content.decode()
        assert "This certificate was" in text
        assert "INTERNAL" not in text
        assert "Misspelt" not in text
        assert administrator.full_name not in text


@pytest.mark.parametrize(("version", "shown"), [(1, False), (2, True)])
def test_a_later_version_tells_that_it_is_one(client, replaced, version, shown):
    text = page(client, Certificate.objects.get(version=version).code).content.decode()
    # The seal of the paper, which the browser reads, has a version of its own.
    stated = text.partition("</section>")[2]
    assert ("<dt>Version</dt>" in stated) is shown


@pytest.mark.parametrize(
    ("hours", "language", "shown"),
    [("6.0", "en", "6 hours"), ("6.5", "fr", "6,5"), ("1", "en", "1 hour")],
)
def test_the_duration_is_told_in_hours(event, attend, issue, client, hours, language, shown):
    event.hours = hours
    event.save()
    attend(True, True)
    issue()
    text = page(client, Certificate.objects.get().code, language).content.decode()
    assert shown in text


@pytest.mark.parametrize("name", ["unknown", "mistyped"])
def test_a_code_that_is_none_can_be_mended_where_it_stands(client, certificate, name):
    code = mistype(certificate.code) if name == "mistyped" else codes.new_code()
    assert f'value="{codes.grouped(code)}"' in page(client, code).content.decode()


@pytest.mark.parametrize("name", ["known", "unknown", "form"])
def test_no_cache_and_no_search_engine_keeps_an_answer(client, certificate, name):
    code = {"known": certificate.code, "unknown": codes.new_code()}.get(name)
    address = reverse("verify", args=[code]) if code else reverse("verify_form")
    response = client.get(address)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_needs_no_session(client, certificate):
    page(client, certificate.code)
    assert "sessionid" not in client.cookies


@pytest.mark.slow
def test_too_many_look_ups_are_held_up(client, certificate, monkeypatch):
    monkeypatch.setattr("network.rate_limit.time.time", lambda: 6000.0)
    for _ in range(LOOK_UPS_A_MINUTE):
        assert page(client, certificate.code).status_code == 200
    held_up = page(client, certificate.code)
    assert (held_up.status_code, held_up["Cache-Control"]) == (429, "no-store")
    assert certificate.number not in held_up.content.decode()


def test_the_form_asks_for_a_code(client, network):
    text = client.get(reverse("verify_form")).content.decode()
    assert 'name="code"' in text
    assert "error-summary" not in text


@pytest.mark.parametrize("how", ["plain", "grouped", "address"])
def test_the_form_leads_to_the_page_of_the_code(client, certificate, how):
    typed = {
        "plain": certificate.code,
        "grouped": f" {codes.grouped(certificate.code).lower()} ",
        "address": certificate.snapshot["verify_url"] + "#signed",
    }[how]
    response = client.get(reverse("verify_form"), {"code": typed})
    assert response.url == reverse("verify", args=[certificate.code])


@pytest.mark.parametrize("typed", ["///", "a/b?c#d", "..", "é💥"])
def test_the_form_takes_whatever_is_typed(client, network, typed):
    response = client.get(reverse("verify_form"), {"code": typed}, follow=True)
    assert response.status_code == 404


@pytest.mark.parametrize("typed", ["", "7" * 700])
def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(client, network, typed):
    response = client.get(reverse("verify_form"), {"code": typed})
    text = response.content.decode()
    assert response.status_code == 200
    assert "error-summary" in text
    assert typed in text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_public_pages_only_read(client, certificate, method):
    address = reverse("verify", args=[certificate.code])
    assert getattr(client, method)(address).status_code == 405
