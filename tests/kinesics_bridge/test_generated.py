"""What is generated is what its source says, and the documents agree."""

import shutil

import pytest

from kinesics_bridge import generate
from kinesics_bridge.protocol import (
    EVENTS,
    FIELD_KINDS,
    MESSAGE_IDS,
    MESSAGE_TYPES,
    STATES,
    TRANSITIONS,
)


def test_tables_are_those_of_protocol_toml():
    assert generate.check() == []
    assert generate.main(["--check"]) == 0


def test_drift_is_found(tmp_path):
    root = tmp_path / "firmware_bridge"
    shutil.copytree(generate.ROOT, root)
    protocol = root / "protocol.toml"
    protocol.write_text(protocol.read_text().replace("[250000,", "[251000,"))
    assert {path.name for path in generate.check(root)} == {"protocol.h", "protocol.py"}


def test_a_transition_to_nowhere_is_refused(tmp_path):
    root = tmp_path / "firmware_bridge"
    shutil.copytree(generate.ROOT, root)
    protocol = root / "protocol.toml"
    protocol.write_text(protocol.read_text().replace('STOPPED = "STOPPED"', 'STOPPED = "GONE"', 1))
    with pytest.raises(ValueError, match="GONE"):
        generate.generate(root)


def test_messages_agree_with_their_kinds():
    for number, kind in MESSAGE_TYPES.items():
        assert MESSAGE_IDS[kind] == number
        assert len(kind._fields) == len(FIELD_KINDS[number])


def test_stop_overrides_every_state():
    """And from it only CLEARED leads out, to a state that still needs arming."""
    for state in STATES:
        if state != "STOPPED":
            assert TRANSITIONS[state]["STOPPED"] == "STOPPED"
    assert TRANSITIONS["STOPPED"] == {"CLEARED": "STANDBY"}
    assert "ENABLED" not in TRANSITIONS["STANDBY"]


def test_only_arming_leads_to_motion_from_rest():
    moving = {"ACTIVE", "STARVED", "HOLD"}
    for state, cells in TRANSITIONS.items():
        for event, after in cells.items():
            assert event in EVENTS
            if state not in moving and after in moving:
                assert (state, event) == ("ARMING", "ENABLED")


@pytest.mark.slow
def test_the_wasm_is_what_the_sources_say():
    pytest.importorskip("ziglang")
    from kinesics_bridge import build_wasm

    assert build_wasm.main(["--check"]) == 0
