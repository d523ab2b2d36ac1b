import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from kinesics.toml import load_toml
from kinesics_training.corpora.synth import Utterance
from kinesics_training.lips import lips
from kinesics_training.lips.channels import MEASURES
from kinesics_training.lips.phones import VISEMES, Segment
from kinesics_training.peers import calibration, compare, peer, program
from kinesics_training.peers.loudness_rows import jaw

SPOKEN = [Segment("pau", 0.0, 0.1), Segment("aa", 0.1, 0.2), Segment("pau", 0.2, 0.3)]
PEERS = [peer.load(name) for name in peer.PEERS]


def one_hot(of, viseme, weight=0.6):
    return (
        np.eye(len(of.program.values), dtype=np.float32)[[of.program.values.index(viseme)]] * weight
    )


def test_every_table_beside_the_peers_is_a_peer():
    tables = {path.stem for path in peer.FOLDER.glob("*.toml")}
    assert tables == set(peer.PEERS)


def test_every_peer_has_its_program_and_its_package_at_the_version_that_is_installed():
    locked = json.loads((peer.FOLDER / "npm" / "package-lock.json").read_text())["packages"]
    npm = {name.removeprefix("node_modules/"): row for name, row in locked.items()}
    pip = dict(
        line.split("==") for line in (peer.FOLDER / "pip" / "requirements.txt").read_text().split()
    )
    folders = {"node": "npm", "pip": "pip", "python": "."}
    for of in PEERS:
        assert (peer.FOLDER / folders[of.program.run_by] / of.program.file).is_file()
        if of.program.run_by == "node":
            assert (npm[of.package]["version"], npm[of.package]["license"]) == (
                of.version,
                of.licence,
            )
        if of.program.run_by == "pip":
            assert pip[of.package] == of.version


@pytest.mark.parametrize("of", [p for p in PEERS if p.program.values != ["gap"]], ids=str)
def test_a_viseme_that_a_peer_shows_is_named_and_shaped_as_its_prototype(of):
    for viseme in set(of.program.values) - {"sil"}:
        take = of.take(SPOKEN, one_hot(of, viseme))
        assert VISEMES[lips.named(take, np.ones(4))[0]] == viseme
        prototype = lips.PROTOTYPES[VISEMES.index(viseme)]
        np.testing.assert_allclose(take.measures[0], 0.6 * prototype, atol=1e-6)


def test_a_peer_that_shows_nothing_names_silence():
    of = peer.load("headaudio")
    take = of.take(SPOKEN, np.full((3, 15), 0.01, np.float32))
    assert lips.named(take, np.ones(4)).tolist() == [0, 0, 0]


def test_half_of_each_of_two_visemes_is_not_taken_for_silence():
    of = peer.load("headaudio")
    rows = one_hot(of, "aa", 0.3) + one_hot(of, "PP", 0.31)
    assert VISEMES[lips.named(of.take(SPOKEN, rows), np.ones(4))[0]] == "PP"


def test_loudness_moves_the_gap_alone_and_is_decoded_from_it():
    take = peer.load("loudness").take(SPOKEN, np.array([[0.0], [0.7]], np.float32))
    assert take.weights is None
    assert take.measures[:, MEASURES.index("gap")].tolist() == pytest.approx([0.0, 0.7])
    assert not take.measures[:, 1:].any()


def test_loudness_opens_the_jaw_on_sound_and_closes_it_after():
    sound = np.concatenate((np.zeros(3200), np.full(3200, 0.2), np.zeros(3200)))
    opening = jaw(sound.astype(np.float32))
    assert opening[:20].max() == 0.0
    assert opening[39] > 0.99
    assert opening[-1] < 0.01


class Late:
    """Repeats the loudest of the sound from now on to `ahead` rows later."""

    label = "late"
    version = "1"
    rate_hz = 16000

    def __init__(self, ahead):
        self.ahead, self.lookahead_ms = ahead, 10.0 * ahead

    def rows(self, sounds):
        peaks = [np.abs(s[: s.size // 160 * 160].reshape(-1, 160)).max(axis=1) for s in sounds]
        return [
            np.stack([p[i : i + 1 + self.ahead].max() for i in range(p.size)])[:, None]
            for p in peaks
        ]

    def take(self, spoken, rows):
        return lips.Take(spoken, np.pad(rows, ((0, 0), (0, 3))))


@pytest.mark.parametrize("ahead", [0, 3])
def test_reach_is_found_by_changing_the_future(ahead):
    sound = np.full(32000, 0.01, np.float32)
    reach_ms = compare.reach_ms(Late(ahead), sound)
    assert 10 * ahead - 10 <= reach_ms <= 10 * ahead


class Broken(Late):
    def rows(self, sounds):
        raise program.AbsentError("node ended with 1: no such package")


def spoken_files(count=6):
    rng = np.random.default_rng(1)
    names = ["pau", "aa", "b", "iy", "t", "uw", "m", "aa", "pau"]
    files = []
    for _ in range(count):
        ends_s = np.cumsum(rng.uniform(0.08, 0.15, len(names))).tolist()
        sound = rng.normal(0, 0.1, int(ends_s[-1] * 16000)).astype(np.float32)
        files.append(Utterance(sound, names, ends_s))
    return files


def test_a_comparison_scores_what_runs_and_says_why_the_rest_was_skipped(tmp_path):
    runs, broken = Late(0), Broken(0)
    runs.label, broken.label = "runs", "broken"
    corpora = {"synthetic": spoken_files()}
    found = compare.compare([runs, broken], corpora, tmp_path, lambda _: None, rounds=3)
    assert found["broken"] == {"version": "1", "absent": "node ended with 1: no such package"}
    judged = found["runs"]["synthetic"]
    assert judged["scores"]["total_delay_ms"] == max(0.0, judged["scores"]["own_lag_ms"])
    assert set(judged["interval95"]) | {"total_delay_ms"} == set(judged["scores"])
    assert compare.compare([Broken(0)], corpora, tmp_path, lambda _: None)["late"]["absent"]
    again = Broken(0)
    again.label = "runs"
    assert compare.compare([again], corpora, tmp_path, lambda _: None) == {"runs": found["runs"]}
    again.version = "2"
    assert "absent" in compare.compare([again], corpora, tmp_path, lambda _: None)["runs"]


def test_a_program_that_writes_nothing_is_absent(tmp_path):
    bench = program.Bench(tmp_path)
    of = peer.load("loudness")
    with pytest.raises(program.AbsentError, match="wrote 0 of 1"):
        bench.rows(silent(of), [np.zeros(1600, np.float32)])
    (rows,) = bench.rows(of, [np.zeros(1600, np.float32)])
    assert rows.shape == (10, 1)


def silent(of):
    """The peer with a program that writes nothing."""
    return replace(of, program=replace(of.program, file="__init__.py"))


def test_a_profile_is_made_of_the_middles_of_the_longest(tmp_path):
    ends_s = [0.5, *(0.5 + 0.2 * np.arange(1, 14)).tolist()]
    sound = (np.arange(round(ends_s[-1] * 16000)) / 1e5).astype(np.float32)
    spoken = [Utterance(sound, ["pau", *["aa"] * 13], ends_s)]
    takes = calibration.takes(spoken, "aa", 16000)
    assert takes.shape == (12 * 1600,)
    with pytest.raises(ValueError, match="0 of /iy/"):
        calibration.takes(spoken, "iy", 16000)


def test_the_committed_page_was_written_by_the_command_for_what_is_shipped():
    page = (peer.FOLDER.parent / "PEERS.md").read_text(encoding="utf-8")
    heard = page.split("Heard:")[1].split("Every system")[0]
    for of in PEERS:
        assert not of.package or f"- {of.package} {of.version}\n" in heard
        assert re.search(rf"^\| {re.escape(of.label)} \|", page, re.MULTILINE)
    folder = peer.FOLDER.parents[1] / "kinesics_models" / "speech_face"
    for file in load_toml(folder / "card.toml")["files"]:
        assert f"- {file['path']} sha256 {file['sha256'][:12]}\n" in heard


PITCH = """
export const VISEMES = { low: "viseme_low", high: "viseme_high" };
export class Lipsync {
  viseme = VISEMES.low;
  constructor() {
    this.analyser = new window.AudioContext().createAnalyser();
    this.analyser.fftSize = 2048;
    this.bytes = new Uint8Array(this.analyser.frequencyBinCount);
  }
  processAudio() {
    this.analyser.getByteFrequencyData(this.bytes);
    this.viseme = this.bytes.indexOf(Math.max(...this.bytes)) > 100 ? VISEMES.high : VISEMES.low;
  }
}
"""


@pytest.mark.skipif(not shutil.which("node"), reason="the packages of npm run under node")
def test_a_package_of_npm_hears_the_spectrum_of_what_was_played_and_nothing_later(tmp_path):
    package = tmp_path / "npm" / "node_modules" / "wawa-lipsync" / "dist"
    package.mkdir(parents=True)
    (package / "wawa-lipsync.es.js").write_text(PITCH)
    (package / "package.json").write_text('{"type": "module"}')
    of = peer.load("wawa")
    of = replace(of, program=replace(of.program, values=["aa", "ih"]))
    times_s = np.arange(48000) / of.rate_hz
    sound = 0.3 * np.sin(2 * np.pi * np.where(times_s < 0.5, 300, 5000) * times_s)
    (rows,) = program.Bench(tmp_path).rows(of, [sound.astype(np.float32)])
    assert rows.shape == (100, 2)
    first = int(rows[:, 1].argmax())
    assert 0.5 < (first + 1) / 100 <= 0.58
    assert rows[:first, 0].all()
    assert rows[first:, 1].all()
