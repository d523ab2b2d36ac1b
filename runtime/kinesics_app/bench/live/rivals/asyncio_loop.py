"""The loop that a user would write: `python -m ...rivals.asyncio_loop PORT SECONDS`.

asyncio keeps the pace, `session.run` of onnxruntime moves the mouth, pyserial sends it.
"""

import asyncio
import sys
import time

import numpy as np
import onnxruntime as ort
import serial

from kinesics.audio.logmel import LogMel
from kinesics_app.bench.bridge.rivals.sketch import BinarySketch
from kinesics_models import find_model

from .talk import JOINTS, TICK_S, report, talk


async def main(port: str, seconds: float) -> None:
    """Talk for so long, then tell how late it was."""
    folder = find_model("speech_face")
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1  # more of them would take turns with everybody else
    session = ort.InferenceSession(folder / "speech_face.int8.onnx", options)
    feeds = {one.name: np.zeros(one.shape, np.float32) for one in session.get_inputs()}
    names = [one.name for one in session.get_outputs()]
    states = [name for name in feeds if name.endswith("_in")]
    listen = LogMel()
    sounds = talk(round(seconds / TICK_S))
    late_s = []
    with serial.Serial(port, 1_000_000) as link:
        loop = asyncio.get_running_loop()
        begin_s, cpu_s = loop.time() + TICK_S, time.process_time()
        for n, sound in enumerate(sounds):
            due_s = begin_s + n * TICK_S
            await asyncio.sleep(due_s - loop.time())
            late_s.append(loop.time() - due_s)
            feeds["logmel"] = listen.push(sound)
            made = dict(zip(names, session.run(None, feeds), strict=True))
            for name in states:
                feeds[name] = made[name.replace("_in", "_out")]
            link.write(BinarySketch().encode(made["channels"][0, 2, :JOINTS]))
        report(begin_s, late_s, time.process_time() - cpu_s)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
