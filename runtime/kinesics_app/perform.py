"""`perform`: a speech file in, firmware-played motion out."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.phone_times.read import Reading
from kinesics.audio.speech_file import load_speech, resample
from kinesics.errors import BridgeError, RecordError
from kinesics.motion import channels
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Mixer
from kinesics.ports import Analyser, Bridge
from kinesics.record.take import Take
from kinesics.record.view import checked_view
from kinesics.rig.foresight import foresight_ticks
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics.signals import PhoneTimes, SpeechText
from kinesics_app.asked import Asked, Source
from kinesics_app.character import Character, Part, speech_character
from kinesics_app.delays import TICK_MS, Delays
from kinesics_app.device import Device, open_device
from kinesics_app.loop import Body, Loop
from kinesics_app.phone_times import described, phone_times
from kinesics_app.shadow import Shadow
from kinesics_app.sound import Player
from kinesics_app.speech_source import SpeechSource
from kinesics_app.stages import Stages
from kinesics_app.taking import Heard, take_from
from kinesics_app.troubles import Run, troubles
from kinesics_bridge.servo import ServoParameters

__all__ = ["Performance", "Request", "mouth_lag_ms", "perform"]

_log = logging.getLogger(__name__)

TICK_NS = round(TICK_MS * 1e6)
RATE_HZ = 1000.0 / TICK_MS
QUIET_NS = 500_000_000
"""Idle life before the sound begins to arrive, and after the last of it was heard."""

_FEWEST_ROWS = 50  # of which results can be made


Progress = Callable[[float], None]
"""Called now and then with the share done, 0..1."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to perform, where and how; the defaults are the command line's."""

    speech: Path
    robot: str = "humanoid"
    lookahead_ms: int = 80
    lead_ms: float = 100.0
    device: str = "twin"
    """`twin`, or the name of a serial port."""
    live: bool = False
    """Paced by the clock, with sound if there is an output; a serial port always is."""
    seed: int = 0
    backend: str = "onnxruntime"
    phones: Path | None = None
    """When the synthesiser says what, in a format of `kinesics.audio.phone_times`."""
    phones_format: str | None = None
    """None: recognised by its content."""
    emotion: str | None = None
    """What is felt from the first tick on, as `happy:0.6+surprised:0.3`; None: nothing is."""
    express: str | None = None
    """What the face does from the first sound on, in words, over what is felt; None: nothing."""
    plan: Path | None = None
    """The same as a file that `kinesics express` wrote, perhaps edited."""
    loudness: float = 0.0
    """0..1: how much wider a raised voice opens the mouth."""
    affect: float = 0.8
    """0..1: how much its own voice and words colour the face, where `emotion` commands nothing."""
    text: str | None = None
    """What the speech says, in English; None: what the words of `phones` say, if it has words."""
    dials: tuple[str, ...] = ()
    """Gains of what is shown, as `lips=0.7` or `face=1.3@2.1-2.8` (seconds of the speech)."""
    shadow: bool = False
    """Everything runs and nothing is sent: the robot stays without torque, and is watched."""


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """What a run left behind."""

    request: Request
    asked: Asked
    """What it was asked to show besides the speech."""
    take: Take
    rig: Rig
    character: Character
    delays: Delays
    loop: Loop
    device: Device
    stages: Stages
    missed: int
    """Ticks that began more than a tick late."""
    phones: str
    """What decides the lips."""
    sound: str
    """Where the sound was played, or why not."""
    audible: bool
    """Whether there was an output for it; that there is none was logged at the start."""
    interrupted: KeyboardInterrupt | None
    """What ended it early, if something did."""
    troubles: tuple[str, ...]
    """What did not go as asked, a sentence each: a command without effect is never silent."""


def mouth_lag_ms(rig: Rig) -> float:
    """How long the sound waits for the joints that move the mouth [ms].

    The lag of the slowest of them, and where lips are slow their foresight. A robot without a mouth
    waits for its slowest joint.
    """
    mouth = {channel.name for channel in channels.CHANNELS if channel.region == "mouth"}
    moves = [
        any(drive.channel in mouth for drive in joint.drives) or not any(map(rig.shows, mouth))
        for joint in rig.joints
    ]
    lags_ms = [
        group.lag_ns * 1e-6 for group in rig.lag_groups() if np.array(moves)[group.joints].any()
    ]
    return max(lags_ms) + foresight_ticks(rig, TICK_MS * 1e-3) * TICK_MS


def perform(
    request: Request,
    progress: Progress = lambda share: None,
    servos: ServoParameters | None = None,
    also: Sequence[Part] = (),
) -> Performance:
    """Perform a speech file on a robot, or on its twin in virtual time.

    `servos` are the twin's, where they are not what the rig believes. `also` are behaviours of the
    caller's own, each with its layer, on top of the shipped ones. A robot whose link is
    lost on the way is waited for; a twin that fails ends the performance, and what was performed
    until then is returned.

    Raises:
        KinesicsError: a file, robot, model or port that cannot be used, with what would be right.
    """
    samples, rate_hz = load_speech(request.speech)
    rig = load_rig(request.robot)
    _check_view(rig)
    character = speech_character(
        lookahead_ms=request.lookahead_ms,
        backend=request.backend,
        seed=request.seed,
        loudness=request.loudness,
        affect=request.affect if request.emotion is None else 0.0,
    )
    parts = (*character.parts, *also)
    dials = (request.dials, [name for layer, _ in parts for name in layer.dials])
    asked = Asked.read(request.emotion, (request.express, request.plan), dials)
    delays = Delays(request.lookahead_ms, request.lead_ms, mouth_lag_ms(rig))
    told = phone_times(request.phones, request.phones_format, len(samples) / rate_hz)
    speech = resample(samples, rate_hz, character.sample_rate_hz)
    with open_device(request.device, rig, live=request.live, servos=servos) as device:
        pose = (device.watch if request.shadow else device.bring_up)(delays.ahead_ns, TICK_NS)
        wire = Shadow() if request.shadow else device.bridge
        loop = _loop((rig, pose, wire), parts, character.analysers, delays)
        begin_ns = device.next_tick_ns
        heard_t0_ns = begin_ns + QUIET_NS + round(delays.presentation_delay_ms * 1e6)
        source = SpeechSource(
            speech,
            character.sample_rate_hz,
            arrival_ns=begin_ns + QUIET_NS,
            heard_t0_ns=heard_t0_ns,
            told=_told(request.text, told, heard_t0_ns),
        )
        end_ns = heard_t0_ns + len(samples) * 1_000_000_000 // rate_hz + QUIET_NS
        with Player(samples, rate_hz, heard_t0_ns, wanted=request.live) as player:
            audible = player.playing
            if request.live and not audible:
                _log.warning("sound %s", player.said)
            sources = [*asked.sources(loop.asked_ns, begin_ns, heard_t0_ns), source]
            run = _run(loop, device, sources, (begin_ns, end_ns), progress)
            wrong = (*asked.troubles(rig), *troubles(loop, device, run, shadow=request.shadow))
            last_ns = _let_go(device, run)
    heard = Heard(speech, character.sample_rate_hz, heard_t0_ns, last_ns)
    return Performance(
        request,
        asked,
        take_from(loop, device, rig, heard),
        rig,
        character,
        delays,
        loop,
        device,
        loop.stages,
        run.missed,
        described(told),
        player.said,
        audible,
        run.interrupted,
        wrong,
    )


def _told(text: str | None, told: Reading | None, t_ns: int) -> list[PhoneTimes | SpeechText]:
    """What is known of the speech, whose first sample is heard at `t_ns`, before it comes."""
    words = " ".join(word.text for word in told.words) if told else ""
    known: list[PhoneTimes | SpeechText] = []
    if told:
        known.append(PhoneTimes(t_ns, told.phones, told.words))
    if text or words:
        known.append(SpeechText(t_ns, text or words))
    return known


def _loop(
    robot: tuple[Rig, NDArray[np.float64], Bridge],
    parts: Sequence[Part],
    analysers: Sequence[Analyser],
    delays: Delays,
) -> Loop:
    """The behaviours, and the body that starts from its pose: `robot` is rig, pose (J,), wire."""
    rig, pose, wire = robot
    limiter = Limiter(rig.limits, RATE_HZ)
    limiter.start(pose)
    body = Body(rig, Mixer([layer for layer, _ in parts]), limiter, wire)
    behaviours = [behaviour for _, behaviour in parts]
    return Loop(body, behaviours, delays.ahead_ns, analysers=analysers)


def _let_go(device: Device, run: Run) -> int:
    """End the performance; when, in robot time."""
    if not run.lost:
        with suppress(BridgeError):  # all was performed: a link that is lost now costs nothing
            return device.finish()
    return run.reached_ns


def _check_view(rig: Rig) -> None:
    """Complain about a drawing that cannot be made before anything is performed."""
    try:
        checked_view(rig.view, rig.names, channels.NAMES)
    except RecordError as error:
        raise RecordError(f"rig of {rig.name}: {error}") from error


def _run(
    loop: Loop,
    device: Device,
    sources: Sequence[Source],
    span_ns: tuple[int, int],
    progress: Progress,
) -> Run:
    """Every tick of the span, none skipped, until done, Ctrl-C, or a link that is lost."""
    missed, lost = 0, ""
    begin_ns, end_ns = span_ns
    tick_ns = begin_ns
    try:
        while tick_ns < end_ns:
            loop.stages.start()
            device.clock.wait_until(tick_ns)
            loop.stages.lap("device")
            missed += device.clock.now_ns() - tick_ns > TICK_NS
            loop.tick(tick_ns, [one for source in sources for one in source.arrived(tick_ns)])
            tick_ns += TICK_NS
            device.poll()
            progress((tick_ns - begin_ns) / (end_ns - begin_ns))
    except KeyboardInterrupt as interrupt:
        if len(loop.rows) < _FEWEST_ROWS:
            raise
        return Run(missed, tick_ns, interrupt, lost="")
    except BridgeError as error:
        if len(loop.rows) < _FEWEST_ROWS:
            raise
        lost = str(error)
    return Run(missed, tick_ns, None, lost)
