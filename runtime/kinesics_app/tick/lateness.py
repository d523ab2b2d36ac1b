"""`Lateness`: what is done about a network that keeps missing its budget."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kinesics.errors import ConfigError
from kinesics.ports import Stepper
from kinesics_app.tick.half_rate import HalfRate

__all__ = ["ALLOWED", "Lateness", "Policy", "read_policies"]

Policy = Literal["skip", "hold", "degrade"]
"""`skip`: it is not asked, its motion fades to idle life;
`hold`: nor is it, but its last row stays;
`degrade`: it computes every other step."""

ALLOWED: Mapping[str, tuple[Policy, ...]] = {
    "speech": ("skip", "hold", "degrade"),
    "attention": ("degrade",),  # without it nobody blinks
    "gesture-sense": ("skip", "degrade"),
    "voice-affect": ("skip", "degrade"),
}
"""By the stage that a network runs in."""

_MISSES, _OF = 3, 10  # a page fault is no reason, a busy machine is
_REST_NS = 500_000_000
_LONGEST_NS = 8_000_000_000
_WELL_NS = 10_000_000_000  # after so long without, the next rest is short again


@dataclass(slots=True)
class _Course:
    """How one network has done."""

    policy: Policy
    late: deque[bool] = field(default_factory=lambda: deque(maxlen=_OF))
    until_ns: int = -(2**62)
    """It rests until then."""
    rest_ns: int = _REST_NS


class Lateness:
    """Owned by the thread that thinks; its dates are robot time, its costs this machine's."""

    def __init__(self, policies: Mapping[str, Policy], budget_ns: int) -> None:
        """`policies` by stage, as `read_policies` has them."""
        self.missed: Counter[str] = Counter()
        """Ticks on which a stage took longer than its budget."""
        self.rests: Counter[str] = Counter()
        """Times that a policy began to act."""
        self.budget_ns = budget_ns
        """What any of them may take at one tick; may change at any time."""
        self._now_ns = 0
        self._seen: set[str] = set()
        self._courses = {name: _Course(policy) for name, policy in policies.items()}
        self._half_rate: dict[str, HalfRate] = {}

    def half_rate(self, name: str, stepper: Stepper) -> Stepper:
        """The network of a stage, which computes every other step while its policy says so."""
        course = self._courses.get(name)
        if course is None or course.policy != "degrade":
            return stepper
        self._half_rate[name] = HalfRate(stepper)
        return self._half_rate[name]

    def book(self, name: str, cost_ns: int, now_ns: int) -> None:
        """A stage took so long at a tick."""
        if name not in ALLOWED:
            return
        self._now_ns = now_ns
        self._seen.add(name)
        is_late = cost_ns > self.budget_ns
        self.missed[name] += is_late
        course = self._courses.get(name)
        if course is None:
            return
        course.late.append(is_late)
        if sum(course.late) < _MISSES:
            return
        well = now_ns - course.until_ns > _WELL_NS
        course.rest_ns = _REST_NS if well else min(2 * course.rest_ns, _LONGEST_NS)
        course.until_ns = now_ns + course.rest_ns
        course.late.clear()
        self.rests[name] += 1

    def acts(self, name: str, now_ns: int) -> Policy | None:
        """The policy of a stage that acts now; None: it is asked as usual."""
        course = self._courses.get(name)
        if course is None:
            return None
        rests = now_ns < course.until_ns
        if name in self._half_rate:
            self._half_rate[name].halves = rests
        return course.policy if rests else None

    def until_ns(self, name: str) -> int:
        """When the rest of a stage is over."""
        return self._courses[name].until_ns

    def status(self) -> dict[str, Any]:
        """Plain values: the budget, misses and rests by stage, and each network that ran.

        Of a network: its policy, empty without one, and whether that acts as of the last tick.
        """
        networks = {
            name: {
                "policy": "" if name not in self._courses else self._courses[name].policy,
                "rests": self.acts(name, self._now_ns) is not None,
            }
            for name in ALLOWED
            if name in self._seen
        }
        return {
            "budget_ms": self.budget_ns * 1e-6,
            "missed": dict(self.missed),
            "rests": dict(self.rests),
            "networks": networks,
        }


def read_policies(texts: Sequence[str]) -> dict[str, Policy]:
    """Policies such as `speech=hold`, by stage.

    Raises:
        ConfigError: no such network, one that is told twice, or a policy that it cannot have.
    """
    told: dict[str, Policy] = {}
    for text in texts:
        name, _, policy = text.partition("=")
        if name not in ALLOWED:
            raise ConfigError(f"late {text!r}: no network {name!r}; there are {', '.join(ALLOWED)}")
        if name in told:
            raise ConfigError(f"late {text!r}: {name} is told twice; wanted it once")
        wanted = [one for one in ALLOWED[name] if one == policy]
        if not wanted:
            raise ConfigError(f"late {text!r}; wanted {name}={' or '.join(ALLOWED[name])}")
        told[name] = wanted[0]
    return told
