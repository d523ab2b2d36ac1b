"""Options of commands that can be watched on a page, and the page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kinesics_app.cli.options import of_setting

if TYPE_CHECKING:
    from kinesics_app.life.watch import Watch

__all__ = ["WATCHED", "Page", "watched"]

_F = TypeVar("_F", bound=Callable[..., Any])
_SEEN = "Show it on a page while it goes (docs/studio.md): in real time, once that is opened."


@dataclass(frozen=True, slots=True)
class Page:
    """What `WATCHED` was given."""

    studio: bool
    studio_port: int
    studio_host: str
    studio_token: str


def WATCHED(command: _F) -> _F:  # noqa: N802  # as the other options are named
    """`--studio`, and where its page is: the parameter `page` of the command; next to its def."""

    @wraps(command)
    def with_page(
        *,
        studio: bool,
        studio_port: int,
        studio_host: str,
        studio_token: str,
        **options: Any,
    ) -> Any:
        page = Page(studio, studio_port, studio_host, studio_token)
        return command(page=page, **options)

    wrapped: Any = with_page
    for option in (
        of_setting("studio_token"),
        of_setting("studio_host"),
        of_setting("studio_port"),
        click.option("--studio", is_flag=True, help=_SEEN),
    ):
        wrapped = option(wrapped)
    found: _F = wrapped
    return found


@contextmanager
def watched(page: Page, robot: str, what: str) -> "Iterator[Watch | None]":
    """Who looks on; None: nobody was asked for. `what` is shown, as in "A performance"."""
    if not page.studio:
        yield None
        return
    from kinesics_app.studio.keeper import Place
    from kinesics_app.studio.watching import watching

    where = (page.studio_host, page.studio_port, page.studio_token)
    place = Place.to_watch(where, robot, f"{what} is watched here; STOP alone can be ordered.")
    with watching(place, _tell) as watch:
        yield watch


def _tell(address: str) -> None:
    click.echo(f"its page: {address} (it begins when that is opened)")
