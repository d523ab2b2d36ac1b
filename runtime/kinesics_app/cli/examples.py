"""`share_examples`: each command of a group shows those of the group's examples that run it."""

import click

__all__ = ["share_examples"]


def share_examples(group: click.Group, typed: str) -> None:
    """Give the commands of `group`, which is `typed` in a shell, that have none of their own."""
    lines = (group.epilog or "").splitlines()
    for name, command in group.commands.items():
        own = [line for line in lines if f"{line} ".startswith(f"  {typed} {name} ")]
        if own and command.epilog is None:
            command.epilog = "\n".join(("\b", "Examples:", *own))
