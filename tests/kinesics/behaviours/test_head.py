"""Head and brows keep time with pitch accents: small, smooth, and never more than they can."""

import numpy as np
import pytest

from kinesics.audio.prosody import SUREST_MS, foreseen_s
from kinesics.behaviours import brows, head
from kinesics.behaviours.brows import SpeechBrows
from kinesics.behaviours.head import SpeechHead
from kinesics.motion.channels import NAMES
from kinesics.signals import Horizon, Prosody

HOP_NS = 10_000_000


def prosody(hop, accent=0.0, nearing=0.0):
    return Prosody(hop * HOP_NS, 100.0, 120.0, -20.0, 1.0, 4.0, accent, 0.0, 0.0, nearing)


def moved(behaviour, accents, hops=300, *, lookahead_ms=SUREST_MS):
    """First channel of the motion, (hops,), for accents {hop: strength}."""
    rows, ahead = [], round(foreseen_s(lookahead_ms) * 100)
    for hop in range(hops):
        accent, nearing = (accents.get(one, 0.0) for one in (hop, hop + ahead))
        track = behaviour.feed(prosody(hop, accent, nearing))
        assert track is None or track.t_ns == hop * HOP_NS
        rows.append(0.0 if track is None else track.values[0, 0])
    return np.array(rows)


def apexes(rows):
    return (1 + np.flatnonzero((rows[1:-1] > rows[:-2]) & (rows[1:-1] >= rows[2:]))).tolist()


def test_the_head_nods_on_accents_within_110_ms_and_stays_small():
    rows = moved(SpeechHead(), {50: 0.9, 150: 0.6, 160: 0.1})
    assert apexes(rows) == [60, 160]
    assert 0.03 < rows.max() < 0.1
    assert np.abs(np.diff(rows)).max() < 0.01
    assert np.abs(rows[: 50 - round(foreseen_s(SUREST_MS) * 100)]).max() == 0.0


def test_a_mouth_that_hears_nothing_ahead_has_a_quicker_nod():
    rows = moved(SpeechHead(lookahead_ms=0.0), {50: 0.9}, lookahead_ms=0.0)
    assert apexes(rows) == [59]
    assert np.abs(rows[:50]).max() == 0.0


def test_a_nod_sets_off_before_its_accent_where_that_is_foreseen():
    rows = moved(SpeechHead(), {50: 0.9})
    first = int(np.argmax(rows > 0.0))
    assert first == 50 - round(foreseen_s(SUREST_MS) * 100) < 50


def test_the_brows_rise_on_strong_accents_only_and_rest_otherwise():
    rows = moved(SpeechBrows(), {50: 0.6, 100: 0.9, 250: 0.95})
    assert apexes(rows) == [111, 261]
    assert 0.2 < rows.max() < 0.4
    assert np.abs(rows[:100]).max() == 0.0


@pytest.mark.parametrize(("behaviour", "module"), [(SpeechHead, head), (SpeechBrows, brows)])
def test_no_voice_makes_them_hurry(behaviour, module):
    begun = []
    one = behaviour()
    strokes = one._nods[0] if behaviour is SpeechHead else one._raises
    begin = strokes.begin
    strokes.begin = lambda size: (begun.append(hop), begin(size))
    for hop in range(600):
        one.feed(prosody(hop, 1.0, 1.0))
    assert np.diff(begun).min() == round(module.SOONEST_S * 100)


def test_they_move_no_mouth_and_no_eyes():
    for behaviour in (SpeechHead(), SpeechBrows()):
        track = behaviour.feed(prosody(0, 1.0, 1.0))
        named = {NAMES[column] for column in track.columns}
        assert all(name.startswith(("head_", "torso_", "brow")) for name in named)


def test_other_packets_are_no_concern_of_them():
    assert SpeechHead().feed(Horizon(0)) is None
    assert SpeechBrows().feed(Horizon(0)) is None
