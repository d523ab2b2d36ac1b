"""A body whose departments think elsewhere, in virtual time, with a wire that takes its time."""

import itertools
import json
from collections import deque
from contextlib import contextmanager, suppress

import pytest

from kinesics.errors import TrackError
from kinesics.rig.load import load_rig
from kinesics.signals import MotorNoise
from kinesics_app.afar.departments import DEPARTMENTS, of_department
from kinesics_app.afar.elsewhere import Elsewhere
from kinesics_app.afar.far_voice import say_elsewhere
from kinesics_app.afar.packet_desk import News, PacketDesk
from kinesics_app.afar.packet_map import packet_map, packet_of
from kinesics_app.afar.parcel import Parcel
from kinesics_app.afar.sense_desk import PERCEPTION, SenseDesk
from kinesics_app.character.character import speech_character
from kinesics_app.device.opening import open_device
from kinesics_app.life.hearing import sense
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.threads.thinker import Thinker
from kinesics_app.tick.delays import Delays, mouth_lag_ms

TRANSPORT_MS = 80.0
RIG = load_rig("humanoid")
DELAYS = Delays(80, 100.0, mouth_lag_ms(RIG))


def new_character():
    return speech_character(RIG, lookahead_ms=80, backend="onnxruntime", seed=0)


def over_json(packets):
    return [packet_of(json.loads(json.dumps(packet_map(one)))) for one in packets]


class Department:
    """One thinker and its ends of the wire."""

    def __init__(self, name, character, mark="first"):
        self.name = name
        self.origin = f"{name}:{mark}"
        self.desk = PacketDesk(self.origin, DEPARTMENTS[name].hears)
        own = of_department(character, name)
        self.thinker = Thinker(RIG, own, DELAYS, TRANSPORT_MS)
        self.numbers = itertools.count()


class Perception:
    """What looks and listens elsewhere: its end of the wire."""

    def __init__(self, mark="first"):
        self.origin = f"{PERCEPTION}:{mark}"
        self.desk = SenseDesk(self.origin, (MotorNoise,), "mixer")
        self.numbers = itertools.count()


class Split:
    """A life and its departments; with `senses` it looks and listens elsewhere, too."""

    def __init__(self, device, *, hops=1, senses=False):
        self.device = device
        self.elsewhere = Elsewhere("mixer:first", TRANSPORT_MS, self.tell, senses=senses)
        self.perception = Perception()
        pose = device.bring_up(DELAYS.ahead_ns, TICK_NS)
        character = new_character()  # its behaviours are each used once
        self.life = Life((RIG, pose, device), character, DELAYS, elsewhere=self.elsewhere)
        self.departments = {name: Department(name, character) for name in DEPARTMENTS}
        self.numbers = itertools.count()
        self.wire = deque()
        self.hops = hops
        self.ticks = 0
        self.given = []
        """(source, track) as mixed."""
        self.events = []

    def hear(self, say):
        """Ask for a `say` whose sound the department of speech holds."""
        now_ns = self.device.next_tick_ns - TICK_NS
        asked = say(now_ns)
        length_s = self.departments["speech"].thinker._sounds._ready[asked["id"]].length_s
        self.life.hear({"intent": asked, "prepared": {"length_s": length_s, "words": []}}, now_ns)

    @property
    def speech(self):
        """What thinks of speech, and holds its sound."""
        return self.departments["speech"].thinker

    def utter(self, **told):
        """Tell the life of an utterance, as speech_node does."""
        self.life.hear(say_elsewhere(told), self.device.next_tick_ns - TICK_NS)

    def tell(self, packets, to):
        self.send(News("mixer:first", next(self.numbers), over_json(packets), to))

    def perceive(self, *packets):
        """Tell what was seen and heard elsewhere; nothing: it is there."""
        one = self.perception
        self.send(News(one.origin, next(one.numbers), over_json(packets), "mixer"))

    def send(self, what):
        self.wire.append((self.ticks + self.hops, what))

    def tick(self):
        self.ticks += 1
        tick_ns = self.device.next_tick_ns
        self.device.clock.wait_until(tick_ns)
        while self.wire and self.wire[0][0] <= self.ticks:
            self.deliver(self.wire.popleft()[1], tick_ns)
        sense(self.life, tick_ns)
        self.life.tick(tick_ns)
        self.events += self.life.events()
        if self.ticks % 2 == 0:
            for one in self.departments.values():
                thought = one.thinker.step(tick_ns, one.desk.take())
                self.send(Parcel(one.origin, next(one.numbers), thought.tracks))
                if thought.packets:
                    packets = over_json(thought.packets)
                    self.send(News(one.origin, next(one.numbers), packets))
        self.device.poll()
        self.device.next_tick_ns = tick_ns + TICK_NS

    def deliver(self, what, now_ns):
        if isinstance(what, Parcel):
            self.given += what.tracks
            self.elsewhere.tracks.bring(what, now_ns)
            return
        desks = [self.elsewhere.packets, *(one.desk for one in self.departments.values())]
        for desk in [*desks, self.perception.desk]:
            with suppress(TrackError):  # counted there
                desk.bring(what, now_ns)


@pytest.fixture
def split():
    """A context manager of one."""

    @contextmanager
    def make(**options):
        with open_device("twin", RIG, live=False) as device:
            yield Split(device, **options)

    return make
