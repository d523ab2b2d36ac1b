"""A body whose eyes and ears are elsewhere: it sees and hears by the dates at which they did."""

from math import asin, atan2, degrees, hypot, pi

import numpy as np
import pytest

from kinesics.errors import TrackError
from kinesics.motion import channels
from kinesics.motion.direction import angle_between
from kinesics.rig.load import load_rig
from kinesics.signals import Faces, HeardVoice, MotorNoise, SeenFace, Speech, SpeechEnd
from kinesics.vision.mount import Mount, Turned
from kinesics_app.afar.claim import SILENT_NS
from kinesics_app.afar.packet_desk import News
from kinesics_app.afar.sense_desk import SenseDesk
from kinesics_app.life.life import TICK_NS

RIG = load_rig("humanoid")
MOUNT = Mount(RIG)
COLUMNS = [channels.index(name) for name in Turned._fields]
FACE_M = (1.2, 0.3, 1.05)
FACE = Faces(0, (SeenFace(0.1, 0.0, 1.2, 0.9),))
LATE_TICKS = 20  # a picture is told of long after: the head has turned
PICTURE_TICKS = 7
S = 1_000_000_000


def way(point):
    x, y, z = np.array(point) - RIG.eyes.neck_m
    return atan2(y, x), -asin(z / hypot(x, y, z))


def picture(life, t_ns):
    """What the camera saw at a tick, on a head that was where it was planned."""
    dated_ns = t_ns - life.loop.early_ns
    (row,) = [one for one in life.loop.rows if abs(one.t_ns - dated_ns) < TICK_NS // 2]
    turned = Turned(*row.channels[COLUMNS].tolist())
    axes = [SeenFace(0, 0, 1, 1), SeenFace(0.5 * pi, 0, 1, 1), SeenFace(0, -0.5 * pi, 1, 1)]
    placed = MOUNT.placed(axes, turned)
    x, y, z = np.array([one.way for one in placed]) @ (np.array(FACE_M) - placed[0].from_m)
    far_m = float(np.linalg.norm((x, y, z)))
    return Faces(t_ns, (SeenFace(atan2(y, x), -atan2(z, hypot(x, y)), far_m, 0.9),))


def watch(body, ticks, turn=lambda tick: None):
    """Pictures told late; as what they were told, and how far off faces were then [deg]."""
    seen, off = [], []
    for tick in range(ticks):
        turn(tick)
        body.tick()
        if tick > 60 and tick % PICTURE_TICKS == 0:
            taken_ns = body.device.next_tick_ns - (1 + LATE_TICKS) * TICK_NS
            faces = picture(body.life, taken_ns)
            seen.append(faces.seen[0].yaw_rad)
            body.perceive(faces)
        present = body.life.around.seeing.present
        off += [degrees(angle_between(way(one.position_m), way(FACE_M))) for one in present]
    return seen, off


def test_a_face_that_is_told_of_late_is_where_it_was_when_the_head_was_so(split):
    with split(senses=True, hops=3) as body:

        def turn(tick):
            if tick % 60 == 20:
                yaw = 0.6 if tick % 120 < 60 else -0.6
                asked = {"yaw_rad": yaw, "style": "head"}
                look = {"kind": "look_at", "id": f"look-{tick}", "parameters": asked}
                body.life.hear({"intent": look}, body.device.next_tick_ns - TICK_NS)

        seen, off = watch(body, 420, turn)
        assert np.ptp(seen) > 0.5  # the head did turn meanwhile
        assert len(off) > 200
        assert max(off) < 1.0
        status = body.life.status()
        assert status["senses"] == {"by": "perception:first", "heard": True}
        assert status["packets"]["refused"] == 0
        assert status["died"] == {}


def test_it_looks_at_who_was_seen_elsewhere_and_lets_go_of_them_when_that_is_dead(split):
    with split(senses=True) as body:
        watch(body, 360)
        turned = [channels.index(name) for name in ("head_yaw", "gaze_yaw")]
        yaw = [row.channels[turned].sum() for row in [*body.life.loop.rows][-240:]]
        off = np.degrees(np.abs(np.array(yaw) - way(FACE_M)[0]))
        assert (off < 6.0).mean() > 0.6  # now and then it looks away, as people do
        now_ns = body.device.next_tick_ns
        assert body.life.around.seeing.status(now_ns)["present"]
        for _ in range(200):  # its perception is dead
            body.tick()
        now_ns = body.device.next_tick_ns
        assert body.life.around.seeing.status(now_ns)["present"] == []
        told = body.life.status()["senses"]
        assert told["heard"] is False
        assert "perception is not heard for" in told["by"]
        assert body.life.status()["state"] == "ACTIVE"
        body.perception.origin = "perception:second"
        watch(body, 200)
        assert body.life.status()["senses"]["by"] == "perception:second"
        assert body.life.around.seeing.status(body.device.next_tick_ns)["present"]


def heard(body, ago_ns, speaks=0.9):
    """What is believed of a voice that was heard so long ago."""
    body.perceive(HeardVoice(body.device.next_tick_ns - ago_ns, speaks, False))
    for _ in range(3):
        body.tick()
    told = body.life.around.listening.status(body.device.next_tick_ns)
    return told["speaks"], told["held"]


def test_its_own_voice_is_nobodys_by_when_it_was_heard_and_not_by_when_that_is_told(split):
    with split(senses=True) as body:
        for _ in range(20):
            body.tick()
        begin_ns = body.device.next_tick_ns
        silence = np.zeros(16_000, np.float32)
        body.send(News("speech:one", 0, [Speech(begin_ns, 0, 16_000, silence)]))
        body.send(News("speech:one", 1, [SpeechEnd(begin_ns + S)]))
        for _ in range(12):
            body.tick()
        assert heard(body, body.device.next_tick_ns - begin_ns + 50_000_000) == (0.9, False)
        assert heard(body, 20_000_000) == (0.0, True)  # while it speaks
        while body.device.next_tick_ns < begin_ns + S + 450_000_000:
            body.perceive(HeardVoice(body.device.next_tick_ns - 150_000_000, 0.9, False))
            body.tick()
        end_ago_ns = body.device.next_tick_ns - begin_ns - S
        assert heard(body, end_ago_ns - 200_000_000) == (0.0, True)  # a room still has it
        assert heard(body, end_ago_ns - 350_000_000) == (0.9, False)


def test_who_speaks_is_nobody_once_its_ears_are_dead(split):
    with split(senses=True) as body:
        for _ in range(20):
            body.tick()
        assert heard(body, 0) == (0.9, False)
        for _ in range(150):
            body.tick()
        assert body.life.around.listening.status(body.device.next_tick_ns)["speaks"] == 0.0


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (HeardVoice(-3 * S, 0.9, False), "a voice was heard 3"),
        (HeardVoice(S, 0.9, False), "and none to come"),
        (HeardVoice(0, 7.0, False), "a voice speaks 7; wanted 0 to 1"),
        (Faces(-3 * S, ()), "faces: t_ns is 3"),
        (Faces(0, (SeenFace(9.0, 0.0, 1.0, 1.0),)), "yaw_rad"),
    ],
)
def test_what_cannot_have_been_sensed_is_counted_and_harmless(split, bad, why):
    with split(senses=True) as body:
        while body.device.next_tick_ns < 4 * S:
            body.device.next_tick_ns += S
            body.tick()
        now_ns = body.device.next_tick_ns
        body.perceive(type(bad)(now_ns + bad.t_ns, *[getattr(bad, n) for n in bad.__slots__[1:]]))
        for _ in range(3):
            body.tick()
        status = body.life.status()
        assert status["packets"]["refused"] == 1
        assert why in status["packets"]["last_refusal"]
        assert "refusal" not in status  # which is the word for a transition of its node
        assert status["ears"]["speaks"] == 0.0
        assert status["died"] == {}


def test_it_tells_whoever_listens_how_loudly_it_moves_before_that_is_heard(split):
    with split(senses=True) as body:
        noises = []

        def live(ticks):
            for tick in range(ticks):
                if tick % 20 == 0:
                    body.perceive()
                body.tick()
                now_ns = body.device.next_tick_ns - TICK_NS
                told = body.perception.desk.take_sensed()
                noises.extend((one.t_ns - now_ns, one.level_db) for one in told)

        live(100)
        still_db = max(db for _, db in noises[-30:])
        look = {"kind": "look_at", "id": "far", "parameters": {"yaw_rad": 0.7, "style": "head"}}
        body.life.hear({"intent": look}, body.device.next_tick_ns - TICK_NS)
        live(60)
        assert max(db for _, db in noises[-60:]) > still_db + 6.0
        assert min(ahead_ns for ahead_ns, _ in noises) > 0
        assert all(isinstance(one, MotorNoise) for one in body.perception.desk.take_sensed())
        told = len(noises)
        for _ in range(130):  # it is dead
            body.tick()
        body.perception.desk.take_sensed()
        for _ in range(30):
            body.tick()
        assert body.perception.desk.take_sensed() == []
        assert told > 100


def news(number, *packets, origin="perception:a", to="mixer"):
    return News(origin, number, packets, to)


def test_one_perception_is_believed_until_it_is_silent():
    desk, face = SenseDesk("mixer:a", (), "perception"), Faces(5 * S, FACE.seen)
    assert desk.told_of(5 * S) == "perception was not heard yet"
    desk.bring(news(0, face), 5 * S)
    assert desk.take_sensed() == [face]
    with pytest.raises(TrackError, match="perception is perception:a, heard 500 ms ago"):
        desk.bring(news(0, face, origin="perception:b"), 5 * S + S // 2)
    assert desk.is_heard(5 * S + S // 2)
    later_ns = 5 * S + SILENT_NS + 1
    assert not desk.is_heard(later_ns)
    desk.bring(news(0, face, origin="perception:b"), later_ns)
    desk.bring(news(1, face, origin="perception:b", to="gaze"), later_ns)
    assert desk.take_sensed() == [face]
    assert desk.told_of(later_ns) == "perception:b"
    assert desk.take() == []
    assert desk.ledger.figures()["refused"] == 1


@pytest.mark.parametrize(
    ("peer", "origin", "why"),
    [
        ("perception", "gaze:a", "a Faces of gaze:a; wanted of perception"),
        ("", "perception:a", "wanted of nobody: who looks and listens is here"),
        ("perception", "perception", "wanted DEPARTMENT:MARK"),
    ],
)
def test_nobody_else_is_believed_to_have_seen_anything(peer, origin, why):
    desk = SenseDesk("mixer:a", (), peer)
    with pytest.raises(TrackError, match=why):
        desk.bring(news(0, FACE, origin=origin), 0)
    assert desk.take_sensed() == []
    assert desk.ledger.figures()["refused"] == 1
