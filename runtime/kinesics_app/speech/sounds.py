"""`Sounds`: what is to be said, held until it is, then brought as it would be made."""

from collections import OrderedDict
from collections.abc import Sequence

from kinesics.errors import IntentError
from kinesics.ports import Packet
from kinesics.signals import PhoneTimes, SpeechText, TimedPhone, TimedWord
from kinesics_app.speech.prepared import Prepared
from kinesics_app.speech.source import SpeechSource, earlier_end

__all__ = ["Sounds", "known_of"]

_MOST_READY = 64  # as many as may wait to be said


class Sounds:
    """By the ids of the intents that want them said."""

    def __init__(self, rate_hz: int, delay_ns: int) -> None:
        """`rate_hz`: of the sounds; `delay_ns`: between a sound known and its lips shown."""
        self._rate_hz = rate_hz
        self.delay_ns = delay_ns
        """Of those that begin from now on."""
        self._ready: OrderedDict[str, Prepared] = OrderedDict()
        self._saying: dict[str, SpeechSource] = {}

    def expect(self, ident: str, prepared: Prepared) -> None:
        """A sound that is about to be said; of too many the oldest is dropped."""
        self._ready[ident] = prepared
        while len(self._ready) > _MOST_READY:
            self._ready.popitem(last=False)

    def knows(self, ident: str) -> bool:
        """Whether it waits to be said."""
        return ident in self._ready

    def forget(self, ident: str) -> None:
        """It is over, or was refused."""
        self._ready.pop(ident, None)
        self._saying.pop(ident, None)

    def begin(self, ident: str, t_ns: int, text: str = "") -> Prepared:
        """Bring it from now on, its first sample heard at `t_ns`; `text`: what it says.

        Raises:
            IntentError: it was not made ready.
        """
        sound = self._ready.pop(ident, None)
        if sound is None:
            raise IntentError("say: its sound was not made ready")
        self._saying[ident] = SpeechSource(
            sound.samples,
            self._rate_hz,
            arrival_ns=t_ns - self.delay_ns,
            heard_t0_ns=t_ns,
            told=known_of(sound.phones, sound.words, text, t_ns),
        )
        return sound

    def hasten(self, ident: str, by_ns: int) -> bool:
        """Bring one that is being said so much earlier than it was to come; whether there is it."""
        sound = self._saying.get(ident)
        if sound is not None:
            sound.hasten(by_ns)
        return sound is not None

    def arrived(self, now_ns: int) -> Sequence[Packet]:
        """Every piece that would have been made by `now_ns` and was not yet taken."""
        return [piece for one in self._saying.values() for piece in one.arrived(now_ns)]

    def break_off(self, ident: str, t_ns: int) -> Sequence[Packet]:
        """The end of what is said, earlier than what was brought of it."""
        sound = self._saying.pop(ident, None)
        return [] if sound is None else earlier_end(t_ns, sound.end_ns, is_told=sound.is_over)

    def drop_heard(self, now_ns: int) -> None:
        """Forget those whose last sample has been heard."""
        for ident in [ident for ident, one in self._saying.items() if one.end_ns < now_ns]:
            del self._saying[ident]


def known_of(
    phones: tuple[TimedPhone, ...], words: tuple[TimedWord, ...], text: str, t_ns: int
) -> list[PhoneTimes | SpeechText]:
    """What is known of an utterance before it is heard."""
    told: list[PhoneTimes | SpeechText] = []
    if phones or words:
        told.append(PhoneTimes(t_ns, phones, words))
    text = text or " ".join(word.text for word in words)
    if text:
        told.append(SpeechText(t_ns, text))
    return told
