"""`ToldFeelings`: which of the feelings that are told is the robot's at a time."""

from bisect import bisect_right

from kinesics.affect.feeling import check_feeling
from kinesics.errors import AffectError
from kinesics.signals import Feeling

__all__ = ["ToldFeelings"]

_MOST = 64  # a few are told ahead; of more the oldest are forgotten


class ToldFeelings:
    """Commands and what events, hints and mood make, alike: each from its date on, until another.

    Of one date the one that came last counts; one that cannot be is passed over, for nobody shows
    it. What is asked for goes forward in time.
    """

    def __init__(self) -> None:
        self._told: list[Feeling] = []  # by date

    def hear(self, packet: object) -> None:
        """Any packet; nothing, if it is no feeling."""
        if not isinstance(packet, Feeling):
            return
        try:
            check_feeling(packet)
        except AffectError:
            return
        self._told.insert(bisect_right(self._told, packet.t_ns, key=_date_ns), packet)
        del self._told[:-_MOST]

    def at(self, t_ns: int) -> Feeling | None:
        """What is felt at `t_ns`; None: nothing was told for then."""
        begun = bisect_right(self._told, t_ns, key=_date_ns)
        if not begun:
            return None
        del self._told[: begun - 1]
        return self._told[0]


def _date_ns(feeling: Feeling) -> int:
    return feeling.t_ns
