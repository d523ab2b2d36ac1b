"""`Laws`: how likely people do what, given what they hear, see, feel and have done."""

import numpy as np
import numpy.typing as npt

from kinesics.affect.vad import MEANS
from kinesics.behaviours.blink_laws import blink_laws
from kinesics.conversation.gaze_cues import STATES, Situation
from kinesics.conversation.gaze_laws import Dwell, gaze_laws
from kinesics.conversation.gaze_manner import FELT, Manner, manner_laws
from kinesics_training.gaze.hazards import chance, sigma_of, within
from kinesics_training.gaze.worlds import STEP_S

F64 = npt.NDArray[np.float64]

LEAST_DEG = 5.0
"""A glance goes at least so far."""

_GIVES_BACK = 4.0  # how strongly what the partner had too much of is taken back
_PAUSE_S = 0.26  # beginning of a pause: blinks and looks away keep company with it
_PAUSE_AWAY, _SILENT_AWAY = 4.0, 1.4
_PAUSE_BLINKS, _JUMP_BLINKS, _ELSE_BLINKS = 1.5, 2.0, 0.865  # so that intervals keep their law
_SPREAD = 0.6  # of looks at a partner, as conversation/gaze_shares.py has them
_LEAST_S, _MOST_S = 0.5, 9.0
NOD_AGAIN_S = 1.2
"""No listener nods sooner after another nod."""
_NODS_S = 0.6  # of a pause of who speaks: then a listener nods, in about half of them
_PAUSE_NODS, _ELSE_NODS = 0.045, 0.002  # chances in a step; 3 a minute else
_AROUSAL = MEANS[1:, 1]


class Laws:
    """attention.toml and blinks.toml as hazards; what is not there is ours, and is above."""

    def __init__(self, *, plain: bool = False) -> None:
        """`plain`: the runtime's rules, which know no pauses, feelings, persona or debts."""
        gaze, self._blinks = gaze_laws(), blink_laws()
        self._gaze, self._plain = gaze, plain
        self.begin_away = gaze.begin_away
        states = [gaze.states[name] for name in STATES]
        self._share = np.array([one.share for one in states])
        self._away_s = np.array([one.away.mean_s for one in states])
        self._away_sigma = sigma_of([one.away.sd_s / one.away.mean_s for one in states])
        self._farthest = np.array([one.farthest_rad for one in states])
        rates = [self._blinks.rates[name] for name in STATES]
        self._rate = np.array([one.per_min for one in rates])
        self._range = np.array([(one.least, one.most) for one in rates])
        self._felt = np.array([self._blinks.emotions.get(name, 1.0) - 1.0 for name in FELT])
        self._jumps = [(one.mean_s, float(sigma_of(one.sd_s / one.mean_s))) for one in _dwells()]

    def manner(self, now: Situation) -> Manner:
        """How feelings and persona change it, (B,) each."""
        feelings, persona = np.asarray(now.feelings), np.asarray(now.persona)
        if self._plain:
            feelings, persona = np.zeros_like(feelings), np.zeros_like(persona)
        return manner_laws().manner(feelings, persona, listens=np.asarray(now.state) == 1)

    def gaze(self, now: Situation) -> F64:
        """(B, 3) chances to avert, to look back, to jump on, as if each was open."""
        manner, state = self.manner(now), np.asarray(now.state)
        share = np.clip(self._share[state] + manner.share, 0.05, 0.95)
        away_s = self._away_s[state]
        look_s = np.clip(share / (1.0 - share) * away_s, _LEAST_S, _MOST_S)
        owed, company = np.zeros(len(share)), np.ones(len(share))
        if not self._plain:
            owed = _GIVES_BACK * (np.asarray(now.share) - share) * (np.asarray(now.company) > 0)
            company = np.where(_begins_pause(now), _PAUSE_AWAY, 1.0)
            silent = (state == 1) & (np.asarray(now.partner) < 0.3)
            company = np.where(silent, _SILENT_AWAY, company)
        tempo, turned_s = manner.tempo, np.asarray(now.turned_s)
        avert = chance(tempo * turned_s, look_s, sigma_of(_SPREAD)) * tempo * np.exp(owed)
        back = chance(tempo * turned_s, away_s, self._away_sigma[state]) * np.exp(-owed)
        return within(np.stack([avert * company, back * tempo, self._jump(now, tempo)], axis=1))

    def blink(self, now: Situation) -> F64:
        """(B,) chances that one begins."""
        state, since_s = np.asarray(now.state), np.asarray(now.blinked_s)
        felt = 0.0 if self._plain else np.asarray(now.feelings) @ self._felt
        rate = np.clip(self._rate[state] * (1.0 + felt), *self._range[state].T)
        hazard = chance(since_s, 60.0 / rate, self._blinks.sigma)
        if not self._plain:
            hazard = hazard * np.where(_begins_pause(now), _PAUSE_BLINKS, _ELSE_BLINKS)
            near = self._jumped(now) & (np.asarray(now.jump_rad) >= self._blinks.shift_from_rad)
            hazard = hazard * np.where(near, _JUMP_BLINKS, 1.0)
        drawn = 1.0 - (1.0 - within(hazard)) * (1.0 - self._evoked(now))
        return np.where(since_s < self._blinks.soonest_s, 0.0, drawn)

    def partial(self, now: Situation) -> F64:
        """(B,) chances that a blink does not close the eye."""
        return self._blinks.partial * (1.0 - self._evoked(now))

    def nod(self, now: Situation) -> tuple[F64, F64]:
        """(B,) chances that who listens nods, and how deeply, 0..1.

        That listeners nod in the pauses of who speaks is as Dittmann & Llewellyn 1968 and Ward &
        Tsukahara 2000 have it; how often is ours, and that warmth and energy make it more.
        """
        pause_s, persona = np.asarray(now.partner_pause_s), np.asarray(now.persona)
        if self._plain:
            return np.full(len(pause_s), 0.01), np.full(len(pause_s), 0.4)
        lively = 0.3 * persona[:, 1] + 0.25 * persona[:, 2]
        lively = lively + 0.5 * np.asarray(now.feelings) @ _AROUSAL
        pauses = (pause_s > 0.0) & (pause_s <= _NODS_S)
        chances = np.where(pauses, _PAUSE_NODS, _ELSE_NODS) * np.exp(lively)
        return np.minimum(chances, 0.2), np.clip(0.4 * np.exp(lively), 0.0, 1.0)

    def glance_deg(
        self, state: int, manner: Manner, lane: int, random: np.random.Generator
    ) -> tuple[float, int]:
        """How far and whereto one glances."""
        least = np.radians(LEAST_DEG)
        size = self._gaze.size_rad(random, least, float(self._farthest[state]))
        beyond = (np.degrees(size) - LEAST_DEG) * float(manner.size[lane])
        shares = self._gaze.direction_shares(float(manner.down[lane]))
        return LEAST_DEG + beyond, int(random.choice(len(shares), p=shares))

    def _jump(self, now: Situation, tempo: F64) -> F64:
        at, away, moved_s = (np.asarray(one) for one in (now.at, now.away, now.moved_s))
        hazards = [chance(tempo * moved_s, *one) * tempo for one in self._jumps]
        return np.select([at > 0, away > 0], hazards[:2], hazards[2])

    def _jumped(self, now: Situation) -> npt.NDArray[np.bool_]:
        return np.asarray(now.moved_s) < 1.5 * STEP_S

    def _evoked(self, now: Situation) -> F64:
        low, high = self._blinks.shift_rad
        evoked = np.clip((np.asarray(now.jump_rad) - low) / (high - low), 0.0, 1.0)
        return np.where(self._jumped(now), evoked, 0.0)


def _dwells() -> tuple[Dwell, Dwell, Dwell]:
    """On a face, elsewhere, alone."""
    laws = gaze_laws()
    return laws.face_dwell, laws.elsewhere, laws.alone


def _begins_pause(now: Situation) -> npt.NDArray[np.bool_]:
    pause_s = np.asarray(now.pause_s)
    return (np.asarray(now.state) == 0) & (pause_s > 0.0) & (pause_s <= _PAUSE_S)
