"""`Heard`: what came over a wire, counted, and what that says where no answer did."""

from dataclasses import dataclass

__all__ = ["Heard"]


@dataclass(slots=True)
class Heard:
    """What came, whatever it means."""

    size: int = 0
    """Bytes."""
    echoes: bool = False
    """Whether our own words came back."""
    malformed: int = 0
    """Frames with a right CRC that no message fits."""
    gaps: int = 0
    """Messages whose number was not the next."""

    @property
    def no_answer(self) -> str:
        """A complaint: what came instead of an answer to HELLO, and what to do."""
        if self.echoes:
            told = "the port echoes what is sent; cross its wires, or name the robot's port"
        elif self.size:
            told = f"{self.size} bytes came that are not kinesics'; another device or baud rate"
        else:
            told = (
                "nothing came; check port, power and baud rate, and of a twin or emulator whether "
                "its program is stopped"
            )
        return f"no firmware answers: {told}"
