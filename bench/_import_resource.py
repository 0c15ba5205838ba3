"""The same import as somebody would write it with django-import-export: a resource of persons."""

import time
from io import BytesIO
from pathlib import Path
from typing import Any

from import_export import fields, resources, widgets
from tablib import Dataset

from network.models import Commune, Province, User
from participants.models import Affiliation, Organisation, Person, Registration
from participants.names import arabic_key, clean_name, latin_key
from participants.phones import phone_in_e164
from trainings.models import Quota
from trainings.services.places import take_place

GENDERS = {"أنثى": "f", "ذكر": "m", None: "", "": ""}
CAPACITIES = {"رئيسة": "president", "أمين المال": "treasurer", "عضو": "member"}
NAMES = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")


HEADINGS = (
    *NAMES, "gender", "birth_year", "phone", "email", "commune", "organisation", "kind", "capacity",
)  # fmt: skip


def measure(file: str, rows: int) -> dict[str, float]:
    """Do the dry run and the import of the first rows; runs in a child of its own."""
    start = time.perf_counter()
    everything = Dataset().load(BytesIO(Path(file).read_bytes()), format="xlsx")
    read = time.perf_counter()
    some = Dataset(*everything[:rows], headers=HEADINGS)
    people = make_resource()
    begun = time.perf_counter()
    for dry_run in (True, False):
        result = people.import_data(some, dry_run=dry_run, raise_errors=True)
    done = time.perf_counter()
    if result.has_errors() or Registration.objects.count() != rows:
        raise AssertionError(f"{Registration.objects.count()} of {rows} rows were imported")
    return {"reading": read - start, "rows": done - begun}


def make_resource() -> resources.ModelResource:
    """Return the resource: a person for each row, with organisation, affiliation, registration."""
    quota = Quota.objects.select_related("event", "province").get()
    event, province = quota.event, quota.province
    communes = {commune.name_ar: commune for commune in Commune.objects.filter(province=province)}
    user = User.objects.get()

    class PersonResource(resources.ModelResource):
        birth_year = fields.Field("birth_year", "birth_year", widgets.IntegerWidget())

        class Meta:
            model = Person
            fields = (*NAMES, "gender", "birth_year", "phone", "email")
            import_id_fields = ("phone",)

        def before_import_row(self, row: dict[str, Any], **options: Any) -> None:
            row["phone"] = phone_in_e164(row["phone"])
            row["gender"] = GENDERS[row["gender"]]
            for name in NAMES:
                row[name] = clean_name(row[name])

        def before_save_instance(self, person: Person, row: Any, **options: Any) -> None:
            person.key_ar = arabic_key(person.full_name_ar)
            person.key_latin = latin_key(person.full_name_latin)
            person.province, person.commune = province, communes[row["commune"]]
            person.organisation = _find_or_make(row["organisation"], province, person.commune)

        def after_save_instance(self, person: Person, row: Any, **options: Any) -> None:
            capacity = CAPACITIES[row["capacity"]]
            organisation = person.organisation
            Affiliation.objects.create(person=person, organisation=organisation, capacity=capacity)
            Registration.objects.create(
                event=event,
                person=person,
                province=province,
                organisation=organisation,
                capacity=capacity,
                state="registered" if take_place(event, province) else "waitlisted",
                registered_by=user,
            )

    return PersonResource()


def _find_or_make(name: str, province: Province, commune: Commune) -> Organisation:
    organisation, _made = Organisation.objects.get_or_create(
        province=province,
        key_ar=arabic_key(name),
        defaults={"name_ar": name, "kind": "cooperative", "commune": commune},
    )
    return organisation
