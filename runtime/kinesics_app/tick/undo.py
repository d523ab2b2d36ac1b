"""`Undo`: what the last rows depended on, so that they can be taken back and made anew."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from kinesics.motion.limits import State
from kinesics.rig.foresight import Coming, Foresight
from kinesics.rig.hush import Hushed
from kinesics.rig.joint_owner import Joined
from kinesics_app.tick.body import Body

__all__ = ["Moment", "Undo"]

_KEPT = 128  # rows, a second and more: as far back as they can be taken back


class Moment(NamedTuple):
    """Before a row was made: what sampling the mixer anew does not bring back."""

    t_ns: int
    """Date of the row."""
    limiter: State
    mouths: Sequence[Coming]
    hushed: Hushed | None
    joined: Joined | None


class Undo:
    """Of a body and its mouths, one for each of its groups of joints."""

    def __init__(self, body: Body, mouths: Sequence[Foresight]) -> None:
        self._body, self._mouths = body, mouths
        self._kept: deque[Moment] = deque(maxlen=_KEPT)

    def now(self, t_ns: int) -> Moment:
        """How everything is before the row of `t_ns` is made."""
        body = self._body
        return Moment(
            t_ns,
            body.limiter.state(),
            [mouth.state() for mouth in self._mouths],
            None if body.quieting is None else body.quieting.state(),
            None if body.owner is None else body.owner.state(),
        )

    def note(self, t_ns: int) -> None:
        """The row of `t_ns` is about to be made."""
        self._kept.append(self.now(t_ns))

    def take(self, from_ns: int) -> list[Moment]:
        """The moments of rows from `from_ns` on, oldest first; they are kept no more."""
        taken: list[Moment] = []
        while self._kept and self._kept[-1].t_ns >= from_ns:
            taken.append(self._kept.pop())
        return taken[::-1]

    def give_back(self, moments: Sequence[Moment]) -> None:
        """Keep these again: their rows stay as they were."""
        self._kept.extend(moments)

    def restore(self, moment: Moment) -> None:
        """Have everything as it was then."""
        body = self._body
        body.limiter.restore(moment.limiter)
        if body.quieting is not None and moment.hushed is not None:
            body.quieting.restore(moment.hushed)
        if body.owner is not None and moment.joined is not None:
            body.owner.restore(moment.joined)
        for mouth, coming in zip(self._mouths, moment.mouths, strict=True):
            mouth.restore(coming)
