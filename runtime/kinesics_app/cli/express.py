"""`kinesics express`: what a face would do for a text, as a plan to read and edit."""

from pathlib import Path

import click

from kinesics.counted import counted
from kinesics.errors import AffectError

__all__ = ["express"]

EXAMPLES = """\b
Examples:
  kinesics express "slightly worried but hopeful, eyes away"
  kinesics express "starts happy, then slowly turns sad" --out plan.toml
  kinesics express "smile with the mouth only, left eyebrow raised"
  kinesics perform speech.wav --plan plan.toml            (after editing it, or not)
"""


@click.command(epilog=EXAMPLES)
@click.argument("text")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.  [default: standard output]",
)
def express(*, text: str, out: Path | None) -> None:
    """Turn TEXT into a plan: what the face does, which words gave what, which are not known.

    A plan is TOML. Emotions are the coarse layer, `units` (FACS action units) and `turn` (angles,
    rad) the fine one, in the place of what the emotions would show there.
    """
    from kinesics.affect.plan_file import write_plan
    from kinesics_app.character.expressing import plan_of_words

    plan = plan_of_words(text)
    for remark in plan.remarks:
        click.echo(f"kinesics: {remark}", err=True)
    if out is None:
        click.echo(write_plan(plan), nl=False)
        return
    try:
        out.write_text(write_plan(plan), encoding="utf-8")
    except OSError as error:
        raise AffectError(f"cannot write {out}: {error.strerror}; name another --out") from error
    for sentence in plan.rationale:
        click.echo(sentence)
    if plan.unknown:
        click.echo(f"not known: {', '.join(plan.unknown)}")
    click.echo(f"{out}: {counted(len(plan.steps), 'step')}")
