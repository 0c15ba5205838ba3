"""The arch of a Moroccan door for paper, in millimetres: lobes on an ellipse, wall, columns."""

import math
from dataclasses import dataclass
from itertools import pairwise

from certificates.designs.zellige import rectangle

# How far a lobe bulges: its radius as a share of its chord; 0.5 is half a circle.
BULGE = 0.56
# Heights of the blocks above and below a column, and how far they stand out.
CAPITAL, BASE, LEDGE = 6.0, 8.0, 2.5
# Points by which an arch is measured.
STEPS = 720


@dataclass(frozen=True)
class Arch:
    """An arch in a frame: ``margin`` white around, columns ``column`` wide, ``rise`` high.

    ``lobes`` is odd, so that one stands at the top.
    """

    width: float
    height: float
    margin: float
    column: float
    rise: float
    lobes: int

    @property
    def crown(self) -> float:
        """The height on the page of the ellipse's top; the middle lobe bulges above it."""
        return self.margin + 9

    @property
    def spring(self) -> float:
        """The height on the page at which the arch leaves its columns."""
        return self.crown + self.rise

    @property
    def left(self) -> float:
        """The inner edge of the left column."""
        return self.margin + self.column

    @property
    def right(self) -> float:
        """The inner edge of the right column."""
        return self.width - self.left

    def curve(self, inset: float = 0) -> str:
        """The lobed line from the left springing to the right one, ``inset`` inside."""
        points = self._cusps(inset)
        return f"M{points[0][0]:.3f} {points[0][1]:.3f}{_arcs(points, sweep=1)}"

    def opening(self, inset: float = 0) -> str:
        """The outline of the whole opening, down to the ground, ``inset`` inside."""
        ground = self.height - self.margin - inset
        (first_x, _y), (last_x, _) = self._cusps(inset)[0], self._cusps(inset)[-1]
        return f"{self.curve(inset)}L{last_x:.3f} {ground:.3f}H{first_x:.3f}z"

    def spandrels(self) -> str:
        """The wall above the arch, down to the springing."""
        points = self._cusps(0)[::-1]
        near, far = self.margin, self.width - self.margin
        return (
            f"M{near:.3f} {self.spring:.3f}V{near:.3f}H{far:.3f}V{self.spring:.3f}"
            f"H{self.right:.3f}{_arcs(points, sweep=0)}z"
        )

    @property
    def shaft(self) -> tuple[float, float]:
        """Where the shaft of a column begins, and how long it is."""
        top = self.spring + CAPITAL
        return top, self.height - self.margin - BASE - top

    def columns(self) -> str:
        """The shafts of both columns, from the capitals to the bases."""
        top, tall = self.shaft
        return "".join(rectangle(x, top, self.column, tall) for x in self.column_edges)

    def ground(self) -> str:
        """The threshold between the bases, two lines."""
        near = self.margin + self.column + LEDGE
        far, low = self.width - near, self.height - self.margin
        return f"M{near:.3f} {low:.3f}H{far:.3f}M{near:.3f} {low - 1.6:.3f}H{far:.3f}"

    @property
    def column_edges(self) -> tuple[float, float]:
        """Where the left column and the right one begin."""
        return self.margin, self.right

    def capitals(self, inset: float = 0) -> str:
        """The stepped blocks on which the arch rests."""
        return self._blocks(self.spring, CAPITAL, inset)

    def bases(self, inset: float = 0) -> str:
        """The blocks on which the columns stand."""
        return self._blocks(self.height - self.margin - BASE, BASE, inset)

    def _blocks(self, top: float, tall: float, inset: float) -> str:
        wide = self.column + LEDGE
        edges = (self.margin, self.width - self.margin - wide)
        return "".join(
            rectangle(x + inset, top + inset, wide - 2 * inset, tall - 2 * inset) for x in edges
        )

    def _cusps(self, inset: float) -> list[tuple[float, float]]:
        """The points between the lobes, evenly spaced along the ellipse."""
        across = self.width / 2 - self.left - inset
        up = self.rise - inset
        line = [
            (
                self.width / 2 - across * math.cos(math.pi * n / STEPS),
                self.spring - up * math.sin(math.pi * n / STEPS),
            )
            for n in range(STEPS + 1)
        ]
        reached = [0.0]
        for one, other in pairwise(line):
            reached.append(reached[-1] + math.dist(one, other))
        wanted = [reached[-1] * n / self.lobes for n in range(self.lobes + 1)]
        return [
            min(zip(reached, line, strict=True), key=lambda place: abs(place[0] - length))[1]
            for length in wanted
        ]


def _arcs(points: list[tuple[float, float]], *, sweep: int) -> str:
    parts = []
    for one, other in pairwise(points):
        radius = math.dist(one, other) * BULGE
        parts.append(f"A{radius:.3f} {radius:.3f} 0 0 {sweep} {other[0]:.3f} {other[1]:.3f}")
    return "".join(parts)
