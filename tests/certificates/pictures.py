"""Small pictures of a network's own making: logos of unequal shapes, a signature, a background."""

import hashlib
import io

from PIL import Image, ImageDraw


def draw_picture(width, height, colour, *, file_format="PNG"):
    """Return the bytes of a picture with one ellipse on it."""
    image = Image.new("RGBA" if file_format == "PNG" else "RGB", (width, height))
    ImageDraw.Draw(image).ellipse((0, 0, width - 1, height - 1), fill=colour)
    written = io.BytesIO()
    image.save(written, file_format)
    return written.getvalue()


def sha256_of(content):
    return hashlib.sha256(content).hexdigest()


LOGOS = [
    draw_picture(120, 120, "#c83c1e"),
    draw_picture(300, 60, "#1450a0"),
    draw_picture(60, 110, "#14783c"),
]
SIGNATURE = draw_picture(200, 80, "#141e78")
DARK = draw_picture(297, 210, "#303030", file_format="JPEG")
PICTURES = {sha256_of(content): content for content in (*LOGOS, SIGNATURE, DARK)}
