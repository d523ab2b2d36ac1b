"""Run in a network namespace of its own: body here, planner in another; the cable between is cut.

As `two_hosts.py`: prints one line of JSON. As `two_hosts.py planner`: the other host.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "SUBNET"

from conftest import Client, running  # after its environment

DOMAIN = 62
CUT_S = 3.0
AFTERWARDS_S = 6.0
EVERY_S = 0.1


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def body():
    ip("link", "set", "lo", "up")
    ip("link", "add", "here", "type", "veth", "peer", "name", "there")
    command = ["unshare", "-n", sys.executable, __file__, "planner"]
    planner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    own = Path("/proc/self/ns/net").readlink()
    while Path(f"/proc/{planner.pid}/ns/net").readlink() == own:
        time.sleep(0.01)
    ip("link", "set", "there", "netns", str(planner.pid))
    ip("addr", "add", "10.9.0.1/24", "dev", "here")
    ip("link", "set", "here", "up")
    with running(DOMAIN, discovery="SUBNET"):
        assert planner.stdout.readline() == "asking\n"
        time.sleep(2.0)
        ip("link", "set", "here", "down")
        cut_s = time.monotonic()
        time.sleep(CUT_S)
        ip("link", "set", "here", "up")
        up_s = time.monotonic()
        time.sleep(AFTERWARDS_S)
        client = Client(DOMAIN)
        status = client.status
        client.close()
        planner.terminate()
        heard_s = json.loads(planner.stdout.readline())
    before = [one for one in heard_s if one < cut_s]
    during = [one for one in heard_s if cut_s + 0.5 < one < up_s]
    after = [one - up_s for one in heard_s if one >= up_s]
    found = {"before": len(before), "during": len(during), "after_s": after[:1], "status": status}
    sys.stdout.write(json.dumps(found) + "\n")


def planner():
    """Asks ten times a second, and keeps when it is told of it."""
    import signal

    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    while subprocess.run(
        ["ip", "addr", "add", "10.9.0.2/24", "dev", "there"], check=False
    ).returncode:
        time.sleep(0.05)
    ip("link", "set", "lo", "up")
    ip("link", "set", "there", "up")
    client = Client(DOMAIN)
    client.bring("active")
    express = client.publisher("/express", "std_msgs/String")
    sys.stdout.write("asking\n")
    sys.stdout.flush()
    heard_s, known, number = [], 0, 0
    from std_msgs.msg import String

    while not ended:
        number += 1
        express.publish(String(data="happy" if number % 2 else "sad"))
        client.pause(EVERY_S)
        events = client.events
        heard_s += [time.monotonic()] * (len(events) > known)
        known = len(events)
    sys.stdout.write(json.dumps(heard_s) + "\n")
    sys.stdout.flush()
    os._exit(0)


planner() if sys.argv[1:] == ["planner"] else body()
