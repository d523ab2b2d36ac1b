from pathlib import Path

import pytest

from kinesics_training import marked

README = Path(marked.__file__).with_name("README.md")


def test_a_part_takes_the_place_of_the_last_between_its_marks():
    page = "above\n<!-- one: begin -->\nold\n<!-- one: end -->\nbelow\n"
    told = marked.with_part(page, "one", "new")
    assert told == "above\n<!-- one: begin -->\nnew\n<!-- one: end -->\nbelow\n"
    assert marked.with_part(told, "one", "new") == told


def test_a_page_without_marks_is_refused():
    with pytest.raises(ValueError, match="wanted both marks"):
        marked.with_part("<!-- two: end --> <!-- two: begin -->", "two", "text")


@pytest.mark.parametrize("part", ["scores", "voices", "joint space"])
def test_the_readme_has_the_marks_of_every_table(part):
    assert marked.with_part(README.read_text(encoding="utf-8"), part, "text")
