"""Pictures of a running studio: `python tests/browser/studio_pictures.py URL FOLDER`."""

import base64
import json
import sys
import time
from pathlib import Path

import numpy as np
from chromium import Page
from palette import png_of
from screenshot import DECODE

PICTURES = {"studio.png": ((1440, 900), "dark"), "studio-phone.png": ((400, 820), "light")}
ASKED = (
    ("#wheel button", "happy"),
    ("#gestures button", "greet"),
)
SAY = (
    "document.getElementById('intensity').value = 0.9;"
    "document.getElementById('intensity').dispatchEvent(new Event('input'));"
    "document.getElementById('sentence').value = 'Hello, my name is Kin.';"
    "document.getElementById('say').requestSubmit()"
)
SOON_S = 2.2


def main(url, folder):
    """Opens the page at each size, asks for a smile and a greeting, and saves what one sees."""
    for name, (size, scheme) in PICTURES.items():
        with Page(url, size) as page:
            told = [{"name": "prefers-color-scheme", "value": scheme}]
            page.call("Emulation.setEmulatedMedia", features=told)
            page.wait("window.kinesics?.state().frames > 2", 90)
            time.sleep(8)  # of curves
            page.evaluate(SAY)
            for selector, text in ASKED:
                page.evaluate(
                    f"[...document.querySelectorAll({json.dumps(selector)})]"
                    f".find(one => one.textContent === {json.dumps(text)}).click()"
                )
            time.sleep(SOON_S)
            page.evaluate("kinesics.still()")
            png = page.screenshot()
        width, height = size
        with Page("about:blank") as page:
            picture = "data:image/png;base64," + base64.b64encode(png).decode()
            raw = base64.b64decode(page.evaluate(f"{DECODE}({json.dumps(picture)})"))
        pixels = np.frombuffer(raw, np.uint8).reshape(height, width, 4)[:, :, :3]
        (Path(folder) / name).write_bytes(png_of(pixels))


if __name__ == "__main__":
    main(*sys.argv[1:])
