"""`expression_told`: an expression, in words or as a plan, as what an intent has."""

from collections.abc import Mapping
from typing import Any

from kinesics.affect.plan import Plan
from kinesics.affect.plan_file import plan_document

__all__ = ["expression_told"]


def expression_told(expression: str | Plan | Mapping[str, Any]) -> dict[str, Any]:
    """`{"text": ...}`, or `{"plan": ...}` as a document."""
    if isinstance(expression, Plan):
        return {"plan": plan_document(expression)}
    if isinstance(expression, Mapping):
        return {"plan": dict(expression)}
    return {"text": expression}
