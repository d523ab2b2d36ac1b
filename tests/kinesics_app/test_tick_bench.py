"""What `kinesics bench tick` measures is a robot that does everything at once."""

from kinesics_app.tick_bench import _grown, _paced


def test_everything_moves_in_a_paced_tick_and_nothing_dies(humanoid):
    section = _paced(humanoid, "onnxruntime", 1.0, lambda share: None)
    assert [figure.n for figure in section.figures] == [100, 100, 100]
    assert not section.notes  # of who died
    stages = {row[0] for row in section.matrix}
    assert {"mix", "limit", "send", "poll", "prosody", "speech", "gaze", "gesture"} <= stages


def test_growth_is_told_by_joints_guard_and_tracks(humanoid):
    head, *rows = _grown(humanoid, "onnxruntime", 0.05, lambda share: None).matrix
    assert head[:3] == ("joints", "body guarded", "tracks besides its own")
    assert [row[:3] for row in rows] == [
        ("20", "no", "0"),
        ("41", "no", "0"),
        ("82", "no", "0"),
        ("41", "yes", "0"),
        ("41", "yes", "8"),
        ("41", "yes", "16"),
    ]
