"""`kinesics studio`: a robot that is alive, on a page."""

import webbrowser
from pathlib import Path
from typing import Any

import click

from kinesics_app.cli.options import DEVICE, of_setting
from kinesics_app.cli.run import finish, tell_page
from kinesics_app.cli.settings_command import SettingsCommand
from kinesics_app.settings.config_file import ENVIRONMENT

__all__ = ["studio"]

EXAMPLES = """\b
Examples:
  kinesics studio                               (the twin, on http://127.0.0.1:8765)
  kinesics studio --open                        (and shows the page)
  kinesics studio --say-command 'espeak-ng -w {file} {text}'
  kinesics studio --device PORT --robot my_robot.toml
  kinesics studio --host 0.0.0.0                (for a phone; prints the address with its token)
  kinesics run --studio my_robot_config.toml    (with all that `run` can be told)
"""


@click.command(
    cls=SettingsCommand, epilog=EXAMPLES, context_settings={"auto_envvar_prefix": ENVIRONMENT}
)
@DEVICE
@of_setting("robot")
@of_setting("socket")
@of_setting("studio_port", "--port")
@of_setting("studio_host", "--host")
@of_setting("studio_token", "--token")
@of_setting("say_command")
@of_setting("sound")
@of_setting("realtime")
@of_setting("cpu")
@of_setting("seed")
@click.option("--open", "opens", is_flag=True, help="Show the page in this computer's browser.")
def studio(*, socket: str, opens: bool, **options: Any) -> None:
    """Bring a robot to life on a page: seen in 3-D, with its curves and its link, and steered.

    The page is served by the robot, on loopback unless told, and fetches nothing from elsewhere
    (docs/studio.md). Ctrl-C parks the robot.
    """
    from kinesics_app.settings.run_request import RunRequest
    from kinesics_app.settings.socket_path import socket_path
    from kinesics_app.studio.hosting import run_with_studio

    where = Path(socket) if socket else socket_path()
    request = RunRequest(socket=where, studio=True, **options)

    def ready(path: str, page: str, *told: str) -> None:
        tell_page(path, page, *told)
        if opens:
            webbrowser.open(page)

    finish(run_with_studio(request, ready))
