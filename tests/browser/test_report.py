"""The report in a real browser: it plays, the mouth moves, nobody complains or fetches."""

import time
from dataclasses import replace

import numpy as np
import pytest

from kinesics.record.report import write_report
from kinesics.record.summary import Facts, summarise

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

FACTS = Facts(
    robot="<b>robot</b>",
    seed=1,
    ticks=330,
    delays={"lookahead_ms": 80.0, "compute_ms": 20.0, "lead_ms": 100.0, "lag_ms": 30.0},
    sent=330,
    played=330,
    late=0,
    underruns=0,
    crc_errors=0,
    mouth=("jaw", "lower_lip"),
)
STATE = "kinesics.state()"
FACE = "document.getElementById('stage').toDataURL()"
FRAME = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"


@pytest.fixture(scope="module")
def tab(open_page):
    """Where one report after the other is opened."""
    with open_page("about:blank") as page:
        yield page


@pytest.fixture
def load(tab, tmp_path):
    """Writes a report and opens it; no page may have complained."""

    def load(take, view, summary=None):
        path = tmp_path / "report.html"
        write_report(take, summarise(take, FACTS) if summary is None else summary, view, path)
        tab.open(path.as_uri())
        tab.wait(f"location.href === '{path.as_uri()}' && window.kinesics?.ready === true")
        tab.evaluate(FRAME)
        return tab

    yield load
    tab.evaluate("1")
    assert tab.complaints == []


def watch(page, limit_s=60.0):
    """States while the page plays to its end."""
    states = []
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        states.append(page.evaluate(STATE))
        if not states[-1]["playing"]:
            return states
        time.sleep(0.02)
    raise AssertionError(f"still playing after {limit_s} s: {states[-1]}")


@pytest.mark.parametrize(
    "parts",
    [
        {"antennas": {"left": "jaw", "right": {"joint": "jaw", "scale": -1.0}}, "head": {}},
        {"matrix": {"r2c2": "lower_lip", "r7c7": {"joint": "jaw", "scale": 3.0}}},
    ],
    ids=["antennas", "lights"],
)
def test_a_robot_without_a_face_is_drawn_as_its_joints_move(load, take, parts):
    page = load(take, parts)
    pictures = set()
    for t_s in (0.4, 0.8, 1.2, 1.6):
        page.evaluate(f"kinesics.seek({t_s})")
        page.evaluate(FRAME)
        pictures.add(page.evaluate(FACE))
    assert len(pictures) > 2


@pytest.mark.paced
def test_the_page_plays_and_the_mouth_moves_in_step_with_the_sound(load, take, view, at_best):
    def play():
        """What was seen, and what it took of real time."""
        page = load(take, view)
        start = page.evaluate(STATE)
        assert start["t_s"] == pytest.approx(-0.3, abs=0.01)
        page.evaluate("kinesics.play()")
        began = time.monotonic()
        states = watch(page)
        took_s = time.monotonic() - began
        times = [state["t_s"] for state in states]
        assert times == sorted(times)
        heard = [state for state in states if state["hearing"] and state["heard_s"] > 0.3]
        assert heard or states[-1]["sound"] == "none"
        return states, took_s, [abs(state["t_s"] - state["heard_s"]) for state in heard]

    def smooth(played):
        states, took_s, apart = played
        in_step = not apart or np.median(apart) < 0.03
        return len(states) > 20 and abs(took_s - 3.3) < 1.0 and in_step

    played = at_best(play, smooth)
    assert smooth(played), played[1:]
    openings = [state["mouth"]["open_px"] for state in played[0]]
    assert max(openings) > min(openings) + 4


def test_the_picture_shows_the_mouth_as_measured(load, take, view):
    page = load(take, view)
    jaw = take.joint("jaw")
    times = np.linspace(0.2, 2.2, 9)
    opened, seen, pictures = [], [], set()
    for t_s in times:
        page.evaluate(f"kinesics.seek({t_s})")
        page.evaluate(FRAME)
        seen.append(page.evaluate(STATE)["mouth"]["open_px"])
        opened.append(np.interp(t_s, take.t_s, take.measured[:, jaw]))
        pictures.add(page.evaluate(FACE))
    assert len(pictures) == len(times)
    assert np.corrcoef(opened, seen)[0, 1] > 0.95


def test_nothing_is_fetched_and_text_of_the_take_is_not_markup(load, take, view):
    page = load(take, view)
    fetched = [url for url in page.requests if not url.startswith(("file:", "blob:", "data:"))]
    assert len(page.requests) > 0 == len(fetched)
    assert page.evaluate("document.querySelectorAll('#what b').length") == 0
    assert "<b>robot</b>" in page.evaluate("document.getElementById('what').textContent")


def press(page, key, code):
    for kind in ("keyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key=key, code=code)


def click(page, element, share=0.5):
    box = page.evaluate(f"{element}.getBoundingClientRect().toJSON()")
    x, y = box["left"] + share * box["width"], box["top"] + box["height"] / 2
    for kind in ("mousePressed", "mouseReleased"):
        page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


def test_space_plays_and_arrows_and_clicks_move(load, take, view):
    page = load(take, view)
    press(page, " ", "Space")
    page.wait(f"{STATE}.t_s > 0.2")
    press(page, " ", "Space")
    paused = page.evaluate(STATE)
    assert not paused["playing"]
    press(page, "ArrowRight", "ArrowRight")
    assert page.evaluate(STATE)["t_s"] == pytest.approx(paused["t_s"] + 0.1, abs=1e-6)
    click(page, "document.getElementById('wave')", 0.5)
    middle_s = (paused["from_s"] + paused["to_s"]) / 2
    assert page.evaluate(STATE)["t_s"] == pytest.approx(middle_s, abs=0.02)
    click(page, "document.querySelector('#rows canvas')", 0.25)
    quarter_s = paused["from_s"] + (paused["to_s"] - paused["from_s"]) / 4
    assert page.evaluate(STATE)["t_s"] == pytest.approx(quarter_s, abs=0.02)


def test_curves_are_chosen_by_the_viewer(load, take, view):
    page = load(take, view)
    assert page.evaluate(STATE)["curves"] == view["curves"]
    click(page, "document.getElementById('choose')")
    click(page, "document.querySelector('[data-key=\"neck_pitch\"]')")
    click(page, "document.querySelector('[data-key=\"jaw\"]')")
    curves = page.evaluate(STATE)["curves"]
    assert "neck_pitch" in curves
    assert "jaw" not in curves
    page.evaluate("document.querySelector('#picker input').value = 'brow'")
    page.evaluate("document.querySelector('#picker input').dispatchEvent(new Event('input'))")
    shown = page.evaluate(
        "[...document.querySelectorAll('.chips button')].filter(b => !b.hidden)"
        ".map(b => b.textContent)"
    )
    assert shown
    assert all("brow" in name.lower() for name in shown)


def test_without_a_sound_output_the_picture_plays_alone(load, take, view):
    page = load(take, view)
    page.evaluate(
        "HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no output'))"
    )
    page.evaluate("kinesics.play()")
    states = watch(page)
    assert states[-1]["sound"] == "none"
    assert states[-1]["t_s"] == pytest.approx(states[-1]["to_s"])
    assert page.evaluate("!document.getElementById('mute').hidden")


def test_a_robot_without_feedback_is_drawn_as_asked(load, take, view):
    blind = np.full_like(take.measured, np.nan)
    page = load(replace(take, measured=blind), view)
    page.evaluate("kinesics.seek(0.9)")
    page.evaluate(FRAME)
    assert page.evaluate(STATE)["mouth"]["open_px"] > 2


@pytest.mark.parametrize("parts", [(), ("torso", "head"), ("head", "left_eye", "right_eye")])
def test_a_robot_without_some_parts_is_drawn_without_them(load, take, view, parts):
    page = load(take, {part: view[part] for part in parts}, {"robot": "desk"})
    page.evaluate("kinesics.play()")
    page.wait(f"{STATE}.t_s > 0.3")
    assert page.evaluate(STATE)["mouth"] is None
