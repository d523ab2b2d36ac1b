"""`Skill`: one kind of intent that a robot can do, and how a behaviour is told to do it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import inf

from kinesics.conversation.intent import Intent
from kinesics.conversation.utterance import Utterance
from kinesics.errors import IntentError, KinesicsError
from kinesics.ports import Packet
from kinesics.rig.rig import Rig
from kinesics.signals import Cease

__all__ = ["Doing", "Skill", "skills_of", "unable"]


@dataclass(frozen=True, slots=True, eq=False)
class Doing:
    """An intent that has begun."""

    packets: Sequence[Packet]
    """What tells the behaviours."""
    lasts_s: float = inf
    """From its date on; `inf`: until something else."""
    ceases: Callable[[int], Sequence[Packet]] | None = None
    """What ends it early, from robot time on; None: `Cease`."""
    utterance: Utterance | None = None
    """What others can be anchored to, if it is spoken."""
    remark: str = ""
    """What this robot cannot do of it, though it is done."""

    def end(self, ident: str, t_ns: int) -> Sequence[Packet]:
        """What tells the behaviours that it ends early, at `t_ns`."""
        return [Cease(t_ns, ident)] if self.ceases is None else self.ceases(t_ns)


@dataclass(frozen=True, slots=True, eq=False)
class Skill:
    """A kind of intent, and who does it."""

    kind: str
    channels: tuple[str, ...]
    """Channels that it moves: a robot that shows none of them cannot do it. Empty: none needed."""
    begin: Callable[[Intent, int], Doing]
    """Begins an intent at a robot time (it acts on the world, or only makes packets).

    Raises KinesicsError where this one cannot be done, with the reason.
    """
    check: Callable[[Intent], object] | None = None
    """Looks at an intent when it is heard, long before it may begin; raises KinesicsError where it
    cannot be done, with the reason."""
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What a text parameter may be: the gestures of the library."""
    lacks: Callable[[str], str] = lambda choice: ""
    """Why this robot cannot show a choice; empty: it can."""
    heeds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of parameters, which of their choices are worth offering on this robot; none: leave it away.
    Others are taken all the same, and told of when one begins."""
    alone: bool = False
    """Whether what will do alone, by its kind, does here: a text where there is a synthesiser."""
    replaces: bool = False
    """A newer one takes over from an older by itself: the older is not told to cease."""
    ready: Callable[[Intent], bool] = lambda intent: True
    """Whether one that waits may begin now."""
    prepare: Callable[[Intent], bool] | None = None
    """Works a few milliseconds on one that waits, a tick after another, for its beginning to take
    none; whether it is done. Before that it does not begin. None: there is nothing to work out."""
    notice_s: float = 0.0
    """How long before its date it must begin: an arm has to be raised before its stroke."""
    waits_s: Callable[[Intent], float] = lambda intent: 0.0
    """How much longer before its date one begins: others that go with it have to get ready."""
    early_s: float = 0.0
    """How much earlier it is begun where its date is known and its parts are free: of what may
    take longer."""

    def demand(self, intent: Intent) -> None:
        """KinesicsError where this one cannot be done: a choice that is none, or as `check`."""
        for name, choices in self.choices.items():
            where, choice = f"{self.kind}: {name}", intent.parameters[name]
            _demand_choice(where, choice, choices)
            lack = self.lacks(choice)
            if lack:
                raise IntentError(f"{where} is {choice!r}, but {lack}")
        if self.check is not None:
            self.check(intent)

    def offered(self, name: str) -> tuple[str, ...]:
        """What a parameter may be on this robot; empty: it has no choices."""
        if name in self.heeds:
            return tuple(self.heeds[name])
        return tuple(one for one in self.choices.get(name, ()) if not self.lacks(one))

    def ignores(self, name: str) -> bool:
        """Whether a parameter changes nothing on this robot."""
        return name in self.heeds and not self.heeds[name]

    @property
    def offers(self) -> bool:
        """Whether there is anything to choose, of every parameter that has choices."""
        return all(any(not self.lacks(one) for one in choices) for choices in self.choices.values())


def skills_of(rig: Rig, skills: Iterable[Skill]) -> dict[str, Skill]:
    """Those that this robot shows anything of, by kind."""
    return {
        skill.kind: skill
        for skill in skills
        if (not skill.channels or any(map(rig.shows, skill.channels))) and skill.offers
    }


def unable(intent: Intent, rig: Rig, skills: Iterable[Skill]) -> IntentError:
    """Why a robot cannot do what is of none of its kinds."""
    own = [skill for skill in skills if skill.kind == intent.kind]
    wanted = [name for skill in own for name in skill.channels]
    if not own:
        return IntentError(f"{intent.kind}: no behaviour of {rig.name} does it")
    if any(map(rig.shows, wanted)):  # a part of it, which is too little of any choice
        try:
            own[0].demand(intent)
        except KinesicsError as error:
            return IntentError(str(error))
    moves = ", ".join(wanted)
    return IntentError(f"{intent.kind}: {rig.name} has no joint for it: it moves {moves}")


def _demand_choice(where: str, value: str, choices: Sequence[str]) -> None:
    if value in choices:
        return
    near = get_close_matches(value, choices, 3, 0.5)
    told = f"nearest: {', '.join(near)}" if near else f"wanted {' or '.join(choices)}"
    raise IntentError(f"{where} is {value!r}; {told}")
