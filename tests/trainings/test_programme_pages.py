"""The pages of programmes and venues: order of protocol, choices, errors at their fields."""

import pytest

from tests import factories
from tests.trainings.conftest import in_arabic
from trainings.models import Programme, Venue

FACTS = {
    "year": "2026",
    "title_ar": "البرنامج السنوي",
    "title_fr": "Programme annuel",
    "project_ar": "المقاربة الالتقائية",
    "project_fr": "Approche de convergence",
    "modules-TOTAL_FORMS": "0",
    "modules-INITIAL_FORMS": "0",
}


@pytest.fixture
def partners(db):
    return factories.PartnerFactory.create_batch(3)


def rows(*positions_and_partners):
    """What is typed into the rows of partners."""
    typed = {"partners-TOTAL_FORMS": len(positions_and_partners), "partners-INITIAL_FORMS": "0"}
    for number, (position, partner) in enumerate(positions_and_partners):
        typed[f"partners-{number}-position"] = position
        typed[f"partners-{number}-partner"] = partner.pk if partner else ""
    return typed


def create(client, *positions_and_partners, **changes):
    return client.post("/programmes/new/", {**FACTS, **rows(*positions_and_partners), **changes})


def protocol():
    return [p.partner for p in Programme.objects.get().partnerships.select_related("partner")]


def test_saving_leads_to_the_programme(as_staff):
    assert create(as_staff).url == f"/programmes/{Programme.objects.get().pk}/"


def test_partners_stand_in_the_order_of_their_numbers(as_staff, partners):
    first, second, third = partners
    create(as_staff, ("3", third), ("1", first), ("2", second))
    assert protocol() == [first, second, third]


def test_numbers_may_have_gaps(as_staff, partners):
    create(as_staff, ("10", partners[0]), ("5", partners[1]))
    assert protocol() == [partners[1], partners[0]]


def test_a_blank_row_is_no_partner(as_staff, partners):
    create(as_staff, ("1", partners[0]), ("2", None))
    assert protocol() == [partners[0]]


def test_a_row_that_is_ticked_goes(as_staff, partners):
    create(as_staff, ("1", partners[0]), ("2", partners[1]), **{"partners-0-DELETE": "on"})
    assert protocol() == [partners[1]]


def test_the_programme_shows_its_partners_in_protocol_order(as_staff, partners):
    create(as_staff, ("2", partners[0]), ("1", partners[1]))
    page = as_staff.get(f"/programmes/{Programme.objects.get().pk}/").content.decode()
    assert page.index(partners[1].name_ar) < page.index(partners[0].name_ar)


def test_who_saves_over_an_unseen_change_is_told_and_keeps_what_was_typed(as_staff, partners):
    create(as_staff, ("1", partners[0]))
    programme = Programme.objects.get()
    edit = f"/programmes/{programme.pk}/edit/"
    as_staff.post(edit, {**FACTS, **rows(("1", partners[1])), "edition": "0"})
    typed = {**FACTS, **rows(("1", partners[2])), "objectives_ar": "تقوية القدرات"}
    facts = as_staff.post(edit, {**typed, "edition": "0"}).context["page"].facts
    assert (len(facts.non_field_errors()), facts["objectives_ar"].value(), protocol()) == (
        1,
        "تقوية القدرات",
        [partners[1]],
    )
    as_staff.post(edit, {**typed, "edition": facts["edition"].value()})
    assert protocol() == [partners[2]]


def test_a_partner_named_twice_is_said_at_the_second(as_staff, partners):
    page = create(as_staff, ("1", partners[0]), ("2", partners[0]))
    assert page.context["page"].partners.forms[1].errors == {
        "partner": [in_arabic("This partner is already in the list.")]
    }


def test_a_place_given_twice_is_said_at_the_second(as_staff, partners):
    page = create(as_staff, ("1", partners[0]), ("1", partners[1]))
    assert page.context["page"].partners.forms[1].errors == {
        "position": [in_arabic("Two partners have the same place.")]
    }


def test_a_wrong_row_keeps_the_rest_of_the_page(as_staff, partners):
    page = create(as_staff, ("x", partners[0]))
    assert ('value="البرنامج السنوي"' in page.content.decode(), Programme.objects.count()) == (
        True,
        0,
    )


def test_another_row_keeps_what_was_typed_and_saves_nothing(as_staff, partners):
    page = create(as_staff, ("1", partners[2]), add_partners="1")
    chosen = page.context["page"].partners.forms[0]["partner"].value()
    assert (len(page.context["page"].partners.forms), chosen, Programme.objects.count()) == (
        2,
        str(partners[2].pk),
        0,
    )


def test_a_programme_that_exists_is_said_at_its_title(as_staff):
    create(as_staff)
    assert create(as_staff).context["page"].facts.errors == {
        "title_ar": [in_arabic("This programme already exists for this year.")]
    }


@pytest.mark.parametrize("year", ["1999", "2101", "هذا العام"])
def test_a_year_that_cannot_be_is_said_at_its_box(as_staff, year):
    assert create(as_staff, year=year).context["page"].facts.errors.keys() == {"year"}


def test_a_programme_can_change(as_staff, partners):
    create(as_staff, ("1", partners[0]))
    programme = Programme.objects.get()
    typed = {**FACTS, "title_fr": "Autre", **rows(("2", partners[0]), ("1", partners[1]))}
    as_staff.post(f"/programmes/{programme.pk}/edit/", typed)
    assert (Programme.objects.get().title_fr, protocol()) == ("Autre", [partners[1], partners[0]])


def test_the_page_of_a_programme_shows_its_partners_and_one_blank_row(as_staff, partners):
    create(as_staff, ("1", partners[1]))
    page = as_staff.get(f"/programmes/{Programme.objects.get().pk}/edit/")
    shown = [row["partner"].value() for row in page.context["page"].partners.forms]
    assert shown == [partners[1].pk, None]


@pytest.mark.parametrize(
    ("query", "years"),
    [("", [2027, 2026]), ("?year=2026", [2026]), ("?q=التشغيل", [2027]), ("?q=x", [])],
)
def test_filters_in_the_address_narrow_the_list(as_staff, query, years):
    factories.ProgrammeFactory(year=2026, title_ar="الأول")
    factories.ProgrammeFactory(year=2027, title_ar="الثاني", project_ar="التشغيل")
    page = as_staff.get(f"/programmes/{query}")
    assert [programme.year for programme in page.context["table"].data] == years
    assert ('name="year"' in page.content.decode()) is True


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_programmes_takes_the_same_queries_for_one_and_three(
    as_staff, django_assert_num_queries, count
):
    for _ in range(count):
        programme = factories.EventFactory().programme
        programme.partnerships.create(partner=factories.PartnerFactory(), position=1)
    with django_assert_num_queries(7):
        as_staff.get("/programmes/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_programme_takes_the_same_queries_for_one_event_and_three(
    as_staff, django_assert_num_queries, count
):
    programme = factories.ProgrammeFactory()
    for position in range(count):
        factories.EventFactory(programme=programme)
        programme.partnerships.create(partner=factories.PartnerFactory(), position=position)
    with django_assert_num_queries(18):
        as_staff.get(f"/programmes/{programme.pk}/")


# Venues -----------------------------------------------------------------------------------


@pytest.fixture
def venue_typed(coordinator, province):
    commune = factories.CommuneFactory(province=province, name_ar="الوليدية")
    return {
        "name_ar": "فندق السانية",
        "name_fr": "Hôtel Saniya",
        "commune": commune.pk,
        "capacity": "150",
        "rooms-TOTAL_FORMS": "0",
        "rooms-INITIAL_FORMS": "0",
    }


def test_a_venue_is_kept(as_staff, venue_typed):
    as_staff.post("/venues/new/", venue_typed)
    kept = Venue.objects.get()
    assert (kept.name_ar, kept.name_fr, kept.commune_id, kept.capacity) == (
        "فندق السانية",
        "Hôtel Saniya",
        venue_typed["commune"],
        150,
    )


def test_a_venue_can_change(as_staff, venue_typed):
    venue = factories.VenueFactory()
    as_staff.post(f"/venues/{venue.pk}/edit/", venue_typed)
    venue.refresh_from_db()
    assert (venue.name_ar, Venue.objects.count()) == ("فندق السانية", 1)


def test_a_venue_that_exists_is_said_at_its_name(as_staff, venue_typed):
    as_staff.post("/venues/new/", venue_typed)
    page = as_staff.post("/venues/new/", venue_typed)
    assert page.context["form"].errors == {
        "name_ar": [in_arabic("This venue is already known in this commune.")]
    }


@pytest.mark.parametrize(
    ("name", "value"), [("name_ar", ""), ("commune", ""), ("capacity", "0"), ("capacity", "-3")]
)
def test_a_wrong_venue_is_said_at_its_field(as_staff, venue_typed, name, value):
    page = as_staff.post("/venues/new/", venue_typed | {name: value})
    assert (page.context["form"].errors.keys(), Venue.objects.count()) == ({name}, 0)


def test_communes_are_grouped_by_province(as_staff, venue_typed):
    choices = as_staff.get("/venues/new/").context["form"].fields["commune"].choices
    assert list(choices)[1:] == [("إقليم سيدي بنور", [(venue_typed["commune"], "الوليدية")])]


@pytest.fixture
def far_away(db):
    region = factories.RegionFactory(code="MA-11", hcp_code="11", name_ar="العيون")
    return factories.CommuneFactory(province__region=region, province__hcp_code="11.001")


def test_communes_of_other_regions_are_not_offered(as_staff, venue_typed, far_away):
    choices = as_staff.get("/venues/new/").context["form"].fields["commune"].choices
    assert far_away.name_ar not in str(list(choices))


def test_before_the_first_coordinator_all_communes_are_offered(as_staff, far_away):
    choices = as_staff.get("/venues/new/").context["form"].fields["commune"].choices
    assert far_away.name_ar in str(list(choices))


def test_the_commune_of_a_venue_far_away_stays_chosen(as_staff, venue_typed, far_away):
    venue = factories.VenueFactory(commune=far_away)
    assert "selected" in as_staff.get(f"/venues/{venue.pk}/edit/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_venues_takes_the_same_queries_for_one_and_three(
    as_staff, django_assert_num_queries, count
):
    factories.VenueFactory.create_batch(count)
    with django_assert_num_queries(6):
        as_staff.get("/venues/")
