"""Practice diversity: how many kinds of telling there are, beyond best practices."""

from functools import partial

import pandas as pd
from duckdb import DuckDBPyConnection

from metrics.estimates.alone import alone
from metrics.estimates.evidence import Evidence
from metrics.estimates.mix import diversity
from metrics.kinds.mixed import estimate
from metrics.metric import Dimension, Direction, Metric, Need, Unit

# A number of kinds, 1 to 7, known no better than this says nothing.
_WIDEST = 4.5


def of_order(order: float):
    """Return the estimate of a Hill number of that order."""

    def hill(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
        return estimate(cursor, evidence, partial(diversity, order=order), _WIDEST)

    return hill if order else alone(hill)


METRIC = Metric(
    name="practice_diversity",
    title="Practice diversity",
    question="Do people bring more than best practices?",
    finding="What people tell is as varied as {} of equal weight",
    formula="Each post counts once, shared among the kinds found in it: best practice, "
    "everyday work, unfinished work, failure, question, doubt, challenge. The figure is the number "
    "of equally common kinds that would be as diverse (Hill number, q = 1): 1 to 7.",
    dimension=Dimension.PRACTICE,
    direction=Direction.BAND,
    unit=Unit.KINDS,
    worth_acting_on=1.5,
    minimum=50,
    minimum_of="posts of a known kind",
    minimum_units=10,
    adds_up=False,
    needs=(Need.TEXT,),
    source="Hill 1973 (Ecology 54:427); Chao et al. 2014 (Ecological Monographs 84:45); corrected "
    "for the errors of the automatic reading after Rogan & Gladen 1978",
    blind_spot="The kinds are read by rules, which err, and every error looks like diversity. "
    "Rules never see irony. Posts in languages without rules are left out.",
    advice=(
        "Ask for one half-finished or failed case a month, and let the host bring the first.",
        "If much is challenge and doubt, see whether anybody still tells what works.",
    ),
    silence="no post of a known kind was found",
    estimate=of_order(1),
    evidence="from mix($grain)",
)

FURTHER = tuple(
    METRIC.further(
        f"order_{order}",
        title=title,
        question=question,
        finding=finding,
        formula=formula,
        worth_acting_on=METRIC.worth_acting_on if order else None,
        estimate=of_order(order),
    )
    for order, title, question, finding, formula in (
        (
            0,
            "Kinds that occur at all",
            "How many kinds of posts about work occur here at all?",
            "{} of posts about work occur",
            "The number of kinds found in at least one post (Hill number, q = 0). It says little: "
            "one post of a kind counts as much as a hundred.",
        ),
        (
            2,
            "Common kinds",
            "How many kinds of posts about work are common here?",
            "The common kinds are as many as {} of equal weight",
            "The number of equally common kinds that would be as diverse, rare ones counting less "
            "(Hill number, q = 2, inverse Simpson).",
        ),
        (
            3,
            "Very common kinds",
            "How many kinds of posts make up most of the talk?",
            "The very common kinds are as many as {} of equal weight",
            "The number of equally common kinds that would be as diverse, rare ones counting "
            "hardly at all (Hill number, q = 3).",
        ),
    )
)
