"""`Casting`: what a character is to be like, and which of it thinks here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper
from kinesics.ports import Packet, Stepper
from kinesics_app.character.own_card import own_card
from kinesics_app.tick.lateness import Lateness

__all__ = ["Absent", "Casting"]


@dataclass(frozen=True, slots=True)
class Casting:
    """What a character is to be like."""

    lookahead_ms: int
    """How much future the mouth's network hears: one of its card's, 0..200."""
    backend: str
    """What runs the networks: `onnxruntime`, `litert`, or `auto`, the fastest that is there."""
    seed: int
    """Of all chance: another seed is another life of the same kind."""
    loudness: float = 0.0
    """0..1: how much wider a raised voice opens the mouth."""
    affect: float = 0.0
    """0..1: how much its own voice and words suggest what it feels; at 0 its network is closed."""
    thinks: Collection[str] | None = None
    """Names of the behaviours and analysers that think here; None: all. Of those that think
    elsewhere no network is opened: the mouth is `Absent`, analysers are left out."""
    lateness: Lateness | None = None
    """What is done about networks that miss their budget."""
    gestures: str = ""
    """Folder of somebody's own gestures and imported motion; empty: none."""
    models: Mapping[str, str] = field(default_factory=dict)
    """Folders of somebody's own networks, by the shipped one whose work they do; empty: none."""

    def card(self, name: str) -> ModelCard:
        """What a network says of itself: the shipped one, or somebody's own in its place.

        Raises:
            ModelError: as `own_card`.
        """
        return own_card(name, self.models.get(name, ""))

    def is_own(self, name: str) -> bool:
        """Whether somebody's own network is to do its work: then nothing else is to."""
        return bool(self.models.get(name))

    def network(self, stage: str, card: ModelCard) -> Stepper:
        """The network of a stage; ModelError as `open_stepper`."""
        stepper = open_stepper(card, self.backend)
        return stepper if self.lateness is None else self.lateness.half_rate(stage, stepper)

    def wants(self, name: str) -> bool:
        """Whether a behaviour or an analyser thinks here."""
        return self.thinks is None or name in self.thinks


class Absent:
    """A behaviour that thinks elsewhere: its name alone."""

    def __init__(self, name: str) -> None:
        self.name = name

    def feed(self, packet: Packet) -> None:
        """Nothing."""
        del packet
