"""Clauses: which words of a clause belong together, and what they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kinesics.affect.denials import denials
from kinesics.affect.effect import Effect, done_with, on_side, one_sided, turned_with_head
from kinesics.affect.lexicon import Entry, Found, Part, parts, regions_of
from kinesics.affect.plan import ANGLES, MOST_BEATS
from kinesics.affect.stages import Clause

__all__ = ["Reader", "Reading"]

_SIDED_TURNS = ("left", "right")
_TURNED = ("gaze", "head", "eyes", "face", "jaw")  # parts to which left and right are directions
_STILL = "still"  # the manner of a part that shows nothing of what the face does


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a clause."""

    before: list[Effect]
    """Effects of the clauses before it, as this one leaves them."""
    effects: tuple[Effect, ...]
    denying: bool
    """Whether it ends in denying."""


@dataclass(slots=True)
class Reader:
    """Reads clauses one after another; what is left open in one may be filled by the next."""

    surely: bool = True
    """Whether every word is known: then a direction alone turns the head."""
    parts: list[Part] = field(default_factory=list)
    """Parts that nothing was said of yet."""
    manners: list[Found] = field(default_factory=list)
    """Manners that belong to no part yet."""
    last: Part | None = None
    side: str = ""

    def read(self, clause: Clause, denied: bool, before: Sequence[Effect]) -> Reading:
        """What a clause asks for, after what those before it asked for."""
        reading = _Clause(self, list(clause.items), denied)
        effects = reading.effects()
        regions = reading.where()
        if clause.joined == "with" and not effects and [p.name for p in self.parts] == ["head"]:
            self.parts, self.last = [], None
            turned = [turned_with_head(one) for one in before[-1:]]
            return Reading([*before[:-1], *turned], (), reading.denying)
        if clause.joined == "with" and before and not effects and regions:
            own = [one.group == clause.group for one in before]
            masked = [
                done_with(one, regions, only=reading.only) if is_own or not any(own) else one
                for one, is_own in zip(before, own, strict=True)
            ]
            self.parts = []
            return Reading(masked, (), reading.denying)
        grouped = tuple(replace(one, group=clause.group) for one in effects)
        return Reading(list(before), grouped, reading.denying)


class _Clause:
    """One clause while it is read."""

    def __init__(self, reader: Reader, items: list[Found], denied: bool) -> None:
        self.reader, self.items = reader, items
        self.denied, self.denying = denials(items, denied)
        self.parts = [i for i in self._with("part") if not self._filler_part(i)]
        self.shows = self._shows()
        self.sides, self.manners = self._sides_and_manners()
        self.only = bool(self._with("only"))
        self.stilled = self._still()
        self.factors = dict.fromkeys(range(len(items)), 1.0)

    def _with(self, kind: str) -> list[int]:
        return [i for i, item in enumerate(self.items) if kind in item.senses]

    def _filler_part(self, i: int) -> bool:
        """Whether "look" or "face" is only a way of saying that something is shown."""
        part: Part = self.items[i].senses["part"]
        if "filler" not in self.items[i].senses and part.name != "face":
            return False
        others = [j for j in self._with("part") if j != i and not self._bland(j)]
        wanted = [self._manner(j) for j in self._with("manner")]
        return bool(others) or not any(name in part.do for name in wanted)

    def _bland(self, i: int) -> bool:
        return "filler" in self.items[i].senses or self.items[i].senses["part"].name == "face"

    def _manner(self, i: int) -> str:
        name: str = self.items[i].senses["manner"]
        return name

    def _near_parts(self) -> list[Part]:
        found = [self.items[i].senses["part"] for i in self.parts] + self.reader.parts
        return found or ([self.reader.last] if self.reader.last else [])

    def _takes(self, manner: str) -> list[Part]:
        return [part for part in self._near_parts() if manner in part.do]

    def _shows(self) -> list[int]:
        """Words that show something, but for those that say how a part is, or how much."""
        shows = []
        for i in self._with("show"):
            senses = self.items[i].senses
            told = "manner" in senses and self._takes(senses["manner"])
            sure = [j for j in self._with("show") if j > i and not self._weak(j)]
            if not told and not ("degree" in senses and (sure or self._weak(i))):
                shows.append(i)
        return shows

    def _weak(self, i: int) -> bool:
        entry: Entry = self.items[i].senses["show"]
        return entry.weak

    def _sides_and_manners(self) -> tuple[list[int], list[int]]:
        sides, manners = [], []
        for i, item in enumerate(self.items):
            if i in self.shows:
                continue
            if "side" in item.senses and not ("manner" in item.senses and self._is_direction(i)):
                sides.append(i)
            elif "manner" in item.senses and not self._is_other(i):
                manners.append(i)
        return sides, manners

    def _is_direction(self, i: int) -> bool:
        """Whether "left" is where to rather than which."""
        after = self.items[i + 1].senses if i + 1 < len(self.items) else {}
        if "part" in after and after["part"].sided and after["part"].name != "face":
            return False
        parts = self._near_parts()
        return any(part.name in _TURNED for part in parts) or (not parts and not self.shows)

    def _is_other(self, i: int) -> bool:
        """Whether a word that can say how a part is says something else here."""
        senses = self.items[i].senses
        others = {"degree", "brief", "then", "end", "grow"} & set(senses)
        return bool(others) and not self._takes(senses["manner"])

    def _still(self) -> list[Part]:
        """Parts that are kept still: those of the clause as if they were denied, others told."""
        still = [i for i in self.manners if self._manner(i) == _STILL]
        own = [j for j in self.parts if _stills(self.items[j].senses["part"])]
        if not still or not (own or any(map(_stills, self.reader.parts))):
            return []
        for j in own:
            self.denied[j] = True
        self.manners = [i for i in self.manners if i not in still]
        return [part for part in self.reader.parts if _stills(part)]

    def effects(self) -> list[Effect]:
        """What the clause asks for, in the order of its words."""
        self._weigh()
        details, left = self._details()
        shown = self._shown(left, told=bool(details))
        found = sorted([*details, *shown], key=lambda one: one[0])
        self._leave(left, bool(found))
        return [effect for _, effect in found]

    def where(self) -> tuple[str, ...]:
        """Regions and side of a clause that names nothing else."""
        if self.shows or self.manners or self.denying:
            return ()
        return self._regions(self.parts)

    def _weigh(self) -> None:
        """Give each degree to the word after it, or to the one before."""
        targets = sorted({*self.shows, *self.manners})
        for i in self._with("degree"):
            if i in targets or i in self.sides:
                continue
            after = [j for j in targets if j > i]
            chosen = after[0] if after else (targets[-1] if targets else None)
            if chosen is not None:
                degree = self.items[i].senses["degree"]
                share = degree.get("of_shown") if chosen in self.shows else None
                self.factors[chosen] *= share or degree["factor"]

    def _details(self) -> tuple[list[tuple[int, Effect]], list[int]]:
        """Parts with their manners, and the parts that none was for."""
        left, found = list(self.parts), []
        manners = [
            *((-1, one) for one in self.reader.manners),
            *((i, self.items[i]) for i in self.manners),
        ]
        tilts = any(one.senses["manner"] == "tilt" for _, one in manners)
        for i, item in manners:
            name = item.senses["manner"]
            chosen = self._part_for(i, name)
            for at, part in chosen:
                if at in left:
                    left.remove(at)
                key = f"tilt_{name}" if tilts and f"tilt_{name}" in part.do else name
                if (tilts or part.name == "head") and name in ("tilt", "turn") and len(manners) > 1:
                    continue
                found.append((max(i, at, 0), self._detail(i, item, part, key, at)))
            if not chosen and i >= 0:
                self.reader.manners.append(item)
        return found, left

    def _part_for(self, i: int, manner: str) -> list[tuple[int, Part]]:
        """The nearest part of the clause that takes it, and those that waited for it."""
        own = [
            (at, self.items[at].senses["part"])
            for at in self.parts
            if manner in self.items[at].senses["part"].do
        ]
        waiting = [(-1, part) for part in self.reader.parts if manner in part.do]
        if own:
            return [min(own, key=lambda one: (abs(one[0] - i), one[0])), *waiting]
        if waiting:
            return waiting
        last = self.reader.last
        if last and manner in last.do and not self.parts and not self.shows:
            return [(-1, last)]
        named = {self._manner(j) for j in self.manners}
        if self.reader.surely and {"turn", manner} <= named and manner in _SIDED_TURNS:
            return [(-1, parts()["head"])]
        return []

    def _detail(self, i: int, item: Found, part: Part, manner: str, at: int) -> Effect:
        side = self._side_near(at if at >= 0 else i)
        table = part.one if side and manner in part.one else part.do
        values: Mapping[str, float] = table[manner]
        units = {code: value for code, value in values.items() if code not in ANGLES}
        if side and part.sided:
            units = {on_side(code, side): value for code, value in units.items()}
        turn = {name: value for name, value in values.items() if name in ANGLES}
        self.reader.last = part
        entry = Entry(units=units, turn=turn, act=True)
        words = " ".join(self.items[j].text for j in sorted({at, i} - {-1})) or item.text
        denied = self.denied[max(i, at, 0)]
        factor = self.factors.get(i, 1.0)
        only = self.only and bool(units)
        return Effect(words, entry, factor, denied, only=only, detail=True)

    def _side_near(self, i: int) -> str:
        """`left`, `right` or nothing, by the nearest word for a side."""
        sides = [j for j in self.sides if self.items[j].senses["side"] != "both"]
        if not sides:
            return ""
        side = self.items[min(sides, key=lambda j: abs(j - i))].senses["side"]
        if side == "one":
            side = {"left": "right", "right": "left"}.get(self.reader.side, "left")
            return side if self.items[sides[0]].text == "other" else "left"
        self.reader.side = side
        return str(side)

    def _regions(self, left: Sequence[int]) -> tuple[str, ...]:
        """The mask that parts without a manner, and sides, lay on what the clause shows."""
        parts = [self.items[i].senses["part"] for i in left] + self.reader.parts
        side = self._side_near(0)
        return (*regions_of(parts), side) if side else regions_of(parts)

    def _shown(self, left: Sequence[int], *, told: bool) -> list[tuple[int, Effect]]:
        """What its words show, on the parts that are named; and parts that are denied."""
        away = [i for i in left if self.denied[i] and regions_of([self.items[i].senses["part"]])]
        regions = self._regions([i for i in left if i not in away])
        found = []
        for i in self.shows:
            entry: Entry = self.items[i].senses["show"]
            if self.denied[i] and away:
                continue
            if entry.beats and self._with("count"):
                count: int = self.items[self._with("count")[0]].senses["count"]
                entry = replace(entry, beats=min(max(count, 1), MOST_BEATS))
            effect = Effect(
                self.items[i].text, entry, self.factors[i], self.denied[i], regions, self.only
            )
            found.append((i, one_sided(effect)))
        if (away and not told) or self.stilled:
            text = " ".join([one.name for one in self.stilled] + [self.items[i].text for i in away])
            parts = [*self.stilled, *(self.items[i].senses["part"] for i in away)]
            side = self._side_near(min(away, default=0))
            places = (*regions_of(parts), side) if side else regions_of(parts)
            kept_out = Effect(text, Entry(), denied=True, regions=places, away=True)
            found.append((min(away, default=0), kept_out))
        return found

    def _leave(self, left: Sequence[int], found: bool) -> None:
        """What the next clause may fill."""
        if found:
            self.reader.parts, self.reader.manners = [], []
        elif not self.denying:
            self.reader.parts.extend(self.items[i].senses["part"] for i in left)


def _stills(part: Part) -> bool:
    """Whether a part that is kept still is one that nothing is to show on."""
    return bool(regions_of([part])) and _STILL not in part.do
