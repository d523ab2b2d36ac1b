"""`LinkState`: what a client sees of a link, moved by the table in protocol.toml alone."""

from kinesics_bridge.wire.protocol import (
    LINK_DOCS,
    LINK_ROWS,
    LINK_TOLD,
    LINK_TRANSITIONS,
    LINK_WAYS_OUT,
)

__all__ = ["LinkState"]


class LinkState:
    """One of `LINK_DOCS`; begins DISCONNECTED."""

    def __init__(self) -> None:
        self.name = "DISCONNECTED"
        self.docs: dict[str, str] = dict(LINK_DOCS)
        """What each state means; of wires that are not to a firmware, some of it is otherwise."""
        self.changes: list[tuple[int, str, str]] = []
        """(t_ns, event, state after), oldest first."""

    def happened(self, event: str, t_ns: int) -> None:
        """Take in one of `LINK_EVENTS`; what the table does not list changes nothing."""
        after = LINK_TRANSITIONS[self.name].get(event, self.name)
        if after != self.name:
            self.name = after
            self.changes.append((t_ns, event, after))

    def told(self, firmware_state: str, t_ns: int) -> None:
        """Take in the state that the firmware says it is in."""
        self.happened(LINK_TOLD[firmware_state], t_ns)

    def found_since(self, t_ns: int) -> bool:
        """Whether there was a link at some time after `t_ns`."""
        return any(when > t_ns and LINK_ROWS[after] != "lost" for when, _, after in self.changes)

    @property
    def rows(self) -> str:
        """What becomes of rows: `lost`, `pose` or `played`."""
        return LINK_ROWS[self.name]

    @property
    def trouble(self) -> str | None:
        """Why a command would have no effect now, and the way out; None when it has."""
        if self.rows == "played":
            return None
        return f"{self.name}: {self.docs[self.name]}; {LINK_WAYS_OUT[self.name]}"
