"""Writes results into a folder until its input ends."""

import sys
from pathlib import Path

from kinesics_app.performance.out_folder import out_folder

with out_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
