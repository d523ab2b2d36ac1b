"""Rows that are queued and not yet played can be taken back and made anew."""

from itertools import accumulate

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics.behaviours.blink import Blink
from kinesics.behaviours.breathing import Breathing
from kinesics.motion.track import make_track
from kinesics.signals import HeadCue
from kinesics_bridge.bridges.firmware_bridge import MIN_LEAD_NS

MS = 1_000_000
TICK_NS = 10 * MS
OF_A_FACTORY = {
    "deadline": None,
    "max_examples": 8,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],  # `stage` makes one each time
}


class Nodding:
    """Bows when told to, in 0.3 s."""

    name = "nodding"

    def feed(self, packet):
        if not isinstance(packet, HeadCue):
            return None
        phase = np.linspace(0.0, np.pi, 31)
        bow = 0.2 * packet.size * np.sin(phase) ** 2
        return make_track(packet.t_ns, 100.0, ["head_pitch"], bow[:, None])


def sent(show):
    return np.array([row.sent for row in show.loop.rows])


def told_to_nod(show):
    """After a second; when, and what had gone out by the dates of its rows."""
    show.run(100)
    heard_ns = show.tick_ns
    show.device.clock.wait_until(heard_ns)
    show.loop.act(heard_ns)
    before = {row.t_ns: row.sent for row in show.loop.rows}
    from_ns = heard_ns + 35 * MS
    soonest_ns = show.loop.soonest_ns(from_ns)
    show.loop.rewind(from_ns)
    show.loop.think(heard_ns, [HeadCue(soonest_ns, "a", "nod", 1.0, 1)])
    return heard_ns, before


def test_rows_made_anew_without_news_are_the_same_bits(stage):
    plain, again = (stage([Nodding(), Blink(7), Breathing()]) for _ in range(2))
    for show in (plain, again):
        for tick in range(200):
            cues = [HeadCue(show.tick_ns + 200 * MS, "a", "nod", 0.5, 1)] if tick == 50 else []
            show.tick(cues)
            if show is again and tick % 7 == 0:
                show.loop.rewind(show.tick_ns - TICK_NS + 35 * MS)
                show.loop.catch_up(show.tick_ns - TICK_NS)
    np.testing.assert_array_equal(sent(plain), sent(again))
    np.testing.assert_array_equal(plain.finish().played, again.finish().played)
    assert plain.loop.body.limiter.clamps.sum() == again.loop.body.limiter.clamps.sum()


@settings(**OF_A_FACTORY)
@given(late_ms=st.lists(st.integers(0, 120), min_size=1, max_size=3), at=st.integers(40, 60))
def test_rows_that_became_too_late_meanwhile_stay_the_same_bits(stage, late_ms, at):
    plain, again = (stage([Nodding(), Blink(7), Breathing()]) for _ in range(2))
    for show in (plain, again):
        for tick in range(100):
            cues = [HeadCue(show.tick_ns + 200 * MS, "a", "nod", 0.5, 1)] if tick == 45 else []
            show.tick(cues)
            if show is again and tick in (at, at + 1):
                now_ns = show.tick_ns - TICK_NS
                soonest = accumulate(late_ms, initial=35)
                found = [now_ns + ms * MS for ms in soonest]
                show.loop.rewind(found[0])
                show.loop.catch_up(
                    now_ns, lambda found=found: found.pop(0) if len(found) > 1 else found[0]
                )
    np.testing.assert_array_equal(sent(plain), sent(again))
    np.testing.assert_array_equal(plain.finish().played, again.finish().played)


@settings(**OF_A_FACTORY)
@given(thinks_ms=st.integers(0, 90))
def test_a_cue_that_was_thought_of_for_long_shows_in_rows_that_come_in_time(
    stage, assert_limits, thinks_ms
):
    """A host that stands still between taking rows back and sending them anew."""
    show = stage([Nodding(), Breathing()])
    heard_ns, before = told_to_nod(show)
    show.device.clock.wait_until(heard_ns + thinks_ms * MS)
    show.loop.catch_up(heard_ns, lambda: show.device.clock.now_ns() + MIN_LEAD_NS)
    assert [row.t_ns for row in show.loop.rows] == [*before]
    changed = [row.t_ns for row in show.loop.rows if (row.sent != before[row.t_ns]).any()]
    assert all(t_ns >= heard_ns + thinks_ms * MS + MIN_LEAD_NS for t_ns in changed)
    assert changed or thinks_ms > 70
    show.device.poll()
    show.tick_ns += TICK_NS * (thinks_ms // 10 + 1)
    show.loop.catch_up(show.tick_ns - TICK_NS)
    show.run(100)
    assert_limits(show.finish())
    counters = show.device.bridge.counters
    assert counters["rows_late"] == counters["underruns"] == 0
    neck = show.rig.index("neck_pitch")
    assert np.ptp([row.sent[neck] for row in show.loop.rows]) > 0.1


def test_rows_made_anew_are_all_made_before_the_first_is_sent(stage, monkeypatch):
    show = stage([Nodding(), Breathing()])
    show.run(50)
    did, body = [], show.loop.body
    samples, send = body.mixer.samples, body.bridge.send
    show.loop.rewind(show.tick_ns - TICK_NS + 35 * MS)
    monkeypatch.setattr(body.mixer, "samples", lambda *one: (did.append("mix"), samples(*one))[1])
    monkeypatch.setattr(body.bridge, "send", lambda one: (did.append("send"), send(one))[1])
    show.loop.catch_up(show.tick_ns - TICK_NS)
    count = len(did) // 2
    assert count > 3
    assert did == ["mix"] * count + ["send"] * count


def test_nothing_is_taken_back_while_the_wire_sends_other_rows_than_it_is_asked_for(stage):
    show = stage([Breathing()])
    show.run(50)
    show.loop._limited = show.loop._limited + 0.1  # as when a lost robot is led back
    rows = [*show.loop.rows]
    show.loop.rewind(show.tick_ns)
    assert [*show.loop.rows] == rows


def test_a_cue_shows_in_rows_that_were_queued_before_it_came(stage, humanoid):
    show = stage([Nodding(), Breathing()])
    heard_ns, before = told_to_nod(show)
    show.loop.catch_up(heard_ns)
    assert [row.t_ns for row in show.loop.rows] == [*before]
    neck = humanoid.index("neck_pitch")
    changed = [row.t_ns for row in show.loop.rows if row.sent[neck] != before[row.t_ns][neck]]
    assert min(changed) - heard_ns < 110 * MS
    show.tick_ns += TICK_NS
    show.run(50)
    show.finish()
    counters = show.device.bridge.counters
    assert counters["rows_replaced"] > 0
    assert counters["rows_late"] == counters["underruns"] == 0
