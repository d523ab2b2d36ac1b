"""`Tally`: what came over topics and services, and what of it was refused, and why."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping

from kinesics.errors import IntentError
from kinesics_app.door.bucket import Bucket

__all__ = ["TOPIC_HZ", "Tally"]

TOPIC_HZ, TOPIC_BURST = 100.0, 100  # as of another program over the socket
_FASTER = {"speech_stream": 10}
"""Topics on which so many times more may come: pieces of 10 ms, from a fast synthesiser."""


class Tally:
    """Several threads count in it; nothing that is counted does harm."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._buckets: dict[str, Bucket] = {}
        self.last_refusal = ""
        """Topic and reason."""

    def admit(self, topic: str) -> None:
        """Count a message that came.

        Raises:
            IntentError: more than `TOPIC_HZ` come on this topic.
        """
        with self._lock:
            times = _FASTER.get(topic, 1)
            bucket = self._buckets.setdefault(topic, Bucket(times * TOPIC_HZ, times * TOPIC_BURST))
            if not bucket.take(self._now_s()):
                raise IntentError(f"more than {times * TOPIC_HZ:g} messages a second; wanted fewer")
            self._taken[topic] += 1

    def refuse(self, topic: str, reason: str) -> None:
        """Count a message that could not be taken."""
        with self._lock:
            self._refused[topic] += 1
            self.last_refusal = f"{topic}: {reason}"

    @property
    def refused(self) -> int:
        """All that were."""
        with self._lock:
            return sum(self._refused.values())

    def figures(self) -> Mapping[str, int]:
        """`TOPIC taken` and `TOPIC refused`, of those that there were any of."""
        with self._lock:
            taken = {f"{topic} taken": count for topic, count in self._taken.items()}
            refused = {f"{topic} refused": count for topic, count in self._refused.items()}
        return {**taken, **refused}
