"""People who were recorded, as `Lessons`: what they did, and what there was to hear.

A folder holds NAME.csv of the face (face_csv.py) and NAME.wav of the same person's voice, which
begin together; NAME.partner.wav, if there is one, is whom they talk with. Where the partner is, is
found: it is the direction most looked in. Feelings and persona are not known, and told as none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np

from kinesics.audio.prosody import SpeechProsody
from kinesics.audio.speech_file import load_speech, resample
from kinesics.conversation.gaze_cues import (
    CUES,
    LEAD_STEPS,
    STATES,
    STEP_NS,
    Situation,
    cue_row,
)
from kinesics.conversation.gaze_heard import GazeHeard
from kinesics.conversation.gaze_shares import GazeShares
from kinesics.signals import Being, PartnerVoice, Prosody, Speech, SpeechEnd
from kinesics_training.gaze import face_csv
from kinesics_training.gaze.deeds import Deeds, Jump, deeds, nod
from kinesics_training.gaze.face_csv import FaceTake
from kinesics_training.gaze.generator import EVENTS, EXTRAS, Lessons
from kinesics_training.gaze.laws import LEAST_DEG, NOD_AGAIN_S

_RATE_HZ = 16_000
_TURN_S = 1.2
"""A longer pause ends an utterance."""
_STEP_S = STEP_NS * 1e-9
_LISTENS = STATES.index("listening")


def load_all(folder: Path, say: Callable[[str], None]) -> Lessons:
    """Everybody in a folder, each cut to the length of the shortest."""
    takes = sorted(folder.glob("*.csv"))
    if not takes:
        raise ValueError(f"{folder}: no NAME.csv; wanted takes of faces with NAME.wav beside them")
    lives = []
    for path in takes:
        life = load(path)
        say(f"{path.name}: {life.events.shape[1] * _STEP_S:.0f} s, {_counted(life)}")
        lives.append(life)
    steps = min(life.cues.shape[1] for life in lives)
    return Lessons(
        *(np.concatenate([getattr(life, one.name)[:, :steps] for life in lives]) for one in _FIELDS)
    )


def load(path: Path, *, fps: float = 60.0) -> Lessons:
    """One person, `path` the CSV; the voice lies beside it."""
    take = face_csv.load(path, fps=fps)
    voice = _prosody(path.with_suffix(".wav"))
    other = path.with_name(f"{path.stem}.partner.wav")
    return _Replay(take, voice, _prosody(other) if other.exists() else None).run()


def beside(taught: Lessons, people: Lessons) -> Lessons:
    """People as often as made-up lives, cut or said again to the same length."""
    lanes, steps = taught.cues.shape[:2]
    again = [np.arange(steps) % people.cues.shape[1], np.arange(lanes) % len(people.cues)]
    return Lessons(
        *(
            np.concatenate(
                (getattr(taught, one.name), getattr(people, one.name)[again[1]][:, again[0]])
            )
            for one in _FIELDS
        )
    )


_FIELDS = fields(Lessons)


@dataclass
class _Own:
    at: bool
    turned_s: float = 5.0
    moved_s: float = 2.0
    jump_rad: float = 0.0
    blinked_s: float = 2.0
    nodded_s: float = 5.0
    shares: GazeShares = field(default_factory=GazeShares)


class _Replay:
    """Goes through a take step by step, as the runtime would."""

    def __init__(self, take: FaceTake, voice: list[Prosody], other: list[Prosody] | None) -> None:
        self._take, self._done = take, deeds(take)
        self._heard, self._own = GazeHeard(), _Own(self._done.begins_at_partner)
        self._heard.hear(Being(0, "listening"))
        self._packets = _told(voice, other)
        self._next = next(self._packets, None)
        steps = int(len(take.shut) / take.rate_hz / _STEP_S) - 1
        shape = (1, max(steps, 0))
        self._made = Lessons(
            np.zeros((*shape, len(CUES)), np.float32),
            np.zeros((*shape, len(EVENTS)), bool),
            np.zeros((*shape, len(EVENTS)), bool),
            np.full((*shape, len(EXTRAS)), np.nan, np.float32),
            np.full((*shape, len(EVENTS)), np.nan, np.float32),
            np.full((*shape, len(EVENTS)), np.nan, np.float32),
        )

    def run(self) -> Lessons:
        """All of it."""
        jumps, blinks = _by_step(self._done)
        for step in range(self._made.cues.shape[1]):
            heard_ns = (step - LEAD_STEPS) * STEP_NS
            while self._next is not None and self._next.t_ns <= heard_ns:
                self._heard.hear(self._next)
                self._next = next(self._packets, None)
            told = self._heard.at(heard_ns)
            self._made.cues[0, step] = cue_row(self._situation(told))
            self._jump(step, jumps.get(step))
            self._blink(step, blinks.get(step))
            self._nod(step, listens=told["state"] == _LISTENS)
            self._pass("speaking" if told["state"] == 0 else "listening")
        return self._made

    def _situation(self, told: dict[str, object]) -> Situation:
        own = self._own
        state = "speaking" if told["state"] == 0 else "listening"
        return Situation(
            **told,  # type: ignore[arg-type]
            company=1.0,
            others=0.0,
            news_s=100.0,
            at=float(own.at),
            away=float(not own.at),
            turned_s=own.turned_s,
            moved_s=own.moved_s,
            jump_rad=own.jump_rad,
            blinked_s=own.blinked_s,
            share=own.shares.recent(state),
        )

    def _jump(self, step: int, jump: Jump | None) -> None:
        own, made = self._own, self._made
        made.open[0, step, :3] = own.at, not own.at, True
        if jump is None:
            return
        turns = jump.at_partner != own.at
        which = 2 if not turns else 1 if jump.at_partner else 0
        made.events[0, step, which] = True
        made.open[0, step, 2] = not turns
        if not jump.at_partner:
            way = np.arctan2(-jump.down, -jump.left) / (np.pi / 4)
            beyond = max(float(np.degrees(jump.size_rad)) - LEAST_DEG, 0.0)
            made.extras[0, step, 1:3] = beyond, round(way) % 8
        own.at, own.moved_s, own.jump_rad = jump.at_partner, 0.0, jump.size_rad
        own.turned_s = 0.0 if turns else own.turned_s

    def _blink(self, step: int, closes: bool | None) -> None:
        self._made.open[0, step, 3] = True
        if closes is not None:
            self._made.events[0, step, 3] = True
            self._made.extras[0, step, 0] = closes
            self._own.blinked_s = 0.0

    def _nod(self, step: int, *, listens: bool) -> None:
        opens = listens and self._own.nodded_s >= NOD_AGAIN_S
        self._made.open[0, step, 4] = opens
        depth = nod(self._take, step * _STEP_S) if opens else 0.0
        if depth > 0.0:
            self._made.events[0, step, 4] = True
            self._made.extras[0, step, 3] = depth
            self._own.nodded_s = 0.0

    def _pass(self, state: str) -> None:
        own = self._own
        own.shares.spend(state, _STEP_S, at_partner=own.at)
        own.turned_s, own.moved_s = own.turned_s + _STEP_S, own.moved_s + _STEP_S
        own.blinked_s, own.nodded_s = own.blinked_s + _STEP_S, own.nodded_s + _STEP_S


def _by_step(done: Deeds) -> tuple[dict[int, Jump], dict[int, bool]]:
    jumps = {int(one.begin_s / _STEP_S): one for one in done.jumps}
    return jumps, {int(t_s / _STEP_S): closes for t_s, closes in done.blinks}


def _prosody(path: Path) -> list[Prosody]:
    samples, rate_hz = load_speech(path)
    sound = resample(samples, rate_hz, _RATE_HZ)
    return [*SpeechProsody().feed(Speech(0, 0, _RATE_HZ, sound))]


def _told(
    voice: list[Prosody], other: list[Prosody] | None
) -> Iterator[Speech | SpeechEnd | Prosody | PartnerVoice]:
    """The packets of both voices by their dates: utterances are what lies between long pauses."""
    packets: list[tuple[int, int, Speech | SpeechEnd | Prosody | PartnerVoice]] = []
    speaks, hop_s = False, 1.0 / voice[0].rate_hz if voice else 0.01
    for hop in voice:
        begins = not speaks and hop.pause_s == 0.0
        ends = speaks and hop.pause_s >= _TURN_S
        speaks = (speaks or begins) and not ends
        if speaks:
            piece = np.zeros(round(hop_s * 1000), np.float32)
            packets.append((hop.t_ns, 0, Speech(hop.t_ns, 0 if begins else 1, 1000, piece)))
            packets.append((hop.t_ns, 1, hop))
        elif ends:
            packets.append((hop.t_ns, 2, SpeechEnd(hop.t_ns)))
    packets += [
        (hop.t_ns, 3, PartnerVoice(hop.t_ns, float(hop.pause_s == 0.0))) for hop in other or []
    ]
    packets.sort(key=lambda one: one[:2])
    return (one for _, _, one in packets)


def _counted(life: Lessons) -> str:
    return ", ".join(f"{int(life.events[..., k].sum())} {name}" for k, name in enumerate(EVENTS))
