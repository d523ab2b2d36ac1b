"""`Listening`: what a life's ears tell of others, and whether that counts."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from kinesics.conversation.overheard import Overheard
from kinesics.errors import IntentError
from kinesics.signals import PartnerVoice

__all__ = ["Listening"]

_TOLD_NS = 30_000_000_000
"""For which the word of another program goes before the ears'."""
_TAIL_NS = 300_000_000
"""In which a room still has the robot's own voice."""
_STALE_NS = 1_000_000_000
"""Ears that say nothing for so long hear nobody."""
_MOST_GIVEN = 64
_SPEAKS = 0.5
"""Ears that are less sure have heard nobody: what they doubt may be the robot itself."""
_BARGES_NS = 300_000_000
"""For which somebody speaks into the robot's words who wants it to be silent."""


class Listening:
    """How surely somebody speaks comes here, and no sound but what others give for its ears."""

    def __init__(self) -> None:
        self.microphone: Mapping[str, Any] = {}
        """What is told of the microphone itself, where one is heard here."""
        self.barge_in = False
        """Whether who speaks into its words ends them."""
        self.given: deque[Overheard] | None = None
        """Sound that others gave, for whoever hands it to the ears; None: it is given none."""
        self._program_ns: int | None = None
        self._heard_ns: int | None = None
        self._own_ns: int | None = None
        self._since_ns: int | None = None
        self._speaks = 0.0
        self._held = False
        self._barged = 0

    def told(self, t_ns: int) -> None:
        """Another program says whether the partner speaks."""
        self._program_ns, self._heard_ns = t_ns, None

    def be_given(self) -> None:
        """From now on others give it what a microphone hears."""
        self.given = deque(maxlen=_MOST_GIVEN)

    def overhear(self, piece: Overheard) -> None:
        """What another program's microphone heard.

        Raises:
            IntentError: this robot is given no sound.
        """
        if self.given is None:
            raise IntentError(
                "microphone: nobody hears that; wanted `kinesics run --microphone given`"
            )
        self.given.append(piece)

    def hear(self, voice: Mapping[str, Any], t_ns: int, *, own: bool) -> PartnerVoice | None:
        """What the ears say, heard at robot time `t_ns`; None: it does not count.

        `own`: the robot itself is speaking. Where its voice is not cancelled, it hears nobody else.
        """
        if self._program_ns is not None and t_ns - self._program_ns < _TOLD_NS:
            return None
        self._own_ns = t_ns if own else self._own_ns
        echoes = self._own_ns is not None and t_ns - self._own_ns < _TAIL_NS
        self._held = echoes and not voice["cancels"]
        return self._say(t_ns, 0.0 if self._held else float(voice["speaks"]), own=own)

    def stale(self, t_ns: int) -> PartnerVoice | None:
        """That nobody speaks, once, after the ears have said nothing for a while."""
        if self._heard_ns is None or t_ns - self._heard_ns < _STALE_NS:
            return None
        self._held = False
        gone = self._say(t_ns, 0.0, own=False)
        self._heard_ns = None
        return gone

    def barges(self, t_ns: int) -> bool:
        """Whether somebody has just spoken into its words for long enough: once each time."""
        since_ns = self._since_ns
        if not self.barge_in or since_ns is None or t_ns - since_ns < _BARGES_NS:
            return False
        self._since_ns = None
        self._barged += 1
        return True

    def status(self, t_ns: int) -> Mapping[str, Any]:
        """Who speaks, by whose word, and how the microphone is: plain values."""
        by_program = self._program_ns is not None and t_ns - self._program_ns < _TOLD_NS
        by = "a program" if by_program else "ears" if self._heard_ns is not None else ""
        return {
            "speaks": 0.0 if by_program else round(self._speaks, 3),
            "by": by,
            "held": self._held,
            "barged": self._barged,
            "microphone": dict(self.microphone),
        }

    def _say(self, t_ns: int, speaks: float, *, own: bool) -> PartnerVoice:
        self._heard_ns, self._speaks = t_ns, speaks
        if speaks < _SPEAKS or not own:
            self._since_ns = None
        elif self._since_ns is None:
            self._since_ns = t_ns
        return PartnerVoice(t_ns, speaks if speaks >= _SPEAKS else 0.0)
