"""The sections of a model card for a terminal, each by its name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from kinesics.inference.backend import chosen_backend
from kinesics.inference.card import ModelCard
from kinesics.inference.lookahead_scores import shown_scores

__all__ = ["LABEL", "WIDTH", "Section", "plain", "sections_of"]

LABEL = 34
WIDTH = 100
"""Columns of a line, and of what stands at its left."""

_COLUMN = 9
_WIDEST = 13
_NONE = "-"
_BY_VOICE = ("voices_80ms", "shown_voices_80ms")

_JUDGED = {
    "total_delay_ms": "delay ms",
    "macro_f1": "macro-F1",
    "vowel_accuracy": "vowels",
    "viseme_macro_f1": "visemes",
    "viseme_vowel_accuracy": "(vowels)",
    "closure_f1": "closures",
    "touch_precision": "/f v/",
    "auc_bilabial_lingual": "bil/ling",
    "auc_rounding": "round",
    "r_gap": "r gap",
    "pauses": "pauses",
}
"""Scores of which voices and peers are told, and what they stand under."""
_LEGEND = (
    "macro-F1, vowels: of what the lips show; visemes, (vowels): of what the network names; "
    "bil/ling, round: how surely lips tell /p b m/ from /t d n/, and round from spread (AUC); "
    "pauses: motion in them, of that in speech"
)
_PEERS_LEGEND = (
    "ours: as the runtime shows it, macro-F1 and vowels of what the network names; delay: "
    "look-ahead and own lag, - where all of the sound is heard first"
)
_LANGUAGES = {
    "cmn": "Mandarin",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ru": "Russian",
}
_NAMED = ("macro_f1", "vowel_accuracy")
"""Scores of what a system names; of ours, by its visemes."""


class Section(NamedTuple):
    """What a section tells, and its lines."""

    what: str
    lines: Sequence[str]


def sections_of(card: ModelCard) -> dict[str, Section]:
    """Those that the card has something for, in the order in which they are shown."""
    made = {name: Section(what, list(lines(card))) for name, (what, lines) in _SECTIONS.items()}
    return {name: section for name, section in made.items() if section.lines}


def plain(card: ModelCard, *, groups: bool = True) -> Iterator[str]:
    """Scores that are one number each, the ways of running side by side; then groups of such."""
    first = card.accuracy.get("fp32", {})
    ways = {way: scores for way, scores in card.accuracy.items() if _same(scores, first)}
    grouped = {
        title: scores
        for title, scores in card.accuracy.items()
        if isinstance(scores, Mapping) and scores and all(_same(s, first) for s in scores.values())
    }
    for title, columns in {"accuracy": ways, **(grouped if groups else {})}.items():
        if columns:
            wide = min((WIDTH - LABEL) // len(columns), _WIDEST)
            yield ""
            yield f"{title:<{LABEL}}" + "".join(f"{n[: wide - 1]:>{wide}}" for n in columns)
            for name in first:
                values = "".join(f"{column[name]:>{wide}.3f}" for column in columns.values())
                yield f"  {name:<{LABEL - 2}}{values}"


def _figures(card: ModelCard) -> Iterator[str]:
    """Every score that has a value for each look-ahead; then those that are one number."""
    for way, scores in card.accuracy.items():
        tables = list(_tables(scores, len(card.lookaheads_ms)))
        if tables:
            heads = "".join(f"{f'{ms} ms':>{_COLUMN}}" for ms in card.lookaheads_ms)
            yield f"{f'{way}, by look-ahead':<{LABEL}}{heads}"
            for name, values in tables:
                cells = "".join(f"{value:>{_COLUMN}.3f}" for value in values)
                yield f"  {name:<{LABEL - 2}}{cells}"
            yield ""
    yield from _paragraphs("about", card.accuracy.get("about", {}))
    yield from plain(card)


def _tables(scores: Any, count: int) -> Iterator[tuple[str, Sequence[float]]]:
    for group, measures in scores.items() if isinstance(scores, Mapping) else ():
        of = measures if isinstance(measures, Mapping) else {"": measures}
        for name, values in of.items():
            if isinstance(values, list) and len(values) == count:
                named = f"{group}: {name}" if name and group != "lips" else name or group
                yield named, values


def _same(scores: Any, first: Mapping[str, Any]) -> bool:
    """Whether these are plain numbers of the same names."""
    return (
        isinstance(scores, Mapping)
        and bool(scores)
        and scores.keys() == first.keys()
        and all(isinstance(value, float) for value in scores.values())
    )


def _intervals(card: ModelCard) -> Iterator[str]:
    """What a score is by chance, and by who knew more, beside its interval."""
    controls = card.accuracy.get("controls", {})
    if not controls:
        return
    head = card.lookaheads_ms.index(card.default_lookahead_ms)
    lips = card.accuracy.get("fp32", {}).get("lips", {})
    own = {name: values[head] for name, values in lips.items()}
    columns = {f"{card.default_lookahead_ms} ms": own, **controls}
    names = dict.fromkeys(name for scores in columns.values() for name in scores)
    yield from _table(
        "fp32", list(columns), {n: [_of(c, n) for c in columns.values()] for n in names}
    )


def _languages(card: ModelCard) -> Iterator[str]:
    """Voice by voice."""
    for key in _BY_VOICE:
        if rows := card.accuracy.get(key):
            voices = {_voice(n): s for n, s in rows.items() if isinstance(s, Mapping)}
            yield from _judged(key.replace("_", " "), voices)
            yield from _about(rows)
            yield ""
    if any(key in card.accuracy for key in _BY_VOICE):
        yield from _told(_LEGEND)


def _voice(name: str) -> str:
    """With the language that its name tells in short, as `held-es`."""
    *_, last = name.split("-")
    return f"{name} ({_LANGUAGES[last]})" if last in _LANGUAGES else name


def _peers(card: ModelCard) -> Iterator[str]:
    """Each of the sounds on which other lip sync was judged; where it is, beside our own."""
    peers = card.accuracy.get("peers", {})
    told = [one for one in peers.values() if isinstance(one, Mapping)]
    for sound in dict.fromkeys(key for one in told for key in one if isinstance(one[key], Mapping)):
        rows = {
            f"{one['label']} {one.get('version', '')}": one[sound] for one in told if sound in one
        }
        own = _own(card) if sound == "synthetic" else {}
        yield from _judged(f"{sound} speech", {**own, **rows})
        yield ""
    if told:
        yield from _told(_PEERS_LEGEND)
        yield from _about(peers)


def _own(card: ModelCard) -> dict[str, dict[str, float]]:
    """Of each look-ahead of the file that runs here, what peers are judged by."""
    backend = chosen_backend(card)
    scores = shown_scores(card, backend)
    scores |= {name: scores[f"viseme_{name}"] for name in _NAMED if f"viseme_{name}" in scores}
    return {
        f"{card.name}, {ms} ms": {
            name: scores[name][head]
            for name in _JUDGED
            if name in scores and not name.startswith(("viseme_", "touch_", "pauses"))
        }
        for head, ms in enumerate(card.lookaheads_ms)
    }


def _judged(title: str, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    names = [name for name in _JUDGED if any(name in row for row in rows.values())]
    heads = [_JUDGED[name] for name in names]
    yield from _table(
        title, heads, {key: [_of(row, n) for n in names] for key, row in rows.items()}
    )


def _of(scores: Mapping[str, Any], name: str) -> str:
    """A cell: a number, an interval, or that there is none."""
    value = scores.get(name)
    digits = 0 if name.endswith("_ms") else 2
    if isinstance(value, list):
        return " to ".join(f"{end:.{digits}f}" for end in value)
    return _NONE if value is None else f"{value:.{digits}f}"


def _table(title: str, heads: Sequence[str], rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Columns as wide as what is widest in them."""
    wide = [
        1 + max(len(head), *(len(row[column]) for row in rows.values()))
        for column, head in enumerate(heads)
    ]
    label = min(max(LABEL, *(len(name) + 3 for name in rows)), WIDTH - sum(wide))
    for name, cells in {title: heads, **{f"  {name}": row for name, row in rows.items()}}.items():
        line = "".join(f"{cell:>{width}}" for cell, width in zip(cells, wide, strict=True))
        yield f"{name[: label - 1]:<{label}}{line}"


def _sounds(card: ModelCard) -> Iterator[str]:
    """What is no speech, or came through another microphone: a line each."""
    rows = card.accuracy.get("out_of_domain_80ms", {})
    if not rows:
        return
    yield "out of domain"
    for name, figures in rows.items():
        if isinstance(figures, Mapping):
            told = ", ".join(
                f"{key.replace('_', ' ')} {value:.2f}" for key, value in figures.items()
            )
            yield f"  {name.replace('_', ' '):<{LABEL - 2}}{told}"
    yield from _about(rows)


def _files(card: ModelCard) -> Iterator[str]:
    """How each file was made, and where its cost was measured."""
    for file in card.files:
        yield f"{file.backend:<{LABEL}}{file.path}, {file.size_bytes / 1e3:.0f} kB"
        yield from wrap(file.scheme, WIDTH, initial_indent="    ", subsequent_indent="    ")
    told = card.notes.get("budget", {})
    yield from _paragraphs("cost of a step", {k: v for k, v in told.items() if isinstance(v, str)})


def _about(rows: Mapping[str, Any]) -> Iterator[str]:
    yield from _told(str(rows.get("about", "")))


def _told(text: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _paragraphs(title: str, notes: Mapping[str, Any]) -> Iterator[str]:
    if notes:
        yield title
    for name, text in notes.items():
        yield from wrap(
            f"{name.replace('_', ' ')}: {text}",
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )


def _notes(title: str, key: str) -> Callable[[ModelCard], Iterator[str]]:
    return lambda card: _paragraphs(title, card.notes.get(key, {}))


_SECTIONS: Mapping[str, tuple[str, Callable[[ModelCard], Iterator[str]]]] = {
    "limits": ("what it was not tested on", _notes("limits of testing", "limits_of_testing")),
    "intervals": ("95 % intervals, and controls: chance, and who knew more", _intervals),
    "languages": ("voice by voice, each beside its control", _languages),
    "peers": ("other lip sync over the same sounds", _peers),
    "sounds": ("what is no speech, and other microphones", _sounds),
    "figures": ("every score, of the float network and of each file", _figures),
    "data": ("what it was taught", _notes("data", "data")),
    "licence": ("licence and credits", _notes("licence", "licence")),
    "files": ("how the files were made", _files),
}
