"""Plays clicks and listens: the card's rate, how late they were found, how late it says it is."""

from kinesics_app.sound.card import SoundCard
from kinesics_app.sound.clicks import Clicks

card = SoundCard()
heard = card.exchange(Clicks(card.rate_hz).samples)
print(card.rate_hz, Clicks(card.rate_hz).found_in(heard.samples).lag_s, heard.said_s)
