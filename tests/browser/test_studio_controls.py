"""Every control of the studio's page that others do not press, and the keyboard alone."""

import pytest

from kinesics_app.demo import HELLO
from kinesics_app.robot import Robot

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MOST_S = 60.0
MOST_TABS = 200
CONTROLS = (
    "[...document.querySelectorAll('a[href], button, input, select, [tabindex=\"0\"]')]"
    ".filter(one => !one.disabled && one.checkVisibility({visibilityProperty: true}))"
)
NAME = "one => one.id || one.getAttribute('aria-label') || one.textContent"

TURNED_WITHOUT_A_LINK = """(id) => {
  const whole = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'readyState');
  const closed = { get: () => WebSocket.CLOSED, configurable: true };
  Object.defineProperty(WebSocket.prototype, 'readyState', closed);
  document.getElementById(id).dispatchEvent(new Event('change'));
  Object.defineProperty(WebSocket.prototype, 'readyState', whole);
  return document.getElementById('told').textContent;
}"""


def status(page, name):
    return page.evaluate(f"kinesics.state().life.{name}")


def becomes(page, name, value):
    """Wait until a living robot says so of itself."""
    page.wait(f"JSON.stringify(kinesics.state().life?.{name}) === '{value}'", MOST_S)


def test_the_pad_turns_its_eyes_and_head(page):
    page.press("#look button", "ahead")
    page.log_says("look ahead: started")
    for text, sign in (("← left", 1), ("right →", -1)):
        page.press("#look button", text)
        looks = "((one) => one.left_eye_yaw + one.neck_yaw + one.waist_yaw)"
        page.wait(f"{sign} * {looks}(kinesics.state().measured) > 0.2", MOST_S)
    page.press("#look button", "at me")
    page.log_says("look at you: started")


def test_a_posture_of_the_list_is_taken_and_ends_with_everything(page):
    start = page.measured("waist_pitch")
    page.slide("#posture", "slumped")
    page.log_says("posture slumped: started")
    assert page.moves("waist_pitch", 0.08, start) > 0.08
    assert any(one for one in status(page, "underway"))
    page.press("#reset")
    becomes(page, "underway", "[]")
    page.wait(f"Math.abs(kinesics.state().measured.waist_pitch - {start}) < 0.05", MOST_S)


def test_asleep_its_lids_close_and_awake_they_open(page):
    start = page.measured("left_upper_lid")
    page.slide("#being", "asleep")
    page.log_says("be asleep: started")
    shut = "Math.abs(kinesics.state().measured.left_upper_lid - {}) {} 0.3"
    page.wait(shut.format(start, ">"), MOST_S)
    page.slide("#being", "idle")
    page.wait(shut.format(start, "<"), MOST_S)


def test_a_gesture_of_the_list_as_large_as_the_slider_says(page):
    page.slide("#size", 0.9)
    assert page.evaluate("document.getElementById('size-is').value") == "0.90"
    start = page.measured("right_elbow")
    page.slide("#gesture", "wave")
    page.log_says("gesture wave: started")
    assert page.moves("right_elbow", 0.3, start) > 0.3
    page.slide("#size", 0.5)


def times(page, text):
    """How often what happened says so."""
    said = "document.getElementById('log').textContent"
    return page.evaluate(f"{said}.split('{text}').length - 1")


def test_keys_go_through_a_list_and_enter_does_what_they_came_to(page):
    page.evaluate("document.getElementById('gesture').focus()")
    for _ in range(3):
        page.key("ArrowDown")
    third = page.evaluate("[...document.getElementById('gesture').options][3].value")
    assert page.evaluate("document.getElementById('gesture').value") == third
    nod = times(page, "nod: started")
    page.press("#signs button", "nod")  # what was asked before it would be told before it
    page.wait(
        f"document.getElementById('log').textContent.split('nod: started').length > {nod + 1}",
        MOST_S,
    )
    passed = page.evaluate(
        "[...document.getElementById('gesture').options].slice(1, 3).map(one => one.value)"
    )
    assert [times(page, f"gesture {name}: ") for name in passed] == [0, 0]
    before = times(page, f"gesture {third}: started")
    page.evaluate("document.getElementById('gesture').focus()")
    for n in (1, 2):  # and again
        page.key("Enter")
        said = f"document.getElementById('log').textContent.split('gesture {third}: started')"
        page.wait(f"{said}.length > {before + n}", MOST_S)


def test_what_was_chosen_with_a_pointer_can_be_chosen_again(page):
    for _ in range(2):
        page.slide("#posture", "proud")
        assert page.evaluate("document.getElementById('posture').value") == ""
    page.press("#reset")


def test_an_emotion_that_is_over_is_no_longer_shown_as_pressed(page):
    pressed = (
        "[...document.querySelectorAll('#wheel [aria-pressed=true]')].map(one => one.textContent)"
    )
    page.press("#wheel button", "sad")
    page.wait(f"{pressed}.includes('sad')", MOST_S)
    page.press("#reset")
    page.wait(f"{pressed}.length === 0", MOST_S)


def test_what_it_feels_is_told_whoever_made_it_so_and_what_is_expressed_over_it(page, studio):
    feels = "document.getElementById('feels').textContent"
    page.wait(f"{feels}.startsWith('It feels ') && {feels}.includes('Mood: valence ')", MOST_S)
    with Robot.running(studio.folder / "k.sock") as robot:
        wish = robot.feel("sad:0.8")
        page.wait(f"{feels}.includes('feels sad 1.00, 0.80 strong')", MOST_S)
        assert f", by {wish.id}. Mood: " in page.evaluate(feels)
        page.press("#wheel button", "happy")
        page.wait(f"{feels}.endsWith('to express shows over that.')", MOST_S)
        assert "feels sad 1.00, 0.80 strong" in page.evaluate(feels)
        page.press("#reset")
        page.wait(f"{feels}.includes(', by before')", MOST_S)
    page.wait(f"!{feels}.includes('to express')", MOST_S)


def test_a_second_page_shows_what_the_first_was_told_and_takes_it_back(page, studio):
    page.slide("#dials-lips", 0.4)
    pressed = "document.querySelector('#conditions [data-name=STOP_INPUT]')?.ariaPressed"
    with type(page)(studio.url, (760, 560)) as other:
        other.wait("document.getElementById('dials-lips')?.value === '0.4'", MOST_S)
        shown = "document.querySelector('label[for=dials-lips] output').value"
        assert other.evaluate(shown) == "0.40"
        page.press("#conditions button", "stop input")
        other.wait(f"{pressed} === 'true'", MOST_S)
        other.press("#conditions button", "stop input")
        page.wait(f"{pressed} === 'false'", MOST_S)
    page.revive()  # another life, which was told nothing
    page.wait("document.getElementById('dials-lips').value === '1'", MOST_S)


@pytest.mark.parametrize("what", ["dials-lips", "persona-warmth"])
def test_what_no_robot_was_told_is_not_passed_over(page, what):
    told = page.evaluate(f"({TURNED_WITHOUT_A_LINK})('{what}')")
    assert told == f"not connected: {what.split('-')[1]} was not told"


def test_words_are_shown_on_the_face(page):
    start = page.measured("left_corner_lift")
    page.write("#words", "very happy")
    page.press("#express button")
    page.log_says("expression: started")
    assert page.moves("left_corner_lift", 0.002, start) > 0.002


def test_a_dial_is_turned_and_turned_back(page):
    page.slide("#dials-lips", 0.4)
    becomes(page, "dials", '{"lips":0.4}')
    page.slide("#dials-lips", 1)
    becomes(page, "dials", "{}")


def test_quiet_servos_are_slower(page):
    page.press("#quiet")
    page.log_says("quiet: started")
    start = page.measured("right_elbow")
    page.press("#gestures button", "greet")
    page.moves("right_elbow", 0.05, start)
    page.press("#quiet")
    page.wait("!document.getElementById('quiet').checked", MOST_S)


def test_what_the_twin_reports_stops_it_until_it_is_over_and_somebody_arms_it(page):
    page.press("#conditions button", "stop input")
    page.wait("kinesics.state().robot === 'STOPPED'", MOST_S)
    page.wait("document.getElementById('trouble').textContent.includes('STOP_INPUT')", MOST_S)
    page.press("#conditions button", "stop input")
    page.log_says("fault: it is sound again")
    page.wait("!document.getElementById('trouble').textContent.includes('STOP_INPUT')", MOST_S)
    page.revive()
    assert page.robot == "ACTIVE"


def test_its_microcontroller_is_reset_and_the_robot_armed_again(page):
    page.press("#restart")
    page.log_says("fault: its microcontroller started anew")
    page.wait("kinesics.state().robot === 'DISARMED'", MOST_S)
    page.revive()
    start = page.measured("neck_pitch")
    page.press("#signs button", "nod")
    assert page.moves("neck_pitch", 0.06, start) > 0.06


def test_a_file_that_is_dropped_is_said(page):
    start = page.measured("jaw")
    page.drop(HELLO)
    page.log_says("hello.wav: started")
    assert page.moves("jaw", 0.04, start) > 0.04


def test_the_keyboard_alone_reaches_every_control_nods_and_stops_the_robot(page):
    start = page.measured("neck_pitch")
    wanted = page.evaluate(f"{CONTROLS}.map({NAME})")
    page.evaluate("document.querySelector('.skip').focus()")
    reached = [page.evaluate(f"({NAME})(document.activeElement)")]
    while reached[-1] != "stop":
        assert len(reached) < MOST_TABS, reached
        page.key("Tab")
        reached.append(page.evaluate(f"({NAME})(document.activeElement)"))
        if reached[-1] == "nod":
            page.key(" ")
    assert [name for name in wanted if name not in reached] == []
    assert page.moves("neck_pitch", 0.06, start) > 0.06
    page.key("Enter")
    page.wait("kinesics.state().robot === 'STOPPED'", MOST_S)
