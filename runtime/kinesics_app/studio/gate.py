"""`Gate`: which requests the studio answers: no other site's page, no other name for this host."""

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from kinesics.errors import IntentError

__all__ = ["Gate", "is_loopback"]

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches what listens on `host`."""
    return host in ("127.0.0.1", "localhost", "::1")


class Gate:
    """Loopback needs no token, since nobody else reaches it; any other address does.

    A page of another site that the same browser shows is kept out by its `Origin`, and one whose
    name was made to mean this host (DNS rebinding) by the `Host` that it asks for.
    """

    def __init__(self, host: str, port: int, token: str) -> None:
        """`token` may be empty on loopback.

        Raises:
            IntentError: another address without a token.
        """
        if not token and not is_loopback(host):
            raise IntentError(
                f"the studio on {host} is open to whoever reaches it; wanted --studio-token, or "
                "127.0.0.1"
            )
        self._token = token
        names = _LOOPBACK if is_loopback(host) else ()  # elsewhere a robot has any, and a token
        self._names = frozenset(f"{name}:{port}" for name in names)

    def refuses(self, headers: Mapping[str, str]) -> str:
        """Why a request is not answered; empty: it is."""
        host = headers.get("Host", "")
        if self._names and host not in self._names:
            return (
                f"this is no name of the robot: {host!r}; wanted {', '.join(sorted(self._names))}"
            )
        origin = headers.get("Origin")
        if origin is not None and origin != f"http://{host}":
            return f"pages of {origin} are not let in; wanted the robot's own"
        return ""

    def refuses_talk(self, target: str) -> str:
        """Why a page that came through may not talk; `target`: path and query of its request."""
        if not self._token:
            return ""
        told = parse_qs(urlsplit(target).query).get("token", [""])[0]
        if hmac.compare_digest(told.encode(), self._token.encode()):
            return ""
        return "the token is wrong or missing; wanted the address that the robot printed"
