"""`SpeechHead`: the head keeps time with the voice, and the torso comes after it.

A nod on every pitch accent, as deep as the accent is high and sure; another place for the head at
each phrase; a head that rises with the pitch. Loudness by itself moves nothing.
"""

from math import isnan, log2

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.pitch import HOP_S
from kinesics.audio.prosody import foreseen_s
from kinesics.behaviours.accent_gate import AccentGate
from kinesics.behaviours.liveliness import Liveliness
from kinesics.behaviours.speech_head_laws import HeadLaws, head_laws
from kinesics.motion.channels import columns
from kinesics.motion.follow import Follow
from kinesics.motion.strokes import Strokes
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.rig.sight import Reach
from kinesics.signals import Persona, Prosody, Speech

__all__ = ["ACCENT_FROM", "SOONEST_S", "SpeechHead"]

F64 = NDArray[np.float64]

ACCENT_FROM = head_laws().nods.accent_from
SOONEST_S = head_laws().nods.soonest_s

_NAMES = ("head_pitch", "head_yaw", "head_roll", "torso_pitch", "torso_yaw", "torso_roll")
_HOP_NS = round(HOP_S * 1e9)
_NEVER_LATE_MS = 40.0  # prosody comes in time for a mouth that hears this far ahead
_SHARE = 0.6
"""Of what the neck may accelerate by: deeper nods than it does in time are not asked for."""

_HEAD = slice(0, 3)  # of what follows; then the tone, and the torso


class SpeechHead:
    """Six channels of head and torso, added to whatever else they do.

    A row dated t depends on prosody up to t, and on when the utterance begins. The same sound gives
    the same motion, however it was cut.
    """

    name = "head"

    def __init__(
        self,
        seed: int = 0,
        *,
        lookahead_ms: float = 80.0,
        neck: Reach | None = None,
        laws: HeadLaws | None = None,
    ) -> None:
        """`lookahead_ms`: the mouth's; `neck`: what the robot's neck can do in pitch."""
        self._laws = laws = head_laws() if laws is None else laws
        self._random = np.random.default_rng((seed, 0x4EAD))
        self._columns = columns(_NAMES)
        late = min(max(1.0 - lookahead_ms / _NEVER_LATE_MS, 0.0), 1.0)
        apex_s = laws.nods.apex_s + late * (laws.nods.late_apex_s - laws.nods.apex_s)
        out_s = foreseen_s(lookahead_ms) + apex_s
        self._nods = [Strokes(out_s, laws.nods.back_s, 1.0 / HOP_S) for _ in range(3)]
        self._deepest_rad = _deepest_rad(neck, out_s)
        self._early = round(min(laws.phrases.early_s, lookahead_ms / 1000.0) / HOP_S)
        self._gate = AccentGate(laws.nods.accent_from, laws.nods.soonest_s)
        self._lively = Liveliness()
        self._follow = Follow([laws.phrases.wide_hz] * 3 + [laws.pitch.hz] + [laws.torso_hz] * 3,
                              HOP_S)  # fmt: skip
        self._at = (0.0, 0.0, 0.0)  # of the head's shift: yaw, pitch, roll
        self._begin()

    def feed(self, packet: Packet) -> Track | None:
        """The row of this hop of speech, or those before an utterance's first; or None."""
        if isinstance(packet, Persona):
            self._lively.hear(packet)
        elif isinstance(packet, Speech) and packet.first_sample == 0:
            return self._open(packet.t_ns)
        elif isinstance(packet, Prosody):
            return Track(packet.t_ns, packet.rate_hz, self._columns, self._hear(packet)[None])
        return None

    def _begin(self) -> None:
        self._wanted = np.zeros(3)  # of the head's shift: yaw, pitch, roll
        self._register_st = self._above_st = 0.0
        self._voiced_s = 0.0
        self._pause_s = 0.0
        self._lowered = False

    def _open(self, t_ns: int) -> Track | None:
        """An utterance begins at `t_ns`: the head sets off to where it will be said from."""
        self._begin()
        self._follow.reset()
        self._at = (0.0, 0.0, 0.0)
        self._shift(wide=True)
        if not self._early:
            return None
        times_ns = [t_ns + (n + 1 - self._early) * _HOP_NS for n in range(self._early)]
        return Track(times_ns[0], 1.0 / HOP_S, self._columns, np.array([*map(self._row, times_ns)]))

    def _hear(self, hop: Prosody) -> F64:
        laws = self._laws
        self._listen(hop.f0_hz)
        if self._pause_s > 0.0 and hop.pause_s == 0.0 and self._lowered:
            self._shift(wide=self._pause_s >= laws.phrases.long_s)
        elif hop.boundary >= laws.phrases.boundary and not self._lowered:
            self._lowered = True
            self._wanted[1] += laws.phrases.lowers_rad
        self._pause_s = hop.pause_s
        if self._gate.marks(hop.nearing):
            self._nod(laws.nods.size(hop.nearing, self._above_st), hop.t_ns)
        return self._row(hop.t_ns)

    def _listen(self, f0_hz: float) -> None:
        """How far the voice is above its usual pitch [semitones]; what has none keeps falling."""
        law = self._laws.pitch
        if isnan(f0_hz):
            self._above_st *= 0.98
            return
        pitch_st = 12.0 * log2(f0_hz / 100.0)
        self._voiced_s = min(self._voiced_s + HOP_S, law.register_s)
        self._register_st += (pitch_st - self._register_st) * HOP_S / self._voiced_s
        self._above_st = pitch_st - self._register_st

    def _nod(self, size: float, t_ns: int) -> None:
        most = self._deepest_rad / (self._laws.nods.deep_rad * self._lively.gain("nods", t_ns))
        size = min(size, most)
        aside = self._laws.nods.aside * self._random.standard_normal(2)
        for stroke, share in zip(self._nods, (1.0, *aside.tolist()), strict=True):
            stroke.begin(size * share)

    def _shift(self, *, wide: bool) -> None:
        """Another place for the head, from now on."""
        law = self._laws.phrases
        to = np.array(law.wide_rad if wide else law.medium_rad) * self._random.standard_normal(3)
        side = np.sign(self._wanted[[0, 2]])
        back = self._random.random(2) < law.turns_back
        turned = np.where(back & (side != 0.0), -side * np.abs(to[[0, 2]]), to[[0, 2]])
        self._wanted = np.array([turned[0], to[1], turned[1]])
        self._follow.pace(_HEAD, law.wide_hz if wide else law.medium_hz)
        self._lowered = False

    def _row(self, t_ns: int) -> F64:
        """(6,) channels a hop on."""
        laws, follow = self._laws, self._follow
        above_st = min(max(self._above_st, -laws.pitch.most_semitones), laws.pitch.most_semitones)
        tone = -laws.pitch.rad_per_semitone * above_st
        torso = [share * angle for share, angle in zip(laws.torso_share, self._at, strict=True)]
        now = follow.step((*self._wanted.tolist(), tone, *torso)).tolist()
        yaw, pitch, roll, tone, torso_yaw, torso_pitch, torso_roll = now
        self._at = yaw, pitch, roll
        nods = self._lively.gain("nods", t_ns) * laws.nods.deep_rad
        shifts = self._lively.gain("shifts", t_ns)
        bow, turn, tilt = (nods * stroke.next() for stroke in self._nods)
        return np.array(
            [
                bow + shifts * (pitch + tone),
                turn + shifts * yaw,
                tilt + shifts * roll,
                shifts * torso_pitch,
                shifts * torso_yaw,
                shifts * torso_roll,
            ]
        )


def _deepest_rad(neck: Reach | None, out_s: float) -> float:
    """As deep as a half-cosine gets in that time on that share of the neck's acceleration."""
    if neck is None or not neck.turns:
        return np.inf
    return 2.0 * _SHARE * neck.acceleration * (out_s / np.pi) ** 2
