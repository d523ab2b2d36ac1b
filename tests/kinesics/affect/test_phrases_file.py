"""The two hundred phrases agree with themselves: counts, names, signs, references."""

from collections import Counter
from pathlib import Path

import pytest

from kinesics.toml import load_toml

PHRASES = load_toml(Path(__file__).parent / "data" / "phrases.toml")["phrase"]
BY_TEXT = {phrase["text"]: phrase for phrase in PHRASES}

UNIT_NUMBERS = (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 18, 20, 22, 23, 24, 25, 26, 43)
UNITS = {f"AU{number}{side}" for number in UNIT_NUMBERS for side in ("", "L", "R")}
ANGLES = {"gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch", "head_roll"}
SIDED_ANGLES = {"gaze_yaw", "head_yaw", "head_roll"}
TABLES = ("expect", "expect_start", "expect_end")
RELATIONS = ("stronger_than", "weaker_than", "paraphrase_of", "opposes")
KINDS = {
    "happiness", "sadness", "anger", "fear", "surprise", "disgust", "contempt", "neutral",
    "degree", "negation", "compound", "mixture", "region", "one_sided", "gaze_head", "time",
    "social", "style", "everyday", "imperative", "unknown",
}  # fmt: skip
KEYS = {"text", "kind", "expect_unknown", "either_side", *TABLES, *RELATIONS}


def related(relation):
    """Pairs (phrase, the one it names)."""
    return [(p, BY_TEXT[p[relation]]) for p in PHRASES if relation in p]


def ordered():
    """Pairs (stronger, weaker)."""
    return related("stronger_than") + [(b, a) for a, b in related("weaker_than")]


def group(phrase):
    """Text of the head of its paraphrases; a phrase without any is its own."""
    return phrase.get("paraphrase_of", phrase["text"])


def unordered(pairs):
    """The set of different pairs, whichever way round they are written."""
    return {frozenset((a["text"], b["text"])) for a, b in pairs}


def contradictions(one, other):
    """(table, name) that one phrase wants otherwise than the other."""
    return [
        (table, name)
        for table in TABLES
        for name, sign in one.get(table, {}).items()
        if other.get(table, {}).get(name, sign) != sign
    ]


def named(phrase):
    """Short name of a phrase for the report of a test."""
    return phrase["text"] or "(empty)"


def test_there_are_two_hundred_phrases_and_no_text_comes_twice():
    assert len(PHRASES) == 200
    texts = Counter(" ".join(phrase["text"].casefold().split()) for phrase in PHRASES)
    assert [text for text, times in texts.items() if times > 1] == []


def test_every_kind_has_its_share():
    kinds = Counter(phrase["kind"] for phrase in PHRASES)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 5
    assert max(kinds.values()) <= 20


@pytest.mark.parametrize("phrase", PHRASES, ids=named)
def test_a_phrase_has_known_keys_and_one_kind_of_expectation(phrase):
    assert set(phrase) <= KEYS
    given = {key for key in ("expect_unknown", *TABLES) if key in phrase}
    assert given in ({"expect"}, {"expect_start", "expect_end"}, {"expect_unknown"})
    assert phrase.get("expect_unknown", True) is True
    assert ("expect_unknown" in given) == (phrase["kind"] == "unknown")
    assert ("expect_start" in given) == (phrase["kind"] == "time")
    if "expect_unknown" in given:
        assert set(phrase) == {"text", "kind", "expect_unknown"}


@pytest.mark.parametrize("phrase", PHRASES, ids=named)
def test_units_are_known_signs_legal_and_entries_few(phrase):
    for table in (phrase[key] for key in TABLES if key in phrase):
        for name, sign in table.items():
            legal = ("+", "0") if name in UNITS else ("+", "0", "-")
            assert name in UNITS | ANGLES
            assert sign in legal
            assert not (name in UNITS and {name + "L", name + "R"} & set(table))
        assert 1 <= len(table) <= 6
    if "expect" in phrase:
        assert len(phrase["expect"]) >= 2


@pytest.mark.parametrize("phrase", [p for p in PHRASES if "either_side" in p], ids=named)
def test_either_side_names_units_expected_present_or_angles_left_open(phrase):
    assert phrase["either_side"]
    for name in phrase["either_side"]:
        if name in SIDED_ANGLES:
            assert name not in phrase["expect"]
        else:
            assert name in UNITS
            assert name[-1].isdigit()
            assert phrase["expect"][name] == "+"


@pytest.mark.parametrize("relation", RELATIONS)
def test_references_name_other_phrases_that_have_an_expectation(relation):
    for phrase in (p for p in PHRASES if relation in p):
        assert phrase[relation] in BY_TEXT
        assert phrase[relation] != phrase["text"]
        assert "expect_unknown" not in BY_TEXT[phrase[relation]]


def test_thirty_pairs_differ_in_strength_and_share_what_is_compared():
    assert len(unordered(ordered())) == len(ordered()) >= 30
    for stronger, weaker in ordered():
        shared = set(stronger["expect"].items()) & set(weaker["expect"].items())
        assert {name for name, sign in shared if sign != "0"}, (stronger["text"], weaker["text"])


def test_no_phrase_is_stronger_than_itself_or_its_paraphrase_even_by_a_detour():
    edges = [(group(stronger), group(weaker)) for stronger, weaker in ordered()]
    left = {group(phrase) for phrase in PHRASES}
    while free := left - {weaker for stronger, weaker in edges if stronger in left}:
        left -= free
    assert left == set()


def test_forty_phrases_are_paraphrases_and_no_group_contradicts_itself():
    pairs = related("paraphrase_of")
    assert len(pairs) >= 40
    groups = {}
    for phrase, head in pairs:
        assert "paraphrase_of" not in head, "a group has one head"
        groups.setdefault(head["text"], [head]).append(phrase)
    for members in groups.values():
        for i, one in enumerate(members):
            for other in members[i + 1 :]:
                assert contradictions(one, other) == [], (one["text"], other["text"])


def test_twenty_antonym_pairs_want_opposite_things():
    pairs = related("opposes")
    assert len(unordered(pairs)) == len(pairs) >= 20
    for one, other in pairs:
        assert contradictions(one, other), (one["text"], other["text"])


def test_every_unit_is_wanted_and_every_angle_is_wanted_both_ways():
    wanted = {item for p in PHRASES for table in TABLES for item in p.get(table, {}).items()}
    present = {name.rstrip("LR") for name, sign in wanted if sign == "+" and name in UNITS}
    assert present == {f"AU{number}" for number in UNIT_NUMBERS}
    assert {(name, sign) for name in ANGLES for sign in "+-"} <= wanted


def test_a_change_in_time_ends_otherwise_than_it_starts():
    for phrase in (p for p in PHRASES if "expect_start" in p):
        start, end = phrase["expect_start"], phrase["expect_end"]
        assert any(end.get(name, sign) != sign for name, sign in start.items()), phrase["text"]


def test_the_head_of_the_file_says_whose_it_is_and_what_it_rests_on():
    lines = (Path(__file__).parent / "data" / "phrases.toml").read_text("utf-8").splitlines()
    head = " ".join(line for line in lines[: lines.index("[[phrase]]")] if line.startswith("#"))
    for word in (
        "Apache-2.0",
        "before the lexicon",
        "REP-103",
        "EMFACS",
        "Du, Tao",
        "never changed",
    ):
        assert word in head
