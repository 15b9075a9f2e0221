"""From what an estimate found to what is published: a value, or in words why there is none.

All figures of a metric are answered in one go: there are thousands of them.
"""

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.said import Said, as_json, joined, say, say_many
from metrics.bounds import Standing

if TYPE_CHECKING:
    from metrics.metric import Metric, Periods


class Status(StrEnum):
    """Whether a figure could be given."""

    MEASURED = "measured"
    TOO_FEW = "too few"
    WITHHELD = "withheld"
    UNMEASURABLE = "cannot be measured"


class _Case(IntEnum):
    """What can be said of a community and period."""

    MISSING = 0
    SILENT = 1
    WITHHELD = 2
    SMALL_SAMPLE = 3
    FEW_PEOPLE = 4
    FEW_UNITS = 5
    SMALL_PART = 6
    NO_VALUE = 7
    GIVEN = 8


_STATUS = {
    _Case.MISSING: Status.UNMEASURABLE,
    _Case.SILENT: Status.TOO_FEW,
    _Case.WITHHELD: Status.WITHHELD,
    _Case.SMALL_SAMPLE: Status.TOO_FEW,
    _Case.FEW_PEOPLE: Status.TOO_FEW,
    _Case.FEW_UNITS: Status.TOO_FEW,
    _Case.SMALL_PART: Status.WITHHELD,
    _Case.NO_VALUE: Status.UNMEASURABLE,
    _Case.GIVEN: Status.MEASURED,
}
_GRAINS = ("month", "quarter", "year", "all")
_MONTHS = 1_000_000  # more than calendars hold
# What an estimate gives of each figure; the last three may be missing.
_FOUND = (
    *("value", "low", "high", "sample", "units", "people", "smaller_part"),
    *("claims", "note", "reason"),
)
_ANSWER = {
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "sample": "Int64",
    "status": "str",
    "standing": "str",
    "claims": "bool",
    "why": "str",
    "said": "str",
    "people": "float64",
}


@cache
def fewer_than(fewest: int) -> Said:
    """Say why a figure is withheld, the same for none and for one less than needed."""
    return say("fewer than {fewest} people", fewest=fewest)


def answers(
    metric: "Metric",
    found: pd.DataFrame,
    periods: "Periods",
    missing: Sequence[str],
    how: Sequence[str],
) -> pd.DataFrame:
    """Return the rows that ``Metric.measure`` returns, from those that its estimate found.

    For each community ``missing`` says what the export lacks, "" for nothing, and ``how`` how it is
    known who answers whom, where that has to be said.
    """
    place = pd.Index(list(periods.known)).get_indexer(periods.keys["community"])
    missing, how = (np.array(told, object)[place] for told in (missing, how))
    order = pd.Index(_numbers(found)).get_indexer(_numbers(periods.keys))  # -1, for none, is NaN
    rows = found.reindex(columns=list(_FOUND)).set_axis(range(len(found))).reindex(order)
    rows = rows.set_axis(periods.keys.index)
    cases = _cases(metric, rows, missing != "", periods.fewest)
    status = np.array(list(_STATUS.values()), object)[cases]
    is_given = cases == _Case.GIVEN
    claims = is_given & rows["claims"].ne(other=False).to_numpy()
    people = rows["people"].fillna(0).to_numpy(float)
    is_told = (people >= periods.fewest) & (status != Status.UNMEASURABLE)
    why, said = _told(metric, cases, rows, missing, how, periods.fewest)
    answer = {
        **{name: rows[name].where(is_given) for name in ("value", "low", "high")},
        "sample": rows["sample"].where(is_told),
        "status": status,
        "standing": _standings(metric, rows, claims, place, periods),
        "claims": claims,
        "why": why,
        "said": said,
        "people": people,
    }
    return periods.keys.assign(
        **{name: pd.array(answer[name], dtype=kind) for name, kind in _ANSWER.items()}
    )


def _numbers(keys: pd.DataFrame) -> np.ndarray:
    """Return a number for each of the KEYS: to look up numbers costs a third of joining tables."""
    grain = pd.Index(_GRAINS).get_indexer(keys["grain"])
    month = keys["period"].to_numpy("datetime64[M]").astype(int)
    return (keys["community"].to_numpy(int) * len(_GRAINS) + grain) * _MONTHS + month


def _cases(metric: "Metric", rows: pd.DataFrame, is_missing: np.ndarray, fewest: int) -> np.ndarray:
    """Return for each row what is to be said of it: the first that holds."""
    value, sample, units, people, part = (
        rows[name].to_numpy(float, na_value=np.nan)
        for name in ("value", "sample", "units", "people", "smaller_part")
    )
    holds = {
        _Case.MISSING: is_missing,
        _Case.SILENT: np.isnan(sample),
        _Case.WITHHELD: people < fewest,
        _Case.SMALL_SAMPLE: sample < metric.minimum,
        _Case.FEW_PEOPLE: people < metric.minimum_people,
        _Case.FEW_UNITS: units < metric.minimum_units,
        _Case.SMALL_PART: metric.guards_parts & (part > 0) & (part < fewest),
        _Case.NO_VALUE: np.isnan(value),
    }
    return np.select(list(holds.values()), list(holds), _Case.GIVEN)


def _standings(
    metric: "Metric", rows: pd.DataFrame, claims: np.ndarray, place: np.ndarray, periods: "Periods"
) -> np.ndarray:
    """Return how each row that claims something stands against the bounds in force."""
    kinds = [one.kind if isinstance(one.kind, str) else None for one in periods.known.values()]
    bounds = [periods.in_force.of(metric.name, kind) for kind in kinds]
    found = np.full(len(rows), Standing.UNSAID, object)
    low, high = rows["low"].to_numpy(float), rows["high"].to_numpy(float)
    for one in np.flatnonzero(claims & np.array([bool(one) for one in bounds], bool)[place]):
        found[one] = bounds[place[one]].standing(low[one], high[one])
    return found


def _told(
    metric: "Metric",
    cases: np.ndarray,
    rows: pd.DataFrame,
    missing: np.ndarray,
    how: np.ndarray,
    fewest: int,
) -> tuple[list[str], list[str | None]]:
    """Return why there is no value, or what is noted of it, and the parts of these sentences.

    What is said of many figures is put into words once.
    """
    part = np.full(len(rows), None, object)
    for case, parts in (
        (_Case.MISSING, missing),
        (_Case.SMALL_SAMPLE, rows["sample"]),
        (_Case.FEW_PEOPLE, rows["people"]),
        (_Case.FEW_UNITS, rows["units"]),
        (_Case.NO_VALUE, rows["reason"]),
        (_Case.GIVEN, rows["note"].astype(object).fillna("")),
    ):
        here = cases == case
        part[here] = np.asarray(parts, object)[here]
    keys = list(zip(cases.tolist(), part, how, strict=True))
    words = {}
    for key in set(keys):
        sentence = _sentence(metric, *key, fewest)
        words[key] = str(sentence), as_json(sentence)
    told = [words[key] for key in keys]
    return [why for why, _ in told], [said for _, said in told]


def _sentence(metric: "Metric", case: int, part: object, how: str, fewest: int) -> str:
    """Return what is said in a case; ``part`` is the number or the sentence it is about."""
    match case:
        case _Case.SILENT:
            return say(
                "{silence}; needs {fewest} {of}",
                fewest=metric.minimum,
                of=say(metric.minimum_of),
                silence=say(metric.silence),
            )
        case _Case.WITHHELD:
            return fewer_than(fewest)
        case _Case.SMALL_SAMPLE:
            return say_many(
                "needs {fewest} {of}; there is {number}",
                "needs {fewest} {of}; there are {number}",
                int(part),
                fewest=metric.minimum,
                of=say(metric.minimum_of),
            )
        case _Case.FEW_PEOPLE:
            return say(
                "needs {fewest} people; there are {found}",
                fewest=metric.minimum_people,
                found=int(part),
            )
        case _Case.FEW_UNITS:
            return say_many(
                "needs {fewest} conversations; there is {number}",
                "needs {fewest} conversations; there are {number}",
                int(part),
                fewest=metric.minimum_units,
            )
        case _Case.SMALL_PART:
            return say("fewer than {fewest} people on one side of this share", fewest=fewest)
        case _Case.GIVEN:
            return joined([part, say(metric.caveat) if metric.caveat else "", how], "; ")
    return part
