"""What comes from outside is taken, or counted and harmless."""

from contextlib import suppress

import numpy as np
import pytest

from kinesics.errors import TrackError
from kinesics.motion.track import make_track
from kinesics.signals import Being, Cease, Horizon, Look, Persona, Say, Speech, Target, Turn
from kinesics_app.afar.claim import SILENT_NS
from kinesics_app.afar.elsewhere import Elsewhere
from kinesics_app.afar.packet_desk import News, PacketDesk
from kinesics_app.afar.parcel import Parcel, joined
from kinesics_app.afar.track_desk import TrackDesk
from kinesics_app.tick.standing import Standing

NOW_NS = 1_000_000_000_000
S = 1_000_000_000
NONE = dict.fromkeys(("taken", "lost", "repeated", "refused", "late"), 0)


def track(ahead_s=0.2, rows=3, names=("head_yaw",), **more):
    values = np.full((rows, len(names)), 0.1)
    return make_track(NOW_NS + round(ahead_s * 1e9), 100.0, names, values, **more)


def parcel(number, *tracks, origin="gaze:a", source="gaze"):
    return Parcel(origin, number, [(source, one) for one in tracks])


@pytest.fixture
def desk():
    return TrackDesk()


def test_tracks_wait_in_order_until_they_are_taken(desk):
    first, second = track(), track(0.3)
    desk.bring(parcel(0, first), NOW_NS)
    desk.bring(parcel(1, second), NOW_NS)
    assert desk.take() == [("gaze", first), ("gaze", second)]
    assert desk.take() == []
    assert desk.ledger.figures() == {**NONE, "taken": 2}


def test_losses_and_repeats_are_counted_and_a_repeat_is_not_mixed_twice(desk):
    desk.bring(parcel(3, track()), NOW_NS)
    desk.bring(parcel(7, track()), NOW_NS)
    for again in (7, 5):
        with pytest.raises(TrackError, match="again; 8 is awaited"):
            desk.bring(parcel(again, track()), NOW_NS)
    assert len(desk.take()) == 2
    assert desk.ledger.figures() == {**NONE, "taken": 2, "lost": 3, "repeated": 2, "refused": 2}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (parcel(0, track(), source="speech"), "source 'speech' is not of gaze; wanted gaze, blink"),
        (parcel(0, track(), origin="dance:a"), "no department 'dance'"),
        (parcel(0, track(), origin="gaze"), "wanted DEPARTMENT:MARK"),
        (parcel(0, track(-6.0)), "dated -6 s from now: too late, or of another clock"),
        (parcel(0, track(3600.0)), r"\+3.6e\+03 s from now"),
        (parcel(0, track(rows=7000)), "over 70 s; wanted"),
        (parcel(-1, track()), "sequence is -1"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right_and_counted(desk, bad, why):
    with pytest.raises(TrackError, match=why):
        desk.bring(bad, NOW_NS)
    assert desk.take() == []
    assert desk.ledger.figures()["refused"] == 1
    assert desk.ledger.last_refusal


def test_of_a_parcel_what_is_over_is_dropped_and_the_rest_is_taken(desk):
    coming = track()
    desk.bring(parcel(0, track(-1.0), coming), NOW_NS)
    assert desk.take() == [("gaze", coming)]
    assert desk.ledger.figures()["late"] == 1


def test_a_flood_is_refused_and_the_others_are_heard(desk):
    for number in range(400):
        with suppress(TrackError):
            desk.bring(parcel(number), NOW_NS)
    assert desk.ledger.figures() == {
        "taken": 100,
        "lost": 0,
        "repeated": 0,
        "refused": 300,
        "late": 0,
    }
    desk.bring(parcel(0, track(), origin="gesture:a", source="head"), NOW_NS)
    assert len(desk.take()) == 1


def test_a_department_is_of_one_origin_until_it_has_been_silent(desk):
    desk.bring(parcel(0), NOW_NS)
    assert desk.come() == ["gaze"]
    with pytest.raises(TrackError, match="gaze is gaze:a, heard 500 ms ago"):
        desk.bring(parcel(0, track(2.0), origin="gaze:b"), NOW_NS + S // 2)
    desk.bring(parcel(0, track(2.0), origin="gaze:b"), NOW_NS + SILENT_NS + S)
    assert desk.come() == ["gaze"]
    with pytest.raises(TrackError, match="gaze is gaze:b"):
        desk.bring(parcel(1), NOW_NS + SILENT_NS + S)


def test_who_is_not_heard_is_missing(desk):
    desk.bring(parcel(0), NOW_NS)
    missing = desk.missing(NOW_NS + S // 2)
    assert missing == dict.fromkeys(("speech", "expression", "gesture"), "was not heard yet")
    assert desk.missing(NOW_NS + 3 * S)["gaze"] == "not heard for 3.0 s"


def test_rows_that_go_on_are_one_track_with_the_same_bits():
    rows = np.random.default_rng(1).normal(size=(6, 2))
    names = ("head_yaw", "head_pitch")
    pieces = [
        make_track(NOW_NS + k * 20_000_000, 100.0, names, rows[2 * k :][:2]) for k in range(3)
    ]
    other = make_track(NOW_NS, 50.0, ("breath",), [[0.1]])
    whole = joined([("head", pieces[0]), ("breathing", other), *(("head", p) for p in pieces[1:])])
    assert [source for source, _ in whole] == ["head", "breathing"]
    assert np.array_equal(whole[0][1].values, rows)
    apart = joined([("head", pieces[0]), ("head", pieces[2])])
    assert len(apart) == 2


def test_a_department_hears_what_is_for_it_and_not_itself():
    desk = PacketDesk("speech:a", (Say, Cease))
    piece = Speech(NOW_NS, 0, 16_000, np.zeros(160, np.float32))
    say, stop = Say(NOW_NS, "hello"), Cease(NOW_NS, "hello")
    desk.bring(News("mixer:a", 0, [say, piece]), NOW_NS)
    desk.bring(News("mixer:a", 1, [stop], to="gaze"), NOW_NS)
    desk.bring(News("speech:a", 0, [stop]), NOW_NS)
    assert desk.take() == [say]
    with pytest.raises(TrackError, match="of another clock"):
        desk.bring(News("mixer:a", 2, [Say(NOW_NS - 3600 * S, "late")]), NOW_NS)
    assert desk.ledger.figures()["refused"] == 1


def test_what_is_of_this_body_alone_is_told_to_nobody():
    told = []
    elsewhere = Elsewhere("mixer:a", 80.0, lambda packets, to: told.append((packets, to)))
    say, here = Say(NOW_NS, "hello"), Horizon(NOW_NS)
    elsewhere.tell([here], NOW_NS)
    elsewhere.tell([say, here], NOW_NS)
    assert told == [([say], "")]


def test_who_comes_anew_is_told_what_holds_and_the_others_are_not():
    told = []
    elsewhere = Elsewhere("mixer:a", 80.0, lambda packets, to: told.append((packets, to)))
    elsewhere.tracks.bring(parcel(0), NOW_NS)
    elsewhere.tell([Being(NOW_NS, "thinking")], NOW_NS)
    elsewhere.tracks.bring(parcel(0, origin="gaze:b"), NOW_NS + 2 * S)
    elsewhere.tell([], NOW_NS + 2 * S)
    assert told[1:] == [([Being(NOW_NS + 2 * S, "thinking")], "gaze")]
    assert elsewhere.status(NOW_NS + 2 * S)["died"]["head"] == "gesture was not heard yet"


def test_what_holds_is_told_to_who_comes_late():
    standing = Standing()
    look = Look(NOW_NS, "look-1", "person:1", "head", np.inf)
    target = Target(NOW_NS, "person:1", (1.0, 0.0, 1.5), 1.0, 5.0)
    for packet in (Persona(NOW_NS, 0.1, 0.2, 0.3), Being(NOW_NS, "listening"), look, target):
        standing.note(packet)
    standing.note(Turn(NOW_NS, "lips", 0.5))
    told = {type(one): one for one in standing.at(NOW_NS + S)}
    assert set(told) == {Persona, Being, Look, Target}
    assert told[Being] == Being(NOW_NS + S, "listening")
    assert told[Target] is target
    standing.note(Cease(NOW_NS, "look-1"))
    assert Look not in {type(one) for one in standing.at(NOW_NS)}
