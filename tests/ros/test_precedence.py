"""Variables stand above parameters, these above a configuration file, that above the default."""

import pytest
from test_live_parameters import given, value_of

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

FILE = """
lead_ms = 150
lookahead_ms = 120
seed = 4
quiet = true
warmth = 0.8
studio = true
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "robot.toml"
    path.write_text(FILE)
    return path


def values(client, *names):
    return [value_of(client, name) for name in names]


def described(client, name):
    from rcl_interfaces.srv import DescribeParameters

    told = client.call(DescribeParameters, f"{client.name}/describe_parameters", names=[name])
    return told.descriptors[0].additional_constraints


def test_who_tells_a_body_what_it_is(domain, start, connect, file, monkeypatch):
    for name, value in (("LOOKAHEAD_MS", "40"), ("QUIET", "no")):
        monkeypatch.setenv(f"KINESICS_{name}", value)
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    told = {"lookahead_ms": 200, "seed": 7, "warmth": 0.5, "config": file}
    arguments = [word for one in told.items() for word in ("-p", "{}:={}".format(*one))]
    with start(domain, *arguments) as process:
        client = connect(domain)
        log = client.keep("/rosout", "rcl_interfaces/Log", depth=100)
        wanted = {"lookahead_ms": 40, "seed": 7, "lead_ms": 150.0, "warmth": 0.8, "quiet": False}
        assert values(client, *wanted) == [*wanted.values()]
        assert "told by KINESICS_LOOKAHEAD_MS" in described(client, "lookahead_ms")
        refused = given(client, quiet=True)["quiet"]
        assert not refused.successful
        assert "quiet is told by KINESICS_QUIET, which stands above parameters" in refused.reason
        assert client.change("configure")
        client.wait(lambda: any(one.msg.startswith("told: ") for one in log))
        said = next(one.msg for one in log if one.msg.startswith("told: "))
        for name, by in (
            ("lookahead_ms 40", "KINESICS_LOOKAHEAD_MS"),
            ("lead_ms 150.0", str(file)),
            ("seed 7", "a parameter"),
        ):
            assert f"{name} by {by}" in said
        assert client.change("activate")
        assert client.status["persona"]["warmth"] == 0.8
        assert client.status["quiet"] is False
        assert client.change("deactivate")
        assert client.change("cleanup")
        follows_the_file(client, file)
        assert process.poll() is None
        client.close()


def follows_the_file(client, file):
    """At the next configure; but where a parameter was told since, that stays."""
    assert given(client, lead_ms=100.0)["lead_ms"].successful
    file.write_text("lead_ms = 250\nextraversion = 0.9\n")
    assert client.change("configure")
    assert values(client, "lead_ms", "extraversion", "warmth") == [100.0, 0.9, 0.5]
    assert client.change("cleanup")
    file.write_text("leed_ms = 250\n")
    failed = client.change("configure")
    assert not failed
    assert "no setting 'leed_ms'; nearest: lead_ms" in failed.why


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("KINESICS_LEAD_MS", "3", "KINESICS_LEAD_MS"),
        ("KINESICS_CONFIG", "/nowhere.toml", "cannot read /nowhere.toml"),
    ],
)
def test_beside_a_variable_that_cannot_be_a_node_ends_with_the_reason(
    domain, start, monkeypatch, name, value, why
):
    monkeypatch.setenv(name, value)
    with start(domain, node="gaze_node") as process:
        assert process.wait(timeout=60) == 2
        assert why in process.stderr.read()
