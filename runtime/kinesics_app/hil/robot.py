"""`RobotUnderTest`: what the fixture `robot` gives: a robot that performs, and is looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.errors import ConfigError
from kinesics.record.take import Take
from kinesics.rig.rig import Rig
from kinesics_app.character.character import Part
from kinesics_app.demo import HELLO
from kinesics_app.device.twins import is_twin
from kinesics_app.hil.run import Run
from kinesics_app.hil.target import Target
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_app.tick.delays import TICK_MS

__all__ = ["RobotUnderTest"]

_TRACE_HZ = 1000.0
_SAID_OTHERWISE = ("speech", "robot", "device", "live")
_OPTIONS = [one.name for one in fields(Request) if one.name not in _SAID_OTHERWISE]


class RobotUnderTest:
    """One robot; every performance is a `Run` that the report knows."""

    def __init__(self, name: str, rig: Rig, target: Target) -> None:
        self.name = name
        """As `--kinesics-robot` has it: shipped, or a rig file."""
        self.rig = rig
        self.target = target
        self.runs: list[Run] = []
        """Of this test, in order."""

    def perform(
        self,
        speech: Path | str = HELLO,
        *,
        also: Sequence[Part] = (),
        port: str = "",
        at: Mapping[float, Callable[[], object]] | None = None,
        **options: Any,
    ) -> Run:
        """Perform a speech file and return what the robot made of it.

        `options` are those of `kinesics_app.performance.request.Request`: `emotion`, `gestures`,
        `lead_ms` and so on; `also` are behaviours of your own. `port`: another way to the same
        robot, as through `bad_wire`. `at`: what is done to it meanwhile, by seconds since its first
        tick; what it raises ends the performance, which is a run until then. A twin performs in
        virtual time, everything else in real time.

        Raises:
            KinesicsError: as `kinesics perform`; an option that there is not.
        """
        for unknown in options.keys() - set(_OPTIONS):
            near = ", ".join(get_close_matches(unknown, _OPTIONS, cutoff=0.0))
            raise ConfigError(f"perform has no option {unknown!r}; nearest: {near}")
        device = port or self.target.device
        request = Request(
            Path(speech), robot=self.name, device=device, live=not is_twin(device), **options
        )
        agenda = _Agenda(at or {})
        try:
            performance = perform(request, agenda, also=also)
        except KeyboardInterrupt:  # too early for a run
            agenda.complain()
            raise
        run = Run(performance, self._finest(performance.take))
        for stage, cost in performance.stages.summary().items():
            run.samples.setdefault("p50 of a stage of the tick [us]", []).append(cost["p50_us"])
            run.figures[f"stage_p99_us.{stage}"] = cost["p99_us"]
        run.figures["kind"] = self.target.kind
        self.runs.append(run)
        agenda.complain()
        return run

    def _finest(self, take: Take) -> Take:
        """With every millisecond that the firmware played, where somebody kept it."""
        if self.target.trace is None:
            return take
        trace = self.target.trace()
        kept = (trace.t_ns >= take.t_ns[0]) & (trace.t_ns <= take.t_ns[-1])
        measured = trace.measured[kept]
        measured[:, [joint.feedback == "none" for joint in self.rig.joints]] = np.nan
        return replace(
            take,
            trace_rate_hz=_TRACE_HZ,
            trace_t_ns=trace.t_ns[kept],
            trace_played=trace.played[kept],
            trace_measured=measured,
        )


class _Agenda:
    """A `Progress`, called once a tick, that does what is due."""

    def __init__(self, at: Mapping[float, Callable[[], object]]) -> None:
        self._due = sorted(at.items(), key=lambda one: one[0])
        self._ticks = 0
        self._complaint: BaseException | None = None

    def __call__(self, share: float) -> None:
        self._ticks += 1
        while self._due and self._due[0][0] <= self._ticks * TICK_MS * 1e-3:
            self._do(self._due.pop(0)[1])

    def _do(self, what: Callable[[], object]) -> None:
        try:
            what()
        except BaseException as error:
            self._complaint = error
            raise KeyboardInterrupt from error  # as a person would: what was is kept

    def complain(self) -> None:
        """Raise what was raised in it."""
        if self._complaint is not None:
            raise self._complaint
