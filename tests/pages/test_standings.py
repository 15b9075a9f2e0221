"""How figures add up: to a dimension, to the need of a community, and to a warning."""

import pandas as pd
import pytest

from metrics import metric_named
from metrics.bounds import STARTING
from metrics.metric import Dimension, Standing, Status
from pages.parts.language import speaking
from pages.parts.measures import Measures
from pages.parts.standings import Stand, around, broken, need, stands, warned, with_broken


def rows(claims: bool | None, low: float) -> pd.DataFrame:
    """Return a healthy figure beside one whose value lies beyond its bound."""
    healthy = {"metric": "sole_answerer", "value": 0.2, "low": 0.1, "standing": Standing.HEALTHY}
    leaning = {"metric": "reciprocity", "value": 0.0, "low": low, "standing": Standing.UNSAID}
    given = pd.DataFrame([healthy | {"claims": True}, leaning | {"claims": claims}])
    same = {"high": 0.9, "kind": None, "status": Status.MEASURED, "why": "", "said": ""}
    return STARTING.beside(given.assign(**same))


def by_metric(rows: pd.DataFrame) -> dict[str, object]:
    return {row.metric: row for row in rows.itertuples()}


@pytest.mark.parametrize(
    ("claims", "low", "standing"),
    [
        (True, 0.0, Standing.UNSAID),
        (False, 0.0, Standing.HEALTHY),  # read by rules, unverified: it colours nothing
        (None, 0.0, Standing.HEALTHY),  # of an earlier version
        (True, float("nan"), Standing.HEALTHY),  # no interval
    ],
)
def test_what_leans_away_and_may_be_judged_is_minded(claims, low, standing):
    found = {stand.dimension: stand for stand in stands(by_metric(rows(claims, low)))}
    assert found[Dimension.RECIPROCITY].standing == standing


RISK, WATCH, WELL, UNSAID = (
    Standing.AT_RISK,
    Standing.WATCH,
    Standing.HEALTHY,
    Standing.UNSAID,
)
NOW = pd.Timestamp("2026-07-01")


def standing(*states: Standing) -> list[Stand]:
    return [Stand(dimension, state) for dimension, state in zip(Dimension, states, strict=False)]


def fell() -> Stand:
    return broken(metric_named("answered"), "answered within a day fell", ("quarter", NOW))


def test_what_breaks_down_now_goes_before_what_has_long_been_as_bad():
    breaking = with_broken(standing(UNSAID, UNSAID, WELL), fell())
    by_need = sorted(
        [
            ("calm", need(standing(WELL, WELL))),
            ("two to be watched", need(standing(WATCH, WATCH))),
            ("long at risk", need(standing(RISK, WATCH))),
            ("breaks down", need(breaking, is_breaking=True)),
            ("two at risk", need(standing(RISK, RISK))),
        ],
        key=lambda pair: pair[1],
    )
    assert [name for name, _need in by_need] == [
        "two at risk",
        "breaks down",
        "long at risk",
        "two to be watched",
        "calm",
    ]


def test_what_broke_down_stands_once():
    minded = with_broken(standing(WATCH, WELL), fell())
    assert [(one.dimension, one.standing) for one in minded] == [
        (Dimension.DIALOGUE, RISK),
        (Dimension.RECIPROCITY, WELL),
    ]


def test_where_nobody_does_it_no_few_are_said_to():
    none = {"metric": "back_and_forth", "value": 0.0, "low": 0.0, "high": 0.05}
    some = none | {"value": 0.02}
    for figure, sign in ((none, "nobody answers back"), (some, "few answer back")):
        row = figure | {"standing": RISK, "claims": True, "kind": None}
        given = pd.DataFrame([row | {"status": Status.MEASURED, "why": "", "said": ""}])
        with speaking("en"):
            (said, *_others) = stands(by_metric(STARTING.beside(given)))
        assert said.sign == sign


def forced(standing: Standing, value: float, period: str, why: str = "") -> pd.DataFrame:
    """Return the warning of forced participation in a period, with one sign that bears it out."""
    status = Status.TOO_FEW if pd.isna(value) else Status.MEASURED
    same = {"period": pd.Timestamp(period), "kind": None, "claims": True, "why": why, "said": ""}
    every = [
        {"metric": "forced_participation", "value": value, "standing": standing},
        {"metric": "forced_participation.alike", "value": 0.6, "standing": standing},
        {"metric": "forced_participation.once", "value": 0.1, "standing": WELL},
    ]
    rows = pd.DataFrame(every).assign(**same, status=status)
    return STARTING.beside(rows.assign(low=rows["value"], high=rows["value"]))


def test_a_warning_of_which_a_quarter_holds_too_little_is_given_by_its_year():
    now = by_metric(forced(UNSAID, float("nan"), "2026-07-01"))
    years = pd.concat([forced(WELL, 0, "2025-01-01"), forced(WATCH, 3, "2026-01-01")])
    with speaking("en"):
        (given,) = warned(now, around({"year": Measures(years)}, NOW))
    assert given.over == ("year", pd.Timestamp("2026-01-01"))
    assert given.figure == "signs of forced participation: 3\u202fsigns, over 2026"
    assert given.grounds == "posts that look alike"


def test_a_warning_of_a_longer_period_is_not_given_where_the_period_itself_speaks():
    now = by_metric(forced(WELL, 0, "2026-07-01"))
    starts = {"year": "2026-01-01", "all": "1970-01-01"}
    longer = {one: Measures(forced(WATCH, 3, start)) for one, start in starts.items()}
    assert warned(now, around(longer, NOW)) == []
