"""`made_ready`: gestures that a robot has made ready, as arrays that a file may hold."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import GestureError
from kinesics.gesture.enact import Enactor, Manner, Phrase
from kinesics.gesture.gesture import Gesture

__all__ = ["Asked", "learn", "made_ready"]

Asked = Sequence[tuple[Gesture, Manner]]
"""What is made ready, in order."""

Arrays = Mapping[str, NDArray[np.generic]]

_NAMES = (
    *("counts", "times_s", "values", "phases", "strokes", "after_s"),
    *("sentences", "cannot", "shares"),
)


def made_ready(enactor: Enactor, asked: Asked) -> Arrays:
    """What `enactor` makes of each gesture, and of those as authored how long their end takes."""
    enactor.make(asked)
    phrases = [enactor.phrase(*one) for one in asked]
    return {
        "counts": np.array([len(one.times_s) for one in phrases]),
        "times_s": np.concatenate([one.times_s for one in phrases]),
        "values": np.concatenate([one.values for one in phrases]),
        "phases": np.array([phase for one in phrases for phase in one.phases]),
        "strokes": np.array([one.stroke for one in phrases]),
        "after_s": np.array(
            [enactor.after_stroke_s(*one) if one[1] == Manner() else np.nan for one in asked]
        ),
        "sentences": np.array([len(one.cannot) for one in phrases]),
        "cannot": np.array([said for one in phrases for said in one.cannot], np.str_),
        "shares": np.array([one.share for one in phrases]),
    }


def learn(enactor: Enactor, asked: Asked, arrays: Arrays) -> None:
    """Let `enactor` know what `made_ready` told of another of the same robot.

    Raises:
        GestureError: it is of other gestures, or of another form.
    """
    if set(arrays) != set(_NAMES) or len(arrays["counts"]) != len(asked):
        raise GestureError("what was made ready is of other gestures; make it anew")
    rows = [0, *accumulate(arrays["counts"].tolist())]
    said = [0, *accumulate(arrays["sentences"].tolist())]
    if len(arrays["times_s"]) != rows[-1] or len(arrays["cannot"]) != said[-1]:
        raise GestureError("what was made ready is cut short; make it anew")
    ends = zip(pairwise(rows), pairwise(said), strict=True)
    for n, ((gesture, manner), ((low, high), (first, last))) in enumerate(
        zip(asked, ends, strict=True)
    ):
        phrase = Phrase(
            gesture,
            arrays["times_s"][low:high].astype(np.float64),
            arrays["values"][low:high].astype(np.float64),
            tuple(arrays["phases"][low:high].tolist()),
            int(arrays["strokes"][n]),
            tuple(arrays["cannot"][first:last].tolist()),
            float(arrays["shares"][n]),
        )
        enactor.know(manner, phrase, float(arrays["after_s"][n]))
