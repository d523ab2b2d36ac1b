"""A page of which a program writes some parts, each between two marks that name it."""


def with_part(page: str, name: str, text: str) -> str:
    """The page with `text` between `<!-- NAME: begin -->` and `<!-- NAME: end -->`.

    Raises:
        ValueError: a page without them.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found_begin, rest = page.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end):
        raise ValueError(f"the page has no {begin} ... {end}; wanted both marks, in this order")
    return f"{before}{begin}\n{text}\n{end}{after}"
