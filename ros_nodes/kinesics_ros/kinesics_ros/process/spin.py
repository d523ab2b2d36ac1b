"""`spin`: nodes of ours as a process, until SIGINT or SIGTERM; then they are closed."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import rclpy
from rclpy.executors import MultiThreadedExecutor
from rclpy.signals import SignalHandlerOptions

from kinesics.errors import KinesicsError
from kinesics_app.processes.interrupts import ending
from kinesics_ros.lifecycle.autostart import autostart
from kinesics_ros.process.middleware import apply_profile

__all__ = ["spin"]

_LOOK_S = 0.2  # how often it looks whether it is to end
_REST_S = 0.05


def spin(makes: Sequence[Callable[[], Any]], missing: str = "") -> int:
    """Run what `makes` make (each has `node` and `close()`), until they are to end; the exit code.

    `missing` is told in the log: what they do without (`absent`); empty: nothing.

    0: all were closed; 1: one was not; 2: one cannot be made, by what it was started with.

    Two threads: one for transitions and messages, one for what must go on meanwhile (`stop`,
    diagnostics). Neither has a timer faster than 10 Hz.
    """
    apply_profile()
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    try:
        executor = MultiThreadedExecutor(num_threads=2)
        ours: list[Any] = []
        try:
            with ending() as end:  # who is told to end while nodes are made closes them, too
                try:
                    ours += [make() for make in makes]
                except KinesicsError as error:
                    sys.stderr.write(f"kinesics: {error}\n")
                    return 2
                if missing:
                    ours[0].node.get_logger().info(missing)
                for one in ours:
                    executor.add_node(one.node)
                    autostart(one.node)
                while not end.asked:
                    executor.spin_once(timeout_sec=_LOOK_S)
            time.sleep(_REST_S)  # a call that a thread was just handed begins before it is over
        finally:  # also where a callback failed: a robot is parked, whatever happened
            executor.shutdown()
            closed = [_closed(one) for one in ours]
        return 0 if all(closed) else 1
    finally:
        rclpy.try_shutdown()


def _closed(one: Any) -> bool:
    try:
        one.close()
    except KinesicsError as error:
        one.node.get_logger().error(str(error))
        return False
    return True
