"""`Admission`: which programs may come in, and how much each of them may say."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kinesics.errors import IntentError
from kinesics_app.door.bucket import Bucket

__all__ = ["Admission", "Client"]

CLIENT_HZ, CLIENT_BURST = 100.0, 100  # a few people seen 30 times a second, and a planner
ALL_HZ, ALL_BURST = 500.0, 250
_MOST_CLIENTS = 32
_MOST_OTHERS = 16  # of them not by the owner's socket, which others cannot fill so
_MOST_STOPPERS = 8  # beyond them all, to be heard if they say `stop`
_OWN_BURST = 8  # of the share of all that a client has, whatever others send


@dataclass(eq=False)
class Client:
    """Another program, as long as it is connected."""

    tell: Callable[[Mapping[str, Any]], None]
    """Sends it a message, or drops it if it does not read."""
    is_owner: bool
    """Whether it is known to run as the same user: only then are files read for it."""
    watches: bool = False
    overhears: bool = False
    """Whether it is told what goes to the loudspeaker."""
    bucket: Bucket = field(default_factory=lambda: Bucket(CLIENT_HZ, CLIENT_BURST))
    own: Bucket = field(default_factory=lambda: Bucket(ALL_HZ / _MOST_CLIENTS, _OWN_BURST))
    number: int = 0
    """By which the robot's process tells whose message it could do nothing with."""
    late: bool = False
    """Whether it came when the door was full: nothing but its `stop` is heard."""


class Admission:
    """Seats for programs, the last for a `stop` alone; so many messages a second of each."""

    def __init__(self, counts: Counter[str]) -> None:
        """`counts`: what was heard, by what came of it, where refusals are counted."""
        self.clients: list[Client] = []
        """Who is connected."""
        self._counts = counts
        self._all = Bucket(ALL_HZ, ALL_BURST)
        self._entered = 0

    def enter(self, client: Client) -> bool:
        """Whether there is room for another client, be it only to say `stop`."""
        full = self._full_for(client)
        client.late = bool(full)
        if full and sum(one.late for one in self.clients) >= _MOST_STOPPERS:
            self._counts["turned_away"] += 1
            client.tell({"error": full})
            return False
        self._entered += 1
        client.number = self._entered
        self.clients.append(client)
        return True

    def leave(self, client: Client) -> None:
        """It is gone."""
        self.clients.remove(client)

    def turned_away(self, client: Client, now_s: float) -> str:
        """Why nothing but a `stop` of this client is heard now; empty: it is."""
        if not client.bucket.take(now_s):
            self._counts["too_fast"] += 1
            return f"more than {CLIENT_HZ:g} messages a second; wanted fewer"
        why = self._full_for(client) if client.late else ""
        client.late = bool(why)
        if why:
            self._counts["turned_away"] += 1
        return why

    def count_on_all(self, client: Client) -> None:
        """Count a message on what all may say together.

        Who keeps within its own share is heard, however much others say; they wait for it.

        Raises:
            IntentError: more than all may say, and than its own share.
        """
        now_s = time.monotonic()
        if self._all.take(now_s):
            return
        if not client.own.take(now_s):
            raise IntentError(f"more than {ALL_HZ:g} messages a second of all programs")
        self._all.borrow()

    def _full_for(self, client: Client) -> str:
        """Why only the `stop` of one more client would be heard; empty: there is room."""
        seated = [one for one in self.clients if not one.late]
        if len(seated) >= _MOST_CLIENTS:
            return f"{_MOST_CLIENTS} programs are connected; wanted fewer"
        if not client.is_owner and sum(not one.is_owner for one in seated) >= _MOST_OTHERS:
            return f"{_MOST_OTHERS} programs are connected by WebSocket; wanted fewer"
        return ""
