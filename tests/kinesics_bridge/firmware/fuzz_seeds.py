"""`python fuzz_seeds.py FOLDER`: first inputs for scripts/fuzz, as ports/fuzz/fuzz.c reads them."""

import sys
from pathlib import Path

import numpy as np

from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.rule import Rule
from kinesics_bridge.wire.frames import cobs_encode
from kinesics_bridge.wire.message_types import (
    Arm,
    Disarm,
    Hello,
    JointSet,
    RuleSet,
    Setpoints,
    Stop,
    StopClear,
    TableCommit,
    TableErase,
    TableRead,
    TimeRequest,
)
from kinesics_bridge.wire.messages import encode_message

_RAW, _FRAMED, _TICK, _LATER, _CONDITIONS = 0, 1, 3, 4, 5


def piece(what, data):
    """One or more pieces of at most 255 bytes."""
    cuts = [data[at : at + 255] for at in range(0, len(data), 255)] or [b""]
    return b"".join(bytes([what, len(cut)]) + cut for cut in cuts)


def framed(*messages):
    return b"".join(
        piece(_FRAMED, encode_message(message, seq)) for seq, message in enumerate(messages)
    )


def seeds():
    """Whole sessions, and the lengths at which COBS changes its mind."""
    rules = (
        Rule("EXTREME", "a", -0.1, 0.1, time_ms=20),
        Rule("WHILE", "b", -0.1, 0.1, other="a", other_low=0.0, other_high=0.05),
        Rule("CURRENT", "b", high=0.005, time_ms=5),
    )
    table = JointTable("fuzz", ["a", "b"], -1.0, 1.0, 0.0, 4.0, 40.0, 4000.0, rules=rules)
    setup = framed(
        Hello(1, 1),
        *(JointSet(joint, *row) for joint, row in enumerate(table.rows)),
        *(RuleSet(number, *row) for number, row in enumerate(table.rule_rows)),
        TableCommit(table.robot_id, table.count, table.hash),
    )
    still = Setpoints(1_000_000, np.zeros((25, 2), "<i2").tobytes())
    wild = Setpoints(1_080_000, np.tile([32000, -32000], (30, 1)).astype("<i2").tobytes())
    armed = setup + framed(still) + piece(_TICK, bytes(3)) + framed(Arm(table.hash))
    yield "session", armed + piece(_TICK, bytes(20)) + framed(wild) + piece(_TICK, bytes(250))
    yield "stop", armed + piece(_TICK, bytes(9)) + framed(Stop(), StopClear(), Disarm())
    yield "half", setup + framed(RuleSet(0, 2, 126, 126, 0, 0, 0, 0, 0)) + piece(_TICK, bytes(9))
    yield (
        "erase",
        setup + framed(TableRead(1), TableRead(2), TableErase(table.hash), TimeRequest(7)),
    )
    yield "silence", armed + piece(_LATER, bytes([255] * 14)) + piece(_TICK, bytes(200))
    yield "fault", armed + piece(_CONDITIONS, b"\x02") + piece(_TICK, bytes(200))
    for length in (253, 254, 255, 508, 509):
        yield f"cobs_{length}", piece(_RAW, cobs_encode(b"\x55" * length) + b"\0")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds():
        (folder / name).write_bytes(data)
