from click.testing import CliRunner

from kinesics.errors import BridgeError
from kinesics_app.cli.main import main
from kinesics_app.device.limits_table import joint_table
from kinesics_bridge.twin.pty_twin import PtyTwin


def test_what_goes_wrong_is_told_with_its_port(monkeypatch, humanoid):
    def silent(port, table):
        raise BridgeError("no firmware answers")

    monkeypatch.setattr("kinesics_app.device.letting_go.let_go", silent)
    robot = PtyTwin(joint_table(humanoid))
    result = CliRunner().invoke(main, ["disarm", "--port", robot.device])
    robot.close()
    assert result.exit_code == 2
    assert f"{robot.device}: no firmware answers" in result.output
