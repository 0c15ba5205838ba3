"""The pages of designs: who may come, what they show, and that nothing typed is lost."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.kinds import Kind
from certificates.models import Design, DesignPicture, DesignVersion
from certificates.services.designs import change_draft, default_version, read_look, retire_design
from network.models import AuditEvent
from tests import factories
from tests.certificates.design_makers import begin_design, publish_design, recoloured, typed_of
from tests.certificates.printed import text_of
from tests.documents.test_pictures import drawn
from trainings.models import ProgrammePartner

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def draft(administrator):
    return begin_design(administrator)


@pytest.fixture
def published(administrator):
    return publish_design(administrator)


def page_of(name, key):
    return reverse(f"design_{name}", args=[key])


# Who may come

LOOKED_AT = ("list", "detail", "pdf", "swatch", "picture")


def addresses(version, picture):
    design = version.design_id
    return {
        **{name: (reverse(f"design_{name}"), "get") for name in ("list", "create")},
        **{name: (page_of(name, design), "get") for name in ("detail", "rename")},
        **{
            name: (page_of(name, design), "post")
            for name in ("begin", "default", "retire", "restore")
        },
        **{
            name: (page_of(name, version.pk), "get")
            for name in ("edit", "publish", "pdf", "swatch")
        },
        "preview": (page_of("preview", version.pk), "post"),
        "picture": (page_of("picture", picture), "get"),
    }


@pytest.fixture
def picture():
    return DesignPicture.objects.create(
        sha256="ab" * 32, media_type="image/png", width=1, height=1, content=drawn()
    ).pk


@pytest.mark.parametrize("who", ["staff", "coordinator", "observer"])
def test_staff_look_at_designs_and_others_have_none(client, request, draft, picture, who):
    client.force_login(request.getfixturevalue(who))
    answers = {
        name: getattr(client, method)(address).status_code
        for name, (address, method) in addresses(draft, picture).items()
    }
    allowed = LOOKED_AT if who == "staff" else ()
    assert answers == {name: 200 if name in allowed else 403 for name in answers}


def test_a_stranger_is_sent_to_the_door(client, draft, picture):
    answers = [
        getattr(client, method)(address) for address, method in addresses(draft, picture).values()
    ]
    assert {answer.status_code for answer in answers} == {302}
    assert all("/account/login/" in answer.url for answer in answers)


def test_what_does_not_exist_answers_404(as_administrator):
    missing = [page_of(name, 9_999_999) for name in ("detail", "edit", "pdf", "swatch", "publish")]
    missing += [page_of("picture", "cd" * 32)]
    assert {as_administrator.get(address).status_code for address in missing} == {404}


# Looking


def test_the_list_shows_defaults_drafts_and_the_retired(as_administrator, draft, administrator):
    retire_design(publish_design(administrator, "Souss").design, by=administrator)
    context = as_administrator.get(reverse("design_list")).context
    names = [one.design.name_fr for one in context["in_use"]]
    assert names[:2] == [default_version(Kind.PARTICIPATION).design.name_fr, "Atlas"]
    assert [one.design.name_fr for one in context["retired"]] == ["Souss"]


def test_the_list_costs_the_same_for_few_and_many(
    as_administrator, administrator, django_assert_num_queries
):
    def count():
        with django_assert_num_queries(5):
            as_administrator.get(reverse("design_list"))

    count()
    for name in ("Rif", "Souss", "Zagora"):
        publish_design(administrator, name)
    count()


def test_a_design_shows_its_versions_and_whose_they_are(as_administrator, published, administrator):
    page = as_administrator.get(page_of("detail", published.design_id)).content.decode()
    assert administrator.full_name in page
    assert page_of("pdf", published.pk) in page
    assert f'href="{page_of("edit", published.pk)}"' not in page


def test_a_swatch_is_a_picture_in_the_colours_of_the_look(as_administrator, draft):
    answer = as_administrator.get(page_of("swatch", draft.pk))
    assert answer["Content-Type"] == "image/svg+xml"
    assert read_look(draft).primary in answer.content.decode()


def test_a_kept_picture_is_sent_as_what_it_is(as_administrator, picture):
    answer = as_administrator.get(page_of("picture", picture))
    assert (answer["Content-Type"], answer.content) == ("image/png", drawn())
    assert "immutable" in answer["Cache-Control"]


def test_a_specimen_may_stand_in_a_frame_of_ours_and_nothing_else_may(as_administrator, published):
    paper = as_administrator.get(page_of("pdf", published.pk))
    page = as_administrator.get(page_of("detail", published.design_id))
    assert paper.content.startswith(b"%PDF")
    assert (paper["X-Frame-Options"], page["X-Frame-Options"]) == ("SAMEORIGIN", "DENY")
    assert "frame-ancestors 'self'" in paper["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


# Beginning, renaming, publishing, retiring


def test_a_design_begins_with_a_layout(as_administrator):
    sent = {"name_ar": "أطلس", "name_fr": "Atlas", "kind": "trainer", "beginning": "layout-arch"}
    answer = as_administrator.post(reverse("design_create"), sent)
    draft = DesignVersion.objects.drafts().get()
    assert answer.url == page_of("edit", draft.pk)
    assert (draft.look["layout"], draft.look["kind"], draft.design.kind) == (
        "arch",
        "trainer",
        "trainer",
    )


def test_a_design_begins_as_a_copy_for_another_kind(as_administrator, administrator):
    source = publish_design(administrator, primary="#7a1f2b")
    sent = {
        "name_ar": "نسخة",
        "name_fr": "Copie",
        "kind": "thanks",
        "beginning": f"copy-{source.design_id}",
    }
    as_administrator.post(reverse("design_create"), sent)
    draft = DesignVersion.objects.drafts().get()
    assert (draft.look["primary"], draft.look["kind"]) == ("#7a1f2b", "thanks")


def test_a_name_that_another_design_has_keeps_what_was_typed(as_administrator, draft):
    sent = {"name_ar": "أطلس", "name_fr": "Atlas", "kind": "trainer", "beginning": "layout-arch"}
    page = as_administrator.post(reverse("design_create"), sent)
    assert (page.status_code, page.context["form"]["name_ar"].value()) == (200, "أطلس")
    assert page.context["form"].errors
    sent = {"name_ar": draft.design.name_ar, "name_fr": "Attestation de reconnaissance"}
    page = as_administrator.post(page_of("rename", draft.design_id), sent)
    assert page.context["form"].errors


def test_a_design_is_renamed(as_administrator, draft):
    as_administrator.post(
        page_of("rename", draft.design_id), {"name_ar": "سوس", "name_fr": "Souss"}
    )
    assert Design.objects.get(pk=draft.design_id).name_fr == "Souss"


def test_the_next_version_is_begun_and_published(as_administrator, published):
    answer = as_administrator.post(page_of("begin", published.design_id))
    draft = DesignVersion.objects.drafts().get()
    assert (answer.url, draft.number) == (page_of("edit", draft.pk), 2)
    page = as_administrator.get(page_of("publish", draft.pk))
    assert page.context["failure"] is None
    as_administrator.post(page_of("publish", draft.pk), {"edition": draft.edition})
    assert not DesignVersion.objects.get(pk=draft.pk).is_draft


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(
    as_administrator, draft, administrator
):
    change_draft(draft, look=recoloured(draft), edition=1, by=administrator)
    answer = as_administrator.post(page_of("publish", draft.pk), {"edition": "1"})
    assert answer.url == page_of("publish", draft.pk)
    assert DesignVersion.objects.get(pk=draft.pk).is_draft


@pytest.mark.parametrize("name", ["edit", "publish"])
def test_a_published_version_has_no_page_to_change_it(as_administrator, published, name):
    answer = as_administrator.get(page_of(name, published.pk))
    assert answer.url == page_of("detail", published.design_id)


def test_default_retire_and_restore_are_buttons(as_administrator, published):
    design = published.design
    before = default_version(Kind.PARTICIPATION).design
    as_administrator.post(page_of("default", design.pk))
    refused = as_administrator.post(page_of("retire", design.pk), follow=True)
    tags = [message.level_tag for message in refused.context["messages"]]
    assert tags == ["success", "warning"]
    as_administrator.post(page_of("retire", before.pk))
    before.refresh_from_db()
    assert before.is_retired
    as_administrator.post(page_of("restore", before.pk))
    before.refresh_from_db()
    assert (before.is_retired, default_version(Kind.PARTICIPATION)) == (False, published)


# The desk


def save(client, draft, edition=1, **typed):
    sent = {**typed_of(read_look(draft), edition), **typed}
    return client.post(page_of("edit", draft.pk), sent)


def test_a_draft_is_saved(as_administrator, draft):
    answer = save(as_administrator, draft, primary="#7a1f2b", title_fr="Diplôme d’honneur")
    draft.refresh_from_db()
    assert (answer.url, draft.edition) == (page_of("edit", draft.pk), 2)
    assert (draft.look["primary"], draft.look["texts"]) == (
        "#7a1f2b",
        {"title_fr": "Diplôme d’honneur"},
    )


def test_a_draft_is_saved_on_the_way_to_publishing_it(as_administrator, draft):
    assert save(as_administrator, draft, publish="1").url == page_of("publish", draft.pk)


def test_bad_input_keeps_what_was_typed_and_the_picture_that_was_sent(as_administrator, draft):
    ground = SimpleUploadedFile("ground.png", drawn())
    page = save(as_administrator, draft, primary="red", closing_fr="Fin", background_file=ground)
    form = page.context["form"]
    assert (form["primary"].value(), form["closing_fr"].value()) == ("red", "Fin")
    kept = DesignPicture.objects.get()
    assert form["background"].value() == kept.pk
    assert page_of("picture", kept.pk) in page.content.decode()
    save(as_administrator, draft, background=kept.pk)
    draft.refresh_from_db()
    assert draft.look["background"] == kept.pk


def test_two_who_work_on_a_draft_hear_of_each_other_and_lose_nothing(
    as_administrator, draft, administrator
):
    other = factories.UserFactory(role=administrator.role, full_name="نادية")
    change_draft(draft, look=recoloured(draft), edition=1, by=other)
    page = save(as_administrator, draft, primary="#123456", title_fr="À moi")
    assert "نادية" in page.context["form"].non_field_errors()[0]
    assert page.context["form"]["title_fr"].value() == "À moi"
    assert page.context["form"]["edition"].value() == "2"
    save(as_administrator, draft, edition=2, primary="#123456", title_fr="À moi")
    draft.refresh_from_db()
    assert draft.look["primary"] == "#123456"


def test_a_hidden_digest_that_was_forged_does_not_break_the_page(as_administrator, draft):
    assert save(as_administrator, draft, background="../../etc/passwd").status_code == 200


# The preview


def preview(client, draft, **typed):
    return client.post(
        page_of("preview", draft.pk), {**typed_of(read_look(draft)), "languages": "fr", **typed}
    )


def test_the_preview_draws_what_is_typed_and_keeps_nothing(as_administrator, draft):
    ground = SimpleUploadedFile("ground.png", drawn())
    rows = AuditEvent.objects.count()
    answer = preview(as_administrator, draft, closing_fr="Essai", background_file=ground)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert "Essai" in text_of(answer.content)
    draft.refresh_from_db()
    assert (draft.look["texts"], DesignPicture.objects.count()) == ({}, 0)
    assert AuditEvent.objects.count() == rows


def test_the_preview_names_the_person_with_the_longest_name(as_administrator, draft):
    for family in ("BEN", "BENABDERRAHMANE"):
        factories.PersonFactory(family_name_latin=family)
    cache.delete("certificates.longest_names")
    assert "BENABDERRAHMANE" in text_of(preview(as_administrator, draft).content)


def test_html_in_a_text_is_printed_as_it_is_written(as_administrator, draft):
    answer = preview(as_administrator, draft, closing_fr="<script>alert(1)</script> & <b>fin</b>")
    assert "<script>alert(1)</script> & <b>fin</b>" in text_of(answer.content)


def test_the_preview_says_what_stands_against_it(as_administrator, draft):
    page = preview(as_administrator, draft, title_fr="{nom}").content.decode()
    assert "{nom}" in page


@pytest.fixture
def crowd(db):
    """An event of a programme with more partners than a sheet has room for."""
    event = factories.EventFactory()
    for position in range(1, 25):
        names = {"name_ar": f"{position} {'شريك ' * 30}", "name_fr": f"{position} {'pair ' * 30}"}
        partner = factories.PartnerFactory(**names)
        ProgrammePartner.objects.create(
            programme=event.programme, partner=partner, position=position
        )


def test_texts_that_do_not_fit_are_said_and_the_version_is_not_published(
    as_administrator, draft, crowd
):
    page = preview(as_administrator, draft, languages="ar-fr")
    assert page["Content-Type"].startswith("text/html")
    page = as_administrator.post(page_of("publish", draft.pk), {"edition": "1"})
    assert (page.context["may_publish"], page.context["failure"].for_all) == (False, True)
    assert DesignVersion.objects.get(pk=draft.pk).is_draft


def test_one_name_that_is_too_long_is_said_and_holds_no_design_back(as_administrator, draft):
    factories.PersonFactory(
        given_name_latin="W" * 75, family_name_latin="W" * 75, key_latin="w" * 150
    )
    assert "WWWW" in preview(as_administrator, draft).content.decode()
    page = as_administrator.get(page_of("publish", draft.pk))
    assert (page.context["may_publish"], page.context["failure"].for_all) == (True, False)
    as_administrator.post(page_of("publish", draft.pk), {"edition": "1"})
    assert not DesignVersion.objects.get(pk=draft.pk).is_draft
