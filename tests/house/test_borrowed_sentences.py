"""What Django and django-allauth say to people is said in our words, and not in vain."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest
from allauth.account.forms import ChangePasswordForm
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.house import ROOT

BORROWED = (ROOT / "config" / "borrowed_sentences.py").read_text()


def borrowed():
    """The first argument of each call of gettext in the module."""
    calls = [node for node in ast.walk(ast.parse(BORROWED)) if isinstance(node, ast.Call)]
    return [call.args[0].value for call in calls]


@pytest.fixture(scope="module")
def sources_of_others():
    """The sources of the packages that we borrow from, with broken strings joined."""
    packages = [
        Path(importlib.util.find_spec(name).origin).parent for name in ("django", "allauth")
    ]
    code = " ".join(path.read_text() for package in packages for path in package.rglob("*.py"))
    return re.sub(r'"\s*\n\s*"', "", code)


def unknown_to(sources, sentences):
    return [sentence for sentence in sentences if f'"{sentence}"' not in sources]


def test_every_borrowed_sentence_is_still_said_by_its_owner(sources_of_others):
    assert unknown_to(sources_of_others, borrowed()) == []


def test_a_sentence_that_nobody_says_is_found(sources_of_others):
    assert unknown_to(sources_of_others, ["Nobody says this."]) == ["Nobody says this."]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ar", "هذه الخانة إجبارية."), ("fr", "Ce champ est obligatoire.")],
)
def test_an_empty_field_is_named_as_our_pages_name_fields(language, sentence):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        forms.CharField().clean("")
    with translation.override(language):
        assert refused.value.messages == [sentence]


def test_a_short_password_is_refused_in_arabic_with_the_right_plural():
    with translation.override("ar"), pytest.raises(ValidationError) as refused:
        MinimumLengthValidator(12).validate("short")
    assert refused.value.messages == ["كلمة المرور قصيرة جدا. يلزم 12 حرفا على الأقل."]


def test_the_forms_of_allauth_speak_our_arabic():
    with translation.override("ar"):
        assert (
            str(ChangePasswordForm().fields["password2"].label) == "كلمة المرور الجديدة مرة ثانية"
        )
