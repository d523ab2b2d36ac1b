"""The bridge errors that a caller tells apart."""

from kinesics.errors import BridgeError

__all__ = ["IncompatibleError", "SilenceError"]


class IncompatibleError(BridgeError):
    """What answers speaks another protocol, or is another robot than wanted."""


class SilenceError(BridgeError):
    """An answer that did not come in time."""
