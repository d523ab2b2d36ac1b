"""`smoothstep`: the ramp that every hand-over takes."""

__all__ = ["smoothstep"]


def smoothstep(x: float) -> float:
    """3x² − 2x³ on 0..1, held outside: the least polynomial ramp without a jump in velocity."""
    x = min(max(x, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)
