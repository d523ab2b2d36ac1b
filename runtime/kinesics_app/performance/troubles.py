"""`troubles`: what did not go as asked in a performance, a sentence each."""

from dataclasses import dataclass

from kinesics_app.device.device import Device
from kinesics_app.tick.loop import Loop

__all__ = ["Run", "troubles"]

_FEW_LATE = 0.01  # of all rows: the next row stands in for one, and nobody sees it


@dataclass(frozen=True, slots=True)
class Run:
    """How the ticks went."""

    missed: int
    """Ticks that began more than a tick late."""
    reached_ns: int
    interrupted: KeyboardInterrupt | None
    lost: str
    """Why the robot could not be reached any more, or nothing."""
    left_out: int = 0
    """Rows that were not made, because nobody could have played them any more."""
    behind_ns: int = 0
    """How far the loop was behind at most, where it was too far for its rows to be played."""


def troubles(loop: Loop, device: Device, run: Run, *, shadow: bool) -> tuple[str, ...]:
    """What is to be told; a robot in `shadow` is not expected to follow."""
    heard = {analyser.name for analyser in loop.analysers}
    told = [
        f"analyser {name} died ({why}); its packets stopped"
        if name in heard
        else f"behaviour {name} died ({why}); its motion faded"
        for name, why in {**loop.deaths.last, **loop.died}.items()
    ]
    if loop.rejected:
        told.append(f"{loop.rejected} packets could not be used and were dropped")
    if run.lost:
        told.append(f"{run.lost}; the results are of what was performed until then")
    elif device.bridge.state != "ACTIVE" and not shadow:
        told.append(f"the robot stopped following: {device.trouble}; {device.way_out}")
    counters = device.counters
    if counters.get("reconnects"):
        told.append(
            f"the link was lost {counters['reconnects']} times and found again; "
            f"{counters['rows_unsent']} rows never left"
        )
    late, sent = counters.get("rows_late", 0), counters.get("rows_sent", 0)
    if run.behind_ns:
        told.append(
            f"this host fell behind by up to {run.behind_ns / 1e6:.0f} ms: {run.left_out} rows "
            f"were left out and {late} of {sent} came too late; let it do less beside this"
        )
    elif late > _FEW_LATE * sent:
        told.append(f"{late} of {sent} rows came too late to be played; use a longer --lead-ms")
    if run.interrupted is not None:
        told.append("interrupted; the results are of what was performed until then")
    return tuple(told)
