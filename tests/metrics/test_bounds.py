"""Where watch and at risk begin stands in one file, for every figure and kind of community."""

import pytest

from data.declared import KINDS, describe
from metrics import catalogue, metric_named
from metrics.bounds import SIDES, Bounds, Standing, bounds_of, table


def test_only_figures_kinds_and_sides_are_named():
    names = {metric.name for metric in catalogue()}
    for name, said in table().items():
        assert name in names
        assert set(said) <= {*SIDES, *KINDS}
        for kind in set(said) & set(KINDS):
            assert set(said[kind]) <= set(SIDES)


@pytest.mark.parametrize("name", table())
@pytest.mark.parametrize("kind", [None, *KINDS])
def test_bounds_leave_room_between_them(name, kind):
    bounds = bounds_of(name, kind)
    if bounds:
        known = [getattr(bounds, side) for side in SIDES]
        known = [bound for bound in known if bound is not None]
        assert known == sorted(set(known))


def test_a_kind_has_its_own_bounds_else_the_general_ones():
    assert bounds_of("answered") == bounds_of("answered", "practice")
    assert bounds_of("answered", "help").watch_below > bounds_of("answered").watch_below


def test_what_is_empty_for_a_kind_or_not_there_is_not_judged():
    assert not bounds_of("lurker_ratio", "board")
    assert not bounds_of("reciprocity.above_chance")
    assert bounds_of("lurker_ratio", "board").standing(0.1, 0.2) == Standing.UNSAID


def test_only_an_interval_wholly_beyond_says_so():
    bounds = Bounds(risk_below=0.2, watch_below=0.4)
    assert bounds.standing(0.1, 0.19) == Standing.AT_RISK
    assert bounds.standing(0.1, 0.39) == Standing.WATCH
    assert bounds.standing(0.4, 0.6) == Standing.HEALTHY
    assert bounds.standing(0.3, 0.5) == Standing.UNSAID


def test_the_kind_of_a_community_decides(talk, answer):
    """Half of forty openings are answered within a day."""
    lines = [f"a{n % 9}: Who?\n" + f"    b{n % 9}: I.\n" * (n % 2) for n in range(80)]
    store = talk("\n".join([*lines, "zoe +30d: Anybody?"]))
    metric = metric_named("answered")
    assert answer(store, metric)[0]["standing"] == Standing.UNSAID
    describe(store, "practice", kind="help")
    assert answer(store, metric)[0]["standing"] == Standing.WATCH
