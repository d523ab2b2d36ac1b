"""pylipsync over every sound of a folder: `python pylipsync_rows.py SOUNDS`.

Rows as `npm/world.mjs` says. Sounds are 16 kHz. Its defaults: windows of 64 ms, 60 segments a
second, templates as shipped. A row shows the segment that covers its time.
"""

import sys
from pathlib import Path

import numpy as np
from pylipsync import PhonemeAnalyzer

NAMES = ("aa", "ee", "ih", "oh", "ou", "silence")


def main() -> None:
    """Write NNNN.rows beside every NNNN.f32."""
    analyser = PhonemeAnalyzer()
    for path in sorted(Path(sys.argv[1]).glob("*.f32")):
        samples = np.fromfile(path, np.float32)
        segments = analyser.extract_phoneme_segments(samples, 16000, return_seconds=True)
        values = np.array(
            [[{p.name: p.target for p in s.phonemes}[name] for name in NAMES] for s in segments]
        )
        times_s = (np.arange(samples.size // 160) + 1) / 100
        covering = np.searchsorted([s.start for s in segments], times_s, side="right") - 1
        values[covering].astype(np.float32).tofile(path.with_suffix(".rows"))


main()
