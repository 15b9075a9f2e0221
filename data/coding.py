"""One's own sample: posts of a community that people code by hand, to check the reader of kinds.

Half of it is drawn at random, half by the kinds that were read, so that rare ones are in it too;
each post remembers how many it stands for.
"""

import csv
import io
from collections.abc import Collection
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.declared import DeclarationError, known_community
from data.store import Store

CODERS = (1, 2)
NONE = "none"
FEWEST, MOST = 50, 200
_SEED = 20_261
_COLUMNS = ("community", "post", "coder", "kinds")

_READ = """
    select
        post.source_id,
        coalesce(list(telling.kind order by telling.kind) filter (where kind is not null), [])
            as kinds
    from place
    join post on post.fact = place.post
    join reading on reading.text = place.text and reading.assessed
    left join telling on telling.text = place.text
    where place.community = $community
    group by all
    order by post.source_id
"""


class CodingError(ValueError):
    """What was coded cannot be taken; the message says where and why."""


def draw(store: Store, name: str, size: int = 100) -> int:
    """Draw a new sample of a community, or enlarge the one there is; return how large it is now.

    Posts that were coded stay. Raises UnknownCommunityError; DeclarationError where the size is not
    from 50 to 200 or no post was read yet.
    """
    if not FEWEST <= size <= MOST:
        raise DeclarationError(f"A sample has {FEWEST} to {MOST} posts, not {size}.")
    with store.writing() as cursor:
        community = known_community(cursor, name)
        posts = cursor.execute(_READ, {"community": community}).df()
        if posts.empty:
            raise DeclarationError(f"No post of “{name}” was read yet, so none can be drawn.")
        chosen = _chosen(posts, min(size, len(posts)))
        kept = cursor.execute(
            "select source_id from sample where community = $1 order by place", [community]
        ).fetchall()
        before = {source_id for (source_id,) in kept}
        chosen = chosen[~chosen["source_id"].isin(before)].head(max(size - len(before), 0))
        for place, row in enumerate(chosen.itertuples(), start=len(before) + 1):
            cursor.execute(
                "insert into sample values ($1, $2, $3, $4)",
                [community, row.source_id, place, row.weight],
            )
    return len(before) + len(chosen)


def _chosen(posts: pd.DataFrame, size: int) -> pd.DataFrame:
    """Return so many posts in a mixed order, each with how many it stands for."""
    chance = np.random.default_rng(_SEED)
    by_kind: dict[str, list[int]] = {}
    for number, kinds in enumerate(posts["kinds"]):
        for kind in kinds if len(kinds) else [NONE]:
            by_kind.setdefault(kind, []).append(number)
    each = max(1, (size // 2) // len(by_kind))
    missed = np.full(len(posts), 1 - (size - size // 2) / len(posts))
    taken = set(chance.choice(len(posts), size - size // 2, replace=False).tolist())
    for members in by_kind.values():
        number = min(each, len(members))
        taken |= set(chance.choice(members, number, replace=False).tolist())
        missed[members] *= 1 - number / len(members)
    order = chance.permutation(sorted(taken))
    return posts.iloc[order].assign(weight=1 / (1 - missed[order]))


def sample(store: Store, name: str) -> pd.DataFrame:
    """Return the sample of a community: ``post, place, weight, body, read, first, second``.

    ``post`` is its id in the export; ``read`` the kinds that were read, joined by ``|``; ``first``
    and ``second`` what each person said, None where not yet. ``body`` was written by members.
    """
    return store.read(
        """
        with said as (
            select
                community,
                source_id,
                any_value(kinds) filter (where coder = 1) as first,
                any_value(kinds) filter (where coder = 2) as second
            from coding
            group by all
        ),

        told as (
            select
                text,
                string_agg(kind, '|' order by kind) as kinds
            from telling
            group by all
        )

        select
            sample.source_id                as post,
            sample.place,
            sample.weight,
            text.body,
            coalesce(told.kinds, 'none')    as read,
            reading.language,
            said.first,
            said.second
        from sample
        join community using (community)
        join post
          on  post.community = sample.community
          and post.source_id = sample.source_id
          and post.current
        join text using (text)
        left join reading using (text)
        left join told using (text)
        left join said
          on  said.community = sample.community
          and said.source_id = sample.source_id
        where community.name = $name
        order by sample.place
        """,
        name=name,
    )


def code(store: Store, name: str, post: str, coder: int, kinds: Collection[str]) -> None:
    """Write down what a person says a post is; it replaces what the same person said before."""
    with store.writing() as cursor:
        _write(cursor, known_community(cursor, name), post, coder, kinds)


def _write(
    cursor: DuckDBPyConnection, community: int, post: str, coder: int, kinds: Collection[str]
) -> None:
    cursor.execute(
        "delete from coding where community = $1 and source_id = $2 and coder = $3",
        [community, post, coder],
    )
    cursor.execute(
        "insert into coding values ($1, $2, $3, $4, $5)",
        [community, post, coder, "|".join(sorted(kinds)) or NONE, datetime.now(UTC)],
    )
    cursor.execute("insert into stale values ($1)", [community])


def as_csv(store: Store) -> str:
    """Return all that was coded, without a word of any post: ``community,post,coder,kinds``."""
    coded = store.read(
        """
        select community.name as community, source_id as post, coder, kinds
        from coding
        join community using (community)
        order by community.name, source_id, coder
        """
    )
    return coded[list(_COLUMNS)].to_csv(index=False)


def from_csv(store: Store, text: str, allowed: Collection[str]) -> int:
    """Take in what was coded elsewhere, whole or not at all; return how many posts.

    Raises CodingError where a line cannot be taken.
    """
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True))
    if not rows or set(_COLUMNS) - set(rows[0]):
        raise CodingError(f"It needs the columns {', '.join(_COLUMNS)}.")
    with store.writing() as cursor:
        for line, row in enumerate(rows, start=2):
            _take(cursor, row, f"line {line}", allowed)
    return len(rows)


def _take(cursor: DuckDBPyConnection, row: dict, where: str, allowed: Collection[str]) -> None:
    kinds = [kind for kind in (row["kinds"] or "").split("|") if kind and kind != NONE]
    unknown = set(kinds) - set(allowed)
    if unknown:
        raise CodingError(f"{where}: no kind is called {', '.join(sorted(unknown))}.")
    if row["coder"] not in map(str, CODERS):
        raise CodingError(f"{where}: coder is 1 or 2, not {row['coder']}.")
    community = known_community(cursor, row["community"])
    there = cursor.execute(
        "select 1 from post where community = $1 and source_id = $2 and current",
        [community, row["post"]],
    ).fetchone()
    if not there:
        raise CodingError(f"{where}: there is no post {row['post']} in {row['community']}.")
    _write(cursor, community, row["post"], int(row["coder"]), kinds)
