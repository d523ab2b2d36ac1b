"""The bad wire between a host and a serial device, on real pseudo-terminals."""

import os
import signal
import threading
import time
import tty

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_app.cli.main import main
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.faults import FaultProxy, LineFaults, WireFaults
from kinesics_bridge.ports.serial_port import SerialPort

MS = 1_000_000


PATIENCE_S = 60.0


def stream(bridge, duration_s, enough=lambda: False):
    """A still row every 10 ms, for so long or until it is enough."""
    begin_ns = time.monotonic_ns()
    for k in range(round(duration_s * 100)):
        due_ns = begin_ns + k * 10 * MS
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        while bridge.poll() is not None:
            pass
        bridge.send(Frame(due_ns + 150 * MS, np.zeros(bridge.table.count)))
        if enough():
            break


def talk_on(port):
    while True:
        port.read()
        port.write(b"\0")


def test_a_robot_is_driven_through_it_and_every_harm_is_counted(robot, table, fault_proxy):
    proxy = fault_proxy(robot.device)
    with FirmwareBridge(SerialPort(proxy.port), table, auto_arm=True) as bridge:
        bridge.connect()
        for line in (proxy.to_device, proxy.to_host):
            line.set_faults(LineFaults(drop=0.05, corrupt=0.05), 0)
        stream(bridge, 1.0)
        stream(bridge, PATIENCE_S, lambda: min(happened(proxy)) > 0)
        for line in (proxy.to_device, proxy.to_host):
            line.set_faults(LineFaults(), 0)
        stream(bridge, PATIENCE_S, lambda: counted(bridge) == happened(proxy))
        assert counted(bridge) == happened(proxy)
        assert min(happened(proxy)) > 0
        assert proxy.counts()["lost"] == (0, 0)


def counted(bridge):
    """Frames damaged on their way there, and gaps; damaged on their way back."""
    told = bridge.counters
    there = told["framing_errors"] + told["crc_errors"]
    back = told["host_framing_errors"] + told["host_crc_errors"]
    return there, told["sequence_gaps"], back


def happened(proxy):
    """As `counted`, by the wire itself."""
    told = proxy.counts()
    return told["damaged"][0], told["gaps"][0], told["damaged"][1]


def test_the_link_follows_the_port_through_unplugging_and_renaming(
    robot, table, fault_proxy, tmp_path
):
    link = tmp_path / "robot"
    proxy = fault_proxy(robot.device, link=link)
    assert proxy.port == str(link)
    names = [proxy.device]
    port = SerialPort(proxy.port)
    noticed_s = []
    while len(noticed_s) < 3 or (min(noticed_s) >= 0.5 and len(noticed_s) < 8):
        assert os.readlink(link) == names[-1]
        proxy.unplug()
        unplugged_s = time.monotonic()
        with pytest.raises(BridgeError, match="is gone"):
            talk_on(port)
        noticed_s.append(time.monotonic() - unplugged_s)
        assert not link.is_symlink()
        assert not proxy.plugged
        with pytest.raises(BridgeError, match="no such port"):
            SerialPort(proxy.port)
        port.close()
        proxy.plug()
        assert proxy.device != names[-1]
        names.append(proxy.device)
        port = SerialPort(proxy.port)
    with FirmwareBridge(port, table, auto_arm=True) as bridge:
        assert bridge.connect().robot_id == "bench"
    assert proxy.unplugs == len(noticed_s)
    assert min(noticed_s) < 0.5  # what else the machine does adds to it


def test_the_plug_comes_and_goes_by_itself(robot, fault_proxy, wait_until):
    proxy = fault_proxy(robot.device, WireFaults(unplug_every_s=0.2, unplug_s=0.1, seed=1))
    first = proxy.device
    for plugged in (False, True, False, True):
        wait_until(lambda wanted=plugged: proxy.plugged is wanted)
    assert proxy.unplugs >= 2
    wait_until(lambda: proxy.device not in ("", first))


def test_late_bytes_come_late(fault_proxy, at_best):
    master, slave = os.openpty()
    tty.setraw(slave)
    proxy = fault_proxy(os.ttyname(slave))
    host = SerialPort(proxy.port)

    def carried_s(frames=20):
        """One after the other, each of them once the last has come."""
        begun_s = time.monotonic()
        for _ in range(frames):
            os.write(master, b"\1\0")
            missing = 2
            while missing:
                missing -= sum(len(data) for _, data in host.read())
                assert time.monotonic() < begun_s + PATIENCE_S
                time.sleep(0.0005)
        return time.monotonic() - begun_s

    in_time_s = at_best(carried_s, lambda took: took < 0.2)
    proxy.to_host.set_faults(LineFaults(delay=1.0, delay_s=0.08), 0)
    late_s = carried_s()
    assert proxy.to_host.counts["delay"] == 20
    assert in_time_s < 0.2
    assert late_s > 0.5  # 20 times 40 ms, in the mean
    for end in (host.close, proxy.close, lambda: os.close(master), lambda: os.close(slave)):
        end()


def test_a_device_that_is_gone_ends_it_with_one_clear_error():
    master, slave = os.openpty()
    os.set_blocking(master, False)
    proxy = FaultProxy(os.ttyname(slave))
    os.close(slave)
    os.close(master)
    with pytest.raises(BridgeError, match="is gone: it was unplugged"):
        proxy.run(lambda: False)
    proxy.close()
    proxy.close()


def test_a_device_that_is_none_is_one_clear_error():
    with pytest.raises(BridgeError, match="cannot open /dev/no-such-port: there is no such port"):
        FaultProxy("/dev/no-such-port")


def test_a_host_that_does_not_read_costs_counted_bytes_and_no_memory(fault_proxy):
    master, slave = os.openpty()
    tty.setraw(slave)
    proxy = fault_proxy(os.ttyname(slave))
    sent = 0
    while proxy.to_host.counts["lost"] == 0:
        sent += os.write(master, b"\1\1\0" * 400)
        assert sent < 500_000
    proxy.close()
    os.close(master)
    os.close(slave)


def test_the_command_prints_its_port_and_tells_what_it_did(robot, tmp_path):
    link = tmp_path / "robot"
    arguments = ["fault-proxy", "--device", robot.device, "--link", str(link), "--for-s", "0.2"]
    result = CliRunner().invoke(main, [*arguments, "--corrupt", "0.1,0", "--seed", "3"])
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == str(link)
    assert "to device" in result.stderr
    assert not link.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_tells_what_it_did_when_it_is_ended(robot, tmp_path, number, wait_until):
    link = tmp_path / "robot"
    before = signal.getsignal(number)

    def end_it():
        """Once it is there and heeds the signal, which would end all tests until then."""
        wait_until(lambda: link.is_symlink() and signal.getsignal(number) is not before)
        os.kill(os.getpid(), number)

    ender = threading.Thread(target=end_it)
    ender.start()
    result = CliRunner().invoke(
        main, ["fault-proxy", "--device", robot.device, "--link", str(link)]
    )
    ender.join()
    assert result.exit_code == 128 + number
    assert "unplugged" in result.stderr
    assert not link.is_symlink()
    assert signal.getsignal(number) is before


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--device", "/dev/no-such-port"], "there is no such port"),
        (["--device", "x", "--drop", "1,2,3"], "neither a number nor two"),
        (["--device", "x", "--drop", "2"], "drop is 2; wanted a share"),
    ],
)
def test_the_command_says_what_is_wrong_in_one_line(arguments, complaint):
    result = CliRunner().invoke(main, ["fault-proxy", *arguments])
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("for_s", ["-1", "0", "nan"])
def test_a_time_that_is_none_is_refused(for_s):
    found = CliRunner().invoke(main, ["fault-proxy", "--device", "/dev/null", "--for-s", for_s])
    assert found.exit_code == 2
    assert "--for-s" in found.output


def test_a_file_in_the_place_of_the_link_is_left_alone_and_told(robot, tmp_path):
    link = tmp_path / "robot"
    link.write_text("mine")
    with pytest.raises(BridgeError, match=r"a file is there .* name another place with --link"):
        FaultProxy(robot.device, WireFaults(), link=link)
    assert link.read_text() == "mine"
