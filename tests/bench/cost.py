"""What the whole catalogue costs: python -m tests.bench.cost [--posts N] [--into C].

A store of N posts (50 communities, 60 months, kinds read) is published, with all intervals, and
held against a plain script for the four named measures without intervals, in the same run. A
hundredth of the posts, late replies among them, comes after the others, into C communities: that is
held against publishing everything, which has to give the same tables. What is published anew is
whole communities: posts for all of them cost as much as everything. Each step is a process of its
own, and the most memory it had is told. Seconds are those of the processor, so that it does not
matter what else the machine does.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from data.store import Store
from metrics import catalogue
from metrics.publish import publish
from tests.bench import plain
from tests.bench.large import COMMUNITIES, SEED, add, drawn, fill

POSTS, INTO, LATE = 1_000_000, 4, 0.1
TABLES = ("measure", "wait", "volume", "portrait", "network", "circle", "crossing", "topic")
COSTLIEST = 12

_EVERYTHING = "insert into stale select community from community"
_WRITTEN = "select post, community, author, posted_at, thread, parent from place"
_TOLD = """
    select place.post, telling.kind
    from place
    join telling using (text)
    where kind in ('best', 'everyday', 'unfinished', 'failure', 'question', 'doubt', 'challenge')
"""
_MEMBERS = "select community, person, joined from roster"


def build(path: Path, number: int, into: int) -> None:
    """Draw the posts; those that come later are laid beside the store."""
    large = drawn(number)
    later = coming_later(large.posts, number // 100, into)
    large.posts[later].to_parquet(path.with_suffix(".later"))
    fill(path, large, later)


def coming_later(posts: pd.DataFrame, number: int, into: int) -> np.ndarray:
    """Return which posts come later: the newest of some communities, and older last replies."""
    chance = np.random.default_rng(SEED)
    there = posts["community"].isin(chance.choice(COMMUNITIES, into, replace=False))
    newest = np.flatnonzero(there)[-round(number * (1 - LATE)) :]
    older = there & posts["reply_to"].notna() & ~posts["source_id"].isin(posts["reply_to"])
    older &= posts.index < newest[0]
    late = chance.choice(np.flatnonzero(older), number - len(newest), replace=False)
    later = np.zeros(len(posts), bool)
    later[newest] = later[late] = True
    return later


def publish_everything(path: Path) -> list[tuple[float, str]]:
    """Publish all communities anew; return what took longest."""
    with closing(Store(path)) as store:
        with store.writing() as cursor:
            cursor.execute(_EVERYTHING)
        steps: list[tuple[str, float]] = []
        publish(store, lambda doing, _, __: steps.append((str(doing), time.process_time())))
        steps.append(("", time.process_time()))
    took = [(till - at, doing) for (doing, at), (_, till) in pairwise(steps)]
    return sorted(took, reverse=True)[:COSTLIEST]


def append(path: Path) -> None:
    """Add the posts that come later, and publish what they change."""
    with closing(Store(path)) as store:
        with store.writing() as cursor:
            add(cursor, pd.read_parquet(path.with_suffix(".later")))
        publish(store)


def run_plain(path: Path) -> int:
    """Work out the four named measures the plain way; return how many rows."""
    with closing(Store(path)) as store:
        rows = [store.read(query) for query in (_WRITTEN, _TOLD, _MEMBERS)]
    return len(plain.measures(*rows))


def published(path: Path) -> dict[str, pd.DataFrame]:
    """Return what is published, in one order."""
    with closing(Store(path)) as store:
        return {table: store.read(f"from {table} order by all") for table in TABLES}


def timed(work: Callable, *given: object) -> tuple[float, float, object]:
    """Run something; return seconds, the most megabytes this process had, and what it returned."""
    catalogue()
    began = time.process_time()
    found = work(*given)
    took = time.process_time() - began
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, found


def apart(work: Callable, *given: object) -> tuple[float, float, object]:
    """Run something in a process of its own, and say how it went."""
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        took, memory, found = alone.submit(timed, work, *given).result()
    print(f"{work.__name__:<20} {took:8.1f} s {memory:8.0f} MB", flush=True)
    return took, memory, found


def main() -> None:
    """Measure everything, print ratios, and stop where the two tables differ."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--posts", type=int, default=POSTS)
    asked.add_argument("--into", type=int, default=INTO, help="how many communities are added to")
    given = asked.parse_args()
    print(f"{given.posts:,} posts, {COMMUNITIES} communities, 60 months")
    with TemporaryDirectory() as folder:
        os.environ["COMMUNITY_KEY"] = str(Path(folder) / "key")
        path = Path(folder) / "large.duckdb"
        apart(build, path, given.posts, given.into)
        apart(publish_everything, path)
        appending, _, _ = apart(append, path)
        _, _, appended = apart(published, path)
        whole, _, costliest = apart(publish_everything, path)
        _, _, anew = apart(published, path)
        script, _, _ = apart(run_plain, path)
    for took, doing in costliest:
        print(f"  {took:6.1f} s  {doing}")
    print(f"everything published / plain script of four: {whole / script:.2f}")
    late = f"{given.posts // 100:,} posts into {given.into} communities"
    print(f"{late} / everything published: {appending / whole:.2f}")
    for table in TABLES:
        pd.testing.assert_frame_equal(appended[table], anew[table])
    print("the tables are the same after appending and after publishing everything")


if __name__ == "__main__":
    main()
