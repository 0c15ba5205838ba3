"""Lists as people's programs write them: each is read as it was meant."""

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.spreadsheets.cells import clean_text, text_of
from documents.spreadsheets.formulas import put_to_sleep, wake_up
from documents.spreadsheets.reading import TableRow, read_table
from documents.spreadsheets.sheets import column_letters, column_number
from documents.spreadsheets.writing import (
    Column,
    SheetToWrite,
    sheet_name,
    write_csv,
    write_workbook,
)
from tests.documents.workbooks import number, pack, parts, row, sheet, workbook

PEOPLE = [["الاسم", "Prénom", "Téléphone"], ["فاطمة", "Hélène", "0661123456"]]


def read(content, file_name="list.xlsx"):
    return read_table(content, file_name=file_name)


def cells(content, file_name="list.xlsx"):
    table = read(content, file_name)
    return [table.headers, *(row.cells for row in table.rows)]


def saved(*rows):
    """Return a workbook as openpyxl writes it."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    for cells_of_row in rows:
        book.active.append(cells_of_row)
    book.save(target)
    return target.getvalue()


# Workbooks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0661123456", "0661123456"),
        (612345678, "612345678"),
        (612345678.0, "612345678"),
        (212661123456, "212661123456"),
        (1.5, "1.5"),
        (-3, "-3"),
        (True, "1"),
        (False, "0"),
        (dt.date(1987, 3, 12), "1987-03-12"),
        (dt.datetime.fromisoformat("1987-03-12T00:00"), "1987-03-12"),
        (dt.datetime.fromisoformat("1987-03-12T09:30"), "1987-03-12 09:30"),
        (dt.time(9, 30), "09:30:00"),
        ("  فاطمة \u200f الزهراء\n", "فاطمة الزهراء"),
        ("a\u00a0b", "a b"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(value, expected):
    assert cells(saved(["x", "y"], [value, "z"]))[1] == [expected, "z"]


def test_rows_bear_the_numbers_that_the_spreadsheet_shows():
    rows = read(saved(["name", "phone"], [], ["Ali", "06"], [None, ""], ["Zoé", "07"])).rows
    assert rows == [TableRow(3, ["Ali", "06"]), TableRow(5, ["Zoé", "07"])]


def test_a_list_that_begins_further_down_keeps_its_numbers():
    table = read(workbook(row(4, ("B4", "name"), ("C4", "phone")) + row(9, ("B9", "Ali"))))
    assert (table.header_row, table.headers, table.rows) == (
        4,
        ["", "name", "phone"],
        [TableRow(9, ["", "Ali", ""])],
    )


def test_titles_above_the_headings_are_passed_over():
    table = read(saved(["لائحة المستفيدين"], [], ["name", "phone"], ["Ali", "06"]))
    assert (table.header_row, table.headers, len(table.rows)) == (3, ["name", "phone"], 1)


def test_a_list_of_one_column_has_its_heading_first():
    assert cells(saved(["name"], ["Ali"], ["Zoé"])) == [["name"], ["Ali"], ["Zoé"]]


def test_rows_are_as_wide_as_the_widest():
    assert cells(saved(["a", "b", None], ["1"], ["1", "2", "3"])) == [
        ["a", "b", ""],
        ["1", "", ""],
        ["1", "2", "3"],
    ]


def test_empty_cells_that_were_only_painted_do_not_count():
    painted = '<row r="30000"><c r="XFC30000" s="1"/></row>'
    assert len(read(workbook(row(1, ("A1", "a"), ("B1", "b")) + painted)).headers) == 2


def test_the_first_visible_sheet_that_holds_something_is_read():
    book, target = openpyxl.Workbook(), io.BytesIO()
    hidden, people = book.create_sheet("hidden"), book.create_sheet("people & co")
    hidden.append(["secret", "list"])
    hidden.sheet_state = "hidden"
    people.append(["name", "phone"])
    book.save(target)
    assert (read(target.getvalue()).sheet, read(target.getvalue()).headers) == (
        "people & co",
        ["name", "phone"],
    )


def test_a_formula_is_read_by_its_result():
    formula = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>3</v></c></row>'
    assert read(workbook(formula)).headers == ["2", "3"]


def test_rich_text_is_read_as_one():
    rich = '<c r="A1" t="inlineStr"><is><r><t>Fat</t></r><r><t>ima</t></r></is></c>'
    assert read(workbook(f'<row r="1">{rich}{number("B1")}</row>')).headers == ["Fatima", "1"]


def test_cells_without_names_follow_each_other():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert cells(workbook(rows)) == [["1", "2"], ["3", ""]]


@pytest.mark.parametrize(
    "made",
    [
        parts(target="/xl/worksheets/sheet1.xml"),
        parts(target="worksheets/sheet1.xml", xl__media__image1__png=b"\x89PNG"),
        {name.replace("/", "\\") if "sheet1" in name else name: c for name, c in parts().items()},
        parts(sheet_xml=sheet(row(1, ("A1", "name"), ("B1", "phone")))),
        parts(
            sheet_xml=sheet(
                '<x:row r="1"><x:c r="A1" t="str"><x:v>name</x:v></x:c>'
                '<x:c r="B1" t="str"><x:v>phone</x:v></x:c></x:row>',
                prefix="x",
            )
        ),
        {
            name: content.replace(
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            ).replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            for name, content in parts().items()
        },
    ],
    ids=["absolute", "picture", "backslashes", "one row", "prefixed", "strict"],
)
def test_what_other_programs_write_is_read(made):
    assert read(pack(made)).headers == ["name", "phone"]


def test_stored_parts_are_read():
    assert read(pack(parts(), compression=0)).rows[0].cells == ["Fatima", "0661123456"]


def test_the_same_text_in_many_cells_is_no_bomb():
    rows = "".join(
        f'<row r="{n}">{"".join(f"""<c r="{c}{n}" t="s"><v>1</v></c>""" for c in "ABCD")}</row>'
        for n in range(1, 500)
    )
    # One long text that no cell points to has the sum counted, not guessed.
    assert len(read(workbook(rows, shared=["x" * 30_000, "Zemamra"])).rows) == 498


def test_a_table_may_be_read_from_the_disk(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(saved(*PEOPLE))
    assert cells(path) == PEOPLE


# CSV ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_is_read_in_every_encoding_and_delimiter(encoding, delimiter):
    text_of_list = "\r\n".join(delimiter.join(line) for line in PEOPLE)
    table = read(text_of_list.encode(encoding), "list.csv")
    assert [table.headers, table.rows[0].cells] == PEOPLE
    assert table.delimiter == delimiter


@pytest.mark.parametrize(
    ("line", "encoding"),
    [
        ("الاسم;الهاتف;الجماعة", "cp1256"),
        ("الاسم;Téléphone;Commune", "cp1256"),
        ("nom;prénom;téléphone", "cp1252"),
        ("Hélène;ÉCOLE;FRANÇOIS", "cp1252"),
        ("Coopérative Féminine À Zemamra;Où;É", "cp1252"),
    ],
)
def test_the_two_windows_encodings_are_told_apart(line, encoding):
    assert ";".join(read(line.encode(encoding), "list.csv").headers) == line


@pytest.mark.parametrize(
    "content",
    [
        'name;address\nAli;"12, rue Atlas"\nZoé;"3, av. Hassan II"\n',
        'name;address\nAli;"a;b"\nZoé;"c"\n',
        "name;phone\nAli, fils;06\nZoé, fille;07\n",
        "sep=;\nname;phone\nAli,x;06\n",
        "name;phone\rAli;06\r",
    ],
)
def test_the_delimiter_is_the_one_that_cuts_evenly(content):
    assert [
        read(content.encode(), "list.csv").delimiter,
        len(cells(content.encode(), "l.csv")[0]),
    ] == [";", 2]


def test_a_quoted_line_break_is_one_row():
    rows = read(b'name;note\nAli;"a\nb"\nZineb;c\n', "list.csv").rows
    assert rows == [TableRow(2, ["Ali", "a b"]), TableRow(3, ["Zineb", "c"])]


@pytest.mark.parametrize("ending", ["csv", "CSV", "txt", "tsv"])
def test_text_has_several_names(ending):
    assert cells(b"a\tb\n1\t2", f"list.{ending}") == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'+212661123456", "+212661123456"),
        ("'=1+1", "=1+1"),
        ("'-", "-"),
        ("''=x", "'=x"),
        ("'Ait", "'Ait"),
        ("l'=x", "l'=x"),
        ("+212661123456", "+212661123456"),
    ],
)
def test_the_quote_of_our_own_exports_goes(written, meant):
    assert cells(f"a;b\n{written};x\n".encode(), "list.csv")[1][0] == meant


@given(st.text())
def test_what_was_put_to_sleep_wakes_up_as_it_was(value):
    assert wake_up(put_to_sleep(value)) == value


@given(st.text())
def test_nothing_asleep_starts_a_formula(value):
    assert put_to_sleep(value)[:1] not in set("=+-@\t\r\n\0＝＋－＠")


# What is written comes back ------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TABLES = st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=8)


def kept(rows):
    return [[clean_text(cell) for cell in row] for row in rows if any(map(clean_text, row))]


@given(TABLES)
def test_a_workbook_that_was_written_is_read_back(rows):
    target = io.BytesIO()
    columns = [Column("a"), Column("b"), Column("c")]
    number_of_rows = write_workbook(target, [SheetToWrite("s", columns, rows)], language="ar")
    assert number_of_rows == len(rows)
    assert cells(target.getvalue()) == [["a", "b", "c"], *kept(rows)]


@given(TABLES)
def test_csv_that_was_written_is_read_back(rows):
    written = b"".join(write_csv([Column("a"), Column("b"), Column("c")], iter(rows)))
    assert cells(written, "list.csv") == [["a", "b", "c"], *kept(rows)]


def test_headings_are_bold_and_stay_in_sight():
    target = io.BytesIO()
    write_workbook(target, [SheetToWrite("s", [Column("a", 30)], [["x"]])], language="fr")
    written = openpyxl.load_workbook(target).active
    assert (written["A1"].font.bold, written.freeze_panes, written.auto_filter.ref) == (
        True,
        "A2",
        "A1:A2",
    )
    assert written.column_dimensions["A"].width == pytest.approx(30, abs=1)


def test_an_empty_cell_is_a_text_to_be_typed():
    """Excel must not eat the zero of a phone that somebody types into the template."""
    target = io.BytesIO()
    write_workbook(target, [SheetToWrite("s", [Column("phone")], [])], language="fr")
    assert openpyxl.load_workbook(target).active.column_dimensions["A"].number_format == "@"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Registrations: SB01/2026", "Registrations  SB01 2026"),
        ("'x'", "x"),
        ("x" * 40, "x" * 31),
        ("a\u202eb", "ab"),
    ],
)
def test_a_sheet_has_a_name_that_workbooks_take(name, expected):
    assert sheet_name(name) == expected


# Small things ------------------------------------------------------------------------------


@pytest.mark.parametrize(("letters", "position"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_columns_have_letters(letters, position):
    assert (column_number(letters), column_letters(position)) == (position, letters)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e300])
def test_numbers_beyond_counting_stay_what_they_are(value):
    assert text_of(value) == repr(value)


@given(st.text())
def test_clean_text_is_clean(value):
    assert clean_text(clean_text(value)) == clean_text(value)
