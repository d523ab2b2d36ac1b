"""Who may have which part of the body, and what is told of every intent."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.behaviours.head_signs import SIGN_CHANNELS
from kinesics.conversation.arbiter import Arbiter
from kinesics.conversation.cues import being, gesturing, looking, posing, signing
from kinesics.conversation.intent import Start, read_intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.conversation.utterance import Utterance
from kinesics.errors import IntentError
from kinesics.rig.load import load_rig
from kinesics.signals import Being, Cease, GestureCue, HeadCue, Look, TimedWord

S = 1_000_000_000
TICK_NS = 10_000_000
SOON_NS = 110_000_000
WORDS = (TimedWord(0.1, 0.4, "Maybe"), TimedWord(0.5, 0.9, "later"))


def say(intent, t_ns):
    spoken = Utterance(t_ns, 2.0, intent.parameters.get("text", ""), WORDS, {"m": 1.5})
    return Doing((), spoken.length_s, utterance=spoken)


SKILLS = (
    looking(["gaze_yaw", "head_yaw"], 0.5),
    *signing(SIGN_CHANNELS, lambda cue: 0.8 * cue.times),
    gesturing(["left_elbow", "right_elbow"], ["greet", "point"], lambda cue: (1.0, ""), 0.4),
    posing(["torso_pitch"], ["upright"]),
    being(["gaze_yaw"]),
    Skill("say", (), say, notice_s=0.3),
)


class Run:
    """An arbiter that is asked tick by tick."""

    def __init__(self, skills=SKILLS, robot="humanoid"):
        self.arbiter = Arbiter(load_rig(robot), skills, 130_000_000)
        self.now_ns = 0
        self.cues = []
        self.events = []
        self.names = count()

    def ask(self, kind, parameters=None, **more):
        ident = more.pop("ident", f"{kind}{next(self.names)}")
        told = {"kind": kind, "id": ident, "parameters": parameters or {}, **more}
        self.arbiter.ask(read_intent(told, self.now_ns))
        return ident

    def until(self, t_s):
        while self.now_ns < round(t_s * S):
            self.cues += self.arbiter.due(self.now_ns, self.now_ns + SOON_NS)
            self.events += self.arbiter.events
            self.arbiter.events.clear()
            self.now_ns += TICK_NS
        return self

    def states(self, ident):
        return [event.state for event in self.events if event.intent == ident]

    def reason(self, ident):
        return next(event.reason for event in self.events if event.intent == ident and event.reason)

    def cue(self, kind):
        return next(one for one in self.cues if isinstance(one, kind))


LOOK = {"point_m": [1, 0, 1.4]}


def slow(pieces):
    """The skills, gestures to be worked out in so many pieces, and what was worked at, by tick."""
    worked, left = [], {}

    def prepare(intent):
        worked.append(intent.id)
        left.setdefault(intent.id, pieces)
        left[intent.id] -= 1
        return left[intent.id] <= 0

    skills = [replace(one, prepare=prepare) if one.kind == "gesture" else one for one in SKILLS]
    return skills, worked


def test_a_gesture_begins_once_it_is_worked_out_and_others_do_not_wait_for_it():
    skills, worked = slow(3)
    run = Run(skills)
    greet, nod = run.ask("gesture", {"concept": "greet"}), run.ask("nod")
    run.until(0.01)
    assert run.states(nod) == ["acknowledged", "started"]
    assert run.states(greet) == ["acknowledged"]
    run.until(0.02)
    assert run.states(greet) == ["acknowledged"]
    run.until(0.03)
    assert run.states(greet) == ["acknowledged", "started"]
    assert worked == [greet] * 3


def test_what_begins_later_is_worked_out_before_one_after_the_other():
    skills, worked = slow(3)
    run = Run(skills)
    asked = [
        run.ask("gesture", {"concept": "greet"}, start={"after_s": after_s}) for after_s in (1, 3)
    ]
    run.until(0.06)
    assert worked[:3] == [asked[0]] * 3
    run.until(4.0)
    assert run.cue(GestureCue).t_ns == 1 * S
    assert [run.states(one)[:2] for one in asked] == [["acknowledged", "started"]] * 2


def test_a_look_is_acknowledged_started_and_finished_and_its_cue_is_dated_as_soon_as_can_be():
    run = Run()
    look = run.ask("look_at", {**LOOK, "hold_s": 1.0})
    run.until(2)
    assert run.states(look) == ["acknowledged", "started", "finished"]
    assert run.cues == [Look(SOON_NS, look, (1.0, 0.0, 1.4), "head", 1.0)]
    assert [event.t_ns for event in run.events] == [0, SOON_NS, SOON_NS + 3 * S // 2]


def test_a_direction_is_a_point_far_away():
    run = Run()
    run.ask("look_at", {"yaw_rad": 0.5, "pitch_rad": 0.1})
    x, y, z = run.until(0.1).cue(Look).at
    assert y / x == pytest.approx(0.5463, abs=1e-4)
    assert z < 1.3


def test_the_newer_of_two_equals_has_the_part():
    run = Run()
    first = run.ask("look_at", LOOK)
    run.until(1)
    second = run.ask("look_at", {"target": "person:1"})
    run.until(2)
    assert run.states(first) == ["acknowledged", "started", "ended"]
    assert run.reason(first) == f"pre-empted by {second}"
    assert run.states(second) == ["acknowledged", "started"]


def test_what_wants_other_parts_goes_on():
    run = Run()
    look = run.ask("look_at", {**LOOK, "style": "eyes"})
    nod = run.ask("nod")
    run.until(1)
    assert run.states(look) == run.states(nod) == ["acknowledged", "started"]


def test_one_of_lower_priority_waits_and_begins_when_the_part_is_free():
    run = Run()
    high = run.ask("nod", {"times": 1}, priority=200)
    run.until(0.2)
    low = run.ask("shake", priority=100)
    run.until(0.5)
    assert run.states(low) == ["acknowledged"]
    run.until(1.5)
    assert run.states(high)[-1] == "finished"
    assert run.states(low) == ["acknowledged", "started"]


def test_one_that_waits_too_long_is_refused_with_who_was_in_its_way():
    run = Run()
    high = run.ask("look_at", LOOK, priority=200)
    run.until(0.2)
    low = run.ask("look_at", LOOK, ttl_s=0.5)
    run.until(1)
    assert run.states(low) == ["acknowledged", "refused"]
    assert run.reason(low) == f"waited 0.5 s for {high}, which goes on"


def test_one_that_is_not_interruptible_is_not_interrupted_by_an_equal_or_a_higher():
    run = Run()
    first = run.ask("nod", {"times": 1}, interruptible=False)
    run.until(0.2)
    run.ask("shake", priority=255)
    run.until(0.8)
    assert run.states(first) == ["acknowledged", "started"]


def test_what_is_pre_empted_by_another_kind_is_told_to_cease():
    run = Run()
    nod = run.ask("nod")
    run.until(0.3)
    run.ask("tilt")
    run.until(0.5)
    assert [type(cue) for cue in run.cues] == [HeadCue, Cease, HeadCue]
    assert run.cues[1].intent == nod
    assert run.cues[1].t_ns == run.cues[2].t_ns


def test_cancel_ends_what_runs_and_what_waits():
    run = Run()
    look = run.ask("look_at", LOOK)
    later = run.ask("nod", start={"after_s": 3})
    run.until(0.5)
    run.ask("cancel", {"intent": look})
    run.ask("cancel", {"intent": later}, ident="c")
    run.until(0.6)
    assert run.states(look)[-1] == run.states(later)[-1] == "ended"
    assert run.reason(later) == "cancelled by c"
    assert run.states("c") == ["acknowledged", "finished"]
    assert run.cue(Cease).t_ns == 500_000_000 + SOON_NS


def test_what_is_not_under_way_cannot_be_cancelled():
    run = Run()
    cancel = run.ask("cancel", {"intent": "ghost"})
    run.until(0.1)
    assert run.states(cancel) == ["refused"]
    assert "no 'ghost' under way" in run.reason(cancel)


def test_reset_ends_everything():
    run = Run()
    idents = [run.ask("look_at", LOOK), run.ask("be", {"state": "thinking"}), run.ask("nod")]
    run.until(0.3)
    run.ask("reset")
    run.until(0.4)
    assert [run.states(ident)[-1] for ident in idents] == ["ended"] * 3
    assert [cue for cue in run.cues if isinstance(cue, Being)][-1].state == "idle"
    assert run.arbiter.underway == ()


@pytest.mark.parametrize(
    ("place", "heard_s"),
    [
        ({}, 0.0),
        ({"word": 1}, 0.5),
        ({"mark": "m"}, 1.5),
        ({"mark": "end", "after_s": -0.2}, 1.8),
        ({"character": 8}, 0.66),
    ],
)
def test_a_gesture_falls_on_its_place_in_an_utterance(place, heard_s):
    run = Run()
    run.ask("say", {"file": "x.wav", "text": "Maybe later."}, ident="u")
    run.ask("gesture", {"concept": "point"}, start={"utterance": "u", **place})
    run.until(3)
    heard_t0_ns = SOON_NS + 300_000_000
    soonest_ns = SOON_NS + 400_000_000  # with the notice of a gesture
    wanted_ns = max(heard_t0_ns + round(heard_s * S), soonest_ns)
    assert run.cue(GestureCue).t_ns == wanted_ns


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (WORDS, f"no word 7 in the utterance: {len(WORDS)} are known, from 0"),
        ((), "no word 7 in the utterance: it came without `words` or phone times; wanted them"),
    ],
)
def test_of_a_word_that_is_not_known_is_told_what_would_be_right(words, reason):
    with pytest.raises(IntentError, match=reason):
        Utterance(0, 2.0, "Maybe later.", words).at(Start(utterance="u", word=7))


@pytest.mark.parametrize("place", [{"word": 2}, {"mark": "n"}, {"character": 99}])
def test_a_place_that_is_not_in_the_utterance_is_refused(place):
    run = Run()
    run.ask("say", {"file": "x.wav", "text": "Maybe later."}, ident="u")
    nod = run.ask("nod", start={"utterance": "u", **place})
    run.until(0.5)
    assert run.states(nod)[-1] == "refused"
    assert "in the utterance" in run.reason(nod)


def test_what_is_anchored_to_an_utterance_ends_with_it():
    run = Run()
    run.ask("say", {"file": "x.wav"}, ident="u")
    nod = run.ask("nod", start={"utterance": "u", "mark": "end"})
    run.until(0.5)
    run.ask("cancel", {"intent": "u"})
    run.until(3)
    assert run.states(nod) == ["acknowledged", "ended"]
    assert run.reason(nod) == "its utterance u was ended"


def test_what_should_have_begun_long_ago_is_refused():
    run = Run()
    run.ask("say", {"file": "x.wav"}, ident="u")
    run.until(5)
    nod = run.ask("nod", start={"utterance": "u", "word": 0}, ttl_s=1.0)
    run.until(5.1)
    assert run.reason(nod) == "its time was more than 1 s ago"


def test_a_skill_that_fails_is_a_refusal_and_the_robot_lives_on():
    def fail(intent, t_ns):
        raise ZeroDivisionError("division by zero")

    run = Run(skills=[Skill("nod", (), fail), Skill("tilt", (), fail, lambda intent: fail(0, 0))])
    nod, tilt = run.ask("nod"), run.ask("tilt")
    run.until(0.1)
    assert "it failed here (ZeroDivisionError" in run.reason(nod)
    assert run.states(tilt) == ["refused"]
    assert run.arbiter.underway == ()


def test_an_utterance_that_never_comes_is_waited_for_as_long_as_may_be():
    run = Run()
    nod = run.ask("nod", start={"utterance": "u"}, ttl_s=1.0)
    run.until(2)
    assert run.reason(nod) == "no utterance 'u' was begun in time"


def test_a_second_utterance_waits_for_the_first():
    run = Run()
    run.ask("say", {"file": "x.wav"}, ident="a")
    run.ask("say", {"file": "x.wav"}, ident="b")
    run.until(3)
    assert run.states("a") == ["acknowledged", "started", "finished"]
    assert run.states("b") == ["acknowledged", "started"]


def test_what_no_behaviour_does_is_refused_and_says_so():
    run = Run(skills=SKILLS[:1])
    nod = run.ask("nod")
    run.until(0.1)
    assert run.states(nod) == ["refused"]
    assert run.reason(nod) == "nod: no behaviour of humanoid does it"


def test_what_this_robot_has_no_joint_for_is_refused_and_says_so():
    wagging = Skill("tilt", ("tongueOut",), lambda intent, t_ns: Doing(()))
    run = Run(skills=[wagging])
    tilt = run.ask("tilt")
    run.until(0.1)
    assert run.reason(tilt) == "tilt: humanoid has no joint for it: it moves tongueOut"


def test_a_gesture_that_is_not_in_the_library_is_refused_with_the_nearest():
    run = Run()
    gesture = run.ask("gesture", {"concept": "great"})
    run.until(0.1)
    assert run.reason(gesture) == "gesture: concept is 'great'; nearest: greet"


def test_an_id_that_is_under_way_is_not_taken_twice():
    run = Run()
    run.ask("look_at", LOOK, ident="a")
    run.ask("nod", ident="a")
    run.until(0.1)
    assert run.states("a") == ["acknowledged", "refused", "started"]


def test_nothing_is_acknowledged_while_the_robot_does_not_follow():
    run = Run()
    run.arbiter.hindrance = "the robot does not follow: STOPPED"
    look = run.ask("look_at", LOOK)
    run.until(0.1)
    assert run.reason(look) == "the robot does not follow: STOPPED"


def test_what_is_under_way_waits_on_or_is_ended_while_the_robot_does_not_follow():
    run = Run()
    nod, said = run.ask("nod", {"times": 1}), run.ask("say", {"file": "x"})
    soon = run.ask("shake", {"times": 1}, start={"after_s": 0.5}, ttl_s=0.1)
    later = run.ask("tilt", start={"after_s": 0.5}, ttl_s=5.0)
    run.until(0.3)
    run.arbiter.hindrance = "STOPPED"
    run.until(3.0)
    assert run.states(nod) == ["acknowledged", "started", "ended"]
    assert run.states(said) == ["acknowledged", "started", "finished"]  # its sound was heard
    assert run.states(soon) == ["acknowledged", "refused"]
    assert run.states(later) == ["acknowledged"]
    assert {run.reason(one) for one in (nod, said, soon)} == {"STOPPED"}
    run.arbiter.hindrance = ""
    run.until(4.0)
    assert run.states(later)[1] == "started"


def test_a_flood_of_intents_that_wait_is_refused_from_the_65th_on():
    run = Run()
    idents = [run.ask("nod", start={"after_s": 100 + n}) for n in range(70)]
    run.until(0.1)
    assert [run.states(one) for one in idents[:64]] == [["acknowledged"]] * 64
    assert [run.states(one) for one in idents[64:]] == [["refused"]] * 6


ASKS = st.tuples(
    st.sampled_from(["look_at", "nod", "shake", "gesture", "say", "be", "cancel", "reset"]),
    st.integers(0, 255),
    st.floats(0.0, 1.0),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(asks=st.lists(ASKS, max_size=30))
def test_whatever_is_asked_no_part_is_held_twice_and_every_intent_has_one_end(asks):
    parameters = {
        "look_at": LOOK,
        "gesture": {"concept": "greet"},
        "say": {"file": "x"},
        "be": {"state": "idle"},
        "cancel": {"intent": "nod1"},
    }
    run = Run()
    idents = []
    for kind, priority, after_s, interruptible in asks:
        start = {"start": {"after_s": after_s}}
        idents.append(
            run.ask(
                kind,
                parameters.get(kind),
                priority=priority,
                interruptible=interruptible,
                **start,
            )
        )
        run.until(run.now_ns / S + 0.1)
        held = [part for one in run.arbiter._running.values() for part in one.intent.parts]
        assert len(held) == len(set(held))
    run.ask("reset")
    run.until(run.now_ns / S + 0.1)
    for ident in idents:
        states = run.states(ident)
        assert states[0] in ("acknowledged", "refused")
        assert sum(state in ("finished", "refused", "ended") for state in states) == 1
        assert states.index(states[-1]) == len(states) - 1


def test_what_of_a_kind_was_begun_and_goes_on_is_told_with_its_date():
    run = Run()
    assert run.arbiter.begun("look_at") is None
    first = run.ask("look_at", {**LOOK, "hold_s": 9.0})
    assert run.arbiter.begun("look_at") is None  # it waits
    run.until(1.0)
    (started,) = [one for one in run.events if one.state == "started"]
    assert run.arbiter.begun("look_at") == (first, started.t_ns)
    assert run.arbiter.begun("nod") is None
    run.arbiter.end(first, run.now_ns, "over")
    run.until(1.1)
    assert run.arbiter.begun("look_at") is None
