"""The application: the only place with clocks, devices and configuration."""

import os

# A tick's products are too small to share: OpenBLAS's helper threads only wait, at full speed.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
