"""Modules, targets and copies of programmes, in the services and on their pages."""

import pytest
from django.utils import timezone

from network.models import AuditEvent
from tests import factories
from tests.trainings.conftest import in_arabic
from tests.trainings.test_programme_pages import FACTS, rows
from trainings.models import Programme
from trainings.services.errors import ProgrammeKnown
from trainings.services.programmes import Target, copy_programme, create_programme

TITLES = {"title_ar": "برنامج", "title_fr": "Programme"}


@pytest.fixture
def modules(db):
    return factories.ModuleFactory.create_batch(2)


@pytest.fixture
def programme(staff, modules, province):
    return create_programme(
        year=2026,
        **TITLES,
        project_ar="مشروع",
        project_fr="Projet",
        objectives_ar="تقوية القدرات",
        method_fr="En atelier",
        partners=factories.PartnerFactory.create_batch(2),
        modules=modules[::-1],
        targets=[Target(province, 60, 50, None)],
        by=staff,
    )


def typed_modules(*positions_and_modules):
    typed = {"modules-TOTAL_FORMS": len(positions_and_modules)}
    for number, (position, module) in enumerate(positions_and_modules):
        typed[f"modules-{number}-position"] = position
        typed[f"modules-{number}-module"] = module.pk
    return typed


def edit(client, programme, **changes):
    return client.post(f"/programmes/{programme.pk}/edit/", {**FACTS, **rows(), **changes})


def targets_of(programme):
    return list(programme.targets.values_list("people", "women_percent", "youth_percent"))


# Copies ------------------------------------------------------------------------------------


def test_a_copy_says_what_its_model_says(programme, staff):
    copy = copy_programme(programme, year=2027, **TITLES, by=staff)
    assert (copy.year, copy.objectives_ar, copy.method_fr, copy.copied_from) == (
        2027,
        "تقوية القدرات",
        "En atelier",
        programme,
    )


def test_a_copy_keeps_partners_and_modules_in_their_order(programme, staff):
    copy = copy_programme(programme, year=2027, **TITLES, by=staff)
    places = [
        [list(p.partnerships.values_list("partner")), list(p.module_places.values_list("module"))]
        for p in (programme, copy)
    ]
    assert places[0] == places[1]


def test_a_copy_keeps_the_targets(programme, staff):
    copy = copy_programme(programme, year=2027, **TITLES, by=staff)
    assert targets_of(copy) == [(60, 50, None)]


def test_a_copy_has_no_events_and_leaves_an_audit_row(programme, staff):
    factories.EventFactory(programme=programme)
    copy = copy_programme(programme, year=2027, **TITLES, by=staff)
    assert (copy.events.count(), AuditEvent.objects.latest("pk").action) == (0, "programme.copied")


def test_a_module_that_is_no_longer_offered_stays_behind(programme, modules, staff):
    modules[0].retired_at = timezone.now()
    modules[0].save()
    copy = copy_programme(programme, year=2027, **TITLES, by=staff)
    assert list(copy.module_places.values_list("module", flat=True)) == [modules[1].pk]


def test_a_copy_under_a_known_title_is_refused_and_nothing_is_made(programme, staff):
    with pytest.raises(ProgrammeKnown):
        copy_programme(programme, year=2026, **TITLES, by=staff)
    assert Programme.objects.count() == 1


def test_the_page_proposes_the_next_year(as_staff, programme):
    page = as_staff.get(f"/programmes/{programme.pk}/copy/")
    assert page.context["form"]["year"].value() == 2027


def test_copying_leads_to_the_copy_s_own_form(as_staff, programme):
    answer = as_staff.post(f"/programmes/{programme.pk}/copy/", {"year": "2027", **TITLES})
    assert answer.url == f"/programmes/{Programme.objects.get(year=2027).pk}/edit/"


def test_a_year_taken_is_said_at_the_title(as_staff, programme):
    page = as_staff.post(f"/programmes/{programme.pk}/copy/", {"year": "2026", **TITLES})
    assert page.context["form"].errors == {
        "title_ar": [in_arabic("This programme already exists for this year.")]
    }


@pytest.mark.parametrize("role", ["coordinator", "observer"])
def test_only_who_plans_copies(client, programme, role, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(f"/programmes/{programme.pk}/copy/").status_code == 403


def test_an_unknown_programme_cannot_be_copied(as_staff, db):
    assert as_staff.get("/programmes/999/copy/").status_code == 404


# Modules and targets on the form -----------------------------------------------------------


def test_modules_stand_in_the_order_of_their_numbers(as_staff, programme, modules):
    edit(as_staff, programme, **typed_modules(("2", modules[1]), ("1", modules[0])))
    assert list(programme.module_places.values_list("module", flat=True)) == [
        modules[0].pk,
        modules[1].pk,
    ]


def test_a_module_named_twice_is_said_at_the_second(as_staff, programme, modules):
    page = edit(as_staff, programme, **typed_modules(("1", modules[0]), ("2", modules[0])))
    assert page.context["page"].modules.forms[1].errors == {
        "module": [in_arabic("This module is already in the list.")]
    }


def test_a_retired_module_is_offered_only_where_it_is_chosen(as_staff, programme, modules):
    retired = factories.ModuleFactory(retired_at=timezone.now())
    modules[0].retired_at = timezone.now()
    modules[0].save()
    shown = as_staff.get(f"/programmes/{programme.pk}/edit/").context["page"].modules
    offered = [key for key, _label in shown.all_choices]
    assert (retired.pk in offered, modules[0].pk in offered) == (False, True)


def test_a_retired_module_stays_when_the_form_is_sent(as_staff, programme, modules):
    modules[0].retired_at = timezone.now()
    modules[0].save()
    edit(as_staff, programme, **typed_modules(("1", modules[0])))
    assert list(programme.module_places.values_list("module", flat=True)) == [modules[0].pk]


def test_another_module_row_keeps_what_was_typed(as_staff, programme, modules, coordinator):
    page = edit(
        as_staff,
        programme,
        add_modules="1",
        **typed_modules(("1", modules[0])),
        **{f"targets-people_{coordinator.provinces.get().pk}": "77"},
    ).context["page"]
    box = page.targets[f"people_{coordinator.provinces.get().pk}"]
    assert (len(page.modules.forms), len(page.partners.forms), box.value()) == (2, 0, "77")


def test_targets_are_set_by_province(as_staff, programme, province):
    typed = {f"targets-people_{province.pk}": "80", f"targets-youth_percent_{province.pk}": "40"}
    edit(as_staff, programme, **typed)
    assert targets_of(programme) == [(80, None, 40)]


def test_a_blank_row_sets_no_target(as_staff, programme):
    edit(as_staff, programme)
    assert targets_of(programme) == []


def test_a_share_without_people_is_said_at_the_people(as_staff, programme, province):
    page = edit(as_staff, programme, **{f"targets-women_percent_{province.pk}": "40"})
    assert page.context["page"].targets.errors.keys() == {f"people_{province.pk}"}


def test_a_share_above_100_names_its_province_in_the_summary(as_staff, programme, province):
    boxes = {f"targets-people_{province.pk}": "8", f"targets-women_percent_{province.pk}": "101"}
    [(_box, label, _message)] = edit(as_staff, programme, **boxes).context["page"].problems
    assert label.startswith(province.name)


def test_saving_without_a_change_leaves_no_audit_row(programme, staff, province, modules):
    before = AuditEvent.objects.count()
    from trainings.services.programmes import update_programme

    partners = [p.partner for p in programme.partnerships.all()]
    update_programme(
        programme,
        edition=programme.edition,
        partners=partners,
        modules=modules[::-1],
        targets=[Target(province, 60, 50, None)],
        by=staff,
    )
    assert AuditEvent.objects.count() == before


# The programme's page ----------------------------------------------------------------------


def test_the_page_says_objectives_method_and_modules(as_staff, programme, modules):
    page = as_staff.get(f"/programmes/{programme.pk}/").content.decode()
    wanted = ["تقوية القدرات", "En atelier", modules[0].title_ar]
    assert [text for text in wanted if text not in page] == []


def test_everybody_who_signs_in_reads_where_the_programme_stands(client, programme, observer):
    client.force_login(observer)
    [(_province, standing)] = client.get(f"/programmes/{programme.pk}/").context["standings"]
    assert standing.target == 60


@pytest.mark.parametrize("events", [1, 3])
def test_the_page_asks_no_more_for_more_events(
    as_staff, programme, events, django_assert_num_queries
):
    factories.EventFactory.create_batch(events, programme=programme)
    as_staff.get(f"/programmes/{programme.pk}/")
    with django_assert_num_queries(19):
        as_staff.get(f"/programmes/{programme.pk}/")
