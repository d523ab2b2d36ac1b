"""`Character`: the behaviours that bring a robot to life, and how their motion is mixed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kinesics.affect.lexicon import find
from kinesics.affect.mood import Mood
from kinesics.audio.logmel import LogMel
from kinesics.audio.loudness import DIAL as LOUDNESS
from kinesics.audio.loudness import LoudnessLips
from kinesics.audio.prosody import SpeechProsody
from kinesics.behaviours.blink import Blink
from kinesics.behaviours.breathing import Breathing
from kinesics.behaviours.brows import SpeechBrows
from kinesics.behaviours.clips import Clips
from kinesics.behaviours.emotion import EmotionDisplay
from kinesics.behaviours.feelings import Feelings
from kinesics.behaviours.gaze import Gaze
from kinesics.behaviours.gesture import NOTICE_S, SpeechGestures
from kinesics.behaviours.gesture_sense import GestureSense
from kinesics.behaviours.head import SpeechHead
from kinesics.behaviours.head_signs import HeadSigns
from kinesics.behaviours.lid_stroke import fastest_close_s
from kinesics.behaviours.phone_mouth import PhoneMouth
from kinesics.behaviours.speech import SpeechMouth
from kinesics.behaviours.stance import Stance
from kinesics.behaviours.text_affect import TextAffect
from kinesics.behaviours.voice_affect import VoiceAffect
from kinesics.conversation.attention import Attention
from kinesics.conversation.skill import Skill
from kinesics.errors import AudioError, ModelError
from kinesics.gesture.collection import Collection
from kinesics.gesture.own import with_own
from kinesics.gesture.read import collection
from kinesics.gesture.score import ARMS, NAMES
from kinesics.inference.backend import AUTO, chosen_backend
from kinesics.inference.card import ModelCard
from kinesics.inference.hull_file import load_hull
from kinesics.motion.mixer import Layer
from kinesics.ports import Analyser, Behaviour
from kinesics.rig.rig import Rig
from kinesics.rig.sight import Sight, sight_of
from kinesics.signals import Feeling, GestureCue
from kinesics_app.character.casting import Absent, Casting
from kinesics_app.character.gazing import attention
from kinesics_app.character.rehearsed import rehearse
from kinesics_app.character.skills import character_skills
from kinesics_app.character.tuning import Tuning
from kinesics_app.settings.gaze_by import GAZE, GazeBy
from kinesics_app.tick.delays import TICK_MS, lag_ms, mouth_lag_ms
from kinesics_app.tick.lateness import Lateness
from kinesics_models import model_folder

__all__ = [
    "Character",
    "Part",
    "cast",
    "front_end",
    "gazing_by",
    "in_mood",
    "speech_character",
    "turnable",
]

_log = logging.getLogger(__name__)

_SLIP = "surprsied"  # the lexicon is read, and the words near a slip of the pen are gathered

Part = tuple[Layer, Behaviour]
"""A behaviour and how its motion enters the mix; the layer's source is the behaviour's name."""


@dataclass(frozen=True, slots=True, eq=False)
class Character:
    """Parts in the order in which they lie in the mix, and in which a tick asks them."""

    parts: Sequence[Part]
    analysers: Sequence[Analyser]
    """What derives packets for the parts, in the order in which they hear."""
    model: ModelCard
    backend: str
    """What runs the networks."""
    sample_rate_hz: int
    """Rate at which speech is to be fed."""
    skills: Sequence[Skill] = ()
    """What the parts can be asked to do."""
    arms: Sequence[SpeechGestures] = ()
    moves_arms: bool = True
    """Whether its arms think here; else they only tell how long a gesture lasts."""
    lateness: Lateness | None = None
    gestures: Collection = field(default_factory=collection)
    """What can be asked of it."""

    def tuning(self) -> Tuning:
        """What can be turned and switched of it, as nobody has yet."""
        sources = tuple(layer.source for layer, _ in self.parts)
        return Tuning(tuple(turnable(self.parts)), sources)

    def needs_s(self, cue: GestureCue) -> float:
        """How long before its date a gesture has to begin, from rest.

        Raises:
            GestureError: no gesture shows that concept.
        """
        if cue.concept in self.gestures.clips or not self.arms:
            return NOTICE_S
        return self.arms[0].repertoire.needs_s(cue)

    def rehearse(self) -> None:
        """Work out beforehand what would keep the robot from its tick the first time.

        Of a robot that lived here before it is kept: a tenth of a second instead of seconds.
        """
        if self.skills or any(isinstance(one, TextAffect) for one in self.analysers):
            find(_SLIP)
        for one in self.arms:
            rehearse(one, beats=self.moves_arms)


def speech_character(
    rig: Rig,
    *,
    lookahead_ms: int,
    seed: int,
    backend: str = AUTO,
    loudness: float = 0.0,
    affect: float = 0.0,
) -> Character:
    """A whole character: as `cast`, its arguments are those of `Casting`."""
    return cast(rig, Casting(lookahead_ms, backend, seed, loudness, affect))


def cast(rig: Rig, wanted: Casting) -> Character:
    """The speech mouth on its shipped network, with gaze, head, hands, breath, blinks, feelings.

    They know of the rig what its eyes, head, lids and arms can do.

    Raises:
        ModelError: the model cannot be opened, or has no head for this look-ahead.
        GestureError: a folder of gestures that cannot be used.
    """
    card = wanted.card("speech_face")
    features = front_end(card)
    wanted = replace(wanted, backend=chosen_backend(card, wanted.backend))
    gestures = with_own(Path(wanted.gestures) if wanted.gestures else None)
    arms = _arms(rig, wanted, gestures)
    clips = (Clips(rig, gestures.clips),) if gestures.clips else ()
    sight = sight_of(rig)
    life = (*_life(rig, sight, arms, wanted.seed), *_recorded(clips))
    return Character(
        (*life, *_speaking(_mouth(card, features, wanted), sight, wanted)),
        (*_hearing(arms, wanted), *_attending(sight, wanted)),
        card,
        wanted.backend,
        round(features.rate_hz * features.hop),
        character_skills(rig, arms, clips, gestures),
        arms,
        wanted.wants("gesture"),
        wanted.lateness,
        gestures,
    )


def gazing_by(character: Character, rig: Rig, seed: int, by: GazeBy) -> Character:
    """The same character, with a gaze led by the network, or by rules."""
    if by == GAZE:
        return character
    other = attention(sight_of(rig), seed, by)
    analysers = [other if isinstance(one, Attention) else one for one in character.analysers]
    return replace(character, analysers=analysers)


def turnable(parts: Sequence[Part]) -> list[str]:
    """Names of the dials that somebody may turn: not the one that the voice does.

    Those of several behaviours come first, then each behaviour's own, which is called as it is.
    """
    names = dict.fromkeys(name for layer, _ in parts for name in layer.dials)
    own = (layer.source for layer, _ in parts)
    return [*(name for name in names if name != LOUDNESS), *own]


# One line a behaviour: later over-layers win, additions come on top.


def _life(rig: Rig, sight: Sight, arms: Sequence[SpeechGestures], seed: int) -> tuple[Part, ...]:
    """What moves whether it speaks or not; hands also in time with speech."""
    return (
        (Layer("breathing", "add", ramp_s=0.5, fade_s=1.0), Breathing(seed)),
        (Layer("stance", "add", ramp_s=0.2, fade_s=1.5), Stance(seed)),
        (Layer("gaze", "over", ramp_s=0.08, fade_s=0.8, looks=True), Gaze(sight, seed)),
        (
            Layer("blink", "over", ramp_s=0.05, fade_s=0.2),
            Blink(seed, fastest_close_s=fastest_close_s(rig)),
        ),
        *((Layer("gesture", "over", ramp_s=0.01, fade_s=0.4), one) for one in arms),
    )


def _recorded(clips: Sequence[Clips]) -> tuple[Part, ...]:
    """What somebody's own motion moves while it is played: the face and the eyes, too."""
    return tuple((Layer("clips", "over", ramp_s=0.1, fade_s=0.5), one) for one in clips)


def _speaking(mouth: Behaviour, sight: Sight, wanted: Casting) -> tuple[Part, ...]:
    """The mouth, and what goes with what it says or what it is to mean."""
    neck, seed, lookahead_ms = sight.head_pitch, wanted.seed, wanted.lookahead_ms
    lips, face = ("lips", "face", "loudness"), ("expression", "face")
    return (
        (Layer("speech", "over", ramp_s=0.05, fade_s=0.3, owner=True, dials=lips), mouth),
        (
            Layer("head", "add", ramp_s=0.3, fade_s=1.2, dials=("pose",)),
            SpeechHead(seed, lookahead_ms=lookahead_ms, neck=neck),
        ),
        (Layer("signs", "add", ramp_s=0.02, fade_s=0.3, dials=("pose",)), HeadSigns()),
        (Layer("brows", "add", ramp_s=0.05, fade_s=0.3, dials=face), SpeechBrows()),
        (
            Layer("emotion", "add", ramp_s=0.01, fade_s=1.0, dials=face),
            EmotionDisplay(seed, lookahead_ms=lookahead_ms),
        ),
    )


def _arms(rig: Rig, wanted: Casting, gestures: Collection) -> tuple[SpeechGestures, ...]:
    """One, for a robot with a part of what gestures move: arms, or torso and head."""
    if not any(map(rig.shows, NAMES)):
        return ()
    waits_ms = SpeechProsody(wanted.lookahead_ms).lookahead_ms
    slower_ms = lag_ms(rig, NAMES[:ARMS]) - mouth_lag_ms(rig)
    known_ms = TICK_MS + max(slower_ms, 0.0) + waits_ms - wanted.lookahead_ms
    return (
        SpeechGestures(
            rig,
            wanted.seed,
            known_ns=round(known_ms * 1e6),
            waits_ns=round(waits_ms * 1e6),
            gestures=gestures,
        ),
    )


def _mouth(card: ModelCard, features: LogMel, wanted: Casting) -> Behaviour:
    if not wanted.wants("speech"):
        return Absent("speech")
    stepper = wanted.network("speech", card)
    heads, hull = card.lookaheads_ms, load_hull(card)
    heard = SpeechMouth(stepper, features, card.channels, heads, wanted.lookahead_ms, hull)
    return PhoneMouth(heard, card.channels)


def _hearing(arms: Sequence[SpeechGestures], wanted: Casting) -> tuple[Analyser, ...]:
    """What derives from the robot's own speech."""
    prosody, loudness = SpeechProsody(wanted.lookahead_ms), LoudnessLips(wanted.loudness)
    beats = any(one.repertoire.has_arms for one in arms)
    sense = _sense(wanted, prosody) if beats and wanted.wants("gesture-sense") else ()
    return (prosody, *sense, loudness, *_affect(wanted))


def _attending(sight: Sight, wanted: Casting) -> tuple[Analyser, ...]:
    if not wanted.wants("attention"):
        return ()
    own = wanted.card("gaze") if wanted.is_own("gaze") else None
    made = attention(
        sight, wanted.seed, network=lambda card: wanted.network("attention", card), own=own
    )
    return (made,)


def _sense(wanted: Casting, prosody: SpeechProsody) -> tuple[Analyser, ...]:
    """What tells arms of accents to come; without its network they beat on those they heard."""
    try:
        stepper = wanted.network("gesture-sense", wanted.card("speech_gesture"))
    except ModelError as error:
        if wanted.is_own("speech_gesture"):
            raise
        _log.warning("gestures by rules alone, which is later and less sure: %s", error)
        return ()
    return (GestureSense(stepper, prosody.lookahead_ms, prosody.pitch),)


def _affect(wanted: Casting) -> tuple[Analyser, ...]:
    """What hears and reads feelings out of the robot's own speech, and what makes of all one."""
    if not (wanted.affect and wanted.wants("voice-affect")):
        return (Feelings(),)
    stepper = wanted.network("voice-affect", ModelCard.load(model_folder("speech_affect")))
    return (VoiceAffect(stepper, wanted.affect), TextAffect(wanted.affect), Feelings())


def in_mood(character: Character, feeling: Feeling) -> Character:
    """The same character, which begins in the mood of a feeling; it wears off in ten minutes."""
    moody = Feelings(Mood(begin=feeling.vad))
    analysers = [moody if isinstance(one, Feelings) else one for one in character.analysers]
    return replace(character, analysers=analysers)


def front_end(card: ModelCard) -> LogMel:
    """The features that a card declares.

    Raises:
        ModelError: arguments that LogMel does not take, or another rate than the card's.
    """
    arguments = {key: value for key, value in card.features.items() if key != "kind"}
    try:
        features = LogMel(**arguments)
    except (TypeError, ValueError, AudioError) as error:
        raise ModelError(f"{card.name}: [features] of its card: {error}") from error
    if features.rate_hz != card.rate_hz:
        raise ModelError(
            f"{card.name}: features make {features.rate_hz:g} frames a second; "
            f"its card's rate_hz is {card.rate_hz:g}"
        )
    return features
