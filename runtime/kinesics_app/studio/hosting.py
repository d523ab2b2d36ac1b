"""`run_with_studio`: `kinesics run`, seen and steered on a page."""

from collections.abc import Callable

from kinesics_app.device.device import Device
from kinesics_app.life.life import TICK_NS
from kinesics_app.processes.interrupts import ending
from kinesics_app.run.living import Living, Told
from kinesics_app.run.reload import Reload
from kinesics_app.run.run import Premises, Summary, premises, served
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.studio.host import Host
from kinesics_app.studio.keeper import Place, Studio
from kinesics_app.studio.open_robot import open_robot
from kinesics_app.studio.teller import Teller
from kinesics_app.tick.realtime import no_long_collections

__all__ = ["run_with_studio"]


def run_with_studio(
    request: RunRequest,
    ready: Callable[[str, str, str, str], None],
    again: Callable[[], RunRequest] | None = None,
) -> Summary:
    """Live until Ctrl-C or SIGTERM, then park; a page may let go of the robot, and arm it again.

    `ready` is told where the robot listens, where its page is, which backend runs its networks, and
    what came of real time; `again` is as for `run`.

    Raises:
        KinesicsError: a robot, a port, a socket or a page that cannot be, with what would be right.
    """
    with (
        premises(request) as here,
        Studio(Place.of(request)) as studio,
        open_robot(request.device, here.rig) as robot,
    ):
        told = here.open()
        page = studio.open()
        with no_long_collections(), ending(reloads=again is not None) as end:
            robot[0].watch(here.delays.ahead_ns, TICK_NS)
            teller = Teller(here.rig, studio.send)
            host = Host(robot, _living(here), here.cast_again, (here.door, studio), teller)
            host.log, host.senses = here.log, here.senses
            host.begin(here.character)
            ready(str(request.socket), page, here.character.backend, told)
            trouble = served(lambda: host.live(Reload(request, again, end)), host.living.park)
            here.log.close(trouble)
        status = {**host.status, "recording": here.log.recording()}
        return Summary(status, here.door.deaths + studio.deaths, trouble)


def _living(here: Premises) -> Callable[[Device, Told], Living]:
    begins = (here.request, None)
    return lambda device, told: Living(device, here.rig, here.delays, begins, told)
