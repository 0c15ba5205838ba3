"""Sealing: read only with the key, changed bytes refused, equality without reading."""

import pytest

from network.sealing import CannotUnseal, keyed_indexes, seal, unseal


def test_what_was_sealed_comes_back():
    assert unseal(seal(b"MC123456", purpose="cin"), purpose="cin") == b"MC123456"


def test_sealing_twice_gives_different_bytes_without_the_plain_text():
    one, other = seal(b"MC123456", purpose="cin"), seal(b"MC123456", purpose="cin")

    assert one != other
    assert b"MC123456" not in one + other


@pytest.mark.parametrize("position", range(36))
def test_one_changed_bit_is_refused(position):
    sealed = bytearray(seal(b"MC123456", purpose="cin"))
    sealed[position] ^= 1

    with pytest.raises(CannotUnseal):
        unseal(bytes(sealed), purpose="cin")


@pytest.mark.parametrize("sealed", [b"", b"short", b"exactly 12 b", bytes(40)])
def test_bytes_that_nobody_sealed_are_refused(sealed):
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="cin")


def test_another_purpose_cannot_read_it():
    with pytest.raises(CannotUnseal):
        unseal(seal(b"MC123456", purpose="cin"), purpose="import")


def test_an_earlier_key_is_still_read(settings):
    sealed = seal(b"MC123456", purpose="cin")
    settings.PERSONAL_DATA_KEY_FALLBACKS = [settings.PERSONAL_DATA_KEY]
    settings.PERSONAL_DATA_KEY = "a newer key"

    assert unseal(sealed, purpose="cin") == b"MC123456"


def test_a_forgotten_key_is_not(settings):
    sealed = seal(b"MC123456", purpose="cin")
    settings.PERSONAL_DATA_KEY = "a newer key"

    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="cin")


def test_equal_texts_have_one_index_and_others_another():
    assert keyed_indexes("MC123456", purpose="cin") == keyed_indexes("MC123456", purpose="cin")
    assert keyed_indexes("MC123456", purpose="cin") != keyed_indexes("MC123457", purpose="cin")


def test_the_index_under_an_earlier_key_is_looked_for_too(settings):
    stored = keyed_indexes("MC123456", purpose="cin")[0]
    settings.PERSONAL_DATA_KEY_FALLBACKS = [settings.PERSONAL_DATA_KEY]
    settings.PERSONAL_DATA_KEY = "a newer key"

    assert stored in keyed_indexes("MC123456", purpose="cin")[1:]
