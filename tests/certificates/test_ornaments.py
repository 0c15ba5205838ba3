"""The geometry of ornaments: arches that meet their columns, tiles that touch, logos of one weight."""

import re
from itertools import pairwise

import pytest

from certificates.designs import zellige
from certificates.designs.arches import CAPITAL
from certificates.designs.images import LOGO_GAP, data_address, place_logos
from certificates.designs.look import Orientation
from certificates.designs.ornaments import ARCHES, FRAMES, SHEETS
from tests.certificates.pictures import DARK, LOGOS, draw_picture

pytestmark = pytest.mark.engineless

each_orientation = pytest.mark.parametrize("orientation", Orientation)


def points_of(path):
    """Return where each step of a path of moves, lines and arcs ends."""
    steps = re.findall(r"[MLA]([^MLAVHhvz]*)", path)
    return [tuple(map(float, step.split()[-2:])) for step in steps]


@each_orientation
def test_an_arch_springs_from_its_columns(orientation):
    arch = ARCHES[orientation]
    points = points_of(arch.curve())
    assert (points[0], points[-1]) == ((arch.left, arch.spring), (arch.right, arch.spring))


@each_orientation
def test_an_arch_is_the_same_on_both_sides(orientation):
    arch = ARCHES[orientation]
    points = points_of(arch.curve())
    mirrored = [(arch.width - x, y) for x, y in reversed(points)]
    assert len(points) == arch.lobes + 1
    assert points == [pytest.approx(point, abs=0.01) for point in mirrored]


@each_orientation
def test_the_lobes_of_an_arch_are_evenly_wide(orientation):
    points = points_of(ARCHES[orientation].curve())
    widths = [
        ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5
        for (x, y), (other_x, other_y) in pairwise(points)
    ]
    assert max(widths) < min(widths) * 1.15


@each_orientation
def test_an_arch_stays_inside_its_margin(orientation):
    arch = ARCHES[orientation]
    lobe = (arch.right - arch.left) / arch.lobes
    assert min(y for _x, y in points_of(arch.curve())) - lobe / 2 > 0
    assert arch.spring + CAPITAL < arch.height / 2


@each_orientation
def test_a_frame_closes_on_both_sides(orientation):
    frame, sheet = FRAMES[orientation], SHEETS[orientation]
    sides = (
        frame.columns * frame.module + 2 * frame.margin,
        frame.rows * frame.module + 2 * frame.margin,
    )
    assert sides == pytest.approx(sheet)


def test_the_stars_of_a_lattice_touch_and_cover_what_they_should():
    path = zellige.lattice(0, 0, 20, 10, 5)
    tips = [points_of(star)[0] for star in path.split("z") if star]
    assert len(tips) == 5 * 3
    assert sorted({x for x, _y in tips}) == [0, 5, 10, 15, 20]


def test_a_chain_fills_its_strip_from_end_to_end():
    tops = [points_of(star)[0][1] for star in zellige.chain(0, 10, 20, 5, 4).split("z") if star]
    assert tops == [10, 15, 20, 25]


def test_logos_of_unequal_shapes_weigh_about_the_same():
    placed = place_logos(LOGOS, width=200, height=12)
    areas = [float(logo.width) * float(logo.height) for logo in placed]
    assert max(areas) < 1.5 * min(areas)
    assert max(float(logo.height) for logo in placed) <= 12


def test_a_row_of_logos_is_never_wider_than_its_room():
    placed = place_logos(LOGOS * 3, width=60 + 8 * LOGO_GAP, height=12)
    assert sum(float(logo.width) for logo in placed) == pytest.approx(60, abs=0.1)


def test_a_row_without_logos_is_empty():
    assert place_logos([], width=100, height=12) == []


def test_a_picture_says_what_it_is():
    assert data_address(DARK).startswith("data:image/jpeg;base64,")
    assert data_address(LOGOS[0]).startswith("data:image/png;base64,")


def test_what_is_no_picture_of_ours_is_refused():
    with pytest.raises(OSError, match="cannot identify"):
        data_address(draw_picture(4, 4, "#000000", file_format="GIF"))
