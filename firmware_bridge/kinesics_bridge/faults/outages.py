"""`Outages`: the times at which something is away, drawn once from a seed."""

import random

__all__ = ["Outages"]


class Outages:
    """About every `every_s` (half to one and a half of it), for `lasts_s`; 0 s apart: never."""

    def __init__(self, every_s: float, lasts_s: float, seed: int, begin_ns: int) -> None:
        self._every_ns = round(every_s * 1e9)
        self._lasts_ns = round(lasts_s * 1e9)
        self._random = random.Random(seed)
        self._start_ns = self._end_ns = begin_ns
        self._draw()

    @property
    def start_ns(self) -> int | None:
        """When the present or next outage begins; None: there is none."""
        return self._start_ns if self._every_ns else None

    def end_ns(self, t_ns: int) -> int | None:
        """End of the outage that covers `t_ns`, or None. Time never runs back here."""
        while self._every_ns and t_ns >= self._end_ns:
            self._draw()
        return self._end_ns if self._every_ns and t_ns >= self._start_ns else None

    def _draw(self) -> None:
        pause_ns = round(self._every_ns * self._random.uniform(0.5, 1.5))
        self._start_ns = self._end_ns + pause_ns
        self._end_ns = self._start_ns + self._lasts_ns
