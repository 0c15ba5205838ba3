"""What was mistyped of a person is put right, and nobody overwrites what they have not seen."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.html import strip_tags

from network.models import AuditEvent, Commune
from participants.models import Organisation, Person
from participants.services import corrections
from participants.services.corrections import ChangedMeanwhile
from participants.services.persons import update_person
from tests import factories


@pytest.fixture
def url(person):
    return f"/persons/{person.pk}/edit/"


@pytest.fixture
def right(commune):
    """What stands in the form of the person, as a coordinator would send it unchanged."""
    return {
        "version": "1",
        "phone": "0661-123456",
        "given_name_ar": "فاطمة",
        "family_name_ar": "العلوي",
        "given_name_latin": "Fatima",
        "family_name_latin": "El Alaoui",
        "gender": "f",
        "birth_year": "1990",
        "commune": commune.pk,
        "organisation_name": "",
        "organisation_kind": "",
    }


@pytest.fixture
def send(sign_in, url, right):
    """Send the form as somebody, with changes to what stands in it."""

    def send_form(user, **changes):
        return sign_in(user).post(
            url, {**right, **changes}, headers={"accept-language": "en"}, follow=True
        )

    return send_form


def errors(answer):
    return {name: strip_tags(each[0]) for name, each in answer.context["form"].errors.items()}


def fields_written(action="person.updated"):
    return [row.fields for row in AuditEvent.objects.filter(action=action).order_by("pk")]


# The service -------------------------------------------------------------------------------


def test_a_corrected_person_has_clean_names_and_new_keys(person, staff):
    update_person(
        person, version=1, by=staff, given_name_ar=" خديـــجة ", given_name_latin="Khadija "
    )
    person.refresh_from_db()
    assert (person.given_name_ar, person.key_ar, person.key_latin) == (
        "خديجة",
        "خديجه لعلوي",
        "xadija lalaui",
    )


def test_a_corrected_person_is_found_by_the_new_name_only(person, staff):
    update_person(person, version=1, by=staff, given_name_latin="Khadija")
    found = [Person.objects.search(name).count() for name in ("Khadija", "Fatima")]
    assert found == [1, 0]


def test_a_corrected_phone_is_kept_in_e164(person, staff):
    update_person(person, version=1, by=staff, phone="٠٦ ٦٢ ٢٢ ٣٣ ٤٤")
    assert Person.objects.filter(phone="+212662223344").count() == 1


def test_a_foreign_phone_survives_the_correction_of_a_name(person, staff):
    Person.objects.update(phone="+33612345678")
    update_person(person, version=1, by=staff, given_name_latin="Khadija")
    person.refresh_from_db()
    assert person.phone.as_e164 == "+33612345678"


def test_a_correction_leaves_an_audit_row_with_the_names_of_what_changed(person, staff):
    update_person(person, version=1, by=staff, gender="m", birth_year=1990, phone="0662223344")
    row = AuditEvent.objects.get(action="person.updated")
    assert (row.actor, row.object_id, row.fields) == (staff, str(person.pk), ["gender", "phone"])


def test_the_version_grows_with_each_correction(person, staff):
    update_person(person, version=1, by=staff, gender="m")
    assert update_person(person, version=2, by=staff, gender="f").version == 3


def test_a_correction_of_nothing_writes_nothing(person, staff):
    update_person(person, version=1, by=staff, gender="f", phone="0661123456")
    person.refresh_from_db()
    assert (person.version, fields_written()) == (1, [])


def test_a_correction_of_an_older_version_is_refused(person, staff):
    update_person(person, version=1, by=staff, phone="0662223344")
    with pytest.raises(ChangedMeanwhile):
        update_person(person, version=1, by=staff, gender="m")


def test_a_refused_correction_makes_no_organisation(person, staff, province, commune):
    update_person(person, version=1, by=staff, gender="m")
    new = {"name_ar": "", "name_fr": "Nour", "kind": "cooperative"}
    with pytest.raises(ChangedMeanwhile):
        update_person(
            person,
            version=1,
            by=staff,
            organisation={**new, "province": province, "commune": commune},
        )
    assert not Organisation.objects.exists()


def test_the_same_correction_sent_twice_is_kept_once(person, staff):
    for _ in range(2):
        update_person(person, version=1, by=staff, gender="m")
    assert fields_written() == [["gender"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [("given_name_ar", "Fatima"), ("family_name_latin", ""), ("birth_year", 1850), ("gender", "x")],
)
def test_a_wrong_correction_is_refused_at_its_field(person, staff, field, value):
    with pytest.raises(ValidationError) as refused:
        update_person(person, version=1, by=staff, **{field: value})
    assert list(refused.value.message_dict) == [field]


def test_a_commune_of_another_province_is_refused(person, staff, other_province):
    foreign = factories.CommuneFactory(province=other_province)
    with pytest.raises(ValidationError) as refused:
        update_person(person, version=1, by=staff, commune=foreign)
    assert list(refused.value.message_dict) == ["commune"]


def correct_at_once(person, staff):
    """Let two correct the same version at the same moment; tell what became of each."""
    start = threading.Barrier(2)

    def correct(phone):
        start.wait(20)
        try:
            update_person(person, version=1, by=staff, phone=phone)
        except ChangedMeanwhile:
            return "refused"
        finally:
            connection.close()
        return phone

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(correct, ["+212662000001", "+212662000002"]))


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_refused(person, staff):
    outcomes = correct_at_once(person, staff)
    person.refresh_from_db()
    assert sorted(outcomes) == sorted([person.phone.as_e164, "refused"])


@pytest.mark.django_db(transaction=True)
def test_without_the_version_one_correction_would_be_lost(person, staff, monkeypatch):
    def write_whatever_stands(row, *, version, fields):
        row.save(update_fields=list(fields))

    monkeypatch.setattr("participants.services.persons.write_version", write_whatever_stands)
    assert "refused" not in correct_at_once(person, staff)


def test_nothing_is_written_over_a_newer_version(person):
    Person.objects.update(version=2, gender="m")
    with pytest.raises(ChangedMeanwhile):
        corrections.write_version(person, version=1, fields=["gender"])
    person.refresh_from_db()
    assert (person.gender, person.version) == ("m", 2)


# The page ----------------------------------------------------------------------------------


def test_the_form_shows_what_is_kept(page, coordinator, url, person, organisation):
    Person.objects.update(organisation=organisation)
    form = page(coordinator, url).context["form"]
    shown = [form[name].value() for name in ("phone", "given_name_ar", "organisation_name")]
    assert shown == ["06 61 12 34 56", "فاطمة", "Coopérative Al Amal"]


def test_a_foreign_phone_is_shown_with_its_country(page, coordinator, url, person):
    Person.objects.update(phone="+33612345678")
    assert page(coordinator, url).context["form"]["phone"].value() == "+33 6 12 34 56 78"


@pytest.mark.parametrize("phone", ["+33612345678", "+212524123456", "+212661123456", ""])
def test_a_form_sent_as_it_is_changes_nothing(page, coordinator, url, send, phone, person):
    Person.objects.update(phone=phone)
    form = page(coordinator, url).context["form"]
    send(coordinator, phone=form["phone"].value())
    assert fields_written() == []


def test_the_form_offers_the_communes_of_the_persons_province_only(page, staff, url, commune):
    factories.CommuneFactory()
    choices = page(staff, url).context["form"].fields["commune"].choices
    assert choices == [("", "—"), (commune.pk, commune.name_fr)]


def test_a_commune_of_another_province_is_not_taken(send, staff, other_province):
    foreign = factories.CommuneFactory(province=other_province)
    assert list(errors(send(staff, commune=foreign.pk))) == ["commune"]


@pytest.mark.parametrize("role", ["administrator", "staff", "coordinator"])
def test_a_correction_is_saved_and_shown(role, send, person, request):
    answer = send(request.getfixturevalue(role), given_name_ar="خديجة", given_name_latin="Khadija")
    assert (answer.redirect_chain, "Khadija El Alaoui" in answer.text, fields_written()) == (
        [(f"/persons/{person.pk}/", 302)],
        True,
        [["given_name_ar", "given_name_latin"]],
    )


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"given_name_ar": "Khadija"}, ["given_name_ar"]),
        ({"family_name_latin": "بنعلي"}, ["family_name_latin"]),
        ({"phone": "0661"}, ["phone"]),
        ({"birth_year": "1850"}, ["birth_year"]),
        ({"gender": ""}, ["gender"]),
        ({"commune": ""}, ["commune"]),
        ({"organisation_name": "Nour"}, ["organisation_kind"]),
        ({"organisation_kind": "cooperative"}, ["organisation_name"]),
        ({"organisation_name": "!!!", "organisation_kind": "cooperative"}, ["__all__"]),
        ({"version": "x"}, ["version"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(send, coordinator, changes, wrong):
    answer = send(coordinator, **changes)
    assert (list(errors(answer)), fields_written()) == (wrong, [])


def test_what_was_typed_is_still_there_after_an_error(send, coordinator):
    form = send(coordinator, given_name_ar="خديجة", phone="0661").context["form"]
    assert [form[name].value() for name in ("given_name_ar", "phone")] == ["خديجة", "0661"]


def test_the_page_costs_the_same_for_one_and_for_three_communes(
    sign_in, coordinator, url, province, django_assert_num_queries
):
    client = sign_in(coordinator)
    for _ in range(2):
        with django_assert_num_queries(7):
            client.get(url)
        factories.CommuneFactory.create_batch(2, province=province)


# Overtaken ---------------------------------------------------------------------------------


@pytest.fixture
def overtaken(person, staff):
    """Somebody else has saved another name and phone meanwhile."""
    return update_person(
        person, version=1, by=staff, given_name_latin="Meryem", phone="0662000001", gender="m"
    )


def test_who_was_overtaken_is_told_and_nothing_is_lost(send, coordinator, overtaken, person):
    answer = send(coordinator, given_name_latin="Khadija")
    person.refresh_from_db()
    assert ("Somebody else saved" in errors(answer)["__all__"], person.given_name_latin) == (
        True,
        "Meryem",
    )


def test_who_was_overtaken_sees_what_is_kept_now(send, coordinator, overtaken):
    said = errors(send(coordinator, given_name_latin="Khadija"))
    assert {name: said[name] for name in sorted(said) if name != "__all__"} == {
        "gender": "Kept now: male",
        "given_name_latin": "Kept now: Meryem",
        "phone": "Kept now: 06 62 00 00 01",
    }


def test_what_who_was_overtaken_typed_is_still_there(send, coordinator, overtaken):
    form = send(coordinator, given_name_latin="Khadija").context["form"]
    shown = [form[name].value() for name in ("given_name_latin", "phone", "gender")]
    assert shown == ["Khadija", "0661-123456", "f"]


def test_who_was_overtaken_saves_with_the_next_sending(send, coordinator, overtaken, person):
    form = send(coordinator, given_name_latin="Khadija").context["form"]
    send(coordinator, given_name_latin="Khadija", version=form["version"].value())
    person.refresh_from_db()
    assert (person.given_name_latin, person.version) == ("Khadija", 3)


def test_who_was_overtaken_twice_is_told_twice(send, coordinator, overtaken, person, staff):
    form = send(coordinator, given_name_latin="Khadija").context["form"]
    seen = form["version"].value()
    update_person(person, version=2, by=staff, birth_year=1991)
    said = errors(send(coordinator, given_name_latin="Khadija", version=seen))
    assert said["birth_year"] == "Kept now: 1991"


def test_an_overtaken_commune_and_organisation_are_named(
    send, coordinator, person, staff, province, organisation
):
    elsewhere = factories.CommuneFactory(province=province, name_fr="Ouled Ghanem")
    update_person(person, version=1, by=staff, commune=elsewhere, organisation=organisation)
    said = errors(send(coordinator))
    assert [said["commune"], said["organisation_name"], said["organisation_kind"]] == [
        "Kept now: Ouled Ghanem",
        "Kept now: Coopérative Al Amal",
        "Kept now: cooperative",
    ]


# The organisation --------------------------------------------------------------------------


@pytest.fixture
def member(person, organisation):
    Person.objects.update(organisation=organisation)
    factories.AffiliationFactory(person=person, organisation=organisation)
    return person


OF_ORGANISATION = {"organisation_name": "Coopérative Al Amal", "organisation_kind": "cooperative"}


def organisation_of(person):
    return Person.objects.get(pk=person.pk).organisation


def test_the_organisation_stays_where_its_name_stays(send, coordinator, member, organisation):
    send(coordinator, **OF_ORGANISATION, birth_year="1991")
    assert (organisation_of(member), fields_written()) == (organisation, [["birth_year"]])


def test_an_organisation_of_another_province_stays(
    send, coordinator, member, organisation, other_province
):
    Organisation.objects.update(province=other_province, commune=None)
    send(coordinator, **OF_ORGANISATION, birth_year="1991")
    assert (organisation_of(member), Organisation.objects.count()) == (organisation, 1)


def test_an_emptied_name_takes_the_organisation_away(send, coordinator, member):
    send(coordinator, **{**OF_ORGANISATION, "organisation_name": ""})
    assert organisation_of(member) is None


def test_a_known_organisation_is_found_by_its_name(send, coordinator, member, province):
    other = factories.OrganisationFactory(province=province, name_ar="جمعية النور")
    send(coordinator, organisation_name="جمعيه النور", organisation_kind="")
    assert organisation_of(member) == other


def test_a_new_organisation_is_made_in_the_persons_province(send, coordinator, member, province):
    send(coordinator, organisation_name="Nour", organisation_kind="association")
    made = organisation_of(member)
    assert (made.name_fr, made.kind, made.province) == ("Nour", "association", province)


@pytest.mark.parametrize("kind", ["association", "mutual"])
def test_the_kind_of_a_known_organisation_is_not_changed_here(send, coordinator, member, kind):
    said = errors(send(coordinator, **{**OF_ORGANISATION, "organisation_kind": kind}))
    assert "already known in this province as: cooperative" in said["organisation_kind"]


# After saving ------------------------------------------------------------------------------


@pytest.fixture
def certificate(person, event, certificate_of):
    registration = factories.RegistrationFactory(
        event=event, person=person, province=person.province
    )
    return certificate_of(registration)


def notices(answer):
    return [certificate.pk for certificate in answer.context["outdated"]]


def test_after_a_new_name_the_page_says_that_the_certificate_keeps_the_old_one(
    send, coordinator, certificate
):
    answer = send(coordinator, given_name_latin="Khadija")
    assert (notices(answer), "keeps the name that it was issued with" in answer.text) == (
        [certificate.pk],
        True,
    )


def test_after_another_correction_nothing_is_said_of_the_certificate(
    send, coordinator, certificate
):
    assert notices(send(coordinator, birth_year="1991")) == []


def test_nothing_is_said_of_a_certificate_that_was_replaced(send, coordinator, certificate):
    type(certificate).objects.update(state="replaced")
    assert notices(send(coordinator, given_name_latin="Khadija")) == []


def test_the_page_of_a_person_leads_to_the_correction(page, coordinator, person, url):
    assert f'href="{url}"' in page(coordinator, f"/persons/{person.pk}/").text


@pytest.mark.parametrize(("own", "linked"), [(True, True), (False, False)])
def test_an_organisation_is_linked_where_the_reader_may_open_it(
    page, coordinator, member, organisation, other_province, own, linked
):
    if not own:
        Organisation.objects.update(province=other_province, commune=None)
    answer = page(coordinator, f"/persons/{member.pk}/")
    assert (f"/organisations/{organisation.pk}/" in answer.text) == linked


# What else is known of a person ------------------------------------------------------------


def test_a_date_of_birth_gives_the_year(person, staff):
    corrected = update_person(person, version=1, by=staff, birth_date=dt.date(1987, 3, 12))
    assert (corrected.birth_year, fields_written()) == (1987, [["birth_date", "birth_year"]])


def test_a_year_that_contradicts_the_kept_date_is_refused(person, staff):
    update_person(person, version=1, by=staff, birth_date=dt.date(1987, 3, 12))
    with pytest.raises(ValidationError, match="1990") as refused:
        update_person(person, version=2, by=staff, birth_year=1990)
    assert list(refused.value.message_dict) == ["birth_year"]


@pytest.mark.parametrize(
    ("born", "field"),
    [
        (dt.date(1850, 1, 1), "birth_year"),
        (timezone.localdate() + dt.timedelta(days=1), "birth_date"),
    ],
)
def test_an_implausible_date_of_birth_is_refused(person, staff, born, field):
    with pytest.raises(ValidationError) as refused:
        update_person(person, version=1, by=staff, birth_date=born)
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("typed", "year", "date"),
    [
        ("1987", 1987, None),
        ("١٩٨٧", 1987, None),
        ("12/03/1987", 1987, dt.date(1987, 3, 12)),
        ("12/3/1987", 1987, dt.date(1987, 3, 12)),
        ("١٢/٠٣/١٩٨٧", 1987, dt.date(1987, 3, 12)),
        ("\u200f12-03-1987\u200e", 1987, dt.date(1987, 3, 12)),
        ("12.03.1987", 1987, dt.date(1987, 3, 12)),
        ("12031987", 1987, dt.date(1987, 3, 12)),
        ("1987-03-12", 1987, dt.date(1987, 3, 12)),
        ("", None, None),
    ],
)
def test_a_birth_is_typed_as_a_year_or_a_date(send, coordinator, person, typed, year, date):
    send(coordinator, birth_year=typed)
    person.refresh_from_db()
    assert (person.birth_year, person.birth_date) == (year, date)


@pytest.mark.parametrize(
    "typed", ["87", "31/02/1987", "12/03", "03/12/19877", "no", "01/01/2999", "2999", "01/01/1850"]
)
def test_a_birth_that_cannot_be_is_refused_and_stays_typed(send, coordinator, typed):
    form = send(coordinator, birth_year=typed).context["form"]
    assert (list(form.errors), form["birth_year"].value()) == (["birth_year"], typed)


def test_a_kept_date_is_shown_as_it_is_typed(page, coordinator, url, send):
    send(coordinator, birth_year="12/3/1987")
    assert page(coordinator, url).context["form"]["birth_year"].value() == "12/03/1987"


@pytest.mark.parametrize(("typed", "kept"), [("yes", True), ("no", False), ("", None)])
def test_a_situation_of_handicap_is_asked_or_not(send, coordinator, person, typed, kept):
    send(coordinator, has_disability=typed)
    person.refresh_from_db()
    assert person.has_disability is kept


def test_an_email_is_kept_without_invisible_marks(send, coordinator, person):
    send(coordinator, email="\u200efatima@example.org\u200f ")
    person.refresh_from_db()
    assert person.email == "fatima@example.org"


@pytest.mark.parametrize("changes", [{"email": "fatima"}, {"has_disability": "maybe"}])
def test_what_is_wrong_in_what_few_need_is_said_and_stands_open(send, coordinator, changes):
    answer = send(coordinator, **changes)
    assert list(errors(answer)) == list(changes)
    assert '<details class="more-fields" open>' in answer.text


def test_a_capacity_is_kept_with_the_organisation(send, coordinator, member):
    send(coordinator, **OF_ORGANISATION, capacity="president")
    assert member.affiliations.get().capacity == "president"


def test_a_capacity_without_an_organisation_is_refused(send, coordinator):
    assert list(errors(send(coordinator, capacity="president"))) == ["capacity"]


@pytest.mark.parametrize(("agreed", "offered"), [(True, True), (False, False)])
def test_how_consent_was_given_is_corrected_where_it_was(
    page, send, coordinator, url, person, agreed, offered
):
    Person.objects.update(consent_at=timezone.now() if agreed else None)
    send(coordinator, consent_channel="paper")
    person.refresh_from_db()
    form = page(coordinator, url).context["form"]
    assert (person.consent_channel == "paper", "consent_channel" in form.fields) == (
        offered,
        offered,
    )


def test_the_page_of_a_person_shows_what_is_known_and_no_empty_facts(page, send, coordinator):
    send(coordinator, birth_year="12/03/1987")
    text = page(coordinator, f"/persons/{Person.objects.get().pk}/").text
    pieces = ("12/03/1987", "E-mail address", "handicap", "National ID")
    assert [piece in text for piece in pieces] == [True, False, False, False]


@pytest.mark.parametrize(("setting", "word"), [("urban", "urban"), ("rural", "rural")])
def test_urban_or_rural_follows_the_commune(page, coordinator, person, setting, word):
    Commune.objects.update(setting=setting)
    assert f"({word})" in page(coordinator, f"/persons/{person.pk}/").text


@pytest.mark.parametrize(("role", "offered"), [("staff", True), ("coordinator", False)])
def test_a_move_is_offered_to_who_answers_for_several_provinces(
    page, person, role, offered, request
):
    text = page(request.getfixturevalue(role), f"/persons/{person.pk}/").text
    assert (f"/persons/{person.pk}/move/" in text) == offered
