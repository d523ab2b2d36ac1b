"""`--help` of every command ends with examples, and what they type is taken."""

import re
import shlex

import click
import pytest

from kinesics_app.cli.examples import share_examples
from kinesics_app.cli.main import main


def commands(command=main, typed=("kinesics",)):
    yield typed, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, (*typed, name))


COMMANDS = {" ".join(typed): command for typed, command in commands()}


def examples_of(command):
    return [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]


def words_of(example):
    """What a shell would hand on, without what is told behind it."""
    told = re.sub(r"\s{2,}\(.*\)$|\s+\([a-z ]+\)$", "", example)
    words = shlex.split(told)
    ends = [words.index(end) for end in ("&", ">", "|") if end in words]
    return words[: min(ends, default=len(words))]


def run_by(example):
    """The command that an example runs; click complains of an option that it does not know."""
    command, context, words = main, None, words_of(example)[1:]
    while isinstance(command, click.Group):
        context = click.Context(command, parent=context)
        _, words, _ = command.make_parser(context).parse_args(list(words))
        if not words:
            return command
        _, command, words = command.resolve_command(context, list(words))
    context = click.Context(command, parent=context, **command.context_settings)
    command.make_parser(context).parse_args(list(words))
    return command


@pytest.mark.parametrize("typed", COMMANDS)
def test_every_command_has_examples_of_it(typed):
    command = COMMANDS[typed]
    examples = examples_of(command)
    if isinstance(command, click.Group):
        assert any(one.startswith(f"{typed} ") for one in examples)
    else:
        assert any(run_by(one) is command for one in examples if one.startswith("kinesics "))


@pytest.mark.parametrize(
    "example", sorted({one for command in COMMANDS.values() for one in examples_of(command)})
)
def test_what_an_example_types_is_taken(example):
    if example.startswith("kinesics "):
        assert run_by(example) in COMMANDS.values()


def test_a_group_shares_its_examples_with_those_of_its_commands_that_have_none():
    group = click.Group(epilog="\b\nExamples:\n  x go far  (fast)\n  x go\n  x gone\n")
    group.add_command(click.Command("go"))
    group.add_command(click.Command("gone", epilog="its own"))
    group.add_command(click.Command("rest"))
    share_examples(group, "x")
    assert group.commands["go"].epilog.splitlines()[2:] == ["  x go far  (fast)", "  x go"]
    assert group.commands["gone"].epilog == "its own"
    assert group.commands["rest"].epilog is None
