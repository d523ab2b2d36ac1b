"""`ModelFile`: one file of a network, for one backend, as its card tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kinesics.table import Table

__all__ = ["ModelFile", "inside_folder", "read_digest", "read_model_file"]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of the network, for one backend."""

    backend: str
    path: str
    """Relative to the folder of the card."""
    sha256: str
    """64 lower-case hexadecimal digits."""
    size_bytes: int
    scheme: str
    """How it is quantised, in words."""
    tolerance: float
    """Largest |output - golden| allowed over the golden stream, in the unit of the output."""
    tensors: Mapping[str, str]
    """Logical name of every input, output, state input and state output -> its name in the file."""
    golden_error_max: float | None = None
    """What the tolerance was set from, as measured where the file was made."""
    golden_error_rms: float | None = None
    tolerances: Mapping[str, float] = field(default_factory=dict)
    """Of outputs that have their own; the others have `tolerance`."""

    def tolerance_of(self, output: str) -> float:
        """Largest |output - golden| that is allowed of this output."""
        return self.tolerances.get(output, self.tolerance)


def read_model_file(table: Table) -> ModelFile:
    """One of a card's `[[files]]`; what is wrong is an error of the table's kind."""
    file = ModelFile(
        backend=table.text("backend"),
        path=inside_folder(table),
        sha256=table.text("sha256"),
        size_bytes=table.integer("bytes", 1),
        scheme=table.text("scheme"),
        tolerance=table.number("tolerance"),
        tensors=table.table("tensors").text_map(),
        golden_error_max=_error(table, "golden_error_max"),
        golden_error_rms=_error(table, "golden_error_rms"),
        tolerances=_tolerances(table.table("tolerances")) if table.has("tolerances") else {},
    )
    _check_digest(table, file.sha256)
    table.done()
    return file


def _tolerances(table: Table) -> dict[str, float]:
    found = {name: table.not_negative(name) for name in table.whole()}
    table.done()
    return found


def _error(table: Table, key: str) -> float | None:
    return table.not_negative(key) if table.has(key) else None


def read_digest(table: Table) -> str:
    """The `sha256` of a file beside the card; empty where the card does not say it."""
    digest = table.text("sha256") if table.has("sha256") else ""
    if digest:
        _check_digest(table, digest)
    return digest


def _check_digest(table: Table, digest: str) -> None:
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise table.wrong("sha256", digest, "64 lower-case hexadecimal digits")


def inside_folder(table: Table) -> str:
    """Its `path`, which must not lead out of the model's folder."""
    path = table.text("path")
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise table.wrong("path", path, "a path inside the model folder")
    return path
