"""The territory as the census has it; figures from HCP's own tables."""

import pytest
from django.core.management import call_command
from django.db.models import Count, F, Sum

from network.models import Commune, Province, Region
from network.services.territory import load_territory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOROCCO_2024 = 36_828_330


@pytest.fixture
def territory(db):
    return load_territory()


def province_of(iso):
    return Province.objects.select_related("region").get(iso=iso)


def test_loading_says_what_is_there_and_what_is_new(territory):
    assert (territory.regions, territory.provinces, territory.communes, territory.added) == (
        12,
        75,
        1_503,
        1_590,
    )


def test_the_total_adds_the_three_levels(territory):
    assert territory.total == 1_590


def test_each_region_has_its_provinces(territory):
    regions = Region.objects.annotate(n=Count("provinces")).order_by("hcp_code")
    assert list(regions.values_list("n", flat=True)) == [8, 8, 9, 7, 5, 9, 8, 5, 6, 4, 4, 2]


def test_thirteen_of_the_75_are_prefectures(territory):
    assert Province.objects.filter(kind=Province.Kind.PREFECTURE).count() == 13


@pytest.mark.parametrize("model", [Region, Province, Commune])
def test_the_population_of_every_level_adds_up_to_the_kingdom(territory, model):
    assert model.objects.aggregate(all=Sum("population"))["all"] == MOROCCO_2024


def test_every_province_counts_as_many_people_as_its_communes(territory):
    unequal = Province.objects.annotate(sum=Sum("communes__population")).exclude(
        sum=F("population")
    )
    assert list(unequal) == []


@pytest.mark.parametrize(
    ("iso", "hcp_code", "kind", "communes", "population"),
    [
        ("MA-CAS", "06.141", "prefecture", 2, 3_218_036),
        ("MA-MOH", "06.371", "prefecture", 6, 514_057),
        ("MA-JDI", "06.181", "province", 27, 914_367),
        ("MA-NOU", "06.385", "province", 5, 672_324),
        ("MA-MED", "06.355", "province", 5, 345_787),
        ("MA-BES", "06.111", "province", 15, 279_517),
        ("MA-BRR", "06.117", "province", 22, 640_657),
        ("MA-SET", "06.461", "province", 46, 652_292),
        ("MA-SIB", "06.467", "province", 25, 451_930),
    ],
)
def test_the_nine_of_casablanca_settat_are_as_hcp_has_them(
    territory, iso, hcp_code, kind, communes, population
):
    province = province_of(iso)
    assert (
        province.region.code,
        province.hcp_code,
        province.kind,
        province.communes.count(),
        province.population,
    ) == ("MA-06", hcp_code, kind, communes, population)


def test_casablanca_settat_has_its_population(territory):
    assert Region.objects.get(code="MA-06").population == 7_688_967


def test_casablanca_settat_has_153_communes(territory):
    assert Commune.objects.filter(province__region__code="MA-06").count() == 153


@pytest.mark.parametrize(("iso", "region"), [("MA-NOU", "MA-06"), ("MA-CHT", "MA-09")])
def test_a_province_that_iso_misplaces_lies_in_hcp_s_region(territory, iso, region):
    assert province_of(iso).region.code == region


def test_a_province_is_named_in_three_languages(territory):
    mohammedia = province_of("MA-MOH")
    assert (mohammedia.name_ar, mohammedia.name_fr, mohammedia.name_en) == (
        "المحمدية",
        "Mohammadia",
        "Mohammedia",
    )


def test_a_corrected_french_name_replaces_the_census_one(territory):
    assert province_of("MA-KES").name_fr == "El Kelâa des Sraghna"


def test_no_name_is_empty_or_marked_as_elsewhere(territory):
    names = [
        name
        for model in (Region, Province, Commune)
        for pair in model.objects.values_list("name_ar", "name_fr")
        for name in pair
    ]
    assert [name for name in names if not name.strip() or "(" in name] == []


def test_a_commune_is_urban_where_its_code_says_municipality(territory):
    urban = Commune.objects.filter(setting=Commune.Setting.URBAN).values_list("hcp_code", flat=True)
    by_code = [
        code
        for code in Commune.objects.values_list("hcp_code", flat=True)
        if code.split(".")[2] == "01"
    ]
    assert sorted(urban) == sorted(by_code)


def test_codes_keep_their_leading_zeros(territory):
    assert Commune.objects.get(hcp_code="01.511.01.0").name_fr == "Tanger"


def test_usual_spellings_stand_beside_hcp_s(territory):
    zemamra = Commune.objects.get(hcp_code="06.467.01.09")
    assert (zemamra.name_fr, zemamra.alias_fr, zemamra.alias_ar) == (
        "Zmamra",
        "Zemamra",
        "الزمامرة",
    )


def test_spellings_are_known_for_el_jadida_and_sidi_bennour_only(territory):
    spelled = Commune.objects.exclude(alias_ar="", alias_fr="")
    assert set(spelled.values_list("province__iso", flat=True)) == {"MA-JDI", "MA-SIB"}


def test_loading_twice_adds_nothing(territory):
    assert load_territory().added == 0


def test_loading_twice_keeps_the_primary_keys(territory):
    before = dict(Commune.objects.values_list("hcp_code", "pk"))
    load_territory()
    assert dict(Commune.objects.values_list("hcp_code", "pk")) == before


def test_loading_again_mends_what_was_changed(territory):
    Province.objects.filter(iso="MA-SIB").update(name_ar="خطأ", population=1)
    load_territory()
    mended = province_of("MA-SIB")
    assert (mended.name_ar, mended.population) == ("سيدي بنور", 451_930)


def test_loading_takes_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        load_territory()


def test_the_command_says_what_it_did(capsys):
    call_command("load_territory")
    assert capsys.readouterr().out.startswith(
        "Territory: 12 regions, 75 prefectures and provinces, 1,503 communes (1,590 new)."
    )
