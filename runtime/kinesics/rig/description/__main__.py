"""`python -m kinesics.rig.description [--check]`: write robots' files, or compare them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kinesics.rig.description.matrix import matrix_toml, matrix_urdf
from kinesics.rig.description.write_mjcf import mjcf
from kinesics.rig.description.write_rig import rig_toml
from kinesics.rig.description.write_urdf import urdf

__all__ = ["main"]

_FOLDER = Path(__file__).parents[1] / "robots"


def main(arguments: Sequence[str] | None = None, folder: Path = _FOLDER) -> int:
    """Exit status: 1 where `--check` finds a file that differs from the description."""
    parser = argparse.ArgumentParser(prog="python -m kinesics.rig.description")
    parser.add_argument("--check", action="store_true", help="compare the files, write nothing")
    check = parser.parse_args(arguments).check
    texts = {
        "humanoid/humanoid.toml": rig_toml(),
        "humanoid/humanoid.urdf": urdf(),
        "humanoid/humanoid.xml": mjcf(),
        "matrix/matrix.toml": matrix_toml(),
        "matrix/matrix.urdf": matrix_urdf(),
    }
    wanted = {folder / name: text.encode() for name, text in texts.items()}
    stale = [path for path in wanted if not path.is_file() or path.read_bytes() != wanted[path]]
    for path in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
        sys.stdout.write(f"{'differs' if check else 'written'}: {path.name}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
