"""What a metric is: a question, the evidence for its answer, and when not to answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from data.inferred import in_words
from data.said import joined, say
from data.settings import FEWEST, fewest_people
from metrics.answers import Status as Status  # every screen that reads a figure asks for these
from metrics.answers import answers
from metrics.answers import fewer_than as fewer_than
from metrics.bounds import Bounds, InForce, bounds_in_force, bounds_of
from metrics.bounds import Standing as Standing
from metrics.estimates.evidence import Evidence
from metrics.estimates.ratio import ratio

Grain = Literal["month", "quarter", "year", "all"]

FEWEST_PEOPLE = FEWEST


class Dimension(StrEnum):
    """The six things a learning network needs."""

    DIALOGUE = "Dialogue"
    RECIPROCITY = "Reciprocity"
    VOICE = "Voice"
    PRACTICE = "Practice"
    HOSTING = "Hosting"
    REACH = "Reach"


class Direction(StrEnum):
    """Which way is healthy. BAND means both ends are a warning."""

    HIGHER = "higher"
    LOWER = "lower"
    BAND = "band"


class Unit(StrEnum):
    """How the number is written."""

    SHARE = "share"
    LINKS = "replies deep"
    HOURS = "hours"
    KINDS = "kinds"
    DEPARTMENTS = "departments"
    TIMES = "times"
    INDEX = "on a scale to 1"
    PAIRS = "of 100 pairs"
    DIFFERENCE = "of 100"
    SIGNS = "signs"


class Need(StrEnum):
    """What an export must contain, said as its absence."""

    POSTS = "who wrote what"
    PARENTS = "which post answers which"
    REPLIES = "who answers whom"
    THREADS = "which posts belong together"
    ROSTER = "who is a member"
    TEXT = "what was written"
    HOSTS = "who hosts the community"
    ATTRIBUTES = "departments, levels or places of members"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How one sees whether a piece of advice worked, and where the advice comes from.

    ``moves`` names the figure that should move, "" for the one the advice is about; ``weeks`` says
    by when.
    """

    source: str
    moves: str = ""
    weeks: int = 13


Estimate = Callable[[DuckDBPyConnection, Evidence], pd.DataFrame]
"""Works out the figures of all that the evidence is about, a row for each of its KEYS."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A declared metric.

    ``evidence`` is a query that may use ``$grain``. For the usual estimate, a ratio of sums, it
    gives one row per unit of evidence: ``community, period, one, other, amount, out_of, people``.
    ``one`` names the thread or member that a row belongs to; ``other`` is null, or the second
    member where a row is about a pair; ``people`` lists the members the row rests on. Other
    statistics bring their own ``estimate`` and say there what evidence they want.

    ``finding`` is the answer as a sentence, with ``{}`` where the value stands in words: "22 of
    100", "1.6 replies deep", "3 hours".

    ``minimum`` counts what ``minimum_of`` names; ``minimum_units`` counts threads or members behind
    it, ``minimum_people`` the people. ``guards_parts``: a share of members (or pairs), so that
    neither part may be made of one to four members. ``adds_up``: the evidence of months adds up to
    that of quarters and years, so that a withheld month could be worked out from its siblings.
    ``spans_communities``: what people do in one community changes the figure of another.
    ``of_threads``: ``one`` is a thread, so that the conversations behind a figure can be shown;
    by ``behind``, where the evidence itself does not say what each gave to it.
    ``in_one_month``: a row of the evidence lies in one month, and is the same row in the quarter
    and the year around it, so that it is worked out once for all of them.
    ``against_chance``: of a difference from chance, the findings for less, as much and more than
    chance would give; the first and the last hold ``{}`` as ``finding`` does.
    ``worth_acting_on`` is the smallest difference between two communities, or two periods, that
    would be a reason to do something else: a starting value, and not science.
    ``rises_with_volume``: more posts of the same talk raise it; compared at like volumes only.
    A statistic whose estimate has a column ``claims`` colours nothing where that is false.
    ``silence`` is said of a period without
    evidence, ``caveat`` of every value.

    ``dimension`` is None for a warning, which stands beside the six dimensions. ``signs`` say, as
    part of a sentence, what it is like where the value is too low, too high, and ``sign_of_none``
    where it is 0, so that nobody reads "few" of none; ``advice`` what to try then, and ``trials``
    how one will see that it worked. The starting values of its bounds stand in ``bounds.toml``.
    ``is_counted``: another figure counts whether it lies beyond its bound, and is measured anew
    where that bound moves.
    """

    name: str
    title: str
    question: str
    finding: str
    formula: str
    dimension: Dimension | None
    direction: Direction
    unit: Unit
    minimum: int
    minimum_of: str
    needs: tuple[Need, ...]
    source: str
    blind_spot: str
    advice: tuple[str, str]
    evidence: str
    signs: tuple[str, str] = ("", "")
    sign_of_none: str = ""
    trials: tuple[Trial | None, Trial | None] = (None, None)
    minimum_units: int = 2
    minimum_people: int = FEWEST_PEOPLE
    guards_parts: bool = False
    is_counted: bool = False
    worth_acting_on: float | None = None
    rises_with_volume: bool = False
    adds_up: bool = True
    spans_communities: bool = False
    of_threads: bool = False
    in_one_month: bool = False
    behind: str = ""
    against_chance: tuple[str, str, str] | None = None
    silence: str = "nothing of this kind happened"
    caveat: str = ""
    estimate: Estimate = ratio

    def bounds_in(self, kind: str | None) -> Bounds:
        """Return the starting values for a kind of community; without any it is not judged."""
        return bounds_of(self.name, kind)

    @property
    def is_headline(self) -> bool:
        """Return whether this is the figure a metric is known by, and not a further one."""
        return "." not in self.name

    @property
    def of(self) -> str:
        """Return the name of the main figure that this one belongs to; its own where it is one."""
        return self.name.partition(".")[0]

    @property
    def is_warning(self) -> bool:
        """Return whether this is a main figure that stands beside the six dimensions."""
        return self.is_headline and self.dimension is None

    def further(self, suffix: str, **changes: object) -> "Metric":
        """Return a further figure of this metric, named ``<metric>.<suffix>``."""
        own = {"name": f"{self.name}.{suffix}", "against_chance": None}
        return replace(self, **own | changes)

    def evidence_for(self, *grains: Grain) -> Evidence:
        """Return the evidence for some lengths of period."""
        return Evidence.of(self.evidence, grains, in_one_month=self.in_one_month)

    def measure(self, cursor: DuckDBPyConnection, periods: "Periods") -> pd.DataFrame:
        """Return one row for every community and period: with a value, or with why there is none.

        ``grain, community, period, value, low, high, sample, status, standing, claims, why, said,
        people``. ``community`` is its number; ``period`` the first day; ``sample`` a nullable
        integer; ``standing`` by the bounds in force; ``people`` how many the row rests on, which is
        not for publication.
        """
        known = periods.known.values()
        missing = [missing_need(self.needs, row) for row in known]
        found = periods.keys
        if not all(missing):
            found = self.estimate(cursor, self.evidence_for(*periods.grains))
        return answers(self, found, periods, missing, [self._how_known(row) for row in known])

    def _how_known(self, known) -> str:
        """Say where it is but guessed who answers whom."""
        if known.guessed and {Need.REPLIES, Need.THREADS} & set(self.needs):
            return in_words()
        return _BY_ORDER if known.replies == "roots" and Need.REPLIES in self.needs else ""


@dataclass(frozen=True)
class Periods:
    """What is asked for: every period of every community, and what holds whichever metric asks.

    ``keys`` has a row of the KEYS for each; ``known`` says what the export of a community can tell
    (view knowledge), by its number.
    """

    grains: tuple[Grain, ...]
    keys: pd.DataFrame
    known: dict[int, NamedTuple]
    fewest: int
    in_force: InForce


def periods_of(cursor: DuckDBPyConnection, *grains: Grain) -> Periods:
    """Return every period of every community."""
    keys = [
        cursor.execute(
            """
            select $grain as grain, community, period
            from periods($grain)
            order by community, period
            """,
            {"grain": grain},
        ).df()
        for grain in grains
    ]
    return Periods(
        grains=grains,
        keys=pd.concat(keys, ignore_index=True),
        known={row.community: row for row in cursor.table("knowledge").df().itertuples()},
        fewest=fewest_people(cursor),
        in_force=bounds_in_force(cursor),
    )


_BY_ORDER = say("who answers whom is read from the order of speakers in each thread")
_NO_PARENTS = {
    "none": say("this export names no threads, so nobody can tell which post is answered"),
    "roots": say(
        "this export names only the first post of each thread and does not say which post is "
        "answered"
    ),
    "arcs": say("this export says who answered whom, but does not say which post is answered"),
    "inferred": say("in this export it is only inferred which post is answered"),
}


def missing_need(needs: tuple[Need, ...], knowledge) -> str:
    """Return why a community cannot be measured, from its row of the view knowledge, or ""."""
    if not knowledge.posts:
        return say("no posts of this community were imported")
    for need in needs:
        match need:
            case Need.PARENTS if knowledge.guessed:
                return joined([_NO_PARENTS["inferred"], in_words()], ": ")
            case Need.PARENTS if knowledge.replies != "known":
                return _NO_PARENTS[knowledge.replies]
            case Need.THREADS if knowledge.replies not in ("known", "roots", "inferred"):
                return _NO_PARENTS[knowledge.replies]
            case Need.REPLIES if knowledge.replies == "none":
                return say("this export names no threads, so nobody can tell who answers whom")
            case Need.ROSTER if not knowledge.listed:
                return say(
                    "members unknown: this export has no member list; add one to see who is silent"
                )
            case Need.TEXT if not knowledge.text:
                return say("this export has no text")
            case Need.HOSTS if not knowledge.hosts:
                return say("nobody is declared as host; say who hosts this community")
            case Need.ATTRIBUTES if not knowledge.attributes:
                return say(
                    "no departments, levels or places are known: add a member list that has them"
                )
    return ""
