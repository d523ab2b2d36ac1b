"""`LifeThread`: a robot that lives in a thread of its own, inside another program."""

import gc
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

from kinesics.conversation.event import Event
from kinesics.errors import BridgeError, KinesicsError
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics_app.afar.elsewhere import Elsewhere
from kinesics_app.character.character import Character
from kinesics_app.character.tuning import Tuning
from kinesics_app.device.device import Device
from kinesics_app.device.opening import open_device
from kinesics_app.life.health import Health, health_of
from kinesics_app.life.life import TICK_NS
from kinesics_app.rigging.edit import refuse_shipped
from kinesics_app.rigging.zeroing import zero
from kinesics_app.run.living import Living, Told
from kinesics_app.run.logbook import Logbook, logbook_of
from kinesics_app.run.retold import attune, demand_here, demand_tellable, lead_of
from kinesics_app.run.run import character_for
from kinesics_app.settings.persona_given import given_persona
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.threads.jobs import Jobs
from kinesics_app.threads.mailbox import Mailbox
from kinesics_app.tick.delays import Delays, mouth_lag_ms
from kinesics_app.tick.own_time import own_time
from kinesics_app.tick.realtime import ask_for_realtime, no_long_collections

__all__ = ["LifeThread", "Wire"]

_HEALTH_TICKS = 50
_TIDY_TICKS = 100  # young garbage is few objects; the full collection that Python would do is long
_LOOK_S = 0.5  # how often whoever waits for the thread looks whether it is still there

Job = Callable[[Living], Any]

Wire = Callable[[Rig], AbstractContextManager[Device]]
"""Opens a robot's device, and releases it at the end."""


class LifeThread:
    """Opened limp, armed and parked as often as one likes, closed limp.

    Its own thread owns the robot. Every method may be called from any other; those that say how
    long they take wait for it. `stop` never waits, and is heeded in all of them.
    """

    def __init__(
        self,
        request: RunRequest,
        told: Told,
        *,
        elsewhere: Elsewhere | None = None,
        wire: Wire | None = None,
    ) -> None:
        """Nothing is opened yet; nobody listens on the socket of `request`: it names a black box.

        `elsewhere`: where its behaviours think, if it is not in its own thread; `wire`: opens its
        device, if it is not one of this process.

        Raises:
            KinesicsError: an unknown robot, a rig or delays that cannot be.
        """
        self.rig = load_rig(request.robot)
        self.delays = Delays(request.lookahead_ms, request.lead_ms, mouth_lag_ms(self.rig))
        given_persona(request.persona)
        self.health: Health | None = None
        """As of half a second ago at most, while its thread turns; None: it was never opened."""
        self.trouble = ""
        """What ended its thread, if nobody did."""
        self.way_out_of_stop = ""
        """As of `Device.way_out_of_stop`; told before it is opened."""
        self.realtime = ""
        """What came of asking for it."""
        self._request = request
        self._elsewhere = elsewhere
        self._thinks = None if elsewhere is None else ()
        self._wire = wire
        self._told = told
        self._log: Logbook | None = None
        self._character: Character | None = None
        self._tuning: Tuning | None = None
        self._heeds: Collection[str] = ()  # names of analysers that think here
        self._living: Living | None = None
        self._jobs: Jobs[Living] = Jobs()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._mailbox = Mailbox(lambda: self._living, far=elsewhere is not None)

    @property
    def alive(self) -> bool:
        """Whether it lives: armed, and neither parked nor let go since."""
        return self._living is not None and self._living.life is not None

    @property
    def senses_here(self) -> bool:
        """Whether it is told here what is seen and heard; if not, elsewhere."""
        return self._elsewhere is None or not self._elsewhere.packets.peer

    @property
    def turning(self) -> bool:
        """Whether its thread is there."""
        return self._thread is not None and self._thread.is_alive()

    def open(self) -> None:
        """Verify the networks, open the port, and meet the robot, which stays limp; seconds.

        Raises:
            KinesicsError: a network that is not what its card says, or a port that cannot be used.
        """
        self._character = character_for(self.rig, self._request, self._thinks)
        self._mailbox.rate_hz = self._character.sample_rate_hz
        self._tuning = self._character.tuning()
        if self._elsewhere is None:
            self._heeds = {one.name for one in self._character.analysers}
        opened: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._own, args=(opened,), name="motion", daemon=True
        )
        self._thread.start()
        opened.result()

    def arm(self) -> None:
        """Bring it to life where it is: 4 s at most. Nothing, if it lives and follows.

        Raises:
            BridgeError: it does not follow, with the reason.
        """
        if self._living is not None:
            if self._living.follows:
                return
            self._living.demand_armable()
        character = self._character or character_for(self.rig, self._request, self._thinks)
        self._character = None  # behaviours remember a life: each has its own
        self._do(lambda living: living.come_alive(character))

    def retell(self, request: RunRequest) -> None:
        """Be as this says: at once, in `gaze` and what settings.toml has as `reloads`.

        What else differs acts when it is armed next; another robot, device, look-ahead or lead
        wants another `LifeThread`. It may take as long as a network takes to be opened.

        Raises:
            KinesicsError: it cannot be so, with what would be right; nothing has changed.
        """
        demand_tellable(request, self._tuning)
        demand_here(self._request, request, self._heeds)
        life = None if self._living is None else self._living.life
        lead = lead_of(self._request, request, None if life is None else life.loop.lateness)
        self._do(lambda living: living.retell(request, lead))
        if self._character is not None:
            attune(self._character.analysers, self._character.lateness, request, lead)
        self._request = request

    def park(self) -> None:
        """Lead it to its safe pose and let it go: 1 to 5 s. Nothing, if it is limp.

        Raises:
            BridgeError: the robot is lost.
        """
        self._do(Living.park)

    def disarm(self) -> None:
        """Brake and let go where it is, out of STOP too: 3 s at most.

        Raises:
            BridgeError: something still stops it.
        """
        self._do(Living.let_go)

    def zero(self) -> tuple[Path, list[str]]:
        """Make the pose in which the limp robot is held its neutral one: its rig file, the joints.

        Raises:
            KinesicsError: it lives, its rig is a shipped one, or the pose is beyond its limits.
        """
        refuse_shipped(self._request.robot)
        return zero(self._request.robot, self.rig, self._do(Living.held_pose))

    def stop(self) -> None:
        """Brake at the limits within a tick, whatever it does; only `disarm` leads out of it."""
        self._mailbox.stop()

    def hear(self, message: dict[str, Any]) -> None:
        """Hand over a message as docs/intents.md has them; what became of it is told as events.

        Of a `say` the sound is made ready here, in the caller's thread. `{"utterance": {...}}` asks
        for one that is held elsewhere, as `say_elsewhere` has it.

        Raises:
            KinesicsError: it is none, or it cannot be taken now, with what would be right.
        """
        self._mailbox.take(message)

    def hear_ears(self, told: dict[str, Any]) -> None:
        """What its own ears tell, which another thread has.

        Raises:
            IntentError: it is limp, or hears too much at once.
        """
        self._mailbox.hand_over(told)

    @property
    def living(self) -> Living | None:
        """What its own thread turns: for `told` alone; None: it is not open."""
        return self._living

    def close(self) -> None:
        """End its thread and release the port; park it before. Twice is fine."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
        self._mailbox.close()

    def _do(self, job: Job) -> Any:
        """What the robot's thread makes of it; waits for that."""
        done = self._jobs.ask(job)
        while not wait([done], _LOOK_S).done:
            if not self.turning:
                self._refuse_jobs()
        return done.result()

    def _own(self, opened: Future[None]) -> None:
        """The robot's own thread, from here on."""
        try:
            with self._device() as device, no_long_collections(), own_time() as own:
                self._log = logbook_of(self._request, self.rig)
                self._living = Living(
                    device, self.rig, self.delays, (self._request, self._elsewhere), self._tell
                )
                self._living.watch(own)
                if self._request.realtime:
                    self.realtime = ask_for_realtime(self._request.cpu)
                device.way_out_of_stop = self.way_out_of_stop
                device.watch(self.delays.ahead_ns, TICK_NS)
                self.health = health_of(device, None)
                opened.set_result(None)
                self._turn_on(self._living)
        except KinesicsError as error:
            self.trouble = str(error)
            if not opened.done():
                opened.set_exception(error)
        finally:
            failed = sys.exc_info()[1]
            if failed is not None and not self.trouble:
                self.trouble = f"its thread died: {type(failed).__name__}: {failed}"
            self._living = None
            self._refuse_jobs()
            if self._log is not None:
                self._log.close(self.trouble)

    def _tell(self, device: Device, events: Sequence[Event]) -> None:
        living = self._living
        if self._log is not None and living is not None:
            self._log.turn(device, living.life, events)
        self._told(device, events)

    def _device(self) -> AbstractContextManager[Device]:
        if self._wire is not None:
            return self._wire(self.rig)
        return open_device(self._request.device, self.rig, live=True)

    def _turn_on(self, living: Living) -> None:
        turns = 0
        while not self._closing.is_set():
            living.turn()
            turns += 1
            if turns % _HEALTH_TICKS == 0:
                self._note(living)
            if turns % _TIDY_TICKS == 0:
                living.device.forget()
                gc.collect(0)
            self._jobs.work(living, partial(self._note, living))
            living.rest()

    def _note(self, living: Living) -> None:
        self.health = health_of(living.device, living.life)

    def _refuse_jobs(self) -> None:
        why = self.trouble or "its thread has ended"
        self._jobs.refuse(BridgeError(f"the robot is not there: {why}"))
