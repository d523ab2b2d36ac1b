"""The tables of ros_nodes/README.md name what nodes say and hear: each topic, its type, its QoS."""

import re
from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

README = Path(__file__).parents[2] / "ros_nodes/README.md"
OF_RCLPY = ("/rosout", "/parameter_events", "/clock", "~/transition_event")
PARTS = (
    *("mixer_node", "speech_node", "expression_node", "gaze_node", "gesture_node"),
    *("perception_node", "bridge_node", "sim_node"),
)
OURS = ("body", *(one.removesuffix("_node") for one in PARTS))
TELLS = ("tell_rows:=true", "planned_rate_hz:=10.0", "black_box:=false", "odometer:=false")


def kind_of(one):
    return f"{one.msg_type.__module__.split('.')[0]}/{one.msg_type.__name__}"


def profile_of(one):
    """As the tables spell it."""
    from rclpy.qos import DurabilityPolicy, ReliabilityPolicy

    qos = one.qos_profile
    if qos.reliability == ReliabilityPolicy.BEST_EFFORT:
        return f"best effort {qos.depth}"
    latched = qos.durability == DurabilityPolicy.TRANSIENT_LOCAL
    return f"{'latched' if latched else 'reliable'} {qos.depth}"


def noted(ends):
    """Types and profiles of publishers or subscriptions, by topic as the tables name it."""
    found = defaultdict(set)
    for one in ends:
        name = re.sub(rf"^/({'|'.join(OURS)})/", "~/", one.topic_name)
        if name not in OF_RCLPY:
            absolute = name in ("/tf", "/tf_static", "/diagnostics")
            found[name if absolute else name.removeprefix("/")].add((kind_of(one), profile_of(one)))
    return dict(found)


def rows(head):
    """Cells of the table that begins with this head."""
    lines = README.read_text().splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith(head))
    for line in lines[begin + 2 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split(" | ")]


def is_installed(kind):
    package, name = kind.split("/")
    try:
        return hasattr(import_module(f"{package}.msg"), name)
    except ImportError:
        return False


def kinds_in(cell):
    """`a/B, C [unit], where ...` is a/B and a/C."""
    package, found = "", []
    for owner, name in re.findall(r"(?:^|, |: )(?:(\w+)/)?([A-Z]\w+)", cell):
        package = owner or package
        if package and name != "JSON":
            found.append(f"{package}/{name}")
    return found


def profiles_in(cell):
    """`reliable 1000, 10` is two; rates are none."""
    how, found = "", []
    for word in cell.split(", "):
        told = re.fullmatch(r"(reliable|best effort|latched|the mixer's)? ?(\d+)?", word)
        if told and word:
            how = how if told[1] in (None, "the mixer's") else told[1]
            found.append(f"{how} {told[2] or 1}")
    return found


def table(head):
    """Types and profiles by topic, of packages that are installed here."""
    found = defaultdict(set)
    for names, kinds, profiles, *_ in rows(head):
        named = re.findall(r"`([^`]+)`", names)
        typed, how = kinds_in(kinds), profiles_in(profiles)
        assert typed, names
        assert how, names
        if len(named) == 1:
            told = [(named[0], typed[0], one) for one in how]
        else:
            typed, how = (each if len(each) > 1 else each * len(named) for each in (typed, how))
            told = zip(named, typed, how, strict=True)
        for name, kind, profile in told:
            if is_installed(kind):
                found[name].add((kind, profile))
    return dict(found)


def test_the_tables_are_read_as_they_are_meant():
    assert kinds_in("trajectory_msgs/JointTrajectory [rad, m]") == [
        "trajectory_msgs/JointTrajectory"
    ]
    assert kinds_in("audio_common_msgs/AudioData, AudioInfo, where they are installed") == [
        "audio_common_msgs/AudioData",
        "audio_common_msgs/AudioInfo",
    ]
    assert profiles_in("reliable 1000, 10") == ["reliable 1000", "reliable 10"]
    assert profiles_in("latched, 1 Hz") == ["latched 1"]
    assert profiles_in("reliable 15, the mixer's 100") == ["reliable 15", "reliable 100"]
    assert profiles_in("reliable 10, `planned_rate_hz`") == ["reliable 10"]


@pytest.fixture
def made(domain, monkeypatch):
    """`made(*executables)`: these nodes, in this process, configured."""
    import rclpy
    from rclpy.lifecycle import TransitionCallbackReturn

    from kinesics_ros.process.executables import NODES

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    ours = []

    def make(*executables):
        tells = [*TELLS, *(["tell_tf:=true"] if is_installed("tf2_msgs/TFMessage") else [])]
        arguments = [word for one in tells for word in ("-p", one)]
        rclpy.init(args=["--ros-args", *arguments], domain_id=domain)
        for name in executables:  # those that are made are closed, whatever comes
            make_one = getattr(import_module(f"kinesics_ros.nodes.{name}"), NODES[name])
            ours.append(make_one())
        for one in ours:
            if "bridge" not in one.node.get_name():  # there is no port
                assert one.node.trigger_configure() == TransitionCallbackReturn.SUCCESS
        return [one.node for one in ours]

    yield make
    for one in ours:
        one.close()
        one.node.destroy_node()
    rclpy.try_shutdown()


def test_the_body_says_and_hears_what_the_tables_name(made):
    from kinesics_ros.sensing.image_topics import TYPES
    from kinesics_ros.sensing.microphone_topics import types

    (body,) = made("body_node")
    heard = noted(body.subscriptions)
    pictures = {f"sensor_msgs/{kind.__name__}": name for name, kind in TYPES.items()}
    for kind, name in pictures.items():  # listened to once somebody publishes them
        assert name not in heard
        heard[name] = {(kind, "best effort 1")}
    sounds = {name: kind for name, (kind, _) in types().items()}
    for name, kind in sounds.items():
        assert name not in heard
        profile = "latched 1" if name.endswith("info") else "best effort 100"
        heard[name] = {(f"{kind.__module__.split('.')[0]}/{kind.__name__}", profile)}
    assert heard == table("| in | type | QoS |")
    assert noted(body.publishers) == table("| out | type | QoS |")


def reliabilities(ends):
    return {(kind, profile.rpartition(" ")[0]) for kind, profile in ends}


def test_parts_of_a_body_say_and_hear_what_their_table_names_and_the_others(made):
    said, heard = defaultdict(set), defaultdict(set)
    for node in made(*PARTS):
        for found, ends in ((said, node.publishers), (heard, node.subscriptions)):
            for name, of in noted(ends).items():
                found[name] |= of
    into, out = table("| in | type | QoS |"), table("| out | type | QoS |")
    between = {
        name: said.get(name) or heard[name] for name in {*said, *heard} if name not in {*into, *out}
    }
    assert between == table("| topic | type | QoS |")
    for name in {*said} & {*heard} & {*between}:  # who listens may keep more, or less
        assert reliabilities(heard[name]) == reliabilities(said[name]), name
    assert all(said[name] <= out[name] for name in {*said} & {*out})
    assert all(heard[name] <= into[name] for name in {*heard} & {*into})


def opened(node):
    """Services of a node on the network, as policies name them; not those of actions."""
    name = node.get_name()
    told = node.get_service_names_and_types_by_node(name, node.get_namespace())
    services = {re.sub(rf"^/{name}/", "~/", one).removeprefix("/") for one, _ in told}
    return {one for one in services if "/_action/" not in one}


def lets(node, file, what):
    """What of it a policy lets a node have, as `topics[@publish='ALLOW']/topic`."""
    root = ElementTree.parse(README.parent / "security" / file).getroot()
    (found,) = [one for one in root.iter("profile") if one.get("node") == node]
    return {one.text for one in found.findall(what)}


def replied(node, file):
    """Services that a policy lets a node have."""
    services = lets(node, file, "services[@reply='ALLOW']/service")
    return services - (set() if find_spec("kinesics_interfaces") else {"set_persona"})


def topics(node, file):
    """Topics of a node on the network that its policy does not let it say, or hear."""
    name, where = node.get_name(), node.get_namespace()
    absolute = ("/clock", "/tf", "/tf_static", "/diagnostics", "/rosout", "/parameter_events")
    for right, told in (
        ("publish", node.get_publisher_names_and_types_by_node(name, where)),
        ("subscribe", node.get_subscriber_names_and_types_by_node(name, where)),
    ):
        may = lets(name, file, f"topics[@{right}='ALLOW']/topic")
        for one, _ in told:
            called = re.sub(rf"^/{name}/", "~/", one)
            called = called if called in absolute else called.removeprefix("/")
            if called not in may and "/_action/" not in called:
                yield right, called


def test_policies_name_every_service_that_nodes_open(made):
    import rclpy

    for node in made("body_node", "recorder_node"):
        assert opened(node) == replied(node.get_name(), "policy.xml")
    other = rclpy.create_node("planner")
    try:
        assert (
            opened(other) == replied("planner", "policy.xml") == replied("operator", "policy.xml")
        )
    finally:
        other.destroy_node()


def test_policies_name_every_service_that_parts_open(made):
    for node in made(*PARTS):
        assert opened(node) == replied(node.get_name(), "parts.xml")


@pytest.mark.parametrize(
    ("executables", "file"), [(("body_node", "recorder_node"), "policy.xml"), (PARTS, "parts.xml")]
)
def test_policies_let_every_node_say_and_hear_what_it_does(made, executables, file):
    for node in made(*executables):
        assert [*topics(node, file)] == [], node.get_name()
