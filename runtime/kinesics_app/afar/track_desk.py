"""`TrackDesk`: where tracks from outside come in: who may give which, and what is refused."""

import threading
from collections import deque
from collections.abc import Mapping

from kinesics.errors import TrackError
from kinesics.motion.track import Track
from kinesics_app.afar.claim import SILENT_NS, Claim
from kinesics_app.afar.departments import DEPARTMENTS
from kinesics_app.afar.ledger import Ledger
from kinesics_app.afar.parcel import Parcel, Sourced, split_origin

__all__ = ["TrackDesk"]

_WAITING = 256  # tracks; a department gives a few a tick
_PAST_NS = 5_000_000_000
_FUTURE_NS = 60_000_000_000
_LONGEST_NS = 60_000_000_000
_MOST_VALUES = 100_000


class TrackDesk:
    """Any thread brings parcels; the one that owns the mixer takes what waits.

    A department is of one origin at a time: until that has been silent for `SILENT_NS`, others that
    call themselves so are refused.
    """

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._lock = threading.Lock()
        self._waiting: deque[Sourced] = deque(maxlen=_WAITING)
        self._claims = {name: Claim(name) for name in DEPARTMENTS}
        self._come: list[str] = []

    def bring(self, parcel: Parcel, now_ns: int) -> None:
        """Take a parcel that came at `now_ns`: whole, but for tracks that are over, or not at all.

        Raises:
            TrackError: of whom or of when it cannot be, with what would be right; counted.
        """
        try:
            self._bring(parcel, now_ns)
        except TrackError as error:
            self.ledger.refuse(error)
            raise

    def take(self) -> list[Sourced]:
        """What has come since the last call, oldest first."""
        with self._lock:
            waiting = [*self._waiting]
            self._waiting.clear()
        return waiting

    def come(self) -> list[str]:
        """Departments that have begun, or begun anew, since the last call."""
        with self._lock:
            come, self._come = self._come, []
        return come

    def missing(self, now_ns: int) -> Mapping[str, str]:
        """Departments that are not heard, and since when."""
        with self._lock:
            heard = {name: claim.heard_ns for name, claim in self._claims.items()}
        return {
            name: "was not heard yet"
            if since_ns is None
            else f"not heard for {(now_ns - since_ns) * 1e-9:.1f} s"
            for name, since_ns in heard.items()
            if since_ns is None or now_ns - since_ns > SILENT_NS
        }

    def _bring(self, parcel: Parcel, now_ns: int) -> None:
        department, _ = split_origin(parcel.origin)
        known = DEPARTMENTS.get(department)
        if known is None:
            raise TrackError(f"no department {department!r}; wanted {', '.join(DEPARTMENTS)}")
        with self._lock:
            claim = self._claims[department]
            if claim.take(parcel.origin, now_ns):
                self._come.append(department)
            self.ledger.admit(parcel.origin, parcel.sequence, now_ns * 1e-9)
            claim.hear(now_ns)
        for source, track in parcel.tracks:
            if source not in known.sources:
                wanted = ", ".join(known.sources)
                raise TrackError(f"source {source!r} is not of {department}; wanted {wanted}")
            _check_dates(source, track, now_ns)
        coming = [one for one in parcel.tracks if one[1].end_ns >= now_ns]
        self.ledger.late(len(parcel.tracks) - len(coming))
        with self._lock:
            self._waiting.extend(coming)


def _check_dates(source: str, track: Track, now_ns: int) -> None:
    """Complain of a track that is no motion of the near future."""
    ahead_s = (track.t_ns - now_ns) * 1e-9
    if track.t_ns < now_ns - _PAST_NS or track.t_ns > now_ns + _FUTURE_NS:
        raise TrackError(
            f"a track of {source} is dated {ahead_s:+.3g} s from now: too late, or of another "
            f"clock; wanted {-_PAST_NS * 1e-9:g} to {_FUTURE_NS * 1e-9:g} s"
        )
    if track.end_ns - track.t_ns > _LONGEST_NS or track.values.size > _MOST_VALUES:
        raise TrackError(
            f"a track of {source} has {track.values.size} values over "
            f"{(track.end_ns - track.t_ns) * 1e-9:.3g} s; wanted {_MOST_VALUES} over "
            f"{_LONGEST_NS * 1e-9:g} s at most"
        )
