"""`Scene`: all that a performance needs before a robot moves, read and checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.words import LONGEST
from kinesics.audio.clipping import clipping
from kinesics.audio.phone_times.fit import Fit, fit_of
from kinesics.audio.phone_times.read import Reading
from kinesics.audio.speech_file import load_speech, resample
from kinesics.behaviours.text_affect import TextAffect
from kinesics.conversation.tags import cut_tags
from kinesics.conversation.utterance import Utterance
from kinesics.errors import AffectError, RecordError
from kinesics.inference.lookahead_scores import lookahead_scores
from kinesics.motion import channels
from kinesics.ports import Bridge
from kinesics.record.intake import Intake
from kinesics.record.lip_shapes import lip_shapes
from kinesics.record.moved import moved
from kinesics.record.take import Take
from kinesics.record.told import Told
from kinesics.record.view import checked_view
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics.signals import PhoneTimes, SpeechText
from kinesics_app.character.casting import Casting
from kinesics_app.character.character import Character, Part, cast, gazing_by, turnable
from kinesics_app.character.cue_source import CueSetting, CueSource, read_cues, tag_cues
from kinesics_app.character.own_card import own_models
from kinesics_app.performance.asked import Asked, Source
from kinesics_app.performance.diary import Diary
from kinesics_app.performance.in_vain import in_vain
from kinesics_app.performance.left_out import left_out
from kinesics_app.performance.request import Request
from kinesics_app.performance.taking import Heard
from kinesics_app.performance.unheard import unheard
from kinesics_app.settings.persona_given import PersonaSource, given_persona
from kinesics_app.speech.phone_times import phone_times
from kinesics_app.speech.source import SpeechSource
from kinesics_app.tick.body import Body
from kinesics_app.tick.delays import Delays, mouth_lag_ms
from kinesics_app.tick.loop import Loop

__all__ = ["Hours", "Scene"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_WORSE = 0.1  # of the closures shown
_ALL = 0.95  # of the sound
_OF_LIPS = ("lips", "face", "speech")  # dials

QUIET_NS = 500_000_000
"""Idle life before the sound begins to arrive, and after the last of it was heard."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a performance begins and ends, in robot time."""

    begin_ns: int
    """Of the first tick."""
    arrival_ns: int
    """When the first sample begins to come."""
    heard_t0_ns: int
    """When it is heard."""
    end_ns: int
    """Of the last tick, if nothing comes between."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Who moves, what is heard, and what is asked besides."""

    samples: F32
    """(N,) the speech as it is played."""
    rate_hz: int
    speech: F32
    """(M,) the same at the rate that the character hears."""
    told: Reading | None
    """What the synthesiser's file says of it."""
    fit: Fit | None
    """How its phones lie on the sound."""
    text: str
    """What is said; empty where nobody told."""
    rig: Rig
    character: Character
    parts: Sequence[Part]
    """The character's, and the caller's on top."""
    asked: Asked
    cues: Sequence[CueSetting]
    delays: Delays
    persona: Sequence[str] = ()
    """As typed, checked."""

    @classmethod
    def of(cls, request: Request, also: Sequence[Part]) -> "Scene":
        """What the request names, with the parts of `also` on top of the character's.

        Raises:
            KinesicsError: a file, robot or model that cannot be used, with what would be right.
        """
        samples, rate_hz = load_speech(request.speech)
        rig = load_rig(request.robot)
        _check_view(rig)
        character = cast(rig, _casting(request))
        character = gazing_by(character, rig, request.seed, request.gaze)
        parts = (*character.parts, *also)
        dials = (request.dials, turnable(parts))
        asked = Asked.read(request.emotion, (request.express, request.plan), dials)
        cues = read_cues(request.gestures, rig, character.gestures)
        delays = Delays(request.lookahead_ms, request.lead_ms, mouth_lag_ms(rig))
        told = phone_times(request.phones, request.phones_format, len(samples) / rate_hz)
        fit = None if told is None else fit_of(told.phones, samples, rate_hz, told.holes_s)
        text, tags = cut_tags(_text(request, told))
        words = told.words if told else ()
        marks = told.marks if told else ()
        named = sorted((*words, *marks), key=lambda one: one.start_s)
        asked = asked.spoken(named, len(samples) / rate_hz)
        said = Utterance(0, len(samples) / rate_hz, text, words)
        cues += tag_cues(tags, said, rig, character.gestures)
        speech = resample(samples, rate_hz, character.sample_rate_hz)
        heard = (samples, rate_hz, speech, told, fit, text)
        given_persona(request.persona)  # checked before anything moves
        return cls(*heard, rig, character, parts, asked, cues, delays, request.persona)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was taken otherwise than typed, a sentence each."""
        return (
            *self.asked.remarks,
            *(left_out(self.rig, self.asked.plan) if self.asked.plan else ()),
            *_read_of(self.text, self.character),
            *clipping(self.samples),
            *self._false_closures(),
        )

    def _false_closures(self) -> Iterator[str]:
        """That a look-ahead closes lips for nothing much more often than the usual one."""
        card, backend = self.character.model, self.character.backend
        asked_ms, usual_ms = round(self.delays.lookahead_ms), card.default_lookahead_ms
        known = self.fit is not None and self.fit.share > _ALL
        right, usual = (
            lookahead_scores(card, backend, ms).get("closure_precision", 1.0)
            for ms in (asked_ms, usual_ms)
        )
        if not known and usual - right > _WORSE:
            yield (
                f"--lookahead-ms {asked_ms}: of 100 lip closures that the network shows "
                f"{100 * right:.0f} are right on a voice that it does not know, at {usual_ms} ms "
                f"{100 * usual:.0f}; `kinesics models show` has all; --phones makes them certain"
            )

    def in_vain(self, request: Request) -> tuple[str, ...]:
        """What was asked and cannot have an effect, a sentence each."""
        return in_vain(request, self.asked, self.cues, self.rig, len(self.samples) / self.rate_hz)

    @property
    def misfits(self) -> tuple[str, ...]:
        """What looks wrong about how phones lie on the sound, a sentence each."""
        doubts = () if self.fit is None else self.fit.misfits
        return tuple(f"--phones: {doubt}" for doubt in doubts)

    def unheard(self, request: Request, diary: Diary, heard: Heard) -> tuple[str, ...]:
        """That no speech was heard in all of it, by lips that nothing else decides or holds."""
        held = any(one.gain < 1.0 and one.dial in _OF_LIPS for one in self.asked.dials)
        if held or (self.told is not None and self.told.phones):
            return ()
        return tuple(unheard(request.speech, diary.shown("speech"), heard))

    def told_with(self, diary: Diary, take: Take) -> Told:
        """What was known of the speech, and what passed while it was performed."""
        return Told(
            reading=self.told,
            fit=self.fit,
            text=self.text,
            hints=diary.hints,
            feelings=diary.feelings,
            turns=diary.turns,
            lip_shapes=lip_shapes(take, diary.shown("speech"), self.rig),
            face_moved=moved(take, diary.shown("emotion"), self.rig),
        )

    def loop(self, pose: F64, wire: Bridge, diary: Diary) -> Loop:
        """The behaviours, and the body that starts at rest from its pose (J,); a diary is kept."""
        layers = [layer for layer, _ in self.parts]
        body = Body.at_rest(self.rig, pose, layers, wire)
        behaviours = [behaviour for _, behaviour in self.parts]
        analysers = (*self.character.analysers, diary)
        intake = Intake(layers, pose.copy(), asked=diary.asked)
        ahead_ns = self.delays.ahead_ns
        return Loop(body, behaviours, ahead_ns, analysers=analysers, rows=[], intake=intake)

    def hours(self, begin_ns: int) -> Hours:
        """When what happens, if the first tick is at `begin_ns`."""
        arrival_ns = begin_ns + QUIET_NS
        heard_t0_ns = arrival_ns + round(self.delays.presentation_delay_ms * 1e6)
        length_ns = len(self.samples) * 1_000_000_000 // self.rate_hz
        return Hours(begin_ns, arrival_ns, heard_t0_ns, heard_t0_ns + length_ns + QUIET_NS)

    def sources(self, hours: Hours, asked_ns: int) -> list[Source]:
        """What is asked, and the speech; `asked_ns`: how far beyond its time a tick asks."""
        told: list[PhoneTimes | SpeechText] = []
        if self.told:
            told.append(PhoneTimes(hours.heard_t0_ns, self.told.phones, self.told.words))
        if self.text:
            told.append(SpeechText(hours.heard_t0_ns, self.text))
        speech = SpeechSource(
            self.speech,
            self.character.sample_rate_hz,
            arrival_ns=hours.arrival_ns,
            heard_t0_ns=hours.heard_t0_ns,
            told=told,
        )
        cues = CueSource(self.cues, hours.begin_ns, hours.heard_t0_ns)
        persona = PersonaSource(self.persona, hours.begin_ns)
        asked = self.asked.sources(asked_ns, hours.begin_ns, hours.heard_t0_ns)
        return [persona, *asked, cues, speech]


def _text(request: Request, told: Reading | None) -> str:
    """What is said, as typed, or as the words of the phone times say."""
    if request.text is None:
        return " ".join(word.text for word in (told.words if told else ()))
    if not request.text.strip():
        raise AffectError("--text is empty; wanted what the speech says, or no --text")
    return request.text


def _read_of(text: str, character: Character) -> list[str]:
    """That a long text is not read whole, where one is read."""
    if len(text) <= LONGEST or not any(isinstance(one, TextAffect) for one in character.analysers):
        return []
    return [f"feelings are read of the first {LONGEST} of {len(text)} characters of the text"]


def _check_view(rig: Rig) -> None:
    """Complain about a drawing that cannot be made before anything is performed."""
    try:
        checked_view(rig.view, rig.names, channels.NAMES)
    except RecordError as error:
        raise RecordError(f"rig of {rig.name}: {error}") from error


def _casting(request: Request) -> Casting:
    return Casting(
        request.lookahead_ms,
        request.backend,
        request.seed,
        request.loudness,
        request.hinted,
        gestures=request.gesture_folder,
        models=own_models(request),
    )
