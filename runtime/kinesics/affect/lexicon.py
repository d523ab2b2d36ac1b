"""The lexicon: which senses the words of a text have, the longest entry first."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kinesics.affect.facs import names_of
from kinesics.affect.mixture import shares_of
from kinesics.affect.plan import ANGLES
from kinesics.affect.slips import Slips
from kinesics.affect.words import BREAK, Word, words_of
from kinesics.errors import AffectError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["Entry", "Found", "Part", "about_somebody", "find", "parts", "regions_of"]

_FOLDER = Path(__file__).with_name("lexicon")
_SHOWS = ("feelings", "acts", "scenes")
_PLAIN = 0.7  # of full strength, what a word shows by itself; see feelings.toml
_NUMBER = re.compile(r"[0-9]{1,3}([.,][0-9]+)?")
_SHORTEST_OPPOSITE = 6  # "untie" and its like are other words


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word shows."""

    mixture: Mapping[str, float] = field(default_factory=dict)
    strength: float = 0.7
    units: Mapping[str, float] = field(default_factory=dict)
    turn: Mapping[str, float] = field(default_factory=dict)
    act: bool = False
    weak: bool = False
    pick: bool = False
    scene: bool = False
    brief_s: float | None = None
    beats: int = 0
    tempo: float = 1.0
    energy: float = 1.0
    denies: tuple[str, ...] = ()
    """Units that are absent where it is denied; those that it shows, if empty."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a face: its mask, and what it does by manner."""

    name: str
    regions: tuple[str, ...]
    sided: bool
    do: Mapping[str, Mapping[str, float]]
    one: Mapping[str, Mapping[str, float]]
    """What one side alone does, where that is another thing."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words of a text that are one entry of the lexicon, or one word that is none."""

    text: str
    senses: Mapping[str, Any]
    """By kind: `show`, `degree`, `deny`, `part`, `manner`, ...; empty if unknown."""


_Node = dict[str, Any]
_TRIE: _Node = {}
_SENSES = "\0"


def _put(words: str, kind: str, sense: Any) -> None:
    for phrase in words.replace("\n", " ").split(","):
        node = _TRIE
        for word in words_of(phrase):
            node = node.setdefault(word.forms[0], {})
        senses = node.setdefault(_SENSES, {})
        if node is _TRIE or kind in senses:
            raise AffectError(f"lexicon: {phrase.strip()!r} is twice a {kind}; wanted it once")
        senses[kind] = sense


def _table(name: str) -> Table:
    return Table(f"{name}.toml: ", load_toml(_FOLDER / f"{name}.toml"), AffectError)


def _strengths(table: Table, key: str) -> dict[str, float]:
    if not table.has(key):
        return {}
    inner = table.table(key)
    for name in inner.whole():
        if name not in ANGLES:
            names_of(name)
    return {name: inner.finite(name, -1.0, 1.0) for name in inner.whole()}


def _entry(table: Table, *, scene: bool) -> Entry:
    given: dict[str, Any] = {
        "mixture": _strengths_of_mixture(table),
        "units": _strengths(table, "units"),
        "turn": _strengths(table, "turn"),
        "scene": scene,
    }
    for key in ("act", "weak", "pick"):
        if table.has(key):
            given[key] = table.boolean(key)
    for key, name in (("strength",) * 2, ("tempo",) * 2, ("energy",) * 2, ("brief", "brief_s")):
        if table.has(key):
            given[name] = table.number(key)
    if table.has("denies"):
        given["denies"] = table.texts("denies")
    if table.has("beats"):
        given["beats"] = table.integer("beats", 1)
    return Entry(**given)


def _strengths_of_mixture(table: Table) -> dict[str, float]:
    if not table.has("mixture"):
        return {}
    shares = table.table("mixture")
    mixture = {name: shares.finite(name, 0.0, 1.0) for name in shares.whole()}
    shares_of(mixture)
    return mixture


def _load_shows() -> None:
    for name in _SHOWS:
        table = _table(name)
        for row in table.tables("show"):
            words = row.text("words")
            entry = _entry(row, scene=name == "scenes")
            row.done()
            _put(words, "show", entry)
        table.done()


def _load_parts() -> dict[str, Part]:
    table = _table("parts")
    parts, rows = {}, table.table("parts")
    for name in rows.whole():
        row = rows.table(name)
        does = {
            key: {manner: _strengths(row.table(key), manner) for manner in row.table(key).whole()}
            if row.has(key)
            else {}
            for key in ("do", "one")
        }
        regions = row.texts("regions") if row.has("regions") else ()
        sided = row.boolean("sided") if row.has("sided") else True
        parts[name] = Part(name, regions, sided, does["do"], does["one"])
        _put(row.text("words"), "part", parts[name])
        row.done()
    manners = table.table("manners")
    for name in manners.whole():
        _put(manners.text(name), "manner", name)
    table.done()
    return parts


def _load_grammar() -> None:
    table = _table("grammar")
    for kind in ("degree", "deny", "only", "join", "then", "after", "from", "first", "end", "grow",
                 "slow", "brief", "style"):  # fmt: skip
        for row in table.tables(kind):
            values = {key: value for key, value in row.whole().items() if key != "words"}
            _put(row.text("words"), kind, values)
    for side, words in table.table("sides").text_map().items():
        _put(words, "side", side)
    seconds = table.table("seconds")
    _put(seconds.text("word"), "seconds", 1.0)
    _put(seconds.text("minute"), "seconds", 60.0)
    numbers = seconds.table("numbers")
    for word in numbers.whole():
        _put(word, "number", numbers.number(word))
    counts = table.table("counts")
    _put(counts.text("word"), "times", True)
    for word in counts.table("numbers").whole():
        _put(word, "count", counts.table("numbers").integer(word, 1))
    for kind in ("fillers", "others"):
        _put(table.table(kind).text("words"), kind.removesuffix("s"), True)


@cache
def _persons() -> frozenset[str]:
    words = _table("grammar").table("persons").text("words")
    return frozenset(word.strip() for word in words.split(","))


def about_somebody(text: str) -> bool:
    """Whether a text speaks of somebody, or of what somebody is doing."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return bool(words) and (words[0].endswith("ing") or not _persons().isdisjoint(words))


@cache
def parts() -> Mapping[str, Part]:
    """Parts of a face by name; who asks first reads the lexicon: a quarter of a second."""
    _load_shows()
    known = _load_parts()
    _load_grammar()
    return known


def regions_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """Regions of parts; none for the face, which is everything."""
    regions = tuple(dict.fromkeys(region for part in parts for region in part.regions))
    return () if regions == ("face",) else regions


def _vocabulary(node: _Node) -> Iterator[str]:
    for word, inner in node.items():
        if word != _SENSES:
            yield word
            yield from _vocabulary(inner)


@cache
def _slips() -> Slips:
    return Slips(_vocabulary(_TRIE))


def find(text: str) -> list[Found]:
    """The text as entries of the lexicon, longest first; marks between clauses are joins."""
    parts()  # so that there is a lexicon
    words = [_slips().mended(word) for word in words_of(text)]
    found, at = [], 0
    while at < len(words):
        length, senses = _longest(words, at)
        if not senses:
            senses = _opposite(words[at].text)
        text = " ".join(one.text for one in words[at : at + length])
        found.append(Found(text, {} if "other" in senses else senses))
        at += length
    return found


def _opposite(word: str) -> Mapping[str, Any]:
    """What "unsmiling" denies; nothing if the rest shows nothing, or may be something else."""
    if not word.startswith("un") or len(word) < _SHORTEST_OPPOSITE:
        return {}
    rest = words_of(word[2:])
    senses = _longest(rest, 0)[1] if len(rest) == 1 else {}
    return {**senses, "un": True} if senses.keys() == {"show"} else {}


def _longest(words: Sequence[Word], at: int) -> tuple[int, Mapping[str, Any]]:
    number = _of_figures(words[at].text)
    if number:
        return 1, number
    best: tuple[int, Mapping[str, Any]] = (1, {})
    nodes: Iterable[_Node] = [_TRIE]
    for length, word in enumerate(words[at:], 1):
        nodes = [node[form] for node in nodes for form in word.forms if form in node]
        if not nodes:
            break
        senses = _merged([node[_SENSES] for node in nodes if _SENSES in node])
        if senses:
            best = (length, senses)
    return best


def _of_figures(word: str) -> Mapping[str, Any]:
    """The sense of a mark between clauses, of a number or of a share, 50%."""
    if word == BREAK:
        return {"break": True}
    if _NUMBER.fullmatch(word):
        return {"number": float(word.replace(",", "."))}
    if word.endswith("%"):  # of nothing there is still a trace
        share = max(float(word.rstrip("%").replace(",", ".")) / 100.0, 0.01)
        return {"degree": {"factor": share, "of_shown": share / _PLAIN}}
    return {}


def _merged(known: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The senses of all that words may be, those of the words as they stand first."""
    if known and "deny" in known[0]:  # "hardly" is not "hard"
        return known[0]
    merged: dict[str, Any] = {}
    for one in reversed(known):
        merged.update(one)
    return merged
