"""`ManagedNode`: a lifecycle node whose transitions are calls that raise what is wrong."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lifecycle_msgs.srv import ChangeState
from rcl_interfaces.msg import SetParametersResult
from rcl_interfaces.srv import SetParameters, SetParametersAtomically
from rclpy.impl.implementation_singleton import rclpy_implementation
from rclpy.lifecycle import LifecycleNode, TransitionCallbackReturn

from kinesics.errors import KinesicsError

__all__ = ["ManagedNode"]


class ManagedNode(LifecycleNode):
    """rclpy offers transitions to subclasses alone, so this is the one that there is.

    A step that raises makes its transition fail, with the reason in the log and in `refusal`:
    `configure` and `activate` lead back to where they came from, the others to `unconfigured`.
    """

    def __init__(self, name: str, steps: Mapping[str, Callable[[], None]]) -> None:
        """`steps`: `configure`, `activate`, `deactivate`, `cleanup`, `shutdown` and `error`."""
        self.refusal = ""
        """Why the last transition failed; empty: it did not."""
        self._steps = steps
        super().__init__(name)
        for one in self.services:  # of rclpy: parameters, transitions
            own = self._change if one.srv_type is ChangeState else self._answer
            one.callback = partial(own, one.callback)
        told = self.get_fully_qualified_name()
        self.get_logger().info(f"unconfigured; `ros2 lifecycle set {told} configure`, `activate`")

    @property
    def called(self) -> str:
        """As no other node on this computer."""
        return f"/domain-{self.context.get_domain_id()}{self.get_fully_qualified_name()}"

    @property
    def is_configured(self) -> bool:
        """Whether the state is anything between configure and cleanup."""
        return self.state not in ("unconfigured", "finalized")

    @property
    def state(self) -> str:
        """Of the lifecycle."""
        name: str = self._state_machine.current_state[1]
        return name

    def lose(self, reason: str) -> None:
        """What the node was configured for is gone: lead to `unconfigured`, and say why."""
        if not self.is_configured:
            return
        if self.state == "active":
            self.trigger_deactivate()  # fails, for there is nothing to deactivate: then `error`
        if self.state == "inactive":
            self.trigger_cleanup()
        self.refusal = reason
        self.get_logger().error(reason)

    def on_configure(self, state: Any) -> Any:
        """As the step."""
        return self._step("configure", TransitionCallbackReturn.FAILURE)

    def on_activate(self, state: Any) -> Any:
        """As the step."""
        return self._step("activate", TransitionCallbackReturn.FAILURE)

    def on_deactivate(self, state: Any) -> Any:
        """As the step."""
        return self._step("deactivate", TransitionCallbackReturn.ERROR)

    def on_cleanup(self, state: Any) -> Any:
        """As the step."""
        return self._step("cleanup", TransitionCallbackReturn.ERROR)

    def on_shutdown(self, state: Any) -> Any:
        """As the step."""
        return self._step("shutdown", TransitionCallbackReturn.ERROR)

    def on_error(self, state: Any) -> Any:
        """As the step; whatever comes of it, the node can be configured again."""
        return self._step("error", TransitionCallbackReturn.SUCCESS)

    def _change(self, change: Callable[[Any, Any], Any], request: Any, response: Any) -> Any:
        """As rclpy, which a transition that there is not from here would end, and the robot."""
        before = self.state
        try:
            return change(request, response)
        except rclpy_implementation.RCLError as error:
            asked = request.transition.label or request.transition.id
            self.get_logger().warning(f"no transition {asked!r} from {before}: {error}")
            response.success = False
            return response

    def _answer(self, answer: Callable[[Any, Any], Any], request: Any, response: Any) -> Any:
        """As rclpy, which a parameter of a type that there is not would end, and the robot."""
        try:
            return answer(request, response)
        except (LookupError, RuntimeError, TypeError, ValueError) as error:
            why = f"no request that can be: {type(error).__name__}: {error}"
            self.get_logger().warning(why)
            refusal = SetParametersResult(reason=why)
            if isinstance(response, SetParameters.Response):
                missing = len(request.parameters) - len(response.results)
                response.results = [*response.results, *[refusal] * missing]
            elif isinstance(response, SetParametersAtomically.Response):
                response.result = refusal
            return response

    def _step(self, name: str, otherwise: Any) -> Any:
        try:
            self._steps[name]()
        except KinesicsError as error:
            self.refusal = f"{name}: {error}"
            self.get_logger().error(self.refusal)
            return otherwise
        if name != "error":  # what led there is still the reason
            self.refusal = ""
        return TransitionCallbackReturn.SUCCESS
