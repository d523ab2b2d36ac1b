"""`python -m kinesics.rig.description [--check]`: write the humanoid's files, or compare them."""

import argparse
import sys
from pathlib import Path

from kinesics.rig.description.write_mjcf import mjcf
from kinesics.rig.description.write_rig import rig_toml
from kinesics.rig.description.write_urdf import urdf

FOLDER = Path(__file__).parents[1] / "robots" / "humanoid"


def files() -> dict[Path, bytes]:
    """What each generated file holds."""
    texts = {"humanoid.toml": rig_toml(), "humanoid.urdf": urdf(), "humanoid.xml": mjcf()}
    return {FOLDER / name: text.encode() for name, text in texts.items()}


def main() -> int:
    """Exit status: 1 where a file differs from the description and `--check` forbids writing."""
    parser = argparse.ArgumentParser(prog="python -m kinesics.rig.description")
    parser.add_argument("--check", action="store_true", help="compare the files, write nothing")
    check = parser.parse_args().check
    stale = [
        path
        for path, content in files().items()
        if not path.is_file() or path.read_bytes() != content
    ]
    for path in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files()[path])
        sys.stdout.write(f"{'differs' if check else 'written'}: {path.name}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
