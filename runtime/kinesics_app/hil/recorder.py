"""`RunRecorder`: what the fixture `recorder` gives: runs on disk, and what comes of them again."""

from hashlib import sha256
from pathlib import Path

from kinesics_app.hil.robot import RobotUnderTest
from kinesics_app.hil.run import Run
from kinesics_app.performance.results import write_results
from kinesics_app.replay.replay import Replay, replay

__all__ = ["RunRecorder", "folder_of"]


def folder_of(test: str) -> Path:
    """Of a test by its id, `FILE::NAME`; no other test has the same.

    Where its characters are no file's, a digest of them tells it from its like.
    """
    file, _, name = test.partition("::")
    path = Path(*(one for one in Path(file).with_suffix("").parts if one not in ("..", "/")))
    wanted = name.replace("::", ".").replace("[", "-", 1).removesuffix("]")
    plain = "".join(one if one.isalnum() or one in "._-" else "_" for one in wanted)
    digest = "" if plain == wanted else f"-{sha256(name.encode()).hexdigest()[:6]}"
    return path / f"{plain}{digest}"


class RunRecorder:
    """Of the runs of one robot in one test: of one that passes nothing is kept unless it asks."""

    def __init__(self, robot: RobotUnderTest, folder: Path) -> None:
        """`folder`: of the test; made when something is kept."""
        self.folder = folder
        self._robot = robot

    def keep(self, run: Run) -> Path:
        """Write all that `kinesics perform` would of a run; the path of its motion.mcap.

        Raises:
            RecordError: it cannot be written.
        """
        folder = self.folder / f"run{self._robot.runs.index(run) + 1}"
        write_results(run.performance, folder)
        return folder / "motion.mcap"

    def keep_all(self) -> None:
        """Every run until now."""
        for run in self._robot.runs:
            self.keep(run)

    def replay(self, run: Run) -> Replay:
        """What comes of a run's rows on a twin: they are sent again, as they went out then.

        `is_same`: its rows, made again from its tracks, are those that went out, and all was played
        as it was then. Of a robot on a port the twin plays what a robot of its rig would.

        Raises:
            RecordError: it cannot be written, or holds no rows.
        """
        done = replay(self.keep(run), self._robot.name)
        run.figures["replay.changed"] = done.changed
        run.figures["replay.played_otherwise"] = done.played_otherwise
        run.figures["replay.made_otherwise"] = done.made_otherwise
        return done
