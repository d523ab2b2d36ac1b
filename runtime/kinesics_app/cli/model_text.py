"""A model card for a terminal: what the network is, and what each look-ahead buys."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from kinesics.errors import ModelError
from kinesics.inference.backend import chosen_backend
from kinesics.inference.card import ModelCard
from kinesics.inference.lookahead_scores import LOOKAHEAD_SCORES, lookahead_scores, shown_scores
from kinesics_app.cli.model_sections import LABEL, WIDTH, plain, sections_of

__all__ = ["card_text", "sections_text"]

_LEAST = 7
_BAR = 40
_DRAWN = {"closure_f1": "lip closures, F1", "viseme_macro_f1": "visemes, F1"}
"""Scores that are drawn against look-ahead, where a card has them."""
_LAG = (
    "delay ms: the look-ahead, and by how much later than the sound the lips fit it best; all else "
    "is judged there"
)
_ALWAYS = "limits"
"""The section that belongs to the short card: what a network was not tested on."""


def card_text(card: ModelCard) -> str:
    """What a person wants first, in lines of at most 100 columns; then which sections there are."""
    return _text(_short(card))


def sections_text(card: ModelCard, names: Sequence[str] = ()) -> str:
    """The named sections of a card; none named: the short card and all of them.

    Raises:
        ModelError: this card has no such section; the message names those that it has.
    """
    sections = sections_of(card)
    for name in names:
        if name not in sections:
            raise ModelError(
                f"{card.name} has no section {name!r}; it has {', '.join(sections)}; --all has each"
            )
    told = [line for name in names or sections for line in ("", *sections[name].lines)]
    return _text(told[1:] if names else [*_head(card), *_bought(card), *told])


def _text(lines: Iterator[str] | Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines)


def _short(card: ModelCard) -> Iterator[str]:
    sections = sections_of(card)
    yield from _head(card)
    bought = list(_bought(card))
    yield from bought or plain(card, groups=False)
    if _ALWAYS in sections:
        yield from ("", *sections[_ALWAYS].lines)
    yield from ("", "more, by --section NAME or --all:")
    for name, section in sections.items():
        if name != _ALWAYS:
            yield f"  {name:<{LABEL - 2}}{section.what}"


def _head(card: ModelCard) -> Iterator[str]:
    yield from wrap(f"{card.name} {card.version}: {card.summary}", WIDTH)
    yield ""
    yield f"{'parameters':<{LABEL}}{card.parameters:,}, {card.rate_hz:g} steps a second"
    chosen = chosen_backend(card)
    for file in card.files:
        here = "; runs here by default" if file.backend == chosen else ""
        yield f"{file.backend:<{LABEL}}{file.path}, {file.size_bytes / 1e3:.0f} kB{here}"
    for backend, cost in card.notes.get("budget", {}).items():
        if isinstance(cost, Mapping):
            label = f"a step with {backend} [us]"
            yield f"{label:<{LABEL}}p50 {cost['p50_us']:g}, p99 {cost['p99_us']:g}"


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
    yield f"{'what a look-ahead buys':<{LABEL - 8}}" + "".join(heads)
    for ms, scores in rows.items():
        usual = " (default)" if ms == card.default_lookahead_ms else ""
        cells = (
            f"{value:>{width}.0f}" if name.endswith("_ms") else f"{value:>{width}.2f}"
            for (name, value), width in zip(scores.items(), wide, strict=True)
        )
        yield f"{f'  {ms} ms{usual}':<{LABEL - 8}}" + "".join(cells)
    about = card.accuracy.get("about", {}).get("lips_on")
    if about:
        yield from wrap(f"  on {about}; {backend}", WIDTH, subsequent_indent="    ")
    yield from wrap(f"  {_LAG}", WIDTH, subsequent_indent="    ")
    for name, values in shown_scores(card, backend).items():
        if name in _DRAWN:
            yield from ("", _DRAWN[name])
            yield from (
                f"  {f'{ms} ms':>7} {'█' * round(_BAR * value)} {value:.2f}"
                for ms, value in zip(card.lookaheads_ms, values, strict=True)
            )
