"""Events as JSON: the same on another host, dated by its clocks; whatever else comes is refused."""

import json
from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.event import Event, State
from kinesics.errors import IntentError
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.event import event_of, spell_event

S = 1_000_000_000
HERE = Moment(5 * S, 1_700_000_000 * S)
THERE = Moment(9_000 * S, 1_700_000_000 * S)


@given(
    st.text(max_size=60),
    st.sampled_from(get_args(State)),
    st.integers(-60 * S, 60 * S),
    st.text(max_size=200),
)
def test_another_host_hears_the_same_at_the_same_time(ident, state, ahead_ns, reason):
    event = Event(ident, state, HERE.robot_ns + ahead_ns, reason)
    heard = event_of(spell_event(event, HERE), THERE)
    assert (heard.intent, heard.state, heard.reason) == (ident, state, reason)
    assert abs(heard.t_ns - THERE.robot_ns - ahead_ns) < 1_000_000  # seconds are floats


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(
    st.text()
    | JSON.map(json.dumps)
    | st.fixed_dictionaries({"intent": JSON, "event": JSON, "stamp": JSON}).map(json.dumps)
)
def test_what_a_stranger_sends_is_an_event_or_refused(text):
    with suppress(IntentError):
        assert abs(event_of(text, HERE).t_ns - HERE.robot_ns) <= 3600 * S


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"event": "gone"}, "wanted one of acknowledged"),
        ({"intent": 3}, "no event"),
        ({"stamp": 0.0}, "wanted less than 3600"),
        ({"stamp": None}, "no event"),
    ],
)
def test_what_is_wrong_is_said(change, why):
    told = {**json.loads(spell_event(Event("a", "started", HERE.robot_ns), HERE)), **change}
    with pytest.raises(IntentError, match=why):
        event_of(json.dumps(told), HERE)
