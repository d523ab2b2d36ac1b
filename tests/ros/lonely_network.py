"""`begin`: for programs in a network of their own: there DDS of two vendors finds itself."""

import os
import subprocess


def begin():
    """Before a participant is made, of either."""
    os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "SUBNET"
    os.environ["CYCLONEDDS_URI"] = (
        "<CycloneDDS><Domain><General><Interfaces>"
        '<NetworkInterface name="lo" multicast="true"/>'
        "</Interfaces></General></Domain></CycloneDDS>"
    )
    subprocess.run(["ip", "link", "set", "lo", "up", "multicast", "on"], check=True)
