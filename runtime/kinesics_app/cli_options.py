"""Options of more than one command: what a robot hears, feels and shows."""

import click

from kinesics_app.gaze_by import GAZE as USUAL_GAZE
from kinesics_app.gaze_by import GAZES
from kinesics_app.numbers_given import a_number
from kinesics_app.port_given import a_port

__all__ = [
    "AFFECT",
    "BACKEND",
    "DEFAULT_ROBOT",
    "DEVICE",
    "DIAL",
    "GAZE",
    "LEAD_MS",
    "LOOKAHEAD_MS",
    "LOUDNESS",
    "ROBOT",
]

DEFAULT_ROBOT = "humanoid"

ROBOT = click.option(
    "--robot", default=DEFAULT_ROBOT, show_default=True, help="Shipped robot or rig file."
)
DEVICE = click.option(
    "--device",
    callback=a_port,
    default="twin",
    show_default=True,
    help="`twin`, the port of a robot, or `buses`: the ports that its rig names.",
)
LOOKAHEAD_MS = click.option(
    "--lookahead-ms",
    default=80,
    show_default=True,
    help="Future that the network hears: 0, 40, 80, 120 or 200.",
)
LEAD_MS = click.option(
    "--lead-ms",
    default=100.0,
    show_default=True,
    help="How early rows leave: hides host stalls up to 15 ms shorter.",
)
DIAL = click.option(
    "--dial",
    "dials",
    multiple=True,
    metavar="NAME=GAIN[@FROM-TO]",
    help="Scale lips, expression, pose or face, 0..2; between seconds of the speech with @. "
    "(How far a raised voice opens the lips: --loudness.)",
)
LOUDNESS = click.option(
    "--loudness",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0.0, 1.0),
    callback=a_number,
    help="How much wider a raised voice opens the mouth, at 1 by up to half.",
)
AFFECT = click.option(
    "--affect",
    type=click.FloatRange(0.0, 1.0),
    callback=a_number,
    help="How much voice and words colour the face without --emotion.  [default: 0; --text: 0.8]",
)
BACKEND = click.option(
    "--backend",
    default="onnxruntime",
    show_default=True,
    type=click.Choice(["onnxruntime", "litert"]),
    help="Runs the networks.",
)
GAZE = click.option(
    "--gaze",
    default=USUAL_GAZE,
    show_default=True,
    type=click.Choice(GAZES),
    help="Who decides where to look and when to blink.",
)
