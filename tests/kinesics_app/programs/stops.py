"""`kinesics stop` of a port that is not there: its exit code, and which modules it has loaded."""

import json
import sys

from kinesics_app.__main__ import main

sys.argv = ["kinesics", "stop", "--port", "/dev/nix"]
try:
    main()
except SystemExit as ended:
    print(json.dumps([ended.code, sorted(sys.modules)]))
