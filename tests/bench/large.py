"""A large store, drawn by chance: 50 communities over 60 months, each text read already.

The facts are written in bulk; who is whom, who stands where and who answers whom is worked out by
the store itself. Words are syllables: nobody said them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.derive import refresh
from data.store import Store
from metrics.kinds import RULES_VERSION
from tests.bench.simulated import Drawn, Talk

COMMUNITIES, DAYS = 50, 1826
SEED = 2026
_POSTS_A_THREAD, _POSTS_A_MEMBER = 2.6, 20
_WORDS, _LONGEST = 20_000, 60
_FACTS = ("community", "identity", "membership", "reaction", "visit", "text", "reading", "telling")
_SYLLABLES = [first + last for first, last in product("bdfgklmnprstv", "aeiou")]


@dataclass(frozen=True)
class Large:
    """The facts to be: posts as rows of ``post``, in order of time; all else by table."""

    posts: pd.DataFrame
    others: dict[str, pd.DataFrame]


def drawn(number: int) -> Large:
    """Draw that many posts, and the members, words and kinds that belong to them."""
    chance = np.random.default_rng(SEED)
    talk = Talk(
        threads=round(number / COMMUNITIES / _POSTS_A_THREAD) + 5,
        members=_POSTS_A_THREAD / _POSTS_A_MEMBER,
        days=DAYS,
        answered=0.7,
    )
    tables = Drawn(chance, talk, COMMUNITIES).tables()
    place = tables["place"].sort_values("posted_at").head(number)
    text = np.arange(len(place))
    tellings = pd.DataFrame({"text": text, "mixture": place["text"].to_numpy()}).merge(
        tables["telling"].rename(columns={"text": "mixture"})
    )
    parent = place["parent"].where(place["parent"].isin(place["post"]))
    posts = pd.DataFrame(
        {
            "fact": place["post"],
            "community": place["community"],
            "source_id": place["post"].astype(str),
            "author": place["author"],
            "posted_at": place["posted_at"],
            "reply_to": parent.astype("Int64").astype("string"),
            "how": "known",
            "text": text,
            "edited": False,
            "mentions": [[]] * len(place),
            "current": True,
        }
    )
    others = {name: tables[name] for name in _FACTS} | {
        "text": pd.DataFrame({"text": text, "body": _bodies(chance, len(text))}),
        "reading": pd.DataFrame(
            {"text": text, "language": "en", "assessed": True, "rules": RULES_VERSION}
        ),
        "telling": tellings[["text", "kind", "why"]],
    }
    return Large(posts.reset_index(drop=True), others)


def _bodies(chance: np.random.Generator, number: int) -> list[str]:
    """Draw texts of some thirty words, few of them common and most of them rare."""
    words = np.array(["".join(parts) for parts in product(_SYLLABLES, repeat=3)], object)
    words = chance.permutation(words)[:_WORDS]
    weight = 1 / np.arange(5, _WORDS + 5)
    often = np.cumsum(weight / weight.sum())
    lengths = np.clip(chance.lognormal(3.2, 0.6, number).astype(int), 3, _LONGEST)
    spoken = words[np.minimum(np.searchsorted(often, chance.random(lengths.sum())), _WORDS - 1)]
    ends = np.cumsum(lengths)
    return [" ".join(spoken[end - length : end]) for end, length in zip(ends, lengths, strict=True)]


def fill(path: Path, large: Large, later: np.ndarray) -> None:
    """Write a new store with all but the posts that come ``later``."""
    store = Store(path)
    with store.writing() as cursor:
        for table, rows in large.others.items():
            _insert(cursor, table, rows)
        add(cursor, large.posts[~later])
    store.close()


def add(cursor: DuckDBPyConnection, posts: pd.DataFrame) -> None:
    """Add posts as an import does, and work out anew what depends on them."""
    _insert(cursor, "post", posts)
    refresh(cursor, _names(posts["community"].unique()))


def _names(communities: Sequence[int]) -> list[str]:
    return [f"community {number}" for number in communities]


def _insert(cursor: DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    cursor.register("drawn", rows)
    cursor.execute(f"insert into {table} by name from drawn")
    cursor.unregister("drawn")
