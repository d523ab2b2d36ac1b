"""The host's link states of protocol.toml, as a Python table and as a page; see `generate`."""

from collections.abc import Mapping
from typing import Any

__all__ = ["check_link", "link_page", "link_tables"]

Document = Mapping[str, Any]

_PAGE = """# What a link can be in, and what leads out of it

<!-- {note}; do not edit. -->

`SerialBridge.link_state` is one of these, and `SerialBridge.trouble` says in a sentence what a
command would not do, and the way out. *Rows*: **lost**, none goes out, and `send` says so;
**pose**, the bridge sends where the robot is, so that it may be armed; **played**. *Who arms*:
**owner** is auto-arm where it is on (as on a twin), else a call of `arm()`; a **person** calls
`clear_stop()`, then `arm()`, and nothing does so by itself.

## States

{states}

## Events

{events}

## From state, by event, to state

{cells}

An empty cell changes nothing.
"""


def check_link(protocol: Document) -> None:
    """ValueError when the tables name a state or an event that does not exist."""
    states = {state["name"] for state in protocol["link_state"]}
    events = {event["name"] for event in protocol["link_event"]}
    for state, cells in protocol["link_transitions"].items():
        unknown = ({state} | set(cells.values())) - states | set(cells) - events
        if unknown:
            raise ValueError(f"link_transitions.{state} names {sorted(unknown)}")
    told = [one for event in protocol["link_event"] for one in event.get("states", ())]
    if sorted(told) != sorted(state["name"] for state in protocol["state"]):
        raise ValueError("every firmware state belongs to exactly one link_event")


def link_tables(protocol: Document) -> dict[str, Mapping[str, Any]]:
    """Python names and their tables."""
    states, events = protocol["link_state"], protocol["link_event"]
    return {
        "LINK_EVENTS": {event["name"]: event["doc"] for event in events},
        "LINK_TOLD": {told: event["name"] for event in events for told in event.get("states", ())},
        "LINK_TRANSITIONS": protocol["link_transitions"],
        "LINK_ROWS": {state["name"]: state["rows"] for state in states},
        "LINK_ARMS": {state["name"]: state["arms"] for state in states},
        "LINK_DOCS": {state["name"]: state["doc"] for state in states},
        "LINK_WAYS_OUT": {state["name"]: state["way_out"] for state in states},
    }


def link_page(protocol: Document, note: str) -> str:
    """The page LINK.md."""
    events = [event["name"] for event in protocol["link_event"]]
    states = _table(
        ["state", "what it is", "rows", "who arms", "way out"],
        [
            [state["name"], state["doc"], state["rows"], state["arms"], state["way_out"]]
            for state in protocol["link_state"]
        ],
    )
    told = _table(
        ["event", "what happened", "firmware states"],
        [
            [event["name"], event["doc"], ", ".join(event.get("states", ()))]
            for event in protocol["link_event"]
        ],
    )
    cells = _table(
        ["", *events],
        [
            [state["name"], *(_cell(protocol, state["name"], event) for event in events)]
            for state in protocol["link_state"]
        ],
    )
    return _PAGE.format(note=note, states=states, events=told, cells=cells)


def _cell(protocol: Document, state: str, event: str) -> str:
    return str(protocol["link_transitions"].get(state, {}).get(event, ""))


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
