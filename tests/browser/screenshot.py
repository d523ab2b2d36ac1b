"""Write a picture of a report: `python tests/browser/screenshot.py REPORT.html OUT.png [T_S]`."""

import sys
from pathlib import Path

from chromium import Page

SIZE = (1320, 1000)


def main(report, picture, t_s="2.0"):
    """Opens `report`, moves to `t_s` and saves what one sees to `picture`."""
    with Page(Path(report).resolve().as_uri(), SIZE) as page:
        page.wait("window.kinesics?.ready === true")
        page.evaluate(f"kinesics.seek({float(t_s)})")
        page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
        height = page.evaluate("document.documentElement.scrollHeight")
        page.resize((SIZE[0], height))
        page.evaluate("new Promise(r => setTimeout(r, 200))")
        Path(picture).write_bytes(page.screenshot())
        for complaint in page.complaints:
            sys.stderr.write(f"{complaint}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
