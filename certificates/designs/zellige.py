"""Zellige for paper: the geometry of frames, stars and rosettes, as SVG path data in millimetres.

Everything is built on the khatam, the eight-pointed star of two crossed squares. Sides and corners
of a frame meet exactly because its module divides both sides of the sheet.
"""

import math
from dataclasses import dataclass

# An eight-pointed star of two squares has its inner corners at this share of its radius.
KHATAM_INNER = math.cos(math.pi / 4) / math.cos(math.pi / 8)


def star(x: float, y: float, radius: float, *, points: int = 8, inner: float = KHATAM_INNER) -> str:
    """Return the outline of a star whose first tip points up."""
    corners = []
    for n in range(2 * points):
        reach = radius if n % 2 == 0 else radius * inner
        angle = math.pi * n / points - math.pi / 2
        corners.append(f"{x + reach * math.cos(angle):.3f} {y + reach * math.sin(angle):.3f}")
    return f"M{'L'.join(corners)}z"


def interlace(x: float, y: float, radius: float, *, points: int, step: int) -> str:
    """Return the star polygon that joins every ``step``-th of ``points`` points of a circle."""
    lines = []
    for n in range(points):
        ends = []
        for place in (n, n + step):
            angle = 2 * math.pi * place / points - math.pi / 2
            ends.append(f"{x + radius * math.cos(angle):.3f} {y + radius * math.sin(angle):.3f}")
        lines.append(f"M{ends[0]}L{ends[1]}")
    return "".join(lines)


def lattice(x: float, y: float, width: float, height: float, module: float) -> str:
    """Cover a rectangle with stars that touch at their tips, crosses between them.

    The stars are centred on the rectangle and reach over its edges: it is to be clipped.
    """
    columns, rows = (math.ceil(side / module) + 1 for side in (width, height))
    first_x = x + (width - (columns - 1) * module) / 2
    first_y = y + (height - (rows - 1) * module) / 2
    return "".join(
        star(first_x + column * module, first_y + row * module, module / 2)
        for row in range(rows)
        for column in range(columns)
    )


def chain(x: float, y: float, height: float, width: float, count: int) -> str:
    """One star above the other, ``count`` of them in a strip ``width`` wide from (x, y) down."""
    step = height / count
    radius = min(step, width) / 2
    return "".join(star(x + width / 2, y + step * (n + 0.5), radius) for n in range(count))


def rectangle(x: float, y: float, width: float, height: float) -> str:
    """Return a rectangle as path data."""
    return f"M{x:.3f} {y:.3f}h{width:.3f}v{height:.3f}h-{width:.3f}z"


@dataclass(frozen=True)
class Frame:
    """A band of tiles around a sheet: ``columns`` by ``rows`` tiles, corners two tiles wide."""

    width: float
    height: float
    columns: int
    rows: int

    @property
    def module(self) -> float:
        """The side of a tile; the same along both sides or the frame would not close."""
        return (self.width - self.height) / (self.columns - self.rows)

    @property
    def margin(self) -> float:
        """What stays white around the frame."""
        return (self.width - self.columns * self.module) / 2

    def centres(self) -> list[tuple[float, float]]:
        """The middles of the tiles between the corners."""
        start, module = self.margin + self.module / 2, self.module
        along = [start + n * module for n in range(2, self.columns - 2)]
        down = [start + n * module for n in range(2, self.rows - 2)]
        far_x, far_y = self.width - start, self.height - start
        sides = [(x, y) for x in along for y in (start, far_y)]
        return sides + [(x, y) for y in down for x in (start, far_x)]

    def corners(self) -> list[tuple[float, float]]:
        """The middles of the four corner pieces."""
        inset = self.margin + self.module
        far_x, far_y = self.width - inset, self.height - inset
        return [(inset, inset), (far_x, inset), (inset, far_y), (far_x, far_y)]

    def stars(self, share: float, *, inner: float = KHATAM_INNER) -> str:
        """One star in every tile, ``share`` of the tile wide."""
        radius = self.module * share / 2
        return "".join(star(x, y, radius, inner=inner) for x, y in self.centres())

    def corner_stars(self, share: float, *, points: int = 8, inner: float = KHATAM_INNER) -> str:
        """One star in every corner piece, ``share`` of the piece wide."""
        radius = self.module * share
        return "".join(star(x, y, radius, points=points, inner=inner) for x, y in self.corners())

    def band(self) -> str:
        """The ground of the frame, a ring to be filled by the even-odd rule."""
        inner = self.rectangle(self.module)
        return self.rectangle(0) + inner + self._corner_pieces()

    def rectangle(self, inset: float) -> str:
        """A rectangle ``inset`` inside the outer edge of the band."""
        near = self.margin + inset
        across, down = self.width - 2 * near, self.height - 2 * near
        return f"M{near:.3f} {near:.3f}h{across:.3f}v{down:.3f}h-{across:.3f}z"

    def inner_rule(self, inset: float) -> str:
        """A line ``inset`` inside the band that steps around the corner pieces."""
        near = self.margin + self.module + inset
        right, low = self.width - near, self.height - near
        step = self.module
        return (
            f"M{near + step:.3f} {near:.3f}H{right - step:.3f}v{step}h{step}"
            f"V{low - step:.3f}h-{step}v{step}H{near + step:.3f}v-{step}h-{step}"
            f"V{near + step:.3f}h{step}z"
        )

    def inner_corners(self) -> str:
        """Two strokes from each corner piece along the sides, a third of the way."""
        inset = self.margin + self.module
        across, down = self.width / 3.4, self.height / 3.4
        start = inset + self.module * 1.35
        far_x, far_y = self.width - inset, self.height - inset
        return "".join(
            f"M{start:.3f} {y:.3f}H{across:.3f}"
            f"M{self.width - start:.3f} {y:.3f}H{self.width - across:.3f}"
            for y in (inset, far_y)
        ) + "".join(
            f"M{x:.3f} {start:.3f}V{down:.3f}"
            f"M{x:.3f} {self.height - start:.3f}V{self.height - down:.3f}"
            for x in (inset, far_x)
        )

    def _corner_pieces(self) -> str:
        """What the corner pieces add inside the band."""
        m = self.module
        far_x = self.width - self.margin - 2 * m
        far_y = self.height - self.margin - 2 * m
        near = self.margin + m
        places = [(near, near), (far_x, near), (near, far_y), (far_x, far_y)]
        return "".join(f"M{x:.3f} {y:.3f}h{m}v{m}h-{m}z" for x, y in places)
