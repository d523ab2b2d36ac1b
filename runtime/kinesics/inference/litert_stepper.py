"""`LiteRtStepper`: a network in LiteRT, or in tflite-runtime where only that is installed."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import EngineError, ModelError
from kinesics.inference.card import ModelCard
from kinesics.inference.model_file import ModelFile
from kinesics.inference.tensors import Found, check_states, check_tensors

__all__ = ["LiteRtStepper", "open_interpreter"]

F32 = NDArray[np.float32]

_log = logging.getLogger(__name__)


class LiteRtStepper:
    """Steps the TFLite network `content` of `card`; a `Stepper`."""

    def __init__(self, card: ModelCard, file: ModelFile, content: bytes) -> None:
        interpreter, fed_index, made_index = open_interpreter(card, file, content)
        self._shapes = {state.name: state.shape for state in card.states}
        self.inputs: Mapping[str, F32] = MappingProxyType(
            {spec.name: np.zeros(spec.shape, np.float32) for spec in card.inputs}
        )
        """Named arrays that the caller writes into; the same ones for ever."""
        self.outputs: Mapping[str, F32] = MappingProxyType(
            {spec.name: np.zeros(spec.shape, np.float32) for spec in card.outputs}
        )
        """Named arrays that hold the last step's result; the same ones for ever."""
        self._fed = tuple((fed_index[name], array) for name, array in self.inputs.items())
        # Views, not `get_tensor`, which copies first: a state may be 30 KB. None outlives its line,
        # or the interpreter would not run.
        self._made = tuple(
            (interpreter.tensor(made_index[name]), array) for name, array in self.outputs.items()
        )
        self._state_index = {state.name: fed_index[state.input] for state in card.states}
        self._carried = tuple(
            (fed_index[state.input], interpreter.tensor(made_index[state.output]))
            for state in card.states
        )
        self._set, self._get = interpreter.set_tensor, interpreter.get_tensor
        self._invoke = interpreter.invoke
        self.reset()

    def step(self) -> None:
        """Run the network once; its states advance."""
        for index, array in self._fed:
            self._set(index, array)
        self._invoke()
        for view, array in self._made:
            array[...] = view()
        for index, view in self._carried:
            self._set(index, view())

    def reset(self) -> None:
        """Return every state to zero."""
        for name, index in self._state_index.items():
            self._set(index, np.zeros(self._shapes[name], np.float32))

    def snapshot(self) -> dict[str, F32]:
        """A copy of every state, by name."""
        return {name: self._get(index) for name, index in self._state_index.items()}

    def restore(self, states: Mapping[str, F32]) -> None:
        """Continue from a `snapshot()`; ModelError if it is of another model."""
        check_states(self._shapes, states)
        for name, index in self._state_index.items():
            self._set(index, states[name])


def open_interpreter(
    card: ModelCard, file: ModelFile, content: bytes
) -> tuple[Any, dict[str, int], dict[str, int]]:
    """An allocated interpreter, and logical name -> tensor index of what it is fed and makes.

    ModelError if `content` is no TFLite network, or not the one of the card.
    """
    try:
        interpreter = _interpreter_class(file)(model_content=content, num_threads=1)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelError(f"{file.path}: LiteRT cannot load it: {error}") from error
    inputs, outputs = _by_name(interpreter, file)
    check_tensors(card, file, _found(inputs), _found(outputs))
    fed = {name: int(inputs[file.tensors[name]]["index"]) for name in card.fed}
    made = {name: int(outputs[file.tensors[name]]["index"]) for name in card.made}
    return interpreter, fed, made


def _interpreter_class(file: ModelFile) -> Any:
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        return _legacy_interpreter_class(file)
    return Interpreter


def _legacy_interpreter_class(file: ModelFile) -> Any:
    """The interpreter of tflite-runtime, which was last built for numpy 1 and Python 3.11.

    Its 2.14 ignores per-channel scales of dynamic int8 layers (0.087 off the golden of the test
    model instead of 0.0008), so the goldens refuse such a file; one scale per tensor is right.
    """
    try:
        from tflite_runtime.interpreter import Interpreter
    except ImportError as error:
        raise EngineError(
            "backend 'litert' needs ai-edge-litert; install kinesics[tflite]"
        ) from error
    # Its wheel does not pin numpy and then dies in the constructor with an unrelated SystemError.
    if int(np.__version__.split(".")[0]) >= 2:
        raise ModelError(
            f"tflite-runtime does not work with numpy {np.__version__}; "
            "install kinesics[tflite] (ai-edge-litert), or numpy<2"
        )
    _log.warning("tflite-runtime is old and slow; install kinesics[tflite] (ai-edge-litert)")
    if "static" in file.scheme:
        _log.warning(
            "%s is static int8: 80 to 110 times slower in tflite-runtime than in LiteRT", file.path
        )
    return Interpreter


def _by_name(interpreter: Any, file: ModelFile) -> tuple[dict[str, Any], dict[str, Any]]:
    """Details of every input and of every output, by the name that the card uses for them.

    Some converters write the names that people gave into the signature alone, others write no
    signature at all; none keeps the order.
    """
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    signed_inputs, signed_outputs = _signature(interpreter)
    used = set(file.tensors.values())
    return (
        {_used_name(detail, signed_inputs, used): detail for detail in inputs},
        {_used_name(detail, signed_outputs, used): detail for detail in outputs},
    )


def _signature(interpreter: Any) -> tuple[dict[int, str], dict[int, str]]:
    """Tensor index -> name in the file's first signature, of inputs and of outputs."""
    keys = list(interpreter.get_signature_list())
    if not keys:
        return {}, {}
    # The runner must be gone before invoke(): while one lives, invoke() raises.
    runner = interpreter.get_signature_runner(keys[0])
    return (
        {int(detail["index"]): name for name, detail in runner.get_input_details().items()},
        {int(detail["index"]): name for name, detail in runner.get_output_details().items()},
    )


def _used_name(detail: Any, signed: dict[int, str], used: set[str]) -> str:
    name = str(detail["name"])
    signed_name = signed.get(int(detail["index"]), name)
    return signed_name if name not in used and signed_name in used else name


def _found(details: dict[str, Any]) -> Found:
    return {
        name: (tuple(int(size) for size in detail["shape"]), np.dtype(detail["dtype"]).name)
        for name, detail in details.items()
    }
