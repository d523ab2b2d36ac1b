"""`Closing`: what is closed at the end of a `with` block."""

from abc import ABC, abstractmethod
from typing import TypeVar

__all__ = ["Closing"]

Own = TypeVar("Own", bound="Closing")


class Closing(ABC):
    """Is itself in a `with` block, and closed at its end, whatever ends it."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what it holds; twice is fine."""

    def __enter__(self: Own) -> Own:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
