from dataclasses import replace

from kinesics.rig.bus import Bus, Seat
from kinesics_app.device.bare_servos import of_bare_servos


def test_what_bare_servos_played_is_not_claimed(humanoid):
    buses = (Bus("face", "dynamixel", "/dev/a"), Bus("arms", "firmware", "/dev/b"))
    joints = tuple(
        replace(joint, seat=Seat("face" if joint.name == "jaw" else "arms", None, 0.0))
        for joint in humanoid.joints
    )
    (told,) = of_bare_servos(replace(humanoid, joints=joints, buses=buses), {"bus_late_us": 23_400})
    assert told.startswith("1 joint on bare servos ('face'): played is what this host meant")
    assert "up to 23 ms late" in told


def test_of_a_robot_behind_firmware_nothing_is_said(humanoid):
    assert of_bare_servos(humanoid, {}) == []
