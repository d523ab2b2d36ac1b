"""The wasm that is committed is what its sources say."""

import shutil

import pytest

from kinesics.errors import CompileError
from kinesics.kernels import build
from kinesics.kernels.module import WASM


@pytest.mark.slow
def test_the_wasm_is_what_the_sources_say(monkeypatch, tmp_path, capsys):
    pytest.importorskip("ziglang")
    assert build.main(["--check"]) == 0
    drifted = tmp_path / "kernels.wasm"
    drifted.write_bytes(WASM.read_bytes() + b"\0")
    monkeypatch.setattr(build, "WASM", drifted)
    assert build.main(["--check"]) == 1
    assert "is not what the sources say" in capsys.readouterr().err
    assert build.main([]) == 0
    assert drifted.read_bytes() == WASM.read_bytes()


@pytest.mark.slow
def test_the_bytes_do_not_depend_on_the_folder_and_errors_are_shown(tmp_path):
    pytest.importorskip("ziglang")
    for path in WASM.parent.glob("*.[ch]"):
        shutil.copy(path, tmp_path)
    assert build.build(tmp_path) == WASM.read_bytes()
    (tmp_path / "limits.c").write_text("int unfinished(\n")
    with pytest.raises(CompileError, match=r"limits\.c:"):
        build.build(tmp_path)
