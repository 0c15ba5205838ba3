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
# What lies between opening and closing has tea, or two parts, only from so many minutes on.
SHORTEST_WITH_TEA, SHORTEST_WITH_TWO = 120, 40
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
        opening = _part(OPENING, span) if is_first else 0
        closing = _part(CLOSING, span) if is_last else 0
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
    length = span.ends - span.starts
    tea = BREAK if length >= SHORTEST_WITH_TEA else 0
    if length < SHORTEST_WITH_TWO or (first == second and not tea):
        yield _whole(span, first)
        return
    middle = span.starts + _rounded((length - tea) // 2)
    yield UsualSlot(first, span.starts, middle)
    if tea:
        yield UsualSlot(Kind.BREAK, middle, middle + tea, TEA)
    yield UsualSlot(second, middle + tea, span.ends)


def _part(most: int, span: Span) -> int:
    """Return how long an opening or a closing takes: a fifth of a short half-day."""
    return min(most, _rounded((span.ends - span.starts) // 5))


def _rounded(minutes: int) -> int:
    return max(ROUNDING, minutes - minutes % ROUNDING)
