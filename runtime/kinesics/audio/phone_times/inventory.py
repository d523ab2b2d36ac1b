"""`Inventory`: the symbols of one synthesiser as our phones. Data in `inventories.toml`."""

import unicodedata
from functools import cache
from pathlib import Path

from kinesics.audio.phones import names
from kinesics.toml import load_toml

__all__ = ["Inventory", "inventory", "wanted_symbols"]

Phones = tuple[str, ...]

_IPA_MARKS = frozenset("\u02c8\u02cc\u02d0\u02d1ʰʲʷˠˤˀ˞˥˦˧˨˩'‿|‖")
_STRESS = "0123456789"


class Inventory:
    """Looks symbols up; a name of ours is always understood in `cmu`."""

    def __init__(self, name: str, table: dict[str, list[str]]) -> None:
        self.name = name
        self._table = {symbol: tuple(phones) for symbol, phones in table.items()}
        if name == "cmu":
            self._table |= {phone: (phone,) for phone in names()}
        self._longest = max(map(len, self._table))

    @property
    def symbols(self) -> list[str]:
        """Those that it knows, as its table has them."""
        return list(self._table)

    def phones(self, symbol: str) -> Phones | None:
        """Our phones for a symbol; empty if it only lengthens what stands before; None: unknown."""
        if symbol in self._table:
            return self._table[symbol]
        if self.name == "cmu":
            return self._table.get(symbol.lower().rstrip(_STRESS))
        if self.name == "ipa":
            return self._split(symbol)
        return None

    def _split(self, symbol: str) -> Phones | None:
        """Sounds written together, the longest known first."""
        apart = unicodedata.normalize("NFD", symbol)
        plain = "".join(c for c in apart if c not in _IPA_MARKS and not unicodedata.combining(c))
        found: list[str] = []
        while plain:
            for length in range(min(self._longest, len(plain)), 0, -1):
                if plain[:length] in self._table:
                    found += self._table[plain[:length]]
                    plain = plain[length:]
                    break
            else:
                return None
        return tuple(found)


def wanted_symbols(name: str) -> str:
    """What would have been right where a symbol of inventory `name` is unknown."""
    known = " ".join(one for one in inventory(name).symbols if one.strip())
    return f"known ({name}): {known}; wanted these, or a csv of start,end,phone in ARPABET or IPA"


@cache
def inventory(name: str) -> Inventory:
    """The table of that name."""
    return Inventory(name, _tables()[name])


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return load_toml(Path(__file__).with_name("inventories.toml"))
