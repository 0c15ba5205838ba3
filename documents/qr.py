"""QR codes as plain squares, for paper and for pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageDraw

# M survives 15 % of damage: a fold or a stamp across a corner of the code.
ERROR_CORRECTION = "M"
# A code as `documents.press` draws it: dark stretches one module high, a line each.
DRAWN_CODE = re.compile(rb"(?:\d{1,3} \d{1,3} \d{1,3} 1 re\s+){21,}")
# Modules a code has on a side at most, white around it, and pixels to a module for the reader.
LARGEST, QUIET_ZONE, PIXELS = 177, 4, 4
DARK = re.compile(rb"\0+")


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
    return QrCode(size, tuple(_dark_bars(pixels, size)))


def _dark_bars(pixels: bytes, size: int) -> Iterator[tuple[int, int, int]]:
    """Find the dark stretches: a light pixel after each row keeps them from running on."""
    rows = b"\xff".join(pixels[y * size : (y + 1) * size] for y in range(size))
    for bar in DARK.finditer(rows):
        start, end = bar.span()
        y, x = divmod(start, size + 1)
        yield x, y, end - start


def read_drawn_codes(content: bytes) -> list[str]:
    """Return the texts of the codes in the content of a PDF page that the press has made.

    Nothing is rendered: the squares are read where they are drawn.
    """
    return [text for drawn in DRAWN_CODE.findall(content) for text in _read_bars(drawn)]


def _read_bars(drawn: bytes) -> list[str]:
    numbers = [int(number) for number in drawn.replace(b" 1 re", b"").split()]
    bars = list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))
    size = max(max(x + length, y + 1) for x, y, length in bars)
    if size > LARGEST:
        return []
    picture = Image.new("L", ((size + 2 * QUIET_ZONE) * PIXELS,) * 2, 255)
    draw = ImageDraw.Draw(picture)
    for x, y, length in bars:
        left, top = (x + QUIET_ZONE) * PIXELS, (y + QUIET_ZONE) * PIXELS
        draw.rectangle((left, top, left + length * PIXELS - 1, top + PIXELS - 1), fill=0)
    # Left to itself, the reader also takes a row of squares for a bar code of a shop.
    found = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return [code.text for code in found]
