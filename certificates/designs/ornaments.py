"""What each layout draws on the sheet: bands, arches and stars in the colours of the look."""

from certificates.designs import zellige
from certificates.designs.arches import Arch
from certificates.designs.colours import WHITE, Palette, mix
from certificates.designs.design import Drawing
from certificates.designs.look import Languages, Orientation

LANDSCAPE, PORTRAIT = Orientation.LANDSCAPE, Orientation.PORTRAIT
# A4 in millimetres: width and height.
SHEETS = {LANDSCAPE: (297.0, 210.0), PORTRAIT: (210.0, 297.0)}
FRAMES = {
    LANDSCAPE: zellige.Frame(width=297, height=210, columns=39, rows=27),
    PORTRAIT: zellige.Frame(width=210, height=297, columns=27, rows=39),
}
ARCHES = {
    LANDSCAPE: Arch(width=297, height=210, margin=9, column=7, rise=54, lobes=19),
    PORTRAIT: Arch(width=210, height=297, margin=9, column=7, rise=68, lobes=15),
}
# The colour band of the modern layout: across the top, or along the side where one begins to read.
BAND_WIDTH, BAND_HEIGHT = 62.0, 40.0
BAND_RULE = 1.4
# The frieze of the layout that has one, and what a printer leaves white around it.
FRIEZE, UNPRINTED = 11.0, 6.0


def draw_zellige(
    orientation: Orientation, border: str, palette: Palette, languages: Languages
) -> tuple[Drawing, ...]:
    """A frame of tiles, or a lighter one, around a rosette that is hardly there."""
    frame, rosette = FRAMES[orientation], _rosette(orientation, palette)
    borders = {
        "zellige": _tiles(frame, palette),
        "rule": _double_rule(frame, palette),
        "corners": _corners(frame, palette),
        "none": (),
    }
    return (rosette, *borders[border])


def draw_arch(
    orientation: Orientation, border: str, palette: Palette, languages: Languages
) -> tuple[Drawing, ...]:
    """A lobed arch on two columns; its wall is tiled, or the arch is a line alone."""
    arch = ARCHES[orientation]
    outlines = (
        Drawing(arch.opening(1.6), stroke=palette.accent, width="0.35"),
        Drawing(arch.opening(2.8), stroke=palette.light, width="0.25"),
    )
    if border == "none":
        return ()
    if border == "line":
        return (Drawing(arch.opening(0), stroke=palette.primary, width="0.9"), *outlines)
    return (*_wall(arch, palette), *_masonry(arch, palette), *outlines)


def draw_ribbon(
    orientation: Orientation, border: str, palette: Palette, languages: Languages
) -> tuple[Drawing, ...]:
    """A band of colour with stars in it, or without."""
    width, height = SHEETS[orientation]
    if orientation == PORTRAIT:
        x, wide, tall = 0.0, width, BAND_HEIGHT
        medal = (
            {Languages.ARABIC: 36, Languages.FRENCH: width - 36}.get(languages, width / 2),
            20.0,
        )
        rule = zellige.rectangle(0, BAND_HEIGHT, width, BAND_RULE)
    else:
        from_right = languages == Languages.ARABIC
        x, wide, tall = (width - BAND_WIDTH if from_right else 0.0), BAND_WIDTH, height
        medal = (x + wide / 2, 38.0)
        edge = x - BAND_RULE if from_right else BAND_WIDTH
        rule = zellige.rectangle(edge, 0, BAND_RULE, height)
    outline = zellige.rectangle(x, 0, wide, tall)
    stars = zellige.lattice(x, 0, wide, tall, 15.5 if orientation == LANDSCAPE else 13.125)
    shade = mix(palette.primary, WHITE, 0.16)
    return (
        Drawing(outline, fill=palette.primary),
        *((Drawing(stars, stroke=shade, width="0.35", clip=outline),) if border == "star" else ()),
        Drawing(rule, fill=palette.accent),
        *_medal(*medal, 15 if orientation == PORTRAIT else 20, palette),
    )


def draw_frieze(
    orientation: Orientation, border: str, palette: Palette, languages: Languages
) -> tuple[Drawing, ...]:
    """A frieze of stars along the top, and one along the foot, from edge to edge."""
    width, height = SHEETS[orientation]
    top, foot = UNPRINTED, height - UNPRINTED - FRIEZE
    friezes = {"both": (top, foot), "top": (top,), "none": ()}[border]
    drawn = [_rosette(orientation, palette)]
    for y in friezes:
        drawn += _frieze(y, width, palette)
        inner = y + FRIEZE + 1.2 if y == top else y - 1.2
        rule = f"M{UNPRINTED:.3f} {inner:.3f}H{width - UNPRINTED:.3f}"
        drawn.append(Drawing(rule, stroke=palette.accent, width="0.8"))
    return tuple(drawn)


def draw_plain(
    orientation: Orientation, border: str, palette: Palette, languages: Languages
) -> tuple[Drawing, ...]:
    """Nothing: the paper is printed already."""
    return ()


def _frieze(y: float, width: float, palette: Palette) -> list[Drawing]:
    """Two rows of touching stars; the stars of the one are filled between those of the other."""
    across, module = width - 2 * UNPRINTED, FRIEZE / 2
    ground = zellige.rectangle(UNPRINTED, y, across, FRIEZE)
    count = round(across / module)
    middles = [UNPRINTED + across / count * (n + 0.5) for n in range(count)]
    rows = [(y + module / 2, 0), (y + module * 1.5, 1)]
    outlines = "".join(zellige.star(x, row, module / 2) for row, _n in rows for x in middles)
    filled = "".join(
        zellige.star(x, row, module * 0.27)
        for row, odd in rows
        for n, x in enumerate(middles)
        if n % 2 == odd
    )
    return [
        Drawing(ground, fill=palette.primary),
        Drawing(outlines, stroke=palette.light, width="0.3"),
        Drawing(filled, fill=palette.light),
    ]


def _medal(x: float, y: float, radius: float, palette: Palette) -> tuple[Drawing, ...]:
    """A great star in the band, where a seal would be."""
    return (
        Drawing(zellige.star(x, y, radius), fill=palette.primary),
        Drawing(
            "".join(zellige.star(x, y, radius * share) for share in (1, 0.93)),
            stroke=palette.light,
            width="0.4",
        ),
        Drawing(
            zellige.interlace(x, y, radius * 0.93, points=8, step=3)
            + zellige.star(x, y, radius * 0.42, points=16, inner=0.72),
            stroke=palette.light,
            width="0.3",
        ),
        Drawing(zellige.star(x, y, radius * 0.2), fill=palette.light),
    )


def _rosette(orientation: Orientation, palette: Palette) -> Drawing:
    width, height = SHEETS[orientation]
    x, y = width / 2, height / 2
    path = "".join(
        (
            *(zellige.interlace(x, y, radius, points=8, step=3) for radius in (68, 64.5)),
            *(zellige.star(x, y, radius) for radius in (68, 64.5, 28.2, 26.4)),
            zellige.star(x, y, 17, points=16, inner=0.72),
        )
    )
    return Drawing(path, stroke=palette.tint, width="0.4")


def _tiles(frame: zellige.Frame, palette: Palette) -> tuple[Drawing, ...]:
    light = palette.light
    return (
        Drawing(frame.rectangle(-0.9), stroke=palette.accent, width="0.45"),
        Drawing(frame.band(), fill=palette.primary),
        Drawing(frame.stars(0.98), stroke=light, width="0.35"),
        Drawing(frame.stars(0.5), fill=light),
        Drawing(frame.corner_stars(0.94, points=16, inner=0.72), stroke=light, width="0.4"),
        Drawing(frame.corner_stars(0.62), fill=light),
        Drawing(frame.corner_stars(0.34), fill=palette.primary),
        Drawing(frame.inner_rule(1.1), stroke=palette.accent, width="0.35"),
    )


def _double_rule(frame: zellige.Frame, palette: Palette) -> tuple[Drawing, ...]:
    return (
        Drawing(frame.rectangle(1.5), stroke=palette.primary, width="1.1"),
        Drawing(frame.rectangle(4.2), stroke=palette.accent, width="0.35"),
        Drawing(frame.corner_stars(0.62), fill=WHITE),
        Drawing(frame.corner_stars(0.56), fill=palette.primary),
        Drawing(frame.corner_stars(0.4), stroke=palette.light, width="0.35"),
        Drawing(frame.corner_stars(0.2), fill=palette.light),
    )


def _corners(frame: zellige.Frame, palette: Palette) -> tuple[Drawing, ...]:
    return (
        Drawing(frame.corner_stars(0.94, points=16, inner=0.72), fill=palette.primary),
        Drawing(frame.corner_stars(0.62), stroke=palette.light, width="0.4"),
        Drawing(frame.corner_stars(0.34), fill=palette.light),
        Drawing(frame.inner_corners(), stroke=palette.accent, width="0.45"),
    )


def _wall(arch: Arch, palette: Palette) -> tuple[Drawing, ...]:
    wall = arch.spandrels()
    across, module = arch.width - 2 * arch.margin, 9.3
    stars = zellige.lattice(arch.margin, arch.margin, across, arch.spring - arch.margin, module)
    return (
        Drawing(wall, fill=palette.primary),
        Drawing(stars, stroke=palette.light, width="0.3", clip=wall),
        Drawing(wall, stroke=palette.accent, width="0.5"),
    )


def _masonry(arch: Arch, palette: Palette) -> tuple[Drawing, ...]:
    shafts = arch.columns()
    step = arch.column - 2.4
    top, tall = arch.shaft
    count = round(tall / step)
    stars = "".join(zellige.chain(x + 1.2, top, tall, step, count) for x in arch.column_edges)
    return (
        Drawing(shafts, fill=palette.primary),
        Drawing(stars, stroke=palette.light, width="0.3"),
        Drawing(shafts, stroke=palette.accent, width="0.4"),
        Drawing(arch.capitals() + arch.bases(), fill=palette.primary),
        Drawing(arch.capitals(1) + arch.bases(1), stroke=palette.light, width="0.35"),
        Drawing(arch.ground(), stroke=palette.accent, width="0.5"),
    )
