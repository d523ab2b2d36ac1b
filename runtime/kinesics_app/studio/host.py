"""`Host`: a robot that lives, is let go and armed again, as pages of its studio want it."""

import gc
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import Any

from kinesics.conversation.event import Event
from kinesics.conversation.tools import tools
from kinesics.errors import BridgeError, IntentError, KinesicsError
from kinesics_app.character.character import Character
from kinesics_app.clock import AttentiveClock
from kinesics_app.device.device import Device
from kinesics_app.door.keeper import Door
from kinesics_app.life.shown import LoopShown
from kinesics_app.run.living import Living, Told
from kinesics_app.run.logbook import Logbook
from kinesics_app.run.reload import Reload
from kinesics_app.run.senses import Senses
from kinesics_app.run.service_manager import tell_service_manager
from kinesics_app.studio.keeper import Studio
from kinesics_app.studio.orders import Order
from kinesics_app.studio.teller import Teller
from kinesics_app.studio.twin_faults import TwinFaults
from kinesics_app.tick.own_time import own_time

__all__ = ["Host"]

_STATUS_TURNS = 50
_TIDY_TURNS = 100
_LOOK_TURNS = 5
_MOST_WAITING = 16

_log = logging.getLogger(__name__)


class Host:
    """Owned by the thread that owns the robot: between other programs, pages and the motion.

    A `stop` is heeded after every wait of the clock, whatever the robot does meanwhile; the other
    orders wait for the next turn.
    """

    def __init__(
        self,
        robot: tuple[Device, TwinFaults | None],
        live: Callable[[Device, Told], Living],
        cast: Callable[[], Character],
        doors: tuple[Door, Studio],
        teller: Teller,
    ) -> None:
        """`robot` is open, and connected to nothing yet; `live` gets it and who is told of it.

        `cast` makes a character for a life: seconds, in a thread of its own, of a limp robot.
        """
        self._device, self._faults = robot
        self._door, self._studio = doors
        self._teller = teller
        self._cast = cast
        self._caster = ThreadPoolExecutor(1, "cast")
        self._casting: tuple[Order, Future[Character]] | None = None
        self._waiting: deque[Order] = deque(maxlen=_MOST_WAITING)
        self._turns = 0
        self.senses = Senses()
        """What sees and hears, if anything does."""
        self.log: Logbook | None = None
        """What keeps the run, if anything does."""
        self._recorded: Mapping[str, Any] = {}  # as pages were told
        self.status: Mapping[str, Any] = {}
        """Of the life that is, or was."""
        self._device.clock = AttentiveClock(self._device.clock, self._heed)
        self.living = live(self._device, self._told)
        self.living.in_vain = self._door.tell_in_vain

    def begin(self, character: Character) -> None:
        """Come alive, and tell other programs what can be asked.

        Raises:
            BridgeError: the robot does not follow, with the reason.
        """
        self.living.come_alive(character)
        life = self.living.life
        if life is not None:
            if self.log is not None:
                self.log.watch(self._device, life)
            self.status = life.status()
            able = tools(life.arbiter.skills)
            self._door.greet({"tools": able, "status": self.status})
            self._studio.greet({"tools": able})

    def live(self, reload: Reload) -> str:
        """Turn until somebody wants it to end, or the robot is lost; what was wrong then.

        Once at least: it is parked from where its last row led it.
        """
        try:
            with own_time() as own:
                self.living.watch(own)
                self._turn(reload)
                while not reload.end.asked:
                    self._turn(reload)
        except BridgeError as error:
            return str(error)
        finally:
            self._caster.shutdown(wait=False, cancel_futures=True)
        return ""

    def _turn(self, reload: Reload) -> None:
        self._take_messages()
        self.living.turn()
        self._obey()
        if reload.heed(self.living.life):
            self.living.begin_as(reload.request)
        self._turns += 1
        if self._turns % _LOOK_TURNS == 0:
            self._tell_recording()
        if self._turns % _STATUS_TURNS == 0:
            self._door.send({"status": self._noted()})
            tell_service_manager("WATCHDOG=1")
        if self._turns % _TIDY_TURNS == 0:
            self._device.forget()
            gc.collect(0)
        self.living.rest()

    def _take_messages(self) -> None:
        """What other programs say; what there is no room for stays where it is."""
        if self.living.messages.full():
            return
        for message in chain(self._door.receive(), self.senses.receive()):
            if _is_stop(message):
                self.living.stopped.set()
            self.living.messages.put_nowait(message)
            if self.living.messages.full():
                return

    def _told(self, device: Device, events: Sequence[Event]) -> None:
        if events:
            self._door.send({"events": [event.as_map() for event in events]})
        self._teller.turn(device, LoopShown.of(self.living.life))
        if self.living.life is not None:
            self.senses.follow(self.living.life)
        if self.log is not None:
            self.log.turn(device, self.living.life, events)

    def _heed(self) -> None:
        """After every wait."""
        for order in self._studio.orders():
            if order.kind == "stop":
                self.living.stopped.set()
                self._answer(order, "")
            else:
                self._waiting.append(order)
        self._teller.catch_up(self._device, LoopShown.of(self.living.life))

    def _obey(self) -> None:
        """One order, and a life that has got its character meanwhile."""
        if self._casting is not None and self._casting[1].done():
            (order, cast), self._casting = self._casting, None
            self._try(order, lambda: self._come_alive(cast))
        elif self._waiting:
            order = self._waiting.popleft()
            if order.kind == "arm":
                self._try(order, lambda: self._begin_casting(order))
            else:
                self._try(order, lambda: self._done(order))

    def _try(self, order: Order, do: Callable[[], str | None]) -> None:
        """Answer what came of it; None: it is not over yet."""
        try:
            said = do()
        except KinesicsError as error:
            self._answer(order, "", str(error))
        else:
            if said is not None:
                self._answer(order, said)

    def _begin_casting(self, order: Order) -> str | None:
        if self.living.follows:
            return "it lives already"
        self.living.demand_armable()
        if self._casting is not None:
            raise IntentError("it is on its way to life already; wait for that")
        self._casting = (order, self._caster.submit(self._cast))
        return None

    def _come_alive(self, cast: "Future[Character]") -> str:
        self.living.demand_armable()
        self.begin(cast.result())
        return "it lives"

    def _done(self, order: Order) -> str:
        if order.kind == "park":
            self.living.park()
            return "it is parked"
        if order.kind == "disarm":
            self.living.let_go()
            return "it is let go"
        if order.kind in ("record", "unrecord"):
            if self.log is None:
                raise IntentError("nothing is kept of this robot")
            return self.log.record(on=order.kind == "record")
        if self._faults is None:
            raise IntentError("this is no twin: nothing is made bad on purpose here")
        said = self._faults.apply(order.fault)
        if order.fault.get("reset"):
            self.living.begin_anew(self._faults.bridge(self._device.bridge.table))
        return said

    def _answer(self, order: Order, said: str, refused: str = "") -> None:
        done = {"id": order.id, "order": order.kind, "said": said, "refused": refused}
        self._studio.send({"done": done})

    def _tell_recording(self) -> None:
        """Where it is recorded, when that is news, and now and then to a studio that is new."""
        if self.log is None:
            return
        told = self.log.recording()
        news = {name: told.get(name) for name in ("on", "ending", "file", "trouble")}
        if news != self._recorded or self._turns % _STATUS_TURNS == 0:
            self._recorded = news
            self._studio.send({"recording": {"on": False, "file": "", **told}})

    def _noted(self) -> Mapping[str, Any]:
        if (life := self.living.life) is not None:
            self.senses.tell(life)
            self.status = life.status()
            return self.status
        return {**self.status, "state": self._device.bridge.state or "not connected"}


def _is_stop(message: Any) -> bool:
    intent = message.get("intent")
    return isinstance(intent, dict) and intent.get("kind") == "stop"
