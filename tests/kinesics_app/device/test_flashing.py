"""`kinesics firmware flash`, with tools that only write down what they were asked."""

import stat
import struct

import pytest
from click.testing import CliRunner

from kinesics_app.cli.main import main


def invoke(*arguments):
    return CliRunner().invoke(main, ["firmware", *map(str, arguments)])


def refused(*arguments):
    """What a command says that is refused, in one line."""
    result = invoke(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1
    return result.stderr


CODE = b"code" * 10


def little_elf(address):
    """An ELF file for Arm with `CODE` at this address."""
    head = struct.pack(
        "<16sHHIIIIIHHHHHH",
        b"\x7fELF\x01\x01\x01",
        *(2, 40, 1, 0, 52, 0, 0, 52, 32, 1, 0, 0, 0),
    )
    return head + struct.pack("<8I", 1, 84, 0, address, len(CODE), len(CODE), 5, 4) + CODE


@pytest.fixture
def image(tmp_path):
    """A little image for the board."""
    path = tmp_path / "little.elf"
    path.write_bytes(little_elf(0x0800_0000))
    return path


@pytest.fixture
def put_tool(tmp_path, monkeypatch):
    """Puts a tool on an otherwise empty PATH: it notes its arguments, speaks and ends."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name, says, exit_code=0):
        script = folder / name
        script.write_text(
            "#!/bin/sh\n"
            f'for word; do printf "%s\\n" "$word"; done > {tmp_path}/{name}.asked\n'
            'for word; do case "$word" in '
            f'*.bin) /bin/cp "$word" {tmp_path}/{name}.bin;; esac; done\n'
            f"echo 'starting'; echo '{says}' >&2\nexit {exit_code}\n"
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return lambda: (tmp_path / f"{name}.asked").read_text().splitlines()

    return put


SUCCESS = {
    "openocd": "** Verified OK **",
    "st-flash": "INFO common.c: Flash written and verified! jolly good!",
    "dfu-util": "File downloaded successfully",
    "stm32flash": "Wrote and verified address 0x08000028 (100.00%) Done.",
}


@pytest.mark.parametrize("tool", list(SUCCESS))
def test_the_tool_that_is_there_writes_the_image_and_is_believed(put_tool, image, tmp_path, tool):
    asked = put_tool(tool, SUCCESS[tool])
    port = ["--port", "/dev/ttyUSB0"] if tool == "stm32flash" else []
    result = invoke("flash", image, *port)
    assert result.exit_code == 0, result.output
    assert f"{tool} reports" in result.output
    assert "no board has run this image yet" in result.output
    if tool == "openocd":
        assert asked()[-1] == f"program {{{image}}} verify reset exit"
    else:
        assert "0x08000000" in asked()
        assert (tmp_path / f"{tool}.bin").read_bytes() == CODE
    assert not port or asked()[-1] == "/dev/ttyUSB0"


def test_a_failing_tool_is_no_success(put_tool, image):
    put_tool("openocd", "Error: open failed", exit_code=1)
    result = invoke("flash", image)
    assert result.exit_code == 1
    assert result.stderr == (
        "kinesics: openocd failed with exit code 1; it said: Error: open failed\n"
    )


def test_a_tool_that_reports_no_success_is_not_believed(put_tool, image):
    put_tool("st-flash", "nothing to do")
    result = invoke("flash", image)
    assert result.exit_code == 1
    assert "did not report 'Flash written and verified'" in result.stderr


def test_a_dry_run_shows_the_command_and_runs_nothing(put_tool, image, tmp_path):
    put_tool("dfu-util", SUCCESS["dfu-util"])
    result = invoke("flash", image, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "$ dfu-util -a 0 -d 0483:df11 -s 0x08000000 -D " in result.output
    assert "dry run: nothing was written" in result.output
    assert not (tmp_path / "dfu-util.asked").exists()


def test_without_a_tool_it_says_which_and_how_to_get_it(put_tool, image):
    told = refused("flash", image)
    for name in ("openocd", "st-flash", "dfu-util"):
        assert f"{name}: apt install" in told
    assert "stm32flash: apt install" in refused("flash", image, "--port", "/dev/ttyUSB0")


def test_a_tool_is_asked_for_what_it_can_do(put_tool, image):
    assert "no tool 'avrdude'; wanted one of openocd" in refused("flash", image, "--tool=avrdude")
    assert "--port is for stm32flash" in refused("flash", image, "--tool=stm32flash")
    assert "--port is for stm32flash" in refused("flash", image, "--tool=openocd", "--port=/dev/x")


def test_an_image_of_another_board_is_refused(put_tool, image):
    put_tool("openocd", SUCCESS["openocd"])
    image.write_bytes(little_elf(0))
    assert "it is for another board" in refused("flash", image)
