"""`add_followed`: joints moved as MoveIt asks for it: control_msgs/FollowJointTrajectory."""

from collections.abc import Callable, Sequence
from typing import Any

from kinesics.conversation.event import Event
from kinesics_ros.asking.actions import Actions, Asked
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.goals import FOLLOW

__all__ = ["add_followed"]


class _FollowedPaths(Actions):
    """Told in that type's codes; no feedback: who wants to know where joints are has them told."""

    def _feedback(self, kind: Any, event: Event) -> Any:
        return None

    def _result(self, kind: Any, event: Event) -> Any:
        codes = {"finished": kind.Result.SUCCESSFUL, "refused": kind.Result.INVALID_GOAL}
        code = codes.get(event.state, kind.Result.PATH_TOLERANCE_VIOLATED)
        return kind.Result(error_code=code, error_string=event.reason)


def add_followed(node: Any, asked: Asked, edge: Callable[[], Edge]) -> Sequence[Actions]:
    """The action; nothing, where control_msgs is not installed."""
    try:
        from control_msgs import action
    except ImportError:
        return ()
    return [_FollowedPaths(node, action, asked, edge, None, [f"~/{FOLLOW}"])]
