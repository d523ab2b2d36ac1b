"""Robots of shapes that nobody built, as their files would say, and wishes for them."""

import numpy as np
from hypothesis import strategies as st

from kinesics.errors import RigError
from kinesics.rig.load import read_rig
from kinesics.table import Table

RATE_HZ = 100.0
MAST = (0.25, 0.1, 0.0)

SERVOS = {  # as the humanoid has them: velocity, acceleration, lag_ms
    "xm540-w270": (2.51, 17.6, 75.6),
    "xm430-w350": (3.85, 36.0, 51.7),
    "xl330-m288": (9.18, 255.0, 32.6),
}
SPINDLE_M = 0.05  # of a sliding joint, for a radian of its servo
AXES = {"x": [1.0, 0.0, 0.0], "y": [0.0, 1.0, 0.0], "z": [0.0, 0.0, 1.0], "skew": [0.6, 0.48, 0.64]}


def rod(start, end, radius):
    return {"start": [*start], "end": [*end], "radius": radius}


def joint(name, servo, most, channel="torso_yaw", slides=False):
    """Of a servo as it is, turning by `most` both ways, or sliding on a spindle from 0 on."""
    velocity, acceleration, lag_ms = SERVOS[servo]
    ratio = SPINDLE_M if slides else 1.0
    return {
        "name": name,
        "unit": "m" if slides else "rad",
        "actuator": servo,
        "ratio": ratio,
        "neutral": 0.0,
        "safe": 0.0,
        "position": [0.0 if slides else -most, most],
        "velocity": velocity * ratio,
        "acceleration": acceleration * ratio,
        "jerk": 100.0 * acceleration * ratio,
        "lag_ms": lag_ms,
        "feedback": "current" if servo.startswith("xm") else "position",
        "drives": [{"channel": channel, "gain": 1.0}],
    }


def rig_of(name, joints, links, hands, base, cap):
    body = {"hand_speed": cap, "links": links, "hands": hands, "base": base}
    told = {"schema": 1, "name": name, "summary": "made up", "joints": joints, "body": body}
    return read_rig(Table(f"{name}: ", told, RigError))


def hand(side, link, tip):
    return {"side": side, "link": link, "palm": [0.0, 0.0, 0.5 * tip], "tip": [0.0, 0.0, tip]} | {
        "faces": [1.0, 0.0, 0.0]
    }


def crane(cap=2.5):
    """An arm on a post that turns, beside a mast."""
    servo = "xm430-w350"
    joints = [
        joint("waist_turn", servo, 2.4),
        joint("waist_bend", servo, 0.9, "torso_pitch"),
        joint("shoulder_bend", servo, 2.6, "left_shoulder_pitch"),
        joint("elbow_bend", servo, 2.4, "left_elbow"),
    ]
    ways = [((0.0, 0.0, 0.3), "z"), ((0.0, 0.0, 0.1), "y"), ((0.0, 0.0, 0.1), "y")]
    ways += [((0.0, 0.0, 0.35), "y")]
    links, parent = [], "base_link"
    for one, (origin, axis), length in zip(joints, ways, (0.0, 0.0, 0.3, 0.25), strict=True):
        link = {"name": f"{one['name']}_link", "parent": parent, "joint": one["name"]}
        link |= {"origin": [*origin], "axis": AXES[axis]}
        if length:
            link["capsules"] = [rod((0.0, 0.0, 0.06), (0.0, 0.0, length), 0.03)]
        links.append(link)
        parent = link["name"]
    base = [rod((0.0, 0.0, 0.0), (0.0, 0.0, 0.3), 0.05), rod(MAST, (*MAST[:2], 1.3), 0.04)]
    return rig_of("crane", joints, links, [hand("left", parent, 0.28)], base, cap)


def branched(trunk, arms, cap, *, thick):
    """A trunk with an arm or two, of parts (axis, length, servo, whether it slides), in a row.

    A `thick` one has capsules on its arms and stands beside a mast.
    """
    joints, links = [], []

    def grown(parts, name, parent, place):
        for n, (axis, length, servo, slides) in enumerate(parts):
            joints.append(joint(f"{name}_{n}", servo, 0.2 if slides else 2.4, slides=slides))
            link = {"name": f"{name}_{n}_link", "parent": parent, "joint": f"{name}_{n}"}
            link |= {"origin": [*place], "axis": AXES[axis]}
            if thick and name != "waist" and length > 0.1:
                link["capsules"] = [rod((0.0, 0.0, 0.05), (0.0, 0.0, length - 0.03), 0.02)]
            links.append(link)
            parent, place = link["name"], (0.0, 0.0, length)
        return parent, place

    top, place = grown(trunk, "waist", "base_link", (0.0, 0.0, 0.2))
    hands = []
    for side, parts in zip(("left", "right"), arms, strict=False):
        out = (0.0, 0.08 if side == "left" else -0.08, place[2])
        last, end = grown(parts, f"shoulder_{side}", top, out)
        hands.append(hand(side, last, end[2]))
    base = [rod(MAST, (*MAST[:2], 1.3), 0.04)] if thick else []
    return rig_of("branched", joints, links, hands, base, cap)


def shapes_of(servos):
    """Robots whose joints are of these servos."""
    part = st.tuples(
        st.sampled_from(sorted(AXES)),
        st.sampled_from([0.05, 0.15, 0.3, 0.5]),
        st.sampled_from(servos),
        st.sampled_from([False, False, False, True]),
    )
    return st.builds(
        branched,
        st.lists(part, min_size=1, max_size=2),
        st.lists(st.lists(part, min_size=1, max_size=5), min_size=1, max_size=2),
        st.sampled_from([0.3, 0.6, 0.9, 1.5, 2.5]),
        thick=st.booleans(),
    )


shapes = shapes_of(sorted(SERVOS))
alike = st.sampled_from(sorted(SERVOS)).flatmap(lambda servo: shapes_of([servo]))


def wild(rig, seed, ticks):
    """Rows (T, J) of arms, spine and neck that are asked to go anywhere, sometimes at once."""
    draw = np.random.default_rng(seed)
    moved = [n for n, name in enumerate(rig.names) if name.split("_")[0] in ("waist", "neck")]
    moved += [n for n, name in enumerate(rig.names) if "shoulder" in name or "elbow" in name]
    moved += [n for n, name in enumerate(rig.names) if "wrist" in name]
    limits = rig.limits
    wanted = target = rig.neutral.copy()
    rows = np.empty((ticks, len(wanted)))
    turn = 0
    for tick in range(ticks):
        if tick >= turn:
            turn = tick + int(draw.integers(8, 60))
            target = rig.neutral.copy()
            target[moved] = draw.uniform(limits.position_min, limits.position_max)[moved]
            wanted = target.copy() if draw.random() < 0.3 else wanted
            haste = draw.choice([0.02, 0.1, 0.3])
        wanted = wanted + haste * (target - wanted)
        rows[tick] = wanted
    return rows


def hand_speeds(rig, rows, rate_hz=RATE_HZ):
    """(H, N - 1) how fast the tips of the hands are between rows (N, J) [m/s]."""
    skeleton = rig.skeleton
    frames = skeleton.frames(rows)
    tips = [frames[skeleton.index[h.link]] @ [*h.tip, 1.0] for h in skeleton.hands.values()]
    return rate_hz * np.linalg.norm(np.diff(np.array(tips), axis=1), axis=2)
