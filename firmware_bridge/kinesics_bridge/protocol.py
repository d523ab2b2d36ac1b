"""The wire as tables and message types.

Generated from protocol.toml by kinesics_bridge.generate; do not edit.
"""

from typing import NamedTuple

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


class Hello(NamedTuple):
    """Who is there? Also starts seq anew."""

    major: int
    minor: int


class Caps(NamedTuple):
    """Answer to Hello."""

    major: int
    minor: int
    build: str
    boot_id: int
    robot_id: str
    joints: int
    table_hash: int
    queue_depth: int
    tick_us: int
    row_period_us: int
    lookahead_us: int
    capabilities: int


class TimeRequest(NamedTuple):
    """Asks for the firmware's clock."""

    tag: int


class TimeReply(NamedTuple):
    """Clock when the request was complete, and when the reply left."""

    tag: int
    received_us: int
    sent_us: int


class JointSet(NamedTuple):
    """One row of the limits table, only while disarmed.

    Fields after `joint`: [joint].
    """

    joint: int
    name_hash: int
    position_min: int
    position_max: int
    neutral: int
    safe: int
    velocity: int
    acceleration: int
    jerk: int
    offset: int
    scale: int
    feedback: int
    torque_policy: int


class TableCommit(NamedTuple):
    """Makes the rows set so far the table, if its hash is this one.

    The first one is provisioned: later ones may only be tighter.
    """

    robot_id: str
    joints: int
    table_hash: int


class Arm(NamedTuple):
    """Asks to play the stream."""

    table_hash: int


class Disarm(NamedTuple):
    """Brake, then torque by policy."""


class Setpoints(NamedTuple):
    """k rows of one int16 code per joint; row i is for t0_us + i row_period_us.

    Replaces all queued rows from t0_us on.
    """

    t0_us: int
    rows: bytes


class Stop(NamedTuple):
    """Brake now, whatever is queued, and stay."""


class StopClear(NamedTuple):
    """Ends STOP; motion still needs Arm."""


class Reply(NamedTuple):
    """Answer to every message of the host but Hello, TimeRequest and Setpoints."""

    request: int
    request_seq: int
    code: int
    detail: int


class TelemetryRow(NamedTuple):
    """Played and measured codes (int16 each) at t_us; bit j of torque: joint j has torque."""

    t_us: int
    state: int
    torque: int
    played: bytes
    measured: bytes


class Status(NamedTuple):
    """Counters (u32 each, in the order of [counters]); queued_us: how far ahead rows reach."""

    t_us: int
    boot_id: int
    state: int
    conditions: int
    queued_us: int
    counters: bytes


class Clamps(NamedTuple):
    """Ticks beyond the table.

    Per joint from `first` on u32 each: position, velocity, acceleration; low and high.
    """

    first: int
    counts: bytes


class Event(NamedTuple):
    """A state change and what caused it."""

    t_us: int
    event: int
    before: int
    after: int


class RuleSet(NamedTuple):
    """One rule of the table that the next TableCommit makes.

    Fields after `number`: [rule].
    """

    number: int
    kind: int
    joint: int
    other: int
    low: int
    high: int
    other_low: int
    other_high: int
    time_ms: int


class TableErase(NamedTuple):
    """Forgets the provisioned table, which must have this hash, and the one in use."""

    table_hash: int


class Health(NamedTuple):
    """With Status, to hosts of minor 1 on.

    Bit j: joint j yields, or a rule limits it now. u16 mA (65535: unknown) and u8 degrees C (255:
    unknown) each; supply_mv 0: unknown.
    """

    t_us: int
    supply_mv: int
    over_current: int
    over_temperature: int
    limited: int
    currents: bytes
    temperatures: bytes


class TableRead(NamedTuple):
    """Asks for one joint of the provisioned table.

    A TableRow comes before the Reply, whose detail is that table's hash.
    """

    joint: int


class TableRow(NamedTuple):
    """Answer to TableRead: what no host may exceed.

    Fields after `joint`: [joint].
    """

    joint: int
    name_hash: int
    position_min: int
    position_max: int
    neutral: int
    safe: int
    velocity: int
    acceleration: int
    jerk: int
    offset: int
    scale: int
    feedback: int
    torque_policy: int


Message = (
    Hello
    | Caps
    | TimeRequest
    | TimeReply
    | JointSet
    | TableCommit
    | Arm
    | Disarm
    | Setpoints
    | Stop
    | StopClear
    | Reply
    | TelemetryRow
    | Status
    | Clamps
    | Event
    | RuleSet
    | TableErase
    | Health
    | TableRead
    | TableRow
)

MESSAGE_TYPES: dict[int, type[Message]] = {
    1: Hello,
    2: Caps,
    3: TimeRequest,
    4: TimeReply,
    5: JointSet,
    6: TableCommit,
    7: Arm,
    8: Disarm,
    9: Setpoints,
    10: Stop,
    11: StopClear,
    12: Reply,
    13: TelemetryRow,
    14: Status,
    15: Clamps,
    16: Event,
    17: RuleSet,
    18: TableErase,
    19: Health,
    20: TableRead,
    21: TableRow,
}
MESSAGE_IDS = {kind: number for number, kind in MESSAGE_TYPES.items()}
FIELD_KINDS: dict[int, tuple[str, ...]] = {
    1: ("u8", "u8"),
    2: ("u8", "u8", "str", "u32", "str", "u8", "u32", "u16", "u32", "u32", "u32", "u8"),
    3: ("u64",),
    4: ("u64", "u64", "u64"),
    5: ("u8", "u32", "i64", "i64", "i64", "i64", "i64", "i64", "i64", "i64", "i64", "u8", "u8"),
    6: ("str", "u8", "u32"),
    7: ("u32",),
    8: (),
    9: ("u64", "bin"),
    10: (),
    11: (),
    12: ("u8", "u16", "u8", "i64"),
    13: ("u64", "u8", "u64", "bin", "bin"),
    14: ("u64", "u32", "u8", "u8", "i64", "bin"),
    15: ("u8", "bin"),
    16: ("u64", "u8", "u8", "u8"),
    17: ("u8", "u8", "u8", "u8", "i64", "i64", "i64", "i64", "u32"),
    18: ("u32",),
    19: ("u64", "u16", "u64", "u64", "u64", "bin", "bin"),
    20: ("u8",),
    21: ("u8", "u32", "i64", "i64", "i64", "i64", "i64", "i64", "i64", "i64", "i64", "u8", "u8"),
}
