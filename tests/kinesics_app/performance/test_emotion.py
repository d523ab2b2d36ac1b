"""A performance with a feeling: as it is typed, told and recorded."""

import json

from click.testing import CliRunner

from kinesics.affect.state import AffectState
from kinesics.signals import Feeling
from kinesics_app.character.feeling_source import FeelingSource
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import Request, perform


def test_without_a_feeling_the_display_moves_nothing(short_speech):
    plain = perform(Request(short_speech, affect=0.0))
    assert plain.loop.body.mixer.why("browInnerUp", 10**9) == ()
    assert plain.asked.feeling is None


def test_the_command_line_takes_a_mixture_and_records_it(short_speech, tmp_path):
    arguments = ["perform", str(short_speech), "--out", str(tmp_path / "take")]
    result = CliRunner().invoke(main, [*arguments, "--emotion", "happy:0.6+surprised:0.3"])
    assert result.exit_code == 0, result.output
    assert "happy 0.67 + surprised 0.33, at 0.90" in result.output
    emotion = json.loads((tmp_path / "take" / "summary.json").read_text())["emotion"]
    assert emotion["mixture"] == {"happy": 0.6667, "surprised": 0.3333}
    assert emotion["intensity"] == 0.9
    assert emotion["vad"] == [0.606, 0.507, 0.237]


def test_more_than_all_is_shown_as_all_and_told(short_speech, tmp_path):
    arguments = ["perform", str(short_speech), "--out", str(tmp_path / "take")]
    result = CliRunner().invoke(main, [*arguments, "--emotion", "happy:0.9+surprised:0.6"])
    assert result.exit_code == 0
    assert "sum to 1.5, and no face shows more than 1" in result.stderr
    emotion = json.loads((tmp_path / "take" / "summary.json").read_text())["emotion"]
    assert emotion["intensity"] == 1.0
    assert emotion["mixture"] == {"happy": 0.6, "surprised": 0.4}


def test_an_unknown_emotion_is_one_line_that_names_the_nearest_and_all(short_speech):
    result = CliRunner().invoke(main, ["perform", str(short_speech), "--emotion", "supprised"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "nearest: surprised; all: neutral, happy, sad, angry" in result.stderr


def test_a_state_of_mind_is_told_when_it_changes_and_not_otherwise():
    state = AffectState(0)
    state.command(Feeling(2_000_000_000, (0.8, 0.5, 0.4), {"happy": 1.0}, 1.0))
    source = FeelingSource(state, ahead_ns=200_000_000)
    told = {now: source.arrived(now) for now in range(0, 10_000_000_000, 10_000_000)}
    dates = [feeling.t_ns for now, one in told.items() for feeling in one]
    assert dates == [now + 200_000_000 for now, one in told.items() if one]
    assert dates[0] == 200_000_000  # how it is at first
    assert all(2_000_000_000 < date < 3_000_000_000 for date in dates[1:])
    assert 4 <= len(dates) <= 10
