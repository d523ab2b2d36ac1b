"""`Fetched`: what comes on topics waits for the thread that wants it: no executor wakes for it.

Parts of a body tell each other things some hundred times a second. An executor takes a millisecond
for each, one after the other, so what came while a cable was cut, or a host was behind, kept what
came since waiting for seconds.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kinesics_ros.topics.taken import Came, TakenTopics

__all__ = ["Fetched", "Topic"]


class Topic(NamedTuple):
    """Of messages of a type, and who hears of each."""

    kind: Any
    hear: Callable[[Came], None]


class Fetched:
    """One thread fetches, another may close."""

    def __init__(self, node: Any, topics: Mapping[str, Topic], profile: Any) -> None:
        """`profile`: how topics are listened to; as many wait as it keeps."""
        self._lock = threading.Lock()
        self._topics = topics
        self._taken = TakenTopics(node)
        for name, topic in topics.items():
            self._taken.listen(name, topic.kind, profile)

    def fetch(self) -> None:
        """Have what has come since heard, in the order in which it came."""
        with self._lock:
            came = self._taken.take()
        for one in came:
            self._topics[one.topic].hear(one)

    def skip(self) -> None:
        """Nobody wants what has come since."""
        with self._lock:
            self._taken.take()

    def close(self) -> None:
        """Listen no more; what is fetched from now on is nothing."""
        with self._lock:
            self._taken.close()
