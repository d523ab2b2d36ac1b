"""The wheel is weighed where it can be built, and nothing is said of one that cannot."""

from kinesics_app.bench.live.start import checkout, wheel


def test_the_wheel_of_this_checkout_is_small():
    built = wheel(checkout())
    assert built.met or "cannot be built here" in built.value  # without a network, for one


def test_a_wheel_that_cannot_be_built_is_not_said_to_be_small(tmp_path):
    assert wheel(None).met is None
    assert "not measured" in wheel(None).value
    empty = wheel(tmp_path)
    assert empty.met is None
    assert "cannot be built" in empty.value
