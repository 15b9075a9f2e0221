"""Bring the measures up to date and print them as CSV: python -m metrics --help."""

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import get_args

from data.calendar import period_name
from data.published import measures
from data.spreadsheet_safe import as_csv
from data.store import StoreError, open_store
from metrics import catalogue
from metrics.metric import Grain
from metrics.publish import publish

REFUSED = 3
COLUMNS = ["metric", "community", "period", "value", "low", "high", "sample", "status", "why"]


def main(arguments: list[str] | None = None) -> int:
    """Print ``metric,community,period,value,low,high,sample,status,why``; return 0, or 3."""
    parser = argparse.ArgumentParser(prog="python -m metrics", description=__doc__)
    parser.add_argument("--db", type=Path, help="the database file (default: COMMUNITY_DB)")
    parser.add_argument("--grain", choices=get_args(Grain), default="quarter")
    parser.add_argument("--metric", metavar="NAME", choices=[one.name for one in catalogue()])
    said = parser.parse_args(arguments)
    sys.stdout.reconfigure(encoding="utf-8")  # a pipe may take fewer letters than there are
    try:
        with closing(open_store(said.db)) as store:
            publish(store)
            answer = measures(store, said.grain, metric=said.metric)
    except StoreError as problem:
        print(problem, file=sys.stderr)
        return REFUSED
    answer["period"] = [period_name(day, said.grain) for day in answer["period"]]
    print(as_csv(answer[COLUMNS]), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
