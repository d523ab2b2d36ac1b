"""Tasks that ask for something are asked side by side, and each gets its own answers."""

from hypothesis import given
from hypothesis import strategies as st

from kinesics.rig.in_step import in_step


def task(name, asks):
    """Asks so many times, and returns what it was told."""
    told = ()
    for n in range(asks):
        told = (*told, (yield name, n))
    return [*told]


@given(lengths=st.lists(st.integers(0, 5), max_size=8))
def test_each_gets_the_answers_to_what_it_asked(lengths):
    looks = []

    def answer(asked):
        looks.append(len(asked))
        return [("told", *one) for one in asked]

    results = in_step([task(n, asks) for n, asks in enumerate(lengths)], answer)
    assert results == [[("told", n, k) for k in range(asks)] for n, asks in enumerate(lengths)]
    assert len(looks) == max(lengths, default=0)
    assert looks == sorted(looks, reverse=True)
