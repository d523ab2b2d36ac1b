"""body_node killed with SIGKILL while its robot moves, and what the firmware played."""

import time
from pathlib import Path

import pytest

from kinesics.rig.load import load_rig
from kinesics_app.black_box.opened import open_box
from kinesics_app.run.logbook import ring_path
from kinesics_app.run.state_folder import state_folder

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

RIG = load_rig("humanoid")
HOLD_S, PARK_S = 0.25, 2.0  # of silence, then the firmware holds, then parks
MINDS = ("speech", "expression", "gaze", "gesture")
SAFE_S = 4.0  # 2 s of silence, then the way to the safe pose


def test_a_killed_node_leaves_its_robot_within_limits_and_the_next_one_takes_it_up(
    domain, start, connect, kept_twin, keep_busy, monkeypatch, wait_until
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    ring = ring_path(Path(f"/domain-{domain}/body"), RIG)
    boxes = state_folder() / "black-box"
    for life in ("first", "second"):
        with start(
            domain, "-p", f"device:={kept_twin.port}", "-p", "black_box:=true"
        ):  # ends with SIGKILL
            client = connect(domain)
            keep_busy(client, life)
            client.close()
        if life == "first":
            left = open_box(ring)
            told = connect(domain)
            told.pause(SAFE_S)
            told.close()
    played = kept_twin.told("end")
    assert "ACTIVE" in left.states
    assert ("firsttwo", "started") in {(one.get("intent"), one["event"]) for one in left.words}
    (kept,) = wait_until(lambda: [*boxes.glob(f"{ring.stem}-*-killed.blackbox")])
    assert len(open_box(kept).t_ns) == len(left.t_ns)
    ring.unlink()  # the second's
    assert max(played["use"].values()) <= 1.0, played
    assert played["moving"][0]
    states = played["states"]
    killed = states.index("HOLD")
    assert "SAFE" in " ".join(states[killed:])
    assert "ACTIVE" in states[killed:]  # and the next took it up


def lead(client, *names):
    """Nodes to active; the last is spoken to from then on."""
    for name in names:
        client.name = f"/{name}"
        assert client.change("configure")
        assert client.change("activate")


def judge_silence(played, since_ns):
    """Whether the firmware held and parked in time, within limits; and then went on."""
    assert max(played["use"].values()) <= 1.0, played
    assert played["moving"][0]
    states = played["states"]
    hold = states.index("HOLD")
    assert states[hold : hold + 2] == ["HOLD", "SAFE"]
    assert "ACTIVE" in states[hold:]
    held_ns, safe_ns = played["at_ns"][hold : hold + 2]
    assert 0.0 < (held_ns - since_ns) * 1e-9 < HOLD_S + 0.1
    assert (safe_ns - held_ns) * 1e-9 == pytest.approx(PARK_S - HOLD_S, abs=0.002)


def test_a_bridge_that_is_killed_leaves_the_robot_to_its_firmware_and_the_next_one_takes_it_up(
    domain, start, connect, kept_twin, keep_busy, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    slack = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")  # a test machine is not idle
    port = ("-p", f"device:={kept_twin.port}")
    with start(domain, "-p", "device:=topics", *slack, node="parts_node"):
        client = connect(domain)
        with start(domain, *port, node="bridge_node") as bridge:  # ends with SIGKILL
            lead(client, "bridge", *MINDS, "body")
            keep_busy(client, "first")
            bridge.kill()
            killed_ns = time.monotonic_ns()
        client.wait(lambda: client.status["state"] == "not connected")
        client.pause(SAFE_S)
        with start(domain, *port, node="bridge_node"):
            client.name = "/bridge"
            client.wait(lambda: client.status["lifecycle"] == "unconfigured")
            client.pause(1.0)  # who was killed still answers for 20 s, so DDS thinks
            lead(client, "bridge")
            client.name = "/body"
            client.wait(lambda: client.status["state"] == "DISARMED")
            keep_busy(client, "second")
            client.close()
    judge_silence(kept_twin.told("end"), killed_ns)
