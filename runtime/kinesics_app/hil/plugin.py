"""The pytest plugin `kinesics`: options, `robot`, `bad_wire`, `recorder`, and the report."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # pytest loads this file in every run of everybody: what costs waits for its use
    from kinesics_app.hil.recorder import RunRecorder
    from kinesics_app.hil.report import Tested
    from kinesics_app.hil.robot import RobotUnderTest
    from kinesics_bridge.faults import FaultProxy

_ROBOT: "pytest.StashKey[RobotUnderTest]" = pytest.StashKey()
_PORT = "port"
_FIXTURE = "robot"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which robot, on which device, and where results go."""
    group = parser.getgroup("kinesics", "robots under test")
    group.addoption(
        "--kinesics-device",
        default="twin",
        metavar="twin|mujoco|native|qemu|PORT",
        help="which firmware: the twin, or one with weight (virtual time), a process, an emulated "
        "board, a serial port",
    )
    group.addoption(
        "--kinesics-robot",
        default="humanoid",
        metavar="NAME|FILE",
        help="shipped robot or rig file",
    )
    group.addoption(
        "--kinesics-report", type=Path, metavar="FILE", help="write one HTML page of all tests"
    )
    group.addoption(
        "--kinesics-out",
        type=Path,
        default=Path("out/hil"),
        metavar="DIR",
        help="recordings of tests that failed, or asked for them (default: out/hil)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Markers, and the page, which a worker of pytest-xdist leaves to who began it."""
    config.addinivalue_line(
        "markers",
        "kinesics_device(*kinds): run only on these devices (twin, mujoco, native, qemu, port); "
        "skipped with the reason elsewhere",
    )
    path = config.getoption("--kinesics-report")
    if path is not None and not hasattr(config, "workerinput"):
        from kinesics_app.hil.page import Page

        device, robot = (config.getoption(f"--kinesics-{one}") for one in ("device", "robot"))
        config.pluginmanager.register(Page(path, f"{robot} on {device}"), "kinesics-page")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what is for other devices; a device that nobody knows would be skipped for ever."""
    marker = item.get_closest_marker("kinesics_device")
    if marker is None:
        return
    from kinesics_app.hil.target import KINDS

    kinds = (*KINDS, _PORT)
    if not marker.args or set(marker.args) - set(kinds):
        told = ", ".join(map(repr, marker.args)) or "nothing"
        pytest.fail(f"kinesics_device is {told}; wanted some of {', '.join(kinds)}", pytrace=False)
    if (kind := _kind(item.config)) not in marker.args:
        pytest.skip(f"is for {' or '.join(marker.args)}; --kinesics-device is {kind}")


@pytest.fixture
def robot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["RobotUnderTest"]:
    """The robot of `--kinesics-device` and `--kinesics-robot`: `robot.perform()` gives a `Run`."""
    from kinesics.errors import BridgeError
    from kinesics.rig.load import load_rig
    from kinesics_app.hil.robot import RobotUnderTest
    from kinesics_app.hil.target import open_target

    name = request.config.getoption("--kinesics-robot")
    kind = request.config.getoption("--kinesics-device")
    rig = load_rig(name)
    as_port = "bad_wire" in request.fixturenames
    try:
        with open_target(kind, rig, tmp_path, as_port=as_port) as target:
            under_test = RobotUnderTest(name, rig, target)
            request.node.stash[_ROBOT] = under_test
            yield under_test
    except BridgeError as error:
        pytest.fail(f"--kinesics-device {kind}: {error}", pytrace=False)


@pytest.fixture
def bad_wire(robot: "RobotUnderTest", tmp_path: Path) -> Iterator["FaultProxy"]:
    """A wire to the robot that drops, corrupts, delays and is unplugged as the test wants.

    `robot.perform(port=bad_wire.port)` goes through it; see `kinesics_bridge.faults.FaultProxy`. A
    twin lives in real time then.
    """
    from kinesics_bridge.faults.running import running_proxies

    with running_proxies() as start:
        yield start(robot.target.device, link=tmp_path / "robot")  # keeps its name when plugged


@pytest.fixture
def recorder(request: pytest.FixtureRequest, robot: "RobotUnderTest") -> "RunRecorder":
    """What keeps runs of a test that passes, and sends them to a twin again.

    `recorder.keep(run)` is the path of its motion.mcap; `recorder.replay(run).is_same`.
    """
    return _recorder(request.node, robot)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test of a robot found goes with its report; so does what kept it from its begin."""
    report = yield
    is_told = report.when == "call" or not report.passed
    if is_told and _FIXTURE in getattr(item, "fixturenames", ()):
        _note(item, item.stash.get(_ROBOT, None), report)
    return report


def _kind(config: pytest.Config) -> str:
    from kinesics_app.hil.target import KINDS

    device: str = config.getoption("--kinesics-device")
    return device if device in KINDS else _PORT


def _note(item: pytest.Item, robot: "RobotUnderTest | None", report: pytest.TestReport) -> None:
    """What a test found, for JUnit and the page; of one that failed, its recordings are kept."""
    from kinesics_app.hil.report import Tested

    tested = Tested(item.nodeid, report.outcome, _why(report))
    if robot is not None and report.when != "teardown":
        _count(tested, robot)
        for name, value in tested.figures.items():
            item.user_properties.append((f"kinesics.{name}", str(value)))
    if report.failed and robot is not None and robot.runs:
        recorder = _recorder(item, robot)
        recorder.keep_all()
        tested.recording = str(recorder.folder)
        report.sections.append(("kinesics", f"recorded in {tested.recording}"))
    report.kinesics = tested.as_map()  # type: ignore[attr-defined]  # pytest-xdist carries it


def _count(tested: "Tested", robot: "RobotUnderTest") -> None:
    for number, run in enumerate(robot.runs, 1):
        prefix = f"run {number}: " if len(robot.runs) > 1 else ""
        tested.figures |= {prefix + name: value for name, value in run.figures.items()}
        tested.samples |= {prefix + name: values for name, values in run.samples.items()}


def _why(report: pytest.TestReport) -> str:
    if report.skipped and isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    crash = getattr(report.longrepr, "reprcrash", None)
    return "" if report.passed else str(getattr(crash, "message", report.longrepr or ""))


def _recorder(item: pytest.Item, robot: "RobotUnderTest") -> "RunRecorder":
    """Of the test's own folder."""
    from kinesics_app.hil.recorder import RunRecorder, folder_of

    return RunRecorder(robot, item.config.getoption("--kinesics-out") / folder_of(item.nodeid))
