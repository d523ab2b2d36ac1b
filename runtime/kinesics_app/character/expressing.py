"""Expressions from words or a file: the plan that a request asks for, and its source."""

import re
from pathlib import Path
from typing import NoReturn

from kinesics.affect.compose import compose
from kinesics.affect.feeling import read_feeling
from kinesics.affect.plan import LONGEST_S, Plan, Shade, Step
from kinesics.affect.plan_file import read_plan
from kinesics.affect.staging import Staging
from kinesics.affect.unseen import with_unseen_told
from kinesics.errors import AffectError
from kinesics.signals import Expression

__all__ = ["ExpressionSource", "asked_plan", "load_plan", "plan_of_words", "understood"]

_PART = r"[A-Za-z][\w -]*(?::[0-9.]+)?"
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?)\b"
_BEFORE = r"(?:for|after|in|within|over|at|wait|from|to|until|till)"
_NEGATIVE = re.compile(
    rf"(?:(?<![\w.])[-\u2212]\s?\d[\d.,]*|\b(?:minus|negative)\s+[\w.]+)\s*{_UNIT}", re.IGNORECASE
)
_NOTHING = re.compile(
    rf"\bfor\s+(?:0+(?:[.,]0*)?|zero|no)\s*(?:{_UNIT}|(?:ms|milliseconds?)\b)", re.IGNORECASE
)
_STRANGE = re.compile(
    rf"\b{_BEFORE}\s+(?!\d{{1,3}}(?:[.,]\d+)?\s*{_UNIT})"
    rf"(?:[\d.,][\w.,]*?(?:(?<=e)[+-]\d+)?|nan|inf|infinity)\s*{_UNIT}",
    re.IGNORECASE,
)
"""What is written like a number and is not read as one: no number, or of more than three digits."""

_CLOCK = re.compile(r"\b\d{1,2}(?::\d{2}){1,2}\b")
_LONG = re.compile(rf"\b{_BEFORE}\s+(\d{{1,3}}(?:[.,]\d+)?)\s*({_UNIT})", re.IGNORECASE)

_MIXTURE = re.compile(rf"\s*{_PART}(?:\s*\+\s*{_PART})*\s*")
"""As `--emotion` takes it, if there is a `:` or a `+` in it."""


def asked_plan(text: str | None, path: Path | None) -> Plan | None:
    """The plan of a text or of a file, or none if neither is given.

    Raises:
        AffectError: both are given, the text is empty or holds no expression, the file no plan.
    """
    if text is not None and path is not None:
        raise AffectError("a text and a plan are two expressions; wanted --express or --plan")
    if path is not None:
        return load_plan(path)
    return None if text is None else plan_of_words(text)


def plan_of_words(text: str) -> Plan:
    """What is asked of a face: English, or a mixture of emotions, `happy:0.6+surprised:0.3`.

    Raises:
        AffectError: no expression in it, or one that lasts no time; a mixture of unknown emotions
            or of wrong intensities.
    """
    _check_times(text)
    if not (set(text) & {":", "+"} and _MIXTURE.fullmatch(text)):
        return understood(compose(text))
    feeling = read_feeling(text, 0)
    shade = Shade(feeling.mixture, round(feeling.intensity, 4))
    return Plan(text, (Step(shades=(shade,)),), (f"{text!r} is a mixture, as typed",))


def _check_times(text: str) -> None:
    """Complain about a time that is none: the lexicon would read the number without its sign."""
    too_long = f"no time of at most {LONGEST_S:g} s"
    for found in _LONG.finditer(text):
        minutes = found[2].lower().startswith("m")
        if float(found[1].replace(",", ".")) * (60.0 if minutes else 1.0) > LONGEST_S:
            _refuse(text, found[0], too_long)
    for pattern, wrong in (
        (_NEGATIVE, "a negative time"),
        (_NOTHING, "no time"),
        (_STRANGE, too_long),
        (_CLOCK, "a time of a clock, which is not read"),
    ):
        if first := pattern.search(text):
            _refuse(text, first[0], wrong)


def _refuse(text: str, time: str, wrong: str) -> NoReturn:
    raise AffectError(f"{text!r}: {time.strip()!r} is {wrong}; wanted one such as `for 3 seconds`")


def understood(plan: Plan) -> Plan:
    """The plan, if it shows anything.

    Raises:
        AffectError: it does not; with the words that are not known.
    """
    if plan.understood:
        return plan
    words = ", ".join(plan.unknown)
    raise AffectError(
        f"no expression in {plan.text!r}"
        + (f" (not known: {words})" if words else "")
        + "".join(f" ({remark})" for remark in plan.remarks)
        + '; wanted words such as "slightly worried but hopeful, eyes away"'
    )


def load_plan(path: Path) -> Plan:
    """The plan in a file; what of it cannot be seen is among its remarks.

    Raises:
        AffectError: it cannot be read, is empty, or is no plan: the key, and what would be right.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AffectError(f"cannot read {path}: {error.strerror}; wanted a plan") from error
    except UnicodeDecodeError as error:
        raise AffectError(f"{path} is not UTF-8; wanted what `kinesics express` writes") from error
    if not text.strip():
        raise AffectError(f"{path} is empty; wanted what `kinesics express` writes")
    plan = read_plan(text, path.name)
    if not plan.steps:
        raise AffectError(
            f"{path} has no step; wanted [[step]] tables, as `kinesics express` writes"
        )
    return understood(with_unseen_told(plan))


class ExpressionSource:
    """Brings a plan once, early enough for the mixer to be asked for its beginning."""

    def __init__(self, plan: Plan, t_ns: int) -> None:
        """`t_ns`: robot time of the plan's zero."""
        self._waiting = [Expression(t_ns, Staging(plan))]

    def arrived(self, now_ns: int) -> list[Expression]:
        """The plan, at the first call; then nothing."""
        del now_ns
        waiting, self._waiting = self._waiting, []
        return waiting
