"""`CommandGroup`: a group of commands whose expected failures are one line on standard error."""

import errno
import sys
from typing import Any, NoReturn

import click

from kinesics.errors import KinesicsError
from kinesics_app.processes.interrupts import NOBODY_ANSWERS, exit_code

__all__ = ["CommandGroup"]


class CommandGroup(click.Group):
    """Commands whose expected failures are one line and exit code 2; interrupts 130 or 143."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that the context names."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            _end(interrupt)
        except click.Abort as abort:  # at a prompt, where click catches Ctrl-C itself
            click.echo(err=True)
            if not isinstance(abort.__context__, KeyboardInterrupt):
                click.echo(f"kinesics: {NOBODY_ANSWERS}", err=True)
                sys.exit(2)
            _end(abort.__context__)
        except KinesicsError as error:
            click.echo(f"kinesics: {error}", err=True)
            sys.exit(2)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            click.echo("kinesics: the disk that the output goes to is full", err=True)
            sys.exit(2)


def _end(interrupt: KeyboardInterrupt) -> NoReturn:
    click.echo("kinesics: interrupted", err=True)
    sys.exit(exit_code(interrupt))
