"""The Cortex-M images in QEMU: what a board would run, as far as an emulator can tell.

Only what it does is judged, never when: QEMU's time depends on the load of this machine.
"""

import re
import shutil
import subprocess

import numpy as np
import pytest

from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.firmware.build import built
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.wire.protocol import CAPABILITIES

pytest.importorskip("ziglang", reason="the images are compiled by the ziglang wheel")
QEMU = shutil.which("qemu-system-arm")
pytestmark = pytest.mark.skipif(QEMU is None, reason="needs Debian's qemu-system-arm")
MACHINES = {"stm32f405": "netduinoplus2", "lm3s6965": "lm3s6965evb"}


@pytest.fixture(params=MACHINES, scope="module")
def device(request):
    """The serial port of an emulated board."""
    machine = ["-M", MACHINES[request.param], "-kernel", str(built(request.param))]
    command = [QEMU, *machine, "-nographic", "-monitor", "none", "-serial", "pty"]
    board = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    )
    said = board.stdout.readline().decode()
    found = re.search(r"/dev/pts/\d+", said)
    assert found, f"QEMU offers no serial port: {said}"
    yield found.group()
    board.kill()
    board.wait()
    board.stdout.close()


def test_a_whole_session(device, make_table, stream, stream_until, stream_until_armed):
    table = make_table(feedback=0)
    with FirmwareBridge(SerialPort(device), table) as bridge:
        caps = bridge.connect(provision=True)
        assert caps.robot_id == "hil"
        assert caps.capabilities == CAPABILITIES["NEVER_RUN_ON_HARDWARE"]
        stream(bridge, lambda t_s: np.zeros(3), 0.5, lead_s=0.3)
        still = stream_until(bridge, np.zeros(3), lambda told: bridge.state is not None, 0.3)
        assert bridge.state == "DISARMED"  # no twin, so nobody arms it by itself
        assert np.abs(still.played).max() < 1e-3
        stream_until_armed(bridge, np.zeros(3), 0.3)
        assert bridge.state == "ACTIVE", bridge.arm_refusal
        stream(bridge, lambda t_s: 0.2 * (1 - np.cos(3 * t_s)) * np.ones(3), 1.5, lead_s=0.3)
        stream_until(bridge, np.full(3, 0.24), lambda told: told.played.min() > 0.2, 0.3)
        bridge.stop()
        stream_until(bridge, np.zeros(3), lambda told: bridge.state == "STOPPED", 0.3)
        assert bridge.counters["crc_errors"] == bridge.counters["malformed"] == 0
