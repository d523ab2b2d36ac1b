"""A headless Chromium, driven by its DevTools protocol."""

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from websockets.sync.client import connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-port=0",
)
START_S = 60.0


def find_chromium():
    """Path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One tab showing one file; `complaints` holds what the console said of errors."""

    def __init__(self, url, size=(1320, 900)):
        self.complaints = []
        self.requests = []
        with ExitStack() as stack:
            folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            self._folder = Path(stack.enter_context(folder))
            self._process = subprocess.Popen(
                [find_chromium(), *FLAGS, f"--user-data-dir={self._folder}", "about:blank"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(self._end)
            link = connect(self._address(), max_size=None, proxy=None, ping_interval=None)
            self._socket = stack.enter_context(link)
            self._begin(url, size)
            self._held = stack.pop_all()

    def _begin(self, url, size):
        self._numbers = itertools.count(1)
        self._session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.resize(size)
        self.open(url)

    def _address(self):
        note = self._folder / "DevToolsActivePort"
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            lines = note.read_text().split() if note.exists() else []
            if len(lines) == 2:
                return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
            time.sleep(0.05)
        raise TimeoutError(f"Chromium did not start within {START_S} s")

    def open(self, url):
        """Leave for another page, of which nobody has complained yet."""
        self.complaints.clear()
        self.requests.clear()
        self.call("Page.navigate", url=url)

    def call(self, method, **parameters):
        """The answer to one DevTools command; events met on the way are kept."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv(timeout=START_S))
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self._note(answer)

    def _note(self, event):
        method, detail = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(detail["exceptionDetails"])
        elif method == "Runtime.consoleAPICalled" and detail["type"] in ("error", "warning"):
            self.complaints.append(detail["args"])
        elif method == "Log.entryAdded" and detail["entry"]["level"] == "error":
            self.complaints.append(detail["entry"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(detail["request"]["url"])

    def resize(self, size):
        """Give the page `size` (width, height) in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=size[0],
            height=size[1],
            deviceScaleFactor=1,
            mobile=False,
        )

    def evaluate(self, expression):
        """The value of a JavaScript expression; a promise is awaited."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, expression, limit_s=30.0):
        """Polls until `expression` is true.

        Raises:
            TimeoutError: it was not within `limit_s`; the text holds the console's complaints.
        """
        end = time.monotonic() + limit_s
        while not self.evaluate(expression):
            if time.monotonic() > end:
                raise TimeoutError(f"not within {limit_s} s: {expression}; {self.complaints}")
            time.sleep(0.05)

    def screenshot(self, **options):
        """The page as PNG bytes."""
        answer = self.call("Page.captureScreenshot", format="png", **options)
        return base64.b64decode(answer["data"])

    def close(self):
        """End the browser; twice is fine."""
        self._held.close()

    def _end(self):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
