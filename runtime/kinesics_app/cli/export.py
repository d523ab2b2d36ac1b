"""`kinesics export`: a recording in the file of another program, or another program's in ours."""

from pathlib import Path

import click

from kinesics_app.recording.recording_path import recording_path

__all__ = ["export"]

EXAMPLES = """\b
Examples:
  kinesics export out/speech/motion.mcap --to live-link-face      (out/speech/live_link_face.csv)
  kinesics export out/speech/channels.csv --to arkit-json --out face.json
  kinesics export out/speech --to bvh                             (torso, head and arms)
  kinesics export out/speech --to rerun                           (needs rerun-sdk)
  kinesics export out/speech --to foxglove                        (a layout for motion.mcap)
  kinesics export face.csv --to channels                          (of an ARKit face recorder)
  kinesics export openface.csv --to live-link-face                (of action units)
"""

_OF_CURVES = ("live-link-face", "arkit-json", "facs", "bvh", "channels")
_OF_TAKES = ("rerun", "foxglove")


@click.command(epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--to", "kind", required=True, type=click.Choice((*_OF_CURVES, *_OF_TAKES)), help="The format."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.  [default: the format's usual name, beside FILE]",
)
def export(file: Path, kind: str, out: Path | None) -> None:
    """Write the motion in FILE as another program reads it, or as channels (docs/measures.md).

    FILE is a motion.mcap (or its folder) or channels.csv of kinesics; or, read as channels: the CSV
    of an ARKit face recorder or of action units, blendshapes as JSON, BVH. `rerun` and `foxglove`
    are of a motion.mcap alone.
    """
    from kinesics.record.curves_file import read_curves
    from kinesics.record.export import EXPORTS, OF_TAKES
    from kinesics.record.files import save

    path = recording_path(file)
    if kind in OF_TAKES:
        name, of_take = OF_TAKES[kind]
        content, length = of_take(path), ""
    else:
        name, of_curves = EXPORTS[kind]
        curves, _ = read_curves(path)
        content, length = of_curves(curves), f": {curves.length_s:.2f} s"
    target = out or path.with_name(name)
    if target.exists() and target.samefile(path):
        raise click.UsageError(f"{target} is FILE itself; wanted another file: --out")
    save(target, content)
    click.echo(f"{target}{length}")
