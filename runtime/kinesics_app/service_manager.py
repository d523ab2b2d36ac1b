"""`tell_service_manager`: what systemd wants to know of a service of `Type=notify`."""

import os
import socket

__all__ = ["tell_service_manager"]


def tell_service_manager(state: str) -> None:
    """Say `READY=1`, `WATCHDOG=1` or `STOPPING=1`; nobody listens: nothing happens.

    The protocol is that of sd_notify(3): one datagram to the socket that NOTIFY_SOCKET names.
    """
    path = os.environ.get("NOTIFY_SOCKET")
    if not path:
        return
    address = "\0" + path[1:] if path.startswith("@") else path  # an abstract one
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as end:
            end.sendto(state.encode(), address)
    except OSError:
        return  # a robot never stops because its manager is away
