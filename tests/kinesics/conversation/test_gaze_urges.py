"""A network leads the gaze where nothing else does; when it fails, rules go on."""

from itertools import pairwise
from math import inf, nan, radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.attention import Attention
from kinesics.conversation.gaze_cues import CUES, LEAD_STEPS, STEP_NS
from kinesics.conversation.gaze_urges import GazeUrges
from kinesics.rig.load import load_rig
from kinesics.rig.sight import sight_of
from kinesics.signals import (
    Being,
    BlinkUrges,
    Feeling,
    GazeShift,
    HeadCue,
    Horizon,
    Look,
    PartnerVoice,
    Persona,
    Prosody,
    Speech,
    SpeechEnd,
    Target,
)

SECOND = 1_000_000_000
SIGHT = sight_of(load_rig("humanoid"))
ANNA = Target(0, "person:anna", (1.2, 0.2, 1.1), 1.0, 1e6)
NEVER = -20.0


class Fixed:
    """A `Stepper` whose chances are always the same, and which may fail at a step."""

    def __init__(self, *, fails_at=inf, says=0.0, **chances):
        names = ("avert", "back", "jump", "blink", "nod")
        logits = [np.log(p / (1 - p)) if (p := chances.get(one)) else NEVER for one in names]
        self.inputs = {"cues": np.zeros((1, len(CUES)), np.float32)}
        self.outputs = {
            "hazards": np.array([logits], np.float32),
            "directions": np.zeros((1, 8), np.float32),
            "manner": np.array([[0.7, 0.0, 0.5]], np.float32),
        }
        self.rows = []
        self._fails_at, self._says = fails_at, says

    def step(self):
        self.rows.append(self.inputs["cues"][0].copy())
        if len(self.rows) > self._fails_at:
            if self._says == "raise":
                raise RuntimeError("out of memory")
            self.outputs["hazards"][:] = nan

    def cue(self, name):
        return np.array(self.rows)[:, CUES.index(name)]


class Life:
    """What an attention with a network decided, as it stands."""

    def __init__(self, stepper, *packets, seed=0):
        self.attention = Attention(SIGHT, seed, urges=GazeUrges(stepper, seed))
        self.shifts, self.blinks, self.told_ns, self.nods = [], [], [], []
        self.feed(*packets, Horizon(0))

    def feed(self, *packets):
        for packet in packets:
            for told in self.attention.feed(packet):
                if isinstance(told, BlinkUrges):
                    self.blinks += told.blinks
                    self.told_ns.append((told.t_ns, told.until_ns))
                    continue
                if isinstance(told, HeadCue):
                    self.nods.append(told)
                    continue
                self.shifts = [one for one in self.shifts if one.t_ns < told.t_ns]
                self.shifts.append(told)
        return self

    def until(self, seconds, begin=0.0, every=0.2):
        for t_s in np.arange(begin + every, seconds + 1e-9, every):
            self.feed(Horizon(round(t_s * SECOND)))
        return self

    def whys(self, begin=0.0, end=inf):
        return [one.why for one in self.shifts if begin * SECOND <= one.t_ns < end * SECOND]


LISTENS = (ANNA, Being(0, "listening"))


def test_it_looks_away_and_back_and_about_as_often_as_the_network_says():
    life = Life(Fixed(avert=0.02, back=0.08, jump=0.01), *LISTENS).until(300)
    spans = [(b.t_ns - a.t_ns, a.why) for a, b in pairwise(life.shifts)]
    share = sum(s for s, why in spans if why == "partner") / sum(s for s, _ in spans)
    assert share == pytest.approx(0.8, abs=0.06)


def test_nothing_happens_that_the_network_does_not_want():
    life = Life(Fixed(), *LISTENS).until(60)
    assert len(life.shifts) <= 2
    assert life.blinks == []


def test_blinks_are_told_without_gap_and_none_follows_at_once():
    life = Life(Fixed(blink=0.3), *LISTENS).until(120)
    onsets = [onset_ns for onset_ns, _ in life.blinks]
    assert len(onsets) > 120
    assert np.diff(onsets).min() > 0.35 * SECOND
    assert all(one[1] == two[0] for one, two in pairwise(life.told_ns))
    assert np.mean([full for _, full in life.blinks]) == pytest.approx(0.5, abs=0.15)


def test_who_listens_nods_as_deeply_as_the_network_says_and_who_thinks_or_idles_does_not():
    life = Life(Fixed(nod=0.3), *LISTENS).until(20)
    assert len(life.nods) > 8
    assert {(one.kind, one.size, one.times) for one in life.nods} == {("nod", 0.5, 1)}
    assert np.diff([one.t_ns for one in life.nods]).min() > 1.1 * SECOND
    assert not Life(Fixed(nod=0.3), ANNA, Being(0, "thinking")).until(20).nods
    assert not Life(Fixed(nod=0.3), ANNA).until(20).nods


def test_since_when_the_partner_has_been_silent_is_told_from_what_is_heard_of_them():
    stepper = Fixed()
    life = Life(stepper, *LISTENS, PartnerVoice(SECOND, 0.9), PartnerVoice(2 * SECOND, 0.1))
    life.feed(PartnerVoice(3 * SECOND, 0.8)).until(4)
    paused = stepper.cue("partner_pause")
    lead_s, rows = LEAD_STEPS * STEP_NS * 1e-9, np.flatnonzero(paused) * STEP_NS * 1e-9
    assert (rows[0], rows[-1]) == pytest.approx((2.0 + lead_s, 3.0 + lead_s), abs=0.05)
    assert paused.max() == pytest.approx(0.96, abs=0.05)


def test_who_listens_to_silence_nods_at_nobody_and_soon_after_who_has_spoken():
    stepper = Fixed(nod=0.3)
    assert not Life(stepper, *LISTENS, PartnerVoice(-SECOND, 0.1)).until(60).nods
    assert stepper.cue("partner_pause")[LEAD_STEPS + 1 :].min() == 1.5  # as after any long pause
    life = Life(Fixed(nod=0.3), *LISTENS, PartnerVoice(-SECOND, 0.1), PartnerVoice(5 * SECOND, 0.9))
    life.feed(PartnerVoice(20 * SECOND, 0.0)).until(60)
    nods_s = [one.t_ns / SECOND for one in life.nods]
    assert len(nods_s) > 8
    assert min(nods_s) > 5.3
    assert 20.0 < max(nods_s) < 21.4


@pytest.mark.parametrize("says", ["raise", "nan"])
def test_when_it_fails_rules_go_on_from_there(says):
    life = Life(Fixed(fails_at=250, says=says, jump=0.05, blink=0.1), *LISTENS).until(120)
    assert {"partner", "avert"} <= set(life.whys(begin=12.0))
    assert life.told_ns[-1][1] <= 10.2 * SECOND
    seconds = np.diff([one.t_ns for one in life.shifts if one.t_ns > 12 * SECOND]) / SECOND
    assert seconds.max() < 12.0


def test_looks_and_turns_go_before_the_network():
    life = Life(Fixed(avert=0.5, back=0.5), *LISTENS).until(5)
    life.feed(Look(6 * SECOND, "a", (1.0, 0.8, 1.0), "head", 3.0)).until(8.8, begin=5)
    assert set(life.whys(6.0, 8.9)) == {"look"}
    quiet = Life(Fixed(), ANNA).until(3).feed(Speech(0, 0, 1000, np.zeros(4000, np.float32)))
    quiet.until(4, begin=3).feed(SpeechEnd(4 * SECOND)).until(5, begin=4)
    assert quiet.shifts[-1].why == "partner"


def test_what_is_heard_counts_a_third_of_a_second_later_by_its_own_date():
    stepper = Fixed()
    life = Life(stepper, ANNA)
    speech = [
        Speech(SECOND + n * SECOND // 10, 100 * n, 1000, np.zeros(100, np.float32))
        for n in range(20)
    ]
    hops = [
        Prosody(
            SECOND + n * SECOND // 100, 100.0, 120.0, -30.0, 1.0, 3.0, 0.9 * (n == 50), 0.0, 0.0
        )
        for n in range(200)
    ]
    life.feed(*speech, *hops, PartnerVoice(2 * SECOND, 0.7), Persona(2 * SECOND, 1.0, 0.5, 0.0))
    life.feed(Feeling(2 * SECOND, (0, 0, 0), {"sad": 0.5, "neutral": 0.5}, 0.8)).until(4)
    accent = np.flatnonzero(stepper.cue("accent"))
    assert accent.tolist() == [round(1.52 * SECOND) // STEP_NS + LEAD_STEPS]
    assert stepper.cue("voice")[accent[0]] == 1.0
    assert stepper.cue("sad")[-1] == pytest.approx(0.4)
    assert stepper.cue("partner")[-1] == pytest.approx(0.7)
    assert (stepper.cue("extraversion")[-1], stepper.cue("energy")[-1]) == (1.0, -1.0)


def test_draws_do_not_depend_on_how_the_horizon_advances():
    def lived(every):
        return Life(Fixed(avert=0.02, back=0.05, jump=0.05, blink=0.02), *LISTENS).until(
            30, every=every
        )

    one, other = lived(0.2), lived(0.04)
    assert one.blinks == other.blinks
    assert [s.t_ns for s in one.shifts] == [s.t_ns for s in other.shifts]


def test_glances_are_as_large_as_the_network_says_within_what_a_state_allows():
    life = Life(Fixed(avert=0.1, back=0.1), *LISTENS).until(300)
    sizes = [np.hypot(*one.aside_rad) for one in life.shifts if one.why == "avert"]
    assert np.median(sizes) == pytest.approx(radians(5.0 + 7.0 * np.log(2.0)), rel=0.25)
    assert max(sizes) <= radians(22.8)
    assert isinstance(life.shifts[0], GazeShift)


def test_rules_and_another_network_take_over_from_the_next_horizon_on():
    first, other = Fixed(avert=0.02, back=0.08, blink=0.1), Fixed(jump=0.02, nod=0.3, blink=0.1)
    life = Life(first, *LISTENS).until(60)
    life.attention.lead(None)
    life.until(120, begin=60)
    assert {"partner", "avert"} <= set(life.whys(61.0, 120.0))
    assert life.told_ns[-1][1] <= 60.3 * SECOND
    rows = len(first.rows)
    life.attention.lead(GazeUrges(other, 1))
    life.until(180, begin=120)
    assert len(first.rows) == rows
    assert 1400 < len(other.rows) <= 1510  # none is made up for
    assert life.told_ns[-1][1] >= 179.9 * SECOND
    assert len(life.nods) > 8  # it was told that somebody is listened to, before it came


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=12), st.integers(0, 99))
def test_whoever_leads_and_whenever_that_changes_nothing_is_decided_for_the_past(turns, seed):
    life = Life(Fixed(avert=0.1, back=0.1, jump=0.1, blink=0.1), *LISTENS, seed=seed)
    before_ns = 0
    for steps, by_network in [*turns, (1, False)]:
        for _ in range(steps):
            now_ns = before_ns + SECOND // 5
            for told in life.attention.feed(Horizon(now_ns)):
                assert told.t_ns >= before_ns - STEP_NS
                assert getattr(told, "until_ns", now_ns) <= now_ns + STEP_NS
            before_ns = now_ns
        urges = GazeUrges(Fixed(avert=0.1, back=0.1, blink=0.1), seed) if by_network else None
        life.attention.lead(urges)
