"""A trivial network of Relus, written without any tool: it costs a stepper's overhead, no more."""

import hashlib
from pathlib import Path

from kinesics.inference.card import Golden, ModelCard, StateSpec, TensorSpec
from kinesics.inference.model_file import ModelFile

__all__ = ["relu_graph"]

SHAPE = (1, 64)


def relu_graph(tensors: int) -> tuple[ModelCard, ModelFile, bytes]:
    """Card, file and bytes of an ONNX network of `tensors` Relus: an output, the others states.

    It exists in memory only: there is no golden to open it with.
    """
    ends = [("x", "y"), *((f"s{n}_in", f"s{n}_out") for n in range(1, tensors))]
    content = _onnx_model(ends)
    file = ModelFile(
        backend="onnxruntime",
        path=f"relu{tensors}.onnx",
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        scheme="float32",
        tolerance=1e-6,
        tensors={name: name for pair in ends for name in pair},
    )
    card = ModelCard(
        Path(),
        name=f"relu{tensors}",
        version="0",
        role="measure",
        summary=f"{tensors} Relus",
        rate_hz=100.0,
        parameters=0,
        inputs=(TensorSpec("x", SHAPE),),
        outputs=(TensorSpec("y", SHAPE),),
        states=tuple(
            StateSpec(name.removesuffix("_in"), name, other, SHAPE) for name, other in ends[1:]
        ),
        files=(file,),
        golden=Golden("", 0),
    )
    return card, file, content


def _onnx_model(ends: list[tuple[str, str]]) -> bytes:
    """An ONNX ModelProto with one Relu from each name to its partner.

    Field numbers are those of onnx.proto: ModelProto ir_version 1, graph 7, opset_import 8;
    GraphProto node 1, name 2, input 11, output 12; NodeProto input 1, output 2, op_type 4.
    """
    nodes = [_text(1, one) + _text(2, other) + _text(4, "Relu") for one, other in ends]
    graph = b"".join(_bytes(1, node) for node in nodes) + _text(2, "relus")
    graph += b"".join(_bytes(11, _value_info(one)) for one, _ in ends)
    graph += b"".join(_bytes(12, _value_info(other)) for _, other in ends)
    return _integer(1, 8) + _bytes(7, graph) + _bytes(8, _integer(2, 17))


def _value_info(name: str) -> bytes:
    """ValueInfoProto: name 1, type 2 (tensor_type 1: elem_type 1 = float, shape 2: dim 1)."""
    shape = b"".join(_bytes(1, _integer(1, size)) for size in SHAPE)
    return _text(1, name) + _bytes(2, _bytes(1, _integer(1, 1) + _bytes(2, shape)))


def _integer(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _varint(value: int) -> bytes:
    """Seven bits a byte, lowest first; the top bit says that more follow."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
