"""Organisations: found, shown with their people, and corrected."""

import datetime as dt

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
    member, foreigner, _ = (
        factories.PersonFactory(province=home) for home in (province, other_province, province)
    )
    for person in (member, foreigner):
        factories.AffiliationFactory(person=person, organisation=organisation)
    rows = shown(page(coordinator, f"{LIST}{organisation.pk}/"))
    assert [row.person for row in rows] == [member]


def take_part(organisation, person, quota=None, **fields):
    """Register a person for the organisation at an event of their own province, or ``quota``."""
    place = {"province": person.province, "organisation": organisation, **fields}
    registration = factories.RegistrationFactory(person=person, **place)
    if quota:
        factories.QuotaFactory(event=registration.event, province=quota)
    return registration


def test_who_stands_for_an_organisation_now_comes_before_who_once_did(
    page, staff, organisation, province
):
    made = [
        factories.AffiliationFactory(
            person=factories.PersonFactory(province=province, given_name_latin=name),
            organisation=organisation,
            ended_on=ended_on,
            capacity=capacity,
        )
        for name, ended_on, capacity in (
            ("Amina", dt.date(2024, 5, 1), "member"),
            ("Zineb", None, "president"),
        )
    ]
    answer = page(staff, f"{LIST}{organisation.pk}/")
    text = " ".join(strip_tags(answer.text).split())
    assert shown(answer) == made[::-1]
    pieces = ("president", "now", "member", "until 01/05/2024")
    assert [piece for piece in pieces if piece not in text] == []


def test_whoever_was_merged_is_no_member(page, staff, organisation, person):
    double = factories.PersonFactory(province=person.province, merged_into=person)
    factories.AffiliationFactory(person=double, organisation=organisation)
    assert shown(page(staff, f"{LIST}{organisation.pk}/")) == []


def test_an_organisation_counts_who_took_part_in_each_event(
    page, staff, organisation, province, event
):
    for _ in range(2):
        person = factories.PersonFactory(province=province)
        take_part(organisation, person, event=event)
    for state in ("waitlisted", "cancelled"):
        take_part(
            organisation, factories.PersonFactory(province=province), event=event, state=state
        )
    take_part(None, factories.PersonFactory(province=province), event=event)
    factories.SessionFactory.create_batch(2, event=event)
    events = page(staff, f"{LIST}{organisation.pk}/").context["events"]
    assert [(each.code, each.number) for each in events] == [("SB01", 2)]


def test_a_coordinator_counts_the_own_people_only(
    page, coordinator, organisation, province, other_province, event, quota
):
    for home in (province, other_province, other_province):
        take_part(organisation, factories.PersonFactory(province=home), event=event)
    events = page(coordinator, f"{LIST}{organisation.pk}/").context["events"]
    assert [each.number for each in events] == [1]


def test_an_organisation_shows_the_numbers_that_are_kept_and_no_empty_ones(
    page, staff, organisation
):
    Organisation.objects.update(
        trade_register="152895", trade_register_court="Sidi Bennour", member_count=24
    )
    text = " ".join(strip_tags(page(staff, f"{LIST}{organisation.pk}/").text).split())
    pieces = ("152895 Sidi Bennour", "Number of members 24", "CNSS", "ICE", "Sector")
    assert [piece in text for piece in pieces] == [True, True, False, False, False]


def test_an_organisation_without_people_is_shown(page, staff, organisation):
    text = page(staff, f"{LIST}{organisation.pk}/").text
    assert "Nobody comes for this organisation yet." in text


@pytest.mark.parametrize("number", [1, 3])
def test_an_organisation_costs_the_same_with_one_and_with_three_people(
    sign_in, coordinator, organisation, number, django_assert_num_queries
):
    for _ in range(number):
        person = factories.PersonFactory(province=organisation.province)
        factories.AffiliationFactory(person=person, organisation=organisation)
        take_part(organisation, person, quota=organisation.province)
    client = sign_in(coordinator)
    with django_assert_num_queries(8):
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


# Numbers and registers ---------------------------------------------------------------------

NUMBERS = {
    "sector": "food",
    "member_count": "٢٤",
    "ice": "001 561 191 000066",
    "tax_number": "53290482",
    "trade_register": "152895",
    "trade_register_court": "سيدي بنور",
    "professional_tax": "67504461",
    "social_security": "9426489",
    "registration_number": "12/2019",
    "registration_authority": "المحكمة الابتدائية",
    "registered_on": "٠٢/٠٤/٢٠١٩",
}


def warnings(answer):
    return [str(each) for each in answer.context["messages"] if each.level_tag == "warning"]


def test_every_number_is_kept_as_it_is_written_plainly(send, coordinator, organisation):
    send(coordinator, **NUMBERS)
    organisation.refresh_from_db()
    assert (organisation.member_count, organisation.ice, organisation.registered_on) == (
        24,
        "001561191000066",
        dt.date(2019, 4, 2),
    )


def test_a_form_with_numbers_sent_as_it_is_changes_nothing(
    page, send, coordinator, url, organisation
):
    send(coordinator, **NUMBERS)
    form = page(coordinator, url).context["form"]
    send(coordinator, **{name: form[name].value() for name in NUMBERS}, version="2")
    assert len(fields_written()) == 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"ice": "12345"}, ["ice"]),
        ({"tax_number": "12"}, ["tax_number"]),
        ({"trade_register": "12A", "trade_register_court": "x"}, ["trade_register"]),
        ({"trade_register": "152895"}, ["trade_register_court"]),
        ({"professional_tax": "1"}, ["professional_tax"]),
        ({"social_security": "1"}, ["social_security"]),
        ({"member_count": "0"}, ["member_count"]),
        ({"member_count": "many"}, ["member_count"]),
        ({"sector": "space"}, ["sector"]),
        ({"registered_on": "2019"}, ["registered_on"]),
        ({"registered_on": "01/01/2999"}, ["registered_on"]),
    ],
)
def test_an_impossible_number_is_refused_at_its_field_and_stays_typed(
    send, coordinator, changes, wrong
):
    answer = send(coordinator, **changes)
    typed = {name: answer.context["form"][name].value() for name in changes}
    assert (list(errors(answer)), typed, fields_written()) == (wrong, changes, [])


def test_a_doubtful_number_is_saved_with_a_warning(send, coordinator, organisation):
    answer = send(coordinator, ice="001561191000067")
    organisation.refresh_from_db()
    assert (organisation.ice, ["001561191000067" in each for each in warnings(answer)]) == (
        "001561191000067",
        [True],
    )


@pytest.mark.parametrize(("role", "named"), [("staff", True), ("coordinator", False)])
def test_the_number_of_another_organisation_is_saved_with_a_warning(
    role, named, send, organisation, other_province, request
):
    factories.OrganisationFactory(province=other_province, name_fr="Annour", ice="001561191000066")
    answer = send(request.getfixturevalue(role), ice="001561191000066")
    assert ["Annour" in each for each in warnings(answer)] == [named]


@pytest.mark.parametrize(("ice", "opened"), [("", False), ("001561191000066", True)])
def test_the_registers_stand_open_where_one_is_filled_in(
    page, coordinator, url, organisation, ice, opened
):
    Organisation.objects.update(ice=ice)
    text = page(coordinator, url).text
    assert ('<details class="more-fields" open>' in text) == opened


# A new one ---------------------------------------------------------------------------------

NEW = f"{LIST}new/"


@pytest.fixture
def make(sign_in, province, commune):
    """Send the form of a new organisation as somebody."""

    def send_form(user, **changes):
        typed = {
            "province": province.pk,
            "name_ar": "تعاونية النور",
            "name_fr": "",
            "kind": "cooperative",
            "is_womens_cooperative": "on",
            "commune": commune.pk,
        }
        return sign_in(user).post(
            NEW, {**typed, **changes}, headers={"accept-language": "en"}, follow=True
        )

    return send_form


@pytest.mark.parametrize("role", ["administrator", "staff", "coordinator"])
def test_an_organisation_is_made_on_its_own_page(role, make, province, request):
    user = request.getfixturevalue(role)
    answer = make(user, ice="001561191000067")
    made = Organisation.objects.get()
    row = AuditEvent.objects.get(action="organisation.created")
    assert (answer.redirect_chain, made.province, made.key_ar, made.is_womens_cooperative) == (
        [(f"{LIST}{made.pk}/", 302)],
        province,
        "تعاونيه النور",
        True,
    )
    assert (row.actor, len(warnings(answer))) == (user, 1)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name_ar": "Nour"}, ["name_ar"]),
        ({"kind": ""}, ["kind"]),
        ({"kind": "association"}, ["is_womens_cooperative"]),
        ({"ice": "1"}, ["ice"]),
        ({"province": ""}, ["province"]),
    ],
)
def test_a_wrong_new_organisation_is_refused_and_stays_typed(make, coordinator, changes, wrong):
    answer = make(coordinator, name_fr="Annour", **changes)
    assert (list(errors(answer)), answer.context["form"]["name_fr"].value()) == (wrong, "Annour")
    assert not Organisation.objects.exists()


def test_a_known_name_is_refused_with_the_organisation_that_bears_it(
    make, coordinator, organisation
):
    answer = make(coordinator, name_ar="تعاونيه الامل")
    assert "Al Amal" in errors(answer)["name_ar"]


def test_a_coordinator_makes_none_in_another_province(make, coordinator, other_province):
    foreign = factories.CommuneFactory(province=other_province)
    answer = make(coordinator, province=other_province.pk, commune=foreign.pk)
    assert set(errors(answer)) == {"province", "commune"}


def test_a_commune_must_lie_in_the_province(make, staff, other_province):
    foreign = factories.CommuneFactory(province=other_province)
    assert list(errors(make(staff, commune=foreign.pk))) == ["commune"]


def test_who_has_one_province_is_not_asked_for_it(page, coordinator, staff, province):
    factories.ProvinceFactory()
    hidden = [page(u, NEW).context["form"]["province"].is_hidden for u in (coordinator, staff)]
    assert hidden == [True, False]


def test_an_observer_makes_none(page, observer):
    assert page(observer, NEW).status_code == 403


def test_the_list_leads_to_a_new_one(page, coordinator):
    assert f'href="{NEW}"' in page(coordinator, LIST).text
