"""A process that dies is begun again: at once twice as late each time, if its keeper is patient."""

import pytest

from kinesics_app.processes import helper
from kinesics_app.processes.hatch import Hatch
from kinesics_app.processes.helper import Helper


class Ended:
    """A process that is over."""

    def poll(self):
        return 0

    def wait(self, timeout=None):
        return 0


class Dying:
    """Begins processes that die at once, and keeps the times; nobody waits in earnest."""

    def __init__(self, monkeypatch):
        self.now_s, self.begun_s = 100.0, []
        monkeypatch.setattr(helper.time, "monotonic", lambda: self.now_s)

    def begin(self):
        self.begun_s.append(self.now_s)
        here, there = Hatch.pair()
        there.close()
        here.receive(1)
        return here, Ended()

    def live(self, kept, seconds):
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            assert not kept.is_there()


@pytest.mark.parametrize(
    ("patient", "pauses_s"), [(False, [2.0] * 8), (True, [4.0, 8.0, 16.0, 32.0, 60.0, 60.0])]
)
def test_one_that_dies_at_once_is_begun_again_after(monkeypatch, patient, pauses_s):
    dying = Dying(monkeypatch)
    kept = Helper(dying.begin, "it died", patient=patient)
    dying.live(kept, sum(pauses_s) + 3.0)
    found = [
        after - before for before, after in zip(dying.begun_s, dying.begun_s[1:], strict=False)
    ]
    assert found[: len(pauses_s)] == pytest.approx(pauses_s, abs=0.41)
    assert kept.deaths >= len(pauses_s)
    monkeypatch.undo()
    kept.close()
