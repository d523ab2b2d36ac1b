"""`kinesics`, and `python -m kinesics_app`: the command line, also when Ctrl-C comes early."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; an interrupt before it has started is no traceback."""
    try:
        from kinesics_app.cli import main as command

        command()
    except KeyboardInterrupt:
        sys.stderr.write("kinesics: interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
