"""What is added where kinesics_interfaces is built: actions, and a service for the persona."""

from collections.abc import Callable
from typing import Any

from rclpy.parameter import Parameter

from kinesics_ros.actions import Actions
from kinesics_ros.asked import Edge
from kinesics_ros.held import Held
from kinesics_ros.parameters import PERSONA

__all__ = ["add_richer"]


def add_richer(node: Any, held: Held, edge: Callable[[], Edge]) -> Actions | None:
    """The actions; None, and nothing is added, where the interfaces are not built."""
    try:
        from kinesics_interfaces import action, srv
    except ImportError:
        return None

    def set_persona(request: Any, response: Any) -> Any:
        dials = [Parameter(name, value=float(getattr(request, name))) for name in PERSONA]
        answer = node.set_parameters_atomically(dials)
        response.success, response.message = answer.successful, answer.reason
        return response

    node.create_service(srv.SetPersona, "set_persona", set_persona)
    return Actions(node, action, held, edge)
