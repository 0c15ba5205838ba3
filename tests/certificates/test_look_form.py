"""What an administrator types about a look: read as a look, each mistake at its field."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from certificates.designs.look import Languages, Orientation, Shown, Signatory
from certificates.forms.designs import LookForm
from certificates.kinds import Kind
from certificates.models import DesignPicture
from certificates.services.pictures import digest_of
from documents.pictures import clean_picture
from tests.certificates.design_makers import LOOK, typed_of
from tests.documents.test_pictures import drawn

pytestmark = pytest.mark.django_db


def form_of(look=LOOK, *, sent=None, files=None, has_cndp=True, **typed):
    """Return the form as a browser sends it back, with what was typed otherwise."""
    values = QueryDict(mutable=True)
    for name, value in {**typed_of(look), **typed}.items():
        values.setlist(name, value if isinstance(value, list) else [value])
    return LookForm(values, files or {}, look=look, edition=1, has_cndp=has_cndp)


def errors_of(**typed):
    form = form_of(**typed)
    assert not form.is_valid()
    return {
        **form.errors,
        **{
            f"{row.prefix}-{name}": text
            for row in form.signatories
            for name, text in row.errors.items()
        },
    }


RICH = replace(
    LOOK,
    layout="arch",
    kind=Kind.TRAINER,
    orientation=Orientation.PORTRAIT,
    languages=Languages.ARABIC,
    primary="#123456",
    border="line",
    logos=False,
    texts={"title_ar": "شهادة", "frame_fr": "avec {partners}"},
    signatories=(Signatory("أحمد", "Ahmed", "الرئيس", "Le président", stamp=False),),
    shows=frozenset({Shown.CIN}),
)


@pytest.mark.parametrize("look", [LOOK, RICH], ids=["plain", "rich"])
def test_a_look_that_is_sent_back_as_it_was_shown_is_the_same(look):
    form = form_of(look)
    assert form.is_valid(), form.errors
    assert form.look() == look


def test_the_page_shows_what_the_look_holds():
    shown = LookForm(None, None, look=RICH, edition=3, has_cndp=True)
    values = {name: shown[name].value() for name in ("border", "primary", "edition", "title_ar")}
    assert values == {
        "border": "arch/line",
        "primary": "#123456",
        "edition": 3,
        "title_ar": "شهادة",
    }
    assert shown.signatories[0]["name_fr"].value() == "Ahmed"
    assert len(shown.signatories) == 3


def test_a_text_that_is_left_empty_shows_what_is_printed_instead():
    shown = LookForm(None, None, look=RICH, edition=1, has_cndp=True)
    assert "التأطير" in shown.fields["title_ar"].widget.attrs["placeholder"]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("primary", "green", "#0b4f3c"),
        ("primary", "#ffff99", None),
        ("ink", "#dddddd", None),
        ("border", "arch/line", None),
        ("layout", "baroque", None),
        ("title_ar", "شهادة {name}", "{name}"),
        ("title_fr", "Attestation {attests}", "{attests}"),
        ("activity_fr", "a [suivi|suivie]", None),
        ("closing_fr", "sans fin {", None),
        ("title_fr", "证书", "证"),
        ("shows", ["phone"], None),
        ("edition", "", None),
    ],
)
def test_a_mistake_is_said_at_its_field_with_what_was_wrong(field, typed, says):
    errors = errors_of(**{field: typed})
    assert set(errors) == {field}
    assert says is None or says in errors[field][0]


def test_a_signatory_whose_name_cannot_be_printed_is_named():
    assert set(errors_of(**{"signatory-2-name_ar": "证"})) == {"signatory-2-name_ar"}


def test_all_mistakes_are_said_at_once():
    form = form_of(primary="x", title_ar="{", **{"signatory-1-name_fr": "证"})
    assert not form.is_valid()
    assert len(form.sentences()) == 3


def test_a_colour_is_taken_without_its_sign_and_in_capitals():
    form = form_of(primary="0B4F3C")
    assert form.is_valid()
    assert form.look().primary == "#0b4f3c"


def test_a_text_stands_on_one_line_and_keeps_its_firm_spaces():
    form = form_of(title_fr="  Attestation\r\nde\u00a0stage ")
    assert form.is_valid()
    assert form.look().texts == {"title_fr": "Attestation de\u00a0stage"}


def test_html_is_a_text_like_any_other():
    form = form_of(title_fr="<b>Attestation</b>")
    assert form.is_valid()
    assert form.look().texts["title_fr"] == "<b>Attestation</b>"


def test_without_a_cndp_number_the_cin_cannot_be_asked_for():
    assert "shows" in errors_of(has_cndp=False, shows=["cin"])
    assert form_of(has_cndp=True, shows=["cin"]).is_valid()


# Pictures


def upload(content=None, name="ground.png"):
    return SimpleUploadedFile(name, content or drawn())


def test_a_background_is_known_by_its_digest_and_encoded_anew():
    form = form_of(files={"background_file": upload(drawn() + b"<?php hidden ?>")})
    assert form.is_valid()
    (content,) = form.sent_pictures().values()
    assert (b"hidden" in content, content[:2]) == (False, b"\xff\xd8")
    assert form.look().background == digest_of(form.sent()["background"])


@pytest.mark.parametrize(
    "content",
    [b"none", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG" + b"0" * 9_000_000],
)
def test_what_is_no_picture_or_too_large_is_refused(content):
    form = form_of(files={"background_file": upload(content)})
    assert not form.is_valid()
    assert set(form.errors) == {"background_file"}


def test_a_signature_stays_transparent():
    files = {"signatory-1-signature_file": upload(drawn(colour=(0, 0, 0, 0)))}
    form = form_of(files=files, **{"signatory-1-name_fr": "Ahmed"})
    assert form.is_valid()
    (content,) = form.sent_pictures().values()
    assert content.startswith(b"\x89PNG")
    assert form.look().signatories[0].signature in form.sent_pictures()


def test_a_digest_under_which_nothing_is_kept_is_refused():
    assert "__all__" in errors_of(background="ab" * 32)


@pytest.fixture
def kept():
    picture = clean_picture(drawn(), longest_side=100)
    DesignPicture.objects.create(
        sha256=digest_of(picture), media_type="image/jpeg", width=1, height=1, content=b"x"
    )
    return digest_of(picture)


def test_a_background_that_is_kept_stays_until_it_is_removed(kept):
    look = replace(LOOK, background=kept)
    staying, going = form_of(look), form_of(look, drop_background="on")
    assert staying.is_valid()
    assert going.is_valid()
    assert (staying.look().background, going.look().background) == (kept, "")
