"""`SpeechMouth`: the robot's own speech in, mouth and jaw out, dated by when it is heard."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.logmel import LogMel
from kinesics.audio.mouth import CHANNELS
from kinesics.audio.noise_floor import NoiseFloor, NoiseState
from kinesics.audio.phones import VISEMES
from kinesics.audio.silence import NOTHING, QUIET, Silence
from kinesics.audio.viseme_blend import BlendState, VisemeBlend
from kinesics.errors import ModelError
from kinesics.motion.channels import columns
from kinesics.motion.hull import Hull, Within
from kinesics.motion.ramp import smoothstep
from kinesics.motion.track import Track
from kinesics.ports import Packet, Stepper
from kinesics.signals import Speech, SpeechEnd

__all__ = ["SpeechMouth"]

F32 = NDArray[np.float32]

_PAUSE_S = 0.3  # longer than the closure of any stop, and than the longest look-ahead
_TALKED_S = 20.0
_HAND_OVER = 6  # rows: as long as lips take to close


class SpeechMouth:
    """Streams a speech-face network: one step per hop of sound, one row of motion per step.

    The row that a step gives is dated `lookahead_ms` before the end of the newest sample it has
    heard; nothing in it depends on later sound. At the end of an utterance the network hears
    silence for one look-ahead, so that the last sounds get their rows. Where the network also
    names visemes, both of its answers are shown in one mouth (`VisemeBlend`). A steady noise
    beneath the voice is heard fainter than it is (`NoiseFloor`).

    After 20 s of an utterance the network forgets, in the next pause, all but that pause: some of
    its states never settle, and in half an hour without a break they moved a channel by 0.07.
    """

    name = "speech"

    def __init__(
        self,
        stepper: Stepper,
        features: LogMel,
        channel_names: Sequence[str],
        lookaheads_ms: Sequence[int],
        lookahead_ms: int,
        hull: Hull | None = None,
    ) -> None:
        if lookahead_ms not in lookaheads_ms:
            raise ModelError(
                f"no head for a look-ahead of {lookahead_ms} ms; this model has "
                f"{', '.join(map(str, lookaheads_ms))} ms"
            )
        wanted = {
            "logmel": (1, features.mels),
            "channels": (1, len(lookaheads_ms), len(channel_names)),
        }
        _check_shapes(stepper, wanted)
        self._stepper = stepper
        self._features = features
        self._noise = NoiseFloor(features.mels, features.floor)
        self._columns = columns(channel_names)
        self._head = list(lookaheads_ms).index(lookahead_ms)
        self._lookahead_ns = lookahead_ms * 1_000_000
        self._hop_ns = round(1e9 / features.rate_hz)
        self._sample_rate_hz = round(features.rate_hz * features.hop)
        self._within = None if hull is None else Within(hull)
        self._blend = _blend(stepper, channel_names, lookaheads_ms, self._head, features.rate_hz)
        self._pause_hops = round(_PAUSE_S * features.rate_hz)
        self._talked_hops = round(_TALKED_S * features.rate_hz)
        self._next_sample: int | None = None
        self._begun_ns = 0
        self._steps = 0
        self._talked = 0
        """Hops since the network last knew nothing."""
        self._pause, self._nothing = Silence(QUIET), Silence(NOTHING)
        self._before: NDArray[np.float64] | None = None
        """The last row that the network gave before it forgot; it leaves in `_HAND_OVER` rows."""
        self.gaps = 0
        """Pieces of sound that did not follow the one before: each restarted the network."""
        self.brought_in = 0
        """Rows that were no mouth's pose, as music and noise may give, until `hull` had them."""
        self._paused = self._after_a_pause()

    def feed(self, packet: Packet) -> Track | None:
        """Rows for the sound that `packet` completes, or None."""
        if isinstance(packet, Speech):
            return self._hear(packet)
        if isinstance(packet, SpeechEnd) and self._next_sample is not None:
            silence = self._lookahead_ns * self._sample_rate_hz // 1_000_000_000
            track = self._rows(np.zeros(silence + self._features.hop, dtype=np.float32))
            self._next_sample = None
            return track
        return None

    def _hear(self, piece: Speech) -> Track | None:
        if piece.rate_hz != self._sample_rate_hz:
            raise ModelError(
                f"speech at {piece.rate_hz} Hz; this model hears {self._sample_rate_hz} Hz"
            )
        if piece.first_sample != self._next_sample:
            self.gaps += self._next_sample is not None
            self._begin(piece)
        self._next_sample = piece.first_sample + len(piece.samples)
        return self._rows(piece.samples)

    def _begin(self, piece: Speech) -> None:
        self._reset()
        self._features.reset()
        self._begun_ns = piece.t_ns
        self._steps = 0
        self._talked = 0
        self._before = None

    def _rows(self, samples: NDArray[np.float32]) -> Track | None:
        frames = self._features.push(samples)  # (N, M)
        if not len(frames):
            return None
        rows = np.empty((len(frames), len(self._columns)))
        for row, frame in enumerate(frames):
            rows[row] = self._handed_over(self._step(frame))
            self._forget(rows[row])
        first = self._steps + 1
        self._steps += len(frames)
        t_ns = self._begun_ns + first * self._hop_ns - self._lookahead_ns
        return Track(t_ns, 1e9 / self._hop_ns, self._columns, rows)

    def _after_a_pause(self) -> "_Memory":
        """What it remembers once it has heard nothing but a pause."""
        self._reset()
        silence = np.zeros((self._pause_hops + 1) * self._features.hop, np.float32)
        for frame in self._features.push(silence)[-self._pause_hops :]:
            self._step(frame)
        self._features.reset()
        blend = None if self._blend is None else self._blend.state()
        memory = _Memory(self._stepper.snapshot(), self._noise.state(), blend)
        self._reset()
        self.brought_in = 0
        return memory

    def _reset(self) -> None:
        self._stepper.reset()
        self._noise.reset()
        self._pause.reset()
        self._nothing.reset()
        if self._blend is not None:
            self._blend.reset()

    def _handed_over(self, pose: NDArray[np.float64]) -> NDArray[np.float64]:
        """The row (K,) to show, on the way from what was shown before the network forgot."""
        if self._before is None or self._talked >= _HAND_OVER:
            return pose
        share = smoothstep(self._talked / _HAND_OVER)
        return self._before + share * (pose - self._before)

    def _forget(self, shown: NDArray[np.float64]) -> None:
        """Begin afresh if a pause is long enough now, and much was said before."""
        self._talked += 1
        if self._pause.hops == self._pause_hops and self._talked > self._talked_hops:
            self._stepper.restore(self._paused.states)
            self._noise.restore(self._paused.noise)
            if self._blend is not None and self._paused.blend is not None:
                self._blend.restore(self._paused.blend)
            self._talked, self._before = 0, shown.copy()

    def _step(self, frame: F32) -> NDArray[np.float64]:
        """What the network makes of a frame (M,), (K,), as far as a mouth can show it."""
        self._stepper.inputs["logmel"][0] = self._noise.frame(frame)
        self._stepper.step()
        made, loudest = self._stepper.outputs, float(np.maximum.reduce(frame))
        self._pause.hear(loudest)
        nothing = self._nothing.hear(loudest)
        given = made["channels"][0, self._head]
        if self._blend is None:
            pose: NDArray[np.float64] = given.astype(np.float64)
        else:
            pose = self._blend.row(given, made["visemes"][0], nothing)
        if self._within is None:
            return pose
        held = self._within.bring_in(pose)
        self.brought_in += held is not pose
        return held


class _Memory(NamedTuple):
    states: Mapping[str, F32]
    noise: NoiseState
    blend: BlendState | None


def _blend(
    stepper: Stepper,
    channel_names: Sequence[str],
    lookaheads_ms: Sequence[int],
    head: int,
    rate_hz: float,
) -> VisemeBlend | None:
    """None: the network names no visemes, or shows other channels than they have faces for."""
    visemes = stepper.outputs.get("visemes")
    if visemes is None or tuple(channel_names) != CHANNELS:
        return None
    if visemes.shape != (wanted := (1, len(lookaheads_ms), len(VISEMES))):
        raise ModelError(f"the network's visemes are {visemes.shape}; wanted {wanted}")
    return VisemeBlend([round(ms * rate_hz / 1000) for ms in lookaheads_ms], head)


def _check_shapes(stepper: Stepper, wanted: Mapping[str, tuple[int, ...]]) -> None:
    """What the card says of features, look-aheads and channels must be what the network has."""
    found = {
        name: array.shape for name, array in (*stepper.inputs.items(), *stepper.outputs.items())
    }
    for name, shape in wanted.items():
        if found.get(name) != shape:
            raise ModelError(
                f"the network's {name} is {found.get(name)}; its card's features, look-aheads and "
                f"channels want {shape}"
            )
