"""Plays a second of sound as a live performance does; says by what."""

import time

import numpy as np

from kinesics_app.sound.player import Player

tone = np.linspace(-0.5, 0.5, 16_000, dtype=np.float32)
with Player(tone, 16_000, wanted=True) as player:
    player.play_from(time.monotonic_ns() + 50_000_000)
    time.sleep(1.3)
    print(player.said)
