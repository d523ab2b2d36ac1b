"""`Taking`: topics that are taken by hand for the process of a sense, while it is there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from kinesics_ros.clock.timers import every
from kinesics_ros.topics.taken import Came, TakenTopics

__all__ = ["Taking"]


class _Closes(Protocol):
    def close(self) -> None: ...


Sense = TypeVar("Sense", bound=_Closes)


class Taking(Generic[Sense]):
    """The process and the topics begin together, and end together."""

    def __init__(self, node: Any) -> None:
        self._node = node
        self._timer: Any = None
        self._topics: TakenTopics | None = None
        self.sense: Sense | None = None
        """The process; None: nothing is taken."""

    def begin(
        self,
        sense: Sense,
        types: Mapping[str, tuple[Any, Any]],
        period_s: float,
        give: Callable[[Sense, Sequence[Came]], None],
    ) -> None:
        """Listen to topics, of a type and profile each; hand on what came, every `period_s`."""
        self.sense, self._topics = sense, TakenTopics(self._node)
        for topic, (kind, profile) in types.items():
            self._topics.listen(topic, kind, profile)

        def take() -> None:
            if self._topics is not None and self.sense is not None:
                give(self.sense, self._topics.take())

        self._timer = every(self._node, period_s, take)

    def end(self) -> None:
        """Take no more, and end the process."""
        self._node.destroy_timer(self._timer)
        if self._topics is not None:
            self._topics.close()
        if self.sense is not None:
            self.sense.close()
        self._topics = self.sense = None
