from kinesics.motion.channels import NAMES
from kinesics.record.view import ROLES, checked_view
from kinesics.rig.description.joints import LIP_LEVER_M
from kinesics.rig.load import load_rig

RIG = load_rig("humanoid")


def test_the_report_finds_every_joint_of_the_view():
    parts = checked_view(RIG.view, RIG.names, NAMES)["parts"]
    body = {part: roles for part, roles in ROLES.items() if part not in ("antennas", "matrix")}
    assert {part: tuple(roles) for part, roles in parts.items()} == body
    assert {role["joint"] for roles in parts.values() for role in roles.values()} == {*RIG.names}


def test_the_report_draws_closed_lids_as_closed_and_the_lip_gap_in_metres():
    parts = checked_view(RIG.view, RIG.names, NAMES)["parts"]
    blink = {"left_upper_lid": 0.75, "left_lower_lid": 0.05}
    lids = (parts["left_eye"][lid] for lid in ("upper_lid", "lower_lid"))
    assert sum(lid["scale"] * blink[lid["joint"]] for lid in lids) >= 1.0
    assert parts["mouth"]["jaw"]["scale"] == LIP_LEVER_M
