"""Joints 12 and on of the STM32F405 image: Feetech servos on USART3, behind a port of QEMU."""

import os
import re
import select
import shutil
import subprocess
import threading
import tty

import numpy as np
import pytest

from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.firmware.build import built
from kinesics_bridge.ports.serial_port import SerialPort

pytest.importorskip("ziglang", reason="the images are compiled by the ziglang wheel")
QEMU = shutil.which("qemu-system-arm")
pytestmark = pytest.mark.skipif(QEMU is None, reason="needs Debian's qemu-system-arm")


class FeetechLine:
    """Servos 1 and 2, which go at once where they are told; what came, in order."""

    def __init__(self, device):
        self.descriptor = os.open(device, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.descriptor)
        self.steps, self.goals, self.torque = {1: 2048, 2: 2048}, {}, {}
        self.order = []
        self.ended = threading.Event()
        self.life = threading.Thread(target=self.live)
        self.life.start()

    def live(self):
        data = b""
        while not self.ended.is_set():
            if select.select([self.descriptor], [], [], 0.05)[0]:
                data += os.read(self.descriptor, 4096)
            data = self.take_packets(data)

    def take_packets(self, data):
        """What is left. QEMU drops bytes until it has noticed that somebody listens."""
        while len(data) >= 4 and len(data) >= 4 + data[3]:
            packet = data[: 4 + data[3]]
            if packet[:2] != b"\xff\xff" or packet[-1] != ~sum(packet[2:-1]) & 0xFF:
                data = data[1:]
                continue
            data = data[len(packet) :]
            self.obey(packet[2], packet[4], packet[5:-1])
        return data

    def obey(self, number, instruction, parameters):
        if instruction == 0x83:
            for at in range(2, len(parameters), 3):
                self.goals[parameters[at]] = parameters[at + 1] | parameters[at + 2] << 8
        elif instruction == 0x03:
            self.order.append((number, parameters[1], number in self.goals))
            self.torque[number] = parameters[1]
        elif number in self.steps:
            body = bytes([number, 4, 0]) + self.steps[number].to_bytes(2, "little")
            os.write(self.descriptor, b"\xff\xff" + body + bytes([~sum(body) & 0xFF]))
        self.steps.update({n: g for n, g in self.goals.items() if self.torque.get(n)})

    def close(self):
        self.ended.set()
        self.life.join()
        os.close(self.descriptor)


@pytest.fixture
def ports():
    """(host's serial port, the servos on the bus)"""
    machine = ["-M", "netduinoplus2", "-kernel", str(built("stm32f405")), "-nographic"]
    serial = ["-monitor", "none", "-serial", "pty", "-serial", "null", "-serial", "pty"]
    board = subprocess.Popen(
        [QEMU, *machine, *serial],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    said = [board.stdout.readline().decode() for _ in range(2)]
    host, bus = [re.search(r"/dev/pts/\d+", line).group() for line in said]
    line = FeetechLine(bus)
    yield host, line
    line.close()
    board.kill()
    board.wait()
    board.stdout.close()


def test_goals_torque_and_positions_pass_through(
    ports, make_table, stream, stream_until, stream_until_armed
):
    host, line = ports
    table = make_table(14, feedback=(np.arange(14) >= 12).astype(int))
    with FirmwareBridge(SerialPort(host), table) as bridge:
        bridge.connect(provision=True)
        line.steps[2] = 2048 + 300
        pose, goal = np.zeros(14), 2048 + 0.4 * 4096 / (2 * np.pi)
        pose[13] = 300 * 2 * np.pi / 4096
        stream(bridge, lambda t_s: pose, 1.0, lead_s=0.3)
        assert not any(line.torque.values())
        told = stream_until_armed(bridge, pose, 0.3)
        assert told.measured[13] == pytest.approx(pose[13], abs=0.01)
        stream(bridge, lambda t_s: pose + 0.4 * min(1, t_s), 1.0, lead_s=0.3)
        stream_until(bridge, pose + 0.4, lambda told: abs(line.goals[1] - goal) <= 40, 0.3)
    assert all(aimed for _, on, aimed in line.order if on)
    assert line.torque[1] == line.torque[2] == 1
    assert line.goals[1] == pytest.approx(goal, abs=40)
    assert line.steps[2] == line.goals[2]
