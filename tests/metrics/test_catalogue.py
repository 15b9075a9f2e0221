"""What every metric must declare and keep. A new metric file is checked here without a new test."""

import math
from collections.abc import Iterator
from contextlib import closing
from typing import get_args

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from data.arrival import Origin
from data.declared import KINDS
from data.intake import take
from data.published import measures
from data.records import How, Member, Post
from data.store import Store
from metrics import catalogue, metric_named
from metrics.metric import FEWEST_PEOPLE, Grain, Status, periods_of
from metrics.publish import publish
from tests.conftest import START, conversation, side_by_side

COLUMNS = "grain community period value low high sample status standing claims why said people"


@pytest.fixture(params=catalogue(), ids=lambda metric: metric.name)
def metric(request):
    return request.param


@pytest.fixture(scope="module")
def two_posts(key, tmp_path_factory) -> Iterator[Store]:
    """Return a store in which hardly anything was said, for all metrics: they only read."""
    with closing(Store(tmp_path_factory.mktemp("two") / "community.duckdb")) as store:
        origin = Origin(file="a", sha256="a", format="slack", platform="slack")
        take(store, conversation("ana: Hi\n    ben +70d: Hello"), origin)
        yield store


@pytest.fixture(scope="module")
def empty(key, tmp_path_factory) -> Iterator[Store]:
    """Return an empty store, for all metrics: they only read."""
    with closing(Store(tmp_path_factory.mktemp("empty") / "community.duckdb")) as store:
        yield store


def test_names_are_unique():
    names = [metric.name for metric in catalogue()]
    assert len(names) == len(set(names))


def test_asks_a_question(metric):
    assert metric.question.endswith("?")


def test_tells_its_finding_as_a_sentence(metric):
    assert metric.finding.count("{}") == 1 and not metric.finding.endswith(".")


def test_declares_what_a_reader_must_know(metric):
    for said in (metric.title, metric.formula, metric.source, metric.blind_spot, metric.minimum_of):
        assert said.strip()
    assert all(one.strip() for one in metric.advice)
    assert metric.needs, "a figure that needs nothing of an export cannot be about it"


def test_what_is_judged_says_what_it_is_like_and_what_to_try(metric):
    if not metric.is_headline:
        return
    every = [metric.bounds_in(kind) for kind in (None, *KINDS)]
    for side, names in enumerate((("risk_below", "watch_below"), ("watch_above", "risk_above"))):
        if any(getattr(bounds, name) is not None for bounds in every if bounds for name in names):
            trial = metric.trials[side]
            assert metric.signs[side] and trial.source and 4 <= trial.weeks <= 26
            assert not trial.moves or metric_named(trial.moves)


def test_stays_silent_on_a_small_sample(metric):
    assert metric.minimum >= FEWEST_PEOPLE
    assert metric.minimum_people >= FEWEST_PEOPLE


def test_answers_every_period_in_the_common_shape(metric, two_posts):
    with two_posts.cursor() as cursor:
        answer = metric.measure(cursor, periods_of(cursor, *get_args(Grain)))
    assert " ".join(answer.columns) == COLUMNS
    assert list(answer["grain"]) == [*["month"] * 3, *["quarter"] * 2, "year", "all"]
    for row in answer.itertuples():
        assert math.isnan(row.value) and row.status != Status.MEASURED and row.why


_OTHERWISE = """
    (select {columns} from ({apart}) except all select {columns} from ({once}))
    union all
    (select {columns} from ({once}) except all select {columns} from ({apart}))
"""


@pytest.mark.parametrize(
    "metric", [one for one in catalogue() if one.in_one_month], ids=lambda metric: metric.name
)
def test_evidence_that_is_worked_out_once_is_the_same_for_each_length_of_period(metric, example):
    once = metric.evidence_for("month", "quarter", "year", "all")
    with example.cursor() as cursor:
        names = cursor.execute(f"describe {once.query}").df()["column_name"]
        columns = ", ".join("list_sort(people)" if one == "people" else one for one in names)
        for grain in once.grains:
            apart = metric.evidence_for(grain).query
            same = f"select * from ({once.query}) where grain = '{grain}'"
            query = _OTHERWISE.format(columns=columns, apart=apart, once=same)
            assert cursor.execute(query).fetchall() == []


def test_an_empty_store_is_not_an_error(metric, empty):
    with empty.cursor() as cursor:
        assert metric.measure(cursor, periods_of(cursor, "month")).empty


people = st.sampled_from([f"p{n}" for n in range(8)])
moments = st.integers(0, 100).map(lambda day: START.replace(year=2020 + day % 4, day=1 + day % 28))
anything = st.lists(
    st.builds(
        Post,
        community=st.sampled_from(["a", "b"]),
        author=people,
        at=moments,
        id=st.integers(0, 30).map(str),
        thread=st.none() | st.integers(0, 5).map(str),
        reply_to=st.none() | st.integers(0, 31).map(str),
        answers=st.none() | people,
        how=st.sampled_from([How.KNOWN, How.ROOT, How.INFERRED, How.UNKNOWN]),
        text=st.sampled_from([None, "", "Who has tried this?", "It did not work for us."]),
    )
    | st.builds(
        Member,
        community=st.sampled_from(["a", "b", "c"]),
        person=people,
        joined=st.none() | moments,
        left=st.none() | moments,
    ),
    min_size=1,
    max_size=40,
)


told = anything.filter(lambda items: any(isinstance(item, Post) for item in items))


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@for_all(draws=st.lists(told, min_size=5, max_size=5))
def test_whatever_comes_every_row_has_a_value_or_a_reason(tmp_path_factory, draws):
    store = Store(tmp_path_factory.mktemp("store") / "community.duckdb")
    take(store, side_by_side(draws), Origin(file="a", sha256="a", format="slack", platform="slack"))
    publish(store)
    for grain in get_args(Grain):
        for row in measures(store, grain).itertuples():
            if row.status == Status.MEASURED:
                # Where no interval can be trusted, its ends are not known.
                assert not row.low > row.value and not row.high < row.value
            else:
                assert math.isnan(row.value) and row.why
    store.close()
