"""What `/diagnostics` says: the truth about robot, link, motion and messages, in plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kinesics_app.life.health import Health
from kinesics_ros.diagnosis.unled import UNLED

__all__ = ["ERROR", "OK", "STALE", "WARN", "Finding", "findings"]


OK, WARN, ERROR, STALE = 0, 1, 2, 3

_SILENT_NS = 2_000_000_000  # the robot's thread tells its health twice a second
_CLOCK_ERROR_US = 2000.0  # a fifth of a tick
_LIMITED_ROWS = 50  # half a second: speech at its fastest has 32 a second, on the lips' corners
_SPEAKS = 0.5
_LATE = ("missed", "late", "underruns")


@dataclass(frozen=True, slots=True)
class Finding:
    """One status of a DiagnosticArray."""

    name: str
    level: int
    """`OK`, `WARN`, `ERROR` or `STALE`."""
    message: str
    values: Mapping[str, str] = field(default_factory=dict)


def findings(
    health: Health | None, before: Health | None, *, wanted: bool, trouble: str, now_ns: int
) -> list[Finding]:
    """What is to be said of a robot; of its thread's `trouble` first.

    `before`: its health a diagnosis ago, since late rows are news once. `wanted`: it is meant to
    be alive.
    """
    if trouble:
        return [Finding("robot", ERROR, f"the robot is lost: {trouble}; clean up and configure")]
    if health is None:
        return [Finding("robot", OK, "not configured: no robot is opened")]
    if now_ns - health.t_ns > _SILENT_NS:
        silent_s = (now_ns - health.t_ns) * 1e-9
        return [Finding("robot", STALE, f"its thread has said nothing for {silent_s:.1f} s")]
    return [
        _robot(health, wanted=wanted),
        _link(health),
        _motion(health, before),
        _limits(health, before),
        *_camera(health),
        *_microphone(health),
        *_senses(health),
    ]


def _robot(health: Health, *, wanted: bool) -> Finding:
    values = {"state": health.state, "conditions": ", ".join(health.conditions)}
    if health.trouble:
        said = f"what is asked has no effect: {health.trouble}; {health.way_out}"
        return Finding("robot", ERROR, said, values)
    said = f"its firmware tells of {values['conditions']}" if health.conditions else ""
    if health.life is None:
        unled = UNLED[health.state]
        well = unled.is_well and not (wanted or said)
        text = f"{unled.robot}; the firmware is in state {health.state}"
        return Finding("robot", OK if well else WARN, f"{text}; {said}" if said else text, values)
    if said:
        return Finding("robot", WARN, said, values)
    return Finding("robot", OK, "alive", values)


def _link(health: Health) -> Finding:
    figures = health.figures
    values = {name: f"{value:g}" for name, value in figures.items()}
    if health.state == "not connected":
        return Finding("link", ERROR, "down: its firmware is not heard", values)
    error_us = figures.get("clock_error_us", 0.0)
    if error_us > _CLOCK_ERROR_US:
        said = f"its clock is known to {error_us:.0f} us; wanted {_CLOCK_ERROR_US:.0f}"
        return Finding("link", WARN, said, values)
    return Finding("link", OK, "up", values)


def _motion(health: Health, before: Health | None) -> Finding:
    life = health.life
    if life is None:
        return Finding("motion", OK, UNLED[health.state].motion)
    values = {key: str(value) for key, value in life.items()}
    if life["died"]:
        dead = ", ".join(f"{name} ({why})" for name, why in life["died"].items())
        return Finding("motion", ERROR, f"died, its motion has faded: {dead}", values)
    had = {} if before is None or before.life is None else before.life
    late = _news({name: life[name] for name in _LATE}, had)
    slow = _news(life["slow"], had.get("slow", {}))
    missed = _news(_missed(life), _missed(had))
    said = [f"{count} {name}" for name, count in late.items()]
    said += [f"{name} missed its budget {count} times" for name, count in missed.items()]
    said += [f"{name} took longer than a tick {count} times" for name, count in slow.items()]
    said += _late_ticks(life, had)
    if said:
        return Finding("motion", WARN, f"since the last diagnosis: {', '.join(said)}", values)
    return Finding("motion", OK, "every tick in time", values)


def _late_ticks(life: Mapping[str, Any], had: Mapping[str, Any]) -> list[str]:
    """Of the five latest of this life, those that are new: by how much, and why."""
    before = {one["t_s"] for one in had.get("latest", ())}
    return [
        f"a tick was {one['late_us'] * 1e-3:.0f} ms late ({one['cause']})"
        for one in life.get("latest", ())
        if one["t_s"] not in before
    ]


def _limits(health: Health, before: Health | None) -> Finding:
    """Which joints wanted more than they may; fast speech does now and then, and is held back."""
    limited = _news(health.limited, {} if before is None else before.limited)
    clamped = _news(health.clamped, {} if before is None else before.clamped)
    values = {name: f"{count} rows" for name, count in limited.items()}
    values |= {f"{name} in the firmware": f"{count} ticks" for name, count in clamped.items()}
    if clamped:
        said = f"active in the firmware, which should never be: {', '.join(clamped)}"
        return Finding("limits", WARN, said, values)
    long = [name for name, count in limited.items() if count > _LIMITED_ROWS]
    if long:
        said = f"active for more than {_LIMITED_ROWS} rows since the last diagnosis"
        return Finding("limits", WARN, f"{said}: {', '.join(long)}", values)
    said = f"active now and then: {', '.join(limited)}" if limited else "not active"
    return Finding("limits", OK, said, values)


def _camera(health: Health) -> list[Finding]:
    """Of a robot whose camera's pictures are looked at."""
    eyes = {} if health.life is None else health.life.get("eyes", {})
    camera = eyes.get("camera")
    if not camera:
        return []
    values = {name: str(value) for name, value in camera.items()}
    if camera.get("trouble"):
        return [Finding("camera", WARN, camera["trouble"], values)]
    return [Finding("camera", OK, f"sees {', '.join(eyes['present']) or 'nobody'}", values)]


def _microphone(health: Health) -> list[Finding]:
    """Of a robot that hears one."""
    ears = {} if health.life is None else health.life.get("ears", {})
    microphone = ears.get("microphone")
    if not microphone:
        return []
    values = {name: str(value) for name, value in microphone.items()}
    values |= {name: str(ears[name]) for name in ("speaks", "by", "held")}
    if microphone.get("trouble"):
        return [Finding("microphone", WARN, microphone["trouble"], values)]
    return [Finding("microphone", OK, _who_speaks(ears), values)]


def _who_speaks(ears: Mapping[str, Any]) -> str:
    return "somebody speaks" if ears["speaks"] >= _SPEAKS else "nobody speaks"


def _senses(health: Health) -> list[Finding]:
    """Of a robot that looks and listens in another node."""
    life = {} if health.life is None else health.life
    senses = life.get("senses")
    if not senses:
        return []
    eyes, ears = life["eyes"], life["ears"]
    values = {name: str(eyes[name]) for name in ("pictures", "unplaced", "faces")}
    values |= {name: str(ears[name]) for name in ("speaks", "by", "held")}
    if not senses["heard"]:
        return [Finding("senses", WARN, f"nobody is seen or heard: {senses['by']}", values)]
    said = f"sees {', '.join(eyes['present']) or 'nobody'}; {_who_speaks(ears)}"
    return [Finding("senses", OK, f"{said}, by {senses['by']}", values)]


def _missed(life: Mapping[str, Any]) -> Mapping[str, int]:
    """Budgets that networks have missed, by stage."""
    missed: Mapping[str, int] = life.get("budgets", {}).get("missed", {})
    return {name: count for name, count in missed.items() if count}


def _news(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """What was counted since; a life that is new counts from 0."""
    since = {name: count - before.get(name, 0) for name, count in now.items()}
    return {name: now[name] if count < 0 else count for name, count in since.items() if count}
