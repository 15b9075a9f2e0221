"""How often verdicts are right: python -m tests.bench.verdicts.

Pairs of communities drawn alike; the same with one side moved by the smallest difference worth
acting on, at three times the minimum; and pairs of which one has three times the threads. Each is
judged by the code behind the page Compare and ``python -m metrics compare``. Prints what it finds
and keeps the part about differences in tests/bench/verdicts.csv (metric, difference, units, pairs,
alike and found as shares).
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from data.store import Store
from metrics import catalogue
from metrics.compare import Verdict, compare
from metrics.estimates.mover import chance_of, gap
from metrics.metric import Metric, periods_of
from tests.bench.coverage import SEED, Told, drawn, plan
from tests.bench.mixes import drawn_mixes, is_mix, told_of
from tests.bench.simulated import Drawn, Talk

KEPT = Path(__file__).with_name("verdicts.csv")
PAIRS, TABLES = 400, 60
THREADS = (40, 120)
SLOW = ("bridges.islands", "bridges.joints")
# What is found among many that are looked at has to be this unlikely by chance alone, where most of
# them differ.
_P = 0.045


def pairs(told: Told, by: float) -> np.ndarray:
    """Return p of each community against the next one, moved by so much."""
    sides = [np.array([told.value, told.low, told.high])[:, start::2] for start in (0, 1)]
    first, second = (side[:, : min(one.shape[1] for one in sides)] for side in sides)
    p = chance_of(*gap(tuple(first), tuple(second + by)))
    return p[~np.isnan(p)]


def differences(store: Store, chance: np.random.Generator, number: int) -> Iterator[dict]:
    """Yield for each metric how often a difference is claimed of alike pairs, and of moved ones."""
    judged = [metric for metric in catalogue() if metric.worth_acting_on]
    mixes, units = drawn_mixes(chance, 3, 2 * number)
    for metric in filter(is_mix, judged):
        yield _row(metric, Told(*told_of(metric, mixes).T, np.full(2 * number, units)))
    others = [metric for metric in judged if not is_mix(metric)]
    for talk, wanted in plan(store, others, chance).items():
        some = [metric for metric, size in wanted if size == 3]
        found = drawn(store, talk, some, 2 * number, chance) if some else {}
        for metric in some:
            yield _row(metric, found[metric.name])


def _row(metric: Metric, told: Told) -> dict:
    alike, moved = pairs(told, 0.0), pairs(told, metric.worth_acting_on)
    row = {
        "metric": metric.name,
        "difference": metric.worth_acting_on,
        "units": round(float(told.sample.mean())),
        "pairs": len(moved),
        "alike": round(float((alike <= _P).mean()), 4),
        "found": round(float((moved <= _P).mean()), 4),
    }
    mark = "" if row["found"] >= 0.8 else "  TOO SELDOM"
    print(*row.values(), mark, sep="\t", flush=True)
    return row


def tables(store: Store, talk: Talk, number: int, chance: np.random.Generator) -> list[tuple]:
    """Return for each community all its measures, as they would be published, and its posts."""
    Drawn(chance, talk, number).fill(store)
    metrics = [one for one in catalogue() if not (one.name.startswith(SLOW) or is_mix(one))]
    with store.cursor() as cursor:
        periods = periods_of(cursor, "all")
        rows = [one.measure(cursor, periods).assign(metric=one.name) for one in metrics]
    posts = store.read("select community, count(*) as posts from place group by all")
    by_community = dict(pd.concat(rows).groupby("community").__iter__())
    many = posts.set_index("community")["posts"]
    return [(by_community[one], many[one]) for one in sorted(by_community)]


def claims(sides: Iterator[tuple], *, say: str) -> None:
    """Print how many verdicts on whole tables claim a difference, and on which metrics."""
    judged, claimed = 0, defaultdict(int)
    for (one, posts), (other, more) in sides:
        found = compare(one, other, metrics=catalogue(), posts=(posts, more))
        judged += int((found["verdict"] != Verdict.UNKNOWN).sum())
        for name in found.loc[found["verdict"] == Verdict.REAL, "metric"]:
            claimed[name] += 1
    often = ", ".join(f"{name} {number}" for name, number in sorted(claimed.items()))
    print(f"{say}: {sum(claimed.values())} of {judged} verdicts claim a difference ({often})")


def main() -> None:
    """Try all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--tables", type=int, default=TABLES)
    asked = parser.parse_args()
    chance = np.random.default_rng(SEED)
    with TemporaryDirectory() as folder:
        os.environ["COMMUNITY_KEY"] = str(Path(folder) / "key")
        store = Store(Path(folder) / "drawn.duckdb")
        for threads in THREADS:
            talk = Talk(threads=threads)
            few = tables(store, talk, 2 * asked.tables, chance)
            claims(zip(few[::2], few[1::2], strict=True), say=f"{threads} threads, alike")
            larger = tables(store, replace(talk, threads=3 * threads), asked.tables, chance)
            claims(zip(few, larger, strict=False), say=f"{threads} threads, thrice the community")
            busier = replace(talk, threads=3 * threads, members=talk.members / 3)
            many = tables(store, busier, asked.tables, chance)
            claims(zip(few, many, strict=False), say=f"{threads} threads, thrice the threads")
        rows = []
        for row in differences(store, chance, asked.pairs):
            rows.append(row)
            pd.DataFrame(rows).to_csv(KEPT, index=False, lineterminator="\n")
        store.close()


if __name__ == "__main__":
    main()
