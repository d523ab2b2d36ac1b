"""A robot must not wait for imports."""

import json
import subprocess
import sys


def test_stop_loads_neither_numpy_nor_the_rest_of_the_command_line(programs):
    command = [sys.executable, programs / "stops.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code, loaded = json.loads(done.stdout)
    assert code == 2
    assert "kinesics: cannot open /dev/nix: there is no such port" in done.stderr
    assert "serial" in loaded
    assert not {"numpy", "kinesics_app.cli.main", "wasmtime", "onnxruntime"} & set(loaded)


def test_every_public_name_of_kinesics_is_there_when_it_is_asked_for():
    import kinesics

    assert all(getattr(kinesics, name) is not None for name in kinesics.__all__)
    assert set(kinesics.__all__) <= set(dir(kinesics))
    assert not hasattr(kinesics, "nothing")
