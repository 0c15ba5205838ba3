"""QR codes as plain squares, for paper and for pages."""

from dataclasses import dataclass

import zxingcpp

# M survives 15 % of damage: a fold or a stamp across a corner of the code.
ERROR_CORRECTION = "M"


@dataclass(frozen=True)
class QrCode:
    """A code of ``size`` by ``size`` modules; whoever draws it leaves four modules of white around.

    ``bars`` are the dark stretches as (column, row, length), from the top left.
    """

    size: int
    bars: tuple[tuple[int, int, int], ...]

    @property
    def svg_path(self) -> str:
        """The dark modules as path data for an SVG whose unit is one module."""
        return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in self.bars)


def make_qr(text: str) -> QrCode:
    """Encode ``text``; raises ValueError when it is too long for any code."""
    barcode = zxingcpp.create_barcode(
        text, zxingcpp.BarcodeFormat.QRCode, ec_level=ERROR_CORRECTION
    )
    image = barcode.to_image(scale=1, add_quiet_zones=False)
    pixels = memoryview(image).tobytes()  # type: ignore[arg-type]  # it is one, the stub omits it
    size = image.shape[0]
    rows = (pixels[y * size : (y + 1) * size] for y in range(size))
    return QrCode(size, tuple(bar for y, row in enumerate(rows) for bar in _dark_bars(row, y)))


def _dark_bars(row: bytes, y: int) -> list[tuple[int, int, int]]:
    bars, x = [], 0
    while (start := row.find(0, x)) >= 0:
        light = row.find(255, start)
        x = light if light >= 0 else len(row)
        bars.append((start, y, x - start))
    return bars
