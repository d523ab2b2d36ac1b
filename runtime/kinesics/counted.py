"""`counted`: how many of what, as a person would say it."""

__all__ = ["counted"]


def counted(count: int, noun: str) -> str:
    """`1 joint`, `2 joints`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
