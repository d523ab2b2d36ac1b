"""The studio in a real browser: buttons are pressed, and the joints of a real twin move."""

import json
import re
import time
from pathlib import Path

import numpy as np
import pytest

from kinesics.record.mcap_file import read_mcap
from kinesics.rig.load import load_rig
from kinesics_app.demo import HELLO
from kinesics_app.replay.replay import replay

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WIDE, PHONE = (760, 560), (360, 740)
MOST_S = 60.0

BELOW_STOP = """(() => {
  const one = document.activeElement, stop = document.getElementById("stop");
  const box = one.getBoundingClientRect();
  const name = one.id || one.getAttribute("aria-label") || one.textContent.trim();
  return [name, Number(one !== stop && box.bottom > stop.getBoundingClientRect().top + 1)];
})()"""
FAINT = """(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (v) => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (one) => {
    const [r, g, b, a = 1] = parts(getComputedStyle(one).backgroundColor);
    return a > 0 ? [r, g, b] : ground(one.parentElement);
  };
  const says = (one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  const seen = [...document.querySelectorAll("body *")].filter(
    (one) => says(one) && one.getClientRects().length && !one.disabled && !one.ownerSVGElement
  );
  const faint = seen.filter((one) => {
    const [a, b] = [parts(getComputedStyle(one).color), ground(one)].map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  });
  return [seen.length, faint.map((one) => one.textContent.trim())];
})()"""  # text and its ground as WCAG 2 has their contrast: 4.5


def test_a_gesture_button_moves_the_arm_as_measured_and_as_drawn(page):
    hand = "JSON.stringify(kinesics.state().drawn.right_wrist_roll_link ?? kinesics.state().drawn)"
    before = page.evaluate(hand)
    start = page.evaluate("kinesics.state().measured.right_elbow")
    page.press("#gestures button", "greet")
    page.log_says("gesture greet: started")
    assert page.moves("right_elbow", 0.2, start) > 0.2
    page.wait(f"{hand} !== {json.dumps(before)}", MOST_S)


def test_a_nod_nods(page):
    start = page.evaluate("kinesics.state().measured.neck_pitch")
    page.press("#signs button", "nod")
    assert page.moves("neck_pitch", 0.06, start) > 0.06


def test_an_emotion_of_the_wheel_shows_in_the_corners_of_the_mouth_and_fades(page):
    page.slide("#intensity", 1)
    start = page.evaluate("kinesics.state().measured.left_corner_lift")
    page.press("#wheel button", "happy")
    shown = page.moves("left_corner_lift", 0.002, start)
    page.log_says("happy:1.00: started")
    page.press("#wheel button", "let it fade")
    page.log_says("happy:1.00: ended")
    left = f"Math.abs(kinesics.state().measured.left_corner_lift - {start})"
    page.wait(f"{left} < {shown / 2}", MOST_S)
    assert page.robot == "ACTIVE"


@pytest.mark.parametrize(("share", "sign"), [(0.03, -1), (0.85, 1)])
def test_it_looks_to_where_the_scene_was_clicked(page, share, sign):
    page.evaluate("window.scrollTo(0, 0)")
    box = page.evaluate("document.getElementById('scene').getBoundingClientRect().toJSON()")
    page.click_at(box["left"] + share * box["width"], box["top"] + 0.35 * box["height"])
    page.log_says("look there: started")
    looks = "((one) => one.left_eye_yaw + one.neck_yaw + one.waist_yaw)(kinesics.state().measured)"
    page.wait(f"{sign} * {looks} > 0.1", MOST_S)


@pytest.mark.parametrize("way", ["sentence", "file"])
def test_what_is_said_moves_the_jaw(page, way):
    start = page.evaluate("kinesics.state().measured.jaw")
    if way == "sentence":
        page.evaluate("document.getElementById('sentence').focus()")
        page.call("Input.insertText", text="Hello, my name is Kin.")
        page.press("#say button")
    else:
        document = page.call("DOM.getDocument")["root"]["nodeId"]
        node = page.call("DOM.querySelector", nodeId=document, selector="#sound")["nodeId"]
        page.call("DOM.setFileInputFiles", nodeId=node, files=[str(HELLO)])
    assert page.moves("jaw", 0.04, start) > 0.04


def test_the_stop_key_stops_and_a_person_leads_out_of_it(page):
    page.evaluate("document.getElementById('words').focus()")
    page.key("Escape")
    page.wait("kinesics.state().robot === 'STOPPED'", MOST_S)
    page.press("#arm")
    page.wait("document.getElementById('told').classList.contains('bad')", MOST_S)
    assert "begin anew" in page.evaluate("document.getElementById('told').textContent")
    page.wait("!document.getElementById('trouble').hidden", MOST_S)
    page.press("#disarm")
    page.wait("kinesics.state().robot === 'DISARMED'", MOST_S)
    page.press("#arm")
    page.wait("kinesics.state().robot === 'ACTIVE'", MOST_S)


def test_the_stop_button_stops(page):
    assert page.robot == "ACTIVE"
    page.press("#stop")
    page.wait("kinesics.state().robot === 'STOPPED'", MOST_S)


def test_parked_it_stands_in_its_safe_pose_and_lives_again(page):
    page.press("#park")
    page.log_says("park: it is parked")
    page.wait("kinesics.state().robot === 'DISARMED'", MOST_S)
    necks = [one for one in load_rig("humanoid").joints if one.name.startswith("neck")]
    assert necks
    for joint in necks:
        off = f"kinesics.state().measured.{joint.name} - {joint.safe}"
        page.wait(f"Math.abs({off}) < 0.03", MOST_S)

    page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    state = page.evaluate("kinesics.state()")  # both of one moment
    measured, drawn = state["measured"], state["drawn"]
    skeleton = load_rig("humanoid").skeleton
    right = skeleton.frames(np.array([[*measured.values()]]))[:, 0]
    for name, row in skeleton.index.items():  # what is drawn is what the rig's geometry says
        np.testing.assert_allclose(np.reshape(drawn[name], (4, 4)).T, right[row], atol=0.01)


def test_a_bad_wire_is_counted_where_the_link_is_shown(page):
    page.slide("#drop-share", 1)
    page.log_says("the wire drops 1.00%")
    errors = "[...document.querySelectorAll('#figures dt')].find(one => one.textContent === '{}')"
    counted = f"Number({errors.format('host crc errors')}?.nextElementSibling.textContent)"
    page.wait(f"{counted} > 0", MOST_S)
    page.slide("#drop-share", 0)
    page.log_says("the wire drops 0.00%")


def test_a_persona_slider_is_heard(page):
    page.slide("#persona-warmth", 0.9)
    page.wait("kinesics.state().life?.persona.warmth === 0.9", MOST_S)
    others = page.evaluate("kinesics.state().life.persona.energy")
    page.slide("#persona-warmth", 0.5)
    page.wait("kinesics.state().life?.persona.warmth === 0.5", MOST_S)
    assert page.evaluate("kinesics.state().life.persona.energy") == others


def test_a_recording_holds_what_was_measured(page):
    page.press("#record")
    page.wait("document.getElementById('recording').textContent.startsWith('writing')", MOST_S)
    ticks = page.evaluate("kinesics.state().life.ticks")  # told twice a second
    page.wait(f"kinesics.state().life.ticks > {ticks + 100}", MOST_S)
    page.press("#record")
    page.wait("document.getElementById('recording').textContent.startsWith('written')", MOST_S)
    file = page.evaluate("document.getElementById('recording').textContent").removeprefix(
        "written: "
    )
    streams = read_mcap(Path(file))
    assert streams["measured"].names == load_rig("humanoid").names
    assert len(streams["sent"].t_ns) > 20
    done = replay(Path(file))  # rows of before lead there
    assert (done.changed, done.lives) == (0, 1)
    assert done.rows > 200


def test_curves_stages_and_numbers_are_shown(page):
    page.wait("document.querySelectorAll('#stages tbody tr').length > 5", MOST_S)
    page.evaluate(
        "(() => { const add = document.getElementById('add'); add.value = 'right_elbow';"
        "add.dispatchEvent(new Event('change')); })()"
    )
    plot = "[...document.querySelectorAll('.plot')].at(-1)"
    assert page.evaluate(f"{plot}.querySelector('b').textContent") == "right elbow"
    page.wait(f"/measured -?[0-9.]+/.test({plot}.querySelector('output').value)", MOST_S)
    shown = page.evaluate(f"{plot}.querySelector('canvas').toDataURL().length")
    assert shown > 1000
    page.evaluate(f"{plot}.querySelector('button').click()")
    assert page.evaluate("document.querySelectorAll('.plot').length") == 4


def test_costs_are_spread_over_time_and_networks_have_a_budget(page):
    named = "r => r.cells[0].textContent == 'mix'"
    mix = f"[...document.querySelectorAll('#stages tbody tr')].find({named})"
    page.wait(f"Boolean({mix}?.querySelector('.spread'))", MOST_S)
    label = f"{mix}.querySelector('.spread').getAttribute('aria-label')"
    told_ticks = f"[...{label}.matchAll(/: (\\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0)"
    page.wait(f"{told_ticks} > 50", MOST_S)  # a page that opens with the life has few yet
    heights = f"[...{mix}.querySelectorAll('.spread i')].map(i => i.clientHeight)"
    told, heights = page.evaluate(f"[{label}, {heights}]")
    counts = [int(one.rpartition(": ")[2]) for one in told.split(", ")]
    assert sum(height > 0 for height in heights) == len(counts)
    page.wait(f"{label} != {told!r}", MOST_S)
    median, most = page.evaluate(f"[1, 2].map(n => parseFloat({mix}.cells[n].textContent))")
    assert 0 < median <= most

    cells = "r => [...r.cells].map(c => c.textContent)"
    networks = f"[...document.querySelectorAll('#networks tbody tr')].map({cells})"
    page.wait(f"{networks}.some(r => r[0] == 'attention')", MOST_S)
    rows = {row[0]: row[1:] for row in page.evaluate(networks)}
    assert rows["attention"][:2] == ["none", "in time"]
    assert all(int(count) >= 0 for row in rows.values() for count in row[2:])
    assert "of 3 ms a tick" in page.evaluate(
        "document.querySelector('#networks caption').innerText"
    )


def test_every_control_has_a_name_and_the_keyboard_reaches_stop(page):
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    roles = {"button", "slider", "textbox", "combobox", "checkbox", "link"}
    controls = [one for one in nodes if one.get("role", {}).get("value") in roles]
    nameless = [one for one in controls if not one.get("name", {}).get("value")]
    assert len(controls) > 40
    assert nameless == []
    reached = page.evaluate("document.getElementById('stop').tabIndex")
    assert reached == 0
    page.evaluate("document.getElementById('stop').focus()")
    assert page.evaluate("document.activeElement.id") == "stop"
    assert page.evaluate("document.getElementById('stop').getAttribute('aria-keyshortcuts')")


def test_it_is_dark_or_light_as_the_reader_wants(page):
    grounds = []
    for scheme in ("dark", "light"):
        told = [{"name": "prefers-color-scheme", "value": scheme}]
        page.call("Emulation.setEmulatedMedia", features=told)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(13, 17, 23)", "rgb(238, 241, 244)"]


def test_on_a_phone_nothing_is_cut_off_and_fingers_hit_what_they_mean(page):
    page.resize(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, input:not([type=checkbox])')]"
        ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 32)"
        ".map(one => one.id || one.textContent)"
    )
    assert small == []
    stop = page.evaluate("document.getElementById('stop').getBoundingClientRect().toJSON()")
    assert stop["height"] >= 60
    assert stop["bottom"] <= PHONE[1]
    assert stop["width"] > 0.9 * PHONE[0]


def test_on_a_phone_what_the_keyboard_comes_to_is_not_below_stop(page):
    page.resize(PHONE)
    page.evaluate("document.querySelector('.skip').focus()")
    reached, hidden = set(), []
    for _ in range(100):
        page.key("Tab")
        name, below = page.evaluate(BELOW_STOP)
        if name == "stop":
            break
        reached.add(name)
        hidden += [name] * below
    assert name == "stop"
    assert len(reached) > 40
    assert hidden == []


def test_all_words_stand_out_of_their_ground_dark_and_light(page):
    for scheme in ("dark", "light"):
        told = [{"name": "prefers-color-scheme", "value": scheme}]
        page.call("Emulation.setEmulatedMedia", features=told)
        page.evaluate(
            "Promise.all(document.getAnimations().map((one) => one.finished)).then(() => 0)"
        )
        words, faint = page.evaluate(FAINT)
        assert words > 100
        assert faint == []


def test_a_second_page_that_hangs_and_is_closed_costs_no_row(page, open_page, studio, at_best):
    if not re.search("SCHED_(FIFO, priority|DEADLINE)", "".join(studio.said)):
        pytest.skip("this user may not go before ordinary programs (rtprio in limits.conf)")

    def told():
        """Ticks and late rows, of one moment."""
        life = page.evaluate("kinesics.state().life")
        return life["ticks"], life["late"]

    def hang():
        """Rows that were late meanwhile: a whole machine can be held up by its own host."""
        _, before = told()
        with open_page(studio.url, PHONE) as other:
            other.wait("window.kinesics?.state().snapshots > 0", MOST_S)
            began = time.monotonic()
            other.evaluate("{ const end = Date.now() + 2000; while (Date.now() < end); }")
            assert time.monotonic() - began > 1.5
        ticks, _ = told()
        page.wait(f"kinesics.state().life.ticks > {ticks + 100}", MOST_S)
        return told()[1] - before

    assert at_best(hang, lambda late: late == 0, attempts=3) == 0
    assert page.robot == "ACTIVE"
