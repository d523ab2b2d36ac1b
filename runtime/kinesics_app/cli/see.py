"""`kinesics see`: which faces are in pictures, or before a camera; without a robot."""

import json
from collections.abc import Iterator
from math import degrees, radians
from pathlib import Path
from typing import Any

import click

from kinesics_app.cli.options import of_setting
from kinesics_app.settings.numbers_given import a_number

__all__ = ["see"]

EXAMPLES = """\b
Examples:
  kinesics see portrait.jpg group.png
  kinesics see pictures/ --json
  kinesics see --camera 0                       (until Ctrl-C)
  kinesics see --camera film.mp4 --seconds 5
  kinesics see --camera 0 --width-deg 78        (a wider camera than most)
"""

_HEAD = f"{'id':<16}{'yaw':>8}{'pitch':>8}{'distance':>10}{'confidence':>12}{'ms':>8}  picture"


@click.command(epilog=EXAMPLES)
@click.argument("pictures", nargs=-1, type=click.Path(path_type=Path, exists=True))
@of_setting("camera")
@of_setting("camera_rate_hz")
@of_setting("face_model", metavar="FILE")
@click.option(
    "--width-deg",
    type=click.FloatRange(6.0, 170.0),
    callback=a_number,
    default=60.0,
    show_default=True,
    help="How wide the camera sees, from left to right.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    callback=a_number,
    help="With --camera: for so long.",
)
@click.option("--json", "as_json", is_flag=True, help="A line of JSON a face.")
def see(*, pictures: tuple[Path, ...], camera: str, as_json: bool, **how: Any) -> None:
    """Tell where faces are in PICTURES (JPEG, PNG, folders of them), or before a camera.

    Yaw and pitch are degrees from the camera, positive to its left and downwards; the distance [m]
    follows from the eyes, 63 mm apart, of faces that look this way. Of a camera's faces those are
    told that were seen three times, with an id for as long as they stay. Nothing is kept.
    """
    from kinesics.errors import PictureError
    from kinesics_app.eyes.look_out import Lookout, open_watch

    if bool(pictures) == bool(camera):
        raise click.UsageError("wanted PICTURES, or --camera")
    out = Lookout(open_watch(how["face_model"], radians(how["width_deg"])))
    rows = _of_files(out, pictures)
    if camera:
        rows = _of_camera(out, camera, how["camera_rate_hz"], how["seconds"])
    if not as_json:
        click.echo(_HEAD)
    for row in rows:
        click.echo(json.dumps(row) if as_json else _line(row))
    if out.bad:
        raise PictureError(
            f"{out.bad} of {out.pictures} pictures are none; the last: {out.complaint}"
        )
    if pictures and not as_json:
        click.echo(f"{out.pictures} pictures looked at")


def _of_files(out: Any, paths: tuple[Path, ...]) -> Iterator[dict[str, Any]]:
    from kinesics_app.eyes.source import shots_of_files

    for shot in shots_of_files([*paths]):
        looked = out.look(shot.picture, thoroughly=True)
        for number, face in enumerate(looked.seen if looked else (), 1):
            place = (face.yaw_rad, face.pitch_rad, face.distance_m, face.confidence)
            yield _row(str(number), place, looked.took_ms, shot.name)


def _of_camera(
    out: Any, source: str, rate_hz: float, seconds: float | None
) -> Iterator[dict[str, Any]]:
    """Whom a robot with this camera before its eyes would be told of."""
    from math import asin, atan2, hypot

    import numpy as np

    from kinesics.vision.face_tracks import FaceTracks
    from kinesics.vision.mount import Sight, ray
    from kinesics_app.eyes.source import pictures_of

    tracks, here, begin_ns = FaceTracks(), np.zeros(3), None
    for shot in pictures_of(source, rate_hz):
        begin_ns = shot.t_ns if begin_ns is None else begin_ns
        if seconds is not None and (shot.t_ns - begin_ns) * 1e-9 > seconds:
            return
        looked = out.look(shot.picture)
        if looked is None:
            continue
        sights = [
            Sight(here, ray(one.yaw_rad, one.pitch_rad), one.distance_m, one.confidence)
            for one in looked.seen
        ]
        for target in tracks.see(shot.t_ns, sights):
            x, y, z = target.position_m
            away = hypot(x, y, z)
            place = (atan2(y, x), -asin(z / away), away, target.confidence)
            yield _row(target.id, place, looked.took_ms, f"{(shot.t_ns - begin_ns) * 1e-9:.2f} s")


def _row(
    ident: str, place: tuple[float, float, float, float], took_ms: float, picture: str
) -> dict[str, Any]:
    yaw_rad, pitch_rad, distance_m, confidence = place
    return {
        "id": ident,
        "yaw_deg": round(degrees(yaw_rad), 2),
        "pitch_deg": round(degrees(pitch_rad), 2),
        "distance_m": round(distance_m, 3),
        "confidence": round(confidence, 3),
        "took_ms": round(took_ms, 2),
        "picture": picture,
    }


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['id']:<16}{row['yaw_deg']:>8.1f}{row['pitch_deg']:>8.1f}{row['distance_m']:>10.2f}"
        f"{row['confidence']:>12.2f}{row['took_ms']:>8.1f}  {row['picture']}"
    )
