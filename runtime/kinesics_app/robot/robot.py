"""`Robot`: everything that a robot can be asked, as calls."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kinesics.affect.plan import Plan
from kinesics.errors import IntentError
from kinesics_app.robot.asking import PLAIN
from kinesics_app.robot.exchange import ANSWER_S
from kinesics_app.robot.expression_told import expression_told
from kinesics_app.robot.feeling_told import feeling_told
from kinesics_app.robot.how import How
from kinesics_app.robot.link import Link
from kinesics_app.robot.place import place
from kinesics_app.robot.saying import Saying
from kinesics_app.robot.socket_link import SocketLink
from kinesics_app.robot.speech import SpeechApi
from kinesics_app.robot.telling import Telling
from kinesics_app.robot.wish import Wish
from kinesics_app.settings.socket_path import socket_path
from kinesics_app.sound.reference import Played

__all__ = ["Robot"]


class Robot(Saying, Telling):
    """A robot over a link. Each call returns once it is acknowledged; `Wish.wait` until it is over.

    A call that is refused raises IntentError with the robot's reason. What is told without a wish
    (`target`, `dial`, ...) is read before it is sent, and not waited for: what only this robot
    refuses, such as a behaviour that it has not, is raised by the next call that hears of it.
    """

    def __init__(self, link: Link | None = None) -> None:
        """`link`: None: to the robot of a `kinesics run`, as `running`.

        Raises:
            IntentError: no such robot, or the name of one where a link belongs.
        """
        if isinstance(link, str | Path):
            raise IntentError(
                f"{str(link)!r} is no link to a robot; wanted Robot.twin({str(link)!r}), or "
                "Robot.running() for that of a `kinesics run`"
            )
        super().__init__(SocketLink(socket_path()) if link is None else link)
        self.speech = SpeechApi(self)
        """Speech that is still being made, as `begin`, `push`, `mark`, `end`, `cancel`."""

    @classmethod
    def running(cls, socket: Path | None = None) -> "Robot":
        """The robot of a `kinesics run`, on its usual socket or on this one.

        Raises:
            IntentError: none listens there.
        """
        return cls(SocketLink(socket or socket_path()))

    @classmethod
    def twin(
        cls, robot: str = "humanoid", seed: int = 0, say_command: str = "", gestures: str = ""
    ) -> "Robot":
        """A twin in this process, in virtual time: it lives while this program waits for it.

        `say_command`: as of `kinesics run`, makes sound of what `say` is told as a text alone;
        `gestures`: as of `kinesics run`, a folder of its own gestures and imported motion.
        """
        from kinesics_app.robot.twin_link import TwinLink  # the networks cost a second

        return cls(TwinLink(robot, seed, say_command, gestures))

    def look_at(
        self,
        *at: float | str,
        style: str = "head",
        hold_s: float | None = None,
        how: How = PLAIN,
    ) -> Wish:
        """Look at x, y, z [m], at yaw, pitch [rad], or at a target by its id.

        `style`: `eyes`, `head` or `body`; `hold_s` None: until something else.
        """
        held = {} if hold_s is None else {"hold_s": hold_s}
        return self.ask("look_at", {**place(*at), "style": style, **held}, how)

    def express(
        self,
        expression: str | Plan | Mapping[str, Any],
        hold_s: float | None = None,
        how: How = PLAIN,
        detail: str = "whole",
    ) -> Wish:
        """Show a feeling or an expression, in English or as a typed plan.

        Under the id of one that goes on it refines that, from its beginning on. `detail` `coarse`:
        its emotions alone, until a plan brings the rest.
        """
        told: dict[str, Any] = {} if hold_s is None else {"hold_s": hold_s}
        if detail != "whole":
            told["detail"] = detail
        return self.ask("express", {**expression_told(expression), **told}, how)

    def feel(self, *feeling: float | str, hold_s: float | None = None, how: How = PLAIN) -> Wish:
        """Feel a mixture, `happy:0.6+surprised:0.3`, or valence, arousal, dominance, -1..1 each.

        `hold_s` None: until another feeling, or until it is cancelled.
        """
        held = {} if hold_s is None else {"hold_s": hold_s}
        return self.ask("feel", {**feeling_told("mixture", *feeling), **held}, how)

    def gesture(self, concept: str, how: How = PLAIN, **options: Any) -> Wish:
        """Make a gesture: `size` 0..1, `side`, `hold_s`, `target` (an id) or `target_m` (point)."""
        return self.ask("gesture", {"concept": concept, **options}, how)

    def nod(self, times: int = 2, size: float = 0.5, how: How = PLAIN) -> Wish:
        """Nod."""
        return self.ask("nod", {"times": times, "size": size}, how)

    def shake(self, times: int = 2, size: float = 0.5, how: How = PLAIN) -> Wish:
        """Shake the head."""
        return self.ask("shake", {"times": times, "size": size}, how)

    def tilt(self, size: float = 0.5, how: How = PLAIN) -> Wish:
        """Tilt the head to one side, and back."""
        return self.ask("tilt", {"size": size}, how)

    def posture(self, name: str, how: How = PLAIN) -> Wish:
        """Settle into a posture."""
        return self.ask("posture", {"name": name}, how)

    def scale(self, dial: str, gain: float, hold_s: float, how: How = PLAIN) -> Wish:
        """Show more or less for so long: `lips`, `expression`, `pose` or `face`; 1 is usual."""
        return self.ask("scale", {"dial": dial, "gain": gain, "hold_s": hold_s}, how)

    def be(self, state: str, how: How = PLAIN) -> Wish:
        """Be seen to be `idle`, `listening`, `thinking`, `speaking` or `asleep`."""
        return self.ask("be", {"state": state}, how)

    def quiet(self, servos: str = "hushed", how: How = PLAIN) -> Wish:
        """Move so that a microphone hears others, while it does not speak; `free`: no longer."""
        return self.ask("quiet", {"servos": servos}, how)

    def stop(self) -> Wish:
        """Brake at the limits and stay; only a person frees the robot again."""
        return self.ask("stop", {})

    def barge_in(self) -> Mapping[str, Any] | None:
        """Stop speaking, with all that waits to be said and all that was anchored to it.

        What was heard of what was being said, as `kinesics.conversation.heard.Heard`; None:
        nothing was being said.
        """
        wish = self.ask("barge_in", {})
        wish.wait(ANSWER_S)
        return wish.heard

    def reset(self) -> Wish:
        """End everything that anybody asked for."""
        return self.ask("reset", {})

    def reference(self, hear: Callable[[Played], None]) -> None:
        """Have `hear` called, whenever this program waits for anything, with what is played.

        Block by block, as the loudspeaker gets it: the reference of an echo canceller.

        Raises:
            IntentError: nothing is played there.
        """
        self._exchange.answer("reference")
        self._exchange.hear_played = hear

    def tools(self) -> Sequence[Mapping[str, Any]]:
        """What this robot can do, as JSON schemas that a language model can call."""
        tools: Sequence[Mapping[str, Any]] = self._exchange.answer("tools")
        return tools

    def status(self) -> Mapping[str, Any]:
        """How it is."""
        status: Mapping[str, Any] = self._exchange.answer("status")
        return status
