"""Fills a ring with numbers of growing length, until it is killed."""

import sys
from pathlib import Path

from kinesics_app.black_box.ring import Ring

ring = Ring(Path(sys.argv[1]), {"robot": "r"}, 2000, 500)
n = 0
while True:
    ring.put(n.to_bytes(8, "little") * (1 + n % 200))
    n += 1
    if n == 3000:
        print("going", flush=True)
