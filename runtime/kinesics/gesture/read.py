"""Reading gesture files: every key checked, every mistake named with what would be right."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from math import hypot
from pathlib import Path

from kinesics.errors import GestureError, TrackError
from kinesics.gesture.collection import Collection, known
from kinesics.gesture.gesture import CLASSES, PHASES, POSTURE, Gesture, Hand, KeyPose, Object
from kinesics.motion import channels
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = [
    "by_concept",
    "by_word",
    "called",
    "collection",
    "library",
    "load_gesture",
    "postures",
    "read_gesture",
    "shipped",
]

SCHEMA = 1

Vec = tuple[float, float, float]

_FOLDER = Path(__file__).with_name("library")
_POSTURES = Path(__file__).with_name("postures")
_LONGEST_S = 20.0
_FURTHEST = 1.2  # lengths of an arm
_WAYS: Mapping[str, Vec] = {
    "front": (1.0, 0.0, 0.0),
    "back": (-1.0, 0.0, 0.0),
    "out": (0.0, 1.0, 0.0),
    "in": (0.0, -1.0, 0.0),
    "left": (0.0, 1.0, 0.0),
    "right": (0.0, -1.0, 0.0),
    "up": (0.0, 0.0, 1.0),
    "down": (0.0, 0.0, -1.0),
}
_BODY = frozenset(c.name for c in channels.CHANNELS if c.region in ("torso", "head"))
_ARM_VALUES = 8


@cache
def library() -> Mapping[str, Gesture]:
    """Every shipped gesture, by name."""
    return {
        gesture.name: gesture for gesture in map(load_gesture, sorted(_FOLDER.glob("*/*.toml")))
    }


@cache
def postures() -> Mapping[str, Gesture]:
    """Every shipped posture, by name: a gesture whose last pose is held until another posture."""
    return {
        posture.name: posture for posture in map(load_gesture, sorted(_POSTURES.glob("*.toml")))
    }


def shipped(name: str) -> Gesture:
    """The shipped gesture of that name, or the one of a file by its path.

    Raises:
        GestureError: there is none; the message names the nearest.
    """
    if name.endswith(".toml"):
        return load_gesture(Path(name))
    return known(library(), name)


@cache
def collection() -> Collection:
    """All that are shipped."""
    return Collection(library())


def called(concept: str) -> Gesture:
    """The shipped gesture that shows a concept, or has that name, as `Collection.called`."""
    return collection().called(concept)


def by_concept() -> Mapping[str, Gesture]:
    """The shipped gesture of every concept and name."""
    return collection().by_concept


def by_word() -> Mapping[str, Gesture]:
    """The shipped gesture that a spoken word calls, in lower case."""
    return collection().by_word


def load_gesture(path: Path) -> Gesture:
    """The gesture of a file.

    Raises:
        GestureError: not a readable gesture file, an unknown key, poses out of order.
    """
    try:
        document = load_toml(path)
    except (OSError, ValueError, RecursionError) as error:
        raise GestureError(f"{path}: not a readable gesture file: {error}") from error
    return read_gesture(Table(f"{path.name}: ", document, GestureError))


def read_gesture(table: Table) -> Gesture:
    """The gesture that a document describes; GestureError for its first mistake."""
    if table.integer("schema", 1) != SCHEMA:
        raise table.wrong("schema", table.integer("schema", 1), str(SCHEMA))
    arms = table.choice("arms", ("one", "both", "none"))
    gesture = Gesture(
        name=table.text("name"),
        kind=table.choice("class", (*CLASSES, POSTURE)),
        summary=table.text("summary"),
        poses=tuple(_pose(row, arms) for row in table.tables("poses")),
        concepts=table.texts("concepts") if table.has("concepts") else (),
        words=table.texts("words") if table.has("words") else (),
        arms=arms,
        mirrors=table.boolean("mirrors") if table.has("mirrors") else True,
        sizes=_span(table),
        retract_s=table.number("retract_s") if table.has("retract_s") else 0.7,
    )
    table.done()
    _check_order(table, gesture)
    return gesture


def _check_order(table: Table, gesture: Gesture) -> None:
    if gesture.kind == POSTURE:
        if gesture.poses[-1].phase != "hold":
            raise GestureError(f"{table.where}its last pose is no 'hold'; a posture is held")
    elif not any(pose.phase == "stroke" for pose in gesture.poses):
        raise GestureError(f"{table.where}no pose of phase 'stroke'; a gesture has at least one")
    times = [0.0, *(pose.at_s for pose in gesture.poses)]
    if not all(one < two for one, two in pairwise(times)) or times[-1] > _LONGEST_S:
        raise GestureError(
            f"{table.where}at_s are {times[1:]}; wanted rising times in 0..{_LONGEST_S:g} s"
        )


def _span(table: Table) -> tuple[float, float]:
    if not table.has("sizes"):
        return 0.5, 1.2
    low, high = table.finites("sizes", 2, 0.1, 2.0)
    if not low <= 1.0 <= high:
        raise table.wrong("sizes", [low, high], "[least, most] with 1 between them")
    return low, high


def _pose(row: Table, arms: str) -> KeyPose:
    pose = KeyPose(
        at_s=row.number("at_s"),
        phase=row.choice("phase", PHASES),
        hands=_hands(row, arms),
        object=_object(row.table("object")) if row.has("object") else None,
        arms={
            role: row.finites(f"{role}_arm", _ARM_VALUES, -3.2, 3.2)
            for role in ("lead", "other")
            if row.has(f"{role}_arm")
        },
        body=_body(row.table("body")) if row.has("body") else {},
    )
    row.done()
    return pose


def _hands(row: Table, arms: str) -> dict[str, Hand]:
    """What each hand does: `hand` is the leading one, or both alike where both arms move."""
    hands = {}
    if row.has("hand"):
        hand = _hand(row.table("hand"))
        hands = {"lead": hand} if arms == "one" else {"lead": hand, "other": hand}
    if row.has("other"):
        hands["other"] = _hand(row.table("other"))
    return hands


def _hand(table: Table) -> Hand:
    aims = table.boolean("aims") if table.has("aims") else False
    hand = Hand(
        to=None if aims else _place(table, "to"),
        aims=aims,
        fingers=_way(table, "fingers"),
        palm=_way(table, "palm"),
        opening=table.finite("open", 0.0, 1.0) if table.has("open") else 0.5,
    )
    table.done()
    return hand


def _object(table: Table) -> Object:
    along = _way(table, "along")
    thing = Object(_place(table, "at"), table.finite("size_m", 0.05, 1.0), along or (0.0, 1.0, 0.0))
    table.done()
    return thing


def _place(table: Table, key: str) -> Vec:
    x, y, z = table.finites(key, 3, -_FURTHEST, _FURTHEST)
    return x, y, z


def _way(table: Table, key: str) -> Vec | None:
    """A direction in words, such as `front` or `in-up`, as a unit vector."""
    if not table.has(key):
        return None
    words = table.text(key).split("-")
    if not set(words) <= set(_WAYS):
        raise table.wrong(key, table.text(key), f"words of {', '.join(_WAYS)}, joined by '-'")
    x, y, z = (sum(_WAYS[word][axis] for word in words) for axis in range(3))
    length = hypot(x, y, z)
    if not length:
        raise table.wrong(key, table.text(key), "a direction: these words cancel out")
    return x / length, y / length, z / length


def _body(table: Table) -> dict[str, float]:
    values = {}
    for name in table.whole():
        try:
            channel = channels.CHANNELS[channels.index(name)]
        except TrackError as error:
            raise GestureError(f"{table.where}{error}") from error
        if name not in _BODY:
            raise GestureError(f"{table.where}{name} is no channel of torso or head")
        values[name] = table.finite(name, channel.low, channel.high)
    return values
