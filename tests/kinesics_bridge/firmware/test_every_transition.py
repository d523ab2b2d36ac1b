"""Every cell of the firmware's table of states and events, on the twin, and nothing else."""

import numpy as np
import pytest

from kinesics_bridge.wire.message_types import Arm, Disarm, Event, Stop, StopClear, TimeRequest
from kinesics_bridge.wire.protocol import (
    CONDITIONS,
    ENABLE_INTERVAL_US,
    EVENTS,
    MAX_JOINTS,
    SILENCE_HOLD_US,
    STATES,
    TRANSITIONS,
)

JOINTS = 20  # giving torque takes 40 ms: long enough to be seen
NEVER = {("ARMING", "SILENT_HOLD")}


def still(bench):
    pose = bench.table.decode(bench.table.encode(bench.pose()))
    return np.tile(pose, (24, 1))  # as many as a frame holds


def ask_to_arm(bench):
    bench.send_rows(still(bench), ahead_us=5_000)
    bench.run(5)
    bench.send(Arm(bench.table.hash))
    bench.run(3)


def stay(bench, duration_ms):
    pose = still(bench)[0]
    bench.stream(lambda t_s: pose, duration_ms, lead_ms=30)


def follow(bench):
    bench.arm()


def starve(bench):
    bench.arm()
    bench.run_alive(200)


def fall_silent(duration_ms):
    def silent(bench):
        bench.arm()
        bench.run(duration_ms)

    return silent


def stop(bench):
    bench.arm()
    bench.send(Stop())
    bench.run(2)


def stand_by(bench):
    stop(bench)
    bench.send(StopClear())
    bench.run(2)


INTO = {
    "DISARMED": lambda bench: bench.run(2),
    "ARMING": ask_to_arm,
    "ACTIVE": follow,
    "STARVED": starve,
    "HOLD": fall_silent(400),
    "SAFE": fall_silent(6_000),  # it has arrived there
    "LIMP": fall_silent(10_500),
    "STOPPED": stop,
    "STANDBY": stand_by,
}


def saying(message):
    def say(bench):
        bench.send(message)
        bench.run(2)

    return say


def be_silent(bench):
    if bench.trace().state[-1] == STATES.index("ACTIVE"):
        bench.send_rows(still(bench))  # so that the silence outlasts no row
    bench.run(260)


def fail(bench):
    bench.twin.set_conditions(CONDITIONS["BROWN_OUT"])
    bench.run(2)


PROVOKE = {
    "ARMED": ask_to_arm,
    "DISARMED": saying(Disarm()),
    "ENABLED": lambda bench: stay(bench, 200),
    "STOPPED": saying(Stop()),
    "CLEARED": saying(StopClear()),
    "ROWS_GONE": lambda bench: bench.run_alive(600),
    "ROWS_BACK": lambda bench: stay(bench, 80),
    "SILENT_HOLD": be_silent,
    "SILENT_SAFE": lambda bench: bench.run(2_100),
    "SILENT_LIMP": lambda bench: bench.run(10_100),
    "HEARD": saying(TimeRequest(1)),
    "FAULT": fail,
}


def changes(bench):
    """(event, state before, state after) of every change since the last call."""
    bench.run(1)
    told = [message for message in bench.heard if isinstance(message, Event)]
    bench.heard = [message for message in bench.heard if not isinstance(message, Event)]
    return [(EVENTS[one.event], STATES[one.before], STATES[one.after]) for one in told]


@pytest.fixture
def bench(make_bench, make_table):
    return make_bench(make_table(JOINTS))


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_every_cell_leads_where_the_table_says(bench, state, event):
    INTO[state](bench)
    assert STATES[bench.trace().state[-1]] == state
    bench.run(0)
    changes_before = [one for one in changes(bench) if one[1] != state]
    assert all(TRANSITIONS[before][what] == after for what, before, after in changes_before)
    PROVOKE[event](bench)
    seen = changes(bench)
    assert all(TRANSITIONS[before][what] == after for what, before, after in seen), seen
    led = [after for what, before, after in seen if (what, before) == (event, state)]
    expected = TRANSITIONS[state].get(event)
    if (state, event) in NEVER:
        assert not led
    else:
        assert led[:1] == ([expected] if expected else [])


def test_the_cell_that_cannot_be_reached_cannot():
    """Torque is given to all joints long before a host counts as silent."""
    assert MAX_JOINTS * ENABLE_INTERVAL_US < SILENCE_HOLD_US
