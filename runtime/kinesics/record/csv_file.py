"""`channels.csv` and `joints.csv`: a take for spreadsheets and scripts.

Both begin with `t_s`: seconds since the first sample was heard, negative in the pre-roll. Numbers
have six decimals, so that equal takes give equal bytes; what nobody knows is an empty field.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.record.files import save
from kinesics.record.take import F64, Take

__all__ = ["channels_csv", "joints_csv", "table_csv", "write_csv"]

_DECIMALS = 6
_BLOCK_ROWS = 1024  # bounds the memory of a long take
_ZERO, _MINUS, _POINT, _COMMA, _NEWLINE = b"0-.,\n"


def write_csv(take: Take, folder: Path) -> None:
    """Write `channels.csv` and `joints.csv` into `folder`.

    Raises:
        RecordError: a file cannot be written.
    """
    save(folder / "channels.csv", channels_csv(take))
    save(folder / "joints.csv", joints_csv(take))


def channels_csv(take: Take) -> bytes:
    """`t_s` and one column per channel: what the mixer wanted at t."""
    return table_csv(("t_s", *take.channel_names), np.column_stack((take.t_s, take.channels)))


def joints_csv(take: Take) -> bytes:
    """`t_s`, and for each joint `NAME.cmd`, `NAME.play` and `NAME.meas`.

    `.cmd` is what the rig asked for at t and `.meas` where the servo was at t: they compare
    directly. `.play` is the firmware's output at t, which leads both by the joint's lag.
    """
    streams = {"cmd": take.asked, "play": take.played, "meas": take.measured}
    names = [f"{joint}.{kind}" for joint in take.joint_names for kind in streams]
    values = np.stack(list(streams.values()), axis=2).reshape(len(take.t_ns), len(names))
    return table_csv(("t_s", *names), np.column_stack((take.t_s, values)))


def table_csv(names: Sequence[str], values: F64) -> bytes:
    """A header of `names` (K,) and one line a row of `values` (T, K); NaN is an empty field."""
    return b"".join([",".join(names).encode() + b"\n", *_blocks(values)])


def _blocks(values: F64) -> Iterator[bytes]:
    """Lines of text, written digit by digit for a whole block: 4 times as fast as `%` a row."""
    if not values.size:
        return
    scaled = np.rint(values * 10.0**_DECIMALS)  # (T, K)
    largest = np.nanmax(np.abs(scaled), initial=0.0)
    whole_digits = max(1, len(str(int(largest))) - _DECIMALS)
    for first in range(0, len(scaled), _BLOCK_ROWS):
        yield _lines(scaled[first : first + _BLOCK_ROWS], whole_digits)


def _lines(scaled: F64, whole_digits: int) -> bytes:
    """`scaled` (R, K) in units of the last decimal; each field is sign, digits, point, digits."""
    unknown = np.isnan(scaled)
    units = np.where(unknown, 0.0, scaled).astype(np.int64)
    point = 1 + whole_digits
    separator = point + _DECIMALS + 1
    text = np.empty((*scaled.shape, separator + 1), np.uint8)  # (R, K, characters)
    kept = np.ones(text.shape, np.bool_)
    text[..., 0], text[..., point], text[..., separator] = _MINUS, _POINT, _COMMA
    text[:, -1, separator] = _NEWLINE
    kept[..., 0] = units < 0
    whole, part = np.divmod(np.abs(units), 10**_DECIMALS)
    for at in range(point - 1, 0, -1):
        kept[..., at] = (whole > 0) | (at == point - 1)
        whole = _digit(whole, text[..., at])
    for at in range(separator - 1, point, -1):
        part = _digit(part, text[..., at])
    kept[unknown, :separator] = False
    return text[kept].tobytes()


def _digit(numbers: NDArray[np.int64], text: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Writes the last decimal digit of `numbers` into `text`; returns what is left of them."""
    rest = numbers // 10
    text[...] = (numbers - 10 * rest) + _ZERO
    return rest
