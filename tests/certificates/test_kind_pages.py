"""The lists of the kinds, and issuing from them: ticked, one, a province, all."""

import re

import pytest
from django.urls import reverse

from certificates.kinds import Kind
from certificates.models import Batch, Certificate, Design, Group, Reason, RecipientKey
from certificates.services.batches import run_batch
from certificates.services.correcting import draft_correction
from certificates.services.designs import (
    begin_version,
    change_draft,
    publish_version,
    retire_design,
)
from certificates.services.errors import BatchUnderWay, ThanksNeedChoice
from certificates.services.issuing import start_batch
from network.models import Partner, User
from tests import factories
from tests.certificates.design_makers import begin_design, publish_design, recoloured
from tests.certificates.test_numbering import in_parallel
from trainings.models import AgendaItem, ProgrammePartner, Trainer

KINDS = [kind.value for kind in Kind]
UNREGISTERED = ["trainer", "coordinator", "thanks"]


def address_of(kind):
    return reverse("kind_certificates", args=["SB01", kind])


@pytest.fixture
def visit(client):
    """Open the list of a kind as somebody, in English."""

    def visit(user, kind, **query):
        client.force_login(user)
        return client.get(address_of(kind), query, headers={"accept-language": "en"})

    return visit


@pytest.fixture
def send(client, administrator):
    """Press a button of the list, and read what comes after it."""

    def send(kind, user=administrator, **posted):
        client.force_login(user)
        return client.post(
            reverse("certificates_issue", args=["SB01"]),
            {"kind": kind, **posted},
            follow=True,
            headers={"accept-language": "en"},
        )

    return send


@pytest.fixture
def people(attend, teach, invite, support):
    """Somebody who may receive each kind, as the list calls them."""
    return {
        "participation": f"registration-{attend(True, True).pk}",
        "completion": f"registration-{attend(True, True).pk}",
        "trainer": f"trainer-{teach().pk}",
        "coordinator": f"coordinator-{invite(True).pk}",
        "thanks": f"partner-{support().pk}",
    }


def finish_batch():
    batch = Batch.objects.latest("pk")
    run_batch(batch.pk)
    return batch


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


# Who sees which list


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("who", "status"), [("administrator", 200), ("staff", 200), ("observer", 403)]
)
def test_staff_open_every_list_and_observers_none(event, visit, request, kind, who, status):
    assert visit(request.getfixturevalue(who), kind).status_code == status


@pytest.mark.parametrize("kind", KINDS)
def test_a_coordinator_finds_nobody_elses_name(people, coordinator, visit, kind):
    response = visit(coordinator, kind)
    if kind == "trainer":
        assert response.status_code == 404
        return
    rows = [row.record for row in response.context["table"].rows]
    if kind in {"participation", "completion"}:
        assert len(rows) == 2
    else:
        # Neither the other coordinator nor the partner; only whom the coordinator is.
        assert [row.recipient for row in rows] == [coordinator]
    assert address_of("trainer") not in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_issued_to_others_is_not_there_for_a_coordinator(
    people, issue, client, coordinator, other_coordinator, staff, kind
):
    issue(Kind(kind), [RecipientKey.read(people[kind])])
    address = reverse("certificate_detail", args=[Certificate.objects.get().pk])
    found = {}
    for name, user in (("staff", staff), ("own", coordinator), ("other", other_coordinator)):
        client.force_login(user)
        found[name] = client.get(address).status_code
    own = 200 if kind in {"participation", "completion"} else 404
    assert found == {"staff": 200, "own": own, "other": 404}


def test_a_coordinator_opens_their_own_and_prints_it(invite, issue, client, coordinator):
    invite(True, coordinator)
    User.objects.filter(pk=coordinator.pk).update(full_name="خديجة", name_latin="Khadija")
    issue(Kind.COORDINATOR)
    certificate = Certificate.objects.get()
    client.force_login(coordinator)
    for name in ("certificate_detail", "certificate_pdf"):
        assert client.get(reverse(name, args=[certificate.pk])).status_code == 200


@pytest.mark.parametrize("kind", ["diploma", "trainers", "issue"])
def test_what_is_no_kind_is_not_there(event, client, administrator, kind):
    client.force_login(administrator)
    assert client.get(f"/events/SB01/certificates/{kind}/").status_code in {404, 405}


# The list


def test_tabs_count_what_was_issued_and_say_where_one_is(people, issue, visit, staff):
    issue(Kind.TRAINER)
    tabs = visit(staff, "trainer").context["tabs"]
    assert [tab["issued"] for tab in tabs] == [0, 0, 1, 0, 0]
    assert [tab["is_here"] for tab in tabs] == [False, False, True, False, False]


def test_a_list_is_narrowed_down_by_verdict(teach, issue, visit, staff):
    teach(name_ar="ا", name_fr="Issued")
    issue(Kind.TRAINER)
    teach(name_ar="ب", name_fr="Ready")
    teach("opening", name_ar="ج", name_fr="Speaker")
    for verdict, names in {
        "ready": ["Ready"],
        "issued": ["Issued"],
        "not_eligible": ["Speaker"],
        "no_module_led": ["Speaker"],
        "by_exception": [],
        "nonsense": ["Issued", "Ready", "Speaker"],
        "": ["Issued", "Ready", "Speaker"],
    }.items():
        response = visit(staff, "trainer", verdict=verdict)
        rows = response.context["table"].rows
        assert [row.record.recipient.trainer.name_fr for row in rows] == names
    figures = ("registered", "issued", "ready", "not_eligible")
    assert [response.context[name] for name in figures] == [3, 1, 1, 1]
    assert response.context["stopped"] == [(Reason.NO_MODULE_LED, 1)]


def test_the_filter_offers_the_reasons_of_its_kind(event, visit, staff):
    trainer = visit(staff, "trainer").content.decode()
    participation = visit(staff, "participation").content.decode()
    assert ("presence_below" in trainer, "presence_below" in participation) == (False, True)
    assert ("no_module_led" in trainer, "no_module_led" in participation) == (True, False)


def test_a_list_says_what_they_led_and_for_which_provinces(
    teach, invite, visit, staff, coordinator
):
    teach(module=factories.ModuleFactory(title_fr="Marketing social", title_ar="التسويق"))
    invite(True, coordinator)
    assert "Marketing social" in visit(staff, "thanks").content.decode()
    assert "Sidi Bennour" in visit(staff, "coordinator").content.decode()


def test_names_in_the_lists_are_escaped(teach, visit, staff):
    teach(name_fr="<b>Soumia</b>")
    assert "&lt;b&gt;Soumia&lt;/b&gt;" in visit(staff, "trainer").content.decode()


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("completion", 16), ("thanks", 16)])
def test_a_list_costs_the_same_for_one_and_for_many(
    attend, teach, invite, support, client, visit, staff, kind, queries, number,
    django_assert_num_queries,
):  # fmt: skip
    for _ in range(number):
        attend(True, True)
        teach()
        invite(True)
        support()
    visit(staff, kind)
    with django_assert_num_queries(queries):
        client.get(address_of(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_says_so(event, visit, administrator, kind):
    text = visit(administrator, kind).content.decode()
    assert ("empty-state" in text, 'name="chosen"' in text) == (True, False)


# The ticks


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_ready_can_be_ticked_and_only_by_an_administrator(
    people, visit, administrator, staff, kind
):
    tick = f'name="chosen" value="{people[kind]}"'
    assert tick in visit(administrator, kind).content.decode()
    assert tick not in visit(staff, kind).content.decode()


def test_without_javascript_a_link_ticks_the_page(people, visit, administrator):
    plain = visit(administrator, "trainer").content.decode()
    assert "tick=page" in plain
    ticked = visit(administrator, "trainer", tick="page", verdict="ready").content.decode()
    assert [text.count(" checked>") for text in (plain, ticked)] == [0, 1]
    assert "?verdict=ready" in ticked


@pytest.mark.parametrize("kind", KINDS)
def test_those_ticked_are_issued_and_nobody_else(people, attend, teach, send, kind):
    attend(True, True)
    teach()
    page = send(kind, scope="chosen", chosen=[people[kind]])
    batch = finish_batch()
    assert page.redirect_chain[-1][0] == reverse("batch_detail", args=[batch.pk])
    certificate = Certificate.objects.get()
    assert (certificate.kind, str(certificate.recipient_key)) == (kind, people[kind])
    assert batch.items.get().certificate == certificate


def test_the_button_beside_somebody_issues_for_them_alone(people, teach, send):
    teach()
    send("trainer", only=people["trainer"], chosen=[f"trainer-{teach().pk}"])
    finish_batch()
    assert str(Certificate.objects.get().recipient_key) == people["trainer"]


def test_those_of_a_province_are_issued(attend, send, province, other_province):
    attend(True, True, place=other_province)
    attend(True, True)
    send("completion", scope="all", province=other_province.pk)
    finish_batch()
    assert Certificate.objects.get().province == other_province


@pytest.mark.parametrize("stranger", ["registration-0", "trainer-0", "elsewhere"])
def test_a_strangers_tick_issues_nothing(people, send, stranger):
    if stranger == "elsewhere":
        stranger = f"registration-{factories.RegistrationFactory().pk}"
    page = send("participation", scope="chosen", chosen=[stranger])
    assert said(page) == "Whoever you chose is not on this list."
    page = send("participation", scope="chosen", chosen=[stranger, people["participation"]])
    assert said(page) == "1 of those you chose is not ready and was left out."
    finish_batch()
    assert str(Certificate.objects.get().recipient_key) == people["participation"]


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"scope": "chosen"}, "Nobody is ticked. Tick whom you want to issue for."),
        ({}, "Choose for whom the certificates are issued."),
        ({"scope": "chosen", "chosen": ["rubbish"]}, "Somebody in this choice is not known here."),
        ({"only": "trainer-x"}, "Somebody in this choice is not known here."),
        ({"scope": "all", "kind": "diploma"}, "diploma"),
        ({"scope": "all", "province": "0"}, "choice"),
    ],
)
def test_a_broken_choice_is_refused_in_a_sentence(people, send, posted, sentence):
    page = send(**{"kind": "trainer", **posted})
    assert sentence in said(page)
    assert not Batch.objects.exists()


def test_thanks_are_never_given_to_everybody(event, people, send, visit, administrator, support):
    text = visit(administrator, "thanks").content.decode()
    assert 'value="all"' not in text
    page = send("thanks", scope="all")
    assert said(page).startswith("Choose who is thanked")
    with pytest.raises(ThanksNeedChoice):
        start_batch(event, kind=Kind.THANKS, by=administrator)
    assert not Batch.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_click_gives_nothing_twice(event, people, send, administrator, kind):
    for _ in range(2):
        send(kind, scope="chosen", chosen=[people[kind]])
    with pytest.raises(BatchUnderWay):
        start_batch(event, kind=Kind(kind), chosen=[], by=administrator)
    assert Batch.objects.count() == 1
    finish_batch()
    page = send(kind, scope="chosen", chosen=[people[kind]])
    assert said(page) == "The certificate was issued already."
    assert Certificate.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_clicks_and_workers_at_the_same_moment_issue_once(event, teach, administrator):
    for _ in range(3):
        teach()

    def click():
        try:
            return start_batch(event, kind=Kind.TRAINER, by=administrator).pk
        except BatchUnderWay as under_way:
            return under_way.batch.pk

    [pk] = set(in_parallel(click, times=3))
    assert sorted(in_parallel(lambda: run_batch(pk), times=2)) == [False, True]
    numbers = Certificate.objects.order_by("number").values_list("number", "kind")
    assert list(numbers) == [(f"RAD/2026/SB01/000{serial}", "trainer") for serial in (1, 2, 3)]


def test_kinds_are_issued_beside_one_another_and_share_the_numbers(people, send):
    send("trainer", scope="all")
    send("coordinator", scope="all")
    assert Batch.objects.unfinished().count() == 2
    for batch in Batch.objects.order_by("-pk"):
        run_batch(batch.pk)
    numbers = Certificate.objects.order_by("number").values_list("number", "kind")
    assert list(numbers) == [
        ("RAD/2026/SB01/0001", "coordinator"),
        ("RAD/2026/SB01/0002", "trainer"),
    ]


def test_whoever_left_the_plan_meanwhile_is_refused(event, people, support, client, send):
    for kind in UNREGISTERED:
        send(kind, scope="chosen", chosen=[people[kind]])
    AgendaItem.objects.all().delete()
    ProgrammePartner.objects.all().delete()
    event.sessions.get(kind="workshop").invitations.all().delete()
    for batch in Batch.objects.all():
        run_batch(batch.pk)
        assert batch.items.get().reason == Reason.NOT_INVOLVED
        page = client.get(
            reverse("batch_detail", args=[batch.pk]), headers={"accept-language": "en"}
        ).content.decode()
        assert "No longer named in the plan of the event." in page
        assert batch.items.get().recipient_name in page
    assert not Certificate.objects.exists()


# The design


@pytest.fixture
def other_design(administrator):
    """A second design of trainers' certificates, beside the one that Takwin brings."""
    return publish_design(administrator, "Atlas", kind=Kind.TRAINER).design


def test_where_there_is_a_choice_of_designs_the_default_is_chosen(
    people, other_design, visit, administrator
):
    usual = Design.objects.get(kind="trainer", is_default=True)
    text = visit(administrator, "trainer").content.decode()
    options = re.findall(r'<option value="(\d+)"\s*(selected)?>', text)
    assert options == [(str(usual.pk), "selected"), (str(other_design.pk), "")]
    assert 'name="design"' not in visit(administrator, "coordinator").content.decode()


@pytest.mark.parametrize("chosen", [True, False])
def test_a_batch_issues_with_the_design_that_was_chosen_or_the_default(
    people, other_design, send, client, chosen
):
    send("trainer", scope="all", **({"design": other_design.pk} if chosen else {}))
    batch = finish_batch()
    usual = Design.objects.get(kind="trainer", is_default=True)
    wanted = (other_design if chosen else usual).versions.get()
    certificate = Certificate.objects.get()
    assert batch.design_version == certificate.design_version == wanted
    page = client.get(reverse("batch_detail", args=[batch.pk]), headers={"accept-language": "en"})
    assert wanted.design.name in page.content.decode()


def test_a_batch_keeps_its_version_when_another_is_published_meanwhile(
    people, other_design, send, administrator
):
    send("trainer", scope="all", design=other_design.pk)
    first = other_design.versions.get()
    newer = begin_version(other_design, by=administrator)
    change_draft(newer, look=recoloured(first), edition=newer.edition, by=administrator)
    publish_version(newer, edition=newer.edition, by=administrator)
    finish_batch()
    assert Certificate.objects.get().design_version == first


def test_a_design_that_does_not_fit_is_refused(people, other_design, send, administrator):
    page = send("coordinator", scope="all", design=other_design.pk)
    sentence = "Nothing is issued with the design “Atlas ع” now. Choose another one."
    assert said(page).replace("Atlas ع", "Atlas") == sentence.replace("Atlas ع", "Atlas")
    page = send("trainer", scope="all", design=begin_design(administrator, "Draft").design.pk)
    assert said(page) == "This design is not in use. Choose another one."
    retire_design(other_design, by=administrator)
    page = send("trainer", scope="all", design=other_design.pk)
    assert said(page) == "This design is not in use. Choose another one."
    assert not Batch.objects.exists()


# The certificate of somebody who is not registered


@pytest.fixture
def issued(people, issue):
    """The certificate of the only one who may receive a kind."""

    def issued(kind):
        issue(Kind(kind), [RecipientKey.read(people[kind])])
        return Certificate.objects.get(kind=kind)

    return issued


@pytest.mark.parametrize("kind", UNREGISTERED)
def test_its_page_leads_to_the_register_and_its_paper_is_printed(
    issued, client, administrator, kind
):
    certificate = issued(kind)
    client.force_login(administrator)
    text = client.get(reverse("certificate_detail", args=[certificate.pk])).content.decode()
    key = certificate.recipient_key
    page = {"trainer": "trainer_edit", "coordinator": "user_edit", "thanks": "partner_edit"}[kind]
    assert f'href="{reverse(page, args=[key.pk])}"' in text
    paper = client.get(reverse("certificate_pdf", args=[certificate.pk]))
    assert paper["Content-Type"] == "application/pdf"
    public = client.get(reverse("verify", args=[certificate.code]))
    assert certificate.snapshot["name_latin"] in public.content.decode()


def rename_recipient(certificate):
    match certificate.recipient_key:
        case RecipientKey(Group.TRAINER, pk):
            Trainer.objects.filter(pk=pk).update(name_fr="Soumia")
        case RecipientKey(Group.COORDINATOR, pk):
            User.objects.filter(pk=pk).update(name_latin="Soumia")
        case RecipientKey(Group.PARTNER, pk):
            Partner.objects.filter(pk=pk).update(name_fr="Soumia")


@pytest.mark.parametrize("kind", UNREGISTERED)
def test_it_is_corrected_from_the_present_names(issued, client, administrator, kind):
    certificate = issued(kind)
    old_name = certificate.snapshot["name_latin"]
    assert draft_correction(certificate, by=administrator).changes == {}
    rename_recipient(certificate)
    correction = draft_correction(certificate, by=administrator)
    assert correction.changes == {"name_latin": (old_name, "Soumia")}
    client.force_login(administrator)
    address = reverse("certificate_correct", args=[certificate.pk])
    assert old_name in client.get(address).content.decode()
    client.post(address, {"reason": "Misspelt", "seen": correction.fingerprint})
    newer = Certificate.objects.get(version=2)
    assert (newer.kind, newer.recipient_key) == (kind, certificate.recipient_key)
    assert (newer.number, newer.snapshot["name_latin"]) == (certificate.number, "Soumia")
    certificate.refresh_from_db()
    assert (certificate.state, certificate.snapshot["name_latin"]) == ("replaced", old_name)


def test_what_a_trainer_led_is_corrected_with_it(issued, teach, client, administrator):
    certificate = issued("trainer")
    teach(
        trainer=certificate.trainer,
        module=factories.ModuleFactory(title_ar="التسويق", title_fr="Marketing"),
    )
    client.force_login(administrator)
    text = client.get(reverse("certificate_correct", args=[certificate.pk])).content.decode()
    assert f"{certificate.snapshot['modules_fr'][0]} · Marketing" in text


def test_what_else_somebody_has_of_the_event_is_named(issued, people, issue, client, staff):
    certificate = issued("trainer")
    issue(Kind.THANKS, [RecipientKey.read(people["trainer"])])
    client.force_login(staff)
    text = client.get(reverse("certificate_detail", args=[certificate.pk])).content.decode()
    assert certificate.trainer.certificates.get(kind="thanks").number in text
