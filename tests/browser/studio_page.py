"""`kinesics studio` in a browser of its own, and what a hand does to its page."""

import json
import runpy
import socket
import subprocess
import sys
from pathlib import Path

from kinesics_app.demo import HELLO

MOST_S = 60.0
CODES = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowDown": 40}
TEXTS = {"Enter": "\r", " ": " "}
Page = runpy.run_path(str(Path(__file__).with_name("chromium.py")))["Page"]


class Studio:
    """A `kinesics studio` of its own, and where its page is."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = ["studio", "--realtime", "--no-sound", "--say-command", f"cp {HELLO} {{file}}"]
        where = ["--socket", folder / "k.sock", "--port", port]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kinesics_app", *map(str, [*words, *where])],
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        self.said = [self.process.stdout.readline()]
        while self.said[-1] and "its page" not in self.said[-1]:
            self.said.append(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{port}/"

    def close(self):
        self.process.terminate()
        output, _ = self.process.communicate(timeout=60)
        assert "parked after" in output


class StudioPage(Page):
    """Its page, pressed and looked at."""

    @property
    def robot(self):
        """The firmware's state."""
        return self.evaluate("kinesics.state().robot")

    def measured(self, joint):
        return self.evaluate(f"kinesics.state().measured.{joint}")

    def revive(self):
        """The robot lives, and nothing is asked of it."""
        if self.robot != "ACTIVE":
            self.press("#disarm")
            self.wait("kinesics.state().robot === 'DISARMED'", MOST_S)
            self.press("#arm")
            self.wait("kinesics.state().robot === 'ACTIVE'", MOST_S)
        self.wait("Boolean(kinesics.state().life)", MOST_S)  # told twice a second, once it lives
        self.press("#reset")

    def click_at(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, selector, text=None):
        """Click the middle of an element: of those of `selector` the one that says `text`."""
        found = f"[...document.querySelectorAll({json.dumps(selector)})]"
        if text is not None:
            found += f".filter(one => one.textContent === {json.dumps(text)})"
        where = self.evaluate(
            f"(() => {{ const one = {found}[0]; one.scrollIntoView({{block: 'center'}});"
            "const box = one.getBoundingClientRect();"
            "return [box.left + box.width / 2, box.top + box.height / 2]; })()"
        )
        self.click_at(*where)

    def key(self, name):
        """Down and up again; a key that types does so."""
        how = {"key": name, "windowsVirtualKeyCode": CODES[name]}
        how["code"] = "Space" if name == " " else name
        text = {"text": TEXTS[name]} if name in TEXTS else {}
        kind = "keyDown" if text else "rawKeyDown"
        self.call("Input.dispatchKeyEvent", type=kind, **how, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **how)

    def write(self, selector, text):
        """Into a field."""
        self.evaluate(
            f"(() => {{ const one = document.querySelector('{selector}');"
            "one.focus(); one.select(); })()"
        )
        self.call("Input.insertText", text=text)

    def slide(self, selector, value):
        """Give a slider or a list a value, as a hand does at the end."""
        self.evaluate(
            f"(() => {{ const one = document.querySelector('{selector}'); one.value = "
            f"{json.dumps(value)};"
            "for (const kind of ['input', 'change']) one.dispatchEvent(new Event(kind)); })()"
        )

    def drop(self, file):
        """A file from elsewhere, in the middle of the page."""
        held = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=300, y=200, data=held)

    def moves(self, joint, least, start):
        """How far from `start` a joint was measured, however briefly, once that is over `least`."""
        furthest = f"kinesics.furthest('{joint}', {start})"
        self.wait(f"{furthest} > {least}", MOST_S)
        return self.evaluate(furthest)

    def log_says(self, text):
        """Wait until what happened says so."""
        happened = "document.getElementById('log').textContent"
        self.wait(f"{happened}.includes({json.dumps(text)})", MOST_S)
