"""`own_card`: the card of a network, the shipped one or somebody's own in its place."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from kinesics.errors import ModelError
from kinesics.inference.card import ModelCard, TensorSpec
from kinesics_models import model_folder

__all__ = ["own_card", "own_models"]

_TELLS = "speech_face"
"""Its card tells the mouth what to feed it, and which channels it shows."""


class _Names(Protocol):
    """What names folders of networks (empty: none), and who decides where to look."""

    @property
    def gaze(self) -> str: ...
    @property
    def gaze_model(self) -> str: ...
    @property
    def gesture_model(self) -> str: ...
    @property
    def mouth_model(self) -> str: ...


def own_models(request: _Names) -> Mapping[str, str]:
    """Folders of somebody's own networks, by the shipped one whose work they are to do.

    Raises:
        ModelError: a network for a gaze that rules decide.
    """
    if request.gaze_model and request.gaze == "rules":
        raise ModelError(
            f"gaze_model is {request.gaze_model!r}, but gaze is 'rules', which use no network; "
            "wanted gaze 'network', or an empty gaze_model"
        )
    return {
        "gaze": request.gaze_model,
        "speech_gesture": request.gesture_model,
        "speech_face": request.mouth_model,
    }


def own_card(name: str, folder: str) -> ModelCard:
    """The card of the shipped network `name`; with `folder`, of the one that is to do its work.

    Raises:
        ModelError: no card, or that of a network that hears or says something else.
    """
    shipped = ModelCard.load(model_folder(name))
    if not folder:
        return shipped
    own = ModelCard.load(Path(folder))
    for what, told, wanted in _differences(own, shipped):
        raise ModelError(f"{folder}: {what} of its card is {told}; wanted {wanted}, as of {name}")
    return own


def _differences(own: ModelCard, shipped: ModelCard) -> Iterator[tuple[str, object, object]]:
    """What has to be alike and is not; how deep it is inside, and how good, is its own affair."""
    pairs: dict[str, tuple[object, object]] = {
        "role": (own.role, shipped.role),
        "rate_hz": (own.rate_hz, shipped.rate_hz),
    }
    if shipped.role != _TELLS:
        pairs |= {
            "inputs": (_ends(own.inputs), _ends(shipped.inputs)),
            "outputs": (_ends(own.outputs), _ends(shipped.outputs)),
            "features": (dict(own.features), dict(shipped.features)),
        }
    for what, (told, wanted) in pairs.items():
        if told != wanted:
            yield what, told, wanted


def _ends(tensors: tuple[TensorSpec, ...]) -> list[str]:
    return [f"{one.name}{list(one.shape)}" for one in tensors]
