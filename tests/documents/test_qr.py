"""A QR code of ours is read by a reader."""

import pytest
import zxingcpp
from PIL import Image

from documents.qr import make_qr

ADDRESS = "https://takwin.example.ma/v/7K2M9QXR4TVB8NHJ6PWZ3CDF5GA"


def draw(qr, module=8, quiet=4):
    picture = Image.new("L", [(qr.size + 2 * quiet) * module] * 2, 255)
    for x, y, length in qr.bars:
        left, top = (x + quiet) * module, (y + quiet) * module
        picture.paste(0, (left, top, left + length * module, top + module))
    return picture


@pytest.mark.parametrize("text", [ADDRESS, "1", "شهادة المشاركة"])
def test_a_reader_reads_what_was_written(text):
    assert zxingcpp.read_barcode(draw(make_qr(text))).text == text


def test_a_code_with_a_damaged_spot_is_still_read():
    picture = draw(make_qr(ADDRESS))
    middle = picture.width // 2
    picture.paste(255, (middle, middle, middle + 40, middle + 40))
    assert zxingcpp.read_barcode(picture).text == ADDRESS


def test_a_code_with_a_large_hole_is_not_read():
    picture = draw(make_qr(ADDRESS))
    picture.paste(255, (60, 60, picture.width - 60, picture.height - 60))
    assert zxingcpp.read_barcode(picture) is None


def test_the_svg_path_has_one_bar_for_each_dark_stretch():
    qr = make_qr(ADDRESS)
    assert qr.svg_path.count("M") == len(qr.bars)


def test_too_long_a_text_is_refused():
    with pytest.raises(ValueError, match=r"."):
        make_qr("x" * 8000)
