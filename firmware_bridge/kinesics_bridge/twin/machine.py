"""`Twin`: the firmware and its servos in virtual time."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import wasmtime
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.wire.protocol import MAX_JOINTS

__all__ = ["TRACE_HEAD", "Trace", "Twin", "TwinClock"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

TRACE_HEAD = 3
"""Columns of the trace before those of joints: when, state, torque."""
_TRACE_TICKS = 512
_BUFFER = 65536
_UNTIL, _RX_LENGTH, _TX_LENGTH, _TRACE_COUNT, _DONE = range(5)


@dataclass(frozen=True, slots=True)
class TwinClock:
    """The microcontroller's clock: what it shows at boot, and how wrong it runs."""

    start_us: int = 7_654_321_000
    ppm: float = 0.0
    tick_late_us: int = 0
    """Tick interrupts come up to this much late."""
    tick_lost_every: int = 0
    """Every so many-th tick is lost; 0: none."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Every 1 ms tick of a firmware with a table: what was really played, what the servos did."""

    t_ns: I64
    """(T,) robot time."""
    played_pico: I64
    """(T, J) in 1e-12 rad or m: exact."""
    measured_pico: I64
    """(T, J)"""
    state: I64
    """(T,) index into `protocol.STATES`."""
    torque: I64
    """(T,) bit j: joint j has torque."""

    @property
    def played(self) -> F64:
        """(T, J) [rad or m]."""
        return np.multiply(self.played_pico, 1e-12, dtype=np.float64)

    @property
    def measured(self) -> F64:
        """(T, J) [rad or m]."""
        return np.multiply(self.measured_pico, 1e-12, dtype=np.float64)


class _Plain:
    """The type of a function that takes and returns nothing.

    wasmtime asks a function for its type at each call and makes objects of it: a third of what the
    call of a tick takes. That of `twin_run` is known.
    """

    params = results = ()


_PLAIN = _Plain()


class Twin:
    """The firmware of J joints as wasm; time passes only in `advance`. Same calls, same bytes."""

    def __init__(
        self,
        joints: int,
        servos: ServoParameters | None = None,
        *,
        boot_ns: int = 0,
        clock: TwinClock | None = None,
        seed: int = 0,
        keep_trace: bool = True,
    ) -> None:
        if not 1 <= joints <= MAX_JOINTS:
            raise BridgeError(f"a twin has 1 to {MAX_JOINTS} joints, not {joints}")
        clock = clock or TwinClock()
        self.joints = joints
        self.boot_ns = boot_ns
        """Robot time at which its first millisecond began."""
        self.now_ns = boot_ns
        """Robot time up to which the firmware has run."""
        self._keep_trace = keep_trace
        self._arriving: list[tuple[int, bytes]] = []
        self._sent: list[tuple[int, bytes]] = []
        self._traces: list[I64] = []
        self._store, self._exports = _instance()
        self._map_memory()
        self._boot_id = 1 + (seed + boot_ns // 1_000_000) % 0x7FFFFFFF  # each start another
        ppb = round(clock.ppm * 1000)
        self._call("twin_boot", joints, boot_ns, clock.start_us, ppb, self._boot_id, seed)
        self._call("twin_disturb_ticks", clock.tick_late_us, clock.tick_lost_every)
        for joint, row in enumerate((servos or ServoParameters()).rows(joints)):
            for parameter, value in enumerate(row.tolist()):
                self._call("twin_set_servo", joint, parameter, value)

    def receive(self, t_ns: int, data: bytes) -> None:
        """Bytes that reach the firmware at `t_ns`, not before what was handed over earlier."""
        last_ns = self._arriving[-1][0] if self._arriving else self.now_ns
        self._arriving.append((max(t_ns, last_ns), data))

    def sent(self) -> list[tuple[int, bytes]]:
        """What the firmware has sent since the last call, each frame with its time."""
        sent, self._sent = self._sent, []
        return sent

    def advance(self, t_ns: int) -> None:
        """Run all ticks before `t_ns`."""
        if t_ns <= self.now_ns:
            return
        self._hand_over(t_ns)
        self._control[_UNTIL] = t_ns
        while True:
            self._run(self._store)
            self._collect()
            if self._control[_DONE]:
                break
        self.now_ns = t_ns

    def trace(self) -> Trace:
        """Everything since the last call (or since boot); it grows until then."""
        rows = np.concatenate([self._trace[:0], *self._traces])
        self._traces = []
        _, played, measured = np.split(rows, [TRACE_HEAD, TRACE_HEAD + self.joints], axis=1)
        return Trace(rows[:, 0], played, measured, rows[:, 1], rows[:, 2])

    def reset(self, *, start_us: int = 1_000_000) -> None:
        """Start the microcontroller anew, now; servos and what is in flash stay as they are.

        Bytes on their way to it are lost, and it has another boot id.
        """
        self._arriving.clear()
        self._boot_id = self._boot_id % 0x7FFFFFFF + 1
        self._call("twin_reset", start_us, self._boot_id)

    def place(self, joint: int, position: float) -> None:
        """Move a servo's output by hand [rad or m]."""
        self._call("twin_place", joint, position)

    def set_conditions(self, bits: int) -> None:
        """What the port reports from now on: bits of `protocol.CONDITIONS`."""
        self._call("twin_set_conditions", bits)

    def currents(self) -> F64:
        """(J,) servo currents [A]."""
        return np.array([self._call("twin_current", joint) for joint in range(self.joints)])

    def temperatures(self) -> F64:
        """(J,) servo temperatures [degC]."""
        return np.array([self._call("twin_temperature", joint) for joint in range(self.joints)])

    def _call(self, name: str, *arguments: float) -> Any:
        return self._exports[name](self._store, *arguments)

    def _map_memory(self) -> None:
        memory = self._exports["memory"]
        size = memory.data_len(self._store)
        self._memory = np.ctypeslib.as_array(memory.data_ptr(self._store), shape=(size,))
        self._control = self._view("twin_control", 5 * 8).view(np.int64)
        self._rx = self._view("twin_rx", _BUFFER)
        self._tx = self._view("twin_tx", _BUFFER)
        width = TRACE_HEAD + 2 * self.joints
        trace = self._view("twin_trace", _TRACE_TICKS * width * 8).view(np.int64)
        self._trace = trace.reshape(_TRACE_TICKS, width)
        self._run = self._exports["twin_run"]
        self._run.type = lambda store: _PLAIN

    def _view(self, name: str, size: int) -> NDArray[np.uint8]:
        start = self._call(name)
        view: NDArray[np.uint8] = self._memory[start : start + size]
        return view

    def _hand_over(self, t_ns: int) -> None:
        due = sum(arrival_ns <= t_ns for arrival_ns, _ in self._arriving)
        entries = b"".join(
            arrival_ns.to_bytes(8, "little", signed=True) + len(data).to_bytes(4, "little") + data
            for arrival_ns, data in self._arriving[:due]
        )
        if len(entries) > _BUFFER:
            raise BridgeError(f"{len(entries)} bytes at once: advance the twin more often")
        del self._arriving[:due]
        self._rx[: len(entries)] = np.frombuffer(entries, np.uint8)
        self._control[_RX_LENGTH] = len(entries)

    def _collect(self) -> None:
        entries = self._tx[: self._control[_TX_LENGTH]].tobytes()
        at = 0
        while at < len(entries):
            t_ns = int.from_bytes(entries[at : at + 8], "little", signed=True)
            end = at + 12 + int.from_bytes(entries[at + 8 : at + 12], "little")
            self._sent.append((t_ns, entries[at + 12 : end]))
            at = end
        ticked = self._trace[: self._control[_TRACE_COUNT]]
        if len(ticked):
            self._ticked(ticked)
            if self._keep_trace:
                self._traces.append(ticked.copy())
        self._control[_TRACE_COUNT] = 0

    def _ticked(self, rows: I64) -> None:
        """Ticks that were made (T, 3 + 2 J), for who moves the servos from outside."""


@cache
def _module() -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    return engine, wasmtime.Module(engine, (Path(__file__).parent / "firmware.wasm").read_bytes())


def _instance() -> tuple[wasmtime.Store, Any]:
    try:
        engine, module = _module()
        store = wasmtime.Store(engine)
        return store, wasmtime.Instance(store, module, []).exports(store)
    except wasmtime.WasmtimeError as error:
        why = str(error).strip().splitlines()[-1]
        raise BridgeError(
            f"the firmware's twin cannot start ({why}): this process may have too little memory or "
            "too small files (ulimit -v, -f)"
        ) from error
