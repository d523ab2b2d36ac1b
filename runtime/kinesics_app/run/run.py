"""`run`: a robot that is alive until somebody ends it, and does what it is asked."""

import gc
import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.feeling import read_feeling
from kinesics.conversation.message import Switch
from kinesics.conversation.tools import tools
from kinesics.errors import BridgeError
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics_app.afar.elsewhere import Elsewhere
from kinesics_app.character.casting import Casting
from kinesics_app.character.character import Character, cast, gazing_by, in_mood, turnable
from kinesics_app.character.dial_source import whole_dials
from kinesics_app.character.own_card import own_models
from kinesics_app.device.device import Device
from kinesics_app.device.opening import open_device
from kinesics_app.device.parking import park
from kinesics_app.door.keeper import Door
from kinesics_app.life.hearing import hear
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.performance.in_vain import in_vain_alive
from kinesics_app.processes.interrupts import ending
from kinesics_app.run.logbook import Logbook, logbook_of
from kinesics_app.run.reload import Reload
from kinesics_app.run.senses import Senses
from kinesics_app.run.service_manager import tell_service_manager
from kinesics_app.settings.persona_given import given_persona
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.sound.loudspeaker import Loudspeaker
from kinesics_app.tick.delays import Delays, mouth_lag_ms
from kinesics_app.tick.lateness import Lateness, read_policies
from kinesics_app.tick.one_heap import one_heap
from kinesics_app.tick.own_time import own_time
from kinesics_app.tick.realtime import ask_for_realtime, no_long_collections

__all__ = [
    "Premises",
    "Summary",
    "begin_life",
    "cast_for",
    "character_for",
    "live",
    "premises",
    "run",
    "served",
]

_log = logging.getLogger(__name__)

_STATUS_TICKS = 50
_HEARING_NS = 2_000_000  # of a tick
_TIDY_TICKS = 100  # young garbage is few objects; the full collection that Python would do is long


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run was like."""

    status: Mapping[str, Any]
    """As `Life.status`, at its end."""
    doors_lost: int
    """Times that the door's process ended."""
    trouble: str
    """What ended the run, if nobody did."""


def run(
    request: RunRequest,
    ready: Callable[[str, str, str], None],
    again: Callable[[], RunRequest] | None = None,
    born: Callable[[Life], None] = lambda life: None,
) -> Summary:
    """Live until Ctrl-C or SIGTERM, then park; at SIGHUP do what `again` says now.

    Without `again` SIGHUP ends it too. `ready` is told where the robot listens, which backend runs
    its networks, and what came of asking for real time; `born` is shown the life that begins.

    Raises:
        KinesicsError: a robot, a port or a socket that cannot be used, with what would be right.
    """
    with premises(request) as here, open_device(request.device, here.rig, live=True) as device:
        told = here.open()  # nothing that takes long comes after
        log = here.log
        with no_long_collections(), ending(reloads=again is not None) as end:
            pose = device.bring_up(here.delays.ahead_ns, TICK_NS)
            life = begin_life((here.rig, pose, device), here.character, here.delays, request)
            log.watch(device, life)
            born(life)
            here.door.greet({"tools": tools(life.arbiter.skills), "status": life.status()})
            ready(str(request.socket), here.character.backend, told)
            trouble = served(
                lambda: live(
                    life, device, (here.door, log, here.senses), Reload(request, again, end)
                ),
                lambda: _park(life, device),
            )
            log.close(trouble)
        return Summary(life.status(), here.door.deaths, trouble)


@dataclass(eq=False)
class Premises:
    """What a run has before its robot moves."""

    request: RunRequest
    rig: Rig
    delays: Delays
    character: Character
    """Rehearsed; heard, once this is open."""
    speaker: Loudspeaker
    door: Door
    senses: Senses
    opened: Logbook | None = None

    @property
    def log(self) -> Logbook:
        """Once this is open."""
        assert self.opened is not None
        return self.opened

    def open(self) -> str:
        """Let other programs in and sound out; what came of asking for real time, if it was.

        Raises:
            IntentError: as `Door.open` and `Senses.open`.
        """
        self.door.open()
        self.senses.open()
        self.opened = logbook_of(self.request, self.rig)
        if self.request.sound:
            said = self.speaker.open()
            level = logging.INFO if self.speaker.playing else logging.WARNING
            _log.log(level, "sound %s", said)
        self.character = self._heard(self.character)
        return ask_for_realtime(self.request.cpu) if self.request.realtime else ""

    def cast_again(self) -> Character:
        """A character for another life, rehearsed, which takes seconds, and heard as the first."""
        return self._heard(character_for(self.rig, self.request))

    def _heard(self, character: Character) -> Character:
        if not self.request.sound:
            return character
        return replace(character, analysers=(self.speaker, *character.analysers))


@contextmanager
def premises(request: RunRequest) -> Iterator[Premises]:
    """What a run has before its robot moves, checked and rehearsed, but not open yet.

    What takes long beside, the door's process and those of eyes and ears, is begun first.

    Raises:
        KinesicsError: a robot or a network that cannot be used, with what would be right.
    """
    one_heap()
    rig = load_rig(request.robot)
    given_persona(request.persona)  # refused before anything is opened
    delays = Delays(request.lookahead_ms, request.lead_ms, mouth_lag_ms(rig))
    character = cast_for(rig, request)
    rate_hz = character.sample_rate_hz
    with (
        Loudspeaker(rate_hz, request.reference) as speaker,
        Door(
            request.socket, request.web_port, rate_hz, speaker.reference, request.say_command
        ) as door,
        Senses.of(request, rig, speaker.reference if request.sound else None) as senses,
    ):
        character.rehearse()  # a second in a user's first life: the door's process begins meanwhile
        here = Premises(request, rig, delays, character, speaker, door, senses)
        try:
            yield here
        except BaseException as error:
            if here.opened is not None:
                here.opened.close(f"{type(error).__name__}: {error}")
            raise
        if here.opened is not None:
            here.opened.close("")


def served(live: Callable[[], str], park: Callable[[], object]) -> str:
    """Live, then park unless something was wrong, which is told; a service manager hears of it."""
    tell_service_manager("READY=1")
    trouble = live()
    tell_service_manager("STOPPING=1")
    if not trouble:
        park()
    return trouble


def character_for(
    rig: Rig, request: RunRequest, thinks: Collection[str] | None = None
) -> Character:
    """The character that a run asks for, rehearsed: it takes some seconds; as `cast_for`."""
    character = cast_for(rig, request, thinks)
    character.rehearse()
    return character


def cast_for(rig: Rig, request: RunRequest, thinks: Collection[str] | None = None) -> Character:
    """The character that a run asks for; `thinks`: what of it thinks here, as `Casting` has it.

    Raises:
        KinesicsError: a network that is not what its card says, an emotion or dial that is none.
    """
    how = (request.lookahead_ms, request.backend, request.seed, request.loudness, request.affect)
    late = Lateness(read_policies(request.late), round(request.budget_ms * 1e6))
    character = cast(
        rig, Casting(*how, thinks, late, gestures=request.gestures, models=own_models(request))
    )
    character = gazing_by(character, rig, request.seed, request.gaze)
    feeling = None if request.emotion is None else read_feeling(request.emotion, 0)
    if feeling is not None:
        character = in_mood(character, feeling)
    for remark in in_vain_alive(feeling, request.loudness, rig):
        _log.warning("%s", remark)
    whole_dials(request.dials, turnable(character.parts))
    return character


def begin_life(
    robot: tuple[Rig, NDArray[np.float64], Device],
    character: Character,
    delays: Delays,
    request: RunRequest,
    elsewhere: Elsewhere | None = None,
) -> Life:
    """The life of `robot`, as for `Life`, with the persona and dials that a run asks for."""
    quiet, level = request.quiet, request.level
    life = Life(robot, character, delays, quiet=quiet, level=level, elsewhere=elsewhere)
    if request.say_command:
        life.say_texts()
    life.around.listening.barge_in = request.barge_in
    persona = given_persona(request.persona)
    if persona:
        life.hear({"persona": persona}, robot[2].clock.now_ns())
    for dial in whole_dials(request.dials, turnable(character.parts)):
        life.turn(dial.dial, dial.gain)
    for name in request.off:
        life.switch(Switch(life.now_ns, name, on=False))
    if request.av_trim_ms:
        life.trim(request.av_trim_ms)
    return life


def live(life: Life, device: Device, told: tuple[Door, Logbook, Senses], reload: Reload) -> str:
    """Tick until somebody wants it to end, or the robot is lost; what was wrong then.

    Once at least: it is parked from where its last row led it.
    """
    with own_time() as own:
        life.late.watch(own)
        try:
            _tick(life, device, told, reload)
            while not reload.end.asked:
                _tick(life, device, told, reload)
        except BridgeError as error:
            return str(error)
    return ""


def _tick(life: Life, device: Device, told: tuple[Door, Logbook, Senses], reload: Reload) -> None:
    (door, _, senses), stages = told, life.loop.stages
    tick_ns = device.next_tick_ns
    device.clock.wait_until(tick_ns)
    life.late.begun(tick_ns, device.clock.now_ns())
    for message in chain(door.receive(), senses.receive()):
        hear(life, message, device.clock.now_ns(), door.tell_in_vain)
        if device.clock.now_ns() - tick_ns > _HEARING_NS:
            break  # the rest waits: a long text may take 8 ms to understand
    stages.lap("hear")
    tick_ns = life.tick(tick_ns)
    stages.start()
    senses.follow(life)
    device.poll()
    stages.lap("poll")
    reload.heed(life)
    _tell(life, device, told)
    stages.lap("tell")
    if life.ticks % _TIDY_TICKS == 0:
        device.forget()
        gc.collect(0)
        stages.lap("tidy")
    life.late.done(device.clock.now_ns())
    device.next_tick_ns = tick_ns + TICK_NS


def _tell(life: Life, device: Device, told: tuple[Door, Logbook, Senses]) -> None:
    """Tell other programs what became of what they asked, and keep it."""
    door, log, senses = told
    events = life.events()
    log.turn(device, life, events)
    if events:
        door.send({"events": [event.as_map() for event in events]})
    if life.ticks % _STATUS_TICKS == 0:
        senses.tell(life)
        door.send({"status": life.status()})
        tell_service_manager("WATCHDOG=1")


def _park(life: Life, device: Device) -> None:
    last = life.loop.newest(device.next_tick_ns - TICK_NS)
    park(device, life.rig, life.loop.body.last, last, TICK_NS)
