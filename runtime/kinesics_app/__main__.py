"""`kinesics`, and `python -m kinesics_app`: the command line, also when Ctrl-C comes early."""

import sys
from collections.abc import Callable

__all__ = ["main"]


def main() -> None:
    """Run the command line; an interrupt before it has started is no traceback."""
    try:
        _command()(prog_name="kinesics")
    except KeyboardInterrupt:
        sys.stderr.write("kinesics: interrupted\n")
        sys.exit(130)


def _command() -> Callable[..., object]:
    """The whole command line, or of it `stop` alone: a robot must not wait for imports."""
    if sys.argv[1:2] == ["stop"]:
        from kinesics_app.cli.stop import main as stop_alone

        return stop_alone
    from kinesics_app.cli.main import main as whole

    return whole


if __name__ == "__main__":
    main()
