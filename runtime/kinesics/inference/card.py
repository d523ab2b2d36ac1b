"""`ModelCard`: what a model folder says of itself, checked before anything runs."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kinesics.errors import ModelError
from kinesics.inference.model_file import ModelFile, inside_folder, read_digest, read_model_file
from kinesics.table import Table
from kinesics.toml import TomlError, load_toml

__all__ = ["Golden", "ModelCard", "StateSpec", "TensorSpec"]

SCHEMA = 1

# A recurrent network shows a wrong state only after some steps, and 50 steps warm an engine up.
MIN_GOLDEN_STEPS = 50


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """An input or an output: float32, static shape, batch of one."""

    name: str
    shape: tuple[int, ...]
    unit: str = ""
    names: tuple[str, ...] = ()
    """What each place along the last axis is; none: not told."""


@dataclass(frozen=True, slots=True)
class StateSpec:
    """A float32 state: what leaves a step as `output` enters the next as `input`; zero at first."""

    name: str
    input: str
    output: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Golden:
    """A stream of inputs and the fp32 network's outputs for it."""

    path: str
    """An .npz of arrays (T, *shape without the batch), named as the inputs and outputs."""
    steps: int
    """T."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model folder's `card.toml`, complete and free of contradictions."""

    folder: Path
    name: str
    version: str
    role: str
    summary: str
    rate_hz: float
    """Steps per second of streamed input."""
    parameters: int
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    states: tuple[StateSpec, ...]
    files: tuple[ModelFile, ...]
    golden: Golden
    hull: str = ""
    """An .npz of `directions` (N, K) and `bounds` (N,) over the output's channels; empty: none."""
    hull_sha256: str = ""
    """Of that file; empty: the card does not say."""
    channels: tuple[str, ...] = ()
    """Names of the channels that the output holds, in its order."""
    lookaheads_ms: tuple[int, ...] = (0,)
    """Look-aheads that the network offers, ascending, in the order of its output."""
    default_lookahead_ms: int = 0
    features: Mapping[str, Any] = field(default_factory=dict)
    """Arguments of the front end that makes the input."""
    accuracy: Mapping[str, Any] = field(default_factory=dict)
    """Scores, as the evaluation wrote them."""
    notes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Every other table of the card as it is: budget, data, licence..."""

    def __post_init__(self) -> None:
        if not self.inputs or not self.outputs or not self.files:
            raise ModelError(f"{self.name}: wanted at least one of inputs, outputs and files each")
        if list(self.lookaheads_ms) != sorted(set(self.lookaheads_ms)):
            raise ModelError(f"{self.name}: lookaheads_ms {self.lookaheads_ms}; wanted ascending")
        if self.default_lookahead_ms not in self.lookaheads_ms:
            raise ModelError(
                f"{self.name}: default_lookahead_ms is {self.default_lookahead_ms}; "
                f"wanted one of {self.lookaheads_ms}"
            )
        self._check_names()
        for file in self.files:
            self._check_tensor_map(file)

    @classmethod
    def load(cls, folder: Path) -> "ModelCard":
        """The card of `folder`; ModelError if absent, not TOML, of another schema or wrong."""
        path = folder / "card.toml"
        try:
            values = load_toml(path)
        except OSError as error:
            raise ModelError(f"{path}: {error.strerror}; wanted a model folder's card") from error
        except (TomlError, UnicodeDecodeError) as error:
            raise ModelError(f"{path}: not TOML: {error}") from error
        return _parse(folder, Table(f"{path}: ", values, ModelError))

    def file(self, backend: str) -> ModelFile:
        """The file for `backend`; ModelError if the model has none."""
        for file in self.files:
            if file.backend == backend:
                return file
        has = ", ".join(file.backend for file in self.files)
        raise ModelError(f"model {self.name!r} has no file for backend {backend!r}; it has {has}")

    def read(self, file: ModelFile) -> bytes:
        """The bytes of `file`; ModelError unless its size and sha256 are the card's."""
        path = self.folder / file.path
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path}: {error.strerror}; the card names this file") from error
        if len(content) != file.size_bytes:
            raise ModelError(f"{path}: {len(content)} bytes; the card says {file.size_bytes}")
        digest = hashlib.sha256(content).hexdigest()
        if digest != file.sha256:
            raise ModelError(f"{path}: sha256 is {digest}; the card says {file.sha256}")
        return content

    @property
    def fed(self) -> dict[str, tuple[int, ...]]:
        """Logical name -> shape of all that enters a step: inputs, then states."""
        shapes = {spec.name: spec.shape for spec in self.inputs}
        return shapes | {state.input: state.shape for state in self.states}

    @property
    def made(self) -> dict[str, tuple[int, ...]]:
        """Logical name -> shape of all that leaves a step: outputs, then states."""
        shapes = {spec.name: spec.shape for spec in self.outputs}
        return shapes | {state.output: state.shape for state in self.states}

    def _check_names(self) -> None:
        tensors = [spec.name for spec in (*self.inputs, *self.outputs)]
        ends = [name for state in self.states for name in (state.input, state.output)]
        _check_unique(self.name, "tensor", [*tensors, *ends])
        _check_unique(self.name, "state", [state.name for state in self.states])
        _check_unique(self.name, "backend", [file.backend for file in self.files])

    def _check_tensor_map(self, file: ModelFile) -> None:
        where = f"{self.name}: [files.tensors] of {file.path}"
        for name in (*self.fed, *self.made):
            if name not in file.tensors:
                raise ModelError(f"{where} lacks {name!r}; wanted every tensor and state end")
        for name in file.tolerances:
            if name not in {spec.name for spec in self.outputs}:
                raise ModelError(
                    f"{self.name}: [files.tolerances] of {file.path} names {name!r}, no output"
                )
        for name in file.tensors:
            if name not in self.fed and name not in self.made:
                known = ", ".join((*self.fed, *self.made))
                raise ModelError(f"{where} names {name!r}, which the card lacks; it has {known}")
        for side in (self.fed, self.made):
            _check_unique(where, "tensor", [file.tensors[name] for name in side])


def _check_unique(where: str, kind: str, names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ModelError(f"{where}: {kind} {name!r} occurs {count} times; wanted once")


def _parse(folder: Path, table: Table) -> ModelCard:
    if (schema := table.integer("schema", 1)) != SCHEMA:
        raise ModelError(f"{table.where}schema is {schema}; this version reads schema {SCHEMA}")
    lookaheads_ms = table.integers("lookaheads_ms", 0) if table.has("lookaheads_ms") else (0,)
    has_default = table.has("default_lookahead_ms")
    card = ModelCard(
        folder,
        name=table.text("name"),
        version=table.text("version"),
        role=table.text("role"),
        summary=table.text("summary"),
        rate_hz=table.number("rate_hz"),
        parameters=table.integer("parameters", 1),
        inputs=tuple(_tensor(item) for item in table.tables("inputs")),
        outputs=tuple(_tensor(item) for item in table.tables("outputs")),
        states=tuple(_state(item) for item in table.tables("states")),
        files=tuple(read_model_file(item) for item in table.tables("files")),
        golden=_golden(table.table("golden")),
        **(_hull(table.table("hull")) if table.has("hull") else {}),
        channels=table.texts("channels") if table.has("channels") else (),
        lookaheads_ms=lookaheads_ms,
        default_lookahead_ms=(
            table.integer("default_lookahead_ms", 0) if has_default else lookaheads_ms[0]
        ),
        features=table.free_table("features"),
        accuracy=table.free_table("accuracy"),
        notes=table.free_tables(),
    )
    table.done()
    return card


def _tensor(table: Table) -> TensorSpec:
    names = table.texts("names") if table.has("names") else ()
    spec = TensorSpec(table.text("name"), _shape(table), table.text("unit"), names)
    if spec.shape[0] != 1:
        raise table.wrong("shape", list(spec.shape), "a batch of 1 first")
    if names and len(names) != spec.shape[-1]:
        raise table.wrong("names", list(names), f"{spec.shape[-1]}, as the last axis is long")
    table.done()
    return spec


def _state(table: Table) -> StateSpec:
    spec = StateSpec(table.text("name"), table.text("input"), table.text("output"), _shape(table))
    table.done()
    return spec


def _shape(table: Table) -> tuple[int, ...]:
    """Static shape of a tensor, whose dtype must be float32.

    int8 states would have to be requantised by the caller at every step: in every static int8 file
    measured, the scales of a state's two ends differ.
    """
    if (dtype := table.text("dtype")) != "float32":
        raise table.wrong("dtype", dtype, "'float32'; quantise inside the network")
    return table.integers("shape", 1)


def _golden(table: Table) -> Golden:
    golden = Golden(inside_folder(table), table.integer("steps", MIN_GOLDEN_STEPS))
    table.done()
    return golden


def _hull(table: Table) -> dict[str, str]:
    hull = {"hull": inside_folder(table), "hull_sha256": read_digest(table)}
    table.done()
    return hull
