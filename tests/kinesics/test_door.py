"""The public door: small, complete, and cheap to open."""

import subprocess
import sys

import kinesics

FOREIGN = ("onnxruntime", "ai_edge_litert", "mcap", "serial", "msgpack", "wasmtime", "soundfile",
           "soxr", "sounddevice", "click", "cv2")  # fmt: skip


def test_every_name_of_the_door_is_there_and_they_are_few():
    assert len(kinesics.__all__) <= 20
    assert list(kinesics.__all__) == sorted(kinesics.__all__)
    assert all(hasattr(kinesics, name) for name in kinesics.__all__)


def test_importing_kinesics_needs_numpy_only():
    code = f"import kinesics, sys; print([m for m in {FOREIGN!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
