"""Lists that leave the house: what is in them, who may take them, and what is written down."""

import datetime as dt
import io
import re
import subprocess

import openpyxl
import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from documents.spreadsheets.reading import read_table
from network.models import AuditEvent, NetworkIdentity
from participants.exporting import files
from participants.filters import OrganisationFilter, PersonFilter, RegistrationFilter
from participants.models import Affiliation, Export, NationalId
from participants.national_ids import seal_national_id
from participants.services.exports import record_export
from participants.services.presence import mark_presence
from participants.services.registrations import cancel_registration
from participants.tables import FILTER_LABELS
from tests import factories

PERSONS = "/persons/export/"
ORGANISATIONS = "/organisations/export/"


@pytest.fixture
def registrations(event):
    return f"/events/{event.code}/registrations/export/"


@pytest.fixture
def export(sign_in):
    """Take a list out as somebody, in English, and return the answer."""

    def take_out(user, url, kind="xlsx", *, language="en", **typed):
        answer = sign_in(user).post(
            url, {"format": kind, **typed}, headers={"accept-language": language}
        )
        # Read to its end, the file is closed.
        answer.taken = b"".join(answer.streaming_content) if answer.streaming else b""
        return answer

    return take_out


def content(answer):
    return answer.taken


def table(answer):
    """Read a list that was taken out back in, by its file's own name."""
    name = re.search(r'filename="([^"]+)"', answer["Content-Disposition"])[1]
    return read_table(content(answer), file_name=name)


def named(answer):
    """Return the rows that were taken out, each by heading."""
    taken = table(answer)
    return [dict(zip(taken.headers, row.cells, strict=True)) for row in taken.rows]


def given_names(answer):
    return [row["Given name in Latin letters"] for row in named(answer)]


def text_of_pdf(answer):
    taken = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content(answer), capture_output=True, check=True
    )
    return taken.stdout.decode()


# What is in a list -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_person_is_told_whole(export, staff, person, organisation, kind):
    person.organisation = organisation
    person.gender, person.birth_year, person.birth_date = "f", 1987, dt.date(1987, 3, 12)
    person.email = "fatima@example.ma"
    person.save()
    Affiliation.objects.create(person=person, organisation=organisation, capacity="president")
    assert named(export(staff, PERSONS, kind)) == [
        {
            "Given name in Arabic": "فاطمة",
            "Family name in Arabic": "العلوي",
            "Given name in Latin letters": "Fatima",
            "Family name in Latin letters": "El Alaoui",
            "Sex": "female",
            "Year of birth": "1987",
            "Date of birth": "1987-03-12",
            "Phone": "06 61 12 34 56",
            "E-mail address": "fatima@example.ma",
            "Commune": "Zemamra",
            "Urban or rural": person.commune.get_setting_display(),
            "Province": "Sidi Bennour",
            "Name of the organisation": "Coopérative Al Amal",
            "Kind of organisation": organisation.full_kind,
            "Capacity": "president",
        }
    ]


def test_a_phone_of_another_country_keeps_it(export, staff, person):
    person.phone = "+33612345678"
    person.save()
    assert named(export(staff, PERSONS, "csv"))[0]["Phone"] == "+33612345678"


def test_a_capacity_that_has_ended_is_not_told(export, staff, person, organisation):
    person.organisation = organisation
    person.save()
    Affiliation.objects.create(
        person=person, organisation=organisation, capacity="member", ended_on=dt.date(2025, 1, 1)
    )
    assert named(export(staff, PERSONS))[0]["Capacity"] == ""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_registration_is_told_with_its_state_and_presence(
    export, staff, registrations, registration, half_day, kind
):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    (row,) = named(export(staff, registrations, kind))
    assert (row["Given name in Arabic"], row["State"], row["Half-days present"]) == (
        "فاطمة",
        "registered",
        "1",
    )


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_organisation_is_told_whole(export, staff, organisation, kind):
    organisation.ice, organisation.member_count = "001512572000078", 14
    organisation.save()
    (row,) = named(export(staff, ORGANISATIONS, kind))
    assert row["Name in Arabic"] == "تعاونية الأمل"
    assert row["Number of members"] == "14"
    assert row["Common company identifier (ICE)"] == "001512572000078"


def test_cells_of_a_workbook_know_what_they_are(export, staff, person):
    person.birth_year, person.birth_date = 1987, dt.date(1987, 3, 12)
    person.save()
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content(export(staff, PERSONS))))
    headings, row = workbook.get_sheet_by_index(0).to_python()
    typed = dict(zip(headings, row, strict=True))
    assert typed["Year of birth"] == 1987
    assert typed["Date of birth"] == dt.date(1987, 3, 12)
    assert typed["Phone"] == "06 61 12 34 56"


@pytest.mark.parametrize(("language", "right_to_left"), [("ar", True), ("fr", None), ("en", None)])
def test_a_workbook_runs_as_its_language_does(export, staff, person, language, right_to_left):
    taken = content(export(staff, PERSONS, language=language))
    sheets = openpyxl.load_workbook(io.BytesIO(taken)).worksheets
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in sheets} == {bool(right_to_left)}


def test_a_workbook_says_what_it_is_and_who_took_it(export, staff, person):
    NetworkIdentity.objects.create(pk=1, name_ar="شبكة", name_fr="Réseau des coopératives")
    taken = content(export(staff, f"{PERSONS}?words=alaoui"))
    about = openpyxl.load_workbook(io.BytesIO(taken)).worksheets[1]
    facts = {row[0]: row[1] for row in about.iter_rows(values_only=True)}
    assert (
        facts["network"],
        facts["exported by"],
        facts["Name, phone or organisation"],
        facts["rows"],
    ) == (
        "Réseau des coopératives",
        str(staff),
        "alaoui",
        "1",
    )
    assert "09-08" in facts["purpose"]


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", '=HYPERLINK("http://x")', "'=1", "http://x.ma"]


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_formula_comes_to_life_in_a_workbook(export, staff, organisation, name):
    organisation.name_fr = name
    organisation.save()
    taken = content(export(staff, ORGANISATIONS))
    sheet = openpyxl.load_workbook(io.BytesIO(taken)).worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].hyperlink) == (name, "s", None)


@pytest.mark.parametrize("name", [name for name in DANGEROUS if not name.startswith("http")])
def test_no_formula_comes_to_life_in_csv_and_the_name_comes_back(export, staff, organisation, name):
    organisation.name_fr = name
    organisation.save()
    answer = export(staff, ORGANISATIONS, "csv")
    line = content(answer).decode().splitlines()[1]
    assert f";'{name}" in line.replace('"', "") or f";'{name}".replace('"', "") in line.replace(
        '"', ""
    )
    assert named(export(staff, ORGANISATIONS, "csv"))[0]["Name in French"] == name


def test_marks_that_turn_text_around_stay_at_home(export, staff, organisation):
    organisation.name_fr = "Coop\u202egnp.exe"
    organisation.save()
    assert "\u202e" not in content(export(staff, ORGANISATIONS, "csv")).decode()


def test_csv_begins_with_the_mark_of_its_letters(export, staff, person):
    assert content(export(staff, PERSONS, "csv")).startswith("\ufeffGiven name".encode())


@pytest.mark.parametrize(
    ("url", "name"),
    [(PERSONS, "persons"), (ORGANISATIONS, "organisations"), (None, "registrations-SB01")],
)
def test_a_file_has_a_plain_name(export, staff, quota, registrations, url, name):
    answer = export(staff, url or registrations)
    assert re.search(rf'"{name}-\d{{4}}-\d\d-\d\d\.xlsx"$', answer["Content-Disposition"])
    assert answer["Cache-Control"] == "private, no-store"


# Paper -------------------------------------------------------------------------------------


def test_a_printed_list_says_what_it_is(export, staff, person):
    staff.full_name = "Amina Berrada"
    staff.save()
    NetworkIdentity.objects.create(pk=1, name_ar="شبكة", name_fr="Réseau des coopératives")
    text = text_of_pdf(export(staff, f"{PERSONS}?words=fatima", "pdf"))
    for told in ("Réseau des coopératives", "Participants", "Amina Berrada", "fatima", "El Alaoui"):
        assert told in text
    assert "page 1 / 1" in text


@pytest.mark.slow
def test_the_headings_stand_on_every_page_of_a_printed_list(export, staff, province, commune):
    factories.PersonFactory.create_batch(60, province=province, commune=commune)
    pages = text_of_pdf(export(staff, PERSONS, "pdf")).rstrip("\f").split("\f")
    assert len(pages) > 1
    assert all("Phone" in page for page in pages)


def test_the_menu_says_how_long_a_list_may_be_for_paper(sign_in, staff, event):
    for address in ("/persons/", "/organisations/", f"/events/{event.code}/registrations/"):
        page = sign_in(staff).get(address, headers={"accept-language": "en"}).text
        assert f"at most {files.MOST_ROWS_ON_PAPER}" in page.replace("\u202f", "")


def test_a_list_too_long_for_paper_says_what_to_take(
    export, staff, person, province, commune, monkeypatch
):
    factories.PersonFactory(province=province, commune=commune)
    monkeypatch.setattr(files, "MOST_ROWS_ON_PAPER", 1)
    answer = export(staff, f"{PERSONS}?sort=name", "pdf")
    assert answer.headers["Location"] == "/persons/?sort=name"
    assert "Excel" in str(next(iter(answer.wsgi_request._messages)))
    assert not Export.objects.exists()


# What is chosen ----------------------------------------------------------------------------


def test_only_what_the_search_found_leaves(export, staff, person, province, commune):
    factories.PersonFactory(province=province, commune=commune, family_name_latin="Benali")
    assert given_names(export(staff, f"{PERSONS}?words=alaoui")) == ["Fatima"]


def test_the_order_on_screen_is_the_order_of_the_file(export, staff, province, commune):
    for name, key in (("Adam", "adam"), ("Zineb", "zineb")):
        factories.PersonFactory(
            province=province, commune=commune, given_name_latin=name, key_latin=key
        )
    assert given_names(export(staff, PERSONS)) == ["Adam", "Zineb"]
    assert given_names(export(staff, f"{PERSONS}?sort=-name")) == ["Zineb", "Adam"]


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            *PersonFilter.base_filters,
            *OrganisationFilter.base_filters,
            *RegistrationFilter.base_filters,
        }
    ),
)
def test_every_filter_has_a_name_in_the_list_of_exports(name):
    assert name in FILTER_LABELS


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("gender=f", "Sex: female"),
        ("missing=phone", "What is missing: without a phone"),
        ("words=fatima", "organisation: fatima"),
    ],
)
def test_paper_says_by_what_its_rows_were_chosen(export, staff, person, query, words):
    person.gender, person.phone = "f", ""
    person.save()
    assert words in text_of_pdf(export(staff, f"{PERSONS}?{query}", "pdf"))


def test_paper_says_that_only_womens_cooperatives_were_asked_for(export, staff, organisation):
    text = text_of_pdf(export(staff, f"{ORGANISATIONS}?women=on", "pdf"))
    assert "Women's cooperatives only: yes" in text.replace("’", "'")


def test_registrations_leave_by_state(
    export, staff, registrations, registration, register, province
):
    cancel_registration(registration, reason="", by=staff)
    register(province, given_name_latin="Amina")
    assert given_names(export(staff, f"{registrations}?state=cancelled")) == ["Fatima"]


# Who may -----------------------------------------------------------------------------------


def test_a_coordinator_takes_out_own_provinces_only(
    export, coordinator, other_coordinator, person, other_province
):
    factories.PersonFactory(province=other_province, given_name_latin="Zineb")
    assert given_names(export(coordinator, PERSONS)) == ["Fatima"]
    assert given_names(export(other_coordinator, PERSONS)) == ["Zineb"]


def test_a_coordinator_takes_out_own_organisations_only(export, other_coordinator, organisation):
    assert content(export(other_coordinator, ORGANISATIONS, "csv")).count(b"\n") == 1


def test_a_coordinator_takes_out_own_registrations_only(
    export, coordinator, registrations, registration, register, other_quota, other_province
):
    register(other_province, given_name_latin="Zineb")
    assert given_names(export(coordinator, registrations)) == ["Fatima"]


def test_a_province_of_others_cannot_be_asked_for(export, coordinator, person, other_province):
    factories.PersonFactory(province=other_province, given_name_latin="Zineb")
    answer = export(coordinator, f"{PERSONS}?province={other_province.pk}")
    assert "Zineb" not in given_names(answer)


def test_an_event_nobody_knows_is_not_there(export, coordinator):
    assert export(coordinator, "/events/none/registrations/export/").status_code == 404


@pytest.mark.parametrize("url", [PERSONS, ORGANISATIONS, None])
def test_observers_take_nothing_out(export, observer, quota, registrations, url):
    assert export(observer, url or registrations).status_code == 403


@pytest.mark.parametrize("kind", ["", "exe"])
def test_an_unknown_kind_of_file_is_not_made(export, staff, person, kind):
    assert export(staff, PERSONS, kind).status_code == 302
    assert not Export.objects.exists()


def test_a_list_is_not_taken_out_by_a_link(sign_in, staff):
    assert sign_in(staff).get(PERSONS).status_code == 405


# What is written down ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", Export.Format.values)
def test_every_list_is_written_down(export, coordinator, registrations, registration, event, kind):
    export(coordinator, f"{registrations}?words=alaoui&state=registered", kind)
    taken = Export.objects.get()
    assert (taken.kind, taken.format, taken.event, taken.row_count, taken.exported_by) == (
        "registrations",
        kind,
        event,
        1,
        coordinator,
    )
    assert taken.filters == ["state", "words"]
    written = AuditEvent.objects.get(action="export.taken")
    assert (written.actor, written.object_id) == (coordinator, str(taken.pk))


def test_nothing_that_was_typed_is_written_down(export, staff, person):
    export(staff, f"{PERSONS}?words=alaoui")
    kept = [str(row) for row in (*Export.objects.values(), *AuditEvent.objects.values())]
    assert not any("alaoui" in row for row in kept)


def test_a_list_that_is_not_written_down_does_not_leave(export, staff, person, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError("the log is full")

    monkeypatch.setattr("participants.services.exports.record", fail)
    with pytest.raises(IntegrityError):
        export(staff, PERSONS)
    assert not Export.objects.exists()


# National ID numbers -----------------------------------------------------------------------

NUMBERS = "/persons/export/national-ids/"


@pytest.fixture
def numbers_are_collected(db):
    NetworkIdentity.objects.create(pk=1, name_ar="شبكة", name_fr="Réseau", cndp_number="D-1/2026")


@pytest.fixture
def number(person, numbers_are_collected):
    index, ciphertext = seal_national_id("MC123456")
    NationalId.objects.create(person=person, keyed_index=index, ciphertext=ciphertext)
    return "MC123456"


@pytest.mark.parametrize("url", [PERSONS, None])
def test_a_number_leaves_in_no_common_list(
    export, administrator, registrations, registration, number, url
):
    for kind in ("xlsx", "csv"):
        assert number not in str(table(export(administrator, url or registrations, kind)))


@pytest.mark.parametrize("of_event", [False, True])
def test_an_administrator_takes_numbers_out_for_a_reason(
    export, administrator, registrations, registration, number, of_event
):
    url = f"{registrations}national-ids/" if of_event else NUMBERS
    (row,) = named(export(administrator, url, reason="Mutual insurance of the participants"))
    assert row["National ID number"] == number
    taken = Export.objects.get()
    assert (taken.with_national_ids, taken.reason) == (True, "Mutual insurance of the participants")
    assert AuditEvent.objects.filter(action="export.national_ids_taken").count() == 1


def test_without_a_reason_no_number_leaves(export, administrator, number):
    answer = export(administrator, NUMBERS, "csv", reason=" ")
    assert "Say why the national ID numbers are needed." in answer.text
    assert number not in answer.text
    assert not Export.objects.exists()


def test_the_database_wants_a_reason_too(staff, db):
    with pytest.raises(IntegrityError):
        record_export("persons", "csv", row_count=1, filters=[], by=staff, with_national_ids=True)


@pytest.mark.parametrize("role", ["staff", "coordinator", "observer"])
def test_nobody_else_takes_numbers_out(request, export, number, role):
    user = request.getfixturevalue(role)
    assert export(user, NUMBERS, reason="for fun").status_code == 403


def test_where_none_are_collected_none_leave(export, administrator, person):
    index, ciphertext = seal_national_id("MC123456")
    NationalId.objects.create(person=person, keyed_index=index, ciphertext=ciphertext)
    assert export(administrator, NUMBERS, reason="x").headers["Location"] == "/persons/"
    assert not Export.objects.exists()


def test_a_number_under_a_lost_key_is_said(export, administrator, number, settings):
    settings.PERSONAL_DATA_KEY = "another key, thirty-two letters and more"
    answer = export(administrator, NUMBERS, reason="x")
    assert "sealed" in str(next(iter(answer.wsgi_request._messages)))
    assert not Export.objects.exists()


# The pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Export.Format.values)
@pytest.mark.parametrize("url", [PERSONS, ORGANISATIONS, None])
def test_one_row_and_three_cost_the_same_queries(
    export,
    administrator,
    registrations,
    register,
    quota,
    province,
    organisation,
    commune,
    url,
    kind,
):
    export(administrator, url or registrations, kind)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            register(province, organisation=organisation, commune=commune)
            factories.OrganisationFactory(province=province, commune=commune)
        with CaptureQueriesContext(connection) as queries:
            content(export(administrator, url or registrations, kind))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_numbers_of_one_row_and_of_three_cost_the_same_queries(
    export, administrator, province, commune, numbers_are_collected
):
    export(administrator, NUMBERS, reason="x")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            person = factories.PersonFactory(province=province, commune=commune)
            index, ciphertext = seal_national_id(f"MC{person.pk:06}")
            NationalId.objects.create(person=person, keyed_index=index, ciphertext=ciphertext)
        with CaptureQueriesContext(connection) as queries:
            content(export(administrator, NUMBERS, reason="x"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.fixture
def exports(administrator, staff, event):
    """Write so many exports down."""

    def write(number):
        for _ in range(number):
            record_export(
                "registrations", "csv", row_count=3, filters=["words"], by=staff, event=event
            )

    return write


def test_administrators_see_who_took_what(page, administrator, staff, exports):
    exports(1)
    record_export(
        "persons",
        "xlsx",
        row_count=1,
        filters=[],
        by=administrator,
        reason="An audit",
        with_national_ids=True,
    )
    answer = page(administrator, "/exports/")
    assert [row.record.row_count for row in answer.context["table"].rows] == [1, 3]
    for told in (str(staff), "Name or phone", "An audit", "CSV file"):
        assert told in answer.text


@pytest.mark.parametrize("role", ["staff", "coordinator", "observer"])
def test_nobody_else_sees_who_took_what(request, page, role):
    assert page(request.getfixturevalue(role), "/exports/").status_code == 403


def test_the_list_of_exports_costs_the_same_queries_for_one_and_three(page, administrator, exports):
    page(administrator, "/exports/")
    counts = []
    for more in (1, 2):
        exports(more)
        with CaptureQueriesContext(connection) as queries:
            page(administrator, "/exports/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
