"""Names of provinces in French sentences, and that no other language is touched."""

import pytest
from django.utils import translation

from network.models import Province

pytestmark = pytest.mark.engineless


@pytest.mark.parametrize(
    ("language", "kind", "name", "full_name"),
    [
        ("fr", "province", "Sidi Bennour", "Province de Sidi Bennour"),
        ("fr", "province", "El Jadida", "Province d’El Jadida"),
        ("fr", "prefecture", "Agadir-Ida-Ou-Tanane", "Préfecture d’Agadir-Ida-Ou-Tanane"),
        ("en", "province", "El Jadida", "Province of El Jadida"),
        ("en", "prefecture", "Agadir", "Prefecture of Agadir"),
    ],
)
def test_a_province_is_called_as_its_language_does(language, kind, name, full_name):
    province = Province(kind=kind, name_fr=name, name_en=name)
    with translation.override(language):
        assert province.full_name == full_name


def test_in_arabic_nothing_stands_between(db):
    assert Province(kind="province", name_ar="الجديدة").full_name == "إقليم الجديدة"
