"""`Refusals`: what was refused of what comes from other nodes, as a finding, news once."""

from kinesics_app.afar.ledger import Ledger
from kinesics_ros.diagnosis.findings import OK, WARN, Finding

__all__ = ["Refusals"]


class Refusals:
    """Asked once for every diagnosis."""

    def __init__(self, name: str, fine: str) -> None:
        """`name` of the finding; `fine`: what it says when nothing was refused."""
        self._name = name
        self._fine = fine
        self._refused = 0

    def finding(self, ledger: Ledger, **values: str) -> Finding:
        """Of what was counted since the last call."""
        figures = ledger.figures()
        told = {**values, **{name: str(count) for name, count in figures.items()}}
        refused, self._refused = figures["refused"] - self._refused, figures["refused"]
        if refused > 0:
            said = f"{refused} refused since the last diagnosis: {ledger.last_refusal}"
            return Finding(self._name, WARN, said, told)
        return Finding(self._name, OK, self._fine, told)
