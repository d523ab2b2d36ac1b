import dataclasses

import pytest

from kinesics.errors import ModelError
from kinesics.inference import ModelCard
from kinesics.inference.card import Golden, StateSpec, TensorSpec
from kinesics.table import Table


def test_a_card_holds_what_the_file_says(tiny):
    card = ModelCard.load(tiny)
    assert (card.name, card.version, card.role) == ("tiny-gru", "0.1.0", "test")
    assert card.rate_hz == 100.0
    assert card.lookaheads_ms == (0, 40, 80)
    assert card.default_lookahead_ms == 40
    assert card.channels == ("jawOpen", "mouthClose", "mouthPucker", "tongueOut")
    assert card.inputs[0] == TensorSpec("mel", (1, 8), "1")
    assert card.states[1] == StateSpec("h1", "h1_in", "h1_out", (1, 16))
    assert card.golden == Golden("golden.npz", 200)
    assert card.file("litert").tensors["h1_out"] == "output_3"
    assert card.fed == {"mel": (1, 8), "mood": (1, 2), "h0_in": (1, 16), "h1_in": (1, 16)}
    assert list(card.made) == ["channels", "voiced", "h0_out", "h1_out"]


def test_free_tables_are_kept_as_they_are(folder, edit):
    edit("[licence]", '[budget]\np50_us = 80\n[anything]\n"of any" = [1]\n[licence]')
    card = ModelCard.load(folder)
    assert card.features == {"kind": "none"}
    assert card.accuracy == {"fp32": {"nothing": "random weights"}}
    assert card.notes == {
        "budget": {"p50_us": 80},
        "anything": {"of any": [1]},
        "licence": {"spdx": "Apache-2.0"},
    }


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_a_card_may_say_which_hull_it_is_of(folder, edit, digest):
    told = f'sha256 = "{digest}"\n' if digest else ""
    edit("[licence]", f'[hull]\npath = "hull.npz"\n{told}[licence]')
    card = ModelCard.load(folder)
    assert (card.hull, card.hull_sha256) == ("hull.npz", digest)


def test_the_measured_golden_errors_are_kept(folder, edit):
    edit("tolerance = 1e-5", "tolerance = 1e-5\ngolden_error_max = 2e-6\ngolden_error_rms = 0")
    files = ModelCard.load(folder).files
    assert (files[0].golden_error_max, files[0].golden_error_rms) == (2e-6, 0.0)
    assert files[1].golden_error_max is None


def test_places_of_an_output_may_have_names_and_an_output_its_own_tolerance(folder, edit):
    edit("tolerance = 1e-5", "tolerance = 1e-5\ntolerances = { voiced = 0.5 }")
    edit("shape = [1, 2]", 'shape = [1, 2]\nnames = ["glad", "sad"]')
    card = ModelCard.load(folder)
    assert card.inputs[1].names == ("glad", "sad")
    assert card.inputs[0].names == ()
    assert card.files[0].tolerance_of("voiced") == 0.5
    assert card.files[0].tolerance_of("channels") == 1e-5
    assert card.files[1].tolerance_of("voiced") == card.files[1].tolerance


def test_lookaheads_channels_and_free_tables_may_be_absent(folder, edit):
    edit("lookaheads_ms = [0, 40, 80]\ndefault_lookahead_ms = 40\n", "")
    edit('channels = ["jawOpen", "mouthClose", "mouthPucker", "tongueOut"]\n', "")
    edit('[features]\nkind = "none"\n', "")
    card = ModelCard.load(folder)
    assert (card.lookaheads_ms, card.default_lookahead_ms) == ((0,), 0)
    assert (card.channels, card.features) == ((), {})


def test_the_first_lookahead_is_the_default_default(folder, edit):
    edit("lookaheads_ms = [0, 40, 80]\ndefault_lookahead_ms = 40\n", "lookaheads_ms = [20, 40]\n")
    assert ModelCard.load(folder).default_lookahead_ms == 20


WRONG = {
    "newer schema": ("schema = 1", "schema = 2", "schema is 2; this version reads schema 1"),
    "no schema": ("schema = 1", "", "no 'schema'"),
    "text for a number": (
        "rate_hz = 100",
        'rate_hz = "100"',
        "rate_hz is '100'; wanted a positive",
    ),
    "zero rate": ("rate_hz = 100", "rate_hz = 0", "rate_hz is 0; wanted a positive number"),
    "infinite rate": ("rate_hz = 100", "rate_hz = inf", "wanted a positive number"),
    "truth for a number": ("rate_hz = 100", "rate_hz = true", "rate_hz is True"),
    "empty name": ('name = "tiny-gru"', 'name = ""', "name is ''; wanted a non-empty string"),
    "no name": ('name = "tiny-gru"', "", "no 'name'"),
    "misspelt key": ("role =", "rule =", "no 'role'"),
    "unknown key": ("role =", 'rol = "x"\nrole =', "unknown key 'rol'; did you mean 'role'?"),
    "stray key": ("role =", 'zzz = "x"\nrole =', "unknown key 'zzz'; known are accuracy, channels"),
    "negative look-ahead": ("[0, 40, 80]", "[-1, 40]", "lookaheads_ms is .*>= 0"),
    "unordered look-aheads": ("[0, 40, 80]", "[40, 0]", "wanted ascending"),
    "no look-aheads": ("[0, 40, 80]", "[]", "wanted a list of integers"),
    "foreign default": ("ahead_ms = 40", "ahead_ms = 50", "is 50; wanted one of"),
    "channels no list": ('["jawOpen",', '"x" #["jawOpen",', "channels is 'x'; wanted a list"),
    "channel twice": ('"mouthClose"', '"jawOpen"', "wanted different, non-empty strings"),
    "features no table": ('[features]\nkind = "none"', "[[features]]", "wanted a table"),
    "golden no table": ("[golden]", "[[golden]]", "wanted a table"),
    "zero dimension": ("shape = [1, 8]", "shape = [1, 0]", r"\[\[inputs\]\] 1: shape is \[1, 0\]"),
    "dynamic dimension": ("shape = [1, 8]", 'shape = [1, "T"]', "wanted a list of integers >= 1"),
    "batch of two": ("shape = [1, 8]", "shape = [2, 8]", "wanted a batch of 1 first"),
    "int8 input": ('dtype = "float32"', 'dtype = "int8"', "dtype is 'int8'; wanted 'float32'"),
    "state without partner": ('output = "h0_out"\n', "", r"\[\[states\]\] 1: no 'output'"),
    "state with itself": ('output = "h0_out"', 'output = "h0_in"', "'h0_in' occurs 2 times"),
    "state sharing an end": ('input = "h1_in"', 'input = "h0_in"', "'h0_in' occurs 2 times"),
    "state name twice": ('name = "h1"', 'name = "h0"', "state 'h0' occurs 2 times"),
    "input named as output": ('name = "mood"', 'name = "voiced"', "'voiced' occurs 2 times"),
    "backend twice": ('backend = "litert"', 'backend = "onnxruntime"', "backend .* 2 times"),
    "tensor not mapped": ('mood = "mood"\n', "", r"tiny_gru.onnx lacks 'mood'"),
    "state end not mapped": ('h1_out = "h1_out"\n', "", "lacks 'h1_out'"),
    "strange tensor": ('mel = "mel"', 'mel = "mel"\nmell = "x"', "names 'mell', which the card"),
    "tensor mapped twice": ('mood = "mood"', 'mood = "mel"', "tensor 'mel' occurs 2 times"),
    "tensor no text": ('mood = "mood"', "mood = 1", "mood is 1; wanted a non-empty string"),
    "short hash": ('sha256 = "', 'sha256 = "ab', "wanted 64 lower-case hexadecimal digits"),
    "zero tolerance": ("tolerance = 1e-5", "tolerance = 0", "tolerance is 0; wanted a positive"),
    "tolerance of nothing": (
        "tolerance = 1e-5",
        "tolerance = 1e-5\ntolerances = { voice = 1 }",
        "names 'voice', no output",
    ),
    "too few names": ("shape = [1, 8]", 'shape = [1, 8]\nnames = ["a"]', "wanted 8, as the last"),
    "negative error": ("tolerance = 1e-5", "tolerance = 1\ngolden_error_max = -1", "a number >= 0"),
    "file elsewhere": ('path = "tiny', 'path = "../tiny', "wanted a path inside the model folder"),
    "file at the root": ('path = "tiny', 'path = "/tiny', "wanted a path inside the model folder"),
    "short golden": ("steps = 200", "steps = 20", "steps is 20; wanted an integer >= 50"),
    "short hash of a hull": (
        "[licence]",
        '[hull]\npath = "hull.npz"\nsha256 = "12"\n[licence]',
        "sha256 is '12'; wanted 64 lower-case hexadecimal digits",
    ),
    "no TOML": ("schema = 1", "schema 1", "not TOML"),
}


@pytest.mark.parametrize(("old", "new", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_card_is_a_model_error_that_says_so(folder, edit, old, new, says):
    edit(old, new)
    with pytest.raises(ModelError, match=says) as caught:
        ModelCard.load(folder)
    assert "tiny" in str(caught.value)


def test_a_folder_without_card_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match=r"No such file .*; wanted a model folder's card"):
        ModelCard.load(tmp_path)


def test_a_card_that_is_no_text_is_a_model_error(tmp_path):
    (tmp_path / "card.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="not TOML"):
        ModelCard.load(tmp_path)


def test_a_network_without_files_is_a_model_error(tiny):
    with pytest.raises(ModelError, match="wanted at least one of"):
        dataclasses.replace(ModelCard.load(tiny), files=())


def test_the_file_of_an_absent_backend_is_a_model_error(tiny):
    card = ModelCard.load(tiny)
    card = dataclasses.replace(card, files=card.files[:1])
    with pytest.raises(ModelError, match="no file for backend 'litert'; it has onnxruntime"):
        card.file("litert")


@pytest.mark.parametrize("value", [3, {}, [3]])
def test_an_array_of_tables_must_be_one(value):
    with pytest.raises(ModelError, match=r"x: files is .*; wanted tables headed \[\[files\]\]"):
        Table("x: ", {"files": value}, ModelError).tables("files")
