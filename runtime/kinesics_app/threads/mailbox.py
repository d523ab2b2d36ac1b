"""`Mailbox`: what any thread says to a robot that lives in a thread of its own."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from queue import Full
from typing import Any

from kinesics.conversation.intent import Intent
from kinesics.conversation.message import SoundPiece, read_message
from kinesics.conversation.told_phones import PhonesTold
from kinesics.errors import IntentError
from kinesics_app.afar.far_voice import ELSEWHERE, say_elsewhere
from kinesics_app.life.life import Life
from kinesics_app.run.living import Living
from kinesics_app.speech.prepared import with_sound
from kinesics_app.speech.voice import Voice

__all__ = ["Mailbox"]


class Mailbox:
    """Checks messages and makes their sounds ready in the caller's thread; the robot never waits.

    A STOP is heeded within a tick, and pieces of sound go straight to the voice; all else waits in
    the queue of whoever lives.
    """

    def __init__(self, living: Callable[[], Living | None], *, far: bool) -> None:
        """`living`: whose it is now, if anybody's; `far`: its voice is held elsewhere."""
        self.rate_hz = 0
        """Of the sound that its voice takes, from when it is opened."""
        self._living, self._far = living, far
        self._folder = tempfile.TemporaryDirectory(prefix="kinesics-")

    def close(self) -> None:
        """Sounds that wait in files are gone."""
        self._folder.cleanup()

    def take(self, message: dict[str, Any]) -> None:
        """Take a message, as `LifeThread.hear`.

        Raises:
            KinesicsError: it is none, or it cannot be taken now, with what would be right.
        """
        if "utterance" in message:
            if not self._far:
                raise IntentError("utterance: this body has its voice itself; wanted a `say`")
            self.hand_over(say_elsewhere(message["utterance"]))
            return
        said = read_message(message, 0)
        if isinstance(said, Intent) and said.kind == "stop":
            self.stop()
            return
        if isinstance(said, SoundPiece | PhonesTold):
            self._bring(said)
            return
        if isinstance(said, Intent) and said.kind == "say":
            if "stream_s" in said.parameters:
                self._open_stream(message, said)
                return
            self._demand_voice()
            if not {"file", "samples"} & set(said.parameters):  # who calls cannot wait for it
                raise IntentError("say: a text alone; wanted its sound, or the topic `say` of ROS")
            folder = Path(self._folder.name)
            message = with_sound(message, said.parameters, folder, self.rate_hz)
        self.hand_over(message)

    def stop(self) -> None:
        """Brake within a tick, whatever it does; nothing, where nobody is."""
        living = self._living()
        if living is not None:
            living.stopped.set()

    def hand_over(self, message: dict[str, Any]) -> None:
        """Put a message that was checked into the queue.

        Raises:
            IntentError: the robot is limp, or its queue is full.
        """
        living, _ = self._demand_life()
        try:
            living.messages.put_nowait(message)
        except Full:
            raise IntentError("too many messages wait to be heard; wanted fewer") from None

    def _bring(self, piece: SoundPiece | PhonesTold) -> None:
        """To the voice, not through the queue: a synthesiser comes in bursts, and in this order."""
        voice = self._demand_voice()
        if isinstance(piece, SoundPiece):
            voice.push(piece)
        else:
            voice.tell(piece)

    def _open_stream(self, message: dict[str, Any], said: Intent) -> None:
        """Pieces may come before the robot hears of the utterance."""
        voice = self._demand_voice()
        voice.open(said)
        try:
            self.hand_over(message)
        except IntentError:
            voice.forget(said.id)
            raise

    def _demand_voice(self) -> Voice:
        voice = self._demand_life()[1].voice
        if not isinstance(voice, Voice):
            raise IntentError(ELSEWHERE)
        return voice

    def _demand_life(self) -> tuple[Living, Life]:
        living = self._living()
        life = None if living is None else living.life
        if living is None or life is None:
            raise IntentError("the robot is limp; activate or arm it first")
        return living, life
