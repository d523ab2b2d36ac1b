"""`paced`: what a tick costs, stage by stage, with everything on."""

import time
from collections.abc import Callable

import numpy as np

from kinesics.rig.rig import Rig
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.bench.tick.busy_life import TICK_NS, Talk, born, delays_of, loop_of
from kinesics_app.device.opening import open_device
from kinesics_app.tick.delays import TICK_MS

__all__ = ["paced"]

ALL_P50_MS, TICK_P50_MS, TICK_P99_MS = 1.0, 1.5, 4.0


def paced(
    rig: Rig, backend: str, seconds: float, where: str, tell: Callable[[float], None]
) -> Section:
    """Of a robot on its twin, for so many seconds; `where`: on which core, in words."""
    ticks = round(seconds * 1000.0 / TICK_MS)
    cost_ns = np.empty((ticks, 2))  # of the loop; with what the firmware said
    delays, character = delays_of(rig), born(rig, backend)
    character.rehearse()
    with open_device("twin", rig, live=True) as device:
        pose = device.bring_up(delays.ahead_ns, TICK_NS)
        loop = loop_of(rig, pose, character, device.bridge, delays.ahead_ns)
        talk = Talk(delays, device.next_tick_ns)
        for tick in range(ticks):
            now_ns = device.next_tick_ns + tick * TICK_NS
            device.clock.wait_until(now_ns)
            packets = talk.at(tick)
            begun_ns = time.thread_time_ns()
            loop.tick(now_ns, packets)
            ticked_ns = time.thread_time_ns()
            loop.stages.start()
            device.poll()
            loop.stages.lap("poll")
            cost_ns[tick] = ticked_ns - begun_ns, time.thread_time_ns() - begun_ns
            tell((tick + 1) / ticks)
    both, whole = (np.percentile(column, [50, 99]) * 1e-6 for column in cost_ns.T)
    costs = loop.stages.summary()
    rows = [
        (name, f"{cost['p50_us']:.0f}", f"{cost['p99_us']:.0f}", f"{cost['mean_us']:.0f}")
        for name, cost in costs.items()
    ]
    booked_us = sum(cost["mean_us"] * cost["count"] for cost in costs.values()) / ticks
    rows.append(("all of them, a tick", "", "", f"{booked_us:.0f}"))
    return Section(
        "A tick, paced",
        f"{rig.name}, {len(rig.joints)} joints, on its twin, one tick each {TICK_MS:g} ms of real "
        "time: it talks without end, follows a person with its eyes, feels something else every "
        f"5 s and makes a gesture every 4 s. Its networks run on {character.backend}. Processor "
        f"time of the thread, {where}, without the twin's own.",
        (
            _figure("speech, emotion, gaze, gesture, idle: p50", both[0], ticks, ALL_P50_MS),
            _figure("whole tick, p50", whole[0], ticks, TICK_P50_MS),
            _figure("whole tick, p99", whole[1], ticks, TICK_P99_MS),
        ),
        (*(f"{name} died: {why}" for name, why in loop.deaths.last.items()),),
        (("stage, as the clock on the wall tells", "p50 [us]", "p99 [us]", "mean [us]"), *rows),
    )


def _figure(what: str, value_ms: float, n: int, bar_ms: float) -> Figure:
    return Figure(what, f"{value_ms:.2f} ms", n, f"<= {bar_ms:g} ms", bool(value_ms <= bar_ms))
