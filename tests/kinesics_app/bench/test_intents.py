"""A small run of what `kinesics bench intents` measures."""

from kinesics_app.bench.intents.injections import injections


def test_intents_at_random_moments_show_soon_and_without_a_seam():
    section = injections(40, 1, lambda share: None)  # the waist moves seldom: its usual takes time
    by_what = {figure.what: figure for figure in section.figures}
    assert by_what["heard to played"].met
    assert by_what["heard to played, cancel and reset"].met is not False
    assert by_what["rows late, underruns"].met
    assert all(one.met for what, one in by_what.items() if "joint nearest" in what)
