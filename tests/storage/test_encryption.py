"""What is sealed opens only with its key, in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.encryption import MasterKeyError, SealBrokenError, Vault, new_master_key, seal, unseal

KEY = b"k" * 32


@given(st.text(), st.text(min_size=1, max_size=20))
def test_what_was_sealed_opens_in_its_place(text: str, place: str) -> None:
    assert unseal(KEY, seal(KEY, text, place), place) == text


def test_a_sealed_value_does_not_open_in_another_row() -> None:
    with pytest.raises(SealBrokenError):
        unseal(KEY, seal(KEY, "haia", "messages.body:1"), "messages.body:2")


def test_a_changed_byte_is_noticed_and_the_error_says_nothing_of_the_content() -> None:
    sealed = bytearray(seal(KEY, "haia", "messages.body:1"))
    sealed[-1] ^= 1
    with pytest.raises(SealBrokenError) as broken:
        unseal(KEY, bytes(sealed), "messages.body:1")
    assert str(broken.value) == "messages.body does not open with this key"


def test_equal_texts_look_different_when_sealed() -> None:
    assert seal(KEY, "haia", "a") != seal(KEY, "haia", "a")


def test_a_data_key_opens_only_for_its_owner_and_under_its_master_key() -> None:
    vault, other = Vault.from_base64(new_master_key()), Vault.from_base64(new_master_key())
    wrapped = vault.new_data_key("one")
    assert len(vault.open_data_key(wrapped, "one")) == 32
    for stranger, owner in ((vault, "two"), (other, "one")):
        with pytest.raises(SealBrokenError):
            stranger.open_data_key(wrapped, owner)


def test_each_purpose_has_a_key_of_its_own() -> None:
    vault = Vault.from_base64(new_master_key())
    keys = {vault.derived(purpose) for purpose in ("wrap", "service", "trackers", "actions")}
    assert len(keys) == 4


def test_a_blind_index_is_stable_and_tells_kinds_apart() -> None:
    vault = Vault.from_base64(new_master_key())
    assert vault.blind_index("phone", "x") == vault.blind_index("phone", "x")
    assert vault.blind_index("phone", "x") != vault.blind_index("username", "x")


@pytest.mark.parametrize("text", ["", "short", "!!!", "AAAA"])
def test_a_master_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(MasterKeyError):
        Vault.from_base64(text)


def test_keys_stay_out_of_tracebacks() -> None:
    assert "master" not in repr(Vault(KEY))
