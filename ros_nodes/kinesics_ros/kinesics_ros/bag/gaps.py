"""`Gaps`: how many messages of topics never came, by the numbers that publishers give them."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

__all__ = ["Gaps"]


class _Last(NamedTuple):
    number: int
    publishers: Sequence[Any]


class Gaps:
    """Of a topic with one publisher; of several nobody tells whose number it is."""

    def __init__(self, publishers: Callable[[str], Sequence[Any]]) -> None:
        """`publishers` tells who publishes a topic now; asked where numbers do not follow."""
        self.lost = 0
        """All so far."""
        self._publishers = publishers
        self._last: dict[str, _Last] = {}

    def came(self, topic: str, number: int | None) -> None:
        """A message of this number, in order; None: this middleware does not number them."""
        if number is None:
            return
        last = self._last.get(topic)
        if last is not None and number == last.number + 1:
            self._last[topic] = last._replace(number=number)
            return
        publishers = self._publishers(topic)
        if last is not None and len(publishers) == 1 and publishers == last.publishers:
            self.lost += max(number - last.number - 1, 0)
        self._last[topic] = _Last(number, publishers)
