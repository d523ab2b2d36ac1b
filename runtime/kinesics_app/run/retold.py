"""What a life is told anew: settings that differ from before, and act while it goes on."""

from collections.abc import Collection, Iterable

from kinesics.affect.feeling import read_feeling
from kinesics.audio.loudness import LoudnessLips
from kinesics.conversation.message import Switch
from kinesics.errors import IntentError
from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper
from kinesics.ports import Analyser, Stepper
from kinesics_app.afar.departments import department_of
from kinesics_app.character.dial_source import whole_dials
from kinesics_app.character.gazing import Lead, leading
from kinesics_app.character.own_card import own_card
from kinesics_app.character.tuning import Tuning
from kinesics_app.life.life import Life
from kinesics_app.settings.persona_given import TRAITS, given_persona
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.tick.lateness import Lateness

__all__ = ["attune", "demand_here", "demand_tellable", "lead_of", "retell", "traits"]

_USUAL = 0.5
_HEEDED = {"loudness": "loudness", "gaze": "attention"}
"""Settings of analysers, by which heeds them."""


def demand_tellable(new: RunRequest, tuning: Tuning | None) -> None:
    """Complain of what cannot be told, before anything changes; `tuning`: None, if none is known.

    Raises:
        KinesicsError: no persona, feeling, dial or behaviour, with what would be right.
    """
    given_persona(new.persona)
    if new.emotion is not None:
        read_feeling(new.emotion, 0)
    if tuning is not None:
        whole_dials(new.dials, tuning.dials)
        for name in new.off:
            tuning.demand(name)


def demand_here(old: RunRequest, new: RunRequest, here: Collection[str]) -> None:
    """Complain of what differs and would have no effect; `here`: names of analysers that think.

    Raises:
        IntentError: it would, with what would be right.
    """
    for name, analyser in _HEEDED.items():
        if getattr(old, name) != getattr(new, name) and analyser not in here:
            where = department_of(analyser)
            raise IntentError(f"{name}: it is not thought of here; wanted it told to {where}")
    if old.budget_ms != new.budget_ms and not here:
        raise IntentError("budget_ms: no network runs here; wanted it as it is")


def lead_of(old: RunRequest, new: RunRequest, lateness: Lateness | None) -> Lead | None:
    """Who leads the gaze from now on, opened; None: who does.

    Raises:
        ModelError: the network cannot be opened.
    """
    if old.gaze == new.gaze:
        return None

    def network(card: ModelCard) -> Stepper:
        stepper = open_stepper(card, new.backend)
        return stepper if lateness is None else lateness.half_rate("attention", stepper)

    own = own_card("gaze", new.gaze_model) if new.gaze_model else None
    return leading(new.seed, new.gaze, network, own)


def retell(old: RunRequest, new: RunRequest, life: Life, lead: Lead | None = None) -> None:
    """Only what differs: what was asked for by others since the start stays; `lead`: `lead_of`."""
    if traits(new.persona) != traits(old.persona):
        life.hear({"persona": traits(new.persona)}, life.now_ns)
    before = {one.dial: one.gain for one in whole_dials(old.dials, life.tuning.dials)}
    after = {one.dial: one.gain for one in whole_dials(new.dials, life.tuning.dials)}
    for dial in {**before, **after}:
        if before.get(dial) != after.get(dial):
            life.turn(dial, after.get(dial, 1.0))
    for name in {*old.off} ^ {*new.off}:
        life.switch(Switch(life.now_ns, name, on=name not in new.off))
    if old.av_trim_ms != new.av_trim_ms:
        life.trim(new.av_trim_ms)
    if old.quiet != new.quiet:
        life.hush(always=new.quiet)
    if old.level != new.level:
        life.keep_level(on=new.level)
    attune(life.loop.analysers, life.loop.lateness, new, lead)


def attune(
    analysers: Iterable[Analyser],
    lateness: Lateness | None,
    told: RunRequest,
    lead: Lead | None = None,
) -> None:
    """What thinks does so as `told` from its next step on; any thread may tell it."""
    for one in analysers:
        if isinstance(one, LoudnessLips):
            one.depth = told.loudness
    if lead is not None:
        lead(analysers)
    if lateness is not None:
        lateness.budget_ns = round(told.budget_ms * 1e6)


def traits(told: tuple[str, ...]) -> dict[str, float]:
    """All of a persona, by name; what is not told is as authored."""
    return given_persona(told) or dict.fromkeys(TRAITS, _USUAL)
