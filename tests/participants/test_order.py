"""Lists by name come from an index, within a province and in the whole network."""

import pytest
from django.db import connection
from django.utils import translation

from participants.models import Organisation, Person
from participants.models.organisations import order_organisations
from participants.models.persons import order_by_reader
from tests import factories

LANGUAGES = ("ar", "fr", "en")


def plan(rows):
    """Tell how the database comes by the first page of ``rows``, without sorting if it can."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows[:25].explain()


def sorts(rows):
    """Say whether the database has to sort ``rows`` to find the first page of them."""
    explained = plan(rows)
    return "TEMP B-TREE" in explained or "Sort Key" in explained


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["staff", "coordinator"])
def test_persons_in_the_readers_order_come_from_an_index(language, role, request):
    visible = Person.objects.visible_to(request.getfixturevalue(role))
    with translation.override(language):
        assert not sorts(visible.order_by(*order_by_reader()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["staff", "coordinator"])
def test_organisations_in_the_readers_order_come_from_an_index(language, role, request):
    visible = Organisation.objects.visible_to(request.getfixturevalue(role))
    with translation.override(language):
        assert not sorts(visible.order_by(*order_organisations()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["staff", "coordinator"])
def test_the_order_holds_with_all_that_the_list_shows(language, role, request):
    visible = Person.objects.visible_to(request.getfixturevalue(role))
    shown = visible.select_related("organisation", "commune", "province")
    with translation.override(language):
        assert not sorts(shown.order_by(*order_by_reader()))


def test_an_order_without_an_index_is_found_out(staff):
    assert sorts(Person.objects.visible_to(staff).order_by("given_name_ar", "pk"))


def test_an_organisation_with_one_name_is_sorted_by_it_in_both_scripts(province):
    made = factories.OrganisationFactory(province=province, name_ar="", name_fr="Nour")
    made.refresh_from_db()
    assert (made.sort_ar, made.sort_fr) == ("nur", "nur")


def test_the_order_follows_a_corrected_key(province):
    made = factories.OrganisationFactory(province=province, name_fr="Nour")
    Organisation.objects.update(key_fr="amal")
    made.refresh_from_db()
    assert made.sort_fr == "amal"
