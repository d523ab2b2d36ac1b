import numpy as np
import pytest

from kinesics_training.corpora import espeak, ipa, kokoro, sentences, synth, voices
from kinesics_training.lips import phones


def test_no_voice_that_judges_is_trained_on():
    taught = {(v.engine, v.label) for v in voices.VOICES.values() if v.role == "train"}
    judges = {(v.engine, v.label) for v in voices.VOICES.values() if v.role != "train"}
    assert not taught & judges


def test_variants_kept_for_judging_are_never_trained_on():
    assert espeak.held()
    assert not {*espeak.held()} & {*espeak.variants()}
    assert kokoro.HELD not in kokoro.TRAIN


def test_every_language_has_voices_that_teach_and_voices_that_judge():
    for language in ipa.LANGUAGES:
        roles = {v.role for v in voices.VOICES.values() if v.language == language}
        assert {"train", "validation"} <= roles


@pytest.mark.parametrize("language", ipa.LANGUAGES)
def test_lines_repeat_with_their_seed_and_differ_with_another(language):
    first, again, other = (sentences.lines(language, seed) for seed in (1, 1, 2))
    said = [first.next() for _ in range(20)]
    assert said == [again.next() for _ in range(20)]
    assert said != [other.next() for _ in range(20)]


def test_marks_that_lips_do_not_show_are_taken_off():
    assert ipa.phones("ˈɑː", "en-us") == ipa.phones("ɑ", "en-us") == ("aa",)
    assert ipa.phones("tʲ", "ru") == ("t",)
    assert ipa.phones("ʲ", "ru") == ()


def test_an_affricate_is_two_phones_and_lips_close_in_pf():
    assert ipa.phones("pf", "de") == ("p", "f")
    assert ipa.phones("ts", "it") == ("t", "s")


def test_one_symbol_may_stand_for_other_lips_in_another_language():
    assert ipa.phones("y", "fr") == ("yy",)
    assert ipa.phones("y", "ru") == ("ix",)


def test_silence_is_a_pause_and_a_strange_sign_is_nothing():
    assert ipa.phones("", "de") == ("pau",)
    assert ipa.phones("ʘ", "de") == ()


def test_every_symbol_goes_to_phones_that_the_mouth_knows():
    named = {p for rows in ipa.table().values() for split in rows.values() for p in split}
    assert named <= set(phones.visemes())


@pytest.mark.parametrize("language", ["it", "ru"])
def test_festivals_phones_are_ours_and_keep_their_time(language):
    names = {"it": ["#", "p", "ts", "a1", "#"], "ru": ["pau", "pp", "c", "aa", "pau"]}[language]
    said, ends_s = synth.ours(language, names, [0.1, 0.2, 0.4, 0.5, 0.7])
    assert said == ["pau", "p", "t", "s", "a", "pau"]
    assert ends_s == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.7])


def test_a_gap_between_words_belongs_half_to_either_side():
    sounds = [
        kokoro.Sound([1], ("b",)),
        kokoro.Sound([2], ()),
        kokoro.Sound([3, 4], ("t", "s")),
    ]
    durations_s = np.array([0.5, 0.1, 0.04, 0.1, 0.08, 0.3])
    said, ends_s = kokoro.times(sounds, durations_s)
    assert said == ["pau", "b", "t", "s", "pau"]
    assert ends_s == pytest.approx([0.5, 0.62, 0.72, 0.82, 1.12])
