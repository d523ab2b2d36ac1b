"""`LinkLog`: what is wrong with a link, said once and not with every attempt."""

import logging

from .link_state import LinkState

__all__ = ["LinkLog"]

_AGAIN_NS = 30_000_000_000


class LinkLog:
    """A sentence is logged when it is new, when the link was found in between, or after 30 s."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._told_ns: dict[str, int] = {}

    def tell(self, level: int, sentence: str | None, link: LinkState, t_ns: int) -> None:
        """Log `sentence` about `link`, unless it was said; None: there is nothing to say."""
        if sentence is None:
            return
        recent = {
            said: told_ns
            for said, told_ns in self._told_ns.items()
            if t_ns - told_ns < _AGAIN_NS and not link.found_since(told_ns)
        }
        if sentence not in recent:
            recent[sentence] = t_ns
            self._logger.log(level, "%s", sentence)
        self._told_ns = recent
