"""Sounds of the International Phonetic Alphabet as our phones. Data in `ipa.toml`."""

from functools import cache
from pathlib import Path

from kinesics.toml import load_toml

_MARKS = str.maketrans("", "", "ˈˌːˑ-^\"'ʲʰ˥˦˧˨˩̩̯͡0123456789")
"""Stress, length, tone and palatalisation: nothing that lips show."""
LANGUAGES = ("en-us", "es", "fr", "de", "it", "ru", "cmn")
"""As espeak-ng calls them."""


def phones(symbol: str, language: str) -> tuple[str, ...]:
    """Our phones for one symbol; none where the symbol is unknown."""
    plain = symbol.translate(_MARKS)
    if symbol and not plain:
        return ()
    own = table().get(language, {})
    return tuple(own.get(plain) or table()["any"].get(plain) or ())


@cache
def table() -> dict[str, dict[str, list[str]]]:
    """Symbols and phones by language; `any` holds for all."""
    tables: dict[str, dict[str, list[str]]] = load_toml(Path(__file__).with_name("ipa.toml"))
    return tables
