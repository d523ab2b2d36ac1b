"""`running_proxies`: bad wires that live in threads of their own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .proxy import FaultProxy
from .wire_faults import WireFaults

__all__ = ["StartProxy", "running_proxies"]

StartProxy = Callable[..., FaultProxy]
"""(device, faults, link, baud) -> a proxy that lives in a thread until the context ends."""


@contextmanager
def running_proxies() -> Iterator[StartProxy]:
    """Starts proxies to serial devices; all end with the context."""
    with ExitStack() as running:

        def start(
            device: str,
            faults: WireFaults | None = None,
            *,
            link: Path | None = None,
            baud: int = 1_000_000,
        ) -> FaultProxy:
            proxy = FaultProxy(device, faults, link=link, baud=baud)
            ended = threading.Event()
            life = threading.Thread(target=proxy.run, args=(ended.is_set,), name="fault proxy")
            life.start()
            running.callback(proxy.close)
            running.callback(life.join)
            running.callback(ended.set)
            return proxy

        yield start
