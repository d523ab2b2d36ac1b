"""`PhonesTold`: when an utterance says what, told while that is made or waits."""

from dataclasses import dataclass

from kinesics.conversation.values import Timed, read_phones
from kinesics.table import Table

__all__ = ["PhonesTold", "read_told_phones"]


@dataclass(frozen=True, slots=True)
class PhonesTold:
    """More of the phones of an utterance that is said while it is made."""

    t_ns: int
    id: str
    """Of its `say`, which tells whose symbols they are."""
    phones: tuple[Timed, ...]
    """At least one; they follow those that were told before."""


def read_told_phones(table: Table, t_ns: int) -> PhonesTold:
    """What a `phones` message says; IntentError: it is none."""
    return PhonesTold(t_ns, table.text("id"), read_phones(table, "phones"))
