"""What bridge_node and sim_node say of whoever leads their robot, and of time that is simulated."""

from typing import Any

from kinesics_app.threads.relay import ABANDONED_NS, Mixer
from kinesics_app.threads.relay_thread import RelayThread
from kinesics_ros.diagnosis.findings import ERROR, OK, WARN, Finding
from kinesics_ros.diagnosis.refusals import Refusals

__all__ = ["of_mixer", "of_simulation", "relayed_findings", "relayed_status"]

_BEHIND_MS = 50.0  # a tick and what a busy machine takes now and then; reactions come so much later
_FAR_BEHIND_MS = 2000.0  # its firmware holds 2.56 s of rows, and those come some 0.3 s ahead


def relayed_findings(robot: RelayThread, refusals: Refusals) -> list[Finding]:
    """`rows`, and of a body that is simulated `simulation`; ask once for every diagnosis."""
    rows = refusals.finding(robot.desk.ledger, **{"mixer lost": str(robot.abandoned)})
    return [of_mixer(robot.mixer, rows), *of_simulation(robot.behind_ns)]


def relayed_status(robot: RelayThread) -> dict[str, Any]:
    """The same as plain values, for `~/status`."""
    silent_ns, behind_ns = robot.mixer.silent_ns, robot.behind_ns
    return {
        "rows": robot.desk.ledger.told(),
        "abandoned": robot.abandoned,
        "mixer_silent_s": None if silent_ns is None else round(silent_ns * 1e-9, 3),
        "mixer_lost": robot.mixer.is_lost,
        "behind_ms": None if behind_ns is None else round(behind_ns * 1e-6, 1),
        "limits_used": robot.limits_used._asdict(),
    }


def of_mixer(mixer: Mixer, rows: Finding) -> Finding:
    """What is true now: `rows`, unless it is lost."""
    if not mixer.is_lost:
        return rows
    silent_ns = mixer.silent_ns or 0
    does = "is parked" if silent_ns > ABANDONED_NS else "holds, and is parked soon"
    said = f"the mixer is lost: not heard for {silent_ns * 1e-9:.1f} s; the robot {does}"
    return Finding(rows.name, ERROR, said, rows.values)


def of_simulation(behind_ns: int | None) -> list[Finding]:
    """How far simulated time is behind the host's; nothing, where it never is."""
    if behind_ns is None:
        return []
    behind_ms = behind_ns * 1e-6
    values = {"behind_ms": f"{behind_ms:.1f}"}
    if behind_ms <= _BEHIND_MS:
        return [Finding("simulation", OK, "keeps up", values)]
    said = f"{behind_ms:.0f} ms behind: it gets too little processor, and moves so much later"
    if behind_ms <= _FAR_BEHIND_MS:
        return [Finding("simulation", WARN, said, values)]
    return [Finding("simulation", ERROR, f"{said}; rows find no room in its queue", values)]
