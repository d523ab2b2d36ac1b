"""What was heard and felt, second by second and in a line."""

from kinesics.affect.feeling import feeling_of
from kinesics.record.course import Word, course, course_text

S_NS = 1_000_000_000
T0_NS = 5 * S_NS


def said(at_s, name, intensity, confidence=0.5):
    return Word(feeling_of(T0_NS + round(at_s * S_NS), {name: 1.0}, intensity), confidence)


def test_each_second_has_the_newest_word_before_it():
    rows = course([said(1.8, "sad", 0.6), said(0.5, "happy", 0.5)], T0_NS, 3.0)
    assert [row["t_s"] for row in rows] == [1.0, 2.0, 3.0]
    assert [row["strongest"] for row in rows] == [{"happy": 0.5}, {"sad": 0.6}, {"sad": 0.6}]
    assert rows[0]["confidence"] == 0.5


def test_without_a_word_there_is_no_course():
    assert course([], T0_NS, 3.0) == []
    assert course([said(9.0, "sad", 0.6)], T0_NS, 3.0) == []


def test_neutral_is_never_the_strongest():
    mixed = Word(feeling_of(T0_NS, {"neutral": 0.8, "happy": 0.2}, 1.0), 1.0)
    assert course([mixed], T0_NS, 0.0)[0]["strongest"] == {"happy": 0.2}


def test_the_line_names_what_came_after_what_and_its_ranges():
    words = [said(0, "happy", 0.05), said(1, "happy", 0.2), said(2, "happy", 0.7)]
    text = course_text(course(words, T0_NS, 3.0))
    assert text.startswith("neutral, then faintly happy, then happy; valence +0.0")
    assert "arousal +0.0" in text
    assert text.count("dominance") == 1


def test_a_changing_course_stays_one_short_line():
    names = ["happy", "sad", "angry", "fearful", "surprised", "happy", "sad"]
    rows = course([said(n, name, 0.9) for n, name in enumerate(names)], T0_NS, 9.0)
    assert "happy, then sad, then angry, then fearful, and so on; " in course_text(rows)
