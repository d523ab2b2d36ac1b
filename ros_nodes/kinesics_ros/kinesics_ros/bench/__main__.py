"""`python -m kinesics_ros.bench`, which `kinesics bench ros` runs."""

import sys

from kinesics_ros.bench.costs import main

if __name__ == "__main__":
    sys.exit(main())
