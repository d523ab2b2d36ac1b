"""openfacefx `energy` over every sound of a folder: `python openfacefx_rows.py SOUNDS`.

Sounds are 16 kHz. Its defaults: 60 frames a second, normalised over the whole file, keyframes
reduced; rows are read off the keyframes by straight lines. Rows as `npm/world.mjs` says.
"""

import sys
import wave
from pathlib import Path

import numpy as np
from openfacefx.energy import generate_from_energy
from openfacefx.visemes import VISEMES


def main() -> None:
    """Write NNNN.rows beside every NNNN.f32."""
    for path in sorted(Path(sys.argv[1]).glob("*.f32")):
        samples = np.fromfile(path, np.float32)
        sound = path.with_suffix(".wav")
        with wave.open(str(sound), "wb") as file:
            file.setparams((1, 2, 16000, 0, "NONE", ""))
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        track = generate_from_energy(str(sound))
        times_s = (np.arange(samples.size // 160) + 1) / 100
        rows = np.zeros((times_s.size, len(VISEMES)), np.float32)
        for channel in track.channels:
            keys = np.array([(key.time, key.value) for key in channel.keys])
            rows[:, VISEMES.index(channel.name)] = np.interp(times_s, keys[:, 0], keys[:, 1])
        rows.tofile(path.with_suffix(".rows"))


main()
