"""A row of a list: what it says, and what is wrong with it, at which field."""

import datetime as dt
import random
import string

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from participants.importing.faults import SENTENCES, FaultTeller
from participants.importing.rows import USUAL_EMAIL, RowReader, read_phone, stored_values
from participants.names import clean_name
from participants.phones import phone_in_e164
from tests import factories
from tests.participants.lists import HEADINGS, somebody

FULL = {"full_name_ar": 0, "full_name_latin": 1, "commune": 2}


@pytest.fixture
def commune(province):
    return factories.CommuneFactory(
        province=province, name_ar="الزمامرة", name_fr="Zemamra", alias_fr="Ez-Zemamra"
    )


@pytest.fixture
def reader(province, commune):
    mapping = {name: index for index, name in enumerate(HEADINGS)}
    return RowReader(mapping, province=province, national_ids=True)


@pytest.fixture
def read(reader):
    """Read somebody with these cells; the values, or the faults as field and code."""

    def read_somebody(**cells):
        row = somebody(7, **cells)
        values, faults = reader.read([row[name] for name in HEADINGS])
        return values or [(fault["field"], fault["code"]) for fault in faults]

    return read_somebody


def test_a_right_row_says_everything(read, commune):
    values = read(email="f@example.org", national_id="mc 12.345", has_disability="oui")
    assert (
        values.given_name_ar, values.gender, values.birth_year, values.phone, values.email,
        values.commune, values.organisation, values.kind, values.capacity, values.national_id,
        values.has_disability,
    ) == (
        "فاطمة", "f", 1987, "+212661000700", "f@example.org", commune.pk, "تعاونية النور",
        "cooperative", "member", "MC12345", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "cell", "kept"),
    [
        ("gender", "ذكر", "m"),
        ("gender", "M", "m"),
        ("gender", "H", "m"),
        ("gender", "Homme", "m"),
        ("gender", "انثى", "f"),
        ("gender", "femme", "f"),
        ("gender", "Féminin", "f"),
        ("gender", "female", "f"),
        ("gender", "", ""),
        ("birth_year", "١٩٨٧", 1987),
        ("birth_year", "1987.0", 1987),
        ("birth_year", "1987-05-31", 1987),
        ("birth_year", "31/05/1987", 1987),
        ("birth_year", "", None),
        ("phone", "+212 (0)6 61 12 34 56", "+212661123456"),
        ("phone", "٠٦٦١١٢٣٤٥٦", "+212661123456"),
        ("phone", "661123456", "+212661123456"),
        ("phone", "", ""),
        ("capacity", "الرئيسة", "president"),
        ("capacity", "Trésorière", "treasurer"),
        ("capacity", "board member", "board_member"),
        ("kind", "Association", "association"),
        ("kind", "coopérative", "cooperative"),
        ("kind", "جمعية", "association"),
        ("has_disability", "لا", False),
        ("has_disability", "", None),
        ("family_name_ar", " العَلَوي\u200f ", "العَلَوي"),
        ("family_name_latin", "El  Alaoui", "El Alaoui"),
    ],
)
def test_what_is_written_one_way_or_another(read, field, cell, kept):
    assert getattr(read(**{field: cell}), field) == kept


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("given_name_ar", "", "missing"),
        ("family_name_latin", " ", "missing"),
        ("given_name_ar", "Fatima", "not_arabic"),
        ("family_name_latin", "العلوي", "not_latin"),
        ("given_name_latin", "F" * 81, "too_long"),
        ("gender", "x", "unknown_gender"),
        ("birth_year", "1850", "implausible_birth_year"),
        ("birth_year", "2190", "implausible_birth_year"),
        ("birth_year", "87", "impossible_date"),
        ("birth_year", "31/02/1987", "impossible_date"),
        ("phone", "0612", "impossible_phone"),
        ("phone", "appelez-moi", "impossible_phone"),
        ("email", "fatima", "impossible_email"),
        ("commune", "", "missing"),
        ("commune", "باريس", "unknown_commune"),
        ("organisation", "!!!", "unreadable_name"),
        ("organisation", "ت" * 201, "too_long"),
        ("kind", "سفينة", "unknown_kind"),
        ("capacity", "صديق", "unknown_capacity"),
        ("national_id", "123", "impossible_national_id"),
        ("has_disability", "ربما", "unknown_answer"),
    ],
)
def test_a_wrong_cell_is_a_fault_at_its_field(read, field, cell, code):
    assert read(**{field: cell}) == [(field, code)]


def test_all_faults_of_a_row_are_found_in_the_order_of_its_columns(read):
    found = read(phone="1", given_name_ar="", commune="x", gender="?")
    assert [field for field, _code in found] == ["given_name_ar", "gender", "phone", "commune"]


@pytest.mark.parametrize(
    ("organisation", "kind"),
    [("جمعية الأمل", "association"), ("Coopérative Annour", "cooperative"), ("محل عمر", None)],
)
def test_a_name_may_say_the_kind(read, organisation, kind):
    found = read(organisation=organisation, kind="")
    assert found == [("kind", "kind_missing")] if kind is None else found.kind == kind


def test_of_a_known_organisation_no_kind_is_asked(read, reader):
    reader.settled_organisations = {"محل عمر"}
    assert read(organisation="محل عمر", kind="").kind == ""


@pytest.mark.parametrize(
    "name", ["Zemamra", "zemamra", "Ez Zemamra", "الزمامرة", "زمامرة", "جماعة الزمامرة",
             "Commune de Zemamra", "بلدية الزمامرة"]
)  # fmt: skip
def test_a_commune_is_found_by_its_spellings(read, commune, name):
    assert read(commune=name).commune == commune.pk


def test_two_communes_of_one_name_are_not_guessed_at(province, commune):
    factories.CommuneFactory(province=province, name_ar="زمامرة")
    factories.CommuneFactory(province=province, name_ar="الزمامرة")
    reader = RowReader(FULL, province=province, national_ids=False)
    _values, faults = reader.read(["فاطمة العلوي", "Fatima Alaoui", "الزمامرة"])
    assert [fault["code"] for fault in faults] == ["ambiguous_commune"]


def test_a_commune_of_another_province_is_unknown(read, other_province):
    factories.CommuneFactory(province=other_province, name_ar="أزمور")
    assert read(commune="أزمور") == [("commune", "unknown_commune")]


@pytest.mark.parametrize(
    ("full_name", "parts"),
    [
        ("فاطمة العلوي", ("فاطمة", "العلوي")),
        ("عبد الله بنعلي", ("عبد الله", "بنعلي")),
        ("فاطمة الزهراء العلوي الإدريسي", ("فاطمة الزهراء", "العلوي الإدريسي")),
        ("نور الدين", ("نور", "الدين")),
    ],
)
def test_a_full_name_is_split_given_name_first(province, commune, full_name, parts):
    reader = RowReader(FULL, province=province, national_ids=False)
    values, _faults = reader.read([full_name, "Fatima Alaoui", "Zemamra"])
    assert (values.given_name_ar, values.family_name_ar) == parts


@pytest.mark.parametrize(
    ("full_name", "code"), [("فاطمة", "one_word_name"), ("", "missing"), ("Fatima A", "not_arabic")]
)
def test_a_full_name_that_cannot_be_split(province, commune, full_name, code):
    reader = RowReader(FULL, province=province, national_ids=False)
    _values, faults = reader.read([full_name, "Fatima Alaoui", "Zemamra"])
    assert [(fault["field"], fault["code"]) for fault in faults] == [("full_name_ar", code)]


@pytest.mark.parametrize(
    "cell", ["1987-05-31", "31/05/1987", "٣١-٥-١٩٨٧", "31.5.1987", "1987-05-31 00:00:00"]
)
def test_a_date_is_read_in_many_forms(province, commune, cell):
    reader = RowReader({**FULL, "birth_date": 3}, province=province, national_ids=False)
    values, _faults = reader.read(["فاطمة العلوي", "Fatima Alaoui", "Zemamra", cell])
    assert (values.birth_date, values.birth_year) == (dt.date(1987, 5, 31), 1987)


def test_a_year_that_contradicts_the_date_is_a_fault(province, commune):
    mapping = {**FULL, "birth_date": 3, "birth_year": 4}
    reader = RowReader(mapping, province=province, national_ids=False)
    row = ["فاطمة العلوي", "Fatima Alaoui", "Zemamra", "1987-05-31", "1988"]
    _values, faults = reader.read(row)
    assert [(fault["field"], fault["code"]) for fault in faults] == [
        ("birth_year", "other_birth_year")
    ]


def test_nobody_is_born_tomorrow(province, commune):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    reader = RowReader({**FULL, "birth_date": 3}, province=province, national_ids=False)
    _values, faults = reader.read(
        ["فاطمة العلوي", "Fatima Alaoui", "Zemamra", tomorrow.isoformat()]
    )
    assert [fault["field"] for fault in faults] == ["birth_date"]


def test_a_number_that_may_not_be_kept_is_not_read(province, commune):
    mapping = {name: index for index, name in enumerate(HEADINGS)}
    reader = RowReader(mapping, province=province, national_ids=False)
    values, _faults = reader.read([somebody(1, national_id="MC12345")[name] for name in HEADINGS])
    assert values.national_id == ""


def test_a_row_that_ends_early_lacks_what_is_not_there(reader):
    _values, faults = reader.read(["فاطمة"])
    missing = [fault["field"] for fault in faults if fault["code"] == "missing"]
    assert missing == ["family_name_ar", "given_name_latin", "family_name_latin", "commune"]


def test_values_come_back_from_the_store_as_they_went_in(read):
    values = read(national_id="MC12345")
    values.birth_date = dt.date(1987, 5, 31)
    assert stored_values(values.stored()) == values


def test_values_of_other_fields_are_not_taken_from_the_store():
    assert stored_values(["a", "b"]) is None


@given(st.text(alphabet="0123456789٠١٢٦ +-().", max_size=16))
def test_a_phone_is_read_as_the_library_reads_it(text):
    def outcome(read_it):
        try:
            return read_it(text)
        except ValidationError as refused:
            return refused.code

    assert outcome(read_phone) == outcome(phone_in_e164)


@pytest.mark.parametrize("beginning", ["0", "", "+212", "00212", "212", "+212 (0)", "+33"])
@pytest.mark.parametrize("first", string.digits)
def test_a_phone_of_any_block_is_read_as_the_library_reads_it(beginning, first):
    chance = random.Random(beginning + first)  # noqa: S311 no secret
    for length in (7, 8, 8, 8, 9):
        rest = "".join(chance.choices(string.digits, k=length))
        for text in (f"{beginning}{first}{rest}", f"{beginning}{first} {rest[:4]}-{rest[4:]}"):
            try:
                expected = phone_in_e164(text)
            except ValidationError:
                with pytest.raises(ValidationError):
                    read_phone(text)
            else:
                assert read_phone(text) == expected


@given(
    st.text(alphabet="abZ09._-+@ é\u200f", max_size=14), st.sampled_from(["", "@a.org", "@b.ma"])
)
def test_an_address_that_is_taken_at_first_sight_is_one(text, ending):
    if USUAL_EMAIL.fullmatch(text + ending):
        validate_email(text + ending)
        assert clean_name(text + ending) == text + ending


@given(st.text(alphabet=string.ascii_letters + "éèïÀ ’'-ـءابةأؤ\u200f", max_size=12))
def test_a_name_that_is_taken_at_first_sight_was_clean(text):
    from participants.importing.rows import USUAL_ARABIC, USUAL_LATIN

    if USUAL_ARABIC.fullmatch(text) or USUAL_LATIN.fullmatch(text):
        assert clean_name(text) == text


def test_every_fault_has_a_sentence_with_its_value(reader, province):
    teller = FaultTeller(list(HEADINGS.values()), reader.mapping, province=province)
    cells = [f"<{name}>" for name in HEADINGS]
    params = {"most": 80, "row": 12, "elsewhere": province.iso}
    told = {
        code: teller.sentence({"field": "phone", "code": code, "params": params}, cells)
        for code in SENTENCES
    }
    assert all("%(" not in sentence for sentence in told.values())


def test_a_fault_without_a_column_is_told_by_what_is_asked(province):
    teller = FaultTeller(["Tél"], {"phone": 0}, province=province)
    told = [
        teller.column_of({"field": name, "code": "missing", "params": {}})
        for name in ("phone", "commune")
    ]
    assert told == ["Tél", "الجماعة"]


SEEDS = {
    "given_name_ar": ["", "Fatima", "123"],
    "family_name_latin": ["", "العلوي", "..."],
    "gender": ["x", "؟", "autre"],
    "birth_year": ["1850", "87", "2099", "hier"],
    "phone": ["0612", "06 61", "téléphone"],
    "email": ["fatima", "a@", "@b.c"],
    "commune": ["", "باريس", "Lyon"],
    "kind": ["سفينة", "club"],
    "capacity": ["صديق", "cousin"],
    "national_id": ["123", "ABC1", "M-"],
    "has_disability": ["ربما", "peut-être"],
}


def test_a_thousand_seeded_faults_are_found_where_they_were_sown(reader):
    chance = random.Random(4)  # noqa: S311 no secret
    sown, found = [], []
    for number in range(1000):
        fields = chance.sample(sorted(SEEDS), k=chance.choice([0, 1, 1, 2, 3]))
        row = somebody(number, **{name: chance.choice(SEEDS[name]) for name in fields})
        _values, faults = reader.read([row[name] for name in HEADINGS])
        sown += [(number, name) for name in sorted(fields)]
        found += [(number, name) for name in sorted(fault["field"] for fault in faults)]
    assert (found, len(sown) > 1000) == (sown, True)
