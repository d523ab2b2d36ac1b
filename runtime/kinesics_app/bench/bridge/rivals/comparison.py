"""`rivals`: kinesics, two naive serial loops and `dynamixel-sdk`, through the same bad days."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from kinesics.errors import BridgeError
from kinesics_app.bench.figures import Section

from .ours import play_ours
from .scenario import Played, Scenario, acceleration_use, at_servo
from .sketch import play_binary, play_text
from .vendor_sdk import play_vendor_sdk

__all__ = ["CONTESTANTS", "Outcome", "outcome", "recovery_s", "rivals"]

CONTESTANTS: dict[str, Callable[[Scenario], Played]] = {
    "kinesics": play_ours,
    "naive loop, text": play_text,
    "naive loop, packed": play_binary,
    "dynamixel-sdk": play_vendor_sdk,
}

_DURATION_S = 10.0
_DAMAGE = 1e-3
_NEAR_RAD = 0.024  # 1 % of a joint's range
_CONDITIONS = (
    "Virtual time, {} s a run, {} runs of each kind, eight joints on a smooth swing of at most "
    "0.42 of their acceleration limit, all hosts at 100 Hz over the same 0.2 ms wire, the same "
    "servo model behind all (dead time 10 ms, 8 Hz, torque for twice the limit). *Stalls*: the "
    "host process stops three times, for 20 to 80 ms, 0.1 to 0.4 s and 0.4 to 1 s. *Damage*: each "
    "byte, either way, is another one with a probability of 1 in 1,000. Accelerations are in "
    "limits of the joint: as commanded to the servo at 1 kHz, and of the servo's shaft, where 2 is "
    "all its torque. Recovery: from the end of a stall until the command is within 1 % of the "
    "joint's range of that in the calm run, for good. No bar was set; these are comparisons."
)
_NOTES = (
    "The naive loops are `serial.write` of where each joint should be now, to an Arduino-style "
    "sketch with the Servo library (pulses every 20 ms, which is what makes even the calm motion "
    "coarse), as many tutorials have it; both ends are emulated, byte by byte. The text form drops "
    "lines with a wrong number of fields; the packed form has two header bytes; neither has a "
    "checksum.",
    "`dynamixel-sdk` is the vendor's own code, version {}, on our emulated bus of XL430-W250 with "
    "factory settings (profile off, return delay 500 us): write all goals, read all positions, "
    "every 10 ms.",
    "Where kinesics loses: it answers later, by its lead, 100 ms here and 25 at the least, where "
    "the others answer in a pulse or a packet; and after a stall longer than its lead it takes "
    "longer to be back, because it takes up the motion inside the limits, from a quarter of the "
    "speed.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One contestant's worst of all runs."""

    calm_servo: float
    """Acceleration of the shaft in limits, nothing being wrong."""
    stall_command: float
    stall_servo: float
    short_recovery_s: float
    """After stalls of up to 80 ms."""
    long_recovery_s: float
    damage_servo: float
    damage_error_rad: float
    """Largest difference from the calm command."""
    wrong_frames: int
    frames: int
    longest_turn_ms: float


def rivals(runs: int, tell: Callable[[float], None]) -> Section:
    """Everybody through `runs` runs of each kind; who is not installed is told in the notes."""
    outcomes: dict[str, Outcome] = {}
    notes = [note.format(_sdk_version()) for note in _NOTES]
    for n, (name, play) in enumerate(CONTESTANTS.items()):
        try:
            outcomes[name] = outcome(play, runs)
        except BridgeError as error:
            notes.append(f"Not measured: {error}.")
        tell((n + 1) / len(CONTESTANTS))
    rows = [
        ("worst of all runs", *outcomes),
        *((what, *(cell(one) for one in outcomes.values())) for what, cell in _ROWS.items()),
    ]
    conditions = _CONDITIONS.format(f"{_DURATION_S:g}", runs)
    return Section("Beside what people use today", conditions, (), tuple(notes), tuple(rows))


_ROWS: dict[str, Callable[[Outcome], str]] = {
    "calm: acceleration of the shaft": lambda one: f"{one.calm_servo:.2f}",
    "stalls: acceleration as commanded": lambda one: f"{one.stall_command:,.1f}",
    "stalls: acceleration of the shaft": lambda one: f"{one.stall_servo:.2f}",
    "stalls of up to 80 ms: recovery": lambda one: f"{1000 * one.short_recovery_s:.0f} ms",
    "stalls of 0.1 to 1 s: recovery": lambda one: f"{1000 * one.long_recovery_s:.0f} ms",
    "damage: wrong frames accepted, of all sent": lambda one: (
        f"{one.wrong_frames} of {one.frames:,}"
    ),
    "damage: largest wrong move as commanded": lambda one: f"{one.damage_error_rad:.3f} rad",
    "damage: acceleration of the shaft": lambda one: f"{one.damage_servo:.2f}",
    "damage: longest turn of the host's loop": lambda one: (
        f"{one.longest_turn_ms:.0f} ms" if one.longest_turn_ms else "waits for nothing"
    ),
}


def outcome(play: Callable[[Scenario], Played], runs: int) -> Outcome:
    """One contestant's worst."""
    calm = play(Scenario(_DURATION_S))
    stalled = [_stalled(seed) for seed in range(runs)]
    damaged = [Scenario(_DURATION_S, damage=_DAMAGE, seed=seed) for seed in range(runs)]
    in_stalls = [play(one) for one in stalled]
    in_damage = [play(one) for one in damaged]
    recoveries = np.array(
        [recovery_s(one, calm, scenario) for one, scenario in zip(in_stalls, stalled, strict=True)]
    )
    return Outcome(
        calm_servo=acceleration_use(at_servo(calm.command)),
        stall_command=max(acceleration_use(one.command) for one in in_stalls),
        stall_servo=max(acceleration_use(at_servo(one.command)) for one in in_stalls),
        short_recovery_s=float(recoveries[:, 0].max()),
        long_recovery_s=float(recoveries[:, 1:].max()),
        damage_servo=max(acceleration_use(at_servo(one.command)) for one in in_damage),
        damage_error_rad=max(float(np.abs(one.command - calm.command).max()) for one in in_damage),
        wrong_frames=sum(one.wrong_frames for one in in_damage),
        frames=sum(one.frames for one in in_damage),
        longest_turn_ms=max(one.longest_turn_ms for one in in_damage),
    )


def recovery_s(played: Played, calm: Played, scenario: Scenario) -> list[float]:
    """For each stall, from its end until the command is that of the calm run, for good [s]."""
    away = np.abs(played.command - calm.command).max(axis=1) > _NEAR_RAD  # (T,)
    ends = [start_s for start_s, _ in scenario.stalls_s[1:]] + [scenario.duration_s]
    recoveries = []
    for (start_s, lasts_s), next_s in zip(scenario.stalls_s, ends, strict=True):
        over = round((start_s + lasts_s) * 1000)
        late = np.flatnonzero(away[over : round(next_s * 1000)])
        recoveries.append(float(late[-1] + 1) / 1000 if len(late) else 0.0)
    return recoveries


def _sdk_version() -> str:
    try:
        return version("dynamixel-sdk")
    except PackageNotFoundError:
        return "not installed"


def _stalled(seed: int) -> Scenario:
    random = np.random.default_rng(seed)
    lengths = ((0.02, 0.08), (0.1, 0.4), (0.4, 1.0))
    stalls = tuple(
        (float(start + random.uniform(0, 0.3)), float(random.uniform(*length)))
        for start, length in zip((2.5, 3.5, 6.0), lengths, strict=True)
    )
    return replace(Scenario(_DURATION_S), stalls_s=stalls)
