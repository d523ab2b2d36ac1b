"""Inventories: every symbol goes to phones that the lips know."""

import pytest

from kinesics.audio.phone_times.inventory import _tables, inventory
from kinesics.audio.phones import VISEMES, names


@pytest.mark.parametrize("name", _tables())
def test_every_symbol_is_a_phone_of_ours(name):
    for symbol, phones in _tables()[name].items():
        assert set(phones) <= names(), symbol
        assert inventory(name).phones(symbol) == tuple(phones)


def test_azure_has_its_22_visemes_and_oculus_its_15_in_both_spellings():
    assert set(_tables()["azure"]) == {str(n) for n in range(22)}
    assert set(_tables()["oculus"]) == set(VISEMES) | {"I", "O", "U"}


def test_our_own_names_are_known_with_and_without_stress():
    assert inventory("cmu").phones("AA1") == ("aa",)
    assert all(inventory("cmu").phones(name) == (name,) for name in names())


@pytest.mark.parametrize(
    ("symbol", "phones"),
    [
        ("t\u0361\u0283", ("ch",)),
        ("\u02c8b\u02d0", ("b",)),
        ("\u0254\u0303", ("ao",)),
        ("ba\u026a", ("b", "ay")),
        ("\u02c8", ()),
        ("\u2603", None),
    ],
)
def test_ipa_is_read_without_its_marks_the_longest_sounds_first(symbol, phones):
    assert inventory("ipa").phones(symbol) == phones
