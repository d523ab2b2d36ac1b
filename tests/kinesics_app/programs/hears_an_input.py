"""Keeps the first so many samples of the default input in a file."""

import sys

import numpy as np

from kinesics_app.sound.input import SoundInput

wanted, blocks = int(sys.argv[1]), []
with SoundInput() as heard:
    while sum(map(len, blocks)) < wanted:
        block = heard.take(5.0)
        assert block is not None
        blocks.append(block)
np.save(sys.argv[2], np.concatenate(blocks)[:wanted])
