"""Every `kinesics ...` in a page or in a `--help` is a command that exists, with such options."""

import re
import shlex
from pathlib import Path

import click
import pytest

from kinesics_app.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for folder in ("docs", "firmware_bridge", "models", "ros_nodes")
    for path in (ROOT / folder).rglob("*.md")
) + [ROOT / "README.md"]

# At the begin of a line of a block, perhaps from a folder of an environment; or between backticks.
LINE = re.compile(r"(?m)^ *(?:\S*/bin/)?kinesics ((?:[a-z-]+ ?)[^`|&<>\n]*)")
QUOTED = re.compile(r"`kinesics ([^`]*)`")


def commands(text):
    blocks = "\n".join(re.findall(r"```(?:sh)?\n(.*?)```", text, re.DOTALL))
    indented = "\n".join(line for line in text.splitlines() if line.startswith("    "))
    found = LINE.findall(blocks) + LINE.findall(indented) + QUOTED.findall(text)
    without_remarks = (re.sub(r"(\s{2,}\(|\s+#).*", "", one) for one in found)
    return {one.strip(" ;,.:") for one in without_remarks if "..." not in one}


def leaves(command, context):
    """(words, command) of a group's whole tree."""
    if not isinstance(command, click.Group):
        yield command
        return
    for name in command.list_commands(context):
        yield from leaves(command.get_command(context, name), context)


def parse(words):
    """As click does before it runs anything; raises what click would complain about."""
    command, context = main, click.Context(main, info_name="kinesics")
    while isinstance(command, click.Group) and words:
        name, command, words = command.resolve_command(context, words)
        context = click.Context(command, parent=context, info_name=name)
    _, left, _ = command.make_parser(context).parse_args(words)
    if left and not isinstance(command, click.Group):
        raise click.UsageError(f"unexpected {left}")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_of_a_page_exist(page):
    for line in commands(page.read_text(encoding="utf-8")):
        try:
            parse(shlex.split(line))
        except click.ClickException as error:
            pytest.fail(f"{page.name}: kinesics {line}: {error.format_message()}")


def test_the_examples_of_every_help_exist():
    context = click.Context(main, info_name="kinesics")
    seen = 0
    for command in leaves(main, context):
        for line in commands(re.sub(r"(?m)^  ", "    ", command.epilog or "")):
            seen += 1
            try:
                parse(shlex.split(line))
            except click.ClickException as error:
                pytest.fail(f"{command.name} --help: kinesics {line}: {error.format_message()}")
    assert seen > 60


def test_a_wrong_command_would_be_found():
    assert commands("see `kinesics dance --slowly`\n\n    kinesics run --nowhere   (what)\n") == {
        "dance --slowly",
        "run --nowhere",
    }
    for line in ("dance", "run --nowhere", "perform a.wav b.wav", "models sho"):
        with pytest.raises(click.ClickException):
            parse(line.split())
