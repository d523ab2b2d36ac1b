"""`flash`: an image into a board, by the tool that people have, believed only as far as it says."""

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from kinesics.errors import BridgeError
from kinesics_bridge.firmware.elf import ElfImage, read_elf

__all__ = ["BOARDS", "TOOLS", "Tool", "flash"]


class Tool(NamedTuple):
    """A program that writes a chip's flash."""

    needs: str
    """Where it finds the board."""
    elf: bool
    """Whether it takes the ELF file; else the raw bytes."""
    arguments: Callable[[str, str, str], list[str]]
    """Of image file, address and port."""
    success: str
    """What it prints, and only then, when the flash holds the image."""
    get: str
    """How to get it."""


BOARDS = {"stm32f405": (0x0800_0000, 48 << 10)}
"""Where a board's program begins and the room for it [B]: ports/stm32f405, whose fourth sector of
flash is the joint table's."""

TOOLS = {
    "openocd": Tool(
        "an ST-Link probe",
        True,
        lambda image, address, port: [
            *("-f", "interface/stlink.cfg", "-f", "target/stm32f4x.cfg"),
            *("-c", f"program {{{image}}} verify reset exit"),
        ],
        "** Verified OK **",
        "apt install openocd, or openocd.org",
    ),
    "st-flash": Tool(
        "an ST-Link probe",
        False,
        lambda image, address, port: ["--reset", "write", image, address],
        "Flash written and verified",
        "apt install stlink-tools, or github.com/stlink-org/stlink",
    ),
    "dfu-util": Tool(
        "the chip's USB bootloader: BOOT0 high, reset",
        False,
        # Without :leave: the device is gone after it, and dfu-util may call a good write a failure.
        lambda image, address, port: ["-a", "0", "-d", "0483:df11", "-s", address, "-D", image],
        "File downloaded successfully",
        "apt install dfu-util, or dfu-util.sourceforge.net",
    ),
    "stm32flash": Tool(
        "the chip's serial bootloader: BOOT0 high, reset",
        False,
        lambda image, address, port: ["-w", image, "-v", "-S", address, port],
        "(100.00%) Done",
        "apt install stm32flash, or sourceforge.net/projects/stm32flash",
    ),
}
"""By name; the first that is there is taken."""

_UNTRIED = "no board has run this image yet: leave the servos' power off and look at the pulses"


def flash(
    image: Path, board: str, *, port: str | None, tool: str | None, dry_run: bool
) -> Iterator[tuple[str, bool]]:
    """Lines for people, each with whether it is good news; runs the tool unless `dry_run`.

    Raises:
        BridgeError: an image of another machine, an unknown board or tool, or no tool installed.
    """
    if board not in BOARDS:
        raise BridgeError(f"no board {board!r}; wanted one of {', '.join(BOARDS)}")
    content = _checked(image, board)
    name = _chosen(tool, port, dry_run=dry_run)
    address = f"0x{content.address:08x}"
    yield f"{image}: {len(content.content)} bytes at {address}, for {board}", True
    yield f"note: {_UNTRIED}", True
    with tempfile.TemporaryDirectory() as folder:
        file = image if TOOLS[name].elf else Path(folder) / f"{image.stem}.bin"
        if file != image:
            file.write_bytes(content.content)
        command = [name, *TOOLS[name].arguments(str(file), address, port or "")]
        yield f"{name} finds the board by {TOOLS[name].needs}", True
        yield f"$ {shlex.join(command)}", True
        if dry_run:
            yield "dry run: nothing was written", True
            return
        yield _run(name, command)


def _run(name: str, command: list[str]) -> tuple[str, bool]:
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    said = done.stdout.decode(errors="replace")
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "nothing")
    if done.returncode:
        return f"kinesics: {name} failed with exit code {done.returncode}; it said: {last}", False
    if TOOLS[name].success not in said:
        return (
            f"kinesics: {name} did not report {TOOLS[name].success!r}, so nobody knows what the "
            f"board holds; it said: {last}",
            False,
        )
    return (
        f"{name} reports {TOOLS[name].success!r}; next: kinesics firmware version --port PORT",
        True,
    )


def _checked(image: Path, board: str) -> ElfImage:
    content = read_elf(image)
    begin, size = BOARDS[board]
    if content.address != begin or len(content.content) > size:
        raise BridgeError(
            f"{image} fills {len(content.content)} bytes from 0x{content.address:08x}; {board} has "
            f"room for {size} from 0x{begin:08x}: it is for another board"
        )
    return content


def _chosen(tool: str | None, port: str | None, *, dry_run: bool) -> str:
    if tool is not None and tool not in TOOLS:
        raise BridgeError(f"no tool {tool!r}; wanted one of {', '.join(TOOLS)}")
    serial = tool == "stm32flash" if tool is not None else port is not None
    if serial != (port is not None):
        raise BridgeError("--port is for stm32flash, which needs one; the others find the board")
    names = [tool] if tool else ["stm32flash"] if serial else list(TOOLS)[:-1]
    found = [name for name in names if shutil.which(name)]
    if not found and not dry_run:
        ways = "; ".join(f"{name}: {TOOLS[name].get}" for name in names)
        raise BridgeError(f"no tool for it is installed. One of these is needed: {ways}")
    return found[0] if found else names[0]
