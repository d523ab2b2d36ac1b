"""Rows that left too late are told with their cause, and with the lead that hides as much."""

import pytest

from kinesics_app.cli.left_late import left_late


@pytest.mark.parametrize(
    ("rows", "latest", "line"),
    [
        (0, [{"late_us": 20_000, "cause": "its own work"}], None),
        (3, [], "3 rows left too late to be played"),
        (
            4,
            [
                {"late_us": 121_900, "cause": "the machine stood still"},
                {"late_us": 78_200, "cause": "no processor free"},
            ],
            "4 rows left too late to be played: a tick was 122 ms late (the machine stood still); "
            "--lead-ms 140 hides as much",
        ),
        (
            90,
            [{"late_us": 2_000_000, "cause": "no processor free"}],
            "90 rows left too late to be played: a tick was 2000 ms late (no processor free); "
            "no lead hides as much",
        ),
    ],
)
def test_the_worst_tick_says_which_lead_hides_it(rows, latest, line):
    assert left_late({"left_late": rows, "latest": latest}) == line
