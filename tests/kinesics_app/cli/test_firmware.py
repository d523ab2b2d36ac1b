"""`kinesics firmware`: on the twin, on ports, and with a flash that outlives its robot."""

import importlib.metadata
import re
import time
from itertools import islice

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics import zig
from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.rig import load
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.device import provisioning
from kinesics_app.device.limits_table import joint_table
from kinesics_app.rigging.edit import with_joint_value
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.firmware import build as building
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.twin.native_twin import NativeOptions, NativeTwin
from kinesics_bridge.twin.pty_twin import PtyTwin

HUMANOID = (load._ROBOTS / "humanoid" / "humanoid.toml").read_text()


def invoke(*arguments):
    return CliRunner().invoke(main, ["firmware", *map(str, arguments)])


def refused(*arguments):
    """What a command says that is refused, in one line."""
    result = invoke(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.fixture
def changed(tmp_path):
    """Writes the humanoid with one value of the jaw changed; the file."""

    def write(key, value):
        path = tmp_path / "changed.toml"
        path.write_text(with_joint_value(HUMANOID, "jaw", key, value))
        return path

    return write


@pytest.fixture
def wider(changed):
    """A humanoid whose jaw may open further than the shipped one's."""
    return changed("position", "[0.0, 0.43]")


@pytest.fixture
def port(humanoid, living):
    """The port of a humanoid that was provisioned as such."""
    pytest.importorskip("pty", reason="this platform has no pseudo-terminals")
    with living(PtyTwin(joint_table(humanoid))) as robot:
        yield robot.device


# --- provision ---


def test_the_same_table_is_nothing_to_do(port):
    result = invoke("provision", "--port", port, "--robot", "humanoid")
    assert result.exit_code == 0, result.output
    assert "nothing to do: the device holds this table already" in result.output


def test_a_looser_rig_is_refused_naming_joint_field_and_the_way_out(port, wider):
    told = refused("provision", "--port", port, "--robot", wider)
    assert "jaw: position_max is 0.43 rad in the rig, 0.42 rad on the device" in told
    assert "looser" in told
    assert "--erase" in told


def test_a_dry_run_tells_what_differs_and_changes_nothing(port, wider):
    dry = ("provision", "--port", port, "--robot", wider, "--erase", "--dry-run")
    verbose = invoke(*dry, "--verbose")
    assert verbose.exit_code == 0, verbose.output
    rows = [line for line in verbose.output.splitlines() if line.startswith("row ")]
    assert len(rows) == 41
    assert any("jaw: position_min 0 rad, position_max 0.43 rad" in row for row in rows)
    result = invoke(*dry)
    assert result.exit_code == 0, result.output
    assert len(result.output.splitlines()) == 5
    assert "differs jaw: position_max is 0.43 rad in the rig" in result.output
    assert "to do   erase table" in result.output
    assert "dry run: nothing was sent" in result.output
    again = invoke("provision", "--port", port, "--robot", "humanoid")
    assert "nothing to do" in again.output


def test_a_table_unlike_the_devices_is_told_in_few_lines(port, tmp_path):
    slower = tmp_path / "slower.toml"
    slowed = re.sub(r"\nvelocity = (.*)", lambda m: f"\nvelocity = {0.9 * float(m[1])}", HUMANOID)
    slower.write_text(slowed)
    dry = ("provision", "--port", port, "--robot", slower, "--dry-run")
    result = invoke(*dry)
    assert result.exit_code == 0, result.output
    assert (
        "differs in 33 fields more, 0 of them looser; provision --verbose shows all"
        in result.output
    )
    assert sum(line.startswith("differs") for line in result.output.splitlines()) == 9
    all_lines = invoke(*dry, "--verbose").output.splitlines()
    assert sum(line.startswith("differs") for line in all_lines) == 41


def test_the_rig_has_no_default_and_the_error_shows_how_to_name_one():
    told = refused("provision", "--port", "/dev/ttyACM0")
    assert "kinesics firmware provision --port /dev/ttyACM0 --robot my_robot.toml --dry-run" in told


def test_erase_makes_a_looser_rig_the_provisioned_one(port, wider):
    result = invoke("provision", "--port", port, "--robot", wider, "--erase")
    assert result.exit_code == 0, result.output
    wanted = joint_table(load_rig(str(wider))).hash
    assert f"says now: robot 'humanoid', 41 joints, table {wanted:08x}" in result.output
    assert "nothing to do" in invoke("provision", "--port", port, "--robot", wider).output


def test_a_tighter_rig_is_taken_until_the_reset_and_that_is_said(port, changed):
    slower = changed("velocity", "5.0")
    result = invoke("provision", "--port", port, "--robot", slower)
    assert result.exit_code == 0, result.output
    assert "until its next reset; then it holds" in result.output


def test_another_robots_name_is_no_reason_to_do_nothing(port, tmp_path):
    renamed = tmp_path / "sister.toml"
    renamed.write_text(HUMANOID.replace('name = "humanoid"', 'name = "sister"', 1))
    result = invoke("provision", "--port", port, "--robot", renamed, "--erase")
    assert result.exit_code == 0, result.output
    assert "robot 'sister'" in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("provision", "--port", "/dev/nowhere", "--robot", "humanoid"), "no such port"),
        (("provision", "--port", "/dev/null", "--robot", "nobody"), "no robot 'nobody'"),
        (("version", "--port", "/dev/nowhere"), "no such port"),
        (("build", "esp32"), "no firmware 'esp32'; wanted one of wasm"),
        (("flash", "nothing.elf"), "cannot read nothing.elf"),
        (("flash", "nothing.elf", "--board", "uno"), "no board 'uno'; wanted one of stm32f405"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments, told):
    assert told in refused(*arguments)


def provision_of(port, rig):
    table = joint_table(rig)
    return provisioning.provision(port, rig, table, provisioning.Order())


def on_buses(*buses):
    """The humanoid with its joints dealt out to firmware buses of these names."""
    heads = "".join(
        f'[[buses]]\nname = "{name}"\nkind = "firmware"\nport = "/dev/{name}"\n\n' for name in buses
    )
    begin, *joints = HUMANOID.split("[[joints]]\n")
    dealt = (
        f'[[joints]]\nbus = "{buses[n % len(buses)]}"\n{joint}' for n, joint in enumerate(joints)
    )
    return begin + heads + "".join(dealt)


def test_a_robot_of_several_firmwares_gives_each_its_own_joints(tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(on_buses("face", "body"))
    table = provisioning.device_table(load_rig(str(path)), "/dev/face")
    assert list(table.names) == list(load_rig("humanoid").names)[::2]
    told = refused("provision", "--port", "/dev/other", "--robot", path)
    assert "no firmware on /dev/other; its firmware buses: 'face' on /dev/face, 'body' on" in told
    assert "has no [[buses]]" in refused("provision", "--port", "buses", "--robot", "humanoid")


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_board_that_is_too_small_for_the_robot_is_told_before_anything_is_done(
    humanoid, monkeypatch, dry_run
):
    greet = provisioning.Provisioner.greet
    small = "lm3s6965 1.2 (QEMU)"
    monkeypatch.setattr(
        provisioning.Provisioner, "greet", lambda desk: greet(desk)._replace(build=small)
    )
    port = TwinPort(Twin(len(humanoid.joints)))
    order = provisioning.Order(dry_run=dry_run)
    steps = provisioning.provision(port, humanoid, joint_table(humanoid), order)
    with pytest.raises(BridgeError, match=r"humanoid has 41 joints, and this firmware .* for 32: "):
        list(steps)


def test_an_older_firmware_names_what_it_refuses(humanoid, wider, monkeypatch):
    port = TwinPort(Twin(len(humanoid.joints)))
    FirmwareBridge(port, joint_table(humanoid)).connect(provision=True)
    greet = provisioning.Provisioner.greet
    monkeypatch.setattr(
        provisioning.Provisioner, "greet", lambda desk: greet(desk)._replace(minor=1)
    )
    monkeypatch.setattr(provisioning.Provisioner, "stored", None)  # it would not be understood
    steps = provision_of(port, load_rig(str(wider)))
    assert any("cannot show what it was provisioned with" in line for line in islice(steps, 4))
    with pytest.raises(BridgeError, match="jaw: position_max is looser than what"):
        list(steps)
    lines = list(provision_of(port, humanoid))
    assert lines[-1].startswith("device  says now: robot 'humanoid'")


def test_a_table_that_was_erased_and_not_replaced_is_told(humanoid, wider, monkeypatch):
    port = TwinPort(Twin(len(humanoid.joints)))
    FirmwareBridge(port, joint_table(humanoid)).connect(provision=True)

    def pulled(desk):
        raise BridgeError("the port is gone")

    monkeypatch.setattr(provisioning.Provisioner, "give", pulled)
    rig = load_rig(str(wider))
    steps = provisioning.provision(port, rig, joint_table(rig), provisioning.Order(erase=True))
    with pytest.raises(BridgeError, match="the old table is erased: the device holds none now"):
        list(steps)
    monkeypatch.undo()
    assert list(provision_of(port, rig))[-1].startswith("device  says now: robot 'humanoid', 41")


# --- the native twin, whose flash outlives it ---


@pytest.fixture
def flash_file(tmp_path):
    pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")
    return tmp_path / "flash"


@pytest.mark.timeout(300)  # the first build compiles a C library
def test_what_is_provisioned_is_there_after_a_reset(flash_file, wider):
    options = NativeOptions(flash=flash_file)
    with NativeTwin(options) as robot:
        told = invoke("version", "--port", robot.device).output
        assert "joint table   none: kinesics firmware provision" in told
        result = invoke("provision", "--port", robot.device, "--robot", "humanoid")
        assert result.exit_code == 0, result.output
        assert "until its next reset" not in result.output
    with NativeTwin(options) as robot:
        again = invoke("provision", "--port", robot.device, "--robot", "humanoid")
        assert "nothing to do" in again.output
        assert "jaw: position_max" in refused("provision", "--port", robot.device, "--robot", wider)
        erased = invoke("provision", "--port", robot.device, "--robot", wider, "--erase")
        assert erased.exit_code == 0, erased.output
    with NativeTwin(options) as robot:
        kept = invoke("provision", "--port", robot.device, "--robot", wider)
        assert "nothing to do" in kept.output


@pytest.mark.timeout(300)
def test_a_device_that_keeps_nothing_is_told(flash_file):
    with NativeTwin() as robot:
        result = invoke("provision", "--port", robot.device, "--robot", "humanoid")
        assert result.exit_code == 0, result.output
        assert "until its next reset: read back, its flash holds nothing" in result.output


@pytest.mark.timeout(300)
def test_nothing_is_erased_while_armed(flash_file, humanoid, wider):
    table = joint_table(humanoid)
    with NativeTwin(NativeOptions(flash=flash_file)) as robot:
        with FirmwareBridge(SerialPort(robot.device), table, auto_arm=True) as bridge:
            bridge.connect(provision=True)
            pose, begin_ns = np.asarray(humanoid.neutral), time.monotonic_ns()
            while bridge.state != "ACTIVE" and time.monotonic_ns() < begin_ns + 60_000_000_000:
                bridge.send(Frame(time.monotonic_ns() + 100_000_000, pose))
                while bridge.poll() is not None:
                    pass
                time.sleep(0.01)
            assert bridge.state == "ACTIVE"
        told = refused("provision", "--port", robot.device, "--robot", wider, "--erase")
        assert "tables change only while DISARMED" in told
        assert f"{table.hash:08x}" in invoke("version", "--port", robot.device).output


# --- version ---


def test_the_version_of_the_twin_is_told_without_a_port(tmp_path):
    result = invoke("version", "--images", tmp_path)
    assert result.exit_code == 0, result.output
    for told in ("build         twin 1.", "NEVER_RUN_ON_HARDWARE", "never run on hardware"):
        assert told in result.output
    assert "image " not in result.output


def test_the_version_behind_a_port_names_robot_and_table(port, humanoid):
    result = invoke("version", "--port", port)
    assert result.exit_code == 0, result.output
    assert "robot         'humanoid'" in result.output
    assert f"41 joints, {joint_table(humanoid).hash:08x}" in result.output


def test_the_versions_of_all_buses_are_told_of_those_that_answer(port, tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(on_buses("face", "body").replace("/dev/body", port))
    result = invoke("version", "--port", "buses", "--robot", path)
    assert result.exit_code == 2
    assert f"bus           'body': firmware on {port}\ndevice        {port}" in result.output
    assert "build         twin 1." in result.output
    assert result.stderr.startswith("kinesics: bus 'face': cannot open /dev/face")
    assert "has no [[buses]]" in refused("version", "--port", "buses")


# --- build ---


@pytest.mark.timeout(300)
def test_an_image_is_built_told_and_recognised(tmp_path):
    pytest.importorskip("ziglang", reason="firmware is compiled by the ziglang wheel")
    planned = invoke("build", "stm32f405", "--out", tmp_path, "--dry-run")
    assert planned.exit_code == 0, planned.output
    assert "-m ziglang cc -std=c99" in planned.output
    assert not list(tmp_path.iterdir())
    result = invoke("build", "stm32f405", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    image = tmp_path / "kinesics-stm32f405.elf"
    assert f"{image}, {image.stat().st_size} bytes" in result.output
    assert "-target thumb-freestanding-eabihf" in result.output
    assert "no board has run it yet" in result.output
    told = invoke("version", "--images", tmp_path).output
    assert f"{image}: stm32f405 1.2 (never run on hardware)" in told


def test_without_the_compiler_the_fix_is_told(monkeypatch):
    def nothing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(zig.importlib.metadata, "version", nothing)
    for dry_run in ([], ["--dry-run"]):
        told = refused("build", "wasm", *dry_run)
        assert f"needs ziglang=={zig.ZIG_VERSION}, found none" in told
        assert "pip install 'kinesics[dev]'" in told


def test_an_installed_kinesics_says_that_it_needs_the_source_tree(tmp_path):
    (tmp_path / "firmware").mkdir()  # another distribution's folder of the same name
    with pytest.raises(BridgeError, match="source tree, which an installed wheel does not bring"):
        building.build_command("wasm", tmp_path / "image", firmware=tmp_path / "firmware")
