"""What every node has, whatever it does: parameters, diagnoses, status, the way there and back."""

import json

import numpy as np
import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

NODES = {
    "body": ("mixer_node", "warmth", 1.7, "Max: 1.0"),
    "speech": ("speech_node", "transport_ms", -5.0, "Min: 0.0"),
    "expression": ("expression_node", "lookahead_ms", 1000, "Max: 200"),
    "gaze": ("gaze_node", "backend", "guess", "wanted "),
    "gesture": ("gesture_node", "seed", -1, "Min: 0"),
    "perception": ("perception_node", "camera_rate_hz", 0.0, "Min: "),
    "bridge": ("bridge_node", "robot", 3, "Type.STRING"),
    "sim": ("sim_node", "device", "/dev/ttyACM0", "twin or mujoco"),
    "recorder": ("recorder_node", "path", 3, "Type.STRING"),
}
"""By name: executable, a parameter, what it cannot be, and a word of why."""
OF_RCLPY = ("use_sim_time", "start_type_description_service")


@pytest.fixture(scope="module")
def together(start, connect, shared_domain, tmp_path_factory):
    """Somebody who asks all of them; they are one process."""
    path = tmp_path_factory.mktemp("bag") / "motion.mcap"
    executables = " ".join(executable for executable, *_ in NODES.values())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
        with start(shared_domain, "-p", f"path:={path}", node=executables):
            client = connect(shared_domain)
            yield client
            client.close()


@pytest.fixture(params=NODES)
def node(request, together):
    """That client, speaking to one of them, which is unconfigured."""
    together.forget()
    together.name = f"/{request.param}"
    if together.state == "active":
        assert together.change("deactivate")
    if together.state == "inactive":
        assert together.change("cleanup")
    return together


def set_parameter(client, name, value):
    from rcl_interfaces.srv import SetParameters
    from rclpy.parameter import Parameter

    asked = [Parameter(name, value=value).to_parameter_msg()]
    return client.call(SetParameters, f"{client.name}/set_parameters", parameters=asked).results[0]


def described(client):
    """Descriptors of its own parameters, as `ros2 param describe` gets them."""
    from rcl_interfaces.srv import DescribeParameters, ListParameters

    listed = client.call(ListParameters, f"{client.name}/list_parameters").result.names
    names = [one for one in listed if one not in OF_RCLPY and "." not in one]
    told = client.call(DescribeParameters, f"{client.name}/describe_parameters", names=names)
    return told.descriptors


def test_its_parameters_are_described_with_ranges(node):
    from rcl_interfaces.msg import ParameterType

    told = described(node)
    assert len(told) > 1
    for one in told:
        ranges = [*one.floating_point_range, *one.integer_range]
        is_number = one.type in (ParameterType.PARAMETER_DOUBLE, ParameterType.PARAMETER_INTEGER)
        assert one.description, one.name
        assert len(ranges) == is_number, one.name
        assert all(each.from_value < each.to_value for each in ranges), one.name


def test_a_parameter_out_of_range_is_refused_with_the_reason_and_stays(node):
    from rcl_interfaces.srv import GetParameters

    _, name, wrong, why = NODES[node.name.strip("/")]

    def value():
        asked = node.call(GetParameters, f"{node.name}/get_parameters", names=[name])
        return asked.values[0]

    before = value()
    answer = set_parameter(node, name, wrong)
    assert not answer.successful
    assert answer.reason
    assert why in answer.reason
    assert value() == before


def test_it_diagnoses_itself_once_a_second_and_tells_its_lifecycle(node):
    name = node.name.strip("/")
    arrays = node.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray", depth=100)

    def own():
        return [one for one in arrays if one.status[0].hardware_id == name]

    node.wait(lambda: len(own()) >= 4)
    stamps_s = [one.header.stamp.sec + one.header.stamp.nanosec * 1e-9 for one in own()]
    assert np.median(np.diff(stamps_s)) == pytest.approx(1.0, abs=0.3)
    assert all(one.name.startswith(f"{name}: ") and one.message for one in own()[-1].status)
    status = node.keep(f"{node.name}/status", "std_msgs/String", latched=True)
    node.wait(lambda: status)
    assert json.loads(status[-1].data)["lifecycle"] == "unconfigured"


def test_its_lifecycle_leads_there_and_back_and_there_again(node):
    assert not node.change("activate")  # not before it is configured: rclpy would end
    for _ in range(2):
        assert node.change("configure")
        assert node.change("activate")
        assert node.state == "active"
        assert node.change("deactivate")
        assert node.change("cleanup")
        assert node.state == "unconfigured"
        assert node.status["refusal"] == ""
