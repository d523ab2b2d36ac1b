"""Write a picture of a report: `python tests/browser/screenshot.py REPORT.html OUT.png [T_S]`."""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from chromium import Page
from palette import png_of

WIDTH = 1200
DECODE = """
(async (url) => {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const ctx = canvas.getContext("2d");
  ctx.drawImage(picture, 0, 0);
  const bytes = ctx.getImageData(0, 0, canvas.width, canvas.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
})"""


def main(report, picture, t_s="2.0"):
    """Opens `report`, moves to `t_s` and saves what one sees to `picture`."""
    with Page(Path(report).resolve().as_uri(), (WIDTH, 900)) as page:
        page.wait("window.kinesics?.ready === true")
        page.evaluate(f"kinesics.seek({float(t_s)})")
        height = page.evaluate("document.documentElement.scrollHeight")
        page.resize((WIDTH, height))
        page.evaluate("new Promise(r => setTimeout(r, 300))")
        png = page.screenshot()
        for complaint in page.complaints:
            sys.stderr.write(f"{complaint}\n")
    with Page("about:blank") as page:
        url = "data:image/png;base64," + base64.b64encode(png).decode()
        raw = base64.b64decode(page.evaluate(f"{DECODE}({json.dumps(url)})"))
    pixels = np.frombuffer(raw, np.uint8).reshape(height, WIDTH, 4)[:, :, :3]
    Path(picture).write_bytes(png_of(pixels))


if __name__ == "__main__":
    main(*sys.argv[1:])
