"""`Journey`: one sample of the speech on its way to a servo, stage by stage."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kinesics.errors import RecordError
from kinesics.measures.lag import shift_s
from kinesics.record.intake import Sounded, Taken
from kinesics.record.passage import Passage

__all__ = ["SOURCE", "Journey", "Step", "journey_of"]

SOURCE = "speech"
"""Layer that turns sound into a mouth."""

_AROUND = 120
"""Milliseconds either way of a moment: the motion by which later motion is recognised."""
_REACH = 150  # ms either way, in which it is looked for
_STILL = 0.01  # of a joint's range of motion in this recording: less is no stroke to be found


@dataclass(frozen=True, slots=True)
class Step:
    """One stage, reached."""

    stage: str
    what: str
    tick: int | None
    """In which it happened; None: not in a tick of the host's."""
    t_ns: int | None
    """Robot time; None: nobody knows, and `what` says why."""
    latest_ns: int | None = None
    """When it had to be there by the declared delays; None: they say nothing of it."""


@dataclass(frozen=True, slots=True)
class Journey:
    """From when a sample was made until it was heard."""

    sample: int
    """Its index in the utterance."""
    heard_s: float
    """When it is heard, after the first one."""
    joint: str
    steps: tuple[Step, ...]
    delays: Mapping[str, float]
    """As they were declared [ms]."""
    paced: bool
    """Whether steps are dated by the clock; else by the ticks of virtual time."""

    @property
    def made_ns(self) -> int:
        """When the sample was made: from there on everything is counted."""
        first = self.steps[0].t_ns
        assert first is not None  # always known
        return first

    @property
    def off_ms(self) -> float | None:
        """How much later than the sound the servo was there; None: not known."""
        known = {step.stage: step.t_ns for step in self.steps}
        there_ns, heard_ns = known["measured"], known["heard"]
        return None if there_ns is None or heard_ns is None else (there_ns - heard_ns) * 1e-6


def journey_of(passage: Passage, joint: int, early_ns: int, heard_s: float | None) -> Journey:
    """The journey of the sample that is heard `heard_s` after the first, as `joint` shows it.

    `early_ns`: how much earlier than it is seen a row of that joint is dated, for lag and
    foresight. None: the sample amid the joint's fastest stroke.

    Raises:
        RecordError: no such sample, or no row that shows it.
    """
    if heard_s is None:
        heard_s = _fastest_s(passage, joint, early_ns)
    packet = _packet(passage, heard_s)
    sample = round(heard_s * passage.speech_rate_hz)
    heard_ns = passage.heard_t0_ns + round(sample * 1e9 / passage.speech_rate_hz)
    number = _row_of(passage, heard_ns - early_ns)
    # The row's own moment, not half a tick beside it
    shown_ns = int(passage.row_ns[number]) + early_ns
    made_ns = heard_ns - passage.presentation_ns
    return Journey(
        sample=sample,
        heard_s=heard_s,
        joint=passage.streams["sent"].names[joint],
        steps=(
            Step("made", "the synthesiser made the sample", None, made_ns),
            _heard_of(passage, packet, made_ns),
            _told(passage, shown_ns, made_ns),
            *_sent(passage, number, made_ns),
            *_moved(passage, joint, number, made_ns),
            Step("heard", "the loudspeaker played it", None, heard_ns, heard_ns),
        ),
        delays=passage.delays,
        paced=bool(passage.laps),
    )


def _fastest_s(passage: Passage, joint: int, early_ns: int) -> float:
    sent = passage.streams["sent"].values[:, joint]
    shown_s = (passage.row_ns + early_ns - passage.heard_t0_ns) * 1e-9
    last = max(one.first + one.count for one in passage.intake.taken if isinstance(one, Sounded))
    inside = (shown_s[1:] >= 0.0) & (shown_s[1:] < (last - 1) / passage.speech_rate_hz)
    speed = np.where(inside, np.abs(np.diff(sent)), -1.0)
    return float(max(shown_s[1 + int(speed.argmax())], 0.0))


def _packet(passage: Passage, heard_s: float) -> Sounded:
    sample = heard_s * passage.speech_rate_hz
    pieces = [one for one in passage.intake.taken if isinstance(one, Sounded)]
    for piece in pieces:
        if piece.first - 0.5 <= sample < piece.first + piece.count - 0.5:
            return piece
    end_s = max(piece.first + piece.count for piece in pieces) / passage.speech_rate_hz
    raise RecordError(f"no sound came for {heard_s:g} s; wanted 0 to {end_s:.2f} s")


def _row_of(passage: Passage, t_ns: int) -> int:
    number = int(np.abs(passage.row_ns - t_ns).argmin())
    if abs(int(passage.row_ns[number]) - t_ns) > passage.tick_ns:
        raise RecordError("no row was sent for that moment: the host had fallen behind")
    return number


def _latest_ns(passage: Passage, made_ns: int, *delays: str, less_ns: int = 0) -> int:
    return made_ns + round(sum(passage.delays[name] for name in delays) * 1e6) - less_ns


def _heard_of(passage: Passage, packet: Sounded, made_ns: int) -> Step:
    tick = passage.tick_of(packet.after_ns)
    t_ns, lap = _dated(passage, tick, "packets")
    what = f"{packet.count} samples of sound were there{lap}"
    return Step("packet", what, tick, t_ns, _latest_ns(passage, made_ns, "compute_ms"))


def _told(passage: Passage, shown_ns: int, made_ns: int) -> Step:
    for one in passage.intake.taken:
        if isinstance(one, Taken) and one.source == SOURCE:
            track = one.track
            if track.t_ns - track.period_ns <= shown_ns <= track.end_ns:
                tick = passage.tick_of(one.after_ns)
                t_ns, lap = _dated(passage, tick, SOURCE)
                what = f"{SOURCE} told the mouth of that moment{lap}"
                latest_ns = _latest_ns(
                    passage, made_ns, "lookahead_ms", "compute_ms", less_ns=passage.tick_ns
                )
                return Step("track", what, tick, t_ns, latest_ns)
    return Step("track", f"{SOURCE} told nothing of that moment", None, None)


def _sent(passage: Passage, number: int, made_ns: int) -> tuple[Step, Step]:
    latest_ns = _latest_ns(passage, made_ns, "lookahead_ms", "compute_ms")
    mixed_ns, mixed = _dated(passage, number, "mix")
    sent_ns, sent = _dated(passage, number, "send")
    return (
        Step("mixed", f"row {number} was mixed{mixed}", number, mixed_ns, latest_ns),
        Step("sent", f"it left for the firmware{sent}", number, sent_ns, latest_ns),
    )


def _moved(passage: Passage, joint: int, number: int, made_ns: int) -> tuple[Step, Step]:
    """When the firmware's output and the servo did what the row wanted, recognised by its shape."""
    due_ns = int(passage.row_ns[number])
    until = ("lookahead_ms", "compute_ms", "lead_ms")
    steps = []
    for stage, whose, delays in (
        ("played", "the firmware's output", until),
        ("measured", "the servo", (*until, "lag_ms")),
    ):
        late_ns = _later_ns(passage, joint, due_ns, stage)
        latest_ns = _latest_ns(passage, made_ns, *delays)
        if late_ns is None:
            what = f"{whose} cannot be told: it stood still, or nobody measured it"
            steps.append(Step(stage, what, None, None, latest_ns))
        else:
            steps.append(Step(stage, f"{whose} was there", None, due_ns + late_ns, latest_ns))
    return steps[0], steps[1]


def _later_ns(passage: Passage, joint: int, due_ns: int, stage: str) -> int | None:
    """How much later than its row the motion around `due_ns` is found in that stage."""
    sent, later = passage.streams["sent"], passage.streams.get(stage)
    if later is None:
        return None
    span = _AROUND + _REACH
    grid_ns = np.arange(-span, span + 1) * 1_000_000
    asked = np.interp(grid_ns, sent.t_ns - due_ns, sent.values[:, joint])
    found = np.interp(grid_ns, later.t_ns - due_ns, later.values[:, joint])
    first, last = _REACH, len(grid_ns) - _REACH - 1
    stroke, whole = asked[first : last + 1], sent.values[:, joint]
    if not np.isfinite(found).all() or np.ptp(stroke) <= _STILL * np.ptp(whole):
        return None
    shift = shift_s(asked, found, first, last, _REACH)
    return None if np.isnan(shift) else round(shift * 1e9)


def _dated(passage: Passage, tick: int, stage: str) -> tuple[int, str]:
    """When a stage of a tick was over, and what it took; in virtual time the tick's own time."""
    laps = passage.laps[tick] if 0 <= tick < len(passage.laps) else {}
    lap = laps.get(stage)
    if lap is None:
        return passage.tick_at(max(tick, 0)), ""
    return lap.begin_ns + lap.cost_ns, f", in {lap.cost_ns * 1e-6:.2f} ms"
