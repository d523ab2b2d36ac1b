"""`add_hri`: the topics of hri.py, where hri_msgs or hri_actions_msgs are installed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from kinesics.errors import IntentError
from kinesics_ros.asking.sentences import Sentences
from kinesics_ros.body.held import Held
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.hri import FACES, sentence_of
from kinesics_ros.messages.sentence import Sentence
from kinesics_ros.topics.qos import COMMAND

__all__ = ["add_hri"]

Hear = Callable[[str, Any], object]


def add_hri(
    node: Any, hear: Hear, held: Held, edge: Callable[[], Edge], sentences: Sentences | None
) -> None:
    """Have `hear` told of what is asked, with its topic, and `held` of who is there.

    `sentences` makes sound of what is to be said; None: the voice is another node's.
    """

    def see(message: Any) -> None:
        held.hear(FACES, message, edge())  # one for every picture: refusals are counted alone

    def intend(message: Any) -> None:
        try:
            text = None if sentences is None else sentence_of(message)
        except IntentError as error:
            hear("say", Sentence("", reason=str(error)))
            return
        if text is None or sentences is None:
            hear("intents", message)
        else:
            sentences.say(text, partial(hear, "say"))

    _add_seen(node, hear, see)
    _add_asked(node, hear, intend)


def _add_seen(node: Any, hear: Hear, see: Callable[[Any], None]) -> None:
    try:
        from hri_msgs.msg import Expression, IdsList
    except ImportError:
        return
    node.create_subscription(Expression, "expression", partial(hear, "expression"), COMMAND)
    node.create_subscription(IdsList, FACES, see, COMMAND)


def _add_asked(node: Any, hear: Hear, intend: Callable[[Any], None]) -> None:
    try:
        from hri_actions_msgs.msg import Intent, LookAtWithStyle
    except ImportError:
        return
    look = "look_at_with_style"
    node.create_subscription(LookAtWithStyle, look, partial(hear, look), COMMAND)
    node.create_subscription(Intent, "intents", intend, COMMAND)
