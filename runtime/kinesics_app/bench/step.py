"""`kinesics bench`: what a step costs on this machine, as ratios to loops written by hand.

Ratios within one run are worth more than microseconds: of these a busy machine makes what it likes.
"""

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.audio.logmel import LogMel
from kinesics.errors import ModelError
from kinesics.inference import ModelCard, open_stepper
from kinesics.inference.loader import build_stepper
from kinesics.inference.model_file import ModelFile
from kinesics.inference.rawloop import naive_loop, raw_loop
from kinesics.inference.relu_graph import relu_graph
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.bench.step_goal import StepGoal
from kinesics_app.bench.stopwatch import Bar, Comparison, Race, compare

__all__ = ["QUICK", "TITLE", "BenchReport", "Effort", "bench"]

TITLE = "A step of the network"

# Acceptance of the inference reference, section 8: points 1, 1, 2, 2 and 10.
RAW_BAR = Bar(p50_ratio=1.15, p99_ratio=1.3)
TRIVIAL_BAR = Bar(p50_ratio=2.0, slack_us=8.0)
NAIVE_TRIVIAL_BAR = Bar(p50_ratio=0.4)
NAIVE_BAR = Bar(p50_ratio=1.0)
LOG_MEL_BAR = Bar(p50_ratio=1.5)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure."""

    repeats: int = 5
    hot_steps: int = 1000
    """Of each runner in each repeat."""
    paced_steps: int = 100
    """Of each runner in each repeat; both take turns at the card's rate."""


QUICK = Effort(repeats=3, hot_steps=200, paced_steps=30)


@dataclass(frozen=True, slots=True)
class BenchReport:
    """All comparisons of one run."""

    machine: str
    model: str
    comparisons: tuple[Comparison, ...]
    skipped: tuple[str, ...]
    """What could not be measured, and why."""
    goals: tuple[StepGoal, ...] = ()
    """What a step costs and a file weighs; they are told and decide nothing."""

    @property
    def passed(self) -> bool:
        """Whether every bar holds."""
        return all(comparison.passed for comparison in self.comparisons)

    @property
    def section(self) -> Section:
        """The report as a chapter among others."""
        figures = (
            Figure(
                one.name,
                f"{one.p50_ratio:.2f}, 99 %: {one.p99_ratio:.2f}; {one.ours_p50_us:.1f} and "
                f"{one.theirs_p50_us:.1f} us",
                one.repeats * one.steps,
                _bar(one.bar).rstrip(),
                one.passed,
            )
            for one in self.comparisons
        )
        return Section(
            TITLE,
            f"{self.model}; {self.machine}. What a step takes, over what the same work takes by a "
            "loop that is written by hand over the same library, in the same run, by turns: median "
            "and 99th percentile of the ratio; then the medians themselves, ours and theirs.",
            tuple(figures),
            (*(goal.line() for goal in self.goals), *(f"skipped: {why}" for why in self.skipped)),
        )

    def render(self) -> str:
        """The report as a table of plain text."""
        columns = f"{'ours p50, p99':>17} {'theirs p50, p99':>17} {'ratio':>13}"
        lines = [self.machine, self.model, "", f"{'[us]':<44} {columns}  bar"]
        lines += [_row(comparison) for comparison in self.comparisons]
        lines += ["", *(goal.line() for goal in self.goals)] if self.goals else []
        lines += [f"skipped: {reason}" for reason in self.skipped]
        return "\n".join(lines)


def bench(
    model: Path,
    effort: Effort = Effort(),
    progress: Callable[[str], None] = lambda name: None,
) -> BenchReport:
    """Measure the model in `model`, two trivial networks and the log-mel front end.

    `progress` is told the name of each race before it starts. With the default effort and both
    backends this takes half a minute. A backend that does not open is told in `skipped`; ModelError
    if the folder's card or a file is wrong.
    """
    card = ModelCard.load(model)
    races = _trivial_races()
    skipped = [reason for file in card.files if (reason := _add_model_races(races, card, file))]
    if card.features.get("kind") == "logmel":
        races.append(_log_mel_race(card.features))
    comparisons = []
    for race in races:
        progress(race.name)
        steps = effort.hot_steps if race.rate_hz is None else effort.paced_steps
        comparisons.append(compare(race, effort.repeats, steps))
    goals = [
        StepGoal.of(file.backend, file.size_bytes, one)
        for file in card.files
        for one in comparisons
        if one.name == _paced_name(file.backend, card.rate_hz)
    ]
    return BenchReport(
        _machine(), f"{card.name} {card.version}", tuple(comparisons), tuple(skipped), tuple(goals)
    )


def _paced_name(backend: str, rate_hz: float) -> str:
    return f"{backend}: step / raw loop, {rate_hz:g} Hz"


def _trivial_races() -> list[Race]:
    """What a step adds to ONNX Runtime, over networks that cost next to nothing."""
    small, large = relu_graph(3), relu_graph(10)
    return [
        Race("3 Relus: step / raw loop", build_stepper(*small).step, raw_loop(*small), TRIVIAL_BAR),
        Race(
            "10 Relus: step / session.run(None, feeds)",
            build_stepper(*large).step,
            naive_loop(*large),
            NAIVE_TRIVIAL_BAR,
        ),
    ]


def _add_model_races(races: list[Race], card: ModelCard, file: ModelFile) -> str | None:
    """Add a step of the model against loops by hand; why not, if its backend does not open."""
    backend, content = file.backend, card.read(file)
    try:
        step = open_stepper(card, backend).step
    except ModelError as error:
        return f"{backend}: {error}"
    raw, rate_hz = raw_loop(card, file, content), card.rate_hz
    races += [
        Race(f"{backend}: step / raw loop, hot", step, raw, RAW_BAR),
        Race(_paced_name(backend, rate_hz), step, raw, RAW_BAR, rate_hz),
    ]
    if backend == "onnxruntime":
        naive = naive_loop(card, file, content)
        races.append(Race(f"{backend}: step / session.run(None, feeds)", step, naive, NAIVE_BAR))
    return None


def _log_mel_race(features: Mapping[str, Any]) -> Race:
    """A hop through the streaming front end against the bare arithmetic on one ready window."""
    front_end = LogMel(**{key: value for key, value in features.items() if key != "kind"})
    rng = np.random.default_rng(0)
    samples = rng.standard_normal(front_end.window).astype(np.float32)
    chunk = samples[: front_end.hop]
    taper, fft = np.hanning(front_end.window).astype(np.float32), int(features.get("fft", 512))
    bank = rng.random((fft // 2 + 1, front_end.mels)).astype(np.float32)
    floor = np.float32(1e-8)

    def bare() -> object:
        spectrum = np.fft.rfft(samples * taper, fft)
        return np.log((spectrum.real**2 + spectrum.imag**2) @ bank + floor)

    return Race(
        "log-mel hop / rfft + matmul + log", lambda: front_end.push(chunk), bare, LOG_MEL_BAR
    )


def _machine() -> str:
    packages = [f"{name} {_version(name)}" for name in ("numpy", "onnxruntime", "ai-edge-litert")]
    python = f"Python {platform.python_version()}"
    return ", ".join((platform.machine(), f"{os.cpu_count()} cores", python, *packages))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _row(comparison: Comparison) -> str:
    ours = f"{comparison.ours_p50_us:8.1f} {comparison.ours_p99_us:8.1f}"
    theirs = f"{comparison.theirs_p50_us:8.1f} {comparison.theirs_p99_us:8.1f}"
    ratio = f"{comparison.p50_ratio:6.2f} {comparison.p99_ratio:6.2f}"
    verdict = "ok" if comparison.passed else "MISSED"
    return f"{comparison.name:<44} {ours} {theirs} {ratio}  {_bar(comparison.bar)} {verdict}"


def _bar(bar: Bar) -> str:
    text = f"<= {bar.p50_ratio:g}"
    if bar.p99_ratio < np.inf:
        text += f", {bar.p99_ratio:g}"
    if bar.slack_us:
        text += f" or +{bar.slack_us:g} us"
    return f"{text:<18}"
