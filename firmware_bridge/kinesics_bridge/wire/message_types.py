"""The messages of the wire as types.

Generated from protocol.toml by kinesics_bridge.wire.generate; do not edit.
"""

from typing import NamedTuple


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
