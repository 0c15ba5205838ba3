"""The pages on which somebody decides whether two records are one person."""

import pytest

from network.models import AuditEvent
from participants.models import DuplicatePair, Merge, NationalId, Person
from participants.national_ids import seal_national_id
from participants.services.duplicate_search import search_persons
from participants.services.duplicates import tell_apart
from participants.services.merges import merge_persons
from tests import factories


def make_twin(person, **fields):
    same = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")
    copied = {name: getattr(person, name) for name in (*same, "province", "commune")}
    return factories.PersonFactory(**{**copied, **fields})


@pytest.fixture
def twin(person):
    return make_twin(person, given_name_latin="Fatema", email="f@example.org")


@pytest.fixture
def pair(person, twin):
    search_persons([twin.pk])
    return DuplicatePair.objects.get()


@pytest.fixture
def distant_pair(person, other_province):
    """Two records in two provinces, with one phone: only the network's staff decide it."""
    commune = factories.CommuneFactory(province=other_province)
    twin = make_twin(person, phone=person.phone, province=other_province, commune=commune)
    search_persons([twin.pk])
    return DuplicatePair.objects.get()


@pytest.fixture
def decide(sign_in):
    def send_decision(user, pair, decision="merge", **chosen):
        typed = {
            "first_version": pair.first.version,
            "second_version": pair.second.version,
            "kept": "first",
            "name_latin": "first",
            "phone": "first",
            "email": "second",
            "decision": decision,
        }
        return sign_in(user).post(
            f"/duplicates/{pair.pk}/",
            {**typed, **chosen},
            headers={"accept-language": "en"},
            follow=True,
        )

    return send_decision


def listed(answer):
    return [row.record for row in answer.context["table"].page.object_list]


def told(answer):
    return [str(message) for message in answer.context["messages"]]


# The queue ---------------------------------------------------------------------------------


def test_the_queue_shows_what_waits_for_a_decision(page, coordinator, pair):
    answer = page(coordinator, "/duplicates/")
    assert (listed(answer), "Fatema El Alaoui" in answer.text) == ([pair], True)


def test_a_coordinator_sees_no_pair_of_another_province(page, other_coordinator, pair):
    assert listed(page(other_coordinator, "/duplicates/")) == []


def test_a_pair_across_provinces_is_for_staff(page, staff, coordinator, distant_pair):
    seen = [listed(page(user, "/duplicates/")) for user in (staff, coordinator)]
    assert seen == [[distant_pair], []]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 1),
        ({"certainty": "possible"}, 1),
        ({"certainty": "certain"}, 0),
        ({"state": "distinct"}, 0),
        ({"state": "nonsense"}, 1),
    ],
)
def test_the_queue_is_narrowed(page, staff, pair, query, number):
    assert len(listed(page(staff, "/duplicates/", **query))) == number


def test_the_queue_is_narrowed_to_a_province(page, staff, pair, other_province):
    provinces = (pair.province_id, other_province.pk)
    found = [listed(page(staff, "/duplicates/", province=pk)) for pk in provinces]
    assert found == [[pair], []]


def test_what_was_told_apart_is_found_by_its_decision(page, staff, pair):
    tell_apart(pair, by=staff)
    found = [listed(page(staff, "/duplicates/", state=state)) for state in ("", "distinct")]
    assert found == [[], [pair]]


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    sign_in, coordinator, province, number, django_assert_num_queries
):
    for _ in range(number):
        first, second = factories.PersonFactory.create_batch(2, province=province)
        DuplicatePair.objects.create(
            first=first,
            second=second,
            province=province,
            certainty="possible",
            reason="name",
            score=90,
        )
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get("/duplicates/")


# Side by side ------------------------------------------------------------------------------


def test_only_what_differs_is_to_be_chosen(page, coordinator, pair):
    form = page(coordinator, f"/duplicates/{pair.pk}/").context["form"]
    assert ([c.name for c in form.choices], [d.name for d in form.shared]) == (
        ["name_latin", "phone", "email"],
        ["name_ar", "gender", "birth", "commune"],
    )


def test_the_record_with_more_history_is_kept_unless_somebody_says_otherwise(
    page, coordinator, pair, event
):
    factories.RegistrationFactory(event=event, person=pair.second, province=pair.province)
    form = page(coordinator, f"/duplicates/{pair.pk}/").context["form"]
    assert (form["kept"].value(), form["phone"].value()) == ("second", "second")


def test_what_only_one_record_knows_is_taken_unless_somebody_says_otherwise(
    page, coordinator, pair
):
    form = page(coordinator, f"/duplicates/{pair.pk}/").context["form"]
    assert (form["kept"].value(), form["email"].value()) == ("first", "second")


def test_the_national_id_is_masked(page, coordinator, pair):
    factories.NetworkIdentityFactory(cndp_number="D-1/2026")
    for person, number in ((pair.first, "MC123456"), (pair.second, "MC123457")):
        index, ciphertext = seal_national_id(number)
        NationalId.objects.create(person=person, keyed_index=index, ciphertext=ciphertext)
    text = page(coordinator, f"/duplicates/{pair.pk}/").text
    assert ("MC••••56" in text, "MC••••57" in text, "123456" in text) == (True, True, False)


@pytest.mark.parametrize("number", [1, 3])
def test_a_pair_costs_the_same_with_one_and_with_three_registrations(
    sign_in, coordinator, pair, number, django_assert_max_num_queries
):
    for _ in range(number):
        factories.RegistrationFactory(person=pair.first, province=pair.province)
    client = sign_in(coordinator)
    with django_assert_max_num_queries(13):
        client.get(f"/duplicates/{pair.pk}/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_pair_of_another_province_is_not_there(sign_in, other_coordinator, pair, method):
    client = sign_in(other_coordinator)
    assert getattr(client, method)(f"/duplicates/{pair.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/duplicates/", "/duplicates/{pair.pk}/"])
def test_an_observer_may_not_come_in(page, observer, pair, path):
    assert page(observer, path.format(pair=pair)).status_code == 403


# Deciding ----------------------------------------------------------------------------------


def test_merging_takes_what_was_chosen_and_leads_to_who_is_kept(decide, coordinator, pair):
    answer = decide(coordinator, pair)
    kept = Person.objects.get(pk=pair.first_id)
    assert (kept.email, kept.given_name_latin, answer.redirect_chain[-1][0]) == (
        "f@example.org",
        "Fatima",
        f"/persons/{kept.pk}/",
    )


def test_the_second_record_can_be_the_one_that_is_kept(decide, coordinator, pair):
    decide(coordinator, pair, kept="second", phone="first")
    kept = Person.objects.get(pk=pair.second_id)
    assert (kept.phone, kept.email, kept.merged_into) == (pair.first.phone, "f@example.org", None)


def test_telling_apart_is_remembered(decide, page, coordinator, pair):
    decide(coordinator, pair, "distinct")
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by, Person.objects.standing().count()) == (
        "distinct",
        coordinator,
        2,
    )


def test_a_hasty_decision_is_taken_up_again(decide, staff, pair):
    tell_apart(pair, by=staff)
    decide(staff, pair, "reopen")
    pair.refresh_from_db()
    assert pair.state == "open"


def test_who_decides_on_what_was_changed_since_is_told_so(decide, coordinator, pair):
    seen = pair.second.version
    Person.objects.filter(pk=pair.second_id).update(version=seen + 1)
    answer = decide(coordinator, pair)
    assert ("changed one of the two" in told(answer)[0], Merge.objects.exists()) == (True, False)


def test_who_was_overtaken_by_another_decision_is_told_so(decide, coordinator, staff, pair):
    tell_apart(pair, by=staff)
    assert "decided this pair" in told(decide(coordinator, pair, "distinct"))[0]


def test_a_pair_that_was_told_apart_is_not_merged_from_an_old_page(
    decide, coordinator, staff, pair
):
    tell_apart(pair, by=staff)
    decide(coordinator, pair)
    assert not Merge.objects.exists()


def test_a_choice_that_is_missing_is_said(decide, coordinator, pair):
    answer = decide(coordinator, pair, phone="")
    assert ("phone" in answer.context["form"].errors, Merge.objects.exists()) == (True, False)


def test_two_certificates_of_one_event_are_refused_on_the_page(
    decide, coordinator, pair, event, certificate_of
):
    for person in (pair.first, pair.second):
        certificate_of(
            factories.RegistrationFactory(event=event, person=person, province=pair.province)
        )
    assert "revoked" in told(decide(coordinator, pair))[0]


def test_staff_merge_across_provinces_without_choosing_a_commune(decide, staff, distant_pair):
    answer = decide(staff, distant_pair, commune="second")
    kept = Person.objects.get(pk=distant_pair.first_id)
    assert (answer.status_code, kept.commune, Merge.objects.count()) == (
        200,
        distant_pair.first.commune,
        1,
    )


# Afterwards --------------------------------------------------------------------------------


@pytest.fixture
def merge(person, twin, pair, staff):
    return merge_persons(person, twin, versions=(1, 1), by=staff)


def test_the_old_address_leads_to_who_was_kept(page, coordinator, merge):
    assert page(coordinator, f"/persons/{merge.gone_id}/").url == f"/persons/{merge.kept_id}/"


def test_the_old_address_tells_strangers_nothing(page, other_coordinator, merge):
    assert page(other_coordinator, f"/persons/{merge.gone_id}/").status_code == 404


def test_who_was_merged_is_in_no_list(page, coordinator, merge):
    assert listed(page(coordinator, "/persons/")) == [merge.kept]


def test_the_page_of_who_was_kept_offers_to_undo(page, coordinator, merge):
    assert f"/merges/{merge.pk}/undo/" in page(coordinator, f"/persons/{merge.kept_id}/").text


def test_a_merged_pair_leads_to_its_merge(page, coordinator, merge, pair):
    assert page(coordinator, f"/duplicates/{pair.pk}/").url == f"/merges/{merge.pk}/undo/"


def test_asking_to_undo_changes_nothing(page, coordinator, merge):
    page(coordinator, f"/merges/{merge.pk}/undo/")
    merge.refresh_from_db()
    assert merge.undone_at is None


def test_a_merge_is_undone_with_a_button(sign_in, coordinator, merge):
    sign_in(coordinator).post(f"/merges/{merge.pk}/undo/")
    merge.refresh_from_db()
    recorded = AuditEvent.objects.filter(action="person.merge_undone", actor=coordinator)
    assert (merge.undone_by, Person.objects.standing().count(), recorded.count()) == (
        coordinator,
        2,
        2,
    )


def test_a_merge_is_undone_once_only(sign_in, coordinator, merge):
    client = sign_in(coordinator)
    client.post(f"/merges/{merge.pk}/undo/")
    answer = client.post(
        f"/merges/{merge.pk}/undo/", headers={"accept-language": "en"}, follow=True
    )
    assert "undone already" in told(answer)[-1]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_merge_of_another_province_is_not_there(sign_in, other_coordinator, merge, method):
    client = sign_in(other_coordinator)
    assert getattr(client, method)(f"/merges/{merge.pk}/undo/").status_code == 404
