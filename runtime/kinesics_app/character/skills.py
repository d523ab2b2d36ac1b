"""`character_skills`: what a character can be asked to do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import degrees

from kinesics.behaviours.clips import Clips
from kinesics.behaviours.gesture import EARLY_S, NOTICE_S, SpeechGestures
from kinesics.behaviours.head_signs import SIGN_CHANNELS, sign_lasts_s
from kinesics.behaviours.stance_laws import BODY
from kinesics.conversation.cues import being, gesture_cue, gesturing, looking, posing, signing
from kinesics.conversation.intent import Intent
from kinesics.conversation.skill import Skill
from kinesics.errors import IntentError
from kinesics.gesture.collection import Collection
from kinesics.gesture.read import postures
from kinesics.gesture.score import ARMS, NAMES
from kinesics.rig.look_at import beside
from kinesics.rig.rig import Rig
from kinesics.rig.sight import Sight, sight_of
from kinesics.signals import GestureCue, Point
from kinesics_app.character.express_skill import express_skill
from kinesics_app.character.feel_skill import feel_skill

__all__ = ["character_skills"]

_WAKEFUL = ("gaze_yaw", "gaze_pitch", "eyeBlinkLeft", "eyeBlinkRight", "breath")
_BESIDE_DEG = 5.0  # as what is pointed at
_TURN_S = 0.5  # eyes are there after a tenth of it; a head that turns by 50 degrees after all


def character_skills(
    rig: Rig, arms: Sequence[SpeechGestures], clips: Sequence[Clips], gestures: Collection
) -> tuple[Skill, ...]:
    """One line a skill: its kind, the channels that it moves, its cue."""
    return (
        express_skill(rig),
        feel_skill(),
        *signing(SIGN_CHANNELS, sign_lasts_s),
        _looking(sight_of(rig)),
        being((*BODY, *_WAKEFUL)),
        *(_posing(one) for one in arms),
        *_gesturing(arms, clips, gestures, _sides(rig)),
    )


def _looking(sight: Sight) -> Skill:
    """Eyes, head and body, as far as the robot has them."""
    turns = {"eyes": sight.has_eyes, "head": True, "body": sight.torso_yaw.turns}
    stays = {"eyes": "it has no eyes that turn, so its head does", "body": "its torso cannot turn"}

    def told(at: str | Point, style: str) -> str:
        off = 0.0 if isinstance(at, str) else degrees(beside(sight, at, torso=style == "body"))
        far = f"that is {off:.0f} degrees beyond where it can look" if off > _BESIDE_DEG else ""
        return "; ".join(filter(None, ("" if turns[style] else stays[style], far)))

    channels = ("gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch")
    return looking(channels, _TURN_S, told, [style for style, one in turns.items() if one])


def _sides(rig: Rig) -> tuple[str, ...]:
    """Arms that may be asked to make a gesture; none: torso and head make those that it has."""
    half = ARMS // 2
    arms = {"left": NAMES[:half], "right": NAMES[half:ARMS]}
    has = [side for side, channels in arms.items() if any(map(rig.shows, channels))]
    return (*has, *(("both",) if len(has) > 1 else ()), "any") if has else ()


def _posing(one: SpeechGestures) -> Skill:
    """What arms, torso and head show of postures."""

    def lacks(name: str) -> str:
        return one.repertoire.lacks(postures()[name])

    return posing((*BODY, *NAMES[:ARMS]), tuple(postures()), lacks)


def _gesturing(
    arms: Sequence[SpeechGestures],
    clips: Sequence[Clips],
    gestures: Collection,
    sides: tuple[str, ...],
) -> tuple[Skill, ...]:
    """What they show of gestures, and what is shown of somebody's own motion."""
    heeds: Mapping[str, Sequence[str]] = {
        "side": sides,
        **({} if sides else {"target": (), "target_m": ()}),
    }
    concepts = (*(gestures.by_concept if arms else ()), *gestures.clips)
    moved = [channel for clip in gestures.clips.values() for channel in clip.channels]

    def lasts_s(cue: GestureCue) -> tuple[float, str]:
        if cue.concept in gestures.clips:
            return clips[0].lasts_s(cue.concept)
        return arms[0].repertoire.lasts_s(cue)

    def lacks(concept: str) -> str:
        if concept in gestures.clips:
            return clips[0].lacks(concept)
        return arms[0].repertoire.lacks(gestures.called(concept))

    def prepare(intent: Intent) -> bool:
        if intent.parameters["concept"] in gestures.clips:
            return True
        return arms[0].repertoire.prepare(gesture_cue(intent, intent.t_ns))

    channels = tuple(dict.fromkeys((*NAMES, *moved)))
    if not concepts:
        return ()
    made = gesturing(channels, concepts, lasts_s, NOTICE_S, EARLY_S, lacks)
    return (replace(made, check=_check_target, prepare=prepare, heeds=heeds),)


def _check_target(intent: Intent) -> None:
    """One that is known is a point by now."""
    told = intent.parameters
    if "target" in told and "target_m" in told:
        raise IntentError("gesture: it has target and target_m; wanted one of them")
    if "target" in told:
        raise IntentError(
            f"gesture: nobody has told of target {told['target']!r}; wanted its place first, or "
            "target_m"
        )
