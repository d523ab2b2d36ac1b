"""A `Journey` as text for people and as plain values for programs."""

from collections.abc import Mapping
from typing import Any

from kinesics.record.journey import Journey, Step

__all__ = ["journey_map", "journey_text"]

_NAMES = {
    "lookahead_ms": "look-ahead",
    "compute_ms": "compute",
    "lead_ms": "lead",
    "lag_ms": "lag",
}


def journey_text(journey: Journey) -> str:
    """A line a stage, then the four declared delays and their sum."""
    total_ms = sum(journey.delays.values())
    parts = " + ".join(f"{_NAMES[name]} {ms:g}" for name, ms in journey.delays.items())
    lines = [
        f"sample {journey.sample} of the speech, heard at {journey.heard_s:.3f} s, "
        f"shown by {journey.joint}",
        f"  {'stage':9} {'tick':>6} {'at ms':>9} {'after ms':>9} {'latest':>8}  what",
    ]
    before_ns = journey.made_ns
    for step in journey.steps:
        lines.append(_line(journey, step, before_ns))
        before_ns = before_ns if step.t_ns is None else step.t_ns
    lines.append(f"declared: {parts} = {total_ms:.1f} ms, by which the sound waited")
    off_ms = journey.off_ms
    if off_ms is not None:
        when = "after" if off_ms > 0 else "before"
        lines.append(f"the servo was there {abs(off_ms):.1f} ms {when} the sound")
    if not journey.paced:
        lines.append(
            "a step is dated by its tick: computing takes nothing of virtual time, and of a life "
            "it is not kept; `perform --live` records what each stage took"
        )
    return "\n".join(lines)


def journey_map(journey: Journey) -> Mapping[str, Any]:
    """Plain values; times are ns since the sample was made."""
    made_ns = journey.made_ns

    def since_ns(t_ns: int | None) -> int | None:
        return None if t_ns is None else t_ns - made_ns

    return {
        "sample": journey.sample,
        "heard_s": journey.heard_s,
        "joint": journey.joint,
        "made_t_ns": made_ns,
        "paced": journey.paced,
        "steps": [
            {
                "stage": step.stage,
                "what": step.what,
                "tick": step.tick,
                "at_ns": since_ns(step.t_ns),
                "latest_ns": since_ns(step.latest_ns),
            }
            for step in journey.steps
        ],
        "delays": {**journey.delays, "sum_ms": sum(journey.delays.values())},
        "off_ms": journey.off_ms,
    }


def _line(journey: Journey, step: Step, before_ns: int) -> str:
    made_ns = journey.made_ns
    tick = "-" if step.tick is None else f"{step.tick}"
    at = _ms(None if step.t_ns is None else step.t_ns - made_ns)
    after = _ms(None if step.t_ns is None else step.t_ns - before_ns)
    latest = _ms(None if step.latest_ns is None else step.latest_ns - made_ns)
    return f"  {step.stage:9} {tick:>6} {at:>9} {after:>9} {latest:>8}  {step.what}"


def _ms(time_ns: int | None) -> str:
    return "-" if time_ns is None else f"{time_ns * 1e-6:.2f}"
