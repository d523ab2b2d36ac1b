"""Rebuilds tiny_gru/: a random two-input GRU, small enough to commit, for tests of the steppers.

Needs torch, onnxscript, litert-torch and ai-edge-quantizer, which the tests do not:

    python tests/kinesics/inference/data/make_tiny_gru.py

The weights are random but seeded; another version of an exporter may still give other bytes.
"""

import hashlib
import tempfile
from pathlib import Path

import ai_edge_quantizer
import litert_torch
import numpy as np
import onnx
import torch
from ai_edge_quantizer import recipe
from torch import nn

FOLDER = Path(__file__).parent / "tiny_gru"
STEPS = 200
HIDDEN = 16

CARD = """\
# Written by make_tiny_gru.py.
schema = 1
name = "tiny-gru"
version = "0.1.0"
role = "test"
summary = "Random weights: two recurrent layers, two inputs, two outputs."
rate_hz = 100
lookaheads_ms = [0, 40, 80]
default_lookahead_ms = 40
channels = ["jawOpen", "mouthClose", "mouthPucker", "tongueOut"]
parameters = {parameters}

[features]
kind = "none"

[[inputs]]
name = "mel"
shape = [1, 8]
dtype = "float32"
unit = "1"

[[inputs]]
name = "mood"
shape = [1, 2]
dtype = "float32"
unit = "1"

[[outputs]]
name = "channels"
shape = [1, 3, 4]
dtype = "float32"
unit = "1"

[[outputs]]
name = "voiced"
shape = [1, 1]
dtype = "float32"
unit = "1"

[[states]]
name = "h0"
input = "h0_in"
output = "h0_out"
shape = [1, 16]
dtype = "float32"

[[states]]
name = "h1"
input = "h1_in"
output = "h1_out"
shape = [1, 16]
dtype = "float32"

[[files]]
backend = "onnxruntime"
path = "tiny_gru.onnx"
sha256 = "{onnx_sha256}"
bytes = {onnx_bytes}
scheme = "float32"
tolerance = 1e-5
[files.tensors]
{onnx_tensors}

[[files]]
backend = "litert"
path = "tiny_gru.int8.tflite"
sha256 = "{tflite_sha256}"
bytes = {tflite_bytes}
scheme = "dynamic: weights int8 per tensor, activations float32"
tolerance = 0.01
[files.tensors]
{tflite_tensors}

[golden]
path = "golden.npz"
steps = {steps}

[licence]
spdx = "Apache-2.0"

[accuracy.fp32]
nothing = "random weights"
"""

FED = ["mel", "mood", "h0_in", "h1_in"]
MADE = ["channels", "voiced", "h0_out", "h1_out"]


class Cell(nn.Module):
    """A GRU cell of plain linear layers, which every converter and quantiser knows."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.x = nn.Linear(width, 3 * HIDDEN)
        self.h = nn.Linear(HIDDEN, 3 * HIDDEN)

    def forward(self, x: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
        xr, xz, xn = self.x(x).chunk(3, dim=1)
        hr, hz, hn = self.h(h).chunk(3, dim=1)
        z = torch.sigmoid(xz + hz)
        n = torch.tanh(xn + torch.sigmoid(xr + hr) * hn)
        return n + z * (h - n)


class TinyGru(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell0, self.cell1 = Cell(10), Cell(HIDDEN)
        self.face, self.voice = nn.Linear(HIDDEN, 12), nn.Linear(HIDDEN, 1)

    def forward(
        self, mel: torch.Tensor, mood: torch.Tensor, h0: torch.Tensor, h1: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        h0 = self.cell0(torch.cat([mel, mood], dim=1), h0)
        h1 = self.cell1(h0, h1)
        face = torch.sigmoid(self.face(h1)).reshape(1, 3, 4)
        return face, torch.sigmoid(self.voice(h1)), h0, h1


def feeds() -> tuple[torch.Tensor, ...]:
    return torch.zeros(1, 8), torch.zeros(1, 2), torch.zeros(1, HIDDEN), torch.zeros(1, HIDDEN)


def write_golden(net: TinyGru) -> None:
    rng = np.random.default_rng(7)
    mel = rng.standard_normal((STEPS, 8)).astype(np.float32)
    mood = rng.random((STEPS, 2)).astype(np.float32)
    _, _, h0, h1 = feeds()
    channels, voiced = [], []
    with torch.no_grad():
        for t in range(STEPS):
            inputs = torch.from_numpy(mel[t : t + 1]), torch.from_numpy(mood[t : t + 1])
            face, voice, h0, h1 = net(*inputs, h0, h1)
            channels.append(face[0].numpy())
            voiced.append(voice[0].numpy())
    outputs = {"channels": np.stack(channels), "voiced": np.stack(voiced)}
    np.savez_compressed(FOLDER / "golden.npz", mel=mel, mood=mood, **outputs)


def write_onnx(net: TinyGru) -> None:
    path = FOLDER / "tiny_gru.onnx"
    program = torch.onnx.export(
        net, feeds(), input_names=FED, output_names=MADE, dynamo=True, opset_version=18
    )
    program.optimize()
    model = program.model_proto
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*model.graph.input, *model.graph.output, *model.graph.initializer):
        del value.metadata_props[:]
    del model.graph.value_info[:], model.graph.metadata_props[:], model.metadata_props[:]
    onnx.save(model, path)


def write_tflite(net: TinyGru) -> None:
    with tempfile.TemporaryDirectory() as folder:
        float_path = str(Path(folder) / "float.tflite")
        litert_torch.convert(net, feeds()).export(float_path)
        quantizer = ai_edge_quantizer.Quantizer(float_path, _per_tensor(recipe.dynamic_wi8_afp32()))
        path = FOLDER / "tiny_gru.int8.tflite"
        path.unlink(missing_ok=True)
        quantizer.quantize().export_model(str(path))


def _per_tensor(recipes: object) -> object:
    """The recipe with one scale per weight tensor.

    tflite-runtime 2.14 takes the first channel's scale for all channels of a dynamic int8 layer:
    0.087 off the golden instead of 0.0008.
    """
    if isinstance(recipes, list):
        return [_per_tensor(item) for item in recipes]
    if isinstance(recipes, dict):
        return {
            key: "TENSORWISE" if key == "granularity" else _per_tensor(value)
            for key, value in recipes.items()
        }
    return recipes


def file_values(kind: str, path: Path, names: dict[str, str]) -> dict[str, object]:
    content = path.read_bytes()
    return {
        f"{kind}_sha256": hashlib.sha256(content).hexdigest(),
        f"{kind}_bytes": len(content),
        f"{kind}_tensors": "\n".join(f'{logical} = "{name}"' for logical, name in names.items()),
    }


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    torch.manual_seed(7)
    net = TinyGru().eval()
    write_golden(net)
    write_onnx(net)
    write_tflite(net)
    signature = {name: f"args_{n}" for n, name in enumerate(FED)}
    signature |= {name: f"output_{n}" for n, name in enumerate(MADE)}
    values = file_values("onnx", FOLDER / "tiny_gru.onnx", {name: name for name in FED + MADE})
    values |= file_values("tflite", FOLDER / "tiny_gru.int8.tflite", signature)
    values |= {"parameters": sum(p.numel() for p in net.parameters()), "steps": STEPS}
    (FOLDER / "card.toml").write_text(CARD.format(**values))


if __name__ == "__main__":
    main()
