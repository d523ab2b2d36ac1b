"""`Recording`: what a studio is told, kept in a file while somebody wants it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.motion.channels import NAMES
from kinesics.record import ros2
from kinesics.record.mcap_file import CHANNELS_TOPIC, JOINT_STREAMS, JOINTS_TOPIC
from kinesics.rig.rig import Rig
from kinesics_app.recording.files import Limits, McapFiles, Where
from kinesics_app.studio.snapshot import HEAD

__all__ = ["Recording"]

_TOPICS = dict.fromkeys(
    (CHANNELS_TOPIC, *(JOINTS_TOPIC + name for name in JOINT_STREAMS)),
    "sensor_msgs/msg/JointState",
)


class Recording:
    """MCAP files of the topics of `motion.mcap`, 50 rows a second; no sound, no picture.

    A full disk ends the recording, not the robot.
    """

    def __init__(self, folder: Path, rig: Rig, limits: Limits | None = None) -> None:
        """Files are made in `folder`, named by the time of day."""
        self._rig = rig
        self._files = McapFiles(Where(folder, "studio"), _TOPICS, self._head, limits)

    @property
    def on(self) -> bool:
        """Whether it is being written."""
        return self._files.on

    @property
    def file(self) -> Path | None:
        """The newest."""
        return self._files.file

    def begin(self) -> None:
        """Write what is told from now on; nothing, if it is on.

        Raises:
            RecordError: no file can be made there.
        """
        if not self.on:
            self._files.begin()

    def take(self, snapshot: bytes) -> None:
        """One more row of everything; nothing, if it is not on.

        Raises:
            RecordError: the file cannot be written any more; it is closed.
        """
        if not self.on:
            return
        files = self._files
        files.go_on()
        _, _, t_ns, told_ns = HEAD.unpack_from(snapshot)
        values = np.frombuffer(snapshot, "<f4", offset=HEAD.size).astype(np.float64)
        channels, joints = values[: len(NAMES)], values[len(NAMES) :].reshape(4, -1)
        rows = [(t_ns, NAMES, channels)]
        for name, row in zip(JOINT_STREAMS, joints, strict=True):
            rows.append((t_ns if name in ("asked", "sent") else told_ns, self._rig.names, row))
        for topic, (row_ns, names, row) in zip(_TOPICS, rows, strict=True):
            stamp_ns = files.stamp(row_ns)
            if np.isnan(row).any():  # nobody knew
                continue
            (message,) = ros2.joint_states(names, np.array([stamp_ns]), row[None])
            files.put(topic, stamp_ns, message)

    def end(self) -> None:
        """Close the file; nothing, if it is not on.

        Raises:
            RecordError: its end cannot be written.
        """
        self._files.end()

    def told(self) -> Mapping[str, Any]:
        """For pages."""
        return {"on": self.on, "file": "" if self.file is None else str(self.file)}

    def _head(self) -> Mapping[str, str]:
        return {
            "rate_hz": "50",
            "joint_units": " ".join(joint.unit for joint in self._rig.joints),
            "robot": self._rig.name,
        }
