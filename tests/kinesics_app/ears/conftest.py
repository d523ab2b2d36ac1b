"""Somebody who speaks, in a file, and a room in which nobody does."""

import numpy as np
import pytest
import soundfile

from kinesics_app.demo import HELLO


@pytest.fixture(scope="session")
def spoken(tmp_path_factory):
    """The shipped sentence in a quiet room, then two seconds of that room."""
    sound, rate_hz = soundfile.read(HELLO, dtype="float32")
    path = tmp_path_factory.mktemp("ears") / "spoken.wav"
    whole = np.concatenate((sound, np.zeros(2 * rate_hz, np.float32)))
    noise = np.random.default_rng(5).standard_normal(len(whole)).astype(np.float32)
    soundfile.write(path, 0.5 * whole + 3e-4 * noise, rate_hz)
    return path


@pytest.fixture
def silent(tmp_path):
    """A second of a room in which nobody speaks."""
    path = tmp_path / "silent.wav"
    soundfile.write(path, 3e-4 * np.random.default_rng(6).standard_normal(16_000), 16_000)
    return path
