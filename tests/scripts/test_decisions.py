"""docs/decisions.md is numbered without a gap, and its index names each decision once."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/decisions.md"


def test_every_decision_is_in_the_index_once():
    head, _, rest = PAGE.read_text().partition("\n1. ")
    numbers = [int(one) for one in re.findall(r"^(\d+)\. \*\*", f"1. {rest}", re.MULTILINE)]
    rows = [line.split("|")[2] for line in head.splitlines() if line.startswith("| ")]
    indexed = [int(one) for row in rows for one in re.findall(r"\d+", row)]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert sorted(indexed) == numbers
