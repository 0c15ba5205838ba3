"""The demo tells the true event, all of it or nothing, and once."""

import datetime as dt
import hashlib
from collections import Counter
from io import StringIO

import pikepdf
import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.test import override_settings

from certificates.kinds import Kind
from certificates.models import Certificate, DesignVersion, EligibilityException
from certificates.services.designs import read_look
from certificates.services.eligibility import READY, assess, list_candidates
from certificates.services.previewing import try_look
from network.models import AuditEvent, NetworkIdentity, Province, Role
from participants.counting import count_by_province
from participants.models import (
    Application,
    Attendance,
    DuplicatePair,
    Gender,
    ImportRun,
    Notice,
    Organisation,
    Person,
    ProvinceTransfer,
    Registration,
)
from reports.demo import calling_off, loading, results, story
from reports.demo.accounts import ACCOUNTS, COORDINATORS, SHOWN
from reports.demo.calendar import ABSENT, GOVERNANCE, MARKETING
from reports.demo.people import PROVINCES
from trainings.conflicts import find_conflicts
from trainings.counts import compare_counts, kept_counts
from trainings.models import (
    AgendaItem,
    Event,
    HalfDay,
    Programme,
    Proposal,
    ProposalEntry,
    Quota,
    Session,
)
from trainings.services.events import open_registration
from trainings.timeline import timeline_of

pytestmark = pytest.mark.slow

REGISTERED, WAITING = Registration.State.REGISTERED, Registration.State.WAITLISTED
OUR_APPS = ("network", "trainings", "participants", "certificates", "django_tasks_database")


def digest_of_everything():
    models = [m for label in OUR_APPS for m in apps.get_app_config(label).get_models()]
    rows = [(m._meta.label, list(m.objects.order_by("pk").values_list())) for m in models]
    assert sum(len(r) for _, r in rows) > 3_000
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def run_command(*arguments):
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for this file and rolled back after it; gives what was printed."""
    var = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), override_settings(VAR_DIR=var), transaction.atomic():
        yield run_command()
        transaction.set_rollback(True)


@pytest.fixture
def held(demo, db):
    return Event.objects.get(code="SB01")


@pytest.fixture
def governance(demo, db):
    return Event.objects.get(code="JD02")


# What is there once it is loaded ------------------------------------------------------------


def test_the_network_bears_its_full_name_and_no_president(held):
    identity = NetworkIdentity.current()
    assert (identity.name_ar, identity.president_name_ar) == (
        "شبكة الجمعيات الدكالية غير الحكومية بإقليمي سيدي بنور والجديدة",
        "",
    )


def test_a_design_waits_to_be_published_and_could_be(demo, db):
    draft = DesignVersion.objects.drafts().get()
    assert draft.created_by.is_administrator
    assert try_look(read_look(draft)) is None


def test_the_partners_stand_in_the_article_s_order(held):
    partners = Programme.objects.get(year=2026).partnerships.select_related("partner")
    assert [partnership.partner.name_ar for partnership in partners] == [
        "جهة الدار البيضاء-سطات",
        "ولاية جهة الدار البيضاء-سطات",
        "المديرية الجهوية لوزارة الإدماج الاقتصادي والمقاولة الصغرى والتشغيل والكفاءات",
    ]


def test_the_event_was_held_on_two_days_at_the_hotel(held):
    sessions = held.sessions.values_list("date", "kind")
    assert (held.state, held.venue.name_ar, held.venue.commune.name_fr, list(sessions)) == (
        Event.State.HELD,
        "فندق السانية",
        "Sidi Bennour",
        [(dt.date(2026, 1, 31), "workshop"), (dt.date(2026, 2, 1), "training")],
    )


def test_each_day_has_a_morning_and_an_afternoon(held):
    halves = HalfDay.objects.filter(session__event=held).values_list("session__kind", "period")
    assert list(halves) == [
        ("workshop", "am"),
        ("workshop", "pm"),
        ("training", "am"),
        ("training", "pm"),
    ]


def test_the_workshop_took_up_the_article_s_points(held):
    points = held.sessions.get(kind="workshop").points.values_list("text_ar", flat=True)
    assert list(points) == [arabic for arabic, _ in story.WORKSHOP_POINTS]


def test_the_training_day_went_through_the_five_modules_in_order(held):
    agenda = AgendaItem.objects.filter(session__event=held, kind="module")
    assert list(agenda.values_list("module__title_ar", flat=True)) == [
        arabic for arabic, _ in story.MODULES.values()
    ]


def test_nothing_is_odd_about_any_agenda(demo, db):
    odd = []
    for session in Session.objects.select_related("event__venue"):
        items = list(session.agenda.select_related("module", "trainer", "room"))
        odd += timeline_of(session, items, planning=True).findings
    assert odd == []


def test_every_module_of_an_agenda_is_led_by_somebody_who_knows_it(demo, db):
    modules = AgendaItem.objects.filter(kind="module").exclude(session__event__state="draft")
    assert modules.filter(module__trainers=F("trainer")).count() == modules.count() > 0


def test_nobody_is_asked_for_a_draft_yet(demo, db):
    slots = AgendaItem.objects.filter(session__event__state="draft")
    assert (slots.filter(trainer__isnull=False).count(), slots.exists()) == (0, True)


def test_the_workshop_has_its_discussions(held):
    talks = AgendaItem.objects.filter(session__event=held, kind="discussion")
    assert set(talks.values_list("session__kind", flat=True)) == {"workshop"}


def test_the_training_day_had_practice_breaks_and_a_closing(held):
    kinds = Counter(
        AgendaItem.objects.filter(session__event=held, session__kind="training").values_list(
            "kind", flat=True
        )
    )
    assert kinds == {"opening": 1, "module": 5, "practice": 1, "break": 2, "closing": 2}


def test_the_recommendations_are_kept_in_both_languages(held):
    texts = held.recommendations.values_list("text_ar", "text_fr")
    assert list(texts) == [told.text for told in results.RECOMMENDATIONS]


def test_the_practical_workshops_stand_on_the_training_day(held):
    [day] = held.sessions.filter(kind="training")
    assert day.practice_groups.count() == len(results.GROUPS)


def test_a_recommendation_that_was_carried_out_tells_how_it_came_to_that(held):
    [done] = held.recommendations.filter(state="done")
    assert [found.state for found in done.follow_ups.all()] == ["done", "under_way"]


def test_140_people_asked_for_a_place_and_eight_wait(held):
    states = Counter(held.registrations.values_list("state", flat=True))
    assert states == {REGISTERED: 132, WAITING: 8}


def test_they_wait_where_the_quota_is_full(held):
    full = held.quotas.filter(taken=F("places")).values_list("province__iso", flat=True)
    waiting = held.registrations.filter(state=WAITING).values_list("province__iso", flat=True)
    assert set(full) == set(waiting) == {"MA-SIB", "MA-JDI"}


def test_every_quota_counts_those_who_hold_its_places(demo, db):
    holding = Registration.objects.filter(state=REGISTERED)
    counted = Counter(holding.values_list("event", "province"))
    quotas = Quota.objects.values_list("event", "province", "taken")
    assert {(e, p): taken for e, p, taken in quotas if taken} == counted


def test_a_reminder_is_half_worked_through(governance):
    reminder = governance.announcements.get()
    counts = reminder.recipients.count_by_state()
    assert (reminder.kind, counts["waiting"], counts["failed"]) == ("reminder", 0, 0)
    assert counts["told"] > 10
    assert counts["by_hand"] > 10


def test_of_whom_is_told_by_hand_some_were_told_by_their_coordinators(governance):
    by_hand = (
        governance.announcements.get().recipients.filter(state="told").exclude(channel="email")
    )
    tellers = {(row.province.iso, row.told_by.email) for row in by_hand}
    assert tellers == {
        ("MA-SIB", "sidi-bennour@takwin.example"),
        ("MA-JDI", "el-jadida@takwin.example"),
    }


def test_no_email_of_the_demo_leaves_the_machine(demo, db):
    addresses = [*Person.objects.exclude(email="").values_list("email", flat=True)]
    assert len(addresses) > 30
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}
    assert mail.outbox == []


def test_every_event_counts_the_places_of_its_quotas(demo, db):
    events = Event.objects.annotate(
        held_places=Count("registrations", filter=Q(registrations__state=REGISTERED))
    )
    assert [(e.code, e.taken) for e in events if e.taken != e.held_places] == []


def test_about_half_of_the_beneficiaries_are_women(held):
    women = held.registrations.filter(person__gender=Gender.FEMALE).count()
    assert 0.45 < women / held.registrations.count() < 0.55


def test_the_beneficiaries_come_from_every_kind_of_organisation(held):
    kinds = held.registrations.filter(organisation__isnull=False)
    assert set(kinds.values_list("organisation__kind", flat=True)) == set(Organisation.Kind.values)


def test_somebody_comes_on_their_own_account_and_somebody_gave_no_birth_year(held):
    assert held.registrations.filter(organisation=None).exists()
    assert held.registrations.filter(person__birth_year=None).exists()


def test_people_were_registered_by_the_coordinator_of_their_province(demo, db):
    strangers = Registration.objects.exclude(registered_by__provinces=F("province"))
    assert list(strangers) == []


def test_presence_is_taken_for_the_training_day_only(held):
    marks = Attendance.objects.values_list("half_day__session__kind", flat=True)
    assert Counter(marks) == {"training": 2 * 132}


def test_the_absent_are_those_of_the_story(held):
    absent = Attendance.objects.filter(present=False)
    half_days_missed = sum(len(periods) for p in ABSENT.values() for periods in p.values())
    people = sum(len(positions) for positions in ABSENT.values())
    assert (absent.count(), absent.values("registration").distinct().count()) == (
        half_days_missed,
        people,
    )


def test_everybody_who_stayed_all_day_has_a_certificate(held):
    stayed = held.registrations.filter(state=REGISTERED).exclude(attendance__present=False)
    certified = Certificate.objects.valid().of(Kind.PARTICIPATION).filter(event=held)
    assert set(certified.values_list("registration", flat=True)) == set(
        stayed.values_list("pk", flat=True)
    )


def test_certificates_are_numbered_without_a_gap(held):
    numbers = sorted(held.certificates.values_list("number", flat=True))
    assert numbers == [f"RAD/2026/SB01/{n:04}" for n in range(1, 137)]


def test_trainers_and_coordinators_of_the_event_have_theirs(held):
    by_kind = Counter(held.certificates.values_list("kind", flat=True))
    assert by_kind == {"participation": 123, "trainer": 4, "coordinator": 9}


def test_somebody_who_missed_half_a_day_is_let_through_and_waits(held):
    exception = EligibilityException.objects.get()
    [waiting] = [
        one.pk
        for one in assess(held, list_candidates(held, Registration.objects.all()))
        if one.verdict == READY
    ]
    assert (exception.registration_id, exception.overruled) == (waiting, "presence_below")


def test_certificates_lie_as_pdf_a_page_each(held):
    with pikepdf.open(loading.certificates_pdf()) as pdf:
        assert len(pdf.pages) == 123


def test_two_coming_events_are_open_one_is_postponed_and_three_are_drafts(demo, db):
    states = dict(Event.objects.exclude(code="SB01").values_list("code", "state"))
    assert states == {
        "JD02": "open",
        "ST03": "open",
        "MD05": "postponed",
        "BR04": "draft",
        "JD06": "draft",
        "MH07": "draft",
    }


def test_the_postponed_event_says_why_and_keeps_its_people(demo, db):
    event = Event.objects.get(code="MD05")
    last = event.steps.last()
    assert (last.to_state, last.reason) == ("postponed", calling_off.REASON)
    assert event.taken == event.registrations.filter(state=REGISTERED).count() == 14
    told = Notice.objects.unseen().filter(event=event)
    assert told.values_list("province__iso").distinct().count() == 4


def test_a_draft_clashes_with_the_next_event_and_with_nothing_else(demo, governance):
    conflicts = find_conflicts(Event.objects.all())
    clashes = {
        conflict.event.code: (conflict.kind, conflict.other.code)
        for found in conflicts.values()
        for conflict in found
        if conflict.other
    }
    assert clashes == {"JD06": ("venue", "JD02"), "JD02": ("venue", "JD06")}


def test_one_place_of_sidi_bennour_is_left_at_the_next_event(governance):
    quota = governance.quotas.get(province__iso="MA-SIB")
    assert (quota.taken, quota.places) == (11, 12)


def test_two_people_of_settat_wait_for_the_event_at_home(demo, db):
    waiting = Registration.objects.filter(event__code="ST03", state=WAITING)
    assert list(waiting.values_list("province__iso", flat=True)) == ["MA-SET", "MA-SET"]


def test_some_people_come_again_and_some_are_new(governance):
    people = Person.objects.filter(registrations__event=governance)
    returning = people.filter(registrations__event__code="SB01").count()
    assert 0 < returning < people.count()


@pytest.mark.parametrize("told", [GOVERNANCE, MARKETING], ids=lambda told: told.code)
def test_a_coming_event_is_about_one_of_the_five_modules(told):
    assert told.title in story.MODULES.values()


def test_each_of_the_nine_provinces_has_a_coordinator(demo, db):
    provinces = Province.objects.filter(coordinators__role=Role.COORDINATOR)
    assert sorted(provinces.values_list("iso", flat=True)) == sorted(PROVINCES)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.email)
def test_an_account_opens_with_the_password_that_is_said(demo, db, account, rf):
    user = authenticate(rf.post("/"), email=account.email, password=account.password)
    assert user is not None
    assert user.role == account.role


def test_the_audit_log_names_the_demo_s_accounts_only(demo, db):
    actors = set(AuditEvent.objects.values_list("actor__email", flat=True))
    assert actors <= {account.email for account in ACCOUNTS}


def test_the_administrator_issued_every_certificate(held):
    issued = AuditEvent.objects.filter(action="certificate.issued")
    assert Counter(issued.values_list("actor__email", flat=True)) == {"admin@takwin.example": 136}


# What waits ---------------------------------------------------------------------------------


def test_everybody_who_was_written_down_twice_is_found_once(demo, db):
    pairs = Counter(DuplicatePair.objects.values_list("certainty", "province__iso"))
    assert pairs == {
        ("certain", "MA-SIB"): 1,
        ("possible", "MA-SIB"): 2,
        ("certain", "MA-JDI"): 1,
        ("possible", "MA-JDI"): 1,
        ("certain", None): 1,
    }


def test_each_of_the_two_provinces_has_a_transfer_to_answer(demo, db):
    waiting = ProvinceTransfer.objects.values_list("from_province__iso", "state")
    assert sorted(waiting) == [("MA-JDI", "requested"), ("MA-SIB", "requested")]


def test_who_waited_moved_up_when_a_place_was_given_up(demo, db):
    states = Registration.objects.filter(event__code="ST03", province__iso="MA-JDI")
    assert Counter(states.values_list("state", flat=True)) == {REGISTERED: 4, "cancelled": 1}


def test_three_people_applied_by_themselves_and_one_of_them_is_known(demo, db):
    waiting = Application.objects.filter(state="waiting", link__province__iso="MA-JDI")
    phones = waiting.values_list("phone", flat=True)
    known = Person.objects.filter(phone__in=list(phones))
    assert (waiting.count(), known.count()) == (3, 1)


def test_a_list_with_two_wrong_rows_waits_for_el_jadida(demo, db):
    run = ImportRun.objects.get()
    verdicts = Counter(run.rows.values_list("verdict", flat=True))
    assert (run.province.iso, run.state, verdicts) == ("MA-JDI", "staged", {"new": 4, "wrong": 2})


def test_what_is_held_is_prepared_and_what_is_coming_only_begun(held, governance):
    assert not held.preparation_steps.filter(done_at=None).exists()
    done = Counter(governance.preparation_steps.values_list("done_by__role", flat=True))
    assert done == {"staff": 1, None: governance.preparation_steps.count() - 1}


def test_organisations_are_known_by_more_than_their_name(demo, db):
    known = Organisation.objects.exclude(sector="").exclude(ice="")
    assert known.filter(member_count__gt=0).exists()


# The workshops ------------------------------------------------------------------------------


def test_the_workshop_was_held_with_seven_of_nine_coordinators(held):
    workshop = held.sessions.get(kind="workshop")
    standing = Counter(invitation.attendance.value for invitation in workshop.invitations.all())
    assert standing == {"present": 7, "excused": 1, "absent": 1}


def test_the_workshop_kept_the_numbers_of_its_morning(held):
    frozen = held.sessions.get(kind="workshop").frozen_counts.get()
    people = frozen.provinces.aggregate(registered=Sum("registered"), waiting=Sum("waiting"))
    assert (frozen.frozen_at.date(), people) == (
        dt.date(2026, 1, 31),
        {"registered": 132, "waiting": 8},
    )


def test_numbers_have_grown_since_the_workshop(held):
    frozen = held.sessions.get(kind="workshop").frozen_counts.get()
    table = compare_counts(count_by_province(held.programme), kept_counts(frozen))
    assert table.total.registered.difference > 0


def test_what_was_said_and_decided_stands_in_both_languages(held):
    workshop = held.sessions.get(kind="workshop")
    texts = [
        *workshop.points.values_list("discussion_ar", "discussion_fr"),
        *workshop.decisions.values_list("text_ar", "text_fr"),
    ]
    assert [pair for pair in texts if not all(pair)] == []


def test_to_the_coming_workshop_some_have_answered(governance):
    answers = governance.sessions.get(kind="workshop").invitations.values_list("answer", flat=True)
    assert Counter(answers) == {"coming": 5, "not_coming": 1, "none": 3}


def test_the_first_coordinator_has_an_answer_to_give(governance):
    invitations = governance.sessions.get(kind="workshop").invitations
    assert invitations.get(coordinator__email=COORDINATORS[0].email).answer == "none"


# What the provinces propose ------------------------------------------------------------------


def test_six_proposals_stand_in_every_column_of_the_board(demo, db):
    states = Counter(Proposal.objects.values_list("state", flat=True))
    assert states == {"open": 3, "postponed": 1, "accepted": 1, "declined": 1}


def test_the_provinces_have_answered_the_proposals(demo, db):
    kinds = Counter(ProposalEntry.objects.values_list("kind", flat=True))
    assert (kinds["supported"], kinds["objected"], kinds["commented"]) == (8, 2, 2)


def test_what_was_accepted_is_a_draft_that_can_be_opened(demo, db):
    proposal = Proposal.objects.get(state="accepted")
    event = proposal.event
    with transaction.atomic():
        open_registration(event, by=proposal.proposed_by)
        transaction.set_rollback(True)
    assert (event.venue.name_ar, event.capacity) == (proposal.new_venue, proposal.expected)


# Loading again, and where it is refused -----------------------------------------------------


def test_loading_says_where_to_look_and_who_can_sign_in(demo, db, settings):
    said = [settings.SITE_URL, str(loading.certificates_pdf())]
    said += [text for account in SHOWN for text in (account.email, account.password)]
    assert [text for text in said if text not in demo] == []


def test_loading_twice_changes_nothing(demo, db):
    before = digest_of_everything()
    run_command()
    assert digest_of_everything() == before


def test_loading_twice_leaves_the_printed_file(held):
    before = loading.certificates_pdf().stat().st_mtime_ns
    run_command()
    assert loading.certificates_pdf().stat().st_mtime_ns == before


def test_a_lost_file_is_printed_again(held):
    loading.certificates_pdf().unlink()
    run_command()
    with pikepdf.open(loading.certificates_pdf()) as pdf:
        assert len(pdf.pages) == 123


def test_what_a_user_changed_in_the_demo_stays(held):
    Person.objects.filter(phone="+212692000000").update(birth_year=1999)
    run_command()
    assert Person.objects.get(phone="+212692000000").birth_year == 1999


def test_showing_says_the_same_without_touching_anything(demo, db):
    before = digest_of_everything()
    shown = run_command("--show")
    assert demo.endswith(shown)
    assert digest_of_everything() == before
