"""From weights to shipped files: one float network, an int8 ONNX and an int8 TFLite of it.

ONNX: dynamic quantisation with 7-bit weights (`reduce_range`): 8-bit signed weights saturate the
int16 accumulators of x86 without VNNI. TFLite: int8 weights, one scale a tensor, activations float.
What either scheme loses at the layers where it shows, `precise.py` gives back.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from kinesics_training.export import precise
from kinesics_training.export.model_file import interpreter_of

F32 = npt.NDArray[np.float32]
SCHEMES = {
    "onnxruntime": "dynamic: weights int8 in 7 bits (reduce_range), per channel; activations uint8",
    "litert": "dynamic: weights int8, one scale a tensor, activations float32",
}
"""How each backend's file is quantised, as a card says it."""
LAYERS = {"onnxruntime": precise.per_row(64), "litert": precise.per_tensor(127)}
"""What a network's layers are made of for each backend: by the steps of its scheme."""
IR_VERSION = 10
"""The newest that onnxruntime 1.23 is promised to read."""


def file_name(model: str, backend: str) -> str:
    """What the int8 file of a backend is called."""
    return f"{model}.int8.{'onnx' if backend == 'onnxruntime' else 'tflite'}"


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a network, and what goes in and out of it, in the order of its `forward`."""

    module: nn.Module
    example: tuple[Tensor, ...]
    """Inputs of a first step."""
    inputs: list[str]
    outputs: list[str]


def onnx_fp32(step: Step, path: Path) -> None:
    """The float network as ONNX, opset 18."""
    import onnx

    torch.onnx.export(
        step.module, step.example, str(path), input_names=step.inputs, output_names=step.outputs,
        opset_version=18, dynamo=True, external_data=False, verbose=False,
    )  # fmt: skip
    model = onnx.load(path)
    model.ir_version = min(model.ir_version, IR_VERSION)
    onnx.save(model, path)


def onnx_int8(source: Path, path: Path) -> dict[str, str]:
    """The int8 ONNX of a float ONNX; its tensor names are the logical ones."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    logging.getLogger().setLevel(
        logging.ERROR
    )  # advice of the quantiser to pre-process, which we do
    prepared = path.with_suffix(".prepared")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        str(prepared), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )
    prepared.unlink()
    model = onnx.load(path)
    model.ir_version = min(model.ir_version, IR_VERSION)
    for node in model.graph.node:
        node.ClearField(
            "metadata_props"
        )  # stack traces of the exporter, with paths of this machine
        node.doc_string = ""
    for holder in (*model.graph.value_info, *model.graph.input, *model.graph.output):
        holder.ClearField("metadata_props")
    model.ClearField("metadata_props")
    del model.graph.metadata_props[:]
    onnx.save(model, path)
    names = [v.name for v in (*model.graph.input, *model.graph.output)]
    return {name: name for name in names}


def tflite_int8(step: Step, path: Path) -> dict[str, str]:
    """The int8 TFLite; tensors are matched to logical names by running both networks."""
    import litert_torch
    from ai_edge_quantizer import quantizer, recipe

    floats = path.with_suffix(".float")
    litert_torch.convert(step.module, step.example).export(str(floats))
    worker = quantizer.Quantizer(str(floats))
    worker.load_quantization_recipe(_per_tensor(recipe.dynamic_wi8_afp32()))
    worker.quantize().export_model(str(path), overwrite=True)
    floats.unlink()
    return tflite_names(step, path)


def _per_tensor(recipe: Any) -> Any:
    """`recipe` with one scale for each weight tensor.

    tflite-runtime 2.14 takes the first channel's scale for all channels of a dynamic int8 layer.
    """
    if isinstance(recipe, list):
        return [_per_tensor(part) for part in recipe]
    if isinstance(recipe, dict):
        parts = {key: _per_tensor(part) for key, part in recipe.items()}
        return parts | ({"granularity": "TENSORWISE"} if "granularity" in recipe else {})
    return recipe


def tflite_names(step: Step, path: Path) -> dict[str, str]:
    """Logical name -> tensor name, proven by feeding every input a different stream."""
    interpreter = interpreter_of(path)
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    by_suffix = {d["name"]: _trailing_number(d["name"].split(":")[0]) for d in inputs}
    ordered = sorted(by_suffix, key=lambda name: by_suffix[name])
    rng = np.random.default_rng(0)
    drawn = [np.abs(rng.normal(0.0, 0.5, tensor.shape)) for tensor in step.example]
    feeds = [feed.astype(np.float32) for feed in drawn]  # positive: a variance may be a state
    index = {d["name"]: d["index"] for d in inputs}
    for name, feed in zip(ordered, feeds, strict=True):
        interpreter.set_tensor(index[name], feed)
    interpreter.invoke()
    with torch.no_grad():
        wanted = step.module(*(torch.from_numpy(feed) for feed in feeds))
    names = dict(zip(step.inputs, ordered, strict=True))
    for logical, truth in zip(step.outputs, wanted, strict=True):
        same_shape = [d for d in outputs if tuple(d["shape"]) == tuple(truth.shape)]
        off = [interpreter.get_tensor(d["index"]) - truth.numpy() for d in same_shape]
        errors = [float(np.sqrt((o**2).mean())) for o in off]
        best = int(np.argmin(errors))
        if errors[best] > 0.1:
            raise ValueError(
                f"no output of {path.name} equals {logical}: nearest is {errors[best]}"
            )
        names[logical] = same_shape[best]["name"]
    return names


def _trailing_number(name: str) -> int:
    digits = name[len(name.rstrip("0123456789")) :]
    return int(digits) if digits else 0
