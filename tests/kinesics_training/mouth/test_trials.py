import pytest

pytest.importorskip("torch")

from kinesics.toml import load_toml
from kinesics_training.evaluation import leave_one_out, report
from kinesics_training.mouth.trials import FIRST, SHIPPED, TRIALS
from kinesics_training.mouth.workshop import MATERIALS, Workshop


def test_every_trial_hears_material_that_the_workshop_can_make():
    assert {name for recipe in TRIALS.values() for name in recipe.lanes} == set(MATERIALS)


def test_what_labels_the_recordings_without_curves_does_not_hear_them():
    assert "recorded" not in TRIALS[FIRST].lanes
    assert "recorded" in TRIALS[SHIPPED].lanes


def test_every_trial_starts_from_one_before_it_or_from_nothing():
    names = list(TRIALS)
    for number, recipe in enumerate(TRIALS.values()):
        assert recipe.start in ("", *names[:number])


def test_no_two_streams_are_augmented_from_one_seed():
    seeds = [m.seed + k for m in MATERIALS.values() for k in range(m.variants)]
    assert len(seeds) == len(set(seeds))


def test_leave_one_out_remembers_what_it_found(tmp_path):
    workshop = Workshop(tmp_path, tmp_path)
    assert leave_one_out.kept(workshop) == {}
    (tmp_path / "leave-one-out.json").write_text('{"1114_2_01": [0.5]}', encoding="utf-8")
    assert leave_one_out.kept(workshop) == {"1114_2_01": [0.5]}


def test_the_card_has_its_facts():
    assert {"data", "licence", "limits_of_testing"} == set(load_toml(report.FACTS))
