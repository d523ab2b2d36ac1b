"""Hours of motion in virtual time: everyday, a minute of the day of `kinesics bench bridge`."""

from kinesics_app.bench.bridge.day import day


def test_a_minute_around_the_wraps_is_played_to_the_last_digit():
    section = day(1 / 60, lambda share: None)
    faults, difference, wraps = section.figures
    assert (faults.value, faults.n) == ("0", 60 * 5 + 10)
    assert difference.met
    assert difference.n >= 59_000
    assert wraps.value.endswith("1, 1")


def test_rows_on_other_dates_are_seen(monkeypatch):
    monkeypatch.setattr("kinesics_app.bench.bridge.day._DELAY_MS", 15)
    assert not day(1 / 180, lambda share: None).passed
