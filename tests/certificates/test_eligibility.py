import pytest
from django.utils import translation

from certificates.models import Reason
from certificates.services.correcting import allow_reissue
from certificates.services.eligibility import (
    ISSUED,
    READY,
    assess,
    count_verdicts,
    explain,
    in_print_order,
    list_candidates,
)
from participants.models import Attendance, Registration
from tests import factories
from trainings.models import HalfDay


@pytest.fixture
def assessed(event):
    def assessed(registration=None):
        everybody = Registration.objects.filter(event=event)
        rows = assess(event, everybody)
        return rows.get(pk=registration.pk) if registration else rows

    return assessed


@pytest.mark.parametrize(
    ("presence", "verdict"),
    [
        ((True, True), READY),
        ((True, False), Reason.PRESENCE_BELOW),
        ((False, False), Reason.PRESENCE_BELOW),
        ((True, None), Reason.PRESENCE_NOT_TAKEN),
        ((None, None), Reason.PRESENCE_NOT_TAKEN),
        ((False, None), Reason.PRESENCE_BELOW),
    ],
)
def test_verdict_follows_the_presence(attend, assessed, presence, verdict):
    assert assessed(attend(*presence)).verdict == verdict


@pytest.mark.parametrize(
    ("required", "verdict"), [(1, READY), (50, READY), (51, Reason.PRESENCE_BELOW)]
)
def test_rule_is_met_exactly_at_the_share_that_the_event_asks(
    event, attend, assessed, required, verdict
):
    event.required_presence = required
    event.save()
    assert assessed(attend(True, False)).verdict == verdict


def test_a_third_of_three_half_days_is_not_rounded_up(event, attend, assessed):
    registration = attend(True, False)
    third = factories.HalfDayFactory(
        session=factories.SessionFactory(event=event, date="2026-02-02")
    )
    factories.AttendanceFactory(registration=registration, half_day=third, present=False)
    event.required_presence = 34
    event.save()
    assert assessed(registration).verdict == Reason.PRESENCE_BELOW


def test_presence_at_the_workshop_does_not_count(event, attend, assessed):
    registration = attend(False, False)
    for half_day in HalfDay.objects.filter(session__event=event, session__kind="workshop"):
        factories.AttendanceFactory(registration=registration, half_day=half_day, present=True)
    assert assessed(registration).half_days_present == 0


def test_attended_marked_and_all_half_days_are_counted(attend, assessed):
    row = assessed(attend(True, None))
    assert (row.half_days_present, row.half_days_marked, row.half_days_total) == (1, 1, 2)


def test_without_training_half_days_nobody_has_earned_it(event, attend, assessed):
    registration = attend(True, True)
    Attendance.objects.all().delete()
    event.sessions.filter(kind="training").delete()
    assert assessed(registration).verdict == Reason.NO_HALF_DAYS


@pytest.mark.parametrize("script", ["ar", "latin"])
def test_a_name_missing_in_one_script_stands_against_it(attend, assessed, script):
    registration = attend(True, True)
    person = registration.person
    setattr(person, f"given_name_{script}", "")
    setattr(person, f"family_name_{script}", "")
    person.save()
    assert assessed(registration).verdict == Reason.NAME_MISSING


def test_a_single_name_is_a_name(attend, assessed):
    registration = attend(True, True)
    registration.person.given_name_ar = ""
    registration.person.save()
    assert assessed(registration).verdict == READY


def test_a_letter_that_no_typeface_has_stands_against_it(attend, assessed):
    registration = attend(True, True)
    registration.person.family_name_latin = "田中"
    registration.person.save()
    assert assessed(registration).verdict == Reason.MISSING_GLYPH


def test_a_name_that_is_too_long_for_its_line_stands_against_it(attend, assessed):
    registration = attend(True, True)
    registration.person.given_name_latin = "Wassim" + "W" * 74
    registration.person.family_name_latin = "Wassim" + "W" * 74
    registration.person.save()
    assert assessed(registration).verdict == Reason.DOES_NOT_FIT


def test_whoever_has_the_certificate_is_told_so(attend, assessed, issue):
    registration = attend(True, True)
    issue()
    row = assessed(registration)
    assert (row.verdict, row.certificate_number) == (ISSUED, "RAD/2026/SB01/0001")


def test_a_revoked_certificate_bars_another_one(attend, assessed, issue, revoke):
    registration = attend(True, True)
    issue()
    revoke(registration)
    row = assessed(registration)
    assert (row.verdict, row.certificate_number) == (Reason.REVOKED, "RAD/2026/SB01/0001")


def test_a_revoked_certificate_makes_way_once_a_new_one_is_allowed(
    attend, assessed, issue, revoke, administrator
):
    registration = attend(True, True)
    issue()
    allow_reissue(revoke(registration), reason="It was right", by=administrator)
    row = assessed(registration)
    assert (row.verdict, row.certificate_number) == (READY, None)


def test_after_a_new_certificate_the_revoked_one_is_not_asked(
    attend, assessed, issue, revoke, administrator
):
    registration = attend(True, True)
    issue()
    allow_reissue(revoke(registration), reason="It was right", by=administrator)
    issue()
    row = assessed(registration)
    assert (row.verdict, row.certificate_number) == (ISSUED, "RAD/2026/SB01/0002")


def test_a_second_revocation_bars_again(attend, assessed, issue, revoke, administrator):
    registration = attend(True, True)
    issue()
    allow_reissue(revoke(registration), reason="It was right", by=administrator)
    issue()
    revoke(registration)
    assert assessed(registration).verdict == Reason.REVOKED


def test_whoever_has_a_corrected_certificate_has_one(attend, assessed, issue, correct):
    registration = attend(True, True)
    issue()
    newer = correct(registration)
    row = assessed(registration)
    assert (row.verdict, row.certificate_id) == (ISSUED, newer.pk)


def test_candidates_hold_or_held_a_place_or_have_the_certificate(event, attend, issue):
    certified, waiting, cancelled = attend(True, True), attend(None, None), attend(None, None)
    issue()
    Registration.objects.filter(pk=waiting.pk).update(state="waitlisted")
    Registration.objects.filter(pk__in=[cancelled.pk, certified.pk]).update(state="cancelled")
    assert list(list_candidates(event, Registration.objects.all())) == [certified, cancelled]


def test_another_events_presence_does_not_count(attend, assessed):
    registration = attend(None, None)
    elsewhere = factories.HalfDayFactory()
    factories.AttendanceFactory(registration=registration, half_day=elsewhere)
    assert assessed(registration).half_days_present == 0


def test_verdicts_are_counted(attend, assessed):
    attend(True, True)
    attend(True, True)
    attend(True, False)
    assert count_verdicts(assessed()) == {READY: 2, Reason.PRESENCE_BELOW: 1}


@pytest.mark.parametrize("persons", [1, 3])
def test_assessing_costs_the_same_for_one_and_for_many(
    attend, assessed, persons, django_assert_num_queries
):
    for _ in range(persons):
        attend(True, True)
    with django_assert_num_queries(7):
        list(assessed().select_related("person"))


def test_hand_out_order_is_by_province_organisation_and_name(
    attend, assessed, province, other_province
):
    last = attend(True, True, place=other_province)
    alone = attend(True, True)
    second = attend(
        True, True, organisation=factories.OrganisationFactory(name_ar="جمعية ب", key_ar="b")
    )
    first = attend(
        True, True, organisation=factories.OrganisationFactory(name_ar="جمعية ا", key_ar="a")
    )
    assert list(in_print_order(assessed())) == [first, second, alone, last]


def test_presence_below_the_rule_is_explained_in_figures(attend, assessed):
    row = assessed(attend(True, False))
    with translation.override("en"):
        assert explain(row, 80) == "Attended 1 of 2 half-days; 80% are required."


def test_other_reasons_are_explained_by_their_sentence(attend, assessed):
    row = assessed(attend(None, None))
    with translation.override("en"):
        assert explain(row, 80) == "Presence has not been taken yet."


def test_nothing_is_explained_where_nothing_is_wrong(attend, assessed):
    assert explain(assessed(attend(True, True)), 80) == ""
