"""Every `kinesics ...` in a page or in a `--help` exists, and all that exists stands in a page."""

import re
import shlex
from pathlib import Path

import click
import pytest

from kinesics_app.cli.main import main

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "firmware_bridge", "models", "ros_nodes", "runtime")
PAGES = [ROOT / "README.md", *(page for name in FOLDERS for page in (ROOT / name).rglob("*.md"))]

# At the begin of a line of a block, perhaps from a folder of an environment; or between backticks.
LINE = re.compile(r"(?m)^ *(?:\S*/bin/)?kinesics ((?:[a-z-]+ ?)[^`|&<>\n]*)")
QUOTED = re.compile(r"`kinesics ([^`]*)`")


def commands(text):
    blocks = "\n".join(re.findall(r"```(?:sh)?\n(.*?)```", text, re.DOTALL))
    indented = "\n".join(line for line in text.splitlines() if line.startswith("    "))
    found = LINE.findall(blocks) + LINE.findall(indented) + QUOTED.findall(text)
    without_remarks = (re.sub(r"(\s{2,}\(|\s+#).*", "", one) for one in found)
    return {one.strip(" ;,.:") for one in without_remarks if "..." not in one}


def leaves(command, context, path=()):
    """The commands at the ends of a group's tree, and how each is called."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    for name in command.list_commands(context):
        yield from leaves(command.get_command(context, name), context, (*path, name))


def complaint(line):
    """What click would say before it runs anything; None: nothing."""
    command, context, words = main, click.Context(main, info_name="kinesics"), shlex.split(line)
    try:
        while isinstance(command, click.Group) and words:
            name, command, words = command.resolve_command(context, words)
            settings = command.context_settings
            context = click.Context(command, parent=context, info_name=name, **settings)
        _, left, _ = command.make_parser(context).parse_args(words)
    except click.ClickException as error:
        return f"kinesics {line}: {error.format_message()}"
    if left and not isinstance(command, click.Group):
        return f"kinesics {line}: unexpected {left}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_of_a_page_exist(page):
    lines = commands(page.read_text(encoding="utf-8"))
    assert [wrong for line in lines if (wrong := complaint(line))] == []


def test_the_examples_of_every_help_exist():
    epilogs = [leaf.epilog or "" for _, leaf in leaves(main, click.Context(main))]
    lines = [line for text in epilogs for line in commands(re.sub(r"(?m)^  ", "    ", text))]
    assert len(lines) > 60
    assert [wrong for line in lines if (wrong := complaint(line))] == []


@pytest.fixture(scope="module")
def pages():
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_every_command_stands_in_a_page(pages):
    names = [name for name, _ in leaves(main, click.Context(main))]
    assert [name for name in names if f"kinesics {name}" not in pages] == []


def test_every_option_stands_in_a_page(pages):
    untold = {
        (name, option.opts[0])
        for name, leaf in leaves(main, click.Context(main))
        for option in leaf.params
        if isinstance(option, click.Option) and not stands(option, pages)
    }
    assert untold == set()


def stands(option, pages):
    """Itself, or its setting: `--lead-ms` is `lead_ms` in a file."""
    names = "|".join(map(re.escape, (*option.opts, *option.secondary_opts)))
    return re.search(rf"({names})(?![\w-])|`{option.name}`", pages) is not None


def test_a_wrong_command_would_be_found():
    assert commands("see `kinesics dance --slowly`\n\n    kinesics run --nowhere   (what)\n") == {
        "dance --slowly",
        "run --nowhere",
    }
    for line in ("dance", "run --nowhere", "perform a.wav b.wav", "models sho"):
        assert complaint(line)
