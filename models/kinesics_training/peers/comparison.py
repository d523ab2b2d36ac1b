"""The comparison as a page of Markdown, and as a short table for the card."""

from collections.abc import Mapping, Sequence
from typing import Any

from kinesics_training.peers.peer import FOLDER, Peer

Found = Mapping[str, Any]
COLUMNS = {
    "macro_f1": "macro-F1",
    "vowel_accuracy": "vowels",
    "closure_f1": "closure F1",
    "auc_bilabial_lingual": "AUC bil/ling",
    "auc_open_bilabial": "AUC open/bil",
    "auc_rounding": "AUC round",
    "r_gap": "r gap",
}
"""The scores that a row shows, and their heads."""
CONTROLS = (
    "Reach: the longest time by which a row moved before the sound did, over eight changes of the "
    "sound; a lower bound of what is heard ahead, never above the declared look-ahead. The scores "
    "are of shuffled output (another file's), on the synthetic voice: chance."
)
HEAD = FOLDER / "page.md"
"""How the page begins."""
CORPORA = {
    "synthetic": "Synthetic voice never trained on (flite rms, exact phones)",
    "recorded": "Recorded English (one LibriVox reader, five sentences, phones aligned)",
}


def page(found: Mapping[str, Found], ours: Sequence[str], peers: Sequence[Peer], head: str) -> str:
    """PEERS.md: `head`, a table per corpus, the controls, and what each peer is."""
    parts = [head]
    for corpus, title in CORPORA.items():
        if any(corpus in of for of in found.values()):
            parts.append(f"## {title}\n\n{table(found, ours, corpus)}")
    parts.append(f"## Controls\n\n{CONTROLS}\n\n{_controls(found)}")
    parts.append(f"## The peers\n\n{_about(found, peers)}")
    return "\n\n".join(parts) + "\n"


def head(ours: Sequence[str], peers: Sequence[Peer]) -> str:
    """What the page says first: how it was made, of what, and how to read it."""
    files = "\n".join(f"- {version}" for version in dict.fromkeys(ours))
    packages = dict.fromkeys(f"{p.package} {p.version}" for p in peers if p.package)
    return (
        HEAD.read_text(encoding="utf-8")
        .strip()
        .format(ours=files, peers="\n".join(f"- {p}" for p in packages))
    )


def table(found: Mapping[str, Found], ours: Sequence[str], corpus: str) -> str:
    """One line a system; bold where the interval of ours lies above that of every peer."""
    present = {label: of[corpus] for label, of in found.items() if corpus in of}
    heads = ["system", "look-ahead ms", "total delay ms", *COLUMNS.values()]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for label, judged in present.items():
        cells = [label, *_delays(judged["scores"])]
        for name in COLUMNS:
            cell = _cell(judged["scores"][name], judged["interval95"][name])
            won = label in ours and wins(judged, present, ours, name)
            cells.append(f"**{cell}**" if won else cell)
        lines.append(_line(cells))
    absent = [(label, of["absent"]) for label, of in found.items() if "absent" in of]
    lines += [_line([label, f"skipped: {why}", *[""] * (len(heads) - 2)]) for label, why in absent]
    return "\n".join(lines)


def wins(judged: Found, present: Mapping[str, Found], ours: Sequence[str], name: str) -> bool:
    """Whether the lower end of an interval lies above every peer's upper end, as printed."""
    theirs = [of["interval95"][name][1] for label, of in present.items() if label not in ours]
    low = judged["interval95"][name][0]
    return bool(theirs) and round(low, 2) > round(max(theirs), 2)


def facts(found: Mapping[str, Found], peers: Sequence[Peer]) -> dict[str, Any]:
    """The table [accuracy.peers] of the card: each peer's scores by corpus."""
    rows: dict[str, Any] = {}
    for number, peer in enumerate(peers):
        of = found[peer.label]
        row: dict[str, Any] = {
            "label": peer.label,
            "package": peer.package,
            "version": peer.version,
        }
        if "absent" in of:
            row["skipped"] = of["absent"]
        for corpus in CORPORA:
            if corpus in of:
                scores = of[corpus]["scores"]
                shown = ("total_delay_ms", *COLUMNS)
                row[corpus] = {n: round(scores[n], 4) for n in shown if n in scores}
                if "total_delay_ms" in scores:
                    row[corpus]["lookahead_ms"] = _lookahead_ms(scores)
        rows[f"peer_{number + 1}"] = row
    return rows


def _delays(scores: Mapping[str, float]) -> list[str]:
    if "total_delay_ms" not in scores:
        return ["whole file", "off-line"]
    return [f"{_lookahead_ms(scores):.0f}", f"{scores['total_delay_ms']:.0f}"]


def _lookahead_ms(scores: Mapping[str, float]) -> float:
    return round(scores["total_delay_ms"] - max(0.0, scores["own_lag_ms"]), 1)


def _cell(value: float, interval: Sequence[float]) -> str:
    return f"{_short(value)} [{_short(interval[0])}, {_short(interval[1])}]"


def _short(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".", 1) if abs(value) < 0.995 else f"{value:.2f}"


def _controls(found: Mapping[str, Found]) -> str:
    heads = ["system", "reach ms", "macro-F1", "closure F1", "AUC bil/ling", "AUC round"]
    names = ("macro_f1", "closure_f1", "auc_bilabial_lingual", "auc_rounding")
    lines = [_line(heads), _line(["---"] * len(heads))]
    for label, of in found.items():
        if "absent" not in of:
            shuffled = of["synthetic"]["shuffled"]
            cells = [_short(shuffled[name]) for name in names]
            lines.append(_line([label, f"{of['reach_ms']:.0f}", *cells]))
    return "\n".join(lines)


def _about(found: Mapping[str, Found], peers: Sequence[Peer]) -> str:
    heads = ["peer", "package", "licence", "made for", "as scored"]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for peer in peers:
        package = f"{peer.package} {peer.version}" if peer.package else "this repository"
        lines.append(_line([peer.label, package, peer.licence, peer.made_for, peer.notes]))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
