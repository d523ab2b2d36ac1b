"""`Faults`: what happens to a robot that a person will want to look into."""

from kinesics_app.device.device import Device
from kinesics_app.life.life import FOLLOWS, Life

__all__ = ["Faults"]


class Faults:
    """Looks at each turn; tells each fault once, when it begins."""

    def __init__(self) -> None:
        self._followed = False
        self._conditions: frozenset[str] = frozenset()
        self._died: frozenset[str] = frozenset()

    def found(self, device: Device, life: Life | None) -> str:
        """What is newly at fault, in a few words; empty: nothing."""
        told = self._state(device, life) or self._condition(device) or self._death(life)
        self._conditions = frozenset(device.conditions)
        self._died = frozenset() if life is None else frozenset(life.loop.died)
        return told

    def _state(self, device: Device, life: Life | None) -> str:
        state = device.bridge.state or "not connected"
        follows = state in FOLLOWS
        lost = self._followed and not follows and life is not None
        self._followed = follows
        return f"state {state}: {device.trouble}" if lost else ""

    def _condition(self, device: Device) -> str:
        fresh = {*device.conditions} - self._conditions
        return f"condition: {', '.join(sorted(fresh))}" if fresh else ""

    def _death(self, life: Life | None) -> str:
        if life is None:
            return ""
        fresh = [name for name in life.loop.died if name not in self._died]
        return (
            f"died: {', '.join(f'{name} ({life.loop.died[name]})' for name in fresh)}"
            if fresh
            else ""
        )
