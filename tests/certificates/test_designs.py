"""Designs are begun, changed, published, made default, retired; what is published stays."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from certificates.kinds import Kind
from certificates.models import Design, DesignPicture, DesignVersion
from certificates.services import design_errors as errors
from certificates.services.designs import (
    begin_version,
    change_draft,
    create_design,
    current_version,
    default_version,
    designs_for,
    make_default,
    publish_version,
    read_look,
    rename_design,
    restore_design,
    retire_design,
)
from certificates.services.pictures import keep_design_picture, keep_pictures, read_pictures
from certificates.usual_designs import USUAL_DESIGNS, load_usual_designs
from documents.pictures import clean_picture
from network.models import AuditEvent
from tests.certificates.design_makers import begin_design, look_of, publish_design, recoloured
from tests.documents.test_pictures import drawn
from tests.trainings.concurrently import run_together


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def draft(administrator):
    return begin_design(administrator)


@pytest.fixture
def published(administrator):
    return publish_design(administrator)


# What Takwin brings


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_published_default_from_the_beginning(kind):
    version = default_version(kind)
    assert (version.number, version.is_draft, version.design.is_default) == (1, False, True)
    assert read_look(version).kind == kind


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_emptied_has_its_designs_again():
    """The emptying before this test, or the making of the database, brought them."""
    assert Design.objects.count() == len(USUAL_DESIGNS)


@pytest.mark.django_db
def test_the_usual_designs_are_brought_once_and_only_where_one_is_missing():
    from django.apps import apps

    assert load_usual_designs(apps, "default") == 0
    Design.objects.filter(kind=Kind.THANKS).update(is_default=False, name_ar="أ", name_fr="a")
    assert load_usual_designs(apps, "default") == 1
    assert Design.objects.filter(kind=Kind.THANKS).count() == 2


# Drafts


def test_a_new_design_is_a_draft_with_which_nothing_is_issued(draft):
    assert (draft.number, draft.is_draft, draft.design.is_default) == (1, True, False)
    assert draft.design not in designs_for(Kind.PARTICIPATION)
    assert current_version(draft.design) is None
    assert actions() == ["design.created", "design.version_begun"]


@pytest.mark.parametrize("names", [("Atlas ع", "Rif"), ("الريف", "Atlas")])
def test_two_designs_do_not_share_a_name(draft, administrator, names):
    with pytest.raises(errors.DesignKnown):
        create_design(name_ar=names[0], name_fr=names[1], look=look_of(), by=administrator)
    other = begin_design(administrator, "Souss")
    with pytest.raises(errors.DesignKnown):
        rename_design(other.design, name_ar=names[0], name_fr=names[1], by=administrator)


def test_a_draft_is_changed_with_a_row_that_names_what(draft, administrator):
    change_draft(draft, look=recoloured(draft), edition=1, by=administrator)
    kept = DesignVersion.objects.get(pk=draft.pk)
    assert (kept.edition, kept.changed_by, read_look(kept).primary) == (
        2,
        administrator,
        "#7a1f2b",
    )
    assert AuditEvent.objects.latest("pk").fields == ["primary"]


def test_saving_a_draft_as_it_is_changes_nothing(draft, administrator):
    change_draft(draft, look=read_look(draft), edition=1, by=administrator)
    assert (DesignVersion.objects.get(pk=draft.pk).edition, len(actions())) == (1, 2)


def test_whoever_has_not_seen_the_last_change_does_not_save_over_it(draft, administrator):
    change_draft(draft, look=recoloured(draft), edition=1, by=administrator)
    with pytest.raises(errors.LookChanged) as refusal:
        change_draft(draft, look=recoloured(draft, "#123456"), edition=1, by=administrator)
    assert administrator.full_name in str(refusal.value)
    assert refusal.value.edition == 2
    assert read_look(DesignVersion.objects.get(pk=draft.pk)).primary == "#7a1f2b"


def test_a_draft_keeps_the_kind_of_its_design(draft, administrator):
    look = replace(read_look(draft), kind=Kind.TRAINER)
    with pytest.raises(ValueError, match="trainer"):
        change_draft(draft, look=look, edition=1, by=administrator)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_a_draft_at_the_same_moment_one_is_told(administrator):
    draft = begin_design(administrator)
    looks = iter([recoloured(draft, "#111111"), recoloured(draft, "#222222")])

    def save(wait):
        look, version = next(looks), DesignVersion.objects.get(pk=draft.pk)
        wait()
        try:
            change_draft(version, look=look, edition=1, by=administrator)
        except errors.LookChanged:
            return "told"
        return "saved"

    assert sorted(run_together(save, times=2)) == ["saved", "told"]
    assert DesignVersion.objects.get(pk=draft.pk).edition == 2


# Publishing


def test_a_published_design_can_be_issued_with(published, administrator):
    assert published.design in designs_for(Kind.PARTICIPATION)
    assert current_version(published.design) == published
    assert (published.published_by, actions()[-1]) == (administrator, "design.published")


def test_a_draft_that_somebody_changed_is_not_published_unseen(draft, administrator):
    change_draft(draft, look=recoloured(draft), edition=1, by=administrator)
    with pytest.raises(errors.LookChanged):
        publish_version(draft, edition=1, by=administrator)


def test_a_published_version_is_not_changed_nor_published_again(published, administrator):
    with pytest.raises(errors.VersionPublished):
        change_draft(published, look=recoloured(published), edition=1, by=administrator)
    with pytest.raises(errors.VersionPublished):
        publish_version(published, edition=1, by=administrator)


def test_the_next_version_begins_as_the_published_one_and_leaves_it_alone(published, administrator):
    next_one = begin_version(published.design, by=administrator)
    assert (next_one.number, next_one.look) == (2, published.look)
    change_draft(next_one, look=recoloured(next_one), edition=1, by=administrator)
    assert current_version(published.design) == published
    publish_version(next_one, edition=2, by=administrator)
    assert current_version(published.design) == next_one
    assert DesignVersion.objects.get(pk=published.pk).look == published.look


def test_a_design_has_one_draft_however_often_it_is_asked_for(published, administrator):
    first = begin_version(published.design, by=administrator)
    assert begin_version(published.design, by=administrator) == first


@pytest.mark.django_db
def test_the_database_holds_a_second_draft_off(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        DesignVersion.objects.create(design=draft.design, number=2, look={})


# The default, and retiring


def test_one_design_of_a_kind_is_the_default(published, administrator):
    before = default_version(Kind.PARTICIPATION)
    make_default(published.design, by=administrator)
    assert default_version(Kind.PARTICIPATION) == published
    assert not Design.objects.get(pk=before.design_id).is_default
    assert default_version(Kind.TRAINER).design.kind == Kind.TRAINER
    assert actions()[-1] == "design.made_default"


def test_what_is_not_published_cannot_be_the_default(draft, administrator):
    with pytest.raises(errors.NothingPublished):
        make_default(draft.design, by=administrator)


def test_a_retired_design_is_not_issued_with_until_it_is_restored(published, administrator):
    design = published.design
    retire_design(design, by=administrator)
    assert design not in designs_for(Kind.PARTICIPATION)
    for forbidden in (make_default, begin_version):
        with pytest.raises(errors.DesignRetired):
            forbidden(design, by=administrator)
    restore_design(design, by=administrator)
    assert design in designs_for(Kind.PARTICIPATION)
    assert actions()[-2:] == ["design.retired", "design.restored"]


def test_the_default_is_not_retired(administrator):
    with pytest.raises(errors.DefaultNeeded):
        retire_design(default_version(Kind.THANKS).design, by=administrator)


def test_a_draft_of_a_retired_design_is_not_published(draft, administrator):
    retire_design(draft.design, by=administrator)
    with pytest.raises(errors.DesignRetired):
        publish_version(draft, edition=1, by=administrator)


@pytest.mark.parametrize("who", ["staff", "coordinator", "observer"])
def test_only_administrators_design(who, request, published):
    user, design = request.getfixturevalue(who), published.design
    attempts = (
        lambda: begin_design(user, "Rif"),
        lambda: rename_design(design, name_ar="أ", name_fr="a", by=user),
        lambda: begin_version(design, by=user),
        lambda: change_draft(published, look=read_look(published), edition=1, by=user),
        lambda: publish_version(published, edition=1, by=user),
        lambda: make_default(design, by=user),
        lambda: retire_design(design, by=user),
        lambda: restore_design(design, by=user),
        lambda: keep_design_picture(
            design, picture=clean_picture(drawn(), longest_side=9), by=user
        ),
    )
    for attempt in attempts:
        with pytest.raises(errors.NotAllowedToDesign):
            attempt()


def test_an_administrator_who_was_sent_away_does_not_design(administrator):
    administrator.is_active = False
    with pytest.raises(errors.NotAllowedToDesign):
        begin_design(administrator)


# Pictures


def test_a_picture_is_kept_once_by_its_bytes(draft, administrator):
    picture = clean_picture(drawn(), longest_side=100)
    digests = {
        keep_design_picture(draft.design, picture=picture, by=administrator) for _ in range(2)
    }
    assert len(digests) == DesignPicture.objects.count() == 1
    assert read_pictures([*digests, ""]) == {digests.pop(): picture.content}
    assert actions().count("design.picture_kept") == 1


@pytest.mark.django_db
def test_pictures_that_are_kept_already_cost_one_query(django_assert_num_queries):
    pictures = {"ab" * 32: clean_picture(drawn(), longest_side=100)}
    assert keep_pictures(pictures) == 1
    with django_assert_num_queries(1):
        assert keep_pictures(pictures) == 0


# What the database itself refuses


VERSIONS, PICTURES = DesignVersion._meta.db_table, DesignPicture._meta.db_table
REFUSED = [
    ("UPDATE", VERSIONS, "SET look = look", "never changed"),
    ("UPDATE", VERSIONS, "SET published_at = NULL, published_by_id = NULL", "never changed"),
    ("DELETE FROM", VERSIONS, "", "ever removed"),
    ("UPDATE", PICTURES, "SET width = 1", "never changed"),
    ("DELETE FROM", PICTURES, "", "ever removed"),
]


@pytest.mark.parametrize(("verb", "table", "change", "reason"), REFUSED)
def test_what_was_published_is_kept_from_sql_too(published, verb, table, change, reason):
    keep_pictures({"ab" * 32: clean_picture(drawn(), longest_side=100)})
    with (
        pytest.raises(DatabaseError, match=reason),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{verb} {table} {change}")


@pytest.mark.django_db
@pytest.mark.parametrize("table", [VERSIONS, PICTURES])
def test_no_table_of_designs_is_emptied_at_once(table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE.")
    with (
        pytest.raises(DatabaseError, match="ever removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_a_draft_may_be_changed_in_the_database(draft):
    """The rule is about what is published: without that, it would be no rule but a wall."""
    assert DesignVersion.objects.filter(pk=draft.pk).update(edition=9) == 1
