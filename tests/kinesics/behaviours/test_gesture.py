"""The arms speak too: on accents, on words, on command; smooth, interruptible, repeatable."""

import numpy as np
import pytest

from kinesics.behaviours.gesture import SpeechGestures
from kinesics.gesture.beating import STRIKE_S, Beating
from kinesics.gesture.made_ready import made_ready
from kinesics.gesture.outlook import PHASES, STRIKE_BINS, STRIKE_FROM
from kinesics.gesture.read import by_concept, library
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.rig.load import load_rig
from kinesics.signals import (
    Being,
    Cease,
    GestureCue,
    GestureOutlook,
    Horizon,
    Persona,
    PhoneTimes,
    Prosody,
    Speech,
    SpeechEnd,
    TimedPhone,
    TimedWord,
)

MS = 1_000_000
AHEAD_NS = 186 * MS  # how far beyond its time a tick asks the mix
HEARD_NS = 180 * MS  # how long before it is heard a hop of prosody is known
RIG = load_rig("humanoid")


@pytest.mark.usefixtures("untraced")
def test_what_was_rehearsed_is_neither_read_nor_solved_again(monkeypatch):
    arms = SpeechGestures(RIG, 0)
    enactor = arms.repertoire.enactor
    made_ready(enactor, arms.most_asked(beats=True))
    read = library.cache_info().misses
    monkeypatch.setattr(enactor._reaching, "answers", lambda _: pytest.fail("it is made"))
    measured = enactor.after_stroke_s.cache_info().misses
    arms.feed(Horizon(AHEAD_NS + 250 * MS))
    for number, concept in enumerate(sorted(by_concept())):
        cue = GestureCue((number + 1) * 4_000 * MS, concept, concept, 0.5, "", None, 0.0)
        arms.repertoire.lasts_s(cue)
        arms.feed(cue)
    assert enactor.after_stroke_s.cache_info().misses == measured == len(library())
    assert library.cache_info().misses == read == 1


class Talk:
    """A loop of the one behaviour and its mixer, ticked in virtual time."""

    def __init__(self, seed=0):
        self.arms = SpeechGestures(RIG, seed)
        self.mixer = Mixer([Layer("gesture", "over", ramp_s=0.01, fade_s=0.4)])
        self.rows, self.now_ns, self._horizon_ns = [], 0, 0

    def run(self, ticks, packets=lambda now_ns: ()):
        for _ in range(ticks):
            self.rows.append(self.mixer.sample(self.now_ns + AHEAD_NS))
            fed = list(packets(self.now_ns))
            if self._horizon_ns < self.now_ns + AHEAD_NS + 50 * MS:
                self._horizon_ns = self.now_ns + AHEAD_NS + 250 * MS
                fed.append(Horizon(self._horizon_ns))
            self.feed(*fed)
            self.now_ns += 10 * MS
        return np.array(self.rows)

    @property
    def soonest_ns(self):
        """The earliest date that the next tick has not asked for."""
        return self.now_ns + AHEAD_NS

    def feed(self, *packets):
        for packet in packets:
            track = self.arms.feed(packet)
            if track is not None:
                self.mixer.accept("gesture", track)


def hop(t_ns, accent=0.0):
    return Prosody(t_ns, 100.0, 120.0, -20.0, 1.0, 4.0, accent, 0.0, 0.0)


def voice(accents_ms, end_ms=8_000, begin_ms=500):
    """Prosody of an utterance with accents, as it becomes known."""
    accents = {ms // 10 * 10 for ms in accents_ms}

    def packets(now_ns):
        heard_ms = (now_ns + HEARD_NS) // MS
        if heard_ms == begin_ms:
            yield Speech(heard_ms * MS, 0, 16_000, np.zeros(160, np.float32))
        if begin_ms <= heard_ms < end_ms:
            yield hop(heard_ms * MS, 0.8 if heard_ms in accents else 0.0)
        if heard_ms == end_ms:
            yield SpeechEnd(heard_ms * MS)

    return packets


def foreseen(accents_ms, sure=0.9, until_ms=8_000, resting=()):
    """A voice of which a network foresees the accents 100 ms before they are heard."""
    heard = voice([])  # by the ear alone nothing is an accent

    def packets(now_ns):
        due_ms = (now_ns + HEARD_NS) // MS
        newest_ms = due_ms + 80
        if newest_ms % 40 == 0 and 500 <= newest_ms <= until_ms:
            strikes = np.zeros(STRIKE_BINS, np.float32)
            for accent_ms in accents_ms:
                k = (accent_ms - newest_ms) // 40 - STRIKE_FROM
                if 0 <= k < STRIKE_BINS and accent_ms - newest_ms <= 100:
                    strikes[k] = sure
            phases = np.zeros((3, len(PHASES)), np.float32)
            rests = any(a <= newest_ms < b for a, b in resting)
            phases[:, PHASES.index("rest" if rests else "hold")] = 1.0
            amplitude = np.full(3, 0.45, np.float32)
            yield GestureOutlook(due_ms * MS, newest_ms * MS, strikes, phases, amplitude)
        yield from heard(now_ns)

    return packets


def cue(t_ms, concept="greet", intent="one", size=0.5):
    return GestureCue(t_ms * MS, intent, concept, size, "", None, 0.3)


def hardest(rows):
    """Largest use of any joint's velocity, and of its acceleration, by rows of channels."""
    joints, limits = RIG.poses(rows), RIG.limits
    velocity = np.abs(np.diff(joints, axis=0)) * 100.0
    acceleration = np.abs(np.diff(joints, n=2, axis=0)) * 1e4
    return (velocity / limits.velocity).max(), (acceleration / limits.acceleration).max()


ACCENTS_MS = (900, 1_700, 2_300, 3_100, 3_900, 4_600, 5_300, 6_100, 6_900, 7_600)


@pytest.mark.usefixtures("untraced")
def test_beats_fall_on_accents():
    misses = []
    for seed in range(4):
        talk = Talk(seed)
        talk.run(900, voice(ACCENTS_MS))
        strokes_ms = np.array([plan.stroke_ns for plan in talk.arms.made]) / MS
        misses += [np.abs(np.array(ACCENTS_MS) - at).min() for at in strokes_ms]
    assert len(misses) > 12  # of 40 accents
    assert np.mean(np.array(misses) <= 120.0) >= 0.9


@pytest.mark.usefixtures("untraced")
def test_where_a_network_foresees_accents_strokes_fall_on_them_and_not_after():
    misses = []
    for seed in range(4):
        talk = Talk(seed)
        talk.run(900, foreseen(ACCENTS_MS))
        strokes_ms = np.array([plan.stroke_ns for plan in talk.arms.made]) / MS
        misses += [(at - np.array(ACCENTS_MS))[np.abs(np.array(ACCENTS_MS) - at).argmin()]
                   for at in strokes_ms]  # fmt: skip
    assert len(misses) > 12  # of 40 accents
    assert np.max(np.abs(misses)) <= 100.0  # what would be late is not made
    assert np.median(np.abs(misses)) < 30.0  # heard ones are struck 100 ms late


def test_what_a_network_is_unsure_of_gets_a_beat_only_to_keep_the_arms_alive():
    sure, unsure = Talk(1), Talk(1)
    sure.run(900, foreseen(ACCENTS_MS, 0.9))
    unsure.run(900, foreseen(ACCENTS_MS, 0.5))
    assert 0 < len(unsure.arms.made) < len(sure.arms.made)
    silent = Talk(1)
    silent.run(900, foreseen(ACCENTS_MS, 0.1))
    assert not silent.arms.made


def test_motion_by_a_network_is_continuous_repeats_itself_and_ends_at_rest():
    talk, again = Talk(2), Talk(2)
    rows = talk.run(1_400, foreseen(ACCENTS_MS))
    velocity, acceleration = hardest(rows)
    assert velocity < 1.0
    assert acceleration < 1.3
    assert not rows[-1].any()
    np.testing.assert_array_equal(rows, again.run(1_400, foreseen(ACCENTS_MS)))


def test_arms_rest_where_the_network_says_that_they_do():
    resting = Talk(3)
    resting.run(420, foreseen((900, 1_700), resting=[(2_000, 9_000)]))
    kept = Talk(3)
    kept.run(420, foreseen((900, 1_700)))
    assert np.abs(resting.rows[360]).max() < 0.1
    assert np.abs(kept.rows[360]).max() > 1.0


def test_where_the_network_falls_silent_rules_take_over():
    def packets(now_ns):
        yield from foreseen((), until_ms=2_000)(now_ns)
        for packet in voice(ACCENTS_MS)(now_ns):
            if isinstance(packet, Prosody):
                yield packet

    talk = Talk(0)
    talk.run(900, packets)
    strokes_ms = [plan.stroke_ns / MS for plan in talk.arms.made]
    assert strokes_ms
    assert min(strokes_ms) > 2_000


def test_a_gesture_that_was_asked_for_goes_before_what_is_foreseen():
    talk = Talk(0)
    talk.feed(cue(3_000))
    talk.run(600, foreseen((2_700, 2_900)))
    named = [(plan.name, plan.stroke_ns) for plan in talk.arms.made if plan.intent]
    (one,) = named
    assert one[1] == pytest.approx(3_000 * MS, abs=100 * MS)


def test_the_hand_is_out_when_the_plan_says_so():
    talk = Talk(1)
    rows = talk.run(900, voice(ACCENTS_MS))
    stroke = talk.arms.made[1]
    at = round((stroke.stroke_ns - AHEAD_NS) / (10 * MS))
    before = at - round(STRIKE_S * 100)
    moved = np.abs(rows[at] - rows[before])
    assert moved.max() > 0.1
    later = rows[at : at + 12, moved.argmax()] - rows[before, moved.argmax()]
    assert np.abs(later).argmax() <= 2  # ticks: it turns back there


def test_motion_is_continuous_and_ends_at_rest():
    talk = Talk(2)
    rows = talk.run(1_400, voice(ACCENTS_MS))
    velocity, acceleration = hardest(rows)
    assert velocity < 1.0
    assert acceleration < 1.3  # where a stroke takes over; the limiter makes 1 of it
    assert not rows[-1].any()


def test_the_same_seed_gives_the_same_motion_and_another_another():
    rows = [Talk(seed).run(500, voice(ACCENTS_MS)) for seed in (3, 3, 4)]
    assert np.array_equal(rows[0], rows[1])
    assert not np.array_equal(rows[0], rows[2])


def test_a_persona_without_energy_keeps_its_hands_down_and_one_asleep_too():
    for packet in (Persona(0, 0.0, 0.5, 0.0), Being(0, "asleep")):
        talk = Talk(0)
        talk.feed(packet)
        assert not talk.run(900, voice(ACCENTS_MS)).any()


def test_a_cue_strikes_when_it_is_told():
    talk = Talk()
    talk.run(50)
    talk.feed(cue(3_000))
    rows = talk.run(600)
    assert talk.arms.made[0].stroke_ns == pytest.approx(3_000 * MS, abs=10 * MS)
    assert np.abs(rows).max() > 1.0
    assert not rows[-1].any()


def test_a_cue_near_a_stressed_word_strikes_on_it():
    talk = Talk()
    vowel = TimedPhone(0.5, 0.6, "aa")
    talk.feed(PhoneTimes(2_500 * MS, (vowel,), (TimedWord(0.4, 0.7, "zebra"),)))
    talk.run(50)
    talk.feed(cue(3_000))
    talk.run(10)
    assert talk.arms.made[0].stroke_ns == pytest.approx(3_040 * MS, abs=10 * MS)


def test_words_call_their_gestures_on_their_stressed_vowel():
    called = []
    for seed in range(6):
        talk = Talk(seed)
        vowel = TimedPhone(2.5, 2.6, "ah")
        told = PhoneTimes(500 * MS, (vowel,), (TimedWord(2.3, 2.7, "huge"),))
        talk.feed(told)
        talk.run(400)
        called += [(plan.name, plan.stroke_ns) for plan in talk.arms.made]
    assert called
    assert {name for name, _ in called} == {"big"}
    assert all(abs(t_ns - 3_040 * MS) <= 10 * MS for _, t_ns in called)


@pytest.mark.parametrize("at_ms", [1_200, 1_900, 2_500, 2_900, 3_200, 3_700])
def test_it_is_taken_back_in_any_phase_without_a_jump(at_ms):
    talk = Talk()
    talk.run(50)
    talk.feed(cue(3_000, "welcome"))
    talk.run(at_ms // 10 - 50)
    talk.feed(Cease(talk.soonest_ns, "one"))
    rows = talk.run(400)
    velocity, acceleration = hardest(rows)
    assert velocity < 1.0
    assert acceleration < 1.1
    assert not rows[-1].any()


def test_the_end_of_speech_takes_no_gesture_back_that_was_asked_for():
    talk = Talk()
    talk.run(50)
    talk.feed(GestureCue(3_000 * MS, "one", "wait", 0.5, "", None, 3.0))
    talk.run(280, voice((), end_ms=3_400, begin_ms=1_000))
    rows = talk.run(180)
    assert np.abs(rows[-1]).max() > 0.5  # held still, more than a second after the last word


def test_another_intent_is_not_taken_back():
    talk = Talk()
    talk.run(50)
    talk.feed(cue(2_000))
    talk.run(100)
    talk.feed(Cease(talk.soonest_ns, "another"))
    talk.run(30)
    assert talk.arms.made[-1].name == "wave"
    assert np.abs(talk.run(30)[-1]).max() > 0.5


def test_an_unknown_concept_is_counted_and_moves_nothing():
    talk = Talk()
    talk.feed(cue(1_000, "levitate"))
    assert talk.arms.refused == 1
    assert not talk.run(200).any()


def test_cues_and_ceases_in_any_order_never_jump():
    talk, draw = Talk(), np.random.default_rng(8)
    concepts = ["greet", "big", "you", "me", "stop", "question", "point"]

    def packets(now_ns):
        if draw.random() < 0.08:
            at_ms = (now_ns + AHEAD_NS) // MS + int(draw.integers(810, 2_000))
            yield cue(at_ms, str(draw.choice(concepts)), str(draw.integers(3)), draw.random())
        if draw.random() < 0.04:
            yield Cease(now_ns + AHEAD_NS + 10 * MS, str(draw.integers(3)))

    rows = talk.run(900, packets)
    velocity, _ = hardest(rows)
    assert len(talk.arms.made) > 40
    assert velocity < 1.25  # where one is broken off at full speed; the limiter makes 1 of it
    limiter = Limiter(RIG.limits, 100.0)
    limiter.start(RIG.neutral)
    wanted = RIG.poses(rows)
    sent = np.array([limiter.step(row) for row in wanted])
    arms = [n for n, name in enumerate(RIG.names) if "shoulder" in name or "elbow" in name]
    assert np.abs(sent - wanted)[:, arms].max() < 0.05  # rad: the limiter has little to do


def test_speech_before_the_first_horizon_moves_no_arm():
    arms = SpeechGestures(load_rig("humanoid"), 0)
    assert arms.feed(Speech(0, 0, 16000, np.zeros(160, np.float32))) is None


ACCENTS_MS = range(900, 7_500, 700)


def test_beats_are_worked_out_in_pieces_before_they_are_wanted_and_are_the_same(monkeypatch):
    """Whatever was made before: only what a tick costs is another."""
    rows, whole = [], []
    for pieces in (True, False):
        if not pieces:
            monkeypatch.setattr(Beating, "prepare", lambda beating: beating.phrases())
        talk = Talk(seed=5)
        talk.feed(Persona(0, 0.9, 0.5, 0.9))  # a lively one makes sizes that no one rehearsed
        asked, answers = [0], talk.arms.repertoire.enactor._reaching.answers

        def answered(wishes, asked=asked, answers=answers):
            asked[0] += len(wishes)
            return answers(wishes)

        monkeypatch.setattr(talk.arms.repertoire.enactor._reaching, "answers", answered)
        most, heard, asked[0] = 0, voice(ACCENTS_MS), 0
        for tick in range(850):
            before = asked[0]
            talk.run(1, heard)
            most = max(most, asked[0] - before) if tick > 40 else 0
        rows.append(np.array(talk.rows))
        whole.append((most, asked[0]))
        assert len(talk.arms.made) > 3
    assert rows[0].tobytes() == rows[1].tobytes()
    (most, asked), (most_whole, asked_whole) = whole
    assert most <= 2
    assert most_whole > 8
    assert asked <= 1.5 * asked_whole
