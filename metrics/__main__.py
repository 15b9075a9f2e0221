"""Bring the measures up to date and print CSV: python -m metrics [compare | around] --help."""

import argparse
import csv
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import get_args

import pandas as pd

from data import published
from data.calendar import period_name
from data.spreadsheet_safe import as_csv
from data.store import Store, StoreError, UnknownCommunityError, open_store
from metrics import catalogue
from metrics.around import around, periods_around
from metrics.compare import compare, unfair
from metrics.metric import Grain
from metrics.publish import publish

REFUSED = 3
COLUMNS = ["metric", "community", "period", "value", "low", "high", "sample", "status", "why"]
COMPARED = ["metric", "a", "b", "difference", "low", "high", "p", "q", "verdict", "note"]


class CannotCompareError(ValueError):
    """What is to be compared is not there; the message says what would work."""


def main(arguments: list[str] | None = None) -> int:
    """Print measures, a comparison, or what changed around an event, as CSV; return 0, or 3.

    Measures: ``metric,community,period,value,low,high,sample,status,why``.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    command = _COMMANDS.get(arguments[0]) if arguments else None
    make = command or _measures
    parser = argparse.ArgumentParser(prog="python -m metrics", description=__doc__)
    parser.add_argument("--db", type=Path, help="the database file (default: COMMUNITY_DB)")
    parser.add_argument("--grain", choices=get_args(Grain), default="quarter")
    answer = make(parser)
    said = parser.parse_args(arguments[1:] if command else arguments)
    sys.stdout.reconfigure(encoding="utf-8")  # a pipe may take fewer letters than there are
    try:
        with closing(open_store(said.db)) as store:
            publish(store)
            table = answer(store, said)
    except (StoreError, CannotCompareError) as problem:
        print(problem, file=sys.stderr)
        return REFUSED
    print(as_csv(table), end="")
    return 0


Answer = Callable[[Store, argparse.Namespace], pd.DataFrame]


def _measures(parser: argparse.ArgumentParser) -> Answer:
    parser.add_argument("--metric", metavar="NAME", choices=[one.name for one in catalogue()])

    def answer(store: Store, said: argparse.Namespace) -> pd.DataFrame:
        found = published.measures(store, said.grain, metric=said.metric)
        found["period"] = [period_name(day, said.grain) for day in found["period"]]
        return found[COLUMNS]

    return answer


def _compare(parser: argparse.ArgumentParser) -> Answer:
    """Hold two communities, or one in two periods, against each other."""
    parser.add_argument("--communities", required=True, metavar="A,B", type=_names)
    parser.add_argument("--periods", metavar="P,Q", type=_names, default=[])
    return _compared


def _compared(store: Store, said: argparse.Namespace) -> pd.DataFrame:
    names = said.communities * 2 if len(said.communities) == 1 else said.communities
    if len(names) != 2 or len(said.periods) > 2:
        raise CannotCompareError(
            "Name two communities and at most two periods: --communities A,B --periods P,Q"
        )
    _known(store, names)
    measures = published.measures(store, said.grain)
    periods = _periods(measures, names, said.periods, said.grain)
    rows = [
        measures[(measures["community"] == name) & (measures["period"] == at)]
        for name, at in zip(names, periods, strict=True)
    ]
    posts, fairness = _volumes(store, names, periods, said.grain)
    found = compare(*rows, metrics=catalogue(), posts=posts)
    found["note"] = ["; ".join(filter(None, [note, *fairness])) for note in found["note"]]
    return found[COMPARED]


def _names(listed: str) -> list[str]:
    """Return names that stand between commas; one that holds a comma stands in quotes."""
    return [name.strip() for name in next(csv.reader([listed], skipinitialspace=True))]


def _known(store: Store, names: list[str]) -> None:
    known = set(published.communities(store)["name"])
    for name in names:
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            raise UnknownCommunityError(f"There is no community “{name}”. There are: {there}.")


def _periods(
    measures: pd.DataFrame, names: list[str], asked: list[str], grain: str
) -> list[pd.Timestamp]:
    """Return the period of each side: as asked, else the latest that both have."""
    had = [set(measures.loc[measures["community"] == name, "period"]) for name in names]
    if not asked:
        shared = sorted(had[0] & had[1])
        if names[0] == names[1] and len(shared) > 1:
            return shared[-2:]
        if not shared or names[0] == names[1]:
            raise CannotCompareError("There are no two periods to compare: name them, or --grain.")
        return [shared[-1]] * 2
    asked = asked * 2 if len(asked) == 1 else asked
    found = []
    for name, period, its in zip(names, asked, had, strict=True):
        by_name = {period_name(day, grain): day for day in its}
        if period not in by_name:
            there = ", ".join(sorted(by_name))
            raise CannotCompareError(f"“{name}” has no period “{period}”. There are: {there}.")
        found.append(by_name[period])
    if names[0] == names[1] and found[0] == found[1]:
        raise CannotCompareError("A period cannot be compared with itself.")
    return found


def _volumes(
    store: Store, names: list[str], periods: list[pd.Timestamp], grain: str
) -> tuple[list[float], list[str]]:
    """Return the posts of each side, and what makes the comparison unfair."""
    volumes = published.volumes(store, grain).set_index(["community", "period"])["posts"]
    posts = [float(volumes.get(key, float("nan"))) for key in zip(names, periods, strict=True)]
    sides = published.communities(store).set_index("name").loc[names]
    return posts, unfair(sides.assign(posts=posts))


def _around(parser: argparse.ArgumentParser) -> Answer:
    """Hold the time after an event against the time before, and against where it did not happen."""
    parser.add_argument("--event", required=True, metavar="NAME")
    parser.add_argument("--communities", metavar="A,B", type=_names, default=[])
    return _around_event


def _around_event(store: Store, said: argparse.Namespace) -> pd.DataFrame:
    if said.grain == "all":
        raise CannotCompareError("The whole time has no before and after: choose another --grain.")
    events = published.events(store)
    happened = events[events["name"] == said.event]
    if happened.empty:
        there = ", ".join(sorted(set(events["name"]))) or "none"
        raise CannotCompareError(f"There is no event “{said.event}”. There are: {there}.")
    every = sorted(published.communities(store)["name"])
    has = set(every if happened["community"].isna().any() else happened["community"])
    _known(store, said.communities)
    with_it = [name for name in said.communities or every if name in has]
    if not with_it:
        raise CannotCompareError(f"“{said.event}” did not happen in these communities.")
    day = happened["day"].min()
    before, after = periods_around(day, said.grain)
    measures = published.measures(store, said.grain)
    without = [name for name in every if name not in has]
    found = around(measures, with_it, without, before, after, said.grain)
    found.insert(2, "period_before", period_name(before, said.grain))
    found.insert(3, "period_after", period_name(after, said.grain))
    return found


_COMMANDS = {"compare": _compare, "around": _around}


if __name__ == "__main__":
    sys.exit(main())
