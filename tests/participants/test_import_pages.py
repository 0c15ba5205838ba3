"""The pages of an import: upload, columns, preview, repair, commit, undo; who may, who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.spreadsheets.reading import read_table
from participants.models import ImportRun, Person, Registration
from participants.services.import_commits import commit_import
from participants.services.imports import stage_import, unseal_cells
from tests import factories
from tests.participants.lists import HEADINGS, as_csv, people, somebody

NEW = "/events/SB01/imports/new/"


@pytest.fixture(autouse=True)
def _place(event, quota, commune):
    """An open event with two places for the province."""


@pytest.fixture
def stage(event, province, coordinator):
    def stage_rows(rows, headings=HEADINGS):
        return stage_import(
            as_csv(rows, headings),
            file_name="l.csv",
            event=event,
            province=province,
            by=coordinator,
        )

    return stage_rows


@pytest.fixture
def run(stage):
    """Two right rows, a wrong one, and one that may be somebody known."""
    cells = {"family_name_ar": "العلوي", "family_name_latin": "El Alaoui", "birth_year": ""}
    return stage([*people(2), somebody(3, phone="0612"), somebody(4, **cells)])


@pytest.fixture
def send(sign_in):
    def post(user, url, **typed):
        return sign_in(user).post(url, typed, headers={"accept-language": "en"}, follow=True)

    return post


def file_of(content, name="list.csv"):
    return SimpleUploadedFile(name, content)


def told(answer):
    return [str(message) for message in answer.context["messages"]]


# Who ---------------------------------------------------------------------------------------

ADDRESSES = ["", "columns/", "rows/2/", "wrong-rows/", "undo/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("who", "code"),
    [("coordinator", 200), ("staff", 200), ("other_coordinator", 404), ("observer", 403)],
)
def test_who_sees_an_import(request, person, run, page, who, code, address):
    user = request.getfixturevalue(who)
    assert page(user, f"/imports/{run.pk}/{address}").status_code == code


@pytest.mark.parametrize("address", ["commit/", "discard/", "undo/", "rows/2/", "rows/5/choose/"])
@pytest.mark.parametrize(("who", "code"), [("other_coordinator", 404), ("observer", 403)])
def test_who_changes_no_import(request, person, run, sign_in, who, code, address):
    user = request.getfixturevalue(who)
    answer = sign_in(user).post(f"/imports/{run.pk}/{address}", {"consent": "on"})
    run.refresh_from_db()
    assert (answer.status_code, run.state) == (code, "staged")


@pytest.mark.parametrize("address", ["", "new/", "template/"])
@pytest.mark.parametrize(
    ("who", "code"), [("coordinator", 200), ("other_coordinator", 404), ("observer", 403)]
)
def test_who_sees_the_imports_of_an_event(request, page, who, code, address):
    user = request.getfixturevalue(who)
    assert page(user, f"/events/SB01/imports/{address}").status_code == code


def test_the_list_holds_the_imports_of_own_provinces(
    page, run, event, coordinator, other_province, other_coordinator
):
    factories.QuotaFactory(event=event, province=other_province)
    lists = [
        list(page(user, "/events/SB01/imports/").context["table"].data.data)
        for user in (coordinator, other_coordinator)
    ]
    assert lists == [[run], []]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in, stage, coordinator, number, django_assert_num_queries
):
    for one in range(number):
        stage(people(one + 1))
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get("/events/SB01/imports/")


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_costs_the_same_for_one_row_and_for_three(
    sign_in, stage, coordinator, number, django_assert_num_queries
):
    rows = [row for one in range(number) for row in (somebody(one), somebody(one + 50, phone="x"))]
    client, run = sign_in(coordinator), stage(rows)
    with django_assert_num_queries(9):
        client.get(f"/imports/{run.pk}/")


# Upload ------------------------------------------------------------------------------------


def test_an_upload_leads_to_the_preview(send, coordinator):
    answer = send(coordinator, NEW, file=file_of(as_csv(people(2))))
    run = ImportRun.objects.get()
    assert (answer.redirect_chain, run.row_count, run.staged_by) == (
        [(f"/imports/{run.pk}/", 302)],
        2,
        coordinator,
    )


def test_columns_that_nobody_understands_are_asked_first(send, coordinator):
    headings = {name: f"X{at}" for at, name in enumerate(HEADINGS)}
    answer = send(coordinator, NEW, file=file_of(as_csv(people(1), headings)))
    assert answer.redirect_chain[0][0].endswith("/columns/")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7", "list.xlsx", "list.xlsx"),
        (b"a;b\n", "list.csv", "no rows below the headings"),
        (b"a;b\n" * 1_400_000, "list.csv", "split the list"),
    ],
)
def test_a_file_that_is_refused_is_told_at_its_field(send, coordinator, content, name, sentence):
    answer = send(coordinator, NEW, file=file_of(content, name))
    assert (sentence in str(answer.context["form"].errors["file"]), ImportRun.objects.count()) == (
        True,
        0,
    )


def test_nothing_uploaded_is_told(send, coordinator):
    assert "file" in send(coordinator, NEW).context["form"].errors


def test_the_same_file_again_says_so_and_leads_to_its_import(send, stage, coordinator):
    run = commit_import(stage(people(2)), by=coordinator)
    answer = send(coordinator, NEW, file=file_of(as_csv(people(2))))
    assert f"/imports/{run.pk}/" in str(answer.context["form"].non_field_errors())


def test_staff_say_for_which_province(send, staff, province, event, other_province):
    factories.QuotaFactory(event=event, province=other_province)
    answer = send(staff, NEW, file=file_of(as_csv(people(1))))
    asked = "province" in answer.context["form"].errors
    send(staff, NEW, file=file_of(as_csv(people(1))), province=province.pk)
    assert (asked, ImportRun.objects.get().province) == (True, province)


def test_a_coordinator_cannot_name_another_province(send, coordinator, event, other_province):
    factories.QuotaFactory(event=event, province=other_province)
    send(coordinator, NEW, file=file_of(as_csv(people(1))), province=other_province.pk)
    assert ImportRun.objects.get().province != other_province


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_template_filled_in_is_understood(sign_in, coordinator, send, language):
    client = sign_in(coordinator)
    answer = client.get("/events/SB01/imports/template/", headers={"accept-language": language})
    table = read_table(b"".join(answer.streaming_content), file_name="t.xlsx")
    row = {**somebody(1), "birth_date": "1987-05-31"}
    fields = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin", "gender",
              "birth_date", "phone", "email", "commune", "organisation", "kind", "capacity")  # fmt: skip
    headings = dict(zip((*fields, "has_disability"), table.headers, strict=True))
    send(coordinator, NEW, file=file_of(as_csv([row], headings)))
    assert (table.rows, ImportRun.objects.get().rows.get().verdict) == ([], "new")


# Columns -----------------------------------------------------------------------------------


def test_columns_are_shown_with_their_first_values(page, run, coordinator):
    form = page(coordinator, f"/imports/{run.pk}/columns/").context["form"]
    field = form.fields["column_6"]
    assert (field.label, field.initial, "06 61 00 00 00" in field.help_text) == (
        HEADINGS["phone"],
        "phone",
        True,
    )


def test_columns_are_corrected(send, stage, coordinator):
    headings = {name: f"X{at}" for at, name in enumerate(HEADINGS)}
    run = stage(people(1), headings)
    typed = {f"column_{at}": name for at, name in enumerate(HEADINGS)}
    send(coordinator, f"/imports/{run.pk}/columns/", **typed)
    assert run.rows.get().verdict == "new"


def test_two_columns_for_one_thing_are_refused(send, run, coordinator):
    answer = send(coordinator, f"/imports/{run.pk}/columns/", column_0="phone", column_1="phone")
    assert list(answer.context["form"].errors) == ["column_1"]


# Preview and repair ------------------------------------------------------------------------


def test_the_preview_counts_each_verdict(page, person, run, coordinator):
    tabs = page(coordinator, f"/imports/{run.pk}/").context["tabs"]
    assert {value: count for value, _label, count in tabs} == {
        "new": 2,
        "known": 0,
        "possible": 1,
        "registered": 0,
        "wrong": 1,
    }


@pytest.mark.parametrize(
    ("verdict", "numbers"), [("wrong", [4]), ("new", [2, 3]), ("x", [2, 3, 4, 5])]
)
def test_the_preview_is_filtered_by_the_address(page, person, run, coordinator, verdict, numbers):
    table = page(coordinator, f"/imports/{run.pk}/", verdict=verdict).context["table"]
    assert [row.record.number for row in table.rows] == numbers


def test_a_wrong_row_is_told_at_its_column(page, run, coordinator):
    text = page(coordinator, f"/imports/{run.pk}/", verdict="wrong").text
    assert (HEADINGS["phone"] in text, "“0612” cannot be a phone number" in text) == (True, True)


def test_the_preview_shows_25_rows_a_page(page, stage, coordinator):
    run = stage(people(30))
    pages = [
        len(page(coordinator, f"/imports/{run.pk}/", page=number).context["table"].page.object_list)
        for number in (1, 2)
    ]
    assert pages == [25, 5]


def test_a_row_shows_its_cells_and_what_is_wrong_at_each(page, run, coordinator):
    form = page(coordinator, f"/imports/{run.pk}/rows/4/").context["form"]
    assert (form["phone"].value(), list(form.errors), form["given_name_ar"].value()) == (
        "0612",
        ["phone"],
        "فاطمة",
    )


def test_a_row_is_repaired_in_the_page(send, run, coordinator):
    row = run.rows.get(number=4)
    columns = run.mapping.items()
    cells = {name: unseal_cells(row.sealed)[index] for name, index in columns}
    cells.pop("national_id")
    answer = send(coordinator, f"/imports/{run.pk}/rows/4/", **{**cells, "phone": "0661998877"})
    row.refresh_from_db()
    assert (row.verdict, told(answer)) == ("new", ["Row 4 is right now."])


def test_what_was_typed_wrongly_is_still_there(send, run, coordinator):
    answer = send(coordinator, f"/imports/{run.pk}/rows/4/", phone="0613")
    form = answer.context["form"]
    assert (form["phone"].value(), "phone" in form.errors) == ("0613", True)


def test_a_row_that_is_not_there_is_not_found(page, run, coordinator):
    assert page(coordinator, f"/imports/{run.pk}/rows/99/").status_code == 404


def test_candidates_are_offered_and_one_is_chosen(page, send, person, run, coordinator):
    offered = page(coordinator, f"/imports/{run.pk}/rows/5/").context["choice"].candidates
    send(coordinator, f"/imports/{run.pk}/rows/5/choose/", person=person.pk)
    row = run.rows.get(number=5)
    assert (list(offered.values()), row.person, row.is_chosen) == ([person], person, True)


def test_who_was_chosen_twice_can_be_said_anew(page, send, person, stage, coordinator):
    cells = {"family_name_ar": "العلوي", "family_name_latin": "El Alaoui", "birth_year": ""}
    run = stage([somebody(4, **cells, gender=""), somebody(5, **cells)])
    for number in (2, 3):
        send(coordinator, f"/imports/{run.pk}/rows/{number}/choose/", person=person.pk)
    wrong = run.rows.get(number=3).verdict
    offered = page(coordinator, f"/imports/{run.pk}/rows/3/").context["choice"].candidates
    send(coordinator, f"/imports/{run.pk}/rows/3/choose/", person="new")
    assert (wrong, list(offered.values()), run.rows.get(number=3).verdict) == (
        "wrong",
        [person],
        "possible",
    )


def test_somebody_who_is_no_candidate_cannot_be_chosen(send, person, run, coordinator, province):
    stranger = factories.PersonFactory(province=province)
    send(coordinator, f"/imports/{run.pk}/rows/5/choose/", person=stranger.pk)
    assert not run.rows.get(number=5).is_chosen


def test_no_candidate_of_another_province_is_shown(
    page, person, stage, coordinator, other_province
):
    person.province = other_province
    person.save()
    run = stage([somebody(1, family_name_ar="العلوي", phone="0661123456")])
    text = page(coordinator, f"/imports/{run.pk}/rows/2/").text
    assert (str(other_province) in text or other_province.name_fr in text, "El Alaoui" in text) == (
        True,
        False,
    )


# The workbook of wrong rows ----------------------------------------------------------------


def wrong_rows(page, user, run):
    answer = page(user, f"/imports/{run.pk}/wrong-rows/")
    content = b"".join(answer.streaming_content)
    return content, read_table(content, file_name="wrong.xlsx")


def test_wrong_rows_come_back_with_their_reasons(page, person, run, coordinator):
    _content, table = wrong_rows(page, coordinator, run)
    reasons = [row.cells[-1] for row in table.rows]
    assert (table.headers[:-1], [row.cells[0] for row in table.rows], "“0612”" in reasons[0]) == (
        list(HEADINGS.values()),
        ["فاطمة", "فاطمة"],
        True,
    )


def test_the_workbook_of_wrong_rows_can_be_sent_in_again(page, send, stage, coordinator):
    first = stage([somebody(1, phone="0612"), somebody(2)])
    content, _table = wrong_rows(page, coordinator, first)
    send(coordinator, NEW, file=file_of(content, "wrong.xlsx"))
    again = ImportRun.objects.first()
    _content, table = wrong_rows(page, coordinator, again)
    assert (
        list(again.rows.values_list("verdict", flat=True)),
        again.rows.get().faults,
        len(table.headers),
    ) == (["wrong"], first.rows.get(number=2).faults, len(HEADINGS) + 1)


def test_without_wrong_rows_there_is_no_workbook(page, stage, coordinator):
    run = stage(people(1))
    assert page(coordinator, f"/imports/{run.pk}/wrong-rows/").status_code == 404


# Commit and undo ---------------------------------------------------------------------------


def test_without_consent_nobody_is_registered(send, run, coordinator):
    answer = send(coordinator, f"/imports/{run.pk}/commit/")
    assert ("consent" in answer.context["form"].errors, Registration.objects.count()) == (True, 0)


def test_the_good_rows_are_registered_and_counted(send, person, run, coordinator):
    answer = send(coordinator, f"/imports/{run.pk}/commit/", consent="on")
    states = {str(label): count for label, count in answer.context["states"]}
    assert (
        list(states.values()),
        answer.context["made"],
        answer.context["left_out"],
        Person.objects.exclude(pk=person.pk).first().consent_channel,
    ) == ([2, 0, 0], 2, 2, "paper")


def test_a_commit_that_is_refused_says_why(send, run, coordinator, event):
    event.state = event.State.CLOSED
    event.save()
    answer = send(coordinator, f"/imports/{run.pk}/commit/", consent="on")
    assert (len(told(answer)), Registration.objects.count()) == (1, 0)


def test_wrong_rows_can_be_taken_after_the_commit(page, send, run, coordinator):
    send(coordinator, f"/imports/{run.pk}/commit/", consent="on")
    _content, table = wrong_rows(page, coordinator, run)
    assert len(table.rows) == 1


def test_an_import_is_undone_in_the_page(send, run, coordinator):
    send(coordinator, f"/imports/{run.pk}/commit/", consent="on")
    answer = send(coordinator, f"/imports/{run.pk}/undo/")
    assert (told(answer), Registration.objects.count()) == (["The import is undone."], 0)


def test_asking_to_undo_changes_nothing(page, send, run, coordinator):
    send(coordinator, f"/imports/{run.pk}/commit/", consent="on")
    page(coordinator, f"/imports/{run.pk}/undo/")
    run.refresh_from_db()
    assert run.state == "committed"


def test_undoing_what_is_not_in_is_refused_in_words(send, run, coordinator):
    answer = send(coordinator, f"/imports/{run.pk}/undo/")
    assert told(answer) == ["This import is not in, so there is nothing to undo."]


def test_a_list_is_given_up(send, run, coordinator):
    send(coordinator, f"/imports/{run.pk}/discard/")
    run.refresh_from_db()
    assert (run.state, run.rows.count()) == ("discarded", 0)


@pytest.mark.parametrize("address", ["columns/", "rows/2/", "commit/", "discard/"])
def test_a_settled_import_cannot_be_changed(sign_in, stage, coordinator, address):
    run = commit_import(stage(people(1)), by=coordinator)
    answer = sign_in(coordinator).post(f"/imports/{run.pk}/{address}", {"consent": "on"})
    assert answer.status_code == 404


def test_the_registrations_offer_the_import(page, coordinator):
    assert NEW in page(coordinator, "/events/SB01/registrations/").text
