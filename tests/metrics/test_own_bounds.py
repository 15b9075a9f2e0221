"""What an organisation settles takes effect at once, and is what measuring anew would say."""

import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from data import backup, published
from data.arrival import Origin
from data.declared import describe
from data.intake import take
from data.store import Store
from metrics import catalogue, metric_named
from metrics.bounds import SIDES, Bounds, Standing, bounds_of, standings
from metrics.own_bounds import (
    EVERY_KIND,
    BoundsError,
    in_force,
    judged,
    settle,
    settled,
    sides_of,
    take_back,
    tried,
)
from metrics.publish import publish
from tests.metrics.test_publish import talk

ANSWERED, DEPTH = metric_named("answered"), metric_named("dialogue_depth")
NO_REPLY = metric_named("forced_participation.no_reply")
STRICT = settled(DEPTH, risk_below=4, watch_below=5)


@pytest.fixture(scope="module")
def measured(tmp_path_factory, key) -> Path:
    """Return a database with a help channel, a team and one of no kind; measured once."""
    path = tmp_path_factory.mktemp("bounds") / "community.duckdb"
    with closing(Store(path)) as store:
        for seed, name in enumerate(("desk", "crew", "rest")):
            origin = Origin(file=name, sha256=name, format="slack", platform="slack")
            take(store, talk(name, seed, months=4), origin)
        describe(store, "desk", kind="help")
        describe(store, "crew", kind="team")
        publish(store)
    return path


@pytest.fixture
def store(measured, tmp_path):
    shutil.copyfile(measured, tmp_path / "community.duckdb")
    with closing(Store(tmp_path / "community.duckdb")) as opened:
        yield opened


def rows(store: Store) -> pd.DataFrame:
    return store.read("from measure order by metric, grain, community, period")


def standing_of(store: Store, metric: str) -> dict[str, set[str]]:
    found = published.measures(store, "quarter", metric=metric)
    return {name: set(of["standing"]) for name, of in found.groupby("community")}


def anew(store: Store) -> pd.DataFrame:
    """Return the measures when everything is measured once more."""
    with store.writing() as cursor:
        cursor.execute("insert into stale select community from community")
    publish(store)
    return rows(store)


def test_statuses_follow_at_once_and_only_those_of_the_kind(store):
    before, number = rows(store), published.snapshot(store)
    others = standing_of(store, "dialogue_depth")
    settle(store, DEPTH, "help", STRICT)
    now = standing_of(store, "dialogue_depth")
    assert now["desk"] == {Standing.AT_RISK} != others["desk"]
    assert (now["crew"], now["rest"]) == (others["crew"], others["rest"])
    assert published.snapshot(store) == number + 1
    assert not published.stale(store)
    after = rows(store)
    pd.testing.assert_frame_equal(after.drop(columns="standing"), before.drop(columns="standing"))
    changed = after["standing"] != before["standing"]
    assert set(after[changed]["metric"]) == {"dialogue_depth"}


def test_what_follows_is_what_measuring_anew_says(store):
    settle(store, DEPTH, None, STRICT)
    settle(store, ANSWERED, "team", settled(ANSWERED))
    settle(store, NO_REPLY, "help", settled(NO_REPLY, watch_above=0.01))
    assert published.stale(store)
    publish(store)
    pd.testing.assert_frame_equal(rows(store), anew(store))


def test_a_sign_whose_bound_moves_is_counted_anew(store):
    """In a help channel nobody is judged by whether they answer, until somebody settles it."""

    def counted() -> pd.Series:
        found = published.measures(store, "quarter", metric="forced_participation")
        return found[found["value"].notna()].set_index(["community", "period"])["value"]

    before = counted()
    settle(store, NO_REPLY, "help", settled(NO_REPLY, watch_above=0))
    publish(store)
    more = counted() - before
    assert set(more["desk"]) == {1} and set(more["crew"]) | set(more["rest"]) == {0}


def test_starting_values_are_not_kept_and_give_what_was_before(store):
    before = rows(store)
    for kind in EVERY_KIND:
        settle(store, DEPTH, kind, STRICT)
    settle(store, ANSWERED, "help", settled(ANSWERED))
    assert len(store.read("from bound")) == len(EVERY_KIND) + 1
    start = bounds_of("dialogue_depth", "help")
    settle(store, DEPTH, "help", settled(DEPTH, **dict(zip(SIDES, start.sides, strict=True))))
    assert not in_force(store).of("dialogue_depth", "help").is_own
    take_back(store, [DEPTH], ["team"])
    assert not in_force(store).of("dialogue_depth", "team").is_own
    assert in_force(store).of("dialogue_depth").is_own
    take_back(store, catalogue(), EVERY_KIND)
    assert store.read("from bound").empty
    pd.testing.assert_frame_equal(rows(store), before)


def test_without_any_bound_a_figure_is_not_judged(store):
    settle(store, DEPTH, "help", settled(DEPTH))
    assert standing_of(store, "dialogue_depth")["desk"] == {Standing.UNSAID}
    own = in_force(store).of("dialogue_depth", "help")
    assert own.is_own and not own


def test_a_trial_says_what_settling_then_does_and_changes_nothing(store):
    before = rows(store)
    said = tried(store, DEPTH, None, STRICT)
    pd.testing.assert_frame_equal(rows(store), before)
    was = published.measures(store, "quarter", metric="dialogue_depth")
    settle(store, DEPTH, None, STRICT)
    now = published.measures(store, "quarter", metric="dialogue_depth")
    moved = now["standing"] != was["standing"]
    assert said.moves == Counter(zip(was[moved]["standing"], now[moved]["standing"], strict=True))
    assert (said.communities, said.touched) == (1, 1)
    assert f"{moved.sum()} of {said.statuses} statuses by quarter change, in 1 of 1" in said.told
    assert "stay as they are" in tried(store, DEPTH, None, STRICT).told
    assert "No community of this kind" in tried(store, DEPTH, "board", STRICT).told


def test_what_does_not_claim_is_not_coloured_by_any_bounds():
    known = pd.DataFrame({"low": [0.1, 0.1], "high": [0.2, 0.2], "claims": [True, False]})
    assert list(standings(known, STRICT)) == [Standing.AT_RISK, Standing.UNSAID]


@pytest.mark.parametrize("metric", judged(catalogue()), ids=lambda metric: metric.name)
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_starting_value_could_be_settled(metric, kind):
    start = bounds_of(metric.name, kind)
    assert settled(metric, **dict(zip(SIDES, start.sides, strict=True))) == start


@pytest.mark.parametrize(
    ("metric", "sides", "words"),
    [
        (ANSWERED, {"risk_below": 0.5, "watch_below": 0.4}, "“at risk below” (50 %) has to lie"),
        (ANSWERED, {"risk_below": 0.4, "watch_below": 0.4}, "below “watch below” (40 %)"),
        (ANSWERED, {"watch_above": 0.9}, "There is no “watch above”: the higher “Answered within"),
        (ANSWERED, {"watch_below": 40}, "lies between 0 % and 100 %: 4000 % is no bound of it"),
        (ANSWERED, {"watch_below": -0.1}, "-10 % is no bound"),
        (ANSWERED, {"watch_below": float("nan")}, "A bound is a number, and “nan” is none."),
        (ANSWERED, {"watch_below": float("inf")}, "A bound is a number"),
        (ANSWERED, {"risk_below": 0.3}, "Say where “watch below” begins, too"),
        (DEPTH, {"watch_below": -1}, "“Dialogue depth” is never less than 0: -1 is no bound"),
        (DEPTH, {"watch_below": 9, "watch_above": 8}, "has to lie below “watch above” (8)"),
        (NO_REPLY, {"watch_below": 0.2}, "the lower “Writing past each other” is"),
    ],
)
def test_what_cannot_be_a_bound_is_refused_in_words(metric, sides, words):
    with pytest.raises(BoundsError) as refused:
        settled(metric, **sides)
    assert words in str(refused.value)


bound = st.none() | st.floats(-0.5, 1.5)


@for_all(st.sampled_from(judged(catalogue())), st.tuples(bound, bound, bound, bound))
def test_whatever_is_asked_is_in_order_or_refused(metric, sides):
    try:
        made = settled(metric, **dict(zip(SIDES, sides, strict=True)))
    except BoundsError:
        return
    assert made.sides == sides
    known = [one for one in sides if one is not None]
    assert known == sorted(set(known))
    assert {side for side in SIDES if getattr(made, side) is not None} <= set(sides_of(metric))


def test_own_bounds_outlive_a_backup_an_undo_and_a_rewriting(store, tmp_path):
    settle(store, DEPTH, "help", STRICT)
    store.rewrite()
    assert in_force(store).of("dialogue_depth", "help") == STRICT
    store.close()
    backup.back_up(store.path, tmp_path / "backup.duckdb")
    with closing(Store(store.path)) as opened:
        take_back(opened, [DEPTH], ["help"])
    backup.restore(tmp_path / "backup.duckdb", store.path)
    with closing(Store(store.path)) as opened:
        assert in_force(opened).of("dialogue_depth", "help") == STRICT
        assert standing_of(opened, "dialogue_depth")["desk"] == {Standing.AT_RISK}


def test_bounds_know_whose_they_are():
    assert STRICT.is_own and not bounds_of("dialogue_depth").is_own
    assert Bounds(watch_below=5) == Bounds(watch_below=5, is_own=True)
