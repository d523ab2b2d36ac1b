"""`report_html`: one page of all tests of a robot: outcome, figures, histograms. No network."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["Tested", "report_html"]

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem;
  color-scheme: light dark; }
article { border-top: 1px solid #8886; padding: .6rem 0; }
h2 { font-size: 1rem; margin: .2rem 0; } .passed { color: #2a8a4a; } .failed { color: #c33; }
.skipped { color: #a70; } pre { white-space: pre-wrap; font-size: 13px; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 0 1.5rem;
  font-variant-numeric: tabular-nums; }
dl div { display: flex; justify-content: space-between; gap: 1rem; } dd { margin: 0; }
summary { cursor: pointer; font-size: 13px; }
figure { display: inline-block; margin: .5rem 1.5rem .5rem 0; }
figcaption { font-size: 13px; } svg rect { fill: currentColor; opacity: .6; }
"""
_BARS, _WIDTH, _HEIGHT = 20, 240, 60
_STAGE = "stage_p99_us."
_STAGES = "What each stage of a tick took, 99 % [us]"


@dataclass(slots=True)
class Tested:
    """One test, when it is over."""

    name: str
    outcome: str
    """`passed`, `failed` or `skipped`."""
    why: str
    """Of a failure, or of an inconclusive test."""
    figures: dict[str, float | str] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)
    recording: str = ""
    """Folder of the recordings that were kept; empty: none."""

    def as_map(self) -> dict[str, Any]:
        """In plain types, as they cross from process to process."""
        return {
            "name": self.name,
            "outcome": self.outcome,
            "why": self.why,
            "figures": {name: _plain(one) for name, one in self.figures.items()},
            "samples": {name: [float(one) for one in few] for name, few in self.samples.items()},
            "recording": self.recording,
        }


def report_html(title: str, tests: Sequence[Tested]) -> bytes:
    """The page, complete in itself."""
    counts = {
        kind: sum(one.outcome == kind for one in tests) for kind in ("passed", "failed", "skipped")
    }
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{html.escape(title)}</h1><p>{told}. Skipped with <i>inconclusive</i>: the robot "
        f"cannot tell.</p>{''.join(map(_article, tests))}</body></html>"
    ).encode()


def _article(test: Tested) -> str:
    judged = {name: told for name, told in test.figures.items() if _STAGE not in name}
    stages = {
        name.replace(_STAGE, ""): told for name, told in test.figures.items() if _STAGE in name
    }
    costs = f"<details><summary>{_STAGES}</summary>{_listed(stages)}</details>" if stages else ""
    pictures = "".join(_histogram(name, values) for name, values in test.samples.items())
    why = f"<pre>{html.escape(test.why)}</pre>" if test.why else ""
    kept = f"<p>recorded in {html.escape(test.recording)}</p>" if test.recording else ""
    return (
        f"<article><h2>{html.escape(test.name)} "
        f'<span class="{test.outcome}">{test.outcome}</span></h2>'
        f"{why}{kept}{_listed(judged)}{pictures}{costs}</article>"
    )


def _listed(figures: Mapping[str, float | str]) -> str:
    rows = (
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(str(value))}</dd></div>"
        for name, value in figures.items()
    )
    return f"<dl>{''.join(rows)}</dl>"


def _histogram(name: str, values: Sequence[float]) -> str:
    counts, edges = np.histogram(values, bins=_BARS)
    tallest = max(int(counts.max()), 1)
    wide = _WIDTH / _BARS
    bars = "".join(
        f'<rect x="{n * wide:.1f}" y="{_HEIGHT * (1 - count / tallest):.1f}" '
        f'width="{wide - 1:.1f}" height="{_HEIGHT * count / tallest:.1f}"/>'
        for n, count in enumerate(counts.tolist())
    )
    told = f"{name}: {edges[0]:.3g} to {edges[-1]:.3g}, {len(values)} values"
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-label="{html.escape(told)}">{bars}</svg>'
        f"<figcaption>{html.escape(told)}</figcaption></figure>"
    )


def _plain(figure: Any) -> float | str:
    plain: float | str = figure.item() if isinstance(figure, np.generic) else figure
    return plain
