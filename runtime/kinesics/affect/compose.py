"""`compose`: free English text to a plan, by the lexicon and a few rules."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.clauses import Effect, Reader
from kinesics.affect.facs import ACTIONS, mask, names_of
from kinesics.affect.lexicon import Found, about_somebody, find
from kinesics.affect.plan import Plan, Shade, Step
from kinesics.affect.stages import Stage, clauses_of, stages_of

__all__ = ["compose"]

F64 = NDArray[np.float64]

_HOLD_S = 1.5
"""How long a stage lasts that another follows, if the text does not say; chosen."""

_SEEN = 0.05  # of an action: less is not shown
_STRONG = 0.2  # of an action of a feeling: more is denied with it
_GROWS = 0.4  # share of its strength at which a growing stage begins
_NEUTRAL = Shade({"neutral": 1.0}, 0.0)
_ROW = {action.name: row for row, action in enumerate(ACTIONS)}
_FACE = np.array([action.region not in ("head", "gaze") for action in ACTIONS])
_DIGITS = 4


def compose(text: str) -> Plan:
    """The plan that a text asks for; without steps if it holds no expression that is known.

    Any text gives a plan, and the same text the same plan.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    items = find(text)
    unknown = tuple(dict.fromkeys(one.text for one in items if not one.senses))
    stages = stages_of(items)
    reader = Reader(surely=not unknown)
    read = [
        (stage, _credible(_effects(stage, reader), items, someone=about_somebody(text)))
        for stage in stages
    ]
    if not any(effects for _, effects in read):
        return Plan(text, (), (), unknown)
    steps = tuple(_timed(list(_steps(read))))
    reasons = tuple(dict.fromkeys(line for _, effects in read for line in map(_reason, effects)))
    return Plan(text, steps, reasons, unknown)


def _effects(stage: Stage, reader: Reader) -> list[Effect]:
    found: list[Effect] = []
    denied = False
    for clause in clauses_of(stage.items):
        reading = reader.read(clause, denied and not clause.ends, found)
        found, denied = reading.before, reading.denying
        if not reading.effects and found:
            found[-1] = replace(found[-1], factor=found[-1].factor * _degree(clause.items))
        found.extend(reading.effects)
    return found


def _degree(items: Sequence[Found]) -> float:
    """The factor of a clause that says nothing but how much; 1 for any other."""
    if not all(one.senses for one in items) or any("part" in one.senses for one in items):
        return 1.0
    factors = [one.senses["degree"]["factor"] for one in items if "degree" in one.senses]
    return float(np.prod(factors))


def _credible(effects: list[Effect], items: Sequence[Found], *, someone: bool) -> list[Effect]:
    """Without what a text that is about something else happens to mention.

    A scene counts where the text is about somebody and names no feeling or act; a weak word where
    nothing else is said, and nothing that is not known.
    """
    sure = [one for one in effects if not one.entry.weak and not one.entry.scene]
    if sure:
        return sure
    scenes = [one for one in effects if one.entry.scene and someone]
    if scenes or any(not one.senses for one in items):
        return scenes
    return [one for one in effects if one.entry.weak]


def _steps(read: Sequence[tuple[Stage, list[Effect]]]) -> Iterator[tuple[Step, float | None]]:
    """Each state with how long it holds; None: until something else."""
    before: list[Effect] = []
    for number, (stage, effects) in enumerate(read):
        last = number == len(read) - 1
        if not effects and not stage.ends and (number == 0 or not _denies(stage)):
            continue
        kept = _kept(before, effects) if before else []
        step = replace(
            _step([*kept, *effects]), ease_s=stage.ease_s, tempo=_tempo(stage, effects),
            energy=_energy(stage, effects),
        )  # fmt: skip
        briefs = [one.entry.brief_s for one in effects if one.entry.brief_s is not None]
        hold_s = stage.hold_s or (min(briefs) if briefs and len(briefs) == len(effects) else None)
        ends = (stage.ends or stage.hold_s is not None) and last
        if stage.grows and effects:
            faint = [replace(one, factor=one.factor * _GROWS) for one in effects]
            if number == 0:
                yield _step(faint), _HOLD_S
            step = replace(step, ease_s=max(step.ease_s, 2.0))
        if effects or not stage.ends:
            yield step, (hold_s or _HOLD_S) if ends or not last else hold_s
        if ends:
            yield Step(shades=(_NEUTRAL,), ease_s=stage.ease_s), None
        before = [*kept, *effects]


def _denies(stage: Stage) -> bool:
    return any("deny" in one.senses or "show" in one.senses for one in stage.items)


def _kept(before: Sequence[Effect], effects: Sequence[Effect]) -> list[Effect]:
    """What goes on from one stage to the next: feelings, while only head, eyes or lids are told."""
    for one in effects:
        rows = _actions(one)[_FACE] > _SEEN
        if one.entry.mixture or (rows.any() and not one.detail and not one.entry.pick):
            return []
        if one.denied and not one.detail:
            return []
    return [
        one for one in before if not one.detail and one.entry.brief_s is None and not one.denied
    ]


def _tempo(stage: Stage, effects: Sequence[Effect]) -> float:
    tempo = stage.tempo * float(np.prod([one.entry.tempo for one in effects if not one.denied]))
    return round(min(max(tempo, 0.25), 4.0), _DIGITS)


def _energy(stage: Stage, effects: Sequence[Effect]) -> float:
    energy = stage.energy * float(np.prod([one.entry.energy for one in effects if not one.denied]))
    return round(min(max(energy, 0.0), 2.0), _DIGITS)


def _timed(steps: Sequence[tuple[Step, float | None]]) -> Iterator[Step]:
    start_s = 0.0
    for number, (step, hold_s) in enumerate(steps):
        end_s = None if hold_s is None else round(start_s + step.ease_s + hold_s, _DIGITS)
        yield replace(step, start_s=start_s, end_s=end_s)
        if end_s is None and number < len(steps) - 1:
            end_s = start_s + step.ease_s + _HOLD_S
        start_s = end_s or start_s


def _step(effects: Sequence[Effect]) -> Step:
    """One state out of everything that was asked for at once."""
    wanted = [one for one in effects if not one.denied]
    shown = [_actions(one) for one in wanted]
    units = _units(wanted, shown)
    turn = {name: angle for one in wanted for name, angle in one.turn().items()}
    for one in effects:
        if one.denied:
            units.update(_zeros(one, wanted, shown))
            turn.update(dict.fromkeys(one.turn(), 0.0))
    only = tuple(dict.fromkeys(region for one in wanted if one.only for region in one.regions))
    return Step(
        shades=_shades(wanted),
        units={
            code: round(value, _DIGITS) for code, value in sorted(units.items(), key=_by_number)
        },
        turn={name: round(angle, _DIGITS) for name, angle in turn.items()},
        only=only,
        beats=max([one.entry.beats for one in wanted], default=0),
    )


def _by_number(item: tuple[str, float]) -> tuple[int, str]:
    return int(item[0].lstrip("LR")), item[0]


def _shades(wanted: Sequence[Effect]) -> tuple[Shade, ...]:
    """Feelings of the whole face as one mixture, those of a region as one each."""
    groups: dict[tuple[str, ...], list[Effect]] = {}
    for one in wanted:
        if one.entry.mixture:
            groups.setdefault(one.regions, []).append(one)
    masked = [mask(regions) for regions in groups if regions]
    free = () if not masked else _complement(np.max(masked, axis=0))
    shades = []
    for regions, group in groups.items():
        total = sum(one.strength for one in group)
        mixture: dict[str, float] = {}
        for one in group:
            for name, share in one.entry.mixture.items():
                mixture[name] = mixture.get(name, 0.0) + share * one.strength / total
        places = regions or free
        if places != ("nowhere",):
            intensity = max(one.strength for one in group)
            shades.append(Shade(_rounded(mixture), round(intensity, _DIGITS), places))
    return tuple(shades)


def _rounded(mixture: dict[str, float]) -> dict[str, float]:
    """Shares that read well and still sum to 1."""
    total = sum(mixture.values())
    rounded = {name: round(share / total, _DIGITS) for name, share in mixture.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(rounded[largest] + 1.0 - sum(rounded.values()), 2 * _DIGITS)
    return rounded


def _complement(masked: F64) -> tuple[str, ...]:
    """Regions that no mask takes whole."""
    free: dict[str, set[str]] = {}
    for row, action in enumerate(ACTIONS):
        if _FACE[row] and not masked[row]:
            free.setdefault(action.region, set()).add(action.side)
    sides = {side for found in free.values() for side in found}
    words = [*free]
    if sides == {"L"} or sides == {"R"}:
        words.append("left" if sides == {"L"} else "right")
    return tuple(words) or ("nowhere",)


def _actions(effect: Effect) -> F64:
    """(N,) what one effect alone would show."""
    if effect.away:
        return np.zeros(len(ACTIONS))
    shades: tuple[Shade, ...] = ()
    if effect.entry.mixture:
        shades = (Shade(effect.entry.mixture, effect.strength, effect.regions),)
    return Step(shades=shades, units=effect.units()).actions()


def _units(wanted: Sequence[Effect], shown: Sequence[F64]) -> dict[str, float]:
    """Details: the strongest that anyone asks for; 0 only where nobody else shows it."""
    units: dict[str, float] = {}
    for number, one in enumerate(wanted):
        others = [face for other, face in enumerate(shown) if other != number]
        for code, value in one.units().items():
            rows = [_ROW[name] for name in names_of(code)]
            elsewhere = max((float(face[rows].max()) for face in others), default=0.0)
            if value > 0.0:
                units[code] = max(units.get(code, 0.0), value, elsewhere)
            elif one.detail or one.entry.pick:
                units[code] = 0.0
            elif elsewhere < _SEEN:
                units.setdefault(code, 0.0)
    return units


def _zeros(denied: Effect, wanted: Sequence[Effect], shown: Sequence[F64]) -> dict[str, float]:
    """Units that a denial keeps away: of an act always, of a feeling where nothing else shows it."""
    alone = _actions(replace(denied, factor=1.0))
    if denied.entry.denies:
        return dict.fromkeys(denied.entry.denies, 0.0)
    if denied.away:
        face = np.max([np.zeros(len(ACTIONS)), *shown], axis=0)
        rows = (face * mask(denied.regions) > _SEEN) & _FACE
        spared = np.zeros(len(ACTIONS))
    else:
        rows = (alone > (_SEEN if denied.entry.act else _STRONG)) & _FACE
        rivals = [
            face
            for one, face in zip(wanted, shown, strict=True)
            if not denied.entry.act or (one.entry.act and not denied.detail)
        ]
        spared = np.max([np.zeros(len(ACTIONS)), *rivals], axis=0)
    names = [ACTIONS[row].name for row in np.flatnonzero(rows & (spared < _SEEN))]
    codes = {}
    for name in names:
        code = name.lstrip("LR")
        codes[code if set(names_of(code)) <= set(names) else name] = 0.0
    return codes


def _reason(effect: Effect) -> str:
    """Which words gave what, in a sentence."""
    said = f'"{effect.text}"'
    if effect.away:
        return f"{said} keeps out of {' and '.join(effect.regions)}"
    gives = []
    if effect.entry.mixture:
        parts = " + ".join(f"{name} {share:g}" for name, share in effect.entry.mixture.items())
        gives.append(f"{parts} at {effect.strength:.2f}")
    units = effect.units()
    if units:
        gives.append("units " + ", ".join(f"{code} {value:.2g}" for code, value in units.items()))
    turn = effect.turn()
    if turn:
        gives.append(", ".join(f"{name} {angle:+.2f} rad" for name, angle in turn.items()))
    where = f" on {' and '.join(effect.regions)}" if effect.regions else ""
    much = f", made {effect.factor:.2g} as strong" if effect.factor != 1.0 else ""
    verb = "keeps away" if effect.denied else "gives"
    return f"{said} {verb} {'; '.join(gives) or 'nothing'}{where}{much}"
