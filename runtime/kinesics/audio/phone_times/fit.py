"""`Fit`: how phone times lie on the sound that they are told of, and what looks wrong about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.phones import PAUSE
from kinesics.signals import TimedPhone

__all__ = ["Fit", "fit_of"]

F32 = NDArray[np.float32]
Bools = NDArray[np.bool_]

_HOP_S = 0.01
_BELOW_LOUD_DB = 30.0  # of a voice: closures and weak fricatives are lower, rooms too
_QUIETEST_DB = -55.0  # of full scale: what is lower is no voice in a recording for a robot
_LEFT_S = 0.3  # of speech beyond the phones: a short word
_HELD_S = 0.6  # a last phone up to the end of the sound: three of the longest of a phrase's end
_FARTHEST_S = 1.0
_SHIFTED_S = 0.06  # a closure counts within this of its time
_BETTER_S = 0.12  # of agreement that a shift must win: both edges of one word, by _SHIFTED_S
_ALIKE = 0.85  # of all hops, shifted: else sound and phones have little to do with each other
_UNLIKE = 0.6


@dataclass(frozen=True, slots=True)
class Fit:
    """Where phones are known of a sound, in seconds from its first sample."""

    from_s: float
    to_s: float
    """Of the first and last phone."""
    covered_s: float
    """The time for which a phone, or a pause, is known."""
    length_s: float
    """Of the sound."""
    speech_s: float
    """The time for which the sound is loud enough for speech."""
    misfits: tuple[str, ...] = ()
    """What looks wrong, a sentence each, with what would be right."""

    @property
    def share(self) -> float:
        """Covered part of the sound, 0..1."""
        return min(self.covered_s / self.length_s, 1.0) if self.length_s else 0.0


def fit_of(
    phones: Sequence[TimedPhone],
    samples: F32,
    rate_hz: int,
    holes_s: Sequence[tuple[float, float]] = (),
) -> Fit | None:
    """The fit of `phones` on `samples` (N,); None: no phone is known.

    Of `holes_s`, whose symbols nobody knows, nothing is expected: neither sound nor silence.
    A doubt, never a verdict: it looks at nothing but loudness. A shift is told from 60 ms on.
    """
    if not phones:
        return None
    length_s = len(samples) / rate_hz
    loud = _loud(samples, rate_hz)
    said = _mask([(p.start_s, p.end_s) for p in phones if p.phone != PAUSE], len(loud))
    known = ~_mask(holes_s, len(loud))
    covered_s = sum(min(p.end_s, length_s) - min(p.start_s, length_s) for p in phones)
    ends_s = (phones[0].start_s, phones[-1].end_s)
    told_s = (
        min([ends_s[0], *(a for a, _ in holes_s)]),
        max([ends_s[1], *(b for _, b in holes_s)]),
    )
    misfits = (*_misfits(told_s, loud, said, known), *_held(phones[-1], length_s))
    return Fit(*ends_s, covered_s, length_s, loud.sum() * _HOP_S, misfits)


def _misfits(told_s: tuple[float, float], loud: Bools, said: Bools, known: Bools) -> Iterator[str]:
    """Sentences; the file tells of `told_s`, and nothing of the hops that are not `known` (H,)."""
    if not said.any():
        return
    if not loud.any():
        yield "the phones speak and the sound is silent; wanted the sound that they were told of"
        return
    begin_s, end_s = told_s
    before_s = loud[: round(begin_s / _HOP_S)].sum() * _HOP_S
    after_s = loud[round(end_s / _HOP_S) :].sum() * _HOP_S
    if max(before_s, after_s) > _LEFT_S:  # phones of a part say nothing of the rest
        known = known & _mask([told_s], len(loud))
    shift = _shift(loud, said, known)
    if shift:
        yield shift
    for left_s, where in ((before_s, f"before the first phone at {begin_s:.2f} s"),
                          (after_s, f"after the last phone at {end_s:.2f} s")):  # fmt: skip
        if left_s > _LEFT_S:
            yield (
                f"{left_s:.1f} s of sound {where} have no phones: the network hears them; "
                "wanted phones of the whole sound"
            )


def _held(last: TimedPhone, length_s: float) -> Iterator[str]:
    """A sentence on a last phone that nothing ends, as of a file that is cut off."""
    held = last.end_s >= length_s - _HOP_S and last.end_s - last.start_s > _HELD_S
    if held and last.phone != PAUSE:
        yield (
            f"the last phone is held from {last.start_s:.2f} s until the sound ends at "
            f"{length_s:.2f} s; wanted the phones of the whole sound: does the file end early?"
        )


def _shift(loud: Bools, said: Bools, known: Bools) -> str:
    """What a shift of the phones would mend; or that they belong to another sound."""
    most = min(round(_FARTHEST_S / _HOP_S), len(loud) // 2)
    agreed = {by: _agreed(loud, said, known, by) for by in range(-most, most + 1)}
    best = max(agreed, key=lambda by: (agreed[by], -abs(by)))
    won_s = (agreed[best] - agreed[0]) * known.sum() * _HOP_S
    if abs(best) * _HOP_S >= _SHIFTED_S and won_s >= _BETTER_S and agreed[best] >= _ALIKE:
        way = "later" if best > 0 else "earlier"
        cause = "silence was put before it" if best > 0 else "silence was cut from its start"
        return (
            f"the sound seems to be {abs(best) * _HOP_S:.2f} s {way} than the phones say: "
            f"wanted times from its first sample; was it made so that {cause}?"
        )
    if agreed[best] < _UNLIKE:
        return (
            f"sound and phones agree only {agreed[0]:.0%} of the time on whether anything is said; "
            "wanted the sound that they were told of"
        )
    return ""


def _agreed(loud: Bools, said: Bools, known: Bools, by: int) -> float:
    """The share of what is known, moved by `by` hops, that sound and phones agree on."""
    judged = ~_moved(~known, by)
    return float((loud == _moved(said, by))[judged].mean()) if judged.any() else 1.0


def _moved(mask: Bools, by: int) -> Bools:
    moved = np.zeros_like(mask)
    if by >= 0:
        moved[by:] = mask[: len(mask) - by]
    else:
        moved[:by] = mask[-by:]
    return moved


def _mask(spans_s: Sequence[tuple[float, float]], hops: int) -> Bools:
    """(H,) within any of the spans."""
    mask = np.zeros(hops, np.bool_)
    for start_s, end_s in spans_s:
        mask[round(start_s / _HOP_S) : round(end_s / _HOP_S)] = True
    return mask


def _loud(samples: F32, rate_hz: int) -> Bools:
    """(H,) hops that are loud enough for speech."""
    hop = round(rate_hz * _HOP_S)
    whole = samples[: len(samples) // hop * hop].reshape(-1, hop)
    if not len(whole):
        return np.zeros(0, np.bool_)
    level_db = 10.0 * np.log10(np.mean(np.square(whole, dtype=np.float64), axis=1) + 1e-12)
    floor_db = max(float(np.percentile(level_db, 95)) - _BELOW_LOUD_DB, _QUIETEST_DB)
    return np.asarray(level_db > floor_db)
