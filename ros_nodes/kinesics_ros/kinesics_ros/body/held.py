"""`Held`: the robot that a node has from configure to cleanup, and what is asked of it."""

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kinesics.conversation.event import Event
from kinesics.errors import BridgeError, IntentError, KinesicsError
from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.ears.keeper import Ears
from kinesics_app.life.health import Health
from kinesics_app.run.living import Living, Told
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.threads.life_thread import LifeThread
from kinesics_ros.body.clocks import Clocks
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.diagnosis.findings import Finding, findings
from kinesics_ros.diagnosis.refusals import Refusals
from kinesics_ros.diagnosis.tally import Tally
from kinesics_ros.messages.asked import ASKED, Edge, Maps
from kinesics_ros.messages.goals import READ
from kinesics_ros.messages.hri import HRI
from kinesics_ros.messages.image import IMAGE, seen
from kinesics_ros.messages.imu import imu
from kinesics_ros.parameters.known import request_of

__all__ = ["Held", "Make"]


_WAY_OUT_OF_STOP = "look why it was stopped, then `disarm`, then `arm` (services)"
_LOOKS, _LOOK_S = 20, 0.1
_READ = {**ASKED, **HRI, "imu": imu, IMAGE: seen}

Make = Callable[[RunRequest, Told], LifeThread]
"""A robot that is not opened yet, and tells what it does."""


class Held:
    """A robot, or none; knows no ROS, so it is tested without."""

    def __init__(self, told: Told, make: Make = LifeThread, called: str = "/body") -> None:
        """`told` is called by the robot's thread, after every tick; `make` makes the robot.

        `called`: like no other robot of this user, for its black box.
        """
        self._make = make
        self._called = Path(called)
        self.tally = Tally()
        self.clocks = Clocks()
        self._told = told
        self._robot: LifeThread | None = None
        self._before: Health | None = None
        self._refusals = Refusals("messages")
        self._numbers = itertools.count(1)

    @property
    def robot(self) -> LifeThread:
        """It.

        Raises:
            IntentError: there is none.
        """
        if self._robot is None:
            raise IntentError("no robot is opened; configure the node first")
        return self._robot

    @property
    def health(self) -> Health | None:
        """Of the robot, as it told last; None: there is none."""
        return None if self._robot is None else self._robot.health

    @property
    def alive(self) -> bool:
        """Whether there is a robot, and it lives."""
        return self._robot is not None and self._robot.alive

    @property
    def beholds(self) -> bool:
        """Whether it lives, and looks and listens here."""
        return self._robot is not None and self._robot.alive and self._robot.senses_here

    @property
    def rig(self) -> Rig | None:
        """Of the robot; None: there is none."""
        return None if self._robot is None else self._robot.rig

    @property
    def lost(self) -> str:
        """What ended the robot's thread; empty: nothing did."""
        robot = self._robot
        return "" if robot is None or robot.turning else robot.trouble

    @property
    def living(self) -> Living | None:
        """As of `LifeThread.living`: for `told` alone; None, if there is no robot."""
        return None if self._robot is None else self._robot.living

    def open(self, values: Mapping[str, Any]) -> LifeThread:
        """The robot that parameters name, limp; KinesicsError: it cannot be, with the reason."""
        robot = self._make(self._request(values), self._count)
        robot.way_out_of_stop = _WAY_OUT_OF_STOP
        try:
            robot.open()
        except KinesicsError:
            robot.close()
            raise
        self._robot = robot
        return robot

    def retell(self, values: Mapping[str, Any]) -> None:
        """Have it be as live parameters say now; KinesicsError: as `LifeThread.retell`."""
        self.robot.retell(self._request(values))

    def _request(self, values: Mapping[str, Any]) -> RunRequest:
        return replace(request_of(values), socket=self._called)

    def close(self) -> None:
        """Park it if it is alive, and let go of its port; twice is fine.

        Raises:
            BridgeError: it was lost; its port is let go all the same.
        """
        robot, self._robot = self._robot, None
        if robot is not None:
            try:
                if robot.turning:
                    robot.park()
            finally:
                robot.close()

    def park(self) -> None:
        """Lead it to its safe pose and let it go; nothing, if it is limp.

        Raises:
            BridgeError: it is lost, or its firmware is not heard: nobody knows where it is.
        """
        self.robot.park()
        for _ in range(_LOOKS):  # a link falls silent now and then
            health = self.health
            if health is None or health.state != "not connected":
                return
            time.sleep(_LOOK_S)
        raise BridgeError("its firmware is not heard, so it was led nowhere: look at the robot")

    def zero(self) -> str:
        """Make the pose in which it is held its neutral one; what to do next.

        Raises:
            KinesicsError: it is not limp, its rig is a shipped one, or the pose is out of limits.
        """
        path, names = self.robot.zero()
        return (
            f"{path}: neutral of {', '.join(names)} written: another joint table; clean up, "
            "`kinesics firmware provision`, configure"
        )

    def hear(self, topic: str, message: Any, edge: Edge) -> Event | None:
        """Ask for what a message of a topic means; its refusal, counted, if it cannot be asked."""
        ident = f"{topic}-{next(self._numbers)}"
        return self._take(topic, ident, lambda: _READ[topic](message, edge), edge.now)

    def ask(self, action: str, goal: Any, ident: str, edge: Edge) -> Event | None:
        """Ask for what a goal of an action means, under `ident`; as `hear`."""

        def maps() -> Maps:
            return [{"intent": {"id": ident, **READ[action](goal, edge)}}]

        return self._take(f"{action} goal", ident, maps, edge.now)

    def hear_probe(self, text: str, now: Moment) -> str:
        """The answer to a question about the clock; empty: it is none, which is counted."""
        try:
            self.tally.admit("clock_probe")
            return self.clocks.hear(text, now)
        except IntentError as error:
            self.tally.refuse("clock_probe", str(error))
            return ""

    def tell_camera(self, told: Mapping[str, Any]) -> None:
        """How the camera is whose pictures are looked at for it: its health tells that."""
        living = self.living
        life = None if living is None else living.life
        if life is not None:
            life.around.seeing.camera = told

    def tell_microphone(self, told: Mapping[str, Any]) -> None:
        """How the microphone is that is heard for it; empty: none is any more."""
        living = self.living
        life = None if living is None else living.life
        if life is not None:
            life.around.listening.microphone = told

    def hear_ears(self, topic: str, told: dict[str, Any]) -> None:
        """What ears tell of whoever speaks; counted as a refusal of `topic`, if nobody hears it."""
        try:
            self.robot.hear_ears(told)
        except KinesicsError as error:
            self.tally.refuse(topic, str(error))

    def tell_motion(self, ears: Ears) -> None:
        """Have ears know where its joints are asked to be next; a limp one moves nothing."""
        living = self.living
        life = None if living is None else living.life
        if life is not None and life.loop.rows:
            row = life.loop.rows[-1]
            ears.follow(row.t_ns, row.sent)

    def cancel(self, ident: str, now: Moment) -> Event | None:
        """End what was asked for under `ident`; as `hear`."""
        parameters = {"intent": ident}
        own = f"cancel-{next(self._numbers)}"
        intent = {"kind": "cancel", "id": own, "parameters": parameters}
        return self._take("cancel", own, lambda: [{"intent": intent}], now)

    def _count(self, device: Device, events: Sequence[Event]) -> None:
        """What the robot itself refuses, an unknown gesture for one, counts as refused too."""
        for event in events:
            if event.state == "refused":
                self.tally.refuse("arbiter", event.reason)
        self._told(device, events)

    def _take(self, whence: str, ident: str, maps: Callable[[], Maps], now: Moment) -> Event | None:
        whole = ident
        try:
            self.tally.admit(whence)
            for number, one in enumerate(maps()):
                ident = f"{whole}.{number}" if number else whole
                if isinstance(one.get("sound"), dict):
                    ident = one["sound"].get("id", ident)
                if isinstance(one.get("intent"), dict):
                    ident = one["intent"].setdefault("id", ident)
                    _demand_no_files(one["intent"])
                elif isinstance(one.get("utterance"), dict):
                    ident = one["utterance"].setdefault("id", ident)
                self.robot.hear(one)
        except KinesicsError as error:
            self.tally.refuse(whence, str(error))
            return Event(str(ident), "refused", now.robot_ns, str(error))
        return None

    def diagnose(self, now: Moment, *, wanted: bool) -> Sequence[Finding]:
        """What is to be said of it and of messages; `wanted`: it is meant to be alive."""
        trouble = "" if self._robot is None else self._robot.trouble
        health, before = self.health, self._before
        self._before = health
        found = findings(health, before, wanted=wanted, trouble=trouble, now_ns=now.robot_ns)
        clocks = self.clocks.finding(now)
        return [*found, self._refusals.finding(self.tally), *([] if clocks is None else [clocks])]


def _demand_no_files(intent: Mapping[str, Any]) -> None:
    """Topics are open to everybody on the network: no file is read for them."""
    asked = intent.get("parameters")
    files = {"file", "phones"} & set(asked) if isinstance(asked, dict) else set()
    if files:
        raise IntentError(
            f"say: {', '.join(sorted(files))} would be read for whoever asks; "
            "wanted `samples`, or the topic `speech`"
        )
