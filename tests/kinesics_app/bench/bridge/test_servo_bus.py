"""The bus part of the bench says what it measured, and which bars it missed."""

from kinesics_app.bench.bridge import servo_bus as part
from kinesics_bridge.buses.bench import BusBench

GOOD = BusBench(30, 50.0, 2.0, 100, 3.0, 2.0, 0.35, 40, 0, 0.1)


def figures(monkeypatch, **changes):
    values = {field: getattr(GOOD, field) for field in BusBench.__dataclass_fields__}
    report = BusBench(**{**values, **changes})
    monkeypatch.setattr(part, "bench_bus", lambda **_: report)
    heard = []
    section = part.servo_bus(2.0, heard.append)
    assert heard == [0.0, 0.5, 1.0]
    return section


def test_a_good_run_meets_every_bar(monkeypatch):
    section = figures(monkeypatch)
    assert section.passed
    assert "| mute servo flagged after at 50 Hz | 0.35 s | 1 | <= 0.5 s | met |" in (
        section.markdown()
    )


def test_what_is_missed_is_said(monkeypatch):
    for changes in ({"turn_ms": 25.0}, {"flagged_s": float("inf")}, {"unheard": 2}):
        assert not figures(monkeypatch, **changes).passed
