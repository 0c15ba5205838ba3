"""A usual day, from its half-days: what networks do when nothing else is planned."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trainings.agenda import Span
from trainings.models import AgendaItem, Session

Kind = AgendaItem.Kind
Bilingual = tuple[str, str]
NO_TITLE: Bilingual = ("", "")
# In the paper's own languages, which are not the reader's.
TEA: Bilingual = ("استراحة شاي", "Pause-thé")
MEAL: Bilingual = ("وجبة الغداء", "Déjeuner")
OPENING, BREAK, CLOSING = 30, 15, 30
# A half-day that is shorter has no tea.
SHORTEST_WITH_TEA = 120
ROUNDING = 5


@dataclass(frozen=True)
class UsualSlot:
    """A slot of a usual day; the module is chosen afterwards."""

    kind: Kind
    starts: int
    ends: int
    title: Bilingual = NO_TITLE


def usual_day(half_days: Sequence[Span], kind: str) -> list[UsualSlot]:
    """Fill the half-days of a training day or a workshop from the first minute to the last.

    Opening, two modules with tea between them, the meal, practice, closing; in a consultation
    workshop discussions take the place of modules and practice. Nothing without half-days.
    """
    theme = Kind.DISCUSSION if kind == Session.Kind.WORKSHOP else Kind.MODULE
    practice = Kind.DISCUSSION if kind == Session.Kind.WORKSHOP else Kind.PRACTICE
    spans = sorted(half_days, key=lambda span: span.starts)
    slots: list[UsualSlot] = []
    for number, span in enumerate(spans):
        is_first, is_last = number == 0, number == len(spans) - 1
        if slots and slots[-1].ends < span.starts:
            slots.append(UsualSlot(Kind.BREAK, slots[-1].ends, span.starts, MEAL))
        opening = min(OPENING, _share(span, 6)) if is_first else 0
        closing = min(CLOSING, _share(span, 6)) if is_last else 0
        inner = Span(span.starts + opening, span.ends - closing)
        if opening:
            slots.append(UsualSlot(Kind.OPENING, span.starts, inner.starts))
        # A single half-day has its theme before the tea and its practice after it.
        second = practice if is_last and is_first else theme
        first = theme if is_first else practice
        slots += _around_tea(inner, first, second) if is_first else [_whole(inner, first)]
        if closing:
            slots.append(UsualSlot(Kind.CLOSING, inner.ends, span.ends))
    return slots


def _whole(span: Span, kind: Kind) -> UsualSlot:
    return UsualSlot(kind, span.starts, span.ends)


def _around_tea(span: Span, first: Kind, second: Kind) -> Iterator[UsualSlot]:
    if span.ends - span.starts < SHORTEST_WITH_TEA:
        yield _whole(span, first)
        return
    half = (span.ends - span.starts - BREAK) // 2
    tea = span.starts + half - half % ROUNDING
    yield UsualSlot(first, span.starts, tea)
    yield UsualSlot(Kind.BREAK, tea, tea + BREAK, TEA)
    yield UsualSlot(second, tea + BREAK, span.ends)


def _share(span: Span, parts: int) -> int:
    return (span.ends - span.starts) // parts
