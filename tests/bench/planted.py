"""Are planted problems named, and healthy communities left in peace? python -m tests.bench.planted.

Simulates communities of three sizes over half a year, each with one problem planted or with none,
takes them in and measures them as the program does, and writes ``planted.csv``: ``problem, members,
runs, found, falsely_accused``, the last two as shares.

found
    Of the communities in which a figure for the problem reaches its minimum sample, the share in
    which one of those figures is marked; empty where none reaches it, and for the healthy.
falsely_accused
    The share of communities with a mark on a figure whose mean over all simulated communities of
    that row is healthy: a mark that nothing was planted for and that nothing follows from.

The simulator shares nothing with the example organisation: voices are heavy-tailed, replies branch
to any earlier post, waits are lognormal, and what is written are the examples of the rules, blurred
as the reader was seen to err on coded posts.
"""

import argparse
import csv
import os
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from data.arrival import Origin
from data.coding import take_codes
from data.intake import take
from data.records import Community, How, Item, Member, Post, Reaction
from data.store import Store
from metrics import catalogue, kinds
from metrics.kinds.checked import blur
from metrics.kinds.reading import read_texts
from metrics.metric import Standing, Status, periods_of

TABLE = Path(__file__).with_name("planted.csv")
COLUMNS = ("problem", "members", "runs", "found", "falsely_accused")
SIZES = (40, 120, 400)
START = datetime(2026, 1, 5)
DAYS = 182
_JUDGED = tuple(one for one in catalogue() if one.is_headline)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A community with what is planted in it; shares and chances are 0 to 1.

    ``named`` are the figures of which one should be marked. ``told`` and ``replied`` are weights of
    kinds. An opening is answered with the chance ``answered`` and goes on with ``goes_on``; a reply
    is given by whoever was answered with ``back``, else by a leader with ``led``. ``evenness`` is
    how much alike voices are: 0 heavy-tailed, 1 all alike. ``coded`` posts were coded by hand.
    """

    name: str
    kind: str = "practice"
    named: tuple[str, ...] = ()
    told: dict[str, float] = field(
        default_factory=lambda: {
            "question": 4,
            "everyday": 5,
            "unfinished": 3,
            "failure": 3,
            "doubt": 3,
            "best": 3,
            "challenge": 1,
        }
    )
    replied: dict[str, float] = field(
        default_factory=lambda: {"none": 6, "everyday": 3, "challenge": 2, "question": 2, "best": 1}
    )
    answered: float = 0.92
    wait: float = 4.0
    goes_on: float = 0.68
    back: float = 0.5
    led: float = 0.12
    leaders: int = 2
    are_hosts: bool = True
    likes: float = 1.0
    silent: float = 0.35
    busy: float = 1.0
    deadlines: int = 0
    coded: int = 0
    evenness: float = 0.0


_SHOWCASE = Problem(
    name="only best practices",
    named=("beyond_best_practice",),
    told={"best": 20, "question": 1, "everyday": 1},
    replied={"none": 8, "best": 3},
    goes_on=0.55,
    likes=5.0,
)
PROBLEMS = (
    Problem(name="healthy"),
    Problem(name="healthy (posts coded)", coded=150),
    _SHOWCASE,
    replace(_SHOWCASE, name="only best practices (posts coded)", coded=150),
    Problem(
        name="forced participation",
        kind="cohort",
        named=("forced_participation",),
        answered=0.6,
        goes_on=0.1,
        back=0.1,
        leaders=1,
        led=0.1,
        silent=0.04,
        deadlines=6,
        evenness=1.0,
    ),
    Problem(
        name="hangs on the host",
        named=("host_share", "host_dependence"),
        led=0.8,
        leaders=1,
    ),
    Problem(
        name="one expert answers",
        kind="help",
        named=("sole_answerer",),
        told={"question": 16, "failure": 2, "doubt": 2},
        led=0.85,
        leaders=1,
        are_hosts=False,
        wait=1.5,
    ),
    Problem(
        name="notice board",
        kind="board",
        named=("answered", "back_and_forth", "dialogue_depth", "vanity_gap"),
        told={"none": 10, "best": 4, "everyday": 3},
        answered=0.25,
        goes_on=0.1,
        back=0.0,
        wait=30.0,
        likes=7.0,
        leaders=4,
        silent=0.6,
        busy=1.5,
    ),
    Problem(
        name="polite and unanswered",
        kind="team",
        named=("answered", "candour_answered"),
        told={"best": 4, "everyday": 5, "question": 4, "failure": 3, "doubt": 2},
        answered=0.35,
        goes_on=0.5,
        wait=20.0,
    ),
)
WORDS = (
    *("pump", "valve", "route", "depot", "shift", "label", "cable", "photo", "tool", "crew"),
    *("lamp", "gate", "roof", "rail", "wheel", "plan", "list", "budget", "survey", "invoice"),
)
_KINDS = [*map(str, kinds.MIX), "none"]
_SEEN = dict(zip(_KINDS, blur("en").seen.tolist(), strict=True))
_NEUTRAL = (
    "The list hangs beside the door on the second floor.",
    "From Thursday on the gate is open until six.",
    "The dates are on the front page of the calendar.",
    "There are two of them in the cupboard near the stairs.",
    "That is the blue folder, third shelf from the left.",
    "The depot moved to the other side of the river in May.",
)


def wordings() -> dict[str, list[str]]:
    """Return texts that the reader reads as each kind of the mix, and as none of them."""
    rules = tomllib.loads((Path(kinds.__file__).parent / "english.toml").read_text("utf-8"))
    found: dict[str, list[str]] = {"none": list(_NEUTRAL)}
    examples = [entry["example"] for entry in rules["rule"]]
    for text, verdict in zip(examples, kinds.read(examples, ["en"] * len(examples)), strict=True):
        mix = [one for one in verdict.kinds if one in kinds.MIX]
        if len(mix) == 1:
            found.setdefault(str(mix[0]), []).append(text)
    return found


class Simulated:
    """One simulated community."""

    def __init__(self, problem: Problem, members: int, number: int, texts: dict) -> None:
        """Draw who is there: who leads, who writes how readily, who is new."""
        self._problem, self._texts = problem, texts
        self._name = f"{problem.name} {members} {number}"
        self._chance = Random(self._name)
        self._members = [f"{self._name} m{one}" for one in range(members)]
        self._voices = [self._voice(place) for place in range(members)]
        self._joined = [self._day_of_joining(place) for place in range(members)]
        self._posts = 0
        self.kinds: dict[str, str] = {}

    @property
    def name(self) -> str:
        """Return its name."""
        return self._name

    def _voice(self, place: int) -> float:
        """Return how readily a member writes: a leader as the middle one, some never."""
        if place < self._problem.leaders:
            return 1.0
        if self._chance.random() < self._problem.silent:
            return 0.0
        return self._chance.lognormvariate(0, 1.1 * (1 - self._problem.evenness))

    def _day_of_joining(self, place: int) -> float:
        """Return the day: before the beginning, or of some in the first twenty weeks."""
        is_new = place >= self._problem.leaders and self._chance.random() < 0.15
        return self._chance.uniform(0, 140) if is_new else -100.0

    def items(self) -> Iterator[Item]:
        """Yield its records."""
        yield Community(name=self._name, kind=self._problem.kind)
        for place, person in enumerate(self._members):
            yield Member(
                community=self._name,
                person=person,
                joined=START + timedelta(days=self._joined[place]),
                department=f"department {self._chance.randrange(4)}",
                host=place < self._problem.leaders and self._problem.are_hosts,
            )
        if self._problem.deadlines:
            yield from self._tasks()
        for _ in range(self._openings()):
            at = self._working(self._chance.uniform(0, DAYS - 1))
            yield from self._thread(self._somebody(at), at)
        for place, voice in enumerate(self._voices):
            if voice and self._joined[place] > 0:
                at = self._working(self._joined[place] + self._chance.uniform(0.1, 3))
                yield from self._thread(place, at)

    def _openings(self) -> int:
        free = 0.1 if self._problem.deadlines else 1.0
        return int(15 * len(self._members) ** 0.5 * self._problem.busy * free)

    def _tasks(self) -> Iterator[Item]:
        """Yield course work: before each deadline all write one post, and most answer one."""
        writers = [place for place, voice in enumerate(self._voices) if voice]
        for turn in range(self._problem.deadlines):
            deadline = 20 + 25 * turn + 0.7
            openings = []
            for place in writers:
                word = self._chance.choice(WORDS)
                text = f"For the task of this week I read the part on the {word} and will use it"
                at = deadline - self._chance.expovariate(1 / 0.15)
                openings.append(self._post(place, at, text))
            yield from openings
            for place in writers:
                answered = self._chance.choice(openings)
                if answered.author != self._members[place] and self._chance.random() < 0.8:
                    at = deadline + 0.01 + self._chance.expovariate(1 / 0.1)
                    yield self._post(place, at, "Well put, I see it the same way.", answered)

    def _thread(self, opener: int, at: float) -> Iterator[Item]:
        """Yield a conversation: each reply branches from any post, the latest most readily."""
        problem = self._problem
        posts = [(opener, at, self._post(opener, at, self._text(problem.told)))]
        hope = problem.answered
        while len(posts) < 25 and self._chance.random() < hope:
            parent = max(len(posts) - 1 - int(self._chance.expovariate(0.9)), 0)
            who, when, answered = posts[parent]
            at = when + problem.wait * self._chance.lognormvariate(0, 1.2) / 24
            before = [one for one in posts if one[2].id == answered.reply_to]
            returns = before and self._chance.random() < problem.back
            writer = before[0][0] if returns else self._somebody(at, problem.led)
            if writer == who or at > DAYS:
                break
            text = self._text(problem.replied)
            posts.append((writer, at, self._post(writer, at, text, answered)))
            hope = problem.goes_on
        yield from (post for _, _, post in posts)
        likers = min(int(self._chance.expovariate(1 / (problem.likes + 0.5))), len(self._members))
        for person in self._chance.sample(self._members, likers):
            yield Reaction(community=self._name, post=posts[0][2].id, person=person, name="like")

    def _somebody(self, at: float, led: float = 0.05) -> int:
        """Return who writes: a leader with the chance ``led``, else by how readily they do."""
        if self._chance.random() < led:
            return self._chance.randrange(self._problem.leaders)
        while True:
            (place,) = self._chance.choices(range(len(self._voices)), self._voices)
            if self._joined[place] <= at:
                return place

    def _text(self, mix: dict[str, float]) -> str:
        """Return a text of a drawn kind, as the reader is known to see such a post."""
        (kind,) = self._chance.choices(list(mix), list(mix.values()))
        (read,) = self._chance.choices(_KINDS, _SEEN[kind])
        self.kinds[f"{self._name} {self._posts + 1}"] = kind
        return self._chance.choice(self._texts[read])

    def _working(self, day: float) -> float:
        """Return a day, moved to Monday where it lies in a weekend."""
        weekday = day % 7
        return day + 7 - weekday if weekday >= 5 and self._chance.random() < 0.8 else day

    def _post(self, place: int, day: float, text: str, answered: Post | None = None) -> Post:
        self._posts += 1
        number = f"{self._name} {self._posts}"
        return Post(
            community=self._name,
            id=number,
            thread=answered.thread if answered else number,
            reply_to=answered.id if answered else None,
            author=self._members[place],
            at=(START + timedelta(days=day)).replace(microsecond=0),
            how=How.KNOWN,
            text=text,
        )


def measured(problem: Problem, members: int, runs: int, texts: dict) -> pd.DataFrame:
    """Return what is published of simulated communities: metric, community, value, standing, ..."""
    with TemporaryDirectory() as folder, closing(Store(Path(folder) / "planted.duckdb")) as store:
        simulated = [Simulated(problem, members, number, texts) for number in range(runs)]
        items = (item for one in simulated for item in one.items())
        take(store, items, Origin(file="simulated", sha256="0", format="table", platform="none"))
        if problem.coded:
            _code(store, simulated, problem.coded)
        read_texts(store, lambda doing, done, of: None)
        with store.cursor() as cursor:
            periods = periods_of(cursor, "all")
            answers = [
                one.measure(cursor, periods).assign(metric=one.name, kind=problem.kind)
                for one in _JUDGED
                if one.bounds_in(problem.kind)
            ]
    return pd.concat(answers, ignore_index=True)


def _code(store: Store, simulated: list[Simulated], number: int) -> None:
    """Code some posts of each community by hand, as what they were meant to be."""
    for one in simulated:
        posts = sorted(one.kinds)
        drawn = Random(f"sample of {one.name}").sample(posts, min(number, len(posts)))
        take_codes(store, one.name, {post: one.kinds[post] for post in drawn}, len(posts))


def judged(problem: Problem, rows: pd.DataFrame) -> tuple[float, float, dict[str, float]]:
    """Return the shares found and falsely accused, and of each figure how often it is marked."""
    rows = rows.assign(marked=rows["standing"].isin([Standing.WATCH, Standing.AT_RISK]))
    named = rows[rows["metric"].isin(problem.named)]
    reached = named[named["status"] == Status.MEASURED]["community"].unique()
    marked = named[named["marked"]]["community"].unique()
    found = len(marked) / len(reached) if len(reached) else float("nan")
    wrong = rows[rows["marked"] & ~rows["metric"].isin(_truly(problem, rows))]
    falsely = wrong["community"].nunique() / rows["community"].nunique()
    return found, falsely, rows.groupby("metric")["marked"].mean().to_dict()


def _truly(problem: Problem, rows: pd.DataFrame) -> set[str]:
    """Return the figures whose mean over all simulated communities is not healthy."""
    beyond = set()
    for one in _JUDGED:
        values = rows[(rows["metric"] == one.name) & rows["value"].notna()]["value"]
        bounds = one.bounds_in(problem.kind)
        if bounds and len(values):
            mean = values.mean()
            if bounds.standing(mean, mean) in (Standing.WATCH, Standing.AT_RISK):
                beyond.add(one.name)
    return beyond


def keep(row: tuple) -> None:
    """Write a row into the table, in place of one for the same problem and size."""
    rows = {}
    if TABLE.exists():
        with TABLE.open(encoding="utf-8", newline="") as file:
            rows = {(one["problem"], int(one["members"])): one for one in csv.DictReader(file)}
    rows[row[:2]] = dict(zip(COLUMNS, row, strict=True))
    order = [(one.name, members) for one in PROBLEMS for members in SIZES]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows[key] for key in order if key in rows)


def main() -> None:
    """Simulate, print what is marked where, and keep the table row by row."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--runs", type=int, default=200)
    asked.add_argument("--sizes", type=int, nargs="+", default=SIZES, choices=SIZES)
    names = [one.name for one in PROBLEMS]
    asked.add_argument("--problems", nargs="+", default=names, choices=names)
    said, texts = asked.parse_args(), wordings()
    with TemporaryDirectory() as folder:
        os.environ["COMMUNITY_KEY"] = str(Path(folder) / "key")
        for members in said.sizes:
            for problem in (one for one in PROBLEMS if one.name in said.problems):
                rows = measured(problem, members, said.runs, texts)
                found, falsely, marks = judged(problem, rows)
                share = "" if np.isnan(found) else f"{found:.3f}"
                row = (problem.name, members, said.runs, share, f"{falsely:.3f}")
                keep(row)
                often = {name: round(rate, 2) for name, rate in marks.items() if rate}
                print(*row, often, flush=True)


if __name__ == "__main__":
    main()
