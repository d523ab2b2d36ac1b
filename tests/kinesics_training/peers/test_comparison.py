import pytest

from kinesics_training.peers import comparison, peer

PEERS = [peer.load("loudness"), peer.load("openfacefx")]


def judged(value, low, high, total_delay_ms=None):
    scores = {**dict.fromkeys(comparison.COLUMNS, value), "own_lag_ms": 10.0}
    if total_delay_ms is not None:
        scores["total_delay_ms"] = total_delay_ms
    interval = {name: [low, high] for name in comparison.COLUMNS}
    return {
        "reach_ms": 0.0,
        "synthetic": {"scores": scores, "interval95": interval, "shuffled": scores},
    }


@pytest.fixture
def found():
    return {
        "ours": judged(0.7, 0.65, 0.75, 90.0),
        "loudness to jaw": judged(0.5, 0.45, 0.64, 10.0),
        "openfacefx energy": {"absent": "pip ended with 1: no network"},
    }


def test_ours_is_bold_only_where_its_interval_lies_above_that_of_every_peer(found):
    assert "**.70 [.65, .75]**" in comparison.table(found, ["ours"], "synthetic")
    found["openfacefx energy"] = judged(0.6, 0.5, 0.66)
    assert "**" not in comparison.table(found, ["ours"], "synthetic")


def test_a_difference_that_is_not_printed_is_not_bold(found):
    found["loudness to jaw"] = judged(0.5, 0.45, 0.6499, 10.0)
    assert "**" not in comparison.table(found, ["ours"], "synthetic")


def test_a_peer_is_never_bold(found):
    found["loudness to jaw"] = judged(0.9, 0.85, 0.95, 10.0)
    assert "**" not in comparison.table(found, ["ours"], "synthetic")


def test_total_delay_and_look_ahead_stand_in_every_row(found):
    table = comparison.table(found, ["ours"], "synthetic")
    assert "| ours | 80 | 90 |" in table
    assert "| loudness to jaw | 0 | 10 |" in table
    found["openfacefx energy"] = judged(0.6, 0.5, 0.66)
    assert "| openfacefx energy | whole file | off-line |" in comparison.table(
        found, ["ours"], "synthetic"
    )


def test_a_skipped_peer_stays_in_the_table_with_its_reason(found):
    table = comparison.table(found, ["ours"], "synthetic")
    assert "| openfacefx energy | skipped: pip ended with 1: no network |" in table


def test_the_page_names_versions_and_what_each_peer_was_made_for(found):
    head = comparison.head(["a.onnx sha256 0123", "a.onnx sha256 0123"], PEERS)
    page = comparison.page(found, ["ours"], PEERS, head)
    assert page.count("- a.onnx sha256 0123") == 1
    assert "- openfacefx 0.24.0" in page
    assert PEERS[0].made_for in page


def test_facts_for_the_card_keep_the_reason_of_a_skipped_peer(found):
    facts = comparison.facts(found, PEERS)
    assert facts["peer_1"]["synthetic"]["total_delay_ms"] == 10.0
    assert facts["peer_1"]["synthetic"]["lookahead_ms"] <= 10.0
    assert facts["peer_2"]["skipped"] == "pip ended with 1: no network"
