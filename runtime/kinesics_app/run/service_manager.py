"""`tell_service_manager`: what systemd wants to know of a service of `Type=notify`."""

import os
import socket
import time

__all__ = ["tell_service_manager"]


def tell_service_manager(state: str, *, dated: bool = False) -> None:
    """Say `READY=1`, `RELOADING=1`, `WATCHDOG=1` or `STOPPING=1`; nobody listens: nothing happens.

    `dated`: with the time, as RELOADING=1 has to be for `Type=notify-reload`.
    The protocol is that of sd_notify(3): one datagram to the socket that NOTIFY_SOCKET names.
    """
    path = os.environ.get("NOTIFY_SOCKET")
    if not path:
        return
    if dated:
        state += f"\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"
    address = "\0" + path[1:] if path.startswith("@") else path  # an abstract one
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as end:
            end.sendto(state.encode(), address)
    except OSError:
        return  # a robot never stops because its manager is away
