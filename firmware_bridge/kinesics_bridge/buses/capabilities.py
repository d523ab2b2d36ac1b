"""`Capabilities`: what a bridge's device does by itself, as data that doctor prints."""

from dataclasses import dataclass

__all__ = ["FIRMWARE", "Capabilities"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the device behind a bridge can do without its host."""

    device: str
    """What it is, in a word or two."""
    dated_buffer: bool
    """It holds rows and plays them at their time."""
    limits: bool
    """It keeps position, velocity, acceleration and jerk limits."""
    feedback: tuple[str, ...] = ()
    """What it reports of each servo: position, current, load, temperature, voltage."""
    watchdog_s: float | None = None
    """Silence of the host after which it stops by itself; None: it never does."""

    @property
    def alone(self) -> str:
        """What the servos do when their host is silent."""
        if self.watchdog_s is None:
            return "its servos hold their last goal, for ever: they have no watchdog"
        return f"its servos stop after {self.watchdog_s:g} s, where they are"

    def lines(self) -> list[tuple[bool, str]]:
        """(whether it is good, a sentence) for each capability, for people."""
        reported = ", ".join(self.feedback)
        return [
            (
                self.dated_buffer,
                "rows are played from a buffer on the device: host stalls are invisible"
                if self.dated_buffer
                else "no buffer on the device, this host plays the rows: host stalls are visible "
                "here",
            ),
            (
                self.limits,
                "limits are kept on both sides"
                if self.limits
                else "limits are kept by this host alone: nothing on the device knows them",
            ),
            (
                bool(self.feedback),
                f"servos report {reported}"
                if reported
                else "servos report nothing: poses are what was asked for",
            ),
            (
                self.watchdog_s is not None,
                f"servos stop after {self.watchdog_s:g} s without their host"
                if self.watchdog_s is not None
                else "no watchdog: when the host dies, servos hold their last goal for ever",
            ),
        ]


FIRMWARE = Capabilities(
    device="kinesics firmware",
    dated_buffer=True,
    limits=True,
    feedback=("position",),
    watchdog_s=0.25,
)
"""What our own firmware does; protocol.toml has its timers."""
