"""What a test asserts of a `Run`: each judges, notes its figures, and says what was wrong.

What the robot cannot tell is *inconclusive*: the test is skipped with that reason, never passed.
"""

from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from kinesics.record.measures import Shares, actuation_error, as_played
from kinesics_app.hil.run import Run
from kinesics_app.performance.results import mouth_joints

__all__ = ["assert_lip_sync", "assert_no_jump", "assert_nothing_late", "assert_within_limits"]

F64 = NDArray[np.float64]

_FINE_HZ = 900.0  # below, differences of neighbouring rows hide what happened between them
_TOUCH = 1e-6  # of a limit: below any actuator's resolution
_MOST_MISSED = 0.1  # of the strokes
_GAP = 1.5  # of the usual time between rows: one is missing
_KINDS = ("position", "velocity", "acceleration", "jerk")


def assert_within_limits(run: Run, share: float = 1.0) -> None:
    """Position, velocity, acceleration and jerk, as played, use at most `share` of the rig's table.

    Inconclusive unless the firmware tells what it played every millisecond, as the twin and the
    native process do: 25 telemetries a second can only show that a limit was broken.
    """
    __tracebackhide__ = True
    shares = as_played(run.take)
    for kind in _KINDS:
        largest, joint = _largest(shares, kind, run)
        run.figures[f"{kind}_share"] = round(largest, 4)
        assert largest <= share + _TOUCH, (
            f"{joint} used {largest:.3f} of its limit of {kind} as played; wanted {share:g} at most"
        )
    if run.take.trace_rate_hz < _FINE_HZ:
        _inconclusive(
            f"the firmware tells what it played {run.take.trace_rate_hz:.0f} times a second; "
            "wanted a twin or the native process, which tell it every millisecond"
        )


def assert_no_jump(run: Run) -> None:
    """No two neighbouring rows, as sent and as played, are further apart than a limit allows.

    Neither is the change of their velocity, but where rows are missing: what joints do before and
    after those is the firmware's, and is judged as played. A trace slower than a millisecond is
    judged as it is.
    """
    __tracebackhide__ = True
    take, limits = run.take, run.take.limits
    for what, t_ns, rows in (
        ("sent", take.t_ns, take.sent),
        ("played", take.trace_t_ns, take.trace_played),
    ):
        step_s = np.diff(t_ns)[:, None] * 1e-9
        speed = np.diff(rows, axis=0) / step_s
        change = np.diff(speed, axis=0) / step_s[1:]
        if change.size:
            missing = step_s[:, 0] > _GAP * np.median(step_s)
            change[missing[1:] | missing[:-1]] = 0.0
        for kind, values, most in (
            ("velocity", speed, limits.velocity),
            ("acceleration", change, limits.acceleration),
        ):
            used = np.abs(values) / most
            used = np.nan_to_num(used)
            if not used.size:
                continue
            row, joint = np.unravel_index(int(used.argmax()), used.shape)
            largest = float(used[row, joint])
            run.figures[f"{what}_{kind}_share"] = round(largest, 4)
            at_s = (t_ns[row] - take.heard_t0_ns) * 1e-9
            assert largest <= 1.0 + _TOUCH, (
                f"{take.joint_names[joint]} jumped at {at_s:.3f} s: as {what} it used "
                f"{largest:.2f} of its limit of {kind}"
            )


def assert_lip_sync(run: Run, within_ms: float = 30.0) -> None:
    """95 % of the strokes of each joint of the mouth are measured within `within_ms` of asked.

    And at most one stroke in ten is not followed at all. Inconclusive for a mouth of which no joint
    tells where it is.
    """
    __tracebackhide__ = True
    take = run.take
    seen = [
        name
        for name in mouth_joints(run.rig)
        if not np.isnan(take.trace_measured[:, take.joint(name)]).any()
    ]
    judged = 0
    for name in seen:
        error = actuation_error(take, name)
        if not error.strokes:
            continue
        if error.p95_ms is not None:
            judged += 1
            run.figures[f"lip_sync_p95_ms.{name}"] = round(error.p95_ms, 2)
            run.samples.setdefault("p95 of |asked - measured| by joint [ms]", []).append(
                error.p95_ms
            )
            assert error.p95_ms <= within_ms, (
                f"{name} was {error.p95_ms:.1f} ms off in one stroke of twenty (median "
                f"{error.p50_ms:.1f} ms, bias {error.bias_ms:+.1f} ms, late is positive); wanted "
                f"{within_ms:g} ms: `kinesics calibrate lag {name}` finds what the rig does not say"
            )
        assert error.missed <= _MOST_MISSED * error.strokes, (
            f"{name} did not follow {error.missed} of {error.strokes} strokes; wanted one in ten "
            "at most: is it blocked, limp or too slow for its class in the rig?"
        )
    if not judged:
        why = "no joint of the mouth tells where it is" if not seen else "the mouth did not move"
        _inconclusive(f"{why}, so nobody knows when it was there")


def assert_nothing_late(run: Run) -> None:
    """No row came too late to be played, and the firmware's buffer was never empty."""
    __tracebackhide__ = True
    for name in ("rows_late", "underruns"):
        count = run.counters.get(name, 0)
        run.figures[name] = count
        assert count == 0, f"{name}: {count}; wanted none: a longer lead_ms hides longer stalls"


def _largest(shares: Shares, kind: str, run: Run) -> tuple[float, str]:
    values: F64 = np.nan_to_num(getattr(shares, kind))
    joint = int(values.argmax())
    return float(values[joint]), run.take.joint_names[joint]


def _inconclusive(why: str) -> NoReturn:
    pytest.skip(f"inconclusive: {why}")
