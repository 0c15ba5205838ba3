"""Organisations: found, shown with their people, and corrected."""

import pytest
from django.utils.html import strip_tags

from network.models import AuditEvent
from participants.models import Organisation
from participants.services.organisations import update_organisation
from tests import factories

LIST = "/organisations/"


@pytest.fixture
def url(organisation):
    return f"/organisations/{organisation.pk}/edit/"


@pytest.fixture
def send(sign_in, url, commune):
    """Send the form of the organisation as somebody, with changes to what stands in it."""

    def send_form(user, **changes):
        standing = {
            "version": "1",
            "name_ar": "تعاونية الأمل",
            "name_fr": "Coopérative Al Amal",
            "kind": "cooperative",
            "commune": commune.pk,
        }
        return sign_in(user).post(
            url, {**standing, **changes}, headers={"accept-language": "en"}, follow=True
        )

    return send_form


def shown(answer):
    return [row.record for row in answer.context["table"].page.object_list]


def errors(answer):
    return {name: strip_tags(each[0]) for name, each in answer.context["form"].errors.items()}


def fields_written():
    rows = AuditEvent.objects.filter(action="organisation.updated").order_by("pk")
    return [row.fields for row in rows]


# The list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"words": "امل"}, 1),
        ({"words": "AL AMAL"}, 1),
        ({"words": "النور"}, 0),
        ({"kind": "cooperative"}, 1),
        ({"kind": "association"}, 0),
        ({"words": "amal", "kind": "association"}, 0),
        ({"kind": "nonsense"}, 1),
    ],
)
def test_organisations_are_found_by(page, staff, organisation, query, number):
    assert len(shown(page(staff, LIST, **query))) == number


def test_organisations_are_found_by_province(page, staff, organisation, other_province):
    theirs = factories.OrganisationFactory(province=other_province)
    assert shown(page(staff, LIST, province=other_province.pk)) == [theirs]


@pytest.mark.parametrize(("language", "order"), [("ar", [0, 1, 2]), ("fr", [1, 0, 2])])
def test_organisations_are_sorted_by_the_name_that_is_shown(sign_in, staff, language, order):
    names = [("أمل", "Zitouna"), ("نور", "Amal"), ("ياسمين", "")]
    if language == "ar":
        names[0], names[2] = ("", "Zitouna"), ("نور", "Amal")
        names[1] = ("أمل", "Bahja")
    made = [factories.OrganisationFactory(name_ar=ar, name_fr=fr) for ar, fr in names]
    answer = sign_in(staff).get(LIST, headers={"accept-language": language})
    assert shown(answer) == [made[position] for position in order]


@pytest.mark.parametrize(
    ("sort", "order"), [("name", [0, 1]), ("-name", [1, 0]), ("province", [1, 0])]
)
def test_organisations_are_sorted_as_the_address_says(
    page, staff, province, other_province, sort, order
):
    made = [
        factories.OrganisationFactory(province=home, name_fr=name)
        for home, name in ((other_province, "Amal"), (province, "Nour"))
    ]
    assert shown(page(staff, LIST, sort=sort)) == [made[position] for position in order]


def test_the_list_counts_the_people_whom_the_reader_may_see(
    page, coordinator, staff, organisation, province, other_province
):
    factories.PersonFactory.create_batch(2, province=province, organisation=organisation)
    factories.PersonFactory(province=other_province, organisation=organisation)
    counts = [shown(page(user, LIST))[0].people for user in (coordinator, staff)]
    assert counts == [2, 3]


def test_a_womens_cooperative_is_called_so(page, staff, organisation):
    Organisation.objects.update(is_womens_cooperative=True)
    assert "women&#x27;s cooperative" in page(staff, LIST).text


@pytest.mark.parametrize(("name_fr", "other"), [("Coopérative Al Amal", "Arabic"), ("", "—")])
def test_the_other_script_is_empty_where_one_name_is_known(
    page, staff, organisation, name_fr, other
):
    Organisation.objects.update(name_fr=name_fr)
    cell = page(staff, LIST).context["table"].rows[0].get_cell("other_name")
    assert ("تعاونية" in cell, cell == "—") == (other == "Arabic", other == "—")


def test_the_list_shows_25_a_page(page, staff, province):
    factories.OrganisationFactory.create_batch(26, province=province)
    assert [len(shown(page(staff, LIST, page=number))) for number in (1, 2)] == [25, 1]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in, coordinator, province, commune, number, django_assert_num_queries
):
    factories.OrganisationFactory.create_batch(number, province=province, commune=commune)
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_the_list_of_persons_leads_to_the_organisations(page, coordinator):
    assert f'href="{LIST}"' in page(coordinator, "/persons/").text


# One organisation --------------------------------------------------------------------------


def test_an_organisation_shows_its_people_in_scope(
    page, coordinator, organisation, province, other_province
):
    member = factories.PersonFactory(province=province, organisation=organisation)
    factories.PersonFactory(province=other_province, organisation=organisation)
    factories.PersonFactory(province=province)
    assert shown(page(coordinator, f"{LIST}{organisation.pk}/")) == [member]


def test_an_organisation_without_people_is_shown(page, staff, organisation):
    text = page(staff, f"{LIST}{organisation.pk}/").text
    assert "Nobody comes for this organisation yet." in text


@pytest.mark.parametrize("number", [1, 3])
def test_an_organisation_costs_the_same_with_one_and_with_three_people(
    sign_in, coordinator, organisation, number, django_assert_num_queries
):
    factories.PersonFactory.create_batch(
        number, province=organisation.province, organisation=organisation
    )
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get(f"{LIST}{organisation.pk}/")


# The correction ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["administrator", "staff", "coordinator"])
def test_a_correction_is_saved_and_shown(role, send, organisation, request):
    answer = send(request.getfixturevalue(role), name_fr="Coopérative Annour")
    assert (answer.redirect_chain, "Coopérative Annour" in answer.text, fields_written()) == (
        [(f"{LIST}{organisation.pk}/", 302)],
        True,
        [["name_fr"]],
    )


def test_every_detail_is_corrected(send, coordinator, organisation):
    send(
        coordinator,
        name_ar="تعاونية النور",
        name_fr="",
        is_womens_cooperative="on",
        commune="",
    )
    organisation.refresh_from_db()
    assert (
        organisation.key_ar,
        organisation.key_fr,
        organisation.is_womens_cooperative,
        organisation.commune,
    ) == ("تعاونيه النور", "", True, None)


def test_the_form_shows_what_is_kept(page, coordinator, url, organisation, commune):
    form = page(coordinator, url).context["form"]
    shown_values = [form[name].value() for name in ("name_ar", "kind", "commune", "version")]
    assert shown_values == ["تعاونية الأمل", "cooperative", commune.pk, 1]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name_ar": "", "name_fr": ""}, ["name_ar"]),
        ({"name_ar": "Al Amal"}, ["name_ar"]),
        ({"name_fr": "الأمل"}, ["name_fr"]),
        ({"name_fr": "!!!"}, ["name_fr"]),
        ({"kind": "bank"}, ["kind"]),
        ({"kind": "association", "is_womens_cooperative": "on"}, ["is_womens_cooperative"]),
        ({"commune": "0"}, ["commune"]),
        ({"version": ""}, ["version"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(send, coordinator, changes, wrong):
    answer = send(coordinator, **changes)
    assert (list(errors(answer)), fields_written()) == (wrong, [])


def test_what_was_typed_is_still_there_after_an_error(send, coordinator):
    form = send(coordinator, name_fr="Annour", kind="bank").context["form"]
    assert form["name_fr"].value() == "Annour"


def test_a_commune_of_another_province_is_not_taken(send, staff, other_province):
    foreign = factories.CommuneFactory(province=other_province)
    assert list(errors(send(staff, commune=foreign.pk))) == ["commune"]


@pytest.mark.parametrize(
    ("field", "typed"), [("name_ar", "تعاونيه النور"), ("name_fr", "COOPERATIVE ANNOUR")]
)
def test_the_name_of_another_organisation_is_refused_with_a_sentence(
    send, coordinator, province, field, typed
):
    factories.OrganisationFactory(
        province=province, name_ar="تعاونية النور", name_fr="Coopérative Annour"
    )
    said = errors(send(coordinator, **{field: typed}))
    assert said == {
        field: "“Coopérative Annour” (cooperative) already bears this name in the province."
    }


def test_the_name_of_an_organisation_of_another_province_is_taken(
    send, coordinator, other_province
):
    factories.OrganisationFactory(province=other_province, name_fr="Coopérative Annour")
    send(coordinator, name_fr="Coopérative Annour")
    assert fields_written() == [["name_fr"]]


def test_a_name_taken_while_the_form_was_checked_is_refused_with_a_sentence(
    send, coordinator, province, monkeypatch
):
    factories.OrganisationFactory(province=province, name_fr="Coopérative Annour")
    monkeypatch.setattr(
        "participants.forms.organisations.find_namesakes",
        lambda *_args, **_names: Organisation.objects.none(),
    )
    said = errors(send(coordinator, name_fr="Coopérative Annour"))
    assert "already bears this name" in said["__all__"]


def test_who_was_overtaken_sees_what_is_kept_now(send, coordinator, organisation, staff):
    update_organisation(
        organisation, version=1, by=staff, name_fr="Annour", is_womens_cooperative=True
    )
    said = errors(send(coordinator, name_fr="Coopérative Alamal 2"))
    assert [said["name_fr"], said["is_womens_cooperative"]] == ["Kept now: Annour", "Kept now: yes"]


def test_who_was_overtaken_saves_with_the_next_sending(send, coordinator, organisation, staff):
    update_organisation(organisation, version=1, by=staff, name_fr="Annour")
    form = send(coordinator, name_fr="Hope").context["form"]
    send(coordinator, name_fr=form["name_fr"].value(), version=form["version"].value())
    organisation.refresh_from_db()
    assert (organisation.name_fr, organisation.version) == ("Hope", 3)


def test_the_form_costs_the_same_for_one_and_for_three_communes(
    sign_in, coordinator, url, province, django_assert_num_queries
):
    client = sign_in(coordinator)
    for _ in range(2):
        with django_assert_num_queries(6):
            client.get(url)
        factories.CommuneFactory.create_batch(2, province=province)
