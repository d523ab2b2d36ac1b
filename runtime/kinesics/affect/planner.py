"""`plan_text`: a text to a plan, by another's planner if its answer is one, else by the lexicon."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from kinesics.affect.compose import compose
from kinesics.affect.plan import Plan
from kinesics.affect.plan_file import plan_of, read_plan
from kinesics.affect.unseen import with_unseen_told
from kinesics.errors import AffectError

__all__ = ["SCHEMA", "Planner", "plan_text"]

_BLOCK = re.compile(r"^[ \t]*```[\w-]*[ \t]*\n(.*?)^[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE)
"""What models put around code, whatever they are told."""

SCHEMA = """\
Answer with TOML only. Lists: `rationale` (which words gave what), `unknown` (words that gave none).
For each state of the face in order of time one [[step]]: start_s; end_s if it lets go by itself;
ease_s; tempo 0.25..4; energy 0..2; beats (of a nod or shake of the head);
units = { 12 = 0.6, L2 = 0.4 }: FACS action units 0..1, both sides or L/R, 0 keeps one away;
turn = { gaze_yaw = 0.2 }: gaze_yaw, gaze_pitch, head_yaw, head_pitch, head_roll in rad, up to 0.2:
yaw positive to the robot's left, pitch positive down, roll positive to its right; only = ["mouth"].
For each feeling in a step one [[step.shade]]: mixture = { happy = 0.7, sad = 0.3 } (shares that
sum to 1), intensity 0..1, regions = ["upper"].
"""
"""What a language model can be told to answer with."""


class Planner(Protocol):
    """Whoever else can read a text, such as a language model; it may be slow, wrong or absent."""

    def plan(self, text: str) -> Mapping[str, Any] | str:
        """A plan as a document, or as TOML; whatever it is, it is checked before use."""


def plan_text(text: str, planner: Planner | None = None) -> tuple[Plan, str]:
    """The plan of a text, and why the planner's was refused; an empty reason if it was not.

    An answer that is no plan, or an empty one, is not used in part: the lexicon's plan takes its
    place. What the planner raises on its way is its caller's.
    """
    if planner is None:
        return compose(text), ""
    answer = planner.plan(text)
    try:
        plan = _written(answer) if isinstance(answer, str) else plan_of(answer, "answer")
    except AffectError as error:
        return compose(text), str(error)
    if not plan.understood:
        return compose(text), "answer: no step; wanted one [[step]] or more"
    return with_unseen_told(replace(plan, text=text)), ""


def _written(answer: str) -> Plan:
    """The plan in TOML or JSON, which may stand alone between fences of Markdown.

    Raises:
        AffectError: what in it is not a plan, and what would be right.
    """
    blocks = _BLOCK.findall(answer)
    if len(blocks) > 1:
        raise AffectError(f"answer has {len(blocks)} blocks of code; wanted one plan")
    told = blocks[0] if blocks else answer
    if not told.lstrip().startswith("{"):
        return read_plan(told, "answer")
    try:
        document = json.loads(told)
    except (ValueError, RecursionError) as error:
        raise AffectError(f"answer is not JSON: {error}; wanted TOML, or whole JSON") from error
    return plan_of(document, "answer")
