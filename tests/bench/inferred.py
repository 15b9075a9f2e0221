"""How often inferred replies are right: python -m tests.bench.inferred (make bench-inferred).

Reads ten hours of a help channel whose replies people coded (REAL_DATA, irc_disentangled_replies:
Kummerfeld et al., ACL 2019, CC BY 4.0), imports them as a chat without replies, and compares.
Every other log was looked at while the rule was made; the rest only measure it ("held out"). Prints
precision, recall and F1 of answers (which post) and of addressees (whose post, oneself left out),
beside "answers the post before", with 95 % intervals over logs; keeps them in data/inferred.csv.
"""

import csv
import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.stats import t

from data.arrival import Origin
from data.inferred import CHECKED
from data.intake import take
from data.records import How, Post
from data.store import Store

REAL = Path(os.environ.get("REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
FOLDER = "irc_disentangled_replies"
COLUMNS = ("part", "rule", "figure", "right", "out_of", "share", "low", "high")
RULES = ("ours", "the post before", "ours less the post before")
_LINE = re.compile(r"\[(\d\d):(\d\d)\] (?:<([^>]+)> ?(.*)|\s*\* (\S+) (.*))")
_DAY = datetime(2020, 1, 1)

Links = set[tuple[int, int]]


@dataclass(frozen=True)
class Log:
    """A log: its posts, numbered by line, and the answers that people saw (answered, answer)."""

    posts: list[Post]
    coded: Links
    looked_at: frozenset[int]

    def found(self, links: dict[int, int]) -> Links:
        """Return what a rule found, of the lines that people looked at."""
        return {(to, post) for post, to in links.items() if post in self.looked_at}

    def addressees(self, links: Links) -> set[tuple[str, int]]:
        """Return whose post each answers, where that is somebody else."""
        author = {int(post.id): post.author for post in self.posts}
        return {(author[to], post) for to, post in links if author[to] != author[post]}


def logs(folder: Path) -> list[Log]:
    """Return all logs of the data set."""
    return [_log(file) for file in sorted((folder / "dev").glob("*.raw.txt"))]


def _log(file: Path) -> Log:
    posts = list(_posts(file.read_text("utf-8").split("\n"), file.name))
    there = {int(post.id) for post in posts}
    told = file.with_name(file.name.replace(".raw.", ".annotation.")).read_text("utf-8")
    links = [sorted(map(int, line.split()[:2])) for line in told.splitlines()]
    coded = {(to, post) for to, post in links if to != post and {to, post} <= there}
    return Log(posts, coded, frozenset(post for _, post in links if post in there))


def _posts(lines: list[str], name: str) -> Iterator[Post]:
    """Yield what people said or did; notices are no posts. Clocks have minutes, and no days."""
    last = at = _DAY
    for number, line in enumerate(lines):
        if found := _LINE.match(line):
            hour, minute, speaker, said, actor, done = found.groups()
            at = at.replace(hour=int(hour), minute=int(minute))
            if at < last - timedelta(hours=12):
                at += timedelta(days=1)
            last = at
            who, text = (speaker, said) if speaker else (actor, done)
            yield Post(
                community=name, author=who, at=at, id=str(number), how=How.UNKNOWN, text=text
            )


def inferred(posts: list[Post]) -> dict[int, int]:
    """Return which post each answers by the program's own way, through an import."""
    with TemporaryDirectory() as folder, closing(Store(Path(folder) / "db")) as store:
        origin = Origin(file="log", sha256="log", format="table", platform="irc", infers=True)
        take(store, posts, origin)
        links = store.read(
            """
            select reply.source_id as post, answered.source_id as parent
            from place
            join post as reply on reply.fact = place.post
            join post as answered on answered.fact = place.parent
            """
        )
    return dict(zip(links["post"].astype(int), links["parent"].astype(int), strict=True))


def before(posts: list[Post]) -> dict[int, int]:
    """Return the plain rule: each post answers the one before it."""
    ids = [int(post.id) for post in posts]
    return dict(zip(ids[1:], ids, strict=False))


def counts(log: Log, links: dict[int, int]) -> dict[str, tuple[int, int]]:
    """Return of each figure how many were right, out of how many."""
    told = {"answers": (log.found(links), log.coded)}
    told["addressees"] = tuple(map(log.addressees, told["answers"]))
    counted = {}
    for what, (found, coded) in told.items():
        right = len(found & coded)
        counted[f"{what}, precision"] = right, len(found)
        counted[f"{what}, recall"] = right, len(coded)
        counted[f"{what}, F1"] = 2 * right, len(found) + len(coded)
    return counted


def figures(read: list[Log]) -> list[dict]:
    """Return a row for each part, rule and figure, as kept in data/inferred.csv."""
    ours = [counts(log, inferred(log.posts)) for log in read]
    plain = [counts(log, before(log.posts)) for log in read]
    rows = []
    for part, start in (("looked at", 0), ("held out", 1)):
        for figure in ours[0]:
            sides = [
                np.array([one[figure] for one in side[start::2]], float) for side in (ours, plain)
            ]
            parts = [_share(side) for side in sides]
            gap = parts[0][0] - parts[1][0], parts[0][1] - parts[1][1]
            for rule, side, share in zip(RULES, [*sides, None], [*parts, gap], strict=True):
                rows.append(_row(part, rule, figure, side, *share))
    return rows


def _share(side: np.ndarray) -> tuple[float, np.ndarray]:
    """Return a ratio of sums over logs, and how much each log moves it."""
    right, out_of = side.sum(axis=0)
    return right / out_of, (side[:, 0] - right / out_of * side[:, 1]) / out_of


def _row(part: str, rule: str, figure: str, side, share: float, moved: np.ndarray) -> dict:
    number = len(moved)
    half = t.ppf(0.975, number - 1) * np.sqrt(number / (number - 1) * np.sum(moved**2))
    right, out_of = ("", "") if side is None else map(int, side.sum(axis=0))
    shares = (f"{value:.3f}" for value in (share, share - half, share + half))
    return dict(zip(COLUMNS, (part, rule, figure, right, out_of, *shares), strict=True))


def main() -> None:
    """Measure, print, and keep."""
    rows = figures(logs(REAL / FOLDER))
    for row in rows:
        told = f"{row['right']:>5} of {row['out_of']:<5}" if row["out_of"] else " " * 14
        print(
            f"{row['part']:<10}{row['rule']:<27}{row['figure']:<23}{told} "
            f"{row['share']} ({row['low']} to {row['high']})"
        )
    with CHECKED.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
