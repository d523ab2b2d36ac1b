"""Who hears what when: packets at once, a horizon each in its turn and always in time."""

import pytest

from kinesics.signals import Cease, Horizon
from kinesics_app.tick.stages import Stages
from kinesics_app.tick.thinking import Thinking

MS = 1_000_000


class Listener:
    """Keeps what it hears."""

    def __init__(self, number):
        self.name = f"listener {number}"
        self.heard = []

    def feed(self, packet):
        self.heard.append(packet)


class Silent(Listener):
    """An analyser that derives nothing."""

    def feed(self, packet):
        super().feed(packet)
        return ()


def think(listeners, asked_ms, packets=lambda asked_ms: ()):
    """For each date asked for: how many hear of a horizon, and how far each knows it then."""
    thinking = Thinking(Stages(), lambda name, track: None)
    counts, reaches = [], []
    for ms in asked_ms:
        before = [len(one.heard) for one in listeners]
        fed = thinking.heard(packets(ms), (), ms * MS)
        thinking.answer(fed, listeners, ms * MS)
        fresh = [one.heard[known:] for one, known in zip(listeners, before, strict=True)]
        counts.append(sum(isinstance(packet, Horizon) for new in fresh for packet in new))
        reaches.append(
            [max(p.t_ns for p in one.heard if isinstance(p, Horizon)) for one in listeners]
        )
    return counts, reaches


@pytest.mark.parametrize("count", [1, 3, 10, 23])
@pytest.mark.parametrize("step_ms", [5, 10, 20, 40])
def test_every_horizon_comes_to_each_once_and_before_it_is_asked_beyond(count, step_ms):
    listeners = [Listener(number) for number in range(count)]
    asked_ms = range(0, 4000, step_ms)
    _, reaches = think(listeners, asked_ms)
    for next_ms, known in zip(asked_ms[1:], reaches, strict=False):
        assert min(known) >= next_ms * MS
    told = [[packet.t_ns for packet in one.heard] for one in listeners]
    assert len(told[0]) > 15
    for of_one in told:
        assert of_one == told[0][: len(of_one)]
        assert len(of_one) >= len(told[0]) - 1


def test_after_the_first_no_tick_pays_for_everybodys_idle_life():
    counts, _ = think([Listener(number) for number in range(10)], range(0, 2000, 10))
    assert counts[0] == 10
    assert max(counts[1:]) == 2


def test_the_tick_whose_analysers_hear_of_a_horizon_asks_no_behaviour_about_it():
    thinking, analyser = Thinking(Stages(), lambda name, track: None), Silent("analyser")
    behaviours = [Listener(number) for number in range(10)]
    for ms in range(0, 2000, 10):
        known, told = len(analyser.heard), sum(len(one.heard) for one in behaviours)
        thinking.answer(thinking.heard((), [analyser], ms * MS), behaviours, ms * MS)
        if ms and len(analyser.heard) > known:
            assert sum(len(one.heard) for one in behaviours) == told
    assert len(analyser.heard) > 7


def test_what_is_no_horizon_comes_to_all_at_once_and_before_it():
    listeners = [Listener(number) for number in range(10)]
    think(listeners, range(0, 1000, 10), lambda ms: [Cease(ms * MS, "")])
    for one in listeners:
        assert sum(isinstance(packet, Cease) for packet in one.heard) == 100
        first = next(n for n, packet in enumerate(one.heard) if isinstance(packet, Horizon))
        assert isinstance(one.heard[first - 1], Cease)
