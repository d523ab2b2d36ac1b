"""A model card for a terminal: what the network is, and what each look-ahead buys."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from kinesics.inference.backend import chosen_backend
from kinesics.inference.card import ModelCard
from kinesics.inference.lookahead_scores import LOOKAHEAD_SCORES, lookahead_scores

__all__ = ["card_text"]

_LABEL = 34
_COLUMN = 9
_LEAST = 7
_WIDEST = 13
_BAR = 40
_WIDTH = 100
_DRAWN = ("viseme_macro_f1", "macro_f1", "closure_f1")
"""Scores that are drawn against look-ahead, where a card has them."""


def card_text(card: ModelCard) -> str:
    """Lines of at most 100 columns."""
    return "\n".join(line.rstrip() for line in _lines(card))


def _lines(card: ModelCard) -> Iterator[str]:
    yield from wrap(f"{card.name} {card.version}: {card.summary}", _WIDTH)
    yield ""
    yield f"{'parameters':<{_LABEL}}{card.parameters:,}, {card.rate_hz:g} steps a second"
    chosen = chosen_backend(card)
    for file in card.files:
        here = "; runs here by default" if file.backend == chosen else ""
        yield f"{file.backend:<{_LABEL}}{file.path}, {file.size_bytes / 1e3:.0f} kB{here}"
        yield from wrap(file.scheme, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    for backend, cost in card.notes.get("budget", {}).items():
        if isinstance(cost, Mapping):
            label = f"a step with {backend} [us]"
            yield f"{label:<{_LABEL}}p50 {cost['p50_us']:g}, p99 {cost['p99_us']:g}"
    yield from _bought(card)
    for way, scores in card.accuracy.items():
        tables = list(_tables(scores, len(card.lookaheads_ms)))
        if tables:
            yield ""
            yield from _way(way, card.lookaheads_ms, tables)
    yield from _plain(card.accuracy)
    yield from _strange(card.accuracy.get("out_of_domain_80ms", {}))
    for title in ("data", "licence", "limits_of_testing"):
        yield from _paragraphs(title, card.notes.get(title, {}))


def _bought(card: ModelCard) -> Iterator[str]:
    """A line a look-ahead: what it costs and what it gives, of the file that runs here."""
    backend = chosen_backend(card)
    rows = {ms: lookahead_scores(card, backend, ms) for ms in card.lookaheads_ms}
    if not all(rows.values()):
        return
    yield ""
    names = [LOOKAHEAD_SCORES[name] for name in rows[card.lookaheads_ms[0]]]
    wide = [max(_LEAST, len(name) + 1) for name in names]
    heads = (f"{name:>{width}}" for name, width in zip(names, wide, strict=True))
    yield f"{'what a look-ahead buys':<{_LABEL - 8}}" + "".join(heads)
    for ms, scores in rows.items():
        usual = " (default)" if ms == card.default_lookahead_ms else ""
        cells = (
            f"{value:>{width}.0f}" if name.endswith("_ms") else f"{value:>{width}.2f}"
            for (name, value), width in zip(scores.items(), wide, strict=True)
        )
        yield f"{f'  {ms} ms{usual}':<{_LABEL - 8}}" + "".join(cells)
    about = card.accuracy.get("about", {}).get("lips_on")
    if about:
        yield from wrap(f"  on {about}; {backend}", _WIDTH, subsequent_indent="    ")


def _plain(accuracy: Mapping[str, Any]) -> Iterator[str]:
    """Scores that are one number each, the ways of running side by side; then groups of such."""
    first = accuracy.get("fp32", {})
    ways = {way: scores for way, scores in accuracy.items() if _same(scores, first)}
    groups = {
        title: scores
        for title, scores in accuracy.items()
        if isinstance(scores, Mapping) and scores and all(_same(s, first) for s in scores.values())
    }
    for title, columns in {"accuracy": ways, **groups}.items():
        if columns:
            wide = min((_WIDTH - _LABEL) // len(columns), _WIDEST)
            yield ""
            yield f"{title:<{_LABEL}}" + "".join(f"{n[: wide - 1]:>{wide}}" for n in columns)
            for name in first:
                values = "".join(f"{column[name]:>{wide}.3f}" for column in columns.values())
                yield f"  {name:<{_LABEL - 2}}{values}"


def _strange(rows: Mapping[str, Any]) -> Iterator[str]:
    """What is no speech, or came through another microphone: a line each."""
    if not rows:
        return
    yield ""
    yield "out of domain"
    for name, figures in rows.items():
        if isinstance(figures, Mapping):
            told = ", ".join(
                f"{key.replace('_', ' ')} {value:.2f}" for key, value in figures.items()
            )
            yield f"  {name.replace('_', ' '):<{_LABEL - 2}}{told}"
    yield from wrap(
        str(rows.get("about", "")), _WIDTH, initial_indent="  ", subsequent_indent="    "
    )


def _same(scores: Any, first: Mapping[str, Any]) -> bool:
    """Whether these are plain numbers of the same names."""
    return (
        isinstance(scores, Mapping)
        and bool(scores)
        and scores.keys() == first.keys()
        and all(isinstance(value, float) for value in scores.values())
    )


def _tables(scores: Any, count: int) -> Iterator[tuple[str, Sequence[float]]]:
    """What has a value for each look-ahead."""
    for group, measures in scores.items() if isinstance(scores, Mapping) else ():
        for name, values in measures.items() if isinstance(measures, Mapping) else ():
            if isinstance(values, list) and len(values) == count:
                yield name if group == "lips" else f"{group}: {name}", values


def _way(
    way: str, lookaheads_ms: Sequence[int], tables: list[tuple[str, Sequence[float]]]
) -> Iterator[str]:
    heads = "".join(f"{f'{ms} ms':>{_COLUMN}}" for ms in lookaheads_ms)
    yield f"{f'{way}, by look-ahead':<{_LABEL}}{heads}"
    for name, values in tables:
        yield f"  {name:<{_LABEL - 2}}" + "".join(f"{value:>{_COLUMN}.3f}" for value in values)
    for name, values in tables:
        if name in _DRAWN:
            yield f"  {name}"
            yield from (
                f"    {f'{ms} ms':>7} {'█' * round(_BAR * value)} {value:.3f}"
                for ms, value in zip(lookaheads_ms, values, strict=True)
            )


def _paragraphs(title: str, notes: Mapping[str, Any]) -> Iterator[str]:
    if notes:
        yield ""
        yield title.replace("_", " ")
    for name, text in notes.items():
        yield from wrap(
            f"{name.replace('_', ' ')}: {text}",
            _WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )
