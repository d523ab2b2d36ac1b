"""What a robot offers moves one of its joints; what it does not is refused with the reason."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.behaviours.head_signs import SIGN_CHANNELS, HeadSigns
from kinesics.conversation.arbiter import Arbiter
from kinesics.conversation.intent import read_intent
from kinesics.conversation.skill import skills_of
from kinesics.conversation.tools import tools
from kinesics.errors import GestureError, IntentError
from kinesics.gesture.pace import Pace
from kinesics.gesture.read import by_concept, postures
from kinesics.gesture.repertoire import Repertoire
from kinesics.gesture.score import ARMS, NAMES
from kinesics.motion import channels
from kinesics.rig.load import load_rig, shipped_rigs
from kinesics.signals import Turn
from kinesics_app.character.character import speech_character
from kinesics_app.character.cue_source import read_cues
from kinesics_app.character.scaling import demand_dial, scaling
from kinesics_app.character.tuning import Tuning
from kinesics_app.robot import Robot

SECOND = 1_000_000_000
SEEN = 0.01  # of a joint's travel


def thinned(kept, *, body=True):
    """A humanoid that shows no more than these of what gestures and signs move."""
    whole = load_rig("humanoid")
    joints = [
        replace(
            joint,
            drives=tuple(d for d in joint.drives if d.channel not in NAMES or d.channel in kept),
        )
        for joint in whole.joints
    ]
    return replace(whole, joints=tuple(joints), skeleton=whole.skeleton if body else None)


UPPER = ("shoulder_pitch", "shoulder_roll", "elbow")
RIGS = {
    **{name: load_rig(name) for name in shipped_rigs()},
    "one shoulder": thinned(("right_shoulder_pitch",)),
    "one shoulder, no body": thinned(("right_shoulder_pitch",), body=False),
    "no arms": thinned(NAMES[ARMS:]),
    "only a left arm": thinned([name for name in NAMES if name.startswith(("left", "head"))]),
    "upper arms": thinned([f"{side}_{name}" for side in ("left", "right") for name in UPPER]),
    "nothing": thinned(()),
}
OFFERED = {
    "desk": 3,
    "humanoid": 265,
    "matrix": 3,
    "one shoulder": 0,
    "one shoulder, no body": 5,  # up and salute: an arm that is raised
    "no arms": 3,
    "only a left arm": 241,
    "upper arms": 262,
    "nothing": 0,
}
"""Concepts, of all that the library has."""


@pytest.fixture(scope="module")
def characters():
    """By rig."""
    return {name: speech_character(rig, lookahead_ms=80, seed=0) for name, rig in RIGS.items()}


def offered(name, characters, kind):
    skill = skills_of(RIGS[name], characters[name].skills).get(kind)
    parameter = {"gesture": "concept", "posture": "name"}[kind]
    return skill, () if skill is None else skill.offered(parameter)


def parameters(name, characters, kind):
    """What its tool has, by name."""
    able = {tool["name"]: tool for tool in tools(skills_of(RIGS[name], characters[name].skills))}
    return able[kind]["input_schema"]["properties"]


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("humanoid", ["left", "right", "both", "any"]),
        ("only a left arm", ["left", "any"]),
        ("desk", None),
        ("matrix", None),
        ("no arms", None),
    ],
)
def test_only_who_has_arms_is_asked_which_and_where_to(name, sides, characters):
    offers = parameters(name, characters, "gesture")
    assert offers.get("side", {}).get("enum") == sides
    assert {"target", "target_m"} & set(offers) == ({"target", "target_m"} if sides else set())
    assert {"concept", "size", "hold_s"} <= set(offers)


@pytest.mark.parametrize(
    ("name", "styles"),
    [
        ("humanoid", ["eyes", "head", "body"]),
        ("desk", ["head", "body"]),
        ("matrix", ["head"]),
    ],
)
def test_only_who_has_eyes_is_asked_to_look_with_them(name, styles, characters):
    assert parameters(name, characters, "look_at")["style"]["enum"] == styles


@pytest.mark.parametrize(
    ("name", "style", "remark"),
    [
        ("desk", "eyes", "it has no eyes that turn, so its head does"),
        ("desk", "body", ""),
        ("matrix", "body", "its torso cannot turn"),
        ("humanoid", "eyes", ""),
    ],
)
def test_who_is_asked_to_all_the_same_says_so(name, style, remark):
    with Robot.twin(name) as robot:
        look = robot.look_at(1.0, 0.1, 1.0 if name == "humanoid" else 0.3, style=style)
        robot.wait(0.2)
        assert (look.state, look.reason) == ("started", remark)


def test_a_gesture_says_what_of_its_asking_it_makes_nothing_of():
    with Robot.twin() as robot:

        def told(concept, **how):
            wish = robot.gesture(concept, **how)
            while not wish.reason and wish.state != "started":
                robot.wait(0.1)
            said = wish.reason
            robot.reset()
            return said

        assert "one hand alone makes it" in told("greet", side="both")
        assert "it does not point, whatever the target" in told("greet", target_m=(1, 0, 1))
        assert "no arm makes it, whatever the side" in told("bow", side="left")
        assert "it points ahead, since no target was told" in told("point")


def test_who_is_pointed_at_by_name_is_pointed_at_where_it_was_told(monkeypatch):
    cues, told = [], Repertoire.lasts_s
    monkeypatch.setattr(Repertoire, "lasts_s", lambda one, cue: cues.append(cue) or told(one, cue))
    with Robot.twin() as robot:
        place_m = (0.6, 0.7, 1.1)

        with pytest.raises(IntentError, match="nobody has told of target 'cup'; wanted its place"):
            robot.gesture("point", target="cup")
        robot.target("cup", place_m, ttl_s=60.0)
        with pytest.raises(IntentError, match="it has target and target_m; wanted one of them"):
            robot.gesture("point", target="cup", target_m=place_m)
        for target in ({"target": "cup"}, {"target_m": place_m}):
            wish = robot.gesture("point", **target)
            while wish.state != "started":
                robot.wait(0.05)
            assert wish.reason == ""
            robot.reset()
            robot.wait(4.0)
    assert [cue.target_m for cue in cues] == [place_m, place_m]


def without(region):
    """A desk robot whose joints follow no channel of that region."""
    desk = load_rig("desk")
    names = {one.name for one in channels.CHANNELS if one.region == region}
    joints = [
        replace(joint, drives=tuple(d for d in joint.drives if d.channel not in names))
        for joint in desk.joints
    ]
    return replace(desk, joints=tuple(joints))


@pytest.mark.parametrize(("region", "dial"), [("mouth", "lips"), ("head", "pose")])
def test_a_dial_of_what_a_robot_has_not_is_neither_offered_nor_turned(region, dial):
    tuning = Tuning(("lips", "expression", "pose", "face"), ())
    whole, rig = load_rig("desk"), without(region)
    assert scaling(whole, tuning, lambda: 0).offered("dial") == tuning.dials
    skill = scaling(rig, tuning, lambda: 0)
    assert set(tuning.dials) - set(skill.offered("dial")) == {dial}
    turned = read_intent(
        {"kind": "scale", "id": "a", "parameters": {"dial": dial, "gain": 1.5, "hold_s": 1.0}}, 0
    )
    for refused in (lambda: skill.demand(turned), lambda: demand_dial(rig, Turn(0, dial, 0.5))):
        with pytest.raises(IntentError, match=f"{dial}', but desk has no joint for it"):
            refused()
    demand_dial(whole, Turn(0, dial, 0.5))
    demand_dial(rig, Turn(0, "face", 0.5))


def test_who_has_no_lids_has_no_blinks_to_switch_off():
    with Robot.twin("desk") as robot:
        robot.behaviour("gaze", on=False)
        robot.nod()
        robot.behaviour("blink", on=False)
        with pytest.raises(IntentError, match="behaviour: name is 'blink', but desk has no joint"):
            robot.nod()
    with Robot.twin("matrix") as robot:
        robot.behaviour("blink", on=False)
        robot.nod()


def travelled(rig, mixes):
    """The share of its travel that the joint moves which moves most, over channels (T, C)."""
    poses = rig.poses(np.vstack([np.zeros(mixes.shape[1]), mixes]))
    travel = rig.limits.position_max - rig.limits.position_min
    return float((np.ptp(poses, axis=0) / travel).max())


def intent(kind, parameters):
    return read_intent({"kind": kind, "id": kind, "parameters": parameters}, 0)


@pytest.mark.parametrize("name", RIGS)
def test_signs_that_are_offered_move_a_joint(name, characters):
    rig, skills = RIGS[name], skills_of(RIGS[name], characters[name].skills)
    for kind in ("nod", "shake", "tilt"):
        assert (kind in skills) == rig.shows(SIGN_CHANNELS[kind])
        if kind in skills:
            (cue,) = skills[kind].begin(intent(kind, {}), SECOND).packets
            track = HeadSigns().feed(cue)
            mixes = np.zeros((len(track.values), len(channels.CHANNELS)))
            mixes[:, track.columns] = track.values
            assert travelled(rig, mixes) > 5 * SEEN


@pytest.mark.parametrize("name", RIGS)
def test_postures_that_are_offered_move_a_joint(name, characters):
    skill, names = offered(name, characters, "posture")
    assert (skill is None) == (not names)
    for posture in {*names} - {"upright"}:  # which the others come back to
        (arms,) = characters[name].arms
        values = arms.repertoire.phrase(postures()[posture]).values
        assert travelled(RIGS[name], Pace.rows(values)) > SEEN, posture
    assert names != ("upright",)


@pytest.mark.parametrize("name", RIGS)
def test_gestures_that_are_offered_move_a_joint_and_end(name, characters):
    rig = RIGS[name]
    skill, concepts = offered(name, characters, "gesture")
    assert (skill is None) == (not concepts)
    assert len(concepts) == OFFERED[name]
    for gesture in {by_concept()[concept].name for concept in concepts}:
        doing = skill.begin(intent("gesture", {"concept": gesture}), SECOND)
        assert 0.2 < doing.lasts_s < 10.0
        repertoire = characters[name].arms[0].repertoire
        score = repertoire.enactor.whole(repertoire.phrase(by_concept()[gesture]))
        times_s = np.arange(0.0, score.length_s, 0.02)
        assert travelled(rig, Pace.rows(score.at(times_s))) > 5 * SEEN, gesture


@pytest.mark.parametrize("name", RIGS)
def test_what_is_not_offered_is_refused_with_the_reason(name, characters):
    skills = characters[name].skills
    arbiter = Arbiter(RIGS[name], skills, 0)
    told = {one["name"]: one["input_schema"]["properties"] for one in tools(arbiter.skills)}
    for kind, parameter, every in (
        ("gesture", "concept", by_concept()),
        ("posture", "name", postures()),
    ):
        can = told[kind][parameter]["enum"] if kind in told else ()
        for choice in {*every} - {*can}:
            arbiter.ask(intent(kind, {parameter: choice}))
            event = arbiter.events.pop()
            assert event.state == "refused"
            assert ("robot shows" in event.reason) == (name != "nothing")
            assert name != "nothing" or "no behaviour of humanoid does it" in event.reason
    for kind in {"nod", "shake", "tilt", "look_at"} - {*told}:
        arbiter.ask(intent(kind, {"yaw_rad": 0.2} if kind == "look_at" else {}))
        assert "has no joint for it" in arbiter.events.pop().reason


def test_an_expression_that_a_face_cannot_show_is_refused_with_what_it_moves():
    whole = load_rig("humanoid")
    brows = [
        replace(joint, drives=tuple(d for d in joint.drives if d.channel.startswith("brow")))
        for joint in whole.joints
    ]
    rig = replace(whole, joints=tuple(brows))
    arbiter = Arbiter(rig, speech_character(rig, lookahead_ms=80, seed=0).skills, 0)
    arbiter.ask(intent("express", {"text": "a broad smile"}))
    refused = arbiter.events.pop()
    assert refused.state == "refused"
    assert "humanoid shows nothing of 'a broad smile': it moves cheekSquintLeft" in refused.reason
    arbiter.ask(intent("express", {"text": "surprised"}))
    assert arbiter.events.pop().state == "acknowledged"


@pytest.mark.parametrize("name", shipped_rigs())
def test_in_a_whole_life_each_kind_that_is_offered_moves_a_joint(name):
    asks = {"gesture": {"concept": "bow"}, "posture": {"name": "slumped"}}
    asks |= {"look_at": {"yaw_rad": 0.5}, "tilt": {}}

    def lived(kind):
        with Robot.twin(name) as robot:
            robot.wait(0.2)
            wish = None if kind is None else robot.call(kind, asks[kind])
            robot.wait(2.0)
            return wish, np.array([row.sent for row in robot.link.life.loop.rows])

    _, idle = lived(None)
    rig = RIGS[name]
    travel = rig.limits.position_max - rig.limits.position_min
    for kind in {*asks} & {*skills_of(rig, speech_character(rig, lookahead_ms=80, seed=0).skills)}:
        wish, rows = lived(kind)
        assert wish.state in ("started", "finished")
        apart = np.abs(rows[: len(idle)] - idle[: len(rows)]).max(axis=0) / travel
        assert apart.max() > 2 * SEEN, kind
        if kind == "gesture":
            assert wish.reason == ("" if name == "humanoid" else "it has no torso_pitch")


def test_a_performance_without_arms_bows_and_is_told_that_it_cannot_wave():
    assert [cue.concept for cue in read_cues(["bow@0.5"], RIGS["desk"])] == ["bow"]
    with pytest.raises(GestureError, match="desk has no arms: it does not wave"):
        read_cues(["bow@0.5", "wave@1"], RIGS["desk"])
