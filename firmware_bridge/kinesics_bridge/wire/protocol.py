"""The wire as constants and tables.

Generated from protocol.toml by kinesics_bridge.wire.generate; do not edit.
"""

MAJOR = 1
MINOR = 2
MAX_JOINTS = 64
"""Joints in one table"""
MAX_PAYLOAD = 1020
"""Payload without its CRC [B]"""
QUEUE_DEPTH = 256
"""Dated rows the firmware can hold [rows]"""
MAX_ROBOT_ID = 32
"""UTF-8 bytes of a robot's name [B]"""
TICK_US = 1000
"""Period of the motion step [us]"""
ROW_PERIOD_US = 10000
"""Spacing of the rows of one frame [us]"""
MAX_GAP_US = 100000
"""Rows further apart than this are not joined by a line [us]"""
SMOOTH_IN_TICKS = 10
"""Moving average before the limiter: one row period [ticks]"""
SMOOTH_OUT_TICKS = 20
"""Moving average after the limiter: bounds the jerk [ticks]"""
LOOKAHEAD_US = 14000
"""Delay of both averages; rows are read this far ahead, so it cancels [us]"""
SILENCE_HOLD_US = 250000
"""No valid frame for this long: hold [us]"""
SILENCE_SAFE_US = 2000000
"""Then go to the safe pose [us]"""
SILENCE_LIMP_US = 10000000
"""Then apply each joint's torque policy [us]"""
TELEMETRY_PERIOD_US = 40000
"""Nothing steers by it: a body's motion lies below 10 Hz, and each costs the host cold code [us]"""
STATUS_PERIOD_US = 100000
""" [us]"""
ENABLE_INTERVAL_US = 2000
"""Joints get torque one after the other [us]"""
REENTRY_PERMILLE = 250
"""Share of the velocity limit at which motion is taken up again [1/1000]"""
REENTRY_RAMP_MS = 1000
"""That share grows to the whole limit in this time [ms]"""
SETTLE_MS = 300
"""A joint loses its torque after this long at rest: servos follow late [ms]"""
SAFE_PERMILLE = 150
"""Share of the velocity limit on the way to the safe pose [1/1000]"""
ARM_PERMILLE = 50
"""Share of a joint's range within which the first row must match the pose [1/1000]"""
MAX_RULES = 32
"""Rules in one table"""
POSE_PERIOD_US = 10000
"""A pose that has changed is kept for the next boot this often [us]"""
PICO_PER_NANO = 1000
"""Tables are in nano-units (nrad, nm), motion is computed in pico-units"""

STATES = (
    "DISARMED",
    "ARMING",
    "ACTIVE",
    "STARVED",
    "HOLD",
    "SAFE",
    "LIMP",
    "STOPPED",
    "STANDBY",
)
EVENTS = (
    "ARMED",
    "DISARMED",
    "ENABLED",
    "STOPPED",
    "CLEARED",
    "ROWS_GONE",
    "ROWS_BACK",
    "SILENT_HOLD",
    "SILENT_SAFE",
    "SILENT_LIMP",
    "HEARD",
    "FAULT",
)
TRANSITIONS: dict[str, dict[str, str]] = {
    "DISARMED": {
        "ARMED": "ARMING",
        "STOPPED": "STOPPED",
        "FAULT": "LIMP",
    },
    "ARMING": {
        "ENABLED": "ACTIVE",
        "DISARMED": "DISARMED",
        "STOPPED": "STOPPED",
        "SILENT_HOLD": "STANDBY",
        "FAULT": "LIMP",
    },
    "ACTIVE": {
        "DISARMED": "DISARMED",
        "STOPPED": "STOPPED",
        "ROWS_GONE": "STARVED",
        "SILENT_HOLD": "HOLD",
        "FAULT": "LIMP",
    },
    "STARVED": {
        "DISARMED": "DISARMED",
        "STOPPED": "STOPPED",
        "ROWS_BACK": "ACTIVE",
        "SILENT_HOLD": "HOLD",
        "FAULT": "LIMP",
    },
    "HOLD": {
        "DISARMED": "DISARMED",
        "STOPPED": "STOPPED",
        "HEARD": "STARVED",
        "SILENT_SAFE": "SAFE",
        "FAULT": "LIMP",
    },
    "SAFE": {
        "ARMED": "ARMING",
        "DISARMED": "DISARMED",
        "STOPPED": "STOPPED",
        "SILENT_LIMP": "LIMP",
        "FAULT": "LIMP",
    },
    "LIMP": {
        "ARMED": "ARMING",
        "DISARMED": "DISARMED",
        "STOPPED": "STOPPED",
    },
    "STOPPED": {
        "CLEARED": "STANDBY",
    },
    "STANDBY": {
        "ARMED": "ARMING",
        "DISARMED": "DISARMED",
        "STOPPED": "STOPPED",
        "SILENT_LIMP": "LIMP",
        "FAULT": "LIMP",
    },
}
REPLIES: dict[str, str] = {
    "OK": "done",
    "BUSY": "only while disarmed",
    "BAD_ROW": "a value of the joint row is out of range (detail: joint)",
    "BAD_HASH": "the table does not have this hash (detail: the firmware's)",
    "NO_TABLE": "no table was committed",
    "FAULTY": "brown-out, over-temperature or stop input (detail: conditions)",
    "NO_ROWS": "no row covers the present: stream first, then arm",
    "POSE": "the row is too far from the pose (detail: joint)",
    "LATCHED": "STOP is latched",
    "LOOSER": "looser than provisioned (detail: joint + 256 field, or 65536 + rule)",
}
CONDITIONS: dict[str, int] = {
    "STOP_INPUT": 1,
    "BROWN_OUT": 2,
    "OVER_TEMPERATURE": 4,
}
CAPABILITIES: dict[str, int] = {
    "TWIN": 1,
    "NEVER_RUN_ON_HARDWARE": 2,
}
COUNTERS = (
    "frames",
    "framing_errors",
    "crc_errors",
    "malformed",
    "sequence_gaps",
    "refused",
    "rows",
    "rows_late",
    "rows_replaced",
    "rows_dropped",
    "rows_played",
    "underruns",
    "underrun_ticks",
    "clamped_ticks",
    "reentries",
    "silences",
    "stops",
    "tx_dropped",
    "tick_slips",
)
JOINT_FIELDS: dict[str, str] = {
    "name_hash": "u32",
    "position_min": "i64",
    "position_max": "i64",
    "neutral": "i64",
    "safe": "i64",
    "velocity": "i64",
    "acceleration": "i64",
    "jerk": "i64",
    "offset": "i64",
    "scale": "i64",
    "feedback": "u8",
    "torque_policy": "u8",
}
RULE_FIELDS: dict[str, str] = {
    "kind": "u8",
    "joint": "u8",
    "other": "u8",
    "low": "i64",
    "high": "i64",
    "other_low": "i64",
    "other_high": "i64",
    "time_ms": "u32",
}
RULE_KINDS: dict[str, str] = {
    "CURRENT": "the joint yields when its current was above `high` for time_ms",
    "TEMPERATURE": "the joint yields when its temperature was above `high` for time_ms",
    "WHILE": "while `other` is outside other_low..other_high, the joint is kept in low..high",
    "EXTREME": "after time_ms outside low..high the joint is kept inside for as long",
}
LINK_EVENTS: dict[str, str] = {
    "OPENED": "the port was opened; the handshake begins",
    "LOST": "the port is gone, the firmware silent, or it has restarted",
    "MISFIT": "another protocol, robot or joint table answers",
    "IDLE": "the firmware waits for ARM, or is giving torque",
    "FOLLOWS": "the firmware plays rows",
    "WAITS": "the firmware is armed, and holds for want of rows",
    "RETIRED": "the host was away too long, or a fault came",
    "BRAKED": "STOP is latched",
}
LINK_TOLD: dict[str, str] = {
    "DISARMED": "IDLE",
    "ARMING": "IDLE",
    "STANDBY": "IDLE",
    "ACTIVE": "FOLLOWS",
    "STARVED": "WAITS",
    "HOLD": "WAITS",
    "SAFE": "RETIRED",
    "LIMP": "RETIRED",
    "STOPPED": "BRAKED",
}
LINK_TRANSITIONS: dict[str, dict[str, str]] = {
    "DISCONNECTED": {
        "OPENED": "SYNCING",
    },
    "SYNCING": {
        "LOST": "DISCONNECTED",
        "MISFIT": "INCOMPATIBLE",
        "IDLE": "READY",
        "FOLLOWS": "ARMED",
        "WAITS": "HOLD",
        "RETIRED": "SAFE",
        "BRAKED": "STOPPED",
    },
    "READY": {
        "LOST": "DISCONNECTED",
        "FOLLOWS": "ARMED",
        "WAITS": "HOLD",
        "RETIRED": "SAFE",
        "BRAKED": "STOPPED",
    },
    "ARMED": {
        "LOST": "DISCONNECTED",
        "IDLE": "READY",
        "WAITS": "HOLD",
        "RETIRED": "SAFE",
        "BRAKED": "STOPPED",
    },
    "HOLD": {
        "LOST": "DISCONNECTED",
        "IDLE": "READY",
        "FOLLOWS": "ARMED",
        "RETIRED": "SAFE",
        "BRAKED": "STOPPED",
    },
    "SAFE": {
        "LOST": "DISCONNECTED",
        "IDLE": "READY",
        "FOLLOWS": "ARMED",
        "WAITS": "HOLD",
        "BRAKED": "STOPPED",
    },
    "STOPPED": {
        "LOST": "DISCONNECTED",
        "IDLE": "READY",
        "FOLLOWS": "ARMED",
        "WAITS": "HOLD",
        "RETIRED": "SAFE",
    },
    "INCOMPATIBLE": {
        "LOST": "DISCONNECTED",
    },
}
LINK_ROWS: dict[str, str] = {
    "DISCONNECTED": "lost",
    "SYNCING": "lost",
    "READY": "pose",
    "ARMED": "played",
    "HOLD": "played",
    "SAFE": "pose",
    "STOPPED": "pose",
    "INCOMPATIBLE": "lost",
}
LINK_ARMS: dict[str, str] = {
    "DISCONNECTED": "nobody",
    "SYNCING": "nobody",
    "READY": "owner",
    "ARMED": "itself",
    "HOLD": "itself",
    "SAFE": "owner",
    "STOPPED": "person",
    "INCOMPATIBLE": "nobody",
}
LINK_DOCS: dict[str, str] = {
    "DISCONNECTED": "nobody answers; the robot holds, then goes to its safe pose by itself",
    "SYNCING": "handshake, joint tables compared, clocks synchronised",
    "READY": "disarmed: rows have no effect",
    "ARMED": "rows are played",
    "HOLD": "armed, and still for want of rows; goes on by itself, blended",
    "SAFE": "in or on the way to the safe pose, or limp after a longer silence or a fault",
    "STOPPED": "STOP is latched",
    "INCOMPATIBLE": "what answers is not this robot",
}
LINK_WAYS_OUT: dict[str, str] = {
    "DISCONNECTED": "plug it in or start it: it is found by any name, a pty only by a link",
    "SYNCING": "wait; if nobody answers, check power and baud rate",
    "READY": "`kinesics joint` and `perform` arm it; in Python, arm()",
    "ARMED": "nothing to do",
    "HOLD": "send rows in time: a host that stalls beyond its lead shows here",
    "SAFE": "`kinesics disarm`; in Python, arm(); if it is refused, see the conditions",
    "STOPPED": "look why, then `kinesics disarm`; in Python, clear_stop() and arm()",
    "INCOMPATIBLE": "plug in the right robot, name its rig, or update the older",
}
