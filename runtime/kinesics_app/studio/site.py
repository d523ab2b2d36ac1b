"""`Site`: the files of the page, read once, as answers to requests."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from websockets.datastructures import Headers
from websockets.http11 import Response

__all__ = ["Site", "plain"]

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Connection": "close",
}
_SMALL = 1024  # bytes: not worth packing


@dataclass(frozen=True, slots=True)
class _File:
    kind: str
    plain: bytes
    packed: bytes | None


class Site:
    """All files below a folder; nothing else is ever read for anybody."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            f"/{path.relative_to(folder).as_posix()}": _read(path)
            for path in sorted(folder.rglob("*"))
            if path.suffix in _TYPES
        }
        self._files["/"] = self._files["/index.html"]

    def answer(self, path: str, headers: Mapping[str, str]) -> Response:
        """The file of that path, packed for whoever can unpack it; or that there is none."""
        file = self._files.get(path)
        if file is None:
            return plain(404, "Not Found", f"there is no {path} here\n")
        packs = file.packed is not None and "gzip" in headers.get("Accept-Encoding", "")
        body = file.packed if packs and file.packed is not None else file.plain
        also = {"Content-Encoding": "gzip"} if packs else {}
        return _response(200, "OK", body, {"Content-Type": file.kind, **also})


def plain(status: int, phrase: str, text: str) -> Response:
    """A short answer in words."""
    return _response(status, phrase, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})


def _response(status: int, phrase: str, body: bytes, also: Mapping[str, str]) -> Response:
    headers = Headers({**_ALWAYS, **also, "Content-Length": str(len(body))})
    return Response(status, phrase, headers, body)


def _read(path: Path) -> _File:
    content = path.read_bytes()
    packed = gzip.compress(content, 6, mtime=0) if len(content) > _SMALL else None
    return _File(_TYPES[path.suffix], content, packed)
