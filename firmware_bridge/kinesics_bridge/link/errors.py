"""The bridge errors that a caller tells apart."""

from kinesics.errors import BridgeError

__all__ = ["IncompatibleError", "SilenceError", "with_port"]


class IncompatibleError(BridgeError):
    """What answers speaks another protocol, or is another robot than wanted."""


class SilenceError(BridgeError):
    """An answer that did not come in time."""


def with_port(error: BridgeError, name: str) -> BridgeError:
    """An error of the same kind that says at which port it was."""
    return error if name in str(error) else type(error)(f"{name}: {error}")
