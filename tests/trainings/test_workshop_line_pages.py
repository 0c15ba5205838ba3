"""Points and decisions of a workshop: written where they stand, moved, removed after a question."""

import pytest

from tests.trainings.workshop_makers import (
    DecisionFactory,
    PointFactory,
    address,
    said,
    shown,
    text_of,
)
from trainings.models import Session

POINT = {"text_ar": "المنهجية", "text_fr": "", "discussion_ar": "قيل", "discussion_fr": ""}
DECISION = {"text_ar": "حجز القاعة", "text_fr": "", "responsible": "المنسقة", "due_on": ""}


def test_the_usual_points_come_with_the_first_touch(as_staff, workshop):
    as_staff.post(address(workshop, "points/usual/"))
    assert workshop.points.count() == 5


def test_a_point_is_added_and_the_page_stands_at_it(as_staff, workshop):
    answer = as_staff.post(address(workshop, "points/new/"), POINT)
    point = workshop.points.get()
    assert (point.discussion_ar, answer.url) == ("قيل", address(workshop, f"#point-{point.pk}"))


def test_what_was_said_is_written_where_the_point_stands(as_staff, workshop):
    point = PointFactory(session=workshop)
    edit = address(workshop, f"points/{point.pk}/")
    page = text_of(shown(as_staff, workshop))
    form = text_of(as_staff.get(edit))
    as_staff.post(edit, POINT)
    # The form that htmx takes into the page must know where it belongs.
    assert (
        f'hx-get="{edit}"' in page,
        f'action="{edit}" class="house-form edit-form"' in form,
    ) == (
        True,
        True,
    )
    assert workshop.points.get().discussion_ar == "قيل"


def test_two_forms_that_stand_open_in_the_page_share_no_box(as_staff, workshop):
    points = [PointFactory(session=workshop) for _ in range(2)]
    boxes = [
        as_staff.get(address(workshop, f"points/{point.pk}/")).context["form"]["text_ar"].auto_id
        for point in points
    ]
    assert boxes == [f"point-{point.pk}-text_ar" for point in points]


@pytest.mark.parametrize("part", ["points/new/", "decisions/new/"])
def test_a_line_without_words_is_refused_and_the_rest_stays(as_staff, workshop, part):
    typed = {**POINT, **DECISION, "text_ar": "", "text_fr": "Décision"}
    form = as_staff.post(address(workshop, part), typed).context["form"]
    assert (list(form.errors), form["text_fr"].value()) == (["text_ar"], "Décision")


@pytest.mark.parametrize(
    ("kind", "make"), [("points", PointFactory), ("decisions", DecisionFactory)]
)
def test_a_line_is_removed_after_a_question(as_staff, workshop, kind, make):
    line = make(session=workshop)
    remove = address(workshop, f"{kind}/{line.pk}/remove/")
    asked = as_staff.get(remove)
    stood = type(line).objects.exists()
    as_staff.post(remove)
    assert (asked.status_code, stood, type(line).objects.exists()) == (200, True, False)


@pytest.mark.parametrize(
    ("kind", "make"), [("points", PointFactory), ("decisions", DecisionFactory)]
)
def test_a_line_moves_up_and_down(as_staff, workshop, kind, make):
    first, second = make(session=workshop), make(session=workshop)
    orders = []
    for to in ("up", "down"):
        as_staff.post(address(workshop, f"{kind}/{second.pk}/move/"), {"to": to})
        orders.append(list(getattr(workshop, kind).all()))
    assert orders == [[second, first], [first, second]]


def test_a_decision_is_due_on_a_day_written_as_people_write_it(as_staff, workshop):
    as_staff.post(address(workshop, "decisions/new/"), {**DECISION, "due_on": "31/12/2026"})
    assert workshop.decisions.get().due_on.isoformat() == "2026-12-31"


def test_a_decision_with_a_day_that_is_none_is_refused(as_staff, workshop):
    typed = {**DECISION, "due_on": "31/02/2026"}
    form = as_staff.post(address(workshop, "decisions/new/"), typed).context["form"]
    assert (list(form.errors), form["due_on"].value()) == (["due_on"], "31/02/2026")


def test_a_decision_is_changed(as_staff, workshop):
    decision = DecisionFactory(session=workshop)
    as_staff.post(address(workshop, f"decisions/{decision.pk}/"), DECISION)
    assert workshop.decisions.get().responsible == "المنسقة"


def test_words_with_markup_are_shown_as_text(as_staff, workshop):
    PointFactory(session=workshop, discussion_ar="<script>alert(1)</script>")
    page = text_of(shown(as_staff, workshop))
    assert ("&lt;script&gt;alert(1)" in page, "<script>alert(1)" in page) == (True, False)


def test_who_writes_the_minutes_is_named(as_staff, workshop):
    as_staff.post(address(workshop, "rapporteur/"), {"rapporteur": "لبنى الهاشمي"})
    assert Session.objects.get().rapporteur == "لبنى الهاشمي"


def test_a_name_that_is_too_long_is_refused(as_staff, workshop):
    page = as_staff.post(address(workshop, "rapporteur/"), {"rapporteur": "x" * 151}, follow=True)
    assert (said(page), Session.objects.get().rapporteur) == (["error"], "")
