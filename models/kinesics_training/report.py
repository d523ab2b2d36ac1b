"""Scores as tables: for the terminal, and as facts of the card."""

from typing import Any

from kinesics_training.net import LOOKAHEADS

Judged = dict[str, dict[str, list[float]]]
_SHOWN = {
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
    "10dB": ("noise", "macro_f1_kept_10dB"),
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


def facts(judged: dict[str, Any], budget: dict[str, Any]) -> dict[str, Any]:
    """The tables of the card that say where it comes from and how good it is."""
    ways = {way: _rounded(judged[way]) for way in ("fp32", "onnxruntime", "litert")}
    return {
        "budget": budget,
        "data": _DATA,
        "licence": _LICENCE,
        "limits_of_testing": _LIMITS,
        "accuracy": {
            "about": _ABOUT,
            **ways,
            "leave_one_out_jaw_r": judged["leave_one_out"],
            "controls": _rounded(judged["controls"]),
            "recorded_english": {"about": _RECORDED, **_rounded(judged["recorded"])},
            **({"peers": {"about": _PEERS, **judged["peers"]}} if judged.get("peers") else {}),
        },
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(name): _rounded(item) for name, item in value.items()}
    if isinstance(value, list):
        return [round(float(item), 4) for item in value]
    return round(float(value), 4)


def _key(name: str) -> str:
    return name.replace("-", "minus_") if "dBFS" in name else name


_ABOUT = {
    "lists": "one value per look-ahead of lookaheads_ms",
    "definitions": "kinesics_training/lips.py, closures.py, evaluate.py",
    "lips_on": "flite voice rms, about 5 min, never trained on, tuned on or selected on",
    "jaw_on": "FACEGOOD clip 1114_3_15 (Mandarin), never trained on, tuned on or selected on",
    "closure": "strict: only /p b m/ between other phones are true, every other dip is wrong",
    "still": "RMS motion on the sound relative to motion in speech, after 1 s of it",
    "gap": "jawOpen - mouthClose + (mouthLowerDown + mouthUpperUp - mouthPress) / 2",
}
_RECORDED = (
    "fp32 on 25 s of one LibriVox reader (public domain), phones aligned by pocketsphinx: far too "
    "little for a verdict"
)
_PEERS = (
    "other lip sync over the same sounds by `python -m kinesics_training compare`; with intervals, "
    "controls and our own rows in models/kinesics_training/PEERS.md"
)
_DATA = {
    "synthetic": "flite 2.2 voices slt, awb; festival voices kal_diphone, cmu_us_slt_arctic_hts; "
    "espeak-ng en-us in 63 variants: 90 min of generated sentences with exact phone times, varied "
    "in rate, pitch and tract length",
    "recorded": "FACEGOOD-Audio2Face clips 1114_2_01 to 04, 7.4 min with captured face curves: "
    "jaw, lip opening and rounding only",
    "unpaired": "19 other recordings of the same FACEGOOD speaker without curves (19.5 min, not "
    "the test clip), labelled by the network and a ridge regression",
    "validation": "festival voice ked_diphone, FACEGOOD clip 1114_2_05",
    "teacher": "dominance model of coarticulation (Cohen and Massaro 1993): curves.py",
    "augmentation": "level, colour, reverberation, white, pink and babble noise to 3 dB SNR, "
    "band limits, pauses, sounds that are not speech",
    "seed": 1,
}
_LICENCE = {
    "spdx": "Apache-2.0",
    "credits": "FACEGOOD-Audio2Face (MIT); voices of Carnegie Mellon University and the "
    "University of Edinburgh, free to use; espeak-ng only as a program that made sound",
}
_LIMITS = {
    "recorded_english": "only 25 s with known phones were at hand under a clean licence: the lip "
    "scores are on synthetic speech and will be lower on recordings",
    "further_looks": "four networks were scored on the test voice and clip while the recipe was "
    "made (final, sessions twice, aligned), and the lag of the clip's curves was measured once; "
    "every choice was made on validation, those after final with earlier test scores known",
    "jaw": "on the test clip no better than a ridge regression taught the same clips "
    "(controls.ridge); pauses left out, r is .69 even on the session of the training clips",
    "people": "one recorded speaker (Mandarin), seen in training in other clips",
    "hardware": "int8 measured on x86-64 only; no Arm, no robot",
    "languages": "phones of US English only",
    "music": "the mouth moves to music: gate by whether the robot is speaking",
}
