"""`Page`: what reports of tests say of robots, put together into one page at the end."""

from pathlib import Path

import pytest

from kinesics_app.hil.report import Tested, report_html

__all__ = ["Page"]


class Page:
    """A plugin of the process that reports come to: with pytest-xdist from others."""

    def __init__(self, path: Path, title: str) -> None:
        """`path`: where it is written."""
        self._path, self._title = path, title
        self._tests: dict[str, Tested] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test of a robot was over, never began, or did not end well."""
        told = getattr(report, "kinesics", None)
        if told is None:
            return
        tested = Tested(**told)
        before = self._tests.setdefault(tested.name, tested)
        if before is not tested:
            before.outcome = tested.outcome
            before.why = "\n".join(filter(None, (before.why, tested.why)))
            before.recording = tested.recording or before.recording

    def pytest_sessionfinish(self) -> None:
        """Write the page."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(report_html(self._title, [*self._tests.values()]))
