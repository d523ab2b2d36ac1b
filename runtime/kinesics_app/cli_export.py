"""`kinesics export`: a recording in the file of another program."""

from pathlib import Path

import click

__all__ = ["export"]

EXAMPLES = """\b
Examples:
  kinesics export out/speech/motion.mcap --to live-link-face      (out/speech/live_link_face.csv)
  kinesics export out/speech/channels.csv --to arkit-json --out face.json
  kinesics export face.csv --to facs                              (of an ARKit face recorder)
"""

_FORMATS = ("live-link-face", "arkit-json", "facs")


@click.command(epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--to", "kind", required=True, type=click.Choice(_FORMATS), help="The format.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.  [default: the format's usual name, beside FILE]",
)
def export(file: Path, kind: str, out: Path | None) -> None:
    """Write the channels of FILE as blendshapes or action units (docs/measures.md).

    FILE is a motion.mcap or channels.csv of kinesics, or the CSV of an ARKit face recorder.
    """
    from kinesics.record.curves_file import read_curves
    from kinesics.record.export import EXPORTS
    from kinesics.record.files import save

    curves, _ = read_curves(file)
    name, made_of = EXPORTS[kind]
    path = out or file.with_name(name)
    save(path, made_of(curves))
    click.echo(f"{path}: {curves.length_s:.2f} s")
