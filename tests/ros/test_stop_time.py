"""From a stop over ROS to the first tick that brakes, of a robot that moves."""

import time

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

MOST_MS = 50.0
"""DESIGN: braking begins no later after the call."""
MOVING_RAD_S = 0.2


@pytest.mark.parametrize("way", ["topic", "service"])
def test_a_robot_that_moves_brakes_within_50_ms_of_a_stop(
    way, domain, start, connect, kept_twin, keep_busy, at_best, monkeypatch
):
    from std_msgs.msg import Empty
    from std_srvs.srv import Trigger

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with start(domain, "-p", f"device:={kept_twin.port}"):
        client = connect(domain)
        topic = client.publisher("/stop", "std_msgs/Empty")
        service = client.node.create_client(Trigger, "/stop")
        client.wait(service.service_is_ready)

        def stopped_after_ms():
            """Until the firmware brakes, and until the fastest joint as played is slower."""
            before = len(kept_twin.told("stops"))
            keep_busy(client, f"{before}-")
            called_ns = time.monotonic_ns()
            if way == "topic":
                topic.publish(Empty())
            else:
                service.call_async(Trigger.Request())
            client.wait(lambda: len(kept_twin.told("stops")) > before)
            stop = kept_twin.told("stops")[-1]
            assert stop["rad_s"] > MOVING_RAD_S
            return [(stop[name] - called_ns) * 1e-6 for name in ("begins_ns", "slower_ns")]

        told = at_best(stopped_after_ms, lambda ms: max(ms) <= MOST_MS)
        client.close()
    assert 0.0 < told[0] <= told[1] <= MOST_MS
    used = kept_twin.told("end")["use"]
    assert max(used.values()) <= 1.0, used
