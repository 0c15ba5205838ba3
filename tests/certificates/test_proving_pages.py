import json
import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from certificates import codes
from certificates.key_sets import read_key_set
from certificates.kinds import Kind
from certificates.models import Certificate, SigningKey
from certificates.outcomes import OUTCOMES
from certificates.services.keys import distrust_key
from network.models import NetworkIdentity
from participants.models import Person
from participants.services.national_ids import record_national_id
from tests import factories

CANARIES = ("+212698765432", "0698765432", "06 98 76 54 32", "1979", "CANARY-ORG", "MC987654")


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def certificate(attend, issue, staff):
    NetworkIdentity.objects.update(cndp_number="D-GC-1/2026")
    organisation = factories.OrganisationFactory(name_ar="CANARY-ORG", name_fr="CANARY-ORG")
    registration = attend(True, True, organisation=organisation)
    person = Person.objects.get(pk=registration.person_id)
    person.phone, person.birth_year = "+212698765432", 1979
    person.save()
    record_national_id(person, number="MC987654", by=staff)
    issue()
    return Certificate.objects.get()


def get(client, name, *args, language="en"):
    return client.get(reverse(name, args=args), headers={"accept-language": language})


def worker_contents(client):
    text = get(client, "verify_worker").content.decode()
    return json.loads(re.search(r"const KEPT = (.+);\n", text).group(1))


# Keys


def test_the_keys_are_published_for_everybody(client, certificate):
    response = get(client, "certificate_keys")
    key = SigningKey.objects.get()
    assert response.json() == {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": key.key_id,
                "x": key.public_key,
                "status": "signing",
                "valid_from": key.created_at.isoformat(timespec="seconds"),
                "signed_until": None,
            }
        ]
    }
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Cookie" not in response.get("Vary", "")
    assert client.cookies == {}


def test_the_published_keys_are_those_that_prove(client, certificate):
    keys = read_key_set(get(client, "certificate_keys").content.decode())
    assert list(keys) == [SigningKey.objects.get().key_id]


def test_a_stolen_key_stays_published_as_one(client, certificate, settings, administrator):
    settings.CERTIFICATE_KEY = "AQ" * 21 + "A="
    distrust_key(SigningKey.objects.get(), by=administrator)
    states = [key["status"] for key in get(client, "certificate_keys").json()["keys"]]
    assert states == ["signing", "compromised"]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_page_of_the_keys_shows_fingerprints_in_three_languages(client, certificate, language):
    text = get(client, "certificate_keys_page", language=language).content.decode()
    assert f'lang="{language}"' in text
    assert SigningKey.objects.get().fingerprint in text
    assert text.count("<h1") == 1


def test_before_the_first_certificate_the_page_says_so(client, network):
    text = get(client, "certificate_keys_page").content.decode()
    assert "No certificate has been signed yet" in text
    assert get(client, "certificate_keys").json() == {"keys": []}


# The page of a certificate


def test_the_page_gives_the_browser_what_it_compares(
    client, certificate, django_assert_num_queries
):
    text = get(client, "verify", certificate.code).content.decode()
    assert f'data-code="{certificate.code}"' in text
    assert 'data-register="valid"' in text
    assert re.search(r'data-digest="[0-9a-f]{32}"', text)
    assert f'data-keys="{reverse("certificate_keys")}"' in text
    for outcome in OUTCOMES:
        assert f'data-outcome="{outcome.name}"' in text


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("ar", "شهادة الاستفادة من التكوين"),
        ("fr", "Attestation de formation"),
        ("en", "Certificate of completed training"),
    ],
)
def test_the_kind_of_paper_is_named(client, certificate, language, named):
    Certificate.objects.update(kind=Kind.COMPLETION)
    text = get(client, "verify", certificate.code, language=language).content.decode()
    assert named in text.partition("</section>")[2]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_nothing_personal_is_on_any_public_page(client, certificate, language):
    pages = [
        get(client, "verify", certificate.code, language=language),
        get(client, "verify_form", language=language),
        get(client, "verify_offline", language),
        get(client, "certificate_keys_page", language=language),
        get(client, "certificate_keys"),
        get(client, "verify_worker"),
    ]
    for page in pages:
        text = page.content.decode()
        assert [canary for canary in CANARIES if canary in text] == []


@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_codes_cost_the_page_the_same(
    client, certificate, known, django_assert_num_queries
):
    code = certificate.code if known else codes.new_code()
    with django_assert_num_queries(2):
        get(client, "verify", code)


def test_the_text_of_a_square_code_that_is_pasted_keeps_its_seal(client, certificate):
    qr = certificate.snapshot["qr"]
    response = client.get(reverse("verify_form"), {"code": f" {qr} "})
    assert response.url == reverse("verify", args=[certificate.code]) + "#" + qr.partition("#")[2]


# Without a connection


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_the_page_without_a_connection_is_the_same_for_everybody(
    client, administrator, network, language, direction
):
    stranger = get(client, "verify_offline", language, language="en").content
    client.force_login(administrator)
    assert get(client, "verify_offline", language, language="fr").content == stranger
    assert f'<html lang="{language}" dir="{direction}">' in stranger.decode()
    assert b"csrf" not in stranger


def test_there_is_no_page_without_a_connection_in_another_language(client, network):
    assert get(client, "verify_offline", "de").status_code == 404


def test_the_worker_keeps_pages_and_files_and_no_answer(client, network):
    kept = worker_contents(client)
    assert set(kept["pages"]) == {"ar", "fr", "en"}
    addresses = [*kept["pages"].values(), kept["keys"], *kept["files"]]
    assert not [address for address in addresses if re.fullmatch(r"/v/[^/]*", address)]
    for address in (*kept["pages"].values(), kept["keys"]):
        assert client.get(address).status_code == 200


def test_the_worker_keeps_whatever_its_page_asks_for(client, network):
    kept = worker_contents(client)
    asked = set()
    for address in kept["pages"].values():
        asked |= set(
            re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get(address).content.decode())
        )
    assert asked <= set(kept["files"])


def test_the_worker_is_asked_for_anew_and_may_serve_the_pages_of_verification(client, network):
    response = get(client, "verify_worker")
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Type"].startswith("text/javascript")
    assert reverse("verify_worker").rpartition("/")[0] + "/" == reverse("verify_form")
