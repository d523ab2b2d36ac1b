"""`Physics`: a robot's body in MuJoCo: gravity, contacts, torques; its servos follow commands."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics_bridge.joints.servo import ServoParameters

__all__ = ["STEP_NS", "Physics"]

F64 = NDArray[np.float64]

STEP_NS = 1_000_000
"""The firmware's tick: servos hear of a position once in each."""

_DEAD_TIME, _NOISE, _RESOLUTION, _STALL = 0, 5, 6, 7  # columns of `ServoParameters.rows`


class Physics:
    """One MJCF model with a position actuator of each joint's name; same calls, same bytes.

    The model has the servos' stiffness, damping and torque; dead time, noise and resolution are
    those of `servos`. A joint without torque is limp: its link is heavy, its gears still brake.
    """

    def __init__(
        self,
        model: Path,
        names: Sequence[str],
        start: F64,
        servos: ServoParameters,
        *,
        seed: int = 0,
    ) -> None:
        """`start`: where the joints are at first (J,) [rad or m].

        Raises:
            BridgeError: MuJoCo is not installed, or the model is none of this robot.
        """
        self._mujoco = _mujoco()
        self._model, self._data = _loaded(self._mujoco, model)
        self._model.opt.timestep = STEP_NS * 1e-9
        self._actuators = np.array([self._of_name(name, model) for name in names])
        joints = self._model.actuator_trnid[self._actuators, 0]
        self._qpos = self._model.jnt_qposadr[joints]
        self._links = self._model.jnt_bodyid[joints]
        self._gains = self._model.actuator_gainprm[self._actuators, 0].copy()
        self._biases = self._model.actuator_biasprm[self._actuators, 1].copy()
        self._lightened = self._model.body_gravcomp[self._links].copy()
        self._most_nm = self._model.actuator_forcerange[self._actuators, 1]
        rows = servos.rows(len(names))
        self._noise, self._resolution = rows[:, _NOISE], rows[:, _RESOLUTION]
        self._stall_a = rows[:, _STALL]
        delay = np.rint(rows[:, _DEAD_TIME] / (STEP_NS * 1e-9)).astype(np.int64)
        self._commands = np.tile(start, (int(delay.max()) + 1, 1))
        self._late, self._steps = delay, 0
        self._columns = np.arange(len(names))
        self._random = np.random.default_rng(seed)
        self._has_torque = np.ones(len(names), bool)
        self._data.qpos[self._qpos] = start
        self._data.ctrl[self._actuators] = start
        self._mujoco.mj_forward(self._model, self._data)

    def step(self, commands: F64, has_torque: NDArray[np.bool_]) -> None:
        """One millisecond on, towards commands (J,) [rad or m]."""
        if not np.array_equal(has_torque, self._has_torque):
            self._grip(has_torque)
        depth = len(self._commands)
        self._commands[self._steps % depth] = commands
        heard = self._commands[(self._steps - self._late) % depth, self._columns]
        self._steps += 1
        self._data.ctrl[self._actuators] = heard
        self._mujoco.mj_step(self._model, self._data)

    def measure(self) -> F64:
        """The positions (J,) that the servos tell now [rad or m]: with their noise, in steps."""
        true = self._data.qpos[self._qpos]
        read = true + self._noise * self._random.standard_normal(len(true))
        stepped = np.rint(read / np.maximum(self._resolution, 1e-12)) * self._resolution
        return np.asarray(np.where(self._resolution > 0.0, stepped, read))

    @property
    def torques(self) -> F64:
        """(J,) what the servos turn with [N m], or push with [N]."""
        return np.array(self._data.actuator_force[self._actuators], np.float64)

    @property
    def currents(self) -> F64:
        """(J,) that share of what they draw when they are blocked [A]."""
        return np.asarray(np.abs(self.torques) / self._most_nm * self._stall_a)

    @property
    def contacts(self) -> Mapping[tuple[str, str], float]:
        """Links that touch now, and how deep they are in each other [m]."""
        found: dict[tuple[str, str], float] = {}
        for contact in self._data.contact[: self._data.ncon]:
            one, other = sorted(self._link_of(geom) for geom in (contact.geom1, contact.geom2))
            found[one, other] = max(found.get((one, other), 0.0), -float(contact.dist))
        return found

    def push(self, link: str, force_n: Sequence[float]) -> None:
        """Push a link's middle from now on, in the base frame; BridgeError: no such link."""
        body = self._mujoco.mj_name2id(self._model, self._mujoco.mjtObj.mjOBJ_BODY, link)
        if body < 0:
            raise BridgeError(f"the model has no link {link!r}")
        self._data.xfrc_applied[body, :3] = force_n

    def _grip(self, has_torque: NDArray[np.bool_]) -> None:
        """A servo without torque pulls nowhere, and nothing carries its link."""
        self._has_torque = has_torque.copy()
        self._model.actuator_gainprm[self._actuators, 0] = self._gains * has_torque
        self._model.actuator_biasprm[self._actuators, 1] = self._biases * has_torque
        self._model.body_gravcomp[self._links] = self._lightened * has_torque

    def _of_name(self, name: str, model: Path) -> int:
        found = self._mujoco.mj_name2id(self._model, self._mujoco.mjtObj.mjOBJ_ACTUATOR, name)
        if found < 0:
            raise BridgeError(
                f"{model}: no actuator {name!r}; wanted a position actuator of each joint's name"
            )
        return int(found)

    def _link_of(self, geom: int) -> str:
        body = self._model.geom_bodyid[geom]
        name = self._mujoco.mj_id2name(self._model, self._mujoco.mjtObj.mjOBJ_BODY, body)
        return str(name or "world")


def _mujoco() -> Any:
    try:
        import mujoco
    except ImportError as error:
        raise BridgeError("physics need MuJoCo; install kinesics[sim] (mujoco)") from error
    return mujoco


def _loaded(mujoco: Any, path: Path) -> tuple[Any, Any]:
    if not path.is_file():
        raise BridgeError(
            f"no model {path}; physics want the robot's MJCF beside its rig file, by its name"
        )
    try:
        model = mujoco.MjModel.from_xml_path(str(path))
    except ValueError as error:
        raise BridgeError(f"{path}: MuJoCo cannot load it: {error}") from error
    return model, mujoco.MjData(model)
