"""Scores as tables: for the terminal, and as facts of the card."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kinesics.toml import load_toml
from kinesics_training.evaluation import strange
from kinesics_training.mouth.lookaheads import LOOKAHEADS

Judged = dict[str, dict[str, list[float]]]
FACTS = Path(__file__).with_name("facts.toml")
_SHOWN = {
    "visemes": ("lips", "viseme_macro_f1"),
    "vowels": ("lips", "viseme_vowel_accuracy"),
    "macro_f1": ("lips", "macro_f1"),
    "vowel": ("lips", "vowel_accuracy"),
    "closure": ("lips", "closure_f1"),
    "bil/ling": ("lips", "auc_bilabial_lingual"),
    "open/bil": ("lips", "auc_open_bilabial"),
    "round": ("lips", "auc_rounding"),
    "r_gap": ("lips", "r_gap"),
    "lag_ms": ("lips", "own_lag_ms"),
    "pauses": ("lips", "pauses"),
    "jaw_r": ("jaw", "r"),
    "10dB": ("noise", "viseme_macro_f1_kept_10dB"),
    "white": ("still", "white_-30dBFS"),
    "pink": ("still", "pink_-30dBFS"),
    "hum": ("still", "hum_-30dBFS"),
    "music": ("still", "music_-25dBFS"),
}


def table(judged: Judged) -> str:
    """The main scores, one line per look-ahead."""
    lines = ["look  " + " ".join(f"{name:>8}" for name in _SHOWN)]
    for head, rows in enumerate(LOOKAHEADS):
        values = [judged[group][name][head] for group, name in _SHOWN.values()]
        lines.append(f"{10 * rows:>4}  " + " ".join(f"{value:8.3f}" for value in values))
    return "\n".join(lines)


def scores(judged: dict[str, Judged], ways: Sequence[str]) -> str:
    """The main scores of each way to run the network, as a table of Markdown."""
    heads = ["way", "look-ahead ms", *_SHOWN]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for way in ways:
        for head, rows in enumerate(LOOKAHEADS):
            values = [judged[way][group][name][head] for group, name in _SHOWN.values()]
            cells = [way, str(10 * rows), *(f"{value:.3f}" for value in values)]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def voices(judged: dict[str, dict[str, float]], shown: Sequence[str]) -> str:
    """Scores voice by voice, and of their shuffled controls the mean, as a table of Markdown."""
    chance = [row for name, row in judged.items() if name.endswith("-shuffled")]
    rows = {name: row for name, row in judged.items() if not name.endswith("-shuffled")}
    rows["shuffled"] = {name: sum(row[name] for row in chance) / len(chance) for name in shown}
    lines = [f"| voice | {' | '.join(shown)} |", "|---" * (len(shown) + 1) + "|"]
    for name, row in rows.items():
        lines.append(f"| {name} | {' | '.join(f'{row[score]:.3f}' for score in shown)} |")
    return "\n".join(lines)


def facts(judged: dict[str, Any], budget: dict[str, Any]) -> dict[str, Any]:
    """The tables of the card that say where it comes from and how good it is."""
    told = load_toml(FACTS)
    told["data"] = {"hours": hours_text(judged["hours"]), **told["data"]}
    ways = {way: rounded(judged[way]) for way in ("fp32", "onnxruntime", "litert")}
    return {
        "budget": budget,
        **told,
        "accuracy": {
            "about": _ABOUT,
            **ways,
            "leave_one_out_jaw_r": judged["leave_one_out"],
            "controls": rounded(judged["controls"]),
            "recorded_english": {"about": _RECORDED, **rounded(judged["recorded"])},
            **_strange(judged.get("strange")),
            "voices_80ms": {"about": _VOICES, **rounded(judged["voices"])},
            **({"peers": {"about": _PEERS, **judged["peers"]}} if judged.get("peers") else {}),
        },
    }


def hours_text(hours: dict[str, float]) -> str:
    """What was heard in training, in one line."""
    parts = ", ".join(f"{_MATERIALS[name]} {length:.1f}" for name, length in hours.items())
    return f"{sum(hours.values()):.1f} h as taught, every augmented version counted: {parts}"


def _strange(judged: dict[str, dict[str, float]] | None) -> dict[str, Any]:
    """What is out of the domain, where it was looked at."""
    if not judged:
        return {}
    return {"out_of_domain_80ms": {"about": strange.ABOUT, **rounded(judged)}}


def rounded(value: Any) -> Any:
    """Tables and lists of numbers as the card has them: four decimals, keys that TOML takes."""
    if isinstance(value, dict):
        return {_key(name): rounded(item) for name, item in value.items()}
    if isinstance(value, list):
        return [round(float(item), 4) for item in value]
    return round(float(value), 4)


def _key(name: str) -> str:
    return name.replace("-", "minus_") if "dBFS" in name else name


_MATERIALS = {
    "english": "English voices with the faces",
    "voices": "other voices and languages",
    "recorded": "recorded faces",
    "rest": "no speech",
    "natives": "neural voices in their own languages",
}
_ABOUT = {
    "lists": "one value per look-ahead of lookaheads_ms",
    "definitions": "kinesics_training/lips/lips.py, lips/closures.py, evaluation/evaluate.py",
    "lips_on": "flite voice rms, about 5 min, never trained on, tuned on or selected on",
    "jaw_on": "FACEGOOD clip 1114_3_15 (Mandarin), never trained on, tuned on or selected on",
    "closure": "strict: only /p b m/ between other phones are true, every other dip is wrong",
    "still": "RMS motion on the sound relative to motion in speech, after 1 s of it",
    "gap": "jawOpen - mouthClose + (mouthLowerDown + mouthUpperUp - mouthPress) / 2",
}
_VOICES = (
    "fp32, voice by voice, none trained on; held-*: espeak-ng variants, lp, pc: Italian, nsh: "
    "Russian of festival, nezumi: Kokoro; recorded-*: Asterisk prompts; each beside its shuffled "
    "control"
)
_RECORDED = (
    "fp32 on 25 s of one LibriVox reader (public domain), phones aligned by pocketsphinx: far too "
    "little for a verdict"
)
_PEERS = (
    "other lip sync over the same sounds by `python -m kinesics_training compare`; with intervals, "
    "controls and our own rows in models/kinesics_training/PEERS.md"
)
