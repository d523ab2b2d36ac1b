"""`bench_tick`: what a tick costs, stage by stage, with everything on; and how that grows."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.feeling import read_feeling
from kinesics.audio.speech_file import load_speech, resample
from kinesics.motion.channels import columns
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import Track
from kinesics.ports import Bridge, Packet
from kinesics.rig.guard import guard_of
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics.signals import GestureCue, Horizon, Speech, Target, Telemetry
from kinesics_app.body import Body
from kinesics_app.bridge_bench.figures import Figure, Section
from kinesics_app.character import Character, Part, speech_character
from kinesics_app.delays import TICK_MS, Delays, mouth_lag_ms
from kinesics_app.device import open_device
from kinesics_app.loop import Loop
from kinesics_app.realtime import no_long_collections

__all__ = ["bench_tick"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

ALL_P50_MS, TICK_P50_MS, TICK_P99_MS = 1.0, 1.5, 4.0
_TICK_NS = round(TICK_MS * 1e6)
_LONG_S, _SHORT_S = 60.0, 6.0
_GROWTH_S = 9.0
_RATE_HZ, _PERIOD_S = 16_000, 10.0
_FELT = ("happy:0.8", "sad:0.5", "surprised:0.9")
_CONCEPTS = ("greet", "big", "point", "no")
_SHARES = (0.5, 1.0, 2.0)
_OTHERS = (0, 8, 16)
_SHOWN = ("head_pitch", "head_roll", "torso_yaw", "browInnerUp", "jawOpen", "left_elbow")


def bench_tick(
    *, robot: str, backend: str, quick: bool, show: Callable[[str, float], None]
) -> list[Section]:
    """Paced at 100 Hz on the robot's twin, then how the cost grows with joints and tracks."""
    rig = load_rig(robot)
    with no_long_collections():
        return [
            _paced(
                rig, backend, _SHORT_S if quick else _LONG_S, lambda share: show("paced", share)
            ),
            _grown(rig, backend, 1.0 if quick else _GROWTH_S, lambda share: show("growth", share)),
        ]


def _paced(rig: Rig, backend: str, seconds: float, tell: Callable[[float], None]) -> Section:
    ticks = round(seconds * 1000.0 / TICK_MS)
    cost_ns = np.empty((ticks, 2))  # of the loop; with what the firmware said
    delays, character = _delays(rig), _born(rig, backend)
    character.rehearse()
    with open_device("twin", rig, live=True) as device:
        pose = device.bring_up(delays.ahead_ns, _TICK_NS)
        loop = _loop(rig, pose, character, device.bridge, delays.ahead_ns)
        talk = _Talk(delays, device.next_tick_ns)
        for tick in range(ticks):
            now_ns = device.next_tick_ns + tick * _TICK_NS
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
        "time of the thread, without the twin's own.",
        (
            _figure("speech, emotion, gaze, gesture, idle: p50", both[0], ticks, ALL_P50_MS),
            _figure("whole tick, p50", whole[0], ticks, TICK_P50_MS),
            _figure("whole tick, p99", whole[1], ticks, TICK_P99_MS),
        ),
        (*(f"{name} died: {why}" for name, why in loop.died.items()),),
        (("stage, as the clock on the wall tells", "p50 [us]", "p99 [us]", "mean [us]"), *rows),
    )


def _grown(rig: Rig, backend: str, seconds: float, tell: Callable[[float], None]) -> Section:
    """Mix, rig and limits alone, back to back: what depends on joints and tracks."""
    cases = [(_bare(rig, share), 0) for share in _SHARES] + [(rig, others) for others in _OTHERS]
    rows = []
    for n, (one, others) in enumerate(cases):
        born = _born(one, backend)
        born = replace(born, parts=(*born.parts, *map(_other, range(others))))
        delays = _delays(one)
        loop = _loop(one, one.neutral, born, _Wire(), delays.ahead_ns)
        talk, costs_ns = _Talk(delays, 0), []
        for tick in range(round(seconds * 1000.0 / TICK_MS)):
            begun_ns = time.thread_time_ns()
            loop.act(tick * _TICK_NS)
            costs_ns.append(time.thread_time_ns() - begun_ns)
            loop.think(tick * _TICK_NS, talk.at(tick))
        p50, p99 = np.percentile(costs_ns, [50, 99]) * 1e-3
        guarded = "yes" if one.skeleton is not None else "no"
        rows.append((str(len(one.joints)), guarded, str(others), f"{p50:.0f}", f"{p99:.0f}"))
        tell((n + 1) / len(cases))
    head = ("joints", "body guarded", "tracks besides its own", "p50 [us]", "p99 [us]")
    return Section(
        "Growth",
        "Mix, rig, guard and limits of a tick while it talks, back to back, no wire; processor "
        f"time. The tracks besides are additive, of {len(_SHOWN)} channels each, and never rest.",
        (),
        matrix=(head, *rows),
    )


def _figure(what: str, value_ms: float, n: int, bar_ms: float) -> Figure:
    return Figure(what, f"{value_ms:.2f} ms", n, f"<= {bar_ms:g} ms", bool(value_ms <= bar_ms))


def _delays(rig: Rig) -> Delays:
    return Delays(80, 100.0, mouth_lag_ms(rig))


def _born(rig: Rig, backend: str) -> Character:
    return speech_character(rig, lookahead_ms=80, backend=backend, seed=0)


def _loop(rig: Rig, pose: F64, character: Character, wire: Bridge, ahead_ns: int) -> Loop:
    """Everything that a robot is born with, from its pose (J,), on this wire."""
    limiter = Limiter(rig.limits, 1000.0 / TICK_MS)
    limiter.start(pose)
    guard = guard_of(rig, limiter, 1000.0 / TICK_MS)
    body = Body(rig, Mixer([layer for layer, _ in character.parts]), limiter, wire, guard)
    behaviours = [one for _, one in character.parts]
    return Loop(body, behaviours, ahead_ns, analysers=character.analysers)


class _Talk:
    """What comes with each tick of a robot that talks, feels, looks and gestures without end."""

    def __init__(self, delays: Delays, begin_ns: int) -> None:
        """`delays`: each hop of sound comes as soon as it is made, no sooner."""
        samples, rate_hz = load_speech(Path(__file__).parent / "demo" / "hello.wav")
        said = resample(samples, rate_hz, _RATE_HZ)
        silence = np.zeros(round(_PERIOD_S * _RATE_HZ) - len(said), np.float32)
        self._sound: F32 = np.concatenate((said, silence))
        self._early_ns = round((delays.presentation_delay_ms - TICK_MS) * 1e6)
        self._begin_ns = begin_ns

    def at(self, tick: int) -> list[Packet]:
        """The packets of a tick, counted from 0."""
        now_ns, hop = self._begin_ns + tick * _TICK_NS, round(_RATE_HZ * TICK_MS / 1000.0)
        first = tick * hop
        at = first % len(self._sound)
        told_ns = now_ns + self._early_ns
        packets: list[Packet] = [Speech(told_ns, first, _RATE_HZ, self._sound[at : at + hop])]
        if tick % 10 == 0:
            aside_m = 0.4 * np.sin(tick * 0.01)
            packets.append(Target(now_ns, "person:1", (1.2, float(aside_m), 1.4), 1.0, 1.0))
        if tick % 500 == 0:
            packets.append(read_feeling(_FELT[tick // 500 % len(_FELT)], told_ns))
        if tick % 400 == 200:
            concept = _CONCEPTS[tick // 400 % len(_CONCEPTS)]
            strikes_ns = told_ns + 1_000_000_000
            packets.append(GestureCue(strikes_ns, str(tick), concept, 0.5, "", None, 0.0))
        return packets


class _Wire:
    """Takes every row as it is."""

    def send(self, frame: Frame) -> Frame:
        return frame

    def poll(self) -> Telemetry | None:
        return None

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass


class _Other:
    """A behaviour of somebody else's, that always moves a little."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._columns = columns(_SHOWN)
        self._next_ns: int | None = None

    def feed(self, packet: Packet) -> Track | None:
        if not isinstance(packet, Horizon):
            return None
        begin_ns = packet.t_ns - 1_000_000_000 if self._next_ns is None else self._next_ns
        times_ns = np.arange(begin_ns, packet.t_ns, _TICK_NS)
        self._next_ns = begin_ns + len(times_ns) * _TICK_NS
        swing: F64 = 0.01 * np.sin(times_ns * 1e-9)
        return Track(begin_ns, 100.0, self._columns, np.outer(swing, np.ones(len(_SHOWN))))


def _other(number: int) -> Part:
    name = f"other {number}"
    return Layer(name, "add", ramp_s=0.3, fade_s=0.5), _Other(name)


def _bare(rig: Rig, share: float) -> Rig:
    """A robot with so much of the joints, some of them twice, and no body to guard."""
    count = len(rig.joints)
    joints = (rig.joints[n % count] for n in range(round(share * count)))
    named = tuple(replace(joint, name=f"{joint.name} {n}") for n, joint in enumerate(joints))
    return Rig(rig.name, rig.summary, named, eyes=rig.eyes)
