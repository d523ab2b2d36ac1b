"""News as JSON in `std_msgs/String`: what departments and the mixer tell each other, dated.

A map of `origin`, `sequence`, `clock`, `t_ns`, `stamp_ns` (`Crossing`), `packets` (maps as
`kinesics_app.afar.packet_map` has them) and `to` (a department; empty: all).
"""

import json

from kinesics.errors import TrackError
from kinesics_app.afar.packet_desk import News
from kinesics_app.afar.packet_map import packet_map, packet_of, shifted
from kinesics_ros.clock.clock_map import ClockMap
from kinesics_ros.messages.crossing import Crossing, read_json

__all__ = ["news_of", "spell_news"]

_MOST_PACKETS = 2000


def spell_news(news: News, clocks: ClockMap) -> str:
    """The text of a message."""
    head = Crossing.now(news.origin, news.sequence, clocks).as_map()
    return json.dumps({**head, "to": news.to, "packets": [packet_map(one) for one in news.packets]})


def news_of(text: str, clocks: ClockMap, department: str = "") -> News:
    """What a message tells, its packets dated by robot time.

    `department`: who reads it; what is for another is not read. Empty: all is.

    Raises:
        TrackError: it is none, with what would be right.
    """
    read = read_json(text)
    head = Crossing.of_map(read)
    told, to = read.get("packets"), read.get("to", "")
    if type(told) is not list or len(told) > _MOST_PACKETS or type(to) is not str:
        raise TrackError(f"wanted a list of {_MOST_PACKETS} packets at most, and a text `to`")
    if department and to not in ("", department):
        return News(head.origin, head.sequence, (), to)
    ahead_ns = head.ahead_ns(clocks)
    packets = [shifted(packet_of(one), ahead_ns) for one in told]
    return News(head.origin, head.sequence, packets, to)
