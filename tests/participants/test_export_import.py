"""A list that was exported can be imported again, and then nothing changes."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from participants.exporting.columns import registration_columns, registration_rows
from participants.exporting.files import ListToExport, make_file
from participants.models import Affiliation, Export, Organisation, Person, Registration
from participants.services.import_commits import commit_import
from participants.services.imports import NothingToImport, stage_import
from tests import factories

pytestmark = pytest.mark.slow

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويڭگأإةى"
LATIN = "abcdefghijklmnopqrstuvwxyzéèêëïîôûç'-"


def words(letters):
    word = st.text(letters, min_size=2, max_size=9).filter(lambda text: text.strip("'-") == text)
    return st.lists(word, min_size=1, max_size=2).map(" ".join)


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "given_name_ar": words(ARABIC),
            "family_name_ar": words(ARABIC),
            "given_name_latin": words(LATIN).map(str.title),
            "family_name_latin": words(LATIN).map(str.upper),
            "gender": st.sampled_from(["f", "m", ""]),
            "birth_year": st.none() | st.integers(1940, 2005),
            "email": st.sampled_from(["", "someone@example.org"]),
            "has_disability": st.sampled_from([None, True, False]),
        }
    ),
    min_size=1,
    max_size=4,
)
KEPT = (Person, Organisation, Affiliation, Registration)


def everything_kept():
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def export(event, reader, kind):
    listed = ListToExport(
        kind=Export.Kind.REGISTRATIONS,
        title="List",
        columns=registration_columns(),
        rows=registration_rows(Registration.objects.filter(event=event).order_by("pk")),
        filters={},
        reader=reader,
    )
    file, _rows = make_file(listed, kind)
    with file:
        return file.read()


@pytest.mark.parametrize("kind", [Export.Format.XLSX, Export.Format.CSV])
@settings(
    max_examples=15,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(people=PEOPLE)
def test_to_export_and_to_import_again_changes_nothing(
    event, quota, commune, organisation, coordinator, kind, people
):
    with transaction.atomic():
        for number, person in enumerate(people):
            registered = factories.PersonFactory(
                province=commune.province,
                commune=commune,
                organisation=organisation,
                phone=f"+2126610000{number:02}",
                **person,
            )
            factories.RegistrationFactory(
                event=event,
                person=registered,
                province=commune.province,
                organisation=organisation,
                registered_by=coordinator,
            )
        before = everything_kept()
        run = stage_import(
            export(event, coordinator, kind),
            file_name=f"list.{kind}",
            event=event,
            province=commune.province,
            by=coordinator,
        )
        assert [(row.verdict, row.faults) for row in run.rows.all()] == [("registered", [])] * len(
            people
        )
        with pytest.raises(NothingToImport):
            commit_import(run, by=coordinator)
        assert everything_kept() == before
        transaction.set_rollback(True)
