"""Who speaks: what each said, kept once spoken."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics_training.corpora.sentences import Sentences
from kinesics_training.gesture import melody, spoken
from kinesics_training.gesture.spoken import Meant, Said, Way

F64 = npt.NDArray[np.float64]
_BATCH = 20
_RATE_HZ = 16000


@dataclass(frozen=True)
class Speaker:
    """A voice, and how many texts it says."""

    name: str
    texts: int
    flite: str = ""
    """The voice of flite that says what festival means; empty: a voice of festival itself."""
    pitch_st: float = 0.0
    """Where a voice whose melody is made anew lies, above 100 Hz."""
    own_way: bool = False
    """As the voice is; else as somebody else from text to text."""
    sentences: tuple[int, int] = (1, 4)
    """Fewest and most of a text."""
    foreign: bool = False
    """Whether it says sentences whose words no training holds."""
    festival: str = spoken.KAL
    """The voice of festival that says it, or means it."""

    @property
    def sings(self) -> bool:
        """Whether its melody is made anew, since its own knows nothing of the accents."""
        return bool(self.flite) or self.festival == spoken.HTS


TRAIN = (
    Speaker("kal", 240),
    Speaker("kal-plain", 300, own_way=True, sentences=(1, 2)),
    Speaker("slt", 120, "slt", 9.0),
    Speaker("awb", 120, "awb", 3.0),
)
VALIDATION = Speaker("rms", 50, "rms", 0.0)
"""Never trained on: choices are made on it."""
TEST = (
    Speaker("ked", 160, own_way=True, sentences=(1, 1), festival=spoken.KED),
    Speaker("ked-talk", 10, own_way=True, sentences=(6, 9), festival=spoken.KED),
    Speaker("ked-foreign", 60, own_way=True, foreign=True, festival=spoken.KED),
    Speaker("ked-others", 40, festival=spoken.KED),
    Speaker("hts", 40, pitch_st=9.0, own_way=True, festival=spoken.HTS),
)
"""Never trained on, tuned on or selected on: sentences, long talk, other people's sentences,
somebody else with those diphones, and a voice made by statistics, with a melody made anew."""


def said(
    speaker: Speaker, cache: Path, say: Callable[[str], None], others: Sequence[str] = ()
) -> list[Said]:
    """What a speaker said, kept under `cache`; `others`: sentences whose words are foreign."""
    path = cache / f"said-{speaker.name}-{speaker.texts}.npz"
    if not path.exists():
        say(f"speaking as {speaker.name}")
        cache.mkdir(parents=True, exist_ok=True)
        lines = list(others[: speaker.texts]) if speaker.foreign else texts(speaker)
        save(path, list(speak(speaker, lines)))
    return load(path)


def texts(speaker: Speaker) -> list[str]:
    """Texts of so many sentences."""
    rng = np.random.default_rng([7, sum(map(ord, speaker.name))])
    source = Sentences(int(rng.integers(2**31)))
    fewest, most = speaker.sentences
    counts = rng.integers(fewest, most + 1, speaker.texts)
    return [" ".join(_capital(source.next()) for _ in range(count)) for count in counts]


def speak(speaker: Speaker, lines: list[str]) -> Iterator[Said]:
    """The texts as the speaker says them."""
    rng = np.random.default_rng([8, sum(map(ord, speaker.name))])
    own = Way()
    for first in range(0, len(lines), _BATCH):
        batch = lines[first : first + _BATCH]
        varied = not (speaker.own_way or speaker.flite)
        ways = [Way.draw(rng) if varied else own for _ in batch]
        for meant in spoken.festival(speaker.festival, list(zip(batch, ways, strict=True))):
            if not speaker.sings:
                yield meant.said
                continue
            plain = _plain(speaker, meant, rng)
            if plain is not None:
                yield melody.sung(plain, melody.Singer.draw(rng, speaker.pitch_st), rng)


def _plain(speaker: Speaker, meant: Meant, rng: np.random.Generator) -> Said | None:
    """What is meant with a melody that knows nothing of it."""
    if not speaker.flite:
        return meant.said
    return spoken.flite(speaker.flite, meant, float(np.exp(rng.uniform(-0.25, 0.3))))


def save(path: Path, spoken_by: list[Said]) -> None:
    """Keep utterances at `path`."""
    sound = np.concatenate([one.samples for one in spoken_by])
    told = [
        {
            "samples": one.samples.size,
            "vowels_s": one.vowels_s.tolist(),
            "tones": list(one.tones),
            "phrases_s": one.phrases_s.tolist(),
            "stressed_s": one.stressed_s.tolist(),
        }
        for one in spoken_by
    ]
    partial = path.with_suffix(".part.npz")
    audio = np.round(np.clip(sound, -1, 1) * 32767).astype(np.int16)
    np.savez(partial, audio=audio, told=json.dumps(told))
    partial.replace(path)


def load(path: Path) -> list[Said]:
    """What `save` kept."""
    with np.load(path) as stored:
        rows = json.loads(str(stored["told"]))
        cuts = np.cumsum([row["samples"] for row in rows])[:-1]
        parts = np.split(stored["audio"].astype(np.float32) / 32767, cuts)
    return [
        Said(
            sound,
            np.array(row["vowels_s"], np.float64).reshape(-1, 2),
            tuple(row["tones"]),
            np.array(row["phrases_s"], np.float64),
            np.array(row["stressed_s"], np.float64).reshape(-1, 2),
        )
        for sound, row in zip(parts, rows, strict=True)
    ]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
