"""`process_ended`: whether another process, whoever began it, has ended."""

import os
import select
from collections.abc import Callable

from kinesics.errors import ConfigError

__all__ = ["process_ended"]


def process_ended(pid: int) -> Callable[[], bool]:
    """What tells, asked again and again, that the process which has this number now has ended.

    One that is dead and that nobody has waited for has ended, where the system tells (Linux).

    Raises:
        ConfigError: there is no such process.
    """
    try:
        os.kill(pid, 0)
        if not hasattr(os, "pidfd_open"):
            return lambda: not _is_there(pid)
        opened = os.pidfd_open(pid)  # of this process, not of a later one with its number
    except PermissionError:
        return lambda: not _is_there(pid)  # another user's
    except (ProcessLookupError, OverflowError) as error:
        raise ConfigError(f"there is no process {pid}") from error
    poll = select.poll()
    poll.register(opened, select.POLLIN)
    return lambda: bool(poll.poll(0))


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
