"""`run_with_studio`: `kinesics run`, seen and steered on a page."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics_app.character import Character
from kinesics_app.delays import Delays, mouth_lag_ms
from kinesics_app.device import Device
from kinesics_app.door.keeper import Door
from kinesics_app.interrupts import Ending, ending
from kinesics_app.life import TICK_NS
from kinesics_app.living import Living, Told
from kinesics_app.loudspeaker import Loudspeaker
from kinesics_app.persona_given import given_persona
from kinesics_app.realtime import ask_for_realtime, no_long_collections
from kinesics_app.run import RunRequest, Summary, character_for, heard_by
from kinesics_app.service_manager import tell_service_manager
from kinesics_app.studio.host import Host
from kinesics_app.studio.keeper import Place, Studio
from kinesics_app.studio.open_robot import open_robot
from kinesics_app.studio.teller import Teller

__all__ = ["run_with_studio"]


def run_with_studio(request: RunRequest, ready: Callable[[str, str, str, str], None]) -> Summary:
    """Live until Ctrl-C or SIGTERM, then park; a page may let go of the robot, and arm it again.

    `ready` is told where the robot listens, where its page is, which backend runs its networks, and
    what came of real time.

    Raises:
        KinesicsError: a robot, a port, a socket or a page that cannot be, with what would be right.
    """
    rig = load_rig(request.robot)
    given_persona(request.persona)  # refused before anything is opened
    delays = Delays(request.lookahead_ms, request.lead_ms, mouth_lag_ms(rig))
    first = character_for(rig, request)
    with ExitStack() as stack:
        speaker = stack.enter_context(Loudspeaker(first.sample_rate_hz))
        door = stack.enter_context(Door(request.socket, request.web_port, first.sample_rate_hz))
        studio = stack.enter_context(Studio(Place.of(request)))
        robot = stack.enter_context(open_robot(request.device, rig))
        door.open()
        page = studio.open()
        told = ask_for_realtime() if request.realtime else ""
        if request.sound:
            first = heard_by(first, speaker)
        stack.enter_context(no_long_collections())
        end = stack.enter_context(ending())
        robot[0].watch(delays.ahead_ns, TICK_NS)
        cast = _cast_again(rig, request, speaker)
        teller = Teller(rig, studio.send)
        host = Host(robot, _living(rig, delays, request), cast, (door, studio), teller)
        host.begin(first)
        ready(str(request.socket), page, first.backend, told)
        trouble = _live(host, end)
        return Summary(host.status, door.deaths + studio.deaths, trouble)
    raise AssertionError("unreachable: no part of the stack swallows an error")


def _live(host: Host, end: Ending) -> str:
    """Until it is to end or the robot is lost, then park; what was wrong."""
    tell_service_manager("READY=1")
    trouble = host.live(end)
    tell_service_manager("STOPPING=1")
    if not trouble:
        host.living.park()
    return trouble


def _cast_again(rig: Rig, request: RunRequest, speaker: Loudspeaker) -> Callable[[], Character]:
    """A character for another life, heard as the first was."""

    def cast() -> Character:
        again = character_for(rig, request)
        if not request.sound:
            return again
        return replace(again, analysers=(speaker, *again.analysers))

    return cast


def _living(rig: Rig, delays: Delays, request: RunRequest) -> Callable[[Device, Told], Living]:
    return lambda device, told: Living(device, rig, delays, (request, None), told)
