"""What diagnostics say is what is true."""

from dataclasses import replace

import pytest

from kinesics_app.life.health import Health
from kinesics_bridge.wire.protocol import STATES
from kinesics_ros.diagnosis.findings import ERROR, OK, STALE, WARN, findings
from kinesics_ros.diagnosis.unled import UNLED

LIFE = {"missed": 2, "late": 0, "underruns": 0, "slow": {"speech": 1}, "died": {}}
WELL = Health(10**9, "ACTIVE", "", "", (), LIFE, {"clock_error_us": 20.0}, {"jaw": 900}, {})


def levels(health, before=WELL, *, wanted=True, trouble="", now_ns=10**9):
    found = findings(health, before, wanted=wanted, trouble=trouble, now_ns=now_ns)
    return {one.name: one.level for one in found}, " ".join(one.message for one in found)


def test_a_robot_that_is_well_is_ok_and_old_lateness_is_no_news():
    assert levels(WELL)[0] == {"robot": OK, "link": OK, "motion": OK, "limits": OK}


@pytest.mark.parametrize(
    ("change", "where", "level", "said"),
    [
        ({"trouble": "state STOPPED", "way_out": "look"}, "robot", ERROR, "has no effect: state"),
        ({"conditions": ("over_temperature",)}, "robot", WARN, "over_temperature"),
        ({"life": None, "state": "DISARMED"}, "robot", WARN, "torque is off"),
        ({"state": "not connected"}, "link", ERROR, "down"),
        ({"figures": {"clock_error_us": 5000.0}}, "link", WARN, "known to 5000 us"),
        ({"life": {**LIFE, "died": {"gaze": "ValueError"}}}, "motion", ERROR, "gaze (ValueError)"),
        ({"life": {**LIFE, "late": 3}}, "motion", WARN, "3 late"),
        ({"life": {**LIFE, "slow": {"speech": 4}}}, "motion", WARN, "speech took longer than a"),
        (
            {"life": {**LIFE, "latest": [{"t_s": 9.0, "late_us": 14200, "cause": "no processor"}]}},
            "motion",
            WARN,
            "a tick was 14 ms late (no processor)",
        ),
        (
            {"life": {**LIFE, "budgets": {"missed": {"speech": 4}}}},
            "motion",
            WARN,
            "speech missed its budget 4 times",
        ),
        ({"limited": {"jaw": 920, "lower_lip": 12}}, "limits", OK, "now and then: jaw, lower_lip"),
        ({"limited": {"jaw": 960}}, "limits", WARN, "more than 50 rows since the last"),
        ({"limited": {"jaw": 70}}, "limits", WARN, "diagnosis: jaw"),  # of another life
        ({"clamped": {"neck_yaw": 1}}, "limits", WARN, "in the firmware, which should never be: n"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(change, where, level, said):
    found, text = levels(replace(WELL, **change))
    assert found[where] == level
    assert said in text


def test_whether_it_has_torque_is_told_of_a_robot_that_is_led_from_elsewhere():
    assert UNLED.keys() == {"not connected", *STATES}
    for state in UNLED:
        held = replace(WELL, life=None, state=state)
        found = findings(held, None, wanted=False, trouble="", now_ns=10**9)
        said = {one.name: one for one in found}
        limp = state in ("DISARMED", "LIMP")
        assert ("torque is off" in said["robot"].message) == limp
        assert ("let go" in said["motion"].message) == limp
        assert said["robot"].message.endswith(f"state {state}")
        assert (said["robot"].level == OK) == (state in ("DISARMED", "ARMING", "ACTIVE"))
    at_fault = replace(WELL, life=None, state="ACTIVE", conditions=("over_temperature",))
    found, text = levels(at_fault, wanted=False)
    assert found["robot"] == WARN
    assert "torque is on" in text
    assert "over_temperature" in text


def test_a_silent_or_lost_robot_is_not_called_well():
    assert levels(WELL, now_ns=10**10)[0] == {"robot": STALE}
    assert levels(WELL, trouble="unplugged")[0] == {"robot": ERROR}
    assert levels(None)[0] == {"robot": OK}
    limp = replace(WELL, life=None, state="DISARMED")
    assert levels(limp, wanted=False)[0]["robot"] == OK


def test_a_camera_is_told_of_where_there_is_one():
    camera = {"source": "given", "pictures": 12, "trouble": ""}
    for trouble, present, level, said in (
        ("", ["person:face-2"], OK, "sees person:face-2"),
        ("", [], OK, "sees nobody"),
        ("the eyes' process ended", [], WARN, "the eyes' process ended"),
    ):
        life = {**WELL.life, "eyes": {"present": present, "camera": {**camera, "trouble": trouble}}}
        found = findings(replace(WELL, life=life), None, wanted=True, trouble="", now_ns=WELL.t_ns)
        (one,) = [one for one in found if one.name == "camera"]
        assert (one.level, one.message, one.values["pictures"]) == (level, said, "12")


def test_a_microphone_is_told_of_where_there_is_one():
    microphone = {"source": "given", "level_db": -31.0, "trouble": ""}
    for trouble, speaks, level, said in (
        ("", 0.8, OK, "somebody speaks"),
        ("", 0.1, OK, "nobody speaks"),
        ("only zeros come", 0.0, WARN, "only zeros come"),
    ):
        told = {**microphone, "trouble": trouble}
        ears = {"speaks": speaks, "by": "ears", "held": False, "microphone": told}
        found = findings(
            replace(WELL, life={**WELL.life, "ears": ears}),
            None,
            wanted=True,
            trouble="",
            now_ns=WELL.t_ns,
        )
        (one,) = [one for one in found if one.name == "microphone"]
        assert (one.level, one.message, one.values["level_db"]) == (level, said, "-31.0")


@pytest.mark.parametrize(
    ("by", "heard", "level", "said"),
    [
        ("perception:a", True, OK, "sees person:face-1; somebody speaks, by perception:a"),
        ("perception is not heard for 2.0 s", False, WARN, "nobody is seen or heard: perception"),
    ],
)
def test_who_looks_and_listens_elsewhere_is_told_of_and_missed(by, heard, level, said):
    eyes = {"present": ["person:face-1"], "pictures": 9, "unplaced": 0, "faces": 1, "camera": {}}
    ears = {"speaks": 0.9, "by": "ears", "held": False, "microphone": {}}
    life = {**WELL.life, "eyes": eyes, "ears": ears, "senses": {"by": by, "heard": heard}}
    found = findings(replace(WELL, life=life), WELL, wanted=True, trouble="", now_ns=10**9)
    (one,) = [one for one in found if one.name == "senses"]
    assert (one.level, one.message[: len(said)]) == (level, said)
    assert one.values["pictures"] == "9"
    assert "senses" not in levels(WELL)[0]
