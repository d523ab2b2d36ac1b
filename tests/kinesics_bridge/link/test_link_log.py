"""What is wrong with a link is said once, and again when it may be news."""

import logging

import pytest

from kinesics_bridge.link.link_log import LinkLog
from kinesics_bridge.link.link_state import LinkState

S = 1_000_000_000


@pytest.fixture
def log(caplog):
    link, link_log = LinkState(), LinkLog(logging.getLogger("robot"))

    def tell(sentence, t_s):
        before = len(caplog.records)
        link_log.tell(logging.WARNING, sentence, link, t_s * S)
        return len(caplog.records) - before

    tell.link = link
    return tell


def test_a_sentence_is_said_once_and_rarely_again(log):
    assert [log("gone", t_s) for t_s in (0, 1, 29, 30, 31, 60)] == [1, 0, 0, 1, 0, 1]
    assert log(None, 99) == 0


def test_another_sentence_is_news_and_both_are_remembered(log):
    assert [log(word, t_s) for t_s, word in enumerate(["gone", "mute", "gone", "mute"])] == [
        1,
        1,
        0,
        0,
    ]


def test_after_a_link_the_same_is_news_and_after_an_attempt_it_is_not(log):
    assert log("gone", 0) == 1
    log.link.happened("OPENED", 1 * S)
    log.link.happened("LOST", 2 * S)
    assert log("gone", 2) == 0
    log.link.happened("OPENED", 3 * S)
    log.link.happened("FOLLOWS", 4 * S)
    log.link.happened("LOST", 5 * S)
    assert log("gone", 5) == 1
