"""Bring measures up to date and print CSV: python -m metrics [compare | around | bounds] --help."""

import argparse
import csv
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import get_args

import pandas as pd

from data import published
from data.calendar import period_name
from data.declared import KINDS
from data.spreadsheet_safe import as_csv
from data.store import Store, StoreError, UnknownCommunityError, open_store
from metrics import catalogue, own_bounds
from metrics.around import LENGTHS, around, held_against, periods_around
from metrics.bounds import SIDES, InForce
from metrics.compare import compare, unfair
from metrics.metric import Grain, Metric
from metrics.own_bounds import EVERY_KIND, BoundsError
from metrics.publish import publish

REFUSED = 3
COLUMNS = ["metric", "community", "period", "value", "low", "high", "sample", "status", "why"]
COMPARED = ["metric", "a", "b", "difference", "low", "high", "p", "q", "verdict", "note"]


_UNSAID = _NO_BOUND = "none"


class CannotCompareError(ValueError):
    """What is to be compared is not there; the message says what would work."""


def main(arguments: list[str] | None = None) -> int:
    """Print measures, a comparison, what changed around an event, or bounds, as CSV.

    Returns 0, or 3 where it was refused.

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
    except (StoreError, CannotCompareError, BoundsError) as problem:
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


def _bounds(parser: argparse.ArgumentParser) -> Answer:
    """List the bounds in force, or settle those of a figure; what that changes is told beside."""
    judged = {metric.name: metric for metric in own_bounds.judged(catalogue())}
    parser.add_argument("metric", metavar="METRIC", nargs="?", choices=judged)
    parser.add_argument("--kind", choices=[*KINDS, _UNSAID], help="of community; none: not said")
    for side in SIDES:
        flag = f"--{side.replace('_', '-')}"
        parser.add_argument(
            flag, type=_bound, metavar="N", help="40 %% as 0.4; none: no such bound"
        )
    parser.add_argument("--starting", action="store_true", help="go back to the starting values")

    def answer(store: Store, said: argparse.Namespace) -> pd.DataFrame:
        metrics = [judged[said.metric]] if said.metric else [*judged.values()]
        kinds = [None if said.kind == _UNSAID else said.kind] if said.kind else [*EVERY_KIND]
        sides = {side: getattr(said, side) for side in SIDES if getattr(said, side) is not None}
        if sides and (said.starting or not (said.metric and said.kind)):
            raise BoundsError("Name a METRIC and a --kind, and either its bounds or --starting.")
        if sides:
            _settle(store, metrics[0], kinds[0], sides)
        if said.starting:
            own_bounds.take_back(store, metrics, kinds)
        publish(store)
        return _listed(own_bounds.in_force(store), metrics, kinds)

    return answer


def _settle(store: Store, metric: Metric, kind: str | None, sides: dict[str, float]) -> None:
    """Settle those bounds of a figure that are said; the others stay as they were."""
    now = own_bounds.in_force(store).of(metric.name, kind)
    said = dict(zip(SIDES, now.sides, strict=True)) | sides
    asked = own_bounds.settled(metric, **{k: v for k, v in said.items() if v != _NO_BOUND})
    print(own_bounds.tried(store, metric, kind, asked).told, file=sys.stderr)
    own_bounds.settle(store, metric, kind, asked)


def _bound(text: str) -> float | str:
    try:
        return _NO_BOUND if text == _NO_BOUND else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no number; write 40 % as 0.4") from None


def _listed(in_force: InForce, metrics: list[Metric], kinds: list[str | None]) -> pd.DataFrame:
    rows = []
    for metric, kind in product(metrics, kinds):
        bounds = in_force.of(metric.name, kind)
        whose = "own" if bounds.is_own else "starting values"
        rows.append([metric.name, kind or _UNSAID, *bounds.sides, whose])
    return pd.DataFrame(rows, columns=["metric", "kind", *SIDES, "whose"])


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
    measures = published.measures(store, said.grain)
    known = measures.loc[measures["community"].isin(with_it), "period"].unique()
    before, after = periods_around(day, said.grain, known)
    if not before or not after:
        raise CannotCompareError(f"There is no whole {said.grain} on both sides of {day}.")
    span = (before[0], after[-1] + LENGTHS[said.grain])
    in_each = {name: _in(events, name, span) for name in every}
    without, _others = held_against(in_each, with_it, (pd.Timestamp(day), said.event))
    found = around(measures, with_it, without, before, after, said.grain)
    found.insert(2, "first_before", period_name(before[0], said.grain))
    found.insert(3, "last_after", period_name(after[-1], said.grain))
    return found


def _in(events: pd.DataFrame, community: str, span: tuple[pd.Timestamp, pd.Timestamp]) -> list:
    """Return what happened in a community within a time."""
    here = events[events["community"].isna() | (events["community"] == community)]
    days = pd.to_datetime(here["day"])
    here = here[(days >= span[0]) & (days < span[1])]
    return [(pd.Timestamp(row.day), row.name) for row in here.itertuples(index=False)]


_COMMANDS = {"compare": _compare, "around": _around, "bounds": _bounds}


if __name__ == "__main__":
    sys.exit(main())
