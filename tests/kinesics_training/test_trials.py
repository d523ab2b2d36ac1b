import pytest

pytest.importorskip("torch")

from kinesics.toml import load_toml
from kinesics_training import leave_one_out, report
from kinesics_training.trials import SHIPPED, TRIALS
from kinesics_training.workshop import MIXES, Workshop


def test_every_trial_goes_on_from_one_before_it():
    names = list(TRIALS)
    for number, recipe in enumerate(TRIALS.values()):
        assert recipe.start in ("", *names[:number])


def test_every_trial_hears_material_that_the_workshop_can_mix():
    assert {recipe.material for recipe in TRIALS.values()} == {"all", "polyglot", *MIXES}


def test_unpaired_recordings_are_labelled_by_weights_that_exist():
    assert all(recipe.start for recipe in TRIALS.values() if recipe.material != "all")


def test_leave_one_out_of_one_material_is_not_taken_for_that_of_another(tmp_path):
    workshop = Workshop(tmp_path, tmp_path)
    (tmp_path / "leave-one-out-aligned.json").write_text('{"1114_2_01": [0.5]}', encoding="utf-8")
    assert leave_one_out.kept(workshop, "aligned") == {"1114_2_01": [0.5]}
    assert leave_one_out.kept(workshop, TRIALS[SHIPPED].material) == {}


def test_every_trial_that_may_ship_has_its_facts_for_the_card():
    told = load_toml(report.FACTS)
    assert TRIALS[SHIPPED].material in told
    for facts in told.values():
        assert {"data", "licence", "limits_of_testing"} == set(facts)
