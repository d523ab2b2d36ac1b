"""`scripts/mutations`: every guard, taken out of a copy of the firmware, must fail a test."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kinesics.toml import load_toml
from kinesics_bridge.firmware.build import build

ROOT = Path(__file__).resolve().parents[2]
TESTS = Path("tests/kinesics_bridge")


def scratch_copy(folder):
    """What the firmware's tests need; the other packages stay those installed."""
    for name in ("firmware_bridge", str(TESTS)):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)


def mutate(firmware, mutation):
    source = firmware / mutation["file"]
    text = source.read_text()
    if text.count(mutation["before"]) != 1:
        raise SystemExit(f"{mutation['name']}: {mutation['file']} no longer has exactly one place")
    source.write_text(text.replace(mutation["before"], mutation["after"]))


def failed_tests(mutation):
    """Names of the tests that fail without this guard."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scratch_copy(folder)
        bridge = folder / "firmware_bridge"
        mutate(bridge / "firmware", mutation)
        image = build("wasm", firmware=bridge / "firmware")
        (bridge / "kinesics_bridge/twin/firmware.wasm").write_bytes(image)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
        ]
        done = subprocess.run(
            [*command, "--maxfail=3", str(TESTS / mutation["tests"])],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(bridge)},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{mutation['name']}: the tests did not run\n{done.stdout}{done.stderr}")
    lines = done.stdout.splitlines()
    return [line.split("::")[1].split(" ")[0] for line in lines if line.startswith("FAILED")]


def main():
    survived = 0
    for mutation in load_toml(Path(__file__).parent / "mutations.toml")["mutation"]:
        failed = failed_tests(mutation)
        survived += not failed
        found = f"fails {failed[0]}" if failed else "NO TEST FAILS"
        sys.stdout.write(f"without {mutation['name']}: {found}\n")
        sys.stdout.flush()
    return int(survived > 0)


if __name__ == "__main__":
    sys.exit(main())
