"""Loudness to jaw over every sound of a folder: `python loudness_rows.py SOUNDS`, at 16 kHz.

Rows as `npm/world.mjs` says.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]


def jaw(samples: F32) -> F32:
    """Opening of the jaw every 10 ms, 0..1, (T,): loudness of the last 30 ms, -50 to -20 dBFS."""
    hops = (samples[: samples.size // 160 * 160].astype(np.float64).reshape(-1, 160) ** 2).mean(1)
    power = np.convolve(hops, np.ones(3) / 3)[: hops.size]
    share = np.clip((10 * np.log10(power + 1e-12) + 50) / 30, 0, 1)
    smooth = np.empty(share.size, np.float32)
    now = 0.0
    for i, target in enumerate(share):
        now += (target - now) / 3
        smooth[i] = now
    return smooth


if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1]).glob("*.f32")):
        jaw(np.fromfile(path, np.float32)).tofile(path.with_suffix(".rows"))
