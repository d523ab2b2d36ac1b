"""Run in a network namespace of its own: a camera and perception on one host, the body on another.

The other host is a second namespace, whose CLOCK_MONOTONIC is 1000 s ahead. Prints one line of
JSON: how the body was before, during and after a cut of the cable, and how soon it saw again.
"""

import json
import select
import subprocess
import sys
import time
from array import array
from contextlib import ExitStack
from pathlib import Path

from kinesics_ros.bench.cut.network import cut, join, lay_cable, mend, other_host, use_ros
from kinesics_ros.bench.cut.processes import begun_nodes
from kinesics_ros.bench.cut.program import Program

COLLINS = Path(__file__).parents[1] / "kinesics" / "vision" / "collins.jpg"
SLACK = ("autostart:=true", "lead_ms:=200.0", "transport_ms:=300.0")
CUT_S = 3.0
PICTURE_S = 0.1
TOLD = ("state", "died", "senses", "eyes")


def there():
    """What thinks of speech and gaze, perception, and a camera's driver, until the input ends."""
    import rclpy
    from rclpy.qos import QoSProfile, ReliabilityPolicy
    from sensor_msgs.msg import CompressedImage

    join()
    with ExitStack() as ended:
        begun_nodes(ended, ["speech_node", "gaze_node"], SLACK)
        begun_nodes(ended, ["perception_node"], SLACK)
        rclpy.init()
        node = rclpy.create_node("camera")
        best_effort = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)
        driver = node.create_publisher(CompressedImage, "image/compressed", best_effort)
        message = CompressedImage(format="jpeg", data=array("B", COLLINS.read_bytes()))
        sys.stdout.write("shows\n")
        sys.stdout.flush()
        while not select.select([sys.stdin], [], [], PICTURE_S)[0]:
            message.header.stamp = node.get_clock().now().to_msg()
            driver.publish(message)
        rclpy.try_shutdown()


def here(other):
    """The body, whose cable is cut once it sees somebody."""
    with ExitStack() as ended:
        lay_cable(other.pid)
        minds = ["mixer_node", "expression_node", "gesture_node"]
        begun_nodes(ended, minds, (*SLACK, "senses:=perception"))
        program = Program("watcher")
        ended.callback(program.close)
        program.wait(lambda: sees(program.status), "somebody who is seen")
        program.news()
        before = program.status
        cut()
        program.pause(CUT_S)
        program.news()
        during = program.status
        mend()
        mended_s = time.monotonic()
        program.status = {}
        program.wait(lambda: sees(program.status), "somebody who is seen again")
        back_s = time.monotonic() - mended_s
        program.news()
        after = program.status
    told = {
        name: {key: one[key] for key in TOLD} | {"refused": one["packets"]["refused"]}
        for name, one in (("before", before), ("during", during), ("after", after))
    }
    sys.stdout.write(json.dumps({**told, "back_s": back_s}) + "\n")


def sees(status):
    return status.get("died") == {} and bool(status.get("eyes", {}).get("present"))


def main():
    use_ros()
    if sys.argv[1:] == ["there"]:
        there()
        return
    command = other_host(sys.executable, __file__, "there")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other:
        try:
            here(other)
        finally:
            other.communicate("end\n")  # whoever is killed leaves its own processes behind


main()
