"""The measuring stick: loops as one would write them by hand over an engine, for `kinesics bench`.

They check nothing, know one network, and are written apart from the steppers they measure.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kinesics.inference.card import ModelCard
from kinesics.inference.model_file import ModelFile

__all__ = ["naive_loop", "raw_loop"]

F32 = NDArray[np.float32]

Loop = Callable[[], list[F32]]
"""One call is one step on zero inputs; it returns the outputs in the order of the card."""


def raw_loop(card: ModelCard, file: ModelFile, content: bytes) -> Loop:
    """One call is one step of the best loop known over the engine of `file`."""
    loops = {"onnxruntime": _onnxruntime_loop, "litert": _litert_loop}
    return loops[file.backend](card, file, content)


def naive_loop(card: ModelCard, file: ModelFile, content: bytes) -> Loop:
    """One call is one `session.run(None, feeds)`, its states put back into `feeds`."""
    from kinesics.inference.onnxruntime_stepper import open_session

    session = open_session(file, content)
    feeds = {file.tensors[name]: np.zeros(shape, np.float32) for name, shape in card.fed.items()}
    made = [output.name for output in session.get_outputs()]
    back = [
        (made.index(file.tensors[state.output]), file.tensors[state.input]) for state in card.states
    ]

    wanted = [made.index(file.tensors[spec.name]) for spec in card.outputs]

    def step() -> list[F32]:
        results = session.run(None, feeds)
        for index, name in back:
            feeds[name] = results[index]
        return [results[index] for index in wanted]

    return step


def _onnxruntime_loop(card: ModelCard, file: ModelFile, content: bytes) -> Loop:
    """Two prebound bindings that take turns."""
    from kinesics.inference.onnxruntime_stepper import open_session

    session = open_session(file, content)
    there = {name: np.zeros(shape, np.float32) for name, shape in (card.fed | card.made).items()}
    back = dict(there)
    for state in card.states:
        back[state.input], back[state.output] = there[state.output], there[state.input]
    bindings = [session.io_binding(), session.io_binding()]
    for binding, arrays in zip(bindings, (there, back), strict=True):
        for name in card.fed:
            _bind(binding.bind_input, file.tensors[name], arrays[name])
        for name in card.made:
            _bind(binding.bind_output, file.tensors[name], arrays[name])
    run, turn = session.run_with_iobinding, 0
    outputs = [there[spec.name] for spec in card.outputs]

    # The default argument keeps the arrays alive: the bindings hold addresses only.
    def step(_kept: object = (there, back)) -> list[F32]:
        nonlocal turn
        run(bindings[turn])
        turn = 1 - turn
        return outputs

    return step


def _bind(bind: Callable[..., object], tensor: str, array: F32) -> None:
    bind(tensor, "cpu", 0, np.float32, array.shape, array.ctypes.data)


def _litert_loop(card: ModelCard, file: ModelFile, content: bytes) -> Loop:
    """set_tensor of all, invoke, get_tensor of all; a state's result is its next value."""
    from kinesics.inference.litert_stepper import open_interpreter

    interpreter, fed, made = open_interpreter(card, file, content)
    inputs = [(fed[spec.name], np.zeros(spec.shape, np.float32)) for spec in card.inputs]
    outputs = [made[spec.name] for spec in card.outputs]
    states = [np.zeros(state.shape, np.float32) for state in card.states]
    before = [fed[state.input] for state in card.states]
    after = [made[state.output] for state in card.states]
    set_tensor, get_tensor = interpreter.set_tensor, interpreter.get_tensor
    invoke = interpreter.invoke

    def step() -> list[F32]:
        for index, array in inputs:
            set_tensor(index, array)
        for index, array in zip(before, states, strict=True):
            set_tensor(index, array)
        invoke()
        states[:] = [get_tensor(index) for index in after]
        return [get_tensor(index) for index in outputs]

    return step
