"""Feelings and persona move the gaze the way that is published of people."""

from itertools import pairwise

import numpy as np
import pytest

from kinesics.conversation.attention import Attention
from kinesics.conversation.gaze_manner import FELT, felt, manner_laws, traits
from kinesics.rig.load import load_rig
from kinesics.rig.sight import sight_of
from kinesics.signals import Being, Feeling, Horizon, Persona, Target

SECOND = 1_000_000_000
SIGHT = sight_of(load_rig("humanoid"))
ANNA = Target(0, "person:anna", (1.2, 0.2, 1.1), 1.0, 1e6)


def looks(*packets, state="listening", seconds=400):
    """Share at the partner, looks at it a minute, mean pitch of glances [rad, down positive]."""
    attention, shifts = Attention(SIGHT, 0), []
    for packet in (Horizon(0), ANNA, Being(0, state), *packets):
        attention.feed(packet)
    for n in range(seconds * 5):
        shifts += attention.feed(Horizon(n * SECOND // 5))
    spans = [(b.t_ns - a.t_ns, a.why) for a, b in pairwise(shifts)]
    share = sum(s for s, why in spans if why == "partner") / sum(s for s, _ in spans)
    turns = sum(b.why == "partner" != a.why for a, b in pairwise(shifts))
    downs = [one.aside_rad[1] for one in shifts if one.why == "avert"]
    return share, turns * 60 / seconds, float(np.mean(downs))


def feels(name):
    return Feeling(0, (0.0, 0.0, 0.0), {name: 1.0}, 1.0)


def test_anger_and_joy_look_at_others_and_fear_and_sadness_away():
    share = {name: looks(feels(name))[0] for name in ("angry", "happy", "fearful", "sad")}
    usual = looks()[0]
    assert min(share["angry"], share["happy"]) > usual > max(share["fearful"], share["sad"])


def test_sad_eyes_go_down_and_fearful_ones_dart():
    assert looks(feels("sad"))[2] > looks()[2] + 0.03
    assert looks(feels("fearful"))[1] > 1.25 * looks(feels("angry"))[1]


def test_extraverts_look_more_often_and_longer_only_while_they_listen():
    out, shy = Persona(0, 1.0, 0.5, 0.5), Persona(0, 0.0, 0.5, 0.5)
    lively, slow = (looks(one, seconds=1200) for one in (out, shy))
    assert lively[1] > 1.15 * slow[1]
    assert lively[0] > slow[0] + 0.02
    share = [looks(one, state="idle")[0] for one in (out, shy)]
    assert share[0] == pytest.approx(share[1], abs=0.06)


def test_energy_glances_further_and_more_often():
    laws = manner_laws()
    lively, calm = (
        laws.manner(felt(None), traits(Persona(0, 0.5, 0.5, energy)), listens=False)
        for energy in (1.0, 0.0)
    )
    assert float(lively.tempo) > 1.0 > float(calm.tempo)
    assert float(lively.size) > 1.0 > float(calm.size)
    assert float(lively.share) == float(calm.share) == 0.0


def test_a_compound_feeling_is_its_parts_and_a_weak_one_moves_less():
    row = felt(Feeling(0, (0, 0, 0), {"sadly_fearful": 1.0}, 0.5))
    assert row[FELT.index("sad")] == row[FELT.index("fearful")] == 0.25
    laws = manner_laws()
    weak, strong = (
        laws.manner(felt(Feeling(0, (0, 0, 0), {"sad": 1.0}, one)), traits(None), listens=True)
        for one in (0.3, 1.0)
    )
    assert 0.0 > float(weak.share) > float(strong.share)
