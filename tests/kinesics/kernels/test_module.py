"""Machine code is compiled once, and what is harmed is compiled anew."""

import subprocess
import sys

import pytest

from kinesics.kernels import module

fresh = module.kernels.__wrapped__


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """Where it is kept: nothing yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return module._path()


@pytest.fixture
def compiled(monkeypatch):
    """How often the wasm was compiled."""
    import wasmtime

    times, compile_ = [], wasmtime.Module.__init__
    monkeypatch.setattr(
        wasmtime.Module, "__init__", lambda *given: (times.append(1), compile_(*given))[1]
    )
    return times


def test_it_is_compiled_once(kept, compiled):
    fresh()
    assert kept.is_file()
    fresh()
    assert len(compiled) == 1
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("harm", ["empty", "cut", "turned", "another's"])
def test_a_file_that_is_harmed_or_another_wasmtimes_is_made_anew(kept, compiled, harm):
    fresh()
    whole = kept.read_bytes()
    if harm == "another's":
        kept.unlink()
        module._keep(kept, b"\x7fELF of another wasmtime")
    else:
        turned = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
        kept.write_bytes({"empty": b"", "cut": whole[:-1], "turned": turned}[harm])
    fresh()
    assert len(compiled) == 2
    assert kept.read_bytes() == whole


def test_where_nothing_can_be_kept_it_is_compiled_each_time(monkeypatch, compiled, tmp_path):
    (tmp_path / "kinesics").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    fresh()
    fresh()
    monkeypatch.setattr(module, "_path", lambda: None)
    fresh()
    assert len(compiled) == 3


def test_a_program_that_used_it_ends_without_a_word():
    code = """
from kinesics.rig.load import load_rig
from kinesics.motion.limits import Limiter
limiter = Limiter(load_rig("humanoid").limits, 100.0)
print(limiter.step(limiter.position).shape)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("(41,)\n", "")
