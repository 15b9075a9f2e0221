"""How well the reader knows kinds: what it says of posts that people coded.

``coded.csv`` keeps, for each coded post, its id and where it is from, what two people said of it on
their own, what was settled, and what the reader says: never its words. Only posts that shaped no
rule (part "held out") count here. ``make bench-kinds`` reads the posts that are there again.
"""

import csv
from functools import cache
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np

from metrics.estimates.mix import Blur
from metrics.kinds import MIX, Kind

CODED = Path(__file__).parent / "coded.csv"
HELD_OUT = "held out"
FEWEST_OF_A_KIND = 60
FEWEST_POSTS = 150
_NORMAL = 1.959963984540054


class Coded(NamedTuple):
    """A post that people coded: what each of two said, what was settled, what the reader says.

    ``first`` and ``second`` are None where it is not known what each of them said, ``read`` where
    the words are no longer there for the reader of today: such a post tests nothing.
    """

    id: str
    source: str
    language: str
    part: str
    first: frozenset[Kind] | None
    second: frozenset[Kind] | None
    settled: frozenset[Kind]
    read: frozenset[Kind] | None

    @property
    def tests_reader(self) -> bool:
        """Whether the post shows how well the reader reads posts that did not shape it."""
        return self.part == HELD_OUT and self.read is not None


class Skill(NamedTuple):
    """How well a kind is known in a language, each share with its 95 % interval (Wilson).

    ``coded`` counts all posts that people coded as this kind, ``held_out`` those that test the
    reader. A share of nothing is None.
    """

    kind: Kind
    coded: int
    held_out: int
    precision: tuple[float, float, float] | None
    recall: tuple[float, float, float] | None
    f1: float


@cache
def coded() -> tuple[Coded, ...]:
    """Return every coded post."""
    with CODED.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Coded(
                row["id"],
                row["source"],
                row["language"],
                row["part"],
                kinds_in(row["first"]) if row["first"] else None,
                kinds_in(row["second"]) if row["second"] else None,
                kinds_in(row["settled"]),
                kinds_in(row["read"]) if row["read"] else None,
            )
            for row in csv.DictReader(lines)
        )


def kinds_in(codes: str) -> frozenset[Kind]:
    """Return the kinds in codes joined by ``|``; "none" and nothing are no kinds."""
    return frozenset(Kind(code) for code in codes.split("|") if code and code != "none")


def languages() -> list[str]:
    """Return the languages in which posts were coded, most posts first."""
    found = [post.language for post in coded()]
    return sorted(set(found), key=lambda one: (-found.count(one), one))


def skills(language: str) -> list[Skill]:
    """Return how well each kind is known in a language."""
    posts = [post for post in coded() if post.language == language]
    return [_skill(kind, posts) for kind in Kind]


def _skill(kind: Kind, posts: list[Coded]) -> Skill:
    tests = [post for post in posts if post.tests_reader]
    true = sum(kind in post.settled for post in tests)
    read = sum(kind in post.read for post in tests)
    both = sum(kind in post.settled and kind in post.read for post in tests)
    return Skill(
        kind,
        coded=sum(kind in post.settled for post in posts),
        held_out=true,
        precision=wilson(both, read),
        recall=wilson(both, true),
        f1=2 * both / (true + read) if true + read else 0.0,
    )


def wilson(some: float, whole: int) -> tuple[float, float, float] | None:
    """Return a share with its 95 % interval after Wilson 1927; None of nothing."""
    if not whole:
        return None
    share, square = some / whole, _NORMAL**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    reach *= _NORMAL / (1 + square / whole)
    return share, max(0.0, middle - reach), min(1.0, middle + reach)


def macro_f1(language: str) -> float:
    """Return the mean F1 over all kinds, on posts that shaped no rule."""
    return float(np.mean([skill.f1 for skill in skills(language)]))


def people(language: str) -> float:
    """Return how far two people agree on kinds: F1 of one against the other, mean over kinds."""
    both = [post for post in coded() if post.language == language and post.first is not None]
    shares = []
    for kind in Kind:
        said = sum((kind in post.first) + (kind in post.second) for post in both)
        same = sum(kind in post.first and kind in post.second for post in both)
        shares += [2 * same / said] if said else []
    return float(np.mean(shares)) if shares else float("nan")


@cache
def is_verified(language: str) -> bool:
    """Return whether enough posts were coded in a language for its mix to be corrected."""
    posts = [post for post in coded() if post.language == language]
    enough = all(sum(kind in post.settled for post in posts) >= FEWEST_OF_A_KIND for kind in MIX)
    return enough and len(posts) >= FEWEST_POSTS and blur(language).can_be_undone


@cache
def blur(language: str) -> Blur:
    """Return how the reader sees the mix in a language, from the posts that shaped no rule."""
    tests = [post for post in coded() if post.language == language and post.tests_reader]
    return blur_of((post.settled, post.read) for post in tests)


def blur_of(pairs) -> Blur:
    """Return how a reader sees the mix, from what was settled and what was read of each post."""
    seen = np.zeros((len(MIX) + 1,) * 2)
    for settled, read in pairs:
        seen += np.outer(shares(settled), shares(read))
    return Blur(seen)


def shares(kinds: frozenset[Kind]) -> np.ndarray:
    """Return how a post shares its one unit among the kinds of the mix, "none" last."""
    in_mix = [kind in kinds for kind in MIX]
    number = sum(in_mix)
    return np.array([*in_mix, not number], float) / max(number, 1)
