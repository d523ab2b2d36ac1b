"""Every cell of the table of link states, and what it must never allow."""

import pytest

from kinesics_bridge.link.link_state import LinkState
from kinesics_bridge.wire.protocol import (
    LINK_ARMS,
    LINK_DOCS,
    LINK_EVENTS,
    LINK_ROWS,
    LINK_TOLD,
    LINK_TRANSITIONS,
    LINK_WAYS_OUT,
    STATES,
)

LIVE = {"READY", "ARMED", "HOLD", "SAFE", "STOPPED"}
WORDS = {"IDLE": "READY", "FOLLOWS": "ARMED", "WAITS": "HOLD", "RETIRED": "SAFE"}
WORDS["BRAKED"] = "STOPPED"


def expected(state, event):
    """The rules in words: what the firmware says is believed once the handshake is over."""
    if event == "LOST":
        return "DISCONNECTED"
    if state == "DISCONNECTED":
        return "SYNCING" if event == "OPENED" else state
    if state == "SYNCING" and event == "MISFIT":
        return "INCOMPATIBLE"
    if state in LIVE | {"SYNCING"} and event in WORDS:
        return WORDS[event]
    return state


@pytest.mark.parametrize("state", LINK_DOCS)
@pytest.mark.parametrize("event", LINK_EVENTS)
def test_every_cell_is_what_the_rules_say(state, event):
    link = LinkState()
    link.name = state
    link.happened(event, 7)
    assert link.name == expected(state, event)
    assert link.changes == ([] if link.name == state else [(7, event, link.name)])


def test_every_table_knows_every_state():
    for table in (LINK_ROWS, LINK_ARMS, LINK_WAYS_OUT, LINK_TRANSITIONS):
        assert table.keys() == LINK_DOCS.keys()
    assert set(LINK_TOLD) == set(STATES)


def test_rows_are_played_only_where_the_firmware_is_armed():
    armed = {WORDS[LINK_TOLD[told]] for told in ("ACTIVE", "STARVED", "HOLD")}
    assert {state for state, rows in LINK_ROWS.items() if rows == "played"} == armed


def test_nobody_arms_without_a_link_and_only_a_person_after_stop():
    for state, arms in LINK_ARMS.items():
        assert (arms == "nobody") == (LINK_ROWS[state] == "lost")
        assert (arms == "person") == (state == "STOPPED")


@pytest.mark.parametrize("state", LINK_DOCS)
def test_a_state_without_effect_says_so_and_the_way_out(state):
    link = LinkState()
    link.name = state
    if LINK_ROWS[state] == "played":
        assert link.trouble is None
    else:
        assert link.trouble.startswith(f"{state}: ")
        assert LINK_WAYS_OUT[state] in link.trouble
