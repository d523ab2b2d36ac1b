"""Launch files, executed against a recorder of what they ask `launch` for; and the XML twin.

`launch` is in no package index, so what is not shown here is how the real one understands them.
"""

import importlib.util
import itertools
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest

from kinesics.toml import load_toml
from kinesics_app.afar.departments import DEPARTMENTS
from kinesics_ros.parameters.known import MIXING, PARAMETERS, RECORDING
from kinesics_ros.process.executables import NODES

PACKAGE = Path(__file__).parents[2] / "ros_nodes/kinesics_ros"
LAUNCH = PACKAGE / "launch"
FILES = sorted(LAUNCH.glob("*.launch.py"))

KNOWN = {
    "launch": ["Action", "LaunchDescription"],
    "launch.actions": [
        "DeclareLaunchArgument",
        "ExecuteProcess",
        "IncludeLaunchDescription",
        "RegisterEventHandler",
        "SetEnvironmentVariable",
    ],
    "launch.conditions": ["IfCondition"],
    "launch.event_handlers": ["OnProcessExit"],
    "launch.launch_description_sources": ["PythonLaunchDescriptionSource"],
    "launch.substitutions": ["LaunchConfiguration", "PathJoinSubstitution", "PythonExpression"],
    "launch_ros.actions": ["LifecycleNode"],
    "launch_ros.parameter_descriptions": ["ParameterValue"],
    "launch_ros.substitutions": ["FindPackageShare"],
}
"""Names that the real packages have, by module; no launch file may ask for another."""


class Call:
    """What was made, with what."""

    def __init__(self, name, args, kwargs):
        self.name, self.args, self.kwargs = name, args, kwargs


class Recorder:
    """The packages of KNOWN: every class of theirs only keeps what it is called with."""

    def __init__(self):
        self.calls = []

    def modules(self):
        made = {name: ModuleType(name) for name in KNOWN}
        for name in list(made):
            parts = name.split(".")
            for count in range(1, len(parts)):
                parent = ".".join(parts[:count])
                made.setdefault(parent, ModuleType(parent))
        for name, classes in KNOWN.items():
            for one in classes:
                setattr(made[name], one, self._class(one))
        return made

    def of(self, name):
        return [call for call in self.calls if call.name == name]

    def _class(self, name):
        def made(*args, **kwargs):
            self.calls.append(Call(name, args, kwargs))
            return self.calls[-1]

        return made


@pytest.fixture
def run(monkeypatch):
    """`run(path)`: what a launch file asks for."""

    def execute(path):
        recorder = Recorder()
        for name, module in recorder.modules().items():
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.delitem(sys.modules, "kinesics_ros.launching", raising=False)
        spec = importlib.util.spec_from_file_location(path.name.replace(".", "_"), path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        description = module.generate_launch_description()
        assert description.name == "LaunchDescription"
        return recorder

    return execute


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_argument_that_is_used_is_declared_with_a_default_and_a_description(run, path):
    recorder = run(path)
    declared = {call.args[0]: call.kwargs for call in recorder.of("DeclareLaunchArgument")}
    assert all(one["default_value"] is not None and one["description"] for one in declared.values())
    assert {call.args[0] for call in recorder.of("LaunchConfiguration")} <= set(declared)


def test_the_node_is_one_that_is_installed_and_its_parameters_are_those_that_it_has(run):
    setup = ConfigParser()
    setup.read(PACKAGE / "setup.cfg")
    scripts = setup["options.entry_points"]["console_scripts"]
    for path, separate in (
        ("kinesics", "composed"),
        ("kinesics", "separate"),
        ("two_machines", ""),
    ):
        recorder = run(LAUNCH / f"{path}.launch.py")
        for one in recorder.of("LifecycleNode"):
            assert one.kwargs["package"] == setup["metadata"]["name"] == "kinesics_ros"
            name = said(one.kwargs["executable"], recorder, nodes=separate)
            assert f"{name} = kinesics_ros.process.executables:{name}" in scripts
            assert name in NODES
            assert_parameters(one)


KINDS = {**PARAMETERS, **MIXING, **RECORDING}


def assert_parameters(one):
    *files, given = one.kwargs["parameters"]
    assert set(given) <= set(KINDS)
    assert len(files) == (one.kwargs["name"] != "recorder")
    assert all(PACKAGE.joinpath(*path.args[0][1:]).is_file() for path in files)
    for name, value in given.items():
        kind = value.kwargs["value_type"] if isinstance(value, Call) else type(value)
        assert kind is KINDS[name].type


def said(call, recorder, **arguments):
    """The text that a substitution is, with arguments at their defaults or as given."""
    if isinstance(call, str):
        return call
    if call.name == "LaunchConfiguration":
        defaults = {
            one.args[0]: one.kwargs["default_value"] for one in recorder.of("DeclareLaunchArgument")
        }
        return arguments.get(call.args[0], defaults[call.args[0]])
    if call.name == "ParameterValue":
        return said(call.args[0], recorder, **arguments)
    assert call.name == "PythonExpression"
    text = "".join(said(word, recorder, **arguments) for word in call.args[0])
    return str(eval(text, {"__builtins__": {}}))


def launched(recorder, **arguments):
    """Executable and `device` of the nodes that are begun, by name."""
    found = {}
    for one in recorder.of("LifecycleNode"):
        condition = one.kwargs.get("condition")
        if condition is not None and said(condition.args[0], recorder, **arguments) != "True":
            continue
        device = one.kwargs["parameters"][-1].get("device")
        device = device and said(device, recorder, **arguments)
        found[one.kwargs["name"]] = said(one.kwargs["executable"], recorder, **arguments), device
    return found


MINDS = {name: (f"{name}_node", None) for name in DEPARTMENTS}


def test_composed_is_one_process_and_separate_is_one_for_every_part(run):
    recorder = run(LAUNCH / "kinesics.launch.py")
    assert launched(recorder) == {"body": ("body_node", "twin")}
    assert launched(recorder, port="/dev/ttyACM0") == {"body": ("body_node", "/dev/ttyACM0")}
    assert launched(recorder, device="buses", record="a.mcap") == {
        "body": ("body_node", "buses"),
        "recorder": ("recorder_node", None),
    }
    mixer = {"body": ("mixer_node", "topics"), **MINDS}
    for twin in ("twin", "mujoco"):
        sim = {"sim": ("sim_node", twin)}
        assert launched(recorder, nodes="separate", device=twin) == {**mixer, **sim}
    for given in ({"port": "/dev/a"}, {"device": "/dev/a"}, {"device": "buses", "port": "/dev/a"}):
        bridge = {"bridge": ("bridge_node", "/dev/a")}
        assert launched(recorder, nodes="separate", **given) == {**mixer, **bridge}


def test_two_machines_share_out_the_parts_of_one_body(run):
    recorder = run(LAUNCH / "two_machines.launch.py")
    mind, body = (launched(recorder, here=here) for here in ("mind", "body"))
    assert set(mind) == {"speech", "gaze", "perception"}
    assert body == {
        "body": ("mixer_node", "twin"),
        **{name: one for name, one in MINDS.items() if name not in mind},
    }
    (mixer,) = [one for one in recorder.of("LifecycleNode") if one.kwargs["name"] == "body"]
    assert mixer.kwargs["parameters"][-1]["senses"] == "perception"
    (variable,) = recorder.of("SetEnvironmentVariable")
    assert variable.args == ("ROS_AUTOMATIC_DISCOVERY_RANGE", "SUBNET")


def test_what_thinks_comes_back_by_itself_and_what_holds_a_robot_does_not(run):
    for path, others in (("kinesics", set()), ("two_machines", {"perception"})):
        nodes = run(LAUNCH / f"{path}.launch.py").of("LifecycleNode")
        again = {one.kwargs["name"] for one in nodes if "respawn" in one.kwargs}
        assert again == {*DEPARTMENTS} | others


def test_every_node_is_told_to_begin_by_itself_if_that_is_wanted_and_launch_asks_none(run):
    for path in ("kinesics", "two_machines"):
        recorder = run(LAUNCH / f"{path}.launch.py")
        for one in recorder.of("LifecycleNode"):
            given = one.kwargs["parameters"][-1]["autostart"]
            if path == "two_machines":
                assert given is True
                continue
            assert said(given, recorder) == "true"
            assert said(given, recorder, autostart="false") == "false"


SIM = {"robot", "config", "namespace", "device", "nodes", "record"}


@pytest.mark.parametrize("name", ["sim.launch.py", "hil.launch.py"])
def test_what_is_included_is_there_and_takes_the_arguments(run, name):
    included = run(LAUNCH / name)
    (include,) = included.of("IncludeLaunchDescription")
    path = included.of("PathJoinSubstitution")[0].args[0][1:]
    declared = run(PACKAGE.joinpath(*path)).of("DeclareLaunchArgument")
    given = {key for key, _ in include.kwargs["launch_arguments"]}
    assert given <= {one.args[0] for one in declared}
    assert name != "sim.launch.py" or given == SIM


def test_the_wire_of_hil_is_made_of_commands_that_are_there(run):
    from click.testing import CliRunner

    from kinesics_app.cli.main import main

    process, _ = run(LAUNCH / "hil.launch.py").of("ExecuteProcess")
    shell, option, wire, *words = process.kwargs["cmd"]
    assert (shell, option) == ("sh", "-c")
    assert len(words) == 5
    for command, options in (
        ("twin", ("--pty", "--robot", "--while")),
        (
            "fault-proxy",
            ("--device", "--link", "--drop", "--corrupt", "--unplug-every-s", "--while"),
        ),
    ):
        told = CliRunner().invoke(main, [command, "--help"]).output
        assert all(one in wire and one in told for one in options)


def test_the_body_of_hil_begins_once_its_wire_is_there_however_long_that_takes(run, tmp_path):
    recorder = run(LAUNCH / "hil.launch.py")
    _, there = recorder.of("ExecuteProcess")
    (include,) = recorder.of("IncludeLaunchDescription")
    (exits,) = recorder.of("OnProcessExit")
    assert (exits.kwargs["target_action"], exits.kwargs["on_exit"]) == (there, [include])
    (handler,) = recorder.of("RegisterEventHandler")
    (whole,) = recorder.of("LaunchDescription")[-1].args
    assert handler.args == (exits,)
    assert [*whole][-3:] == [handler, *recorder.of("ExecuteProcess")]
    link = tmp_path / "robot"
    link.symlink_to(tmp_path / "nothing")
    words = [said(word, recorder, link=str(link)) for word in there.kwargs["cmd"]]
    waiting = subprocess.Popen(words)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=2.5)  # it leads to nothing
        (tmp_path / "nothing").touch()
        assert waiting.wait(timeout=60) == 0
    finally:
        waiting.kill()


def living(session):
    """Processes of a session that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, own = path.read_text().rpartition(")")[2].split()[:4]
            if int(own) == session and state != "Z":
                found.append(int(path.parent.name))
    return found


def until(condition, timeout_s=60.0):
    end_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.1)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="ROS is on Linux, which has /proc")
@pytest.mark.parametrize("shell_first", [False, True])
def test_the_wire_of_hil_ends_with_its_launch_however_that_ends(run, tmp_path, shell_first):
    recorder = run(LAUNCH / "hil.launch.py")
    process, _ = recorder.of("ExecuteProcess")
    link = tmp_path / "robot"
    link.symlink_to("/dev/null")  # of an earlier wire, and of somebody else by now
    words = [said(word, recorder, link=str(link)) for word in process.kwargs["cmd"]]
    begin = "import subprocess, sys; subprocess.run(sys.argv[1:])"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    launch = subprocess.Popen(
        [sys.executable, "-c", begin, *words],
        env={**os.environ, "PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until(lambda: link.is_symlink() and link.resolve() != Path("/dev/null"))
        assert len(living(launch.pid)) == 4  # launch, the shell, the twin, the wire
        if shell_first:  # as launch ends it, which has only its number
            children = Path(f"/proc/{launch.pid}/task/{launch.pid}/children").read_text()
            os.kill(int(children), signal.SIGTERM)
        launch.kill()  # and it is dead before anybody waits for it
        until(lambda: not living(launch.pid), 20.0)
        assert not link.is_symlink()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(launch.pid, signal.SIGKILL)
        launch.wait()


def test_a_host_that_is_none_is_refused(run):
    """By launch itself: it would begin nothing, and say nothing."""
    declared = run(LAUNCH / "two_machines.launch.py").of("DeclareLaunchArgument")
    (here,) = [one.kwargs["choices"] for one in declared if one.args[0] == "here"]
    assert here == ["mind", "body"]


def test_the_xml_launches_the_same_node_with_the_same_arguments(run):
    recorder = run(LAUNCH / "kinesics.launch.py")
    root = ET.parse(LAUNCH / "kinesics.launch.xml").getroot()
    python = {
        call.args[0]: (
            *(call.kwargs["default_value"], call.kwargs["description"]),
            *call.kwargs.get("choices", ()),
        )
        for call in recorder.of("DeclareLaunchArgument")
    }
    assert python == {
        one.get("name"): (
            *(one.get("default"), one.get("description")),
            *(choice.get("value") for choice in one.iter("choice")),
        )
        for one in root.iter("arg")
    }
    assert python["nodes"][2:] == ("composed", "separate")
    types = {str: "str", float: "float", bool: "bool"}
    made = {one.kwargs["name"]: one for one in recorder.of("LifecycleNode")}
    found = {one.get("name"): one for one in root.iter("node")}
    assert set(found) == set(made)
    for name, node in found.items():
        assert node.get("pkg") == "kinesics_ros"
        given = made[name].kwargs["parameters"][-1]
        params = {one.get("name"): one for one in node.iter("param") if one.get("name")}
        assert set(params) == set(given)
        for key, one in params.items():
            assert one.get("type") == types[KINDS[key].type]
            for nodes_, port in itertools.product(("composed", "separate"), ("", "/dev/a")):
                asked = {
                    **{one: two[0] for one, two in python.items()},
                    "nodes": nodes_,
                    "port": port,
                    "record": "a.mcap",
                }
                assert xml_said(one.get("value"), asked) == said(given[key], recorder, **asked)


@pytest.mark.parametrize("asked", [
    {}, {"port": "/dev/a"}, {"nodes": "separate"}, {"nodes": "separate", "device": "buses"},
    {"nodes": "separate", "port": "/dev/a"}, {"nodes": "separate", "device": "mujoco"},
    {"record": "a.mcap"},
    {"nodes": "separate", "record": "a.mcap"},
])  # fmt: skip
def test_the_xml_begins_the_same_nodes(run, asked):
    recorder = run(LAUNCH / "kinesics.launch.py")
    root = ET.parse(LAUNCH / "kinesics.launch.xml").getroot()
    arguments = {one.get("name"): one.get("default") for one in root.iter("arg")} | asked
    begun = {}
    for group in (root, *root.findall("group")):
        if xml_said(group.get("if", '$(eval "True")'), arguments) == "True":
            begun |= {
                one.get("name"): xml_said(one.get("exec"), arguments)
                for one in group.findall("node")
            }
    assert begun == {name: one for name, (one, _) in launched(recorder, **asked).items()}


def xml_said(text, arguments):
    """A text of launch's XML with its substitutions made."""
    text = re.sub(r"\$\(var (\w+)\)", lambda found: arguments[found[1]], text)
    found = re.fullmatch(r'\$\(eval "(.*)"\)', text)
    return str(eval(found[1], {"__builtins__": {}})) if found else text


def test_everything_that_is_there_is_installed_and_versions_agree():
    setup = ConfigParser()
    setup.read(PACKAGE / "setup.cfg")
    files = setup["options.data_files"]
    named = " ".join(files.values()).split()
    there = [one for folder in ("launch", "config", "rviz") for one in (PACKAGE / folder).iterdir()]
    wanted = {str(one.relative_to(PACKAGE)) for one in there if one.is_file()}
    assert wanted <= set(named)
    assert all((PACKAGE / one).is_file() for one in named)
    project = load_toml(PACKAGE.parents[1] / "pyproject.toml")["project"]
    versions = {
        setup["metadata"]["version"],
        ET.parse(PACKAGE / "package.xml").getroot().findtext("version"),
        ET.parse(PACKAGE.parent / "kinesics_interfaces/package.xml").getroot().findtext("version"),
    }
    assert versions == {project["version"]}


def test_the_parameter_file_names_only_parameters_within_their_ranges():
    text = (PACKAGE / "config/body.yaml").read_text()
    lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    for name, _, value in (line.partition(": ") for line in lines):
        spec = PARAMETERS[name]
        assert spec.type is str or spec.low <= spec.type(value) <= spec.high
