"""`perform`: a speech file in, firmware-played motion out."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any

from kinesics.errors import BridgeError
from kinesics.ports import Packet
from kinesics_app.character.character import Part
from kinesics_app.device.bare_servos import of_bare_servos
from kinesics_app.device.device import Device
from kinesics_app.device.opening import open_device
from kinesics_app.device.shadow import Shadow
from kinesics_app.life.shown import LoopShown
from kinesics_app.life.watch import Unwatched, Watch
from kinesics_app.performance.asked import Source
from kinesics_app.performance.diary import Diary
from kinesics_app.performance.performance import Performance
from kinesics_app.performance.request import Request
from kinesics_app.performance.scene import Hours, Scene
from kinesics_app.performance.taking import Heard, take_from
from kinesics_app.performance.troubles import Run, troubles
from kinesics_app.sound.player import Player
from kinesics_app.speech.phone_times import described
from kinesics_app.tick.catching_up import CatchingUp
from kinesics_app.tick.delays import TICK_MS
from kinesics_app.tick.loop import Loop
from kinesics_app.tick.realtime import no_long_collections, realtime_while
from kinesics_bridge.joints.servo import ServoParameters

__all__ = ["Performance", "Request", "perform"]

_log = logging.getLogger(__name__)

TICK_NS = round(TICK_MS * 1e6)

_FEWEST_ROWS = 50  # of which results can be made

Progress = Callable[[float], None]
"""Called now and then with the share done, 0..1."""


@dataclass(frozen=True, slots=True, eq=False)
class _Acted:
    """What came of the ticks, while the device was open."""

    loop: Loop
    diary: Diary
    run: Run
    heard: Heard
    audible: bool
    troubles: tuple[str, ...]


def perform(
    request: Request,
    progress: Progress = lambda share: None,
    servos: ServoParameters | None = None,
    also: Sequence[Part] = (),
    watch: Watch | None = None,
) -> Performance:
    """Perform a speech file on a robot, or on its twin in virtual time.

    A sound in which no speech was heard is trouble, but for motion of one's own (`also`), which may
    want none.

    `servos` are the twin's, where they are not what the rig believes. `also` are behaviours of the
    caller's own, each with its layer, on top of the shipped ones. `watch` looks on. A robot whose
    link is lost on the way is waited for; a twin that fails ends the performance, as a STOP does,
    and what was performed until then is returned.

    Raises:
        KinesicsError: a file, robot, model or port that cannot be used, with what would be right.
    """
    scene, watch = Scene.of(request, also), watch or Unwatched()
    if request.live:
        scene.character.rehearse()
    with (
        no_long_collections() if request.live else nullcontext(),
        realtime_while(wanted=request.live and request.realtime, cpu=request.cpu) as realtime,
        open_device(request.device, scene.rig, live=request.live, servos=servos) as device,
        _player(scene, request) as player,
    ):
        watch.begin(device, scene.rig)
        acted = _act(scene, request, (device, player), (watch, progress))
        unknown = of_bare_servos(scene.rig, device.counters) if request.live else []
    run, wrong = acted.run, acted.troubles
    if not (run.lost or run.interrupted or also):
        wrong = (*scene.unheard(request, acted.diary, acted.heard), *wrong)
    take = take_from(acted.loop, device, scene.rig, acted.heard, scene.delays)
    return Performance(
        request=request,
        asked=scene.asked,
        take=take,
        rig=scene.rig,
        character=scene.character,
        delays=scene.delays,
        loop=acted.loop,
        told=scene.told_with(acted.diary, take),
        device=device,
        stages=acted.loop.stages,
        missed=run.missed,
        fell_behind=run.behind_ns > 0,
        phones=described(scene.told),
        sound=player.said,
        realtime=realtime,
        audible=acted.audible,
        interrupted=run.interrupted,
        remarks=(*scene.remarks, *unknown),
        troubles=(*scene.in_vain(request), *scene.misfits, *wrong),
    )


def _act(
    scene: Scene,
    request: Request,
    robot: tuple[Device, Player],
    audience: tuple[Watch, Progress],
) -> _Acted:
    """Have the robot follow, perform, and let go of it."""
    (device, player), (watch, progress) = robot, audience
    pose = (device.watch if request.shadow else device.bring_up)(scene.delays.ahead_ns, TICK_NS)
    diary = Diary()
    loop = scene.loop(pose, Shadow() if request.shadow else device.bridge, diary)
    if request.live:
        loop.stages.keep(device.clock.now_ns())
    hours = scene.hours(device.next_tick_ns)
    player.play_from(hours.heard_t0_ns)
    audible = player.playing
    sources = scene.sources(hours, loop.asked_ns)
    behind = CatchingUp(loop)
    shown = LoopShown(loop, scene.rig, lambda: _status(scene, loop, device, behind))

    def ticked(share: float) -> None:
        watch.turn(shown)
        progress(share)

    run = _run((loop, diary, behind), device, sources, hours, ticked)
    wrong = troubles(loop, device, run, shadow=request.shadow)
    last_ns = _let_go(device, run)
    rate_hz = scene.character.sample_rate_hz
    heard = Heard(scene.speech, rate_hz, hours.heard_t0_ns, last_ns)
    return _Acted(loop, diary, run, heard, audible, wrong)


def _player(scene: Scene, request: Request) -> Player:
    """The sound, where it is wanted; that there is no output for it is said."""
    player = Player(scene.samples, scene.rate_hz, wanted=request.live, trim_ms=request.av_trim_ms)
    if request.live and not player.playing:
        _log.warning("sound %s", player.said)
    return player


def _status(scene: Scene, loop: Loop, device: Device, behind: CatchingUp) -> Mapping[str, Any]:
    """How it goes, for those who look on: as `Life.status` says it of a life."""
    return {
        "robot": scene.rig.name,
        "state": device.bridge.state or "not connected",
        "backend": scene.character.backend,
        "ticks": len(loop.rows),
        **behind.status(device.counters),
        "slow": loop.stages.slow,
        "died": dict(loop.died),
    }


def _let_go(device: Device, run: Run) -> int:
    """End the performance; when, in robot time."""
    if not run.lost:
        with suppress(BridgeError):  # all was performed: a link that is lost now costs nothing
            return device.finish()
    return run.reached_ns


def _run(
    alive: tuple[Loop, Diary, CatchingUp],
    device: Device,
    sources: Sequence[Source],
    hours: Hours,
    progress: Progress,
) -> Run:
    """Every tick that can still be played, until done, Ctrl-C, or a link that is lost."""
    (loop, diary, behind), lost, interrupted = alive, "", None
    tick_ns = hours.begin_ns

    def arrived(by_ns: int) -> list[Packet]:
        return [one for source in sources for one in source.arrived(by_ns)]

    try:
        while tick_ns < hours.end_ns:
            loop.stages.start()
            device.clock.wait_until(tick_ns)
            loop.stages.lap("device")
            tick_ns = behind.go_on(
                tick_ns, device.clock.now_ns, lambda by_ns: loop.think(by_ns, arrived(by_ns))
            )
            loop.tick(tick_ns, arrived(tick_ns))
            diary.look(loop.body.mixer, tick_ns + loop.ahead_ns)
            tick_ns += TICK_NS
            device.poll()
            progress(min(1.0, (tick_ns - hours.begin_ns) / (hours.end_ns - hours.begin_ns)))
    except KeyboardInterrupt as interrupt:
        if len(loop.rows) < _FEWEST_ROWS:
            raise
        interrupted = interrupt
    except BridgeError as error:
        if len(loop.rows) < _FEWEST_ROWS:
            raise
        lost = str(error)
    return Run(behind.missed, tick_ns, interrupted, lost, behind.left_out, behind.longest_ns)
