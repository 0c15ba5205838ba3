"""A notice is left with each promotion, and put aside once."""

import pytest

from network.models import AuditEvent
from participants.models import Notice
from participants.services.notices import put_notice_aside
from participants.services.registrations import cancel_registration


@pytest.fixture
def promoted(register, quota, province, staff):
    """Somebody who has just moved up from the waiting list."""
    first, _, third = [register(province) for _ in range(3)]
    cancel_registration(first, by=staff)
    return third


def test_moving_up_leaves_word_with_the_province(promoted, coordinator):
    notice = Notice.objects.visible_to(coordinator).unseen().get()
    assert (notice.registration, notice.kind) == (promoted, Notice.Kind.PROMOTED)


def test_another_province_reads_nothing_of_it(promoted, other_coordinator):
    assert Notice.objects.exists()
    assert not Notice.objects.visible_to(other_coordinator).exists()


def test_a_notice_is_put_aside_once(promoted, coordinator, staff):
    notice = Notice.objects.get()
    answers = [put_notice_aside(notice, by=user) for user in (coordinator, staff)]
    notice.refresh_from_db()
    assert (answers, notice.seen_by) == ([True, False], coordinator)
    assert AuditEvent.objects.filter(action="notice.put_aside").count() == 1
