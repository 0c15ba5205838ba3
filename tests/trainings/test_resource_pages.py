"""The pages of trainers and modules: who reads them, what they count, what they keep."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import Role
from tests import factories
from tests.trainings.agenda_makers import TrainerFactory, make_day, put
from tests.trainings.conftest import in_arabic
from trainings.models import Module, ProgrammeModule, Trainer

PLANNERS = {"administrator": 200, "staff": 200, "coordinator": 403, "observer": 403, None: 302}
READERS = {"administrator": 200, "staff": 200, "coordinator": 200, "observer": 200, None: 302}
PAGES = {
    "/trainers/": PLANNERS,
    "/trainers/new/": PLANNERS,
    "/trainers/{trainer}/": PLANNERS,
    "/trainers/{trainer}/edit/": PLANNERS,
    "/modules/": PLANNERS,
    "/modules/new/": PLANNERS,
    "/modules/{module}/": READERS,
    "/modules/{module}/edit/": PLANNERS,
}
POSTS = ("/trainers/{trainer}/retire/", "/modules/{module}/retire/")
TRAINER = {"name_ar": "مريم العلمي", "name_fr": "Meryem Alami"}
MODULE = {"title_ar": "تدبير الجودة", "title_fr": "Management de la qualité"}


@pytest.fixture
def module(db):
    return factories.ModuleFactory(title_ar="الحكامة الجيدة")


@pytest.fixture
def trainer(module):
    return TrainerFactory(modules=[module])


@pytest.fixture
def call(client, province, trainer, module):
    """Call an address as somebody of a role (None: a stranger)."""

    def call(role, address, method="get"):
        if role:
            provinces = [province] if role == Role.COORDINATOR else []
            client.force_login(factories.UserFactory(role=role, provinces=provinces))
        return getattr(client, method)(address.format(trainer=trainer.pk, module=module.pk))

    return call


def listed(client, address, **query):
    return list(client.get(address, query).context["table"].data)


@pytest.mark.parametrize(
    ("address", "role", "status"),
    [(page, role, status) for page, table in PAGES.items() for role, status in table.items()],
)
def test_a_page_answers_by_role(call, address, role, status):
    assert call(role, address).status_code == status


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize(("role", "status"), [("staff", 302), ("coordinator", 403)])
def test_retiring_is_for_staff(call, address, role, status):
    assert call(role, address, "post").status_code == status


@pytest.mark.parametrize("address", POSTS)
def test_nothing_is_retired_by_a_link(call, address):
    assert call("staff", address).status_code == 405


@pytest.mark.parametrize("address", ["/trainers/0/", "/modules/0/", "/trainers/0/edit/"])
def test_what_does_not_exist_is_not_found(call, address):
    assert call("staff", address).status_code == 404


@pytest.mark.parametrize("address", ["/venues/", "/trainers/", "/modules/"])
def test_the_three_lists_lead_to_each_other(as_staff, address):
    page = as_staff.get(address).content.decode()
    tabs = page.partition("resources-tabs")[2].partition("</nav>")[0]
    links = [f'href="{one}"' in tabs for one in ("/venues/", "/trainers/", "/modules/")]
    assert (links, tabs.count("aria-current")) == ([True] * 3, 1)


# Trainers


def test_the_list_shows_those_who_are_asked(as_staff, trainer):
    retired = TrainerFactory(retired_at=timezone.now())
    assert listed(as_staff, "/trainers/") == [trainer]
    assert listed(as_staff, "/trainers/", standing="retired") == [retired]
    assert len(listed(as_staff, "/trainers/", standing="")) == 2


def test_trainers_are_found_by_words_in_either_script(as_staff):
    meryem = TrainerFactory(organisation_fr="Cabinet Tensift", **TRAINER)
    TrainerFactory()
    found = [listed(as_staff, "/trainers/", q=words) for words in ("مريم", "tensift alami")]
    assert found == [[meryem], [meryem]]


def test_trainers_are_found_by_module(as_staff, trainer, module):
    TrainerFactory(modules=[factories.ModuleFactory()])
    assert listed(as_staff, "/trainers/", module=module.pk) == [trainer]


def test_a_session_counts_once_however_many_slots_were_led_in_it(as_staff, trainer):
    session = make_day()
    put(session, "9-10", trainer=trainer)
    put(session, "10-11", trainer=trainer)
    assert listed(as_staff, "/trainers/")[0].session_count == 1


def test_the_page_counts_the_hours_that_were_taught(as_staff, trainer):
    put(make_day(), "9-10:30", trainer=trainer)
    put(make_day(date=timezone.localdate() + dt.timedelta(days=3)), "9-12", trainer=trainer)
    put(make_day(factories.EventFactory(state="cancelled")), "9-12", trainer=trainer)
    page = as_staff.get(f"/trainers/{trainer.pk}/")
    assert (page.context["taught"], len(page.context["table"].data)) == ("ساعة واحدة و30 دقيقة", 3)


def test_the_latest_session_stands_first(as_staff, trainer):
    early = put(make_day(date=dt.date(2026, 1, 10)), "9-10", trainer=trainer)
    late = put(make_day(date=dt.date(2026, 2, 10)), "9-10", trainer=trainer)
    assert listed(as_staff, f"/trainers/{trainer.pk}/") == [late, early]


def test_a_trainer_is_added_with_modules(as_staff, module):
    page = as_staff.post(
        "/trainers/new/", {**TRAINER, "phone": "0661123456", "modules": [module.pk]}
    )
    added = Trainer.objects.get()
    assert (page.url, added.phone.as_e164, list(added.modules.all())) == (
        f"/trainers/{added.pk}/",
        "+212661123456",
        [module],
    )


def test_a_trainer_without_a_name_is_refused_and_the_rest_stays(as_staff, module):
    typed = {"name_fr": "Meryem", "phone": "12", "modules": [module.pk]}
    form = as_staff.post("/trainers/new/", typed).context["form"]
    assert (set(form.errors), form["name_fr"].value(), form["modules"].value()) == (
        {"name_ar", "phone"},
        "Meryem",
        [str(module.pk)],
    )


def test_a_trainer_is_changed_and_retired_and_asked_again(as_staff, trainer):
    as_staff.post(f"/trainers/{trainer.pk}/edit/", TRAINER)
    as_staff.post(f"/trainers/{trainer.pk}/retire/", {"retired": "yes"})
    trainer.refresh_from_db()
    assert (trainer.name_fr, trainer.is_retired) == ("Meryem Alami", True)
    as_staff.post(f"/trainers/{trainer.pk}/retire/", {"retired": "no"})
    trainer.refresh_from_db()
    assert not trainer.is_retired


def test_a_retired_module_is_offered_to_those_who_lead_it_only(as_staff, trainer, module):
    Module.objects.update(retired_at=timezone.now())
    other = TrainerFactory()
    offered = [
        list(as_staff.get(f"/trainers/{one.pk}/edit/").context["form"].fields["modules"].queryset)
        for one in (trainer, other)
    ]
    assert offered == [[module], []]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_trainers_takes_the_same_queries_for_one_and_three(
    as_staff, module, django_assert_num_queries, count
):
    for _ in range(count):
        put(make_day(), "9-10", trainer=TrainerFactory(modules=[module]))
    with django_assert_num_queries(7):
        as_staff.get("/trainers/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_trainer_takes_the_same_queries_for_one_session_and_three(
    as_staff, trainer, django_assert_num_queries, count
):
    for _ in range(count):
        put(make_day(), "9-10", "module", trainer=trainer, module=factories.ModuleFactory())
    with django_assert_num_queries(8):
        as_staff.get(f"/trainers/{trainer.pk}/")


# Modules


def test_the_list_shows_the_modules_that_are_offered(as_staff, module):
    retired = factories.ModuleFactory(retired_at=timezone.now())
    assert listed(as_staff, "/modules/") == [module]
    assert listed(as_staff, "/modules/", standing="retired") == [retired]


def test_modules_are_found_by_what_they_are_about(as_staff, module):
    Module.objects.update(summary_fr="Tenue des assemblées générales")
    factories.ModuleFactory()
    assert listed(as_staff, "/modules/", q="assemblées") == [module]


def test_the_list_counts_programmes_sessions_and_trainers_without_multiplying(
    as_staff, trainer, module
):
    TrainerFactory(modules=[module])
    for place in (1, 2):
        ProgrammeModule.objects.create(
            programme=factories.ProgrammeFactory(), module=module, position=place
        )
    for date in (dt.date(2026, 1, 10), dt.date(2026, 1, 11), dt.date(2026, 1, 12)):
        session = make_day(date=date)
        put(session, "9-10", "module", module=module)
        put(session, "10-11", "module", module=module)
    (row,) = listed(as_staff, "/modules/")
    assert (row.programme_count, row.session_count, row.trainer_count) == (2, 3, 2)


def test_the_page_of_a_module_tells_where_it_was_given_and_who_leads_it(as_staff, trainer, module):
    slot = put(make_day(), "9-10", "module", module=module, trainer=trainer)
    context = as_staff.get(f"/modules/{module.pk}/").context
    assert (list(context["table"].data), list(context["trainers"])) == ([slot], [trainer])


def test_who_is_no_longer_asked_stands_last_and_is_marked(as_staff, trainer, module):
    retired = TrainerFactory(modules=[module], name_ar="أ", retired_at=timezone.now())
    page = as_staff.get(f"/modules/{module.pk}/")
    assert list(page.context["trainers"]) == [trainer, retired]
    assert page.content.decode().count("tone-badge") == 1


def test_a_coordinator_reads_the_sessions_of_own_events_and_no_trainer(
    as_coordinator, province, trainer, module
):
    own = factories.QuotaFactory(province=province).event
    slot = put(make_day(own), "9-10", "module", module=module, trainer=trainer)
    put(make_day(), "9-10", "module", module=module)
    context = as_coordinator.get(f"/modules/{module.pk}/").context
    assert (list(context["table"].data), list(context["trainers"]), context["trained"]) == (
        [slot],
        [],
        None,
    )


def test_people_who_were_present_where_it_was_given_count_once(as_staff, module):
    session = make_day()
    put(session, "9-10", "module", module=module)
    morning, afternoon = session.half_days.order_by("period")
    here = factories.RegistrationFactory(event=session.event)
    factories.AttendanceFactory(registration=here, half_day=morning)
    late = factories.RegistrationFactory(event=session.event)
    factories.AttendanceFactory(registration=late, half_day=afternoon)
    absent = factories.RegistrationFactory(event=session.event)
    factories.AttendanceFactory(registration=absent, half_day=morning, present=False)
    again = make_day(date=dt.date(2026, 2, 2))
    put(again, "9-10", "module", module=module)
    factories.AttendanceFactory(
        registration=factories.RegistrationFactory(event=again.event, person=here.person),
        half_day=again.half_days.first(),
    )
    assert as_staff.get(f"/modules/{module.pk}/").context["trained"] == 1


def test_a_module_is_added_to_the_library(as_staff):
    as_staff.post("/modules/new/", {**MODULE, "summary_ar": "الجودة خطوة خطوة"})
    assert Module.objects.get().summary_ar == "الجودة خطوة خطوة"


def test_a_known_title_is_refused_at_its_field_and_stays(as_staff):
    factories.ModuleFactory(title_ar=MODULE["title_ar"])
    form = as_staff.post("/modules/new/", MODULE).context["form"]
    assert (form.errors, form["title_fr"].value()) == (
        {"title_ar": [in_arabic("Another module already has this title.")]},
        MODULE["title_fr"],
    )


def test_a_module_is_changed_retired_and_offered_again(as_staff, module):
    as_staff.post(f"/modules/{module.pk}/edit/", MODULE)
    as_staff.post(f"/modules/{module.pk}/retire/", {"retired": "yes"})
    module.refresh_from_db()
    assert (module.title_ar, module.is_retired) == (MODULE["title_ar"], True)
    as_staff.post(f"/modules/{module.pk}/retire/", {"retired": "no"})
    module.refresh_from_db()
    assert not module.is_retired


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_modules_takes_the_same_queries_for_one_and_three(
    as_staff, django_assert_num_queries, count
):
    for _ in range(count):
        put(make_day(), "9-10", "module", module=factories.ModuleFactory())
    with django_assert_num_queries(5):
        as_staff.get("/modules/")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("reader", "queries"), [("staff", 9), ("coordinator", 8)])
def test_the_page_of_a_module_takes_the_same_queries_for_one_session_and_three(
    request, client, province, module, django_assert_num_queries, reader, queries, count
):
    for _ in range(count):
        event = factories.QuotaFactory(province=province).event
        put(make_day(event), "9-10", "module", module=module, trainer=TrainerFactory())
    client.force_login(request.getfixturevalue(reader))
    with django_assert_num_queries(queries):
        client.get(f"/modules/{module.pk}/")
