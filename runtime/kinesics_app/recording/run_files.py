"""`RunFiles`: what a `Recorder` tells, as MCAP files that can be replayed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.errors import RecordError
from kinesics.motion.channels import NAMES
from kinesics.record import intake_file, life_intake, multi_array, ros2
from kinesics.record.mcap_file import (
    CHANNELS_TOPIC,
    DIAGNOSTICS_TOPIC,
    JOINT_STREAMS,
    JOINTS_TOPIC,
    SPEECH_INFO_TOPIC,
    SPEECH_TOPIC,
)
from kinesics.record.sends import ROWS_TOPIC
from kinesics.record.sent_row import SentRows
from kinesics_app.recording.files import Limits, McapFiles, Where

__all__ = ["RunFiles"]

_JOINT_STATE, _STRING = "sensor_msgs/msg/JointState", "std_msgs/msg/String"
_SENT, _EVENTS, _STATUS = (f"/kinesics/{name}" for name in (ROWS_TOPIC, "events", "status"))
_ASKED = life_intake.ASKED_TOPIC
_TOPICS = {
    CHANNELS_TOPIC: _JOINT_STATE,
    **{JOINTS_TOPIC + name: _JOINT_STATE for name in JOINT_STREAMS},
    _SENT: _JOINT_STATE,
    _EVENTS: _STRING,
    _STATUS: _STRING,
    _ASKED: _STRING,
    intake_file.TOPIC: multi_array.TYPE,
    SPEECH_TOPIC: "audio_common_msgs/msg/AudioDataStamped",
    SPEECH_INFO_TOPIC: "audio_common_msgs/msg/AudioInfo",
    DIAGNOSTICS_TOPIC: "diagnostic_msgs/msg/DiagnosticArray",
}
_SHOWN = (CHANNELS_TOPIC, JOINTS_TOPIC + "asked", JOINTS_TOPIC + "sent")
_TOLD = (JOINTS_TOPIC + "played", JOINTS_TOPIC + "measured")


class RunFiles:
    """Of one robot; after a loss another file begins, so that in each no row is missing."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """As a `Recorder` says it.

        Raises:
            RecordError: nothing can be written there.
        """
        self._settings = settings
        self._names = settings["names"]
        self._rows = SentRows(self._names)
        limits = Limits(folder_mb=settings["megabytes"], days=settings["days"])
        where = Where.of(Path(settings["path"]), "kinesics")
        self._life: Mapping[str, Any] | None = None  # as its begin was told
        self._files = McapFiles(where, _TOPICS, self._head, limits, self._intake)
        self._next: int | None = None
        self._written = self._ahead_ns = 0
        self._boot_ns: int | None = None
        self._rate_hz = 0  # of the speech that this file says the rate of
        self._file = self._files.file
        self.trouble = self._files.full
        """Why it takes no more; empty: it does."""
        if not self.trouble:  # a robot lives, also where no more may be kept of it
            self._files.begin()

    def told(self) -> Mapping[str, Any]:
        """How it goes."""
        return {"file": str(self._files.file or ""), "rows": self._written, "trouble": self.trouble}

    def take(self, message: Mapping[str, Any]) -> None:
        """Write what was told; nothing, once it could not."""
        if self.trouble:
            return
        try:
            self._take(message)
        except RecordError as error:
            self.trouble = str(error)

    def end(self) -> None:
        """Close the file."""
        try:
            self._files.end()
        except RecordError as error:
            self.trouble = self.trouble or str(error)

    def _take(self, message: Mapping[str, Any]) -> None:
        self._go_on(message["n"], whole="sent" in message)
        if "speech" in message:
            self._speech(*message["speech"])
        elif "sent" in message:
            self._tick(message)
        elif self._files.has_begun:  # else it is of a tick that was lost
            self._tracks(message, self._files.stamp(message["tick"]))

    def _tick(self, message: Mapping[str, Any]) -> None:
        self._ahead_ns, self._boot_ns = message["ahead"], message["boot"]
        self._begin_life(message)
        tick_ns = message["tick"]
        stamp_ns = self._files.stamp(tick_ns)
        for number, (t_ns, sent_ns, values) in enumerate(message["sent"], message["row"]):
            row, dated_ns = np.frombuffer(values), self._files.stamp(t_ns)
            data = self._rows.message(number, sent_ns, t_ns, row, dated_ns)
            self._files.put(_SENT, stamp_ns, data)
            self._written += 1
        for t_ns, *three in message["shown"]:
            self._put(_SHOWN, t_ns, three)
        if "told" in message:
            t_ns, *two = message["told"]
            self._put(_TOLD, t_ns, two)
        self._tracks(message, stamp_ns)
        self._words(message, stamp_ns)

    def _tracks(self, message: Mapping[str, Any], stamp_ns: int) -> None:
        """Of one tick, in their order: they may be of rows that were made anew."""
        for data in message.get("tracks", ()):
            self._files.put(intake_file.TOPIC, stamp_ns, data)

    def _begin_life(self, message: Mapping[str, Any]) -> None:
        """Of each life another file, from its first row on."""
        if "life" in message:
            if self._life is not None:
                self._files.end()
                self._files.begin()
                self._file, self._rate_hz = self._files.file, 0
            self._life = message["life"]
        elif self._life is not None and not self._files.has_begun and message["sent"]:
            _, _, values = message["sent"][0]  # a file that goes on where another ended
            pose = json.dumps(np.frombuffer(values).tolist())
            self._life = {**self._life, "pose": pose, "lead_in": 1}

    def _intake(self) -> Mapping[str, Mapping[str, str]]:
        if self._life is None:
            return {}
        kept = {name: str(value) for name, value in self._life.items()}
        return {intake_file.RECORD: {**kept, "asked": "[]"}}

    def _go_on(self, number: int, *, whole: bool) -> None:
        """In this file, or in another: where messages are missing, or it is large.

        `whole`: what came before this message is whole ticks.
        """
        files = self._files
        if self._next is not None and number != self._next:
            files.end()
            files.begin()
        if whole:
            files.go_on()
        self._next = number + 1
        if self._file != files.file:
            self._file, self._rate_hz = files.file, 0

    def _words(self, message: Mapping[str, Any], stamp_ns: int) -> None:
        """Counters, events and statuses."""
        files = self._files
        if "counted" in message:
            data = ros2.diagnostics(stamp_ns, "kinesics", message["counted"])
            files.put(DIAGNOSTICS_TOPIC, stamp_ns, data)
        for one in message.get("asked", ()):
            files.put(_ASKED, stamp_ns, ros2.text(json.dumps(one)))
        for event in message.get("events", ()):
            files.put(_EVENTS, stamp_ns, ros2.text(json.dumps(event)))
        if "status" in message:
            files.put(_STATUS, stamp_ns, ros2.text(json.dumps(message["status"])))

    def _put(self, topics: tuple[str, ...], t_ns: int, rows: list[bytes]) -> None:
        """Channels or joints of one time."""
        executed_ns = self._files.stamp(t_ns)
        for topic, values in zip(topics, rows, strict=True):
            of_channels = topic == CHANNELS_TOPIC
            names = NAMES if of_channels else self._names
            # Channels are seen when servos have followed, and so dated in every motion.mcap
            stamp_ns = executed_ns + self._settings["seen_ns"] * of_channels
            row = np.frombuffer(values)[None]
            (data,) = ros2.joint_states(names, np.array([stamp_ns]), row)
            self._files.put(topic, stamp_ns, data)

    def _speech(self, t_ns: int, first: int, rate_hz: int, pcm: bytes) -> None:
        stamp_ns = self._files.stamp(t_ns)
        if rate_hz != self._rate_hz:
            self._rate_hz = rate_hz
            self._files.put(SPEECH_INFO_TOPIC, stamp_ns, ros2.audio_info(rate_hz))
        self._files.put(SPEECH_TOPIC, stamp_ns, ros2.audio(stamp_ns, pcm, f"sample {first}"))

    def _head(self) -> Mapping[str, str]:
        boot = {} if self._boot_ns is None else {"boot_ns": str(self._boot_ns)}
        return {
            **boot,
            **{name: repr(one) for name, one in self._settings["delays"].items()},
            "rate_hz": "100",
            "joint_units": " ".join(self._settings["units"]),
            "robot": self._settings["robot"],
            "ahead_ns": str(self._ahead_ns),
        }
