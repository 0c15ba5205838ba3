"""Pictures from outside: taken as they should be, refused with a sentence, nothing of them kept."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from documents.picture_field import PictureField
from documents.pictures import (
    MOST_BYTES,
    NotAPicture,
    PictureTooLarge,
    clean_picture,
    drop_picture,
    keep_picture,
    read_picture,
)

pytestmark = pytest.mark.engineless
RED, PLACE_OF_TAKING = (200, 0, 0), "33.2N 8.5W"


def drawn(kind="PNG", size=(40, 20), colour=RED, **options):
    file = io.BytesIO()
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(file, kind, **options)
    return file.getvalue()


def opened(picture):
    return Image.open(io.BytesIO(picture.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_usual_kinds_are_taken(kind):
    assert clean_picture(drawn(kind), longest_side=100).width == 40


def test_a_large_picture_is_made_smaller_and_keeps_its_shape():
    picture = clean_picture(drawn(size=(400, 200)), longest_side=100)
    assert (picture.width, picture.height) == (100, 50)


def test_a_small_picture_is_not_blown_up():
    assert clean_picture(drawn(), longest_side=1000).width == 40


def test_what_is_transparent_stays_so_in_a_logo():
    picture = clean_picture(drawn(colour=(0, 0, 0, 0)), longest_side=100, keep_transparency=True)
    assert (picture.extension, opened(picture).getpixel((0, 0))[3]) == ("png", 0)


def test_what_is_transparent_becomes_white_in_a_photo():
    picture = clean_picture(drawn(colour=(0, 0, 0, 0)), longest_side=100)
    assert (picture.extension, opened(picture).getpixel((0, 0))) == ("jpg", (255, 255, 255))


def with_exif(**marks):
    exif = Image.Exif()
    exif[0x010E] = PLACE_OF_TAKING
    for tag, value in marks.items():
        exif[{"orientation": 0x0112}[tag]] = value
    return drawn("JPEG", exif=exif)


def test_where_it_was_taken_is_not_kept():
    sent = with_exif()
    kept = clean_picture(sent, longest_side=100)
    assert (PLACE_OF_TAKING.encode() in sent, PLACE_OF_TAKING.encode() in kept.content) == (
        True,
        False,
    )


def test_a_picture_taken_sideways_is_turned_upright():
    picture = clean_picture(with_exif(orientation=6), longest_side=100)
    assert (picture.width, picture.height) == (20, 40)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        drawn("GIF"),
        drawn("TIFF"),
        drawn()[:20],
        drawn("JPEG", size=(300, 300))[:400],
    ],
    ids=["empty", "pdf", "svg", "gif", "tiff", "cut png", "cut jpeg"],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NotAPicture, match="JPEG"):
        clean_picture(content, longest_side=100)


def test_a_file_of_too_many_bytes_is_refused():
    with pytest.raises(PictureTooLarge):
        clean_picture(b"\0" * (MOST_BYTES + 1), longest_side=100)


@pytest.mark.parametrize("side", [7_000, 11_000, 14_000], ids=["ours", "warned of", "bomb"])
def test_a_small_file_of_too_many_pixels_is_refused(side):
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    with pytest.raises(PictureTooLarge):
        clean_picture(bomb.getvalue(), longest_side=100)


def test_a_kept_picture_has_a_name_of_our_own_and_can_be_dropped():
    name = keep_picture(clean_picture(drawn(), longest_side=100), folder="venues")
    was_there = default_storage.exists(name)
    drop_picture(name)
    drop_picture(name)
    assert (name[:7], was_there, default_storage.exists(name)) == ("venues/", True, False)


def test_a_kept_picture_is_read_as_it_was_kept():
    picture = clean_picture(drawn(), longest_side=100, keep_transparency=True)
    assert read_picture(keep_picture(picture, folder="venues")) == picture


def test_a_picture_that_is_gone_cannot_be_read():
    with pytest.raises(FileNotFoundError):
        read_picture("venues/gone.png")


def sent(content):
    return SimpleUploadedFile("../../logo.php", content, "image/png")


def test_the_field_gives_the_clean_picture():
    assert PictureField(longest_side=100).clean(sent(drawn())).extension == "jpg"


def test_the_field_says_why_a_file_is_refused():
    with pytest.raises(ValidationError, match="JPEG"):
        PictureField(longest_side=100).clean(sent(b"no picture"))


def test_a_field_that_may_stay_empty_gives_none():
    assert PictureField(longest_side=100, required=False).clean(None) is None
