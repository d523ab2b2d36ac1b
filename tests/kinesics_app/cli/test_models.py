"""`kinesics models`: listed, shown, verified."""

import re
import shutil
from hashlib import sha256

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import EngineError
from kinesics.inference import open_stepper
from kinesics.inference.backend import BACKENDS, Backend, chosen_backend
from kinesics.inference.card import ModelCard
from kinesics.inference.lookahead_scores import lookahead_scores, shown_scores
from kinesics_app.cli.main import main
from kinesics_models import find_model, model_folder, model_names


def invoke(*arguments):
    return CliRunner().invoke(main, ["models", *map(str, arguments)])


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(model_folder("speech_face"), folder)
    return folder


def test_every_shipped_model_is_listed_and_verified():
    listed, verified = invoke("list"), invoke("verify")
    assert [line.split()[0] for line in listed.output.splitlines()] == list(model_names())
    assert verified.exit_code == 0
    lines = [line for line in verified.output.splitlines() if line.startswith("ok ")]
    assert any("onnxruntime: sha256, tensors and 200 golden steps" in line for line in lines)
    said = [
        re.search(r"steps; (\w+) is off by ([\d.]+) of ([\d.]+) allowed$", line) for line in lines
    ]
    assert all(0.0 < float(one[2]) <= float(one[3]) for one in said)
    face = next(one for line, one in zip(lines, said, strict=True) if "speech-face onnx" in line)
    allowed = ModelCard.load(model_folder("speech_face")).file("onnxruntime").tolerances
    assert float(face[3]) == allowed[face[1]]  # visemes have their own


def test_the_card_shows_what_each_look_ahead_buys():
    shown = invoke("show", "speech_face", "--section", "figures").output
    (line,) = [one for one in shown.splitlines() if one.startswith("onnxruntime, by look-ahead")]
    assert line.split()[-2:] == ["200", "ms"]
    scores = [one.split() for one in shown.splitlines() if one.startswith("  closure_f1 ")]
    assert len(scores) == 6  # fp32, on other speech too; both files, as they are and are shown
    assert all(0.4 < float(score) < 1.0 for row in scores for score in row[1:])
    bars = [one for one in invoke("show").output.splitlines() if "█" in one]
    assert len(bars) == 10  # of closures and visemes at five look-aheads
    assert len({bar.count("█") for bar in bars}) > 3


def test_what_a_look_ahead_buys_comes_first_and_is_the_cards_own():
    shown = invoke("show", "speech_face").output
    card = ModelCard.load(model_folder("speech_face"))
    head = shown.index("what a look-ahead buys")
    assert head < shown.index("lip closures, F1") < shown.index("limits of testing")
    rows = [line.split() for line in shown[head:].splitlines()[1:6]]
    assert [row[0] for row in rows] == ["0", "40", "80", "120", "200"]
    shown_as = card.accuracy[f"{chosen_backend(card)}_shown"]
    lips, touches = shown_as["lips"], shown_as["touches"]
    wanted = (
        *(lips["closure_precision"], lips["closure_recall"], lips["closure_error_ms"]),
        *(touches["precision"], touches["recall"], lips["viseme_macro_f1"]),
    )
    for column, values in enumerate(wanted, 2):
        assert float(rows[0][column]) == pytest.approx(values[0], abs=0.6 if column == 4 else 0.006)


def test_what_is_out_of_the_domain_and_how_long_was_taught_are_told():
    shown = invoke("show", "speech_face", "--section", "sounds", "--section", "data").output
    lines = shown[shown.index("out of domain") :].splitlines()
    told = {line[2:34].strip(): line[34:] for line in lines[1:12]}
    assert {"laughter", "music", "clipped 30dB", "telephone"} <= set(told)
    assert "visemes kept 0." in told["telephone"]
    assert all("outside 0.0" in line for line in told.values())
    assert "h as taught, every augmented version counted" in " ".join(shown.split())
    assert "out of domain" not in invoke("show", "speech_affect", "--all").output


@pytest.mark.parametrize("model", model_names())
def test_a_card_is_short_and_names_the_sections_that_it_has(model):
    shown = invoke("show", model).output.splitlines()
    assert len(shown) < 80
    named = shown.index(next(line for line in shown if line.startswith("more, by --section")))
    sections = [line.split()[0] for line in shown[named + 1 :]]
    assert {"figures", "data", "licence", "files"} <= set(sections)
    whole = invoke("show", model, "--all").output
    for section in sections:
        lines = invoke("show", model, "--section", section).output
        assert lines.strip()
        assert lines.strip() in whole
    assert max(map(len, [*shown, *whole.splitlines()])) <= 100


def test_peers_stand_beside_ours_and_voices_beside_their_controls():
    shown = invoke("show", "--section", "peers", "--section", "languages").output
    card = ModelCard.load(model_folder("speech_face"))
    rows = {line[:40].strip(): line for line in shown.splitlines()}
    for peer in card.accuracy["peers"].values():
        if isinstance(peer, dict):
            assert any(one.startswith(peer["label"]) for one in rows)
    ours = shown_scores(card, chosen_backend(card))["closure_f1"]
    (own,) = [line for line in shown.splitlines() if line.startswith("  speech-face, 80 ms ")]
    assert f"{ours[card.lookaheads_ms.index(80)]:.2f}" in own.split()
    for name, language in {"es": "Spanish", "cmn": "Mandarin"}.items():
        assert f"  held-{name} ({language})" in shown
    assert "  held-es-shuffled " in shown


def test_intervals_stand_beside_the_score_and_its_controls():
    shown = invoke("show", "--section", "intervals").output
    card = ModelCard.load(model_folder("speech_face"))
    low, high = card.accuracy["controls"]["interval95_80ms"]["closure_f1"]
    (line,) = [one for one in shown.splitlines() if one.startswith("  closure_f1 ")]
    assert f" {low:.2f} to {high:.2f} " in line
    assert f" {card.accuracy['controls']['shuffled']['closure_f1']:.2f} " in line


def test_a_section_that_a_card_has_not_is_named_with_those_that_it_has():
    result = invoke("show", "speech_affect", "--section", "peers")
    assert result.exit_code == 2
    assert "speech-affect has no section 'peers'; it has limits, figures, data" in result.output
    result = invoke("show", "--section", "peers", "--all")
    assert result.exit_code == 2
    assert "wanted --section or --all" in result.output


def test_a_look_ahead_that_the_card_has_not_has_no_scores():
    card = ModelCard.load(model_folder("speech_face"))
    assert lookahead_scores(card, "onnxruntime", 30) == {}
    assert lookahead_scores(card, "abacus", 80) == {}
    affect = ModelCard.load(model_folder("speech_affect"))
    assert lookahead_scores(affect, "onnxruntime", affect.default_lookahead_ms) == {}


def test_a_folder_that_is_not_what_its_card_says_is_wrong(copied):
    network = copied / "speech_face.int8.onnx"
    network.write_bytes(network.read_bytes()[:-1] + b"x")
    result = invoke("verify", copied)
    assert result.exit_code == 1
    assert "WRONG    speech-face onnxruntime" in result.output
    assert "sha256" in result.output


def test_another_hull_than_the_card_says_is_wrong(copied):
    path, hull = copied / "card.toml", copied / "hull.npz"
    digest = sha256(hull.read_bytes()).hexdigest()
    card, kept = path.read_text(), 'path = "hull.npz"\n'
    if digest not in card:
        path.write_text(card.replace(kept, f'{kept}sha256 = "{digest}"\n'))
    assert invoke("verify", copied).exit_code == 0
    with np.load(hull) as arrays:
        np.savez(hull, directions=arrays["directions"], bounds=arrays["bounds"] + 0.1)
    result = invoke("verify", copied)
    assert result.exit_code == 1
    assert "WRONG    speech-face hull: " in result.output
    assert f"the card says {digest}" in result.output


@pytest.mark.parametrize("content", [None, b"no hull"])
def test_a_hull_that_the_card_names_and_is_none_is_wrong(copied, content):
    card, hull = copied / "card.toml", copied / "hull.npz"
    digest = sha256(hull.read_bytes()).hexdigest()
    card.write_text(card.read_text().replace(f'sha256 = "{digest}"\n', ""))  # a card need not say
    hull.unlink()
    if content is not None:
        hull.write_bytes(content)
    result = invoke("verify", copied)
    assert result.exit_code == 1
    assert "WRONG    speech-face hull: " in result.output
    assert "hull.npz: not a readable .npz of a hull" in result.output


def test_an_engine_that_is_not_there_is_told_and_no_mistake(copied, monkeypatch):
    monkeypatch.setitem(
        BACKENDS, "litert", Backend("kinesics.inference.no_such_engine", "LiteRtStepper", "no_such")
    )
    result = invoke("verify", copied)
    assert result.exit_code == 0
    assert "skipped  speech-face: backend 'litert' cannot be imported" in result.output


def test_a_model_goes_by_the_name_on_its_card_too():
    assert find_model("speech-face") == model_folder("speech_face")


def test_an_unknown_model_is_named_with_those_that_are_there():
    result = invoke("show", "nothing")
    assert result.exit_code == 2
    shipped = "gaze, speech_affect, speech_face, speech_gesture"
    assert f"no model 'nothing'; shipped are {shipped}" in result.output


def test_scores_that_know_no_look_ahead_stand_side_by_side_and_limits_are_told():
    shown = invoke("show", "speech_affect").output
    lines = shown.splitlines()
    (heads,) = [line.split() for line in lines if line.startswith("accuracy ")]
    assert heads[1:4] == ["fp32", "onnxruntime", "litert"]
    (arousal, *_) = [line.split() for line in lines if line.startswith("  ccc_arousal ")]
    assert len(arousal) == len(heads)
    whole = invoke("show", "speech_affect", "--all").output.splitlines()
    assert any(line.startswith("rooms ") for line in whole)
    assert not any(line.startswith("rooms ") for line in lines)
    assert "nobody's emotion was ever heard" in " ".join(shown.split())
    assert max(len(line) for line in lines) <= 100


def test_a_file_whose_engine_is_not_there_is_told_with_how_to_get_it(monkeypatch):
    def without_litert(card, backend):
        if backend == "litert":
            raise EngineError("backend 'litert' needs ai-edge-litert")
        return open_stepper(card, backend)

    monkeypatch.setattr("kinesics.inference.open_stepper", without_litert)
    verified = invoke("verify", "speech_face")
    assert verified.exit_code == 0
    assert "skipped  speech-face" in verified.output
    assert "1 of 2 files were not checked: LiteRT comes with pip install" in verified.output
