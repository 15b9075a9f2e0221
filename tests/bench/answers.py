"""How many questions get an answer: python -m tests.bench.answers.

Honesty must not make empty screens: of all cells community x quarter x dimension, how many have a
figure, on the example organisation and on every real export that can be imported; and what keeps
the others from having one.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from data import demo
from data.published import measures
from data.store import Store
from metrics import catalogue
from metrics.publish import publish

ROOT = Path(__file__).parents[2]
REAL = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))
ZONE = ("--time-zone", "America/New_York")
COURSES = REAL / "mooced_dlt"
EXPORTS = {
    "Slack, a meetup": [["add", REAL / "slack_houstondatavis" / "houstondatavis_slack_export.zip"]],
    "Stack Exchange, six months": [["add", REAL / "stackexchange_quantumcomputing"]],
    **{
        f"Course {name}, with its members": [
            ["add", COURSES / f"{name} Edgelist.csv", *ZONE, "--community", name],
            ["members", COURSES / f"{name} Nodes.csv", "--community", name],
        ]
        for name in ("DLT1", "DLT2")
    },
}


def cells(store: Store) -> pd.DataFrame:
    """Return ``community, period, dimension, answered, why`` for every quarter."""
    dimensions = {
        one.name: str(one.dimension) for one in catalogue() if one.is_headline and one.dimension
    }
    found = measures(store, "quarter")
    found = found[found["metric"].isin(dimensions)]
    found = found.assign(
        dimension=found["metric"].map(dimensions), answered=found["status"] == "measured"
    )
    by_cell = found.groupby(["community", "period", "dimension"])
    return by_cell.agg(answered=("answered", "any"), why=("why", "first")).reset_index()


def stores(folder: Path) -> Iterator[tuple[str, Path]]:
    """Make one database after the other: the example, then each real export that is there."""
    demo.build(folder / "example.duckdb")
    yield "The example organisation", folder / "example.duckdb"
    for number, (name, commands) in enumerate(EXPORTS.items()):
        if not commands[0][1].exists():
            continue
        database = folder / f"{number}.duckdb"
        for command in commands:
            line = [sys.executable, "-m", "data", *command, "--db", database]
            subprocess.run(line, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        yield name, database


def tell(name: str, found: pd.DataFrame) -> None:
    """Print the rate of one set, by dimension, and the commonest reasons for the empty cells."""
    rate = found["answered"].mean()
    print(f"{name}: {found['answered'].sum()} of {len(found)} cells have an answer ({rate:.0%})")
    for dimension, group in found.groupby("dimension", sort=False):
        print(f"    {dimension:<12} {group['answered'].sum():>4} of {len(group)}")
    empty = Counter(found.loc[~found["answered"], "why"])
    for why, number in empty.most_common(3):
        print(f"    {number:>4} x {why}")


def main() -> None:
    """Tell of each set."""
    with TemporaryDirectory() as name:
        os.environ["COMMUNITY_KEY"] = str(Path(name) / "key")
        for title, database in stores(Path(name)):
            with closing(Store(database)) as store:
                publish(store)
                tell(title, cells(store))


if __name__ == "__main__":
    main()
