"""The pile of an event: what is in it, in which order, for whom, and what is written down."""

import io
import zipfile
from base64 import b64encode

import pytest
from django.urls import reverse

from certificates.models import Certificate, PreparedFile
from certificates.ordering import Order, in_order
from certificates.services import preparing
from certificates.services.printing import PileOptions, choose, print_certificate, print_pile
from network.models import AuditEvent
from tests import factories
from tests.certificates.certificate_makers import make_certificate
from tests.certificates.printed import pages_of

PAGE = "certificates_print"


@pytest.fixture
def people(event, province, other_province, staff):
    """Four certificates of two provinces, numbered in the order of the default pile."""
    baraka = factories.OrganisationFactory(name_ar="تعاونية البركة", name_fr="Al Baraka")
    wifaq = factories.OrganisationFactory(name_ar="جمعية الوفاق", name_fr="Al Wifaq")
    whose = [
        (province, baraka, "الصقلي"),
        (province, baraka, "واعزيز"),
        (province, wifaq, "آيت علي"),
        (other_province, wifaq, "بنعلي"),
    ]
    return [
        make_certificate(
            *(event, place, staff),
            organisation=organisation,
            given_name_ar="فاطمة",
            family_name_ar=family,
        )
        for place, organisation, family in whose
    ]


@pytest.fixture
def ask(client, event):
    """Ask for a file on the page of printing, as somebody, in English."""

    def ask(user, query="", *, button="found", **typed):
        client.force_login(user)
        address = reverse(PAGE, args=[event.code]) + query
        sent = {"kind": "pdf", "order": "province", "language": "ar", button: "", **typed}
        return client.post(address, sent, headers={"accept-language": "en"})

    return ask


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def actions():
    return list(
        AuditEvent.objects.filter(action__contains="print")
        .order_by("pk")
        .values_list("action", flat=True)
    )


def families(certificates):
    return [certificate.snapshot["name_ar"].partition(" ")[2] for certificate in certificates]


# The order ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.PROVINCE, ["الصقلي", "واعزيز", "آيت علي", "بنعلي"]),
        (Order.ORGANISATION, ["الصقلي", "واعزيز", "آيت علي", "بنعلي"]),
        (Order.NAME, ["الصقلي", "آيت علي", "بنعلي", "واعزيز"]),
    ],
)
def test_a_pile_is_sorted_as_it_is_asked_for(people, order, expected):
    assert families(in_order(Certificate.objects.all(), order)) == expected


def test_a_pile_is_sorted_by_number_beyond_four_digits(people):
    first, second, *_ = people
    Certificate.objects.filter(pk=first.pk).update(number="RAD/2026/SB01/10000")
    ordered = list(in_order(Certificate.objects.all(), Order.NUMBER))
    assert (ordered[0], ordered[-1].pk) == (second, first.pk)


def test_only_valid_ones_of_the_event_are_chosen(people, event, revoke, administrator):
    revoke(people[0].registration)
    other = factories.EventFactory()
    assert choose(Certificate.objects.all(), event, "number") == [each.pk for each in people[1:]]
    assert choose(Certificate.objects.all(), other, "number") == []


# What lies between and behind ---------------------------------------------------------------


def test_a_separator_stands_before_each_province(people):
    pks = choose(Certificate.objects.all(), people[0].event, Order.PROVINCE)
    pages = pages_of(print_pile(pks, PileOptions(separators=True)))
    assert len(pages) == 6
    assert "Sidi Bennour" in pages[0]
    assert "3 attestations" in pages[0].replace("\u00a0", " ")
    assert people[0].number in pages[1]
    assert "El Jadida" in pages[4]
    assert people[3].number in pages[5]


def test_the_list_to_sign_lies_behind_province_by_province(people):
    pks = [each.pk for each in (people[3], *people[:3])]
    pages = pages_of(print_pile(pks, PileOptions(order=Order.NAME, receipts=True, language="fr")))
    assert len(pages) == 6
    assert people[3].number in pages[4]
    assert people[0].number in pages[5]
    assert "Signature" in pages[5]


def test_a_plain_pile_has_certificates_only(people):
    pages = pages_of(print_pile([each.pk for each in people], PileOptions()))
    assert [people[n].number in page for n, page in enumerate(pages)] == [True] * 4


def test_the_printer_hears_how_far_it_is(people):
    heard = []
    print_pile([each.pk for each in people], PileOptions(separators=True), on_page=heard.append)
    assert heard == [1, 2, 3, 4]


# Duplicates ---------------------------------------------------------------------------------


def test_a_duplicate_is_marked_on_every_page_and_in_the_audit_log(people, ask, staff):
    pages = pages_of(content(ask(staff, duplicate="on")))
    assert ["DUPLICATA" in page for page in pages] == [True] * 4
    assert actions() == ["certificates.duplicates_printed"]


def test_a_first_print_says_nothing_of_duplicates(people, ask, staff):
    assert "DUPLICATA" not in "".join(pages_of(content(ask(staff))))
    assert actions() == ["certificates.printed"]


def test_a_single_duplicate_leaves_the_original_as_it_was(people, staff):
    before = print_certificate(people[0], by=staff)
    duplicate = print_certificate(people[0], by=staff, duplicate=True)
    assert "DUPLICATA" in pages_of(duplicate)[0]
    assert print_certificate(people[0], by=staff) == before
    assert actions() == [
        "certificate.printed",
        "certificate.duplicate_printed",
        "certificate.printed",
    ]


def test_the_page_of_a_certificate_gives_a_duplicate_where_it_is_ticked(people, client, staff):
    client.force_login(staff)
    address = reverse("certificate_pdf", args=[people[0].pk])
    assert "DUPLICATA" in pages_of(client.get(address, {"duplicate": "on"}).content)[0]
    assert "DUPLICATA" not in pages_of(client.get(address).content)[0]


def test_printing_is_counted(people, ask, staff):
    ask(staff)
    ask(staff, kind="zip", button="ticked", chosen=[people[0].pk])
    ask(staff, kind="receipts")
    counted = Certificate.objects.order_by("number").values_list("times_printed", flat=True)
    assert list(counted) == [2, 1, 1, 1]
    assert Certificate.objects.filter(last_printed_at__isnull=True).count() == 0


# The page -----------------------------------------------------------------------------------


def test_the_filters_choose_what_is_printed(people, ask, staff, other_province):
    pages = pages_of(content(ask(staff, f"?province={other_province.pk}")))
    assert len(pages) == 1
    assert people[3].number in pages[0]


def test_ticks_choose_what_is_printed(people, ask, staff):
    pages = pages_of(content(ask(staff, button="ticked", chosen=[people[2].pk, people[0].pk])))
    assert [people[0].number in pages[0], people[2].number in pages[1]] == [True, True]


@pytest.mark.parametrize("chosen", [[], ["x", "²", "9" * 30]])
def test_without_a_tick_nothing_is_printed_and_the_choice_stays(people, ask, staff, chosen):
    response = ask(staff, button="ticked", chosen=chosen, order="name", separators="")
    assert "Nothing is chosen" in response.content.decode()
    assert response.context["form"]["order"].value() == "name"
    assert actions() == []


@pytest.mark.parametrize("query", ["?province=0", "?standing=lost", f"?words={'x' * 200}"])
def test_a_search_that_is_wrong_prints_nothing_rather_than_everything(people, ask, staff, query):
    assert "Nothing is chosen" in ask(staff, query).content.decode()
    assert actions() == []


@pytest.mark.parametrize("kind", ["pdf", "zip", "receipts"])
def test_a_certificate_whose_key_is_lost_is_said_before_anything_is_sent(people, ask, staff, kind):
    lost = people[2]
    sealed = {"design_version": 0, "logos": [], "cin_sealed": b64encode(b"x" * 40).decode()}
    Certificate.objects.filter(pk=lost.pk).update(snapshot={**lost.snapshot, **sealed})
    text = ask(staff, kind=kind).content.decode()
    assert lost.number in text
    assert "cannot be read" in text
    assert actions() == []


def test_separators_need_the_order_by_province(people, ask, staff):
    response = ask(staff, order="name", separators="on", button="ticked", chosen=[people[0].pk])
    text = response.content.decode()
    assert "Separator pages need the order by province" in text
    assert f'value="{people[0].pk}"\n         checked' in text


@pytest.mark.parametrize("typed", [{"kind": "exe"}, {"order": "shoe size"}, {"language": "de"}])
def test_what_the_page_does_not_offer_is_refused(people, ask, staff, typed):
    assert ask(staff, **typed).context["form"].errors


def test_a_receipt_list_comes_alone_where_it_is_asked_for(people, ask, staff):
    pages = pages_of(content(ask(staff, kind="receipts", language="fr")))
    assert ["Signature" in page for page in pages] == [True, True]
    assert actions() == ["certificates.receipts_printed"]


def test_a_zip_holds_a_file_for_each(people, ask, staff):
    response = ask(staff, kind="zip")
    with zipfile.ZipFile(io.BytesIO(content(response))) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 4
        assert archive.namelist()[0].startswith("RAD-2026-SB01-0001_")
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("kind", ["pdf", "zip", "receipts"])
def test_a_coordinator_gets_own_people_only(people, ask, coordinator, kind):
    foreign = people[3]
    body = content(ask(coordinator, kind=kind))
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert len(archive.namelist()) == 3
        return
    text = "".join(pages_of(body))
    assert foreign.number not in text
    assert people[0].number in text


def test_a_coordinator_cannot_tick_anothers_certificate(people, ask, coordinator):
    response = ask(coordinator, button="ticked", chosen=[people[3].pk])
    assert "Nothing is chosen" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("staff", 200), ("coordinator", 200), ("observer", 403)],
)
def test_each_role_prints_what_is_for_it(people, client, request, event, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(PAGE, args=[event.code])).status_code == status


def test_another_provinces_event_is_not_there(
    people, client, other_coordinator, event, other_province
):
    event.quotas.filter(province=other_province).delete()
    client.force_login(other_coordinator)
    assert client.get(reverse(PAGE, args=[event.code])).status_code == 404


def test_an_event_without_certificates_says_so(event, client, staff):
    client.force_login(staff)
    response = client.get(reverse(PAGE, args=[event.code]), headers={"accept-language": "en"})
    assert "No certificate answers to this search." in response.content.decode()


@pytest.mark.parametrize(
    ("words", "number"),
    [("3", 2), ("٣", 2), ("RAD/2026/SB01/0004", 3), ("بنعلي", 3), ("nobody", None)],
)
def test_words_find_by_number_or_name(people, client, staff, event, words, number):
    client.force_login(staff)
    response = client.get(reverse(PAGE, args=[event.code]), {"words": words})
    expected = [] if number is None else [people[number]]
    assert list(response.context["table"].data.data) == expected


def test_the_code_on_the_paper_finds_it_however_it_is_typed(people, client, staff, event):
    client.force_login(staff)
    typed = f"https://takwin.example.ma/v/{people[1].code[:4]}-{people[1].code[4:].lower()}#x"
    response = client.get(reverse(PAGE, args=[event.code]), {"words": typed})
    assert list(response.context["table"].data.data) == [people[1]]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(
    event, province, client, staff, number, django_assert_num_queries
):
    for _ in range(number):
        make_certificate(event, province, staff)
    client.force_login(staff)
    with django_assert_num_queries(PRINT_PAGE_QUERIES):
        client.get(reverse(PAGE, args=[event.code]))


PRINT_PAGE_QUERIES = 8


# In the background --------------------------------------------------------------------------


def test_many_are_made_in_the_background(people, ask, staff, monkeypatch):
    monkeypatch.setitem(preparing.MOST_AT_ONCE, PreparedFile.Kind.PILE, 3)
    response = ask(staff, separators="on", receipts="on")
    prepared = PreparedFile.objects.get()
    assert response.url == reverse("prepared_file_detail", args=[prepared.pk])
    assert prepared.certificates == [each.pk for each in people]
    assert prepared.options["separators"] is True


def test_the_plain_pdf_of_a_large_event_leads_to_the_page(
    people, client, staff, event, monkeypatch
):
    monkeypatch.setitem(preparing.MOST_AT_ONCE, PreparedFile.Kind.PILE, 3)
    client.force_login(staff)
    response = client.get(reverse("event_certificates_pdf", args=[event.code]))
    assert response.url == reverse(PAGE, args=[event.code])
