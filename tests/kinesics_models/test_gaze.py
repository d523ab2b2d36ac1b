"""The shipped gaze network, in both engines, in the life that it leads."""

import hashlib
from itertools import pairwise
from math import nan

import numpy as np
import pytest

from kinesics.conversation.attention import Attention
from kinesics.conversation.gaze_cues import CUES, LEAD_STEPS, Situation, cue_row, cue_rows
from kinesics.conversation.gaze_urges import GazeUrges
from kinesics.inference import ModelCard, open_stepper
from kinesics.rig.load import load_rig
from kinesics.rig.sight import sight_of
from kinesics.signals import (
    Being,
    BlinkUrges,
    Feeling,
    GazeShift,
    HeadCue,
    Horizon,
    PartnerVoice,
    Prosody,
    Speech,
    Target,
)
from kinesics_app.character.gazing import attention
from kinesics_models import model_folder

SECOND = 1_000_000_000
SIGHT = sight_of(load_rig("humanoid"))
ANNA = Target(0, "person:anna", (1.2, 0.2, 1.1), 1.0, 1e6)
EVENTS = ("avert", "back", "jump", "blink", "nod")


@pytest.fixture(scope="module")
def card():
    return ModelCard.load(model_folder("gaze"))


@pytest.fixture(scope="module", params=["onnxruntime", "litert"])
def stepper(request, card):
    return open_stepper(card, request.param)


@pytest.fixture
def lead(stepper):
    """Share at the partner and blinks a minute of four minutes."""

    def live(*packets, state="listening"):
        stepper.reset()
        mind, shifts, blinks = Attention(SIGHT, 0, urges=GazeUrges(stepper, 0)), [], []
        for packet in (Horizon(0), ANNA, Being(0, state), *packets):
            mind.feed(packet)
        for n in range(240 * 5):
            for told in mind.feed(Horizon(n * SECOND // 5)):
                if isinstance(told, BlinkUrges):
                    blinks += told.blinks
                elif isinstance(told, GazeShift):
                    shifts.append(told)
        spans = [(b.t_ns - a.t_ns, a.why) for a, b in pairwise(shifts)]
        share = sum(s for s, why in spans if why == "partner") / sum(s for s, _ in spans)
        return share, len(blinks) / 4

    return live


def test_both_files_are_small_and_are_the_ones_on_the_card(card):
    assert {file.backend for file in card.files} == {"onnxruntime", "litert"}
    assert card.parameters < 100_000
    for file in card.files:
        content = card.read(file)
        assert len(content) < 50_000
        assert hashlib.sha256(content).hexdigest() == file.sha256


def test_the_card_names_the_cues_of_the_runtime_and_says_that_nobody_was_recorded(card):
    assert tuple(card.features["cues"]) == CUES
    assert card.features["lead_steps"] == LEAD_STEPS
    assert card.rate_hz == 25
    assert "nobody was recorded" in card.notes["data"]["lives"]
    assert "nothing of how well that is like people" in card.notes["limits_of_testing"]["people"]


@pytest.mark.parametrize("way", ["fp32", "onnxruntime", "litert"])
def test_it_is_less_surprised_than_the_rules_and_nearly_as_little_as_can_be(card, way):
    scores, rules = card.accuracy[way], dict(card.accuracy["rules"])
    # Blinks are drawn from the rules' own law but for pauses, shifts and feelings: that is worth
    # 0.03 bits, half of what the network does not learn of a log-normal law.
    rules["blink_bits"] += 0.05
    usual, least = card.accuracy["constant_by_state"], card.accuracy["as_drawn"]
    for event in EVENTS:
        bits = scores[f"{event}_bits"]
        assert least[f"{event}_bits"] - 0.01 < bits < rules[f"{event}_bits"]
        assert bits < least[f"{event}_bits"] + 0.12
        assert bits < usual[f"{event}_bits"] - 0.3
        assert scores[f"{event}_off"] < 0.2
        assert scores[f"{event}_ks"] < 0.06


def test_int8_says_what_float_says(card):
    for way in ("onnxruntime", "litert"):
        assert card.accuracy[way]["ratio_to_fp32_rms"] < 0.15
        for event in EVENTS:
            off = card.accuracy[way][f"{event}_bits"] - card.accuracy["fp32"][f"{event}_bits"]
            assert abs(off) < 0.02


def test_a_listener_looks_and_blinks_as_people_do(lead):
    share, per_minute = lead()
    assert share == pytest.approx(0.75, abs=0.08)
    assert 10.5 < per_minute < 32.5


@pytest.fixture
def nods(stepper):
    """Dates [s] at which a listener nods in so many minutes, somebody being there."""

    def live(minutes, *packets):
        stepper.reset()
        mind, found = Attention(SIGHT, 0, urges=GazeUrges(stepper, 0)), []
        for packet in (Horizon(0), ANNA, Being(0, "listening"), *packets):
            mind.feed(packet)
        for n in range(round(minutes * 300)):
            told = mind.feed(Horizon(n * SECOND // 5))
            found += [one.t_ns / SECOND for one in told if isinstance(one, HeadCue)]
        return np.array(found)

    return live


def test_a_listener_nods_as_somebody_pauses_and_not_at_silence(nods):
    assert nods(3, PartnerVoice(0, 0.0)).size == 0
    turns = [(4 * n + 3 * ends, 0.0 if ends else 0.9) for n in range(45) for ends in (False, True)]
    nodded_s = nods(3, *(PartnerVoice(t_s * SECOND, speaks) for t_s, speaks in turns))
    assert 12 <= len(nodded_s) <= 60
    assert np.mean(nodded_s % 4.0 >= 3.0) > 0.6  # a quarter of the time is pauses


def test_it_blinks_as_its_own_speech_pauses(stepper):
    stepper.reset()
    mind, onsets_ns, hop_ns = Attention(SIGHT, 0, urges=GazeUrges(stepper, 0)), [], SECOND // 100
    mind.feed(ANNA)
    pauses_ns, silence = [], np.zeros(160, np.float32)
    for n in range(300 * 100):
        t_ns, said = SECOND + n * hop_ns, n % 410
        pause_s = max(said - 360, 0) / 100.0
        if said == 361:
            pauses_ns.append(t_ns)
        mind.feed(Speech(t_ns, 160 * n, 16_000, silence))
        mind.feed(Prosody(t_ns, 100.0, nan, -30.0, 0.0, 3.0, 0.0, 0.0, pause_s))
        if n % 20 == 0:
            told = [one for one in mind.feed(Horizon(t_ns)) if isinstance(one, BlinkUrges)]
            onsets_ns += [at_ns for one in told for at_ns, _ in one.blinks]
    assert 10.5 < len(onsets_ns) / 5 < 32.5
    onsets, soon_ns = np.array(onsets_ns), 600_000_000

    def soon(times_ns):
        first, last = np.searchsorted(onsets, (times_ns, times_ns + soon_ns))
        return np.mean(last > first)

    any_time = soon(np.arange(2 * SECOND, 300 * SECOND, 50_000_000))
    assert soon(np.array(pauses_ns)) > 1.3 * any_time


def test_feelings_move_it(lead):
    angry, sad = (lead(Feeling(0, (0.0, 0.0, 0.0), {name: 1.0}, 1.0)) for name in ("angry", "sad"))
    fearful = lead(Feeling(0, (0.0, 0.0, 0.0), {"fearful": 1.0}, 1.0))
    assert angry[0] > sad[0] + 0.12
    assert fearful[1] > angry[1] + 3.0


def test_a_network_that_cannot_be_opened_is_told_and_rules_decide(caplog):
    mind = attention(SIGHT, 0, "network", lambda card: open_stepper(card, "no such engine"))
    assert "rules decide" in caplog.text
    told = [one for n in range(100) for one in mind.feed(Horizon(n * SECOND // 5))]
    assert len(told) > 3
    assert not any(isinstance(one, BlinkUrges) for one in told)


def test_a_row_alone_is_the_same_as_among_many():
    random = np.random.default_rng(0)
    names = [
        name
        for name in Situation.__dataclass_fields__
        if name not in ("state", "feelings", "persona")
    ]
    many = {name: random.uniform(0.0, 3.0, 5) for name in names}
    state, feelings, persona = (
        random.integers(0, 4, 5),
        random.random((5, 7)),
        random.random((5, 3)),
    )
    rows = cue_rows(Situation(state=state, feelings=feelings, persona=persona, **many))
    for k in range(5):
        one = {name: float(values[k]) for name, values in many.items()}
        row = cue_row(
            Situation(
                state=int(state[k]),
                feelings=feelings[k].tolist(),
                persona=persona[k].tolist(),
                **one,
            )
        )
        np.testing.assert_allclose(rows[k], row, rtol=1e-5, atol=1e-6)
