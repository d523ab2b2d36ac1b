"""`spin`: a node of ours as a process, until SIGINT or SIGTERM; then it is closed."""

from collections.abc import Callable, Sequence
from typing import Any

import rclpy
from rclpy.executors import MultiThreadedExecutor
from rclpy.signals import SignalHandlerOptions

from kinesics.errors import KinesicsError
from kinesics_app.interrupts import ending

__all__ = ["spin"]

_LOOK_S = 0.2  # how often it looks whether it is to end


def spin(make: Callable[[], Any], arguments: Sequence[str] | None = None) -> int:
    """Run what `make` makes (it has `node` and `close()`); the exit code: 0 when it was closed.

    Two threads: one for transitions and messages, one for what must go on meanwhile (`stop`,
    diagnostics). Neither has a timer faster than 1 Hz.
    """
    rclpy.init(args=arguments, signal_handler_options=SignalHandlerOptions.NO)
    try:
        one = make()
        executor = MultiThreadedExecutor(num_threads=2)
        executor.add_node(one.node)
        try:
            with ending() as end:
                while not end.asked:
                    executor.spin_once(timeout_sec=_LOOK_S)
        finally:  # also where a callback failed: a robot is parked, whatever happened
            executor.shutdown()
            good = _closed(one)
        return 0 if good else 1
    finally:
        rclpy.try_shutdown()


def _closed(one: Any) -> bool:
    try:
        one.close()
    except KinesicsError as error:
        one.node.get_logger().error(str(error))
        return False
    return True
