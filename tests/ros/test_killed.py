"""body_node killed with SIGKILL while its robot moves, and what the firmware played."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from kinesics.rig.load import load_rig
from kinesics_app.black_box.opened import open_box
from kinesics_app.logbook import ring_path
from kinesics_app.state_folder import state_folder

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

RIG = load_rig("humanoid")
SAFE_S = 4.0  # 2 s of silence, then the way to the safe pose


@contextmanager
def kept_twin():
    """The process, and the port that it is."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("kept_twin.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def keep_busy(client, life):
    """Its arms are on their way when this returns."""
    client.bring("active")
    for ident in ("one", "two"):
        greet = {"concept": "greet", "size": 1.0}
        asked = {"kind": "gesture", "id": life + ident, "parameters": greet}
        client.say("intent", json.dumps(asked))
    client.became("started", f"{life}two")
    client.pause(0.6)


def test_a_killed_node_leaves_its_robot_within_limits_and_the_next_one_takes_it_up(
    domain, start, connect, monkeypatch, wait_until
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    ring = ring_path(Path(f"/domain-{domain}/body"), RIG)
    boxes = state_folder() / "black-box"
    with kept_twin() as (twin, port):
        for life in ("first", "second"):
            with start(
                domain, "-p", f"device:={port}", "-p", "black_box:=true"
            ):  # ends with SIGKILL
                client = connect(domain)
                keep_busy(client, life)
                client.close()
            if life == "first":
                left = open_box(ring)
                told = connect(domain)
                told.pause(SAFE_S)
                told.close()
        twin.stdin.write("end\n")
        twin.stdin.flush()
        played = json.loads(twin.stdout.readline())
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
