"""One's own sample: posts of a community that people code by hand, to check the reader of kinds.

Half of it is drawn at random, half by the kinds that were read, so that rare ones are in it too;
each post remembers how many it stands for.
"""

import csv
import io
from collections.abc import Collection
from datetime import UTC, datetime
from math import inf, nan

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.declared import DeclarationError, known_community
from data.said import say
from data.spreadsheet_safe import as_csv as safe_csv
from data.spreadsheet_safe import safe
from data.store import Store, UnknownCommunityError

CODERS = (1, 2)
NONE = "none"
FEWEST, MOST = 50, 200
_SEED = 20_261
_COLUMNS = ("community", "post", "coder", "kinds")
_WEIGHT = "weight"

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
        raise DeclarationError(
            say(
                "A sample has {fewest} to {most} posts, not {size}.",
                fewest=FEWEST,
                most=MOST,
                size=size,
            )
        )
    with store.writing() as cursor:
        community = _community(cursor, name)
        posts = cursor.execute(_READ, {"community": community}).df()
        if posts.empty:
            raise DeclarationError(
                say("No post of “{name}” was read yet, so none can be drawn.", name=name)
            )
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


def _community(cursor: DuckDBPyConnection, name: str) -> int:
    try:
        return known_community(cursor, name)
    except UnknownCommunityError as problem:
        raise UnknownCommunityError(
            say("There is no community “{name}” here, or no longer.", name=name)
        ) from problem


def _chosen(posts: pd.DataFrame, size: int) -> pd.DataFrame:
    """Return so many posts in a mixed order, each with how many it stands for."""
    chance = np.random.default_rng(_SEED)
    by_kind: dict[str, list[int]] = {}
    for number, kinds in enumerate(posts["kinds"]):
        for kind in kinds if len(kinds) else [NONE]:
            by_kind.setdefault(kind, []).append(number)
    each = max(1, (size // 2) // len(by_kind))
    missed = np.ones(len(posts))
    taken: set[int] = set()
    for members in by_kind.values():
        number = min(each, len(members))
        taken |= set(chance.choice(members, number, replace=False).tolist())
        missed[members] *= 1 - number / len(members)
    # The rest at random from the others, so that a post drawn for its kind costs no place.
    others = np.setdiff1d(np.arange(len(posts)), sorted(taken))
    number = min(size - len(taken), len(others))
    taken |= set(chance.choice(others, number, replace=False).tolist())
    missed *= 1 - number / max(len(others), 1)
    order = chance.permutation(sorted(taken))
    # In 1024ths, so that sums of weights are exact: a reader who is always right has 1.
    return posts.iloc[order].assign(weight=np.round(1024 / (1 - missed[order])) / 1024)


def take_codes(store: Store, name: str, codes: dict[str, str], posts: int) -> None:
    """Take in a sample that was drawn at random from so many posts and coded whole.

    ``codes`` gives for each post its kinds, joined by ``|``. Raises UnknownCommunityError.
    """
    weight, now = posts / max(len(codes), 1), datetime.now(UTC)
    with store.writing() as cursor:
        community = known_community(cursor, name)
        drawn = [(community, post, place, weight) for place, post in enumerate(codes, start=1)]
        said = [(community, post, 1, kinds, now) for post, kinds in codes.items()]
        cursor.executemany("insert into sample values ($1, $2, $3, $4)", drawn)
        cursor.executemany("insert into coding values ($1, $2, $3, $4, $5)", said)


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


def code(
    store: Store, name: str, post: str, coder: int, kinds: Collection[str], *, waits: bool = False
) -> None:
    """Write down what a person says a post is; it replaces what the same person said before.

    Where it ``waits``, the figures stay as they are until ``done`` is said: somebody who codes a
    hundred posts wants them worked out once. Raises UnknownCommunityError.
    """
    with store.writing() as cursor:
        community = _community(cursor, name)
        _write(cursor, community, post, coder, kinds)
        if waits:
            _note(cursor, community)
        else:
            _count(cursor, community)


def take_back(store: Store, name: str, post: str, coder: int) -> None:
    """Leave a post uncoded again by a person; that waits for ``done`` too.

    Raises UnknownCommunityError.
    """
    with store.writing() as cursor:
        community = _community(cursor, name)
        _forget(cursor, community, post, coder)
        _note(cursor, community)


def done(store: Store, name: str) -> None:
    """Let what was coded count: the figures of the community no longer hold.

    Raises UnknownCommunityError.
    """
    with store.writing() as cursor:
        _count(cursor, _community(cursor, name))


def is_counted(store: Store, name: str) -> bool:
    """Return whether ``done`` was said since somebody coded last."""
    with store.cursor() as cursor:
        noted = _uncounted(_community(cursor, name))
        return not cursor.execute("select 1 from setting where name = $1", [noted]).fetchone()


def _note(cursor: DuckDBPyConnection, community: int) -> None:
    """Remember that something was coded which no figure knows of yet."""
    cursor.execute("insert or ignore into setting values ($1, 'yes')", [_uncounted(community)])


def _count(cursor: DuckDBPyConnection, community: int) -> None:
    cursor.execute("insert into stale values ($1)", [community])
    cursor.execute("delete from setting where name = $1", [_uncounted(community)])


def _uncounted(community: int) -> str:
    return f"uncounted codes of {community}"


def _write(
    cursor: DuckDBPyConnection, community: int, post: str, coder: int, kinds: Collection[str]
) -> None:
    _forget(cursor, community, post, coder)
    cursor.execute(
        "insert into coding values ($1, $2, $3, $4, $5)",
        [community, post, coder, "|".join(sorted(kinds)) or NONE, datetime.now(UTC)],
    )


def _forget(cursor: DuckDBPyConnection, community: int, post: str, coder: int) -> None:
    cursor.execute(
        "delete from coding where community = $1 and source_id = $2 and coder = $3",
        [community, post, coder],
    )


def as_csv(store: Store) -> str:
    """Return all that was coded, without a word of any post, as no spreadsheet can mistake it.

    ``community,post,coder,kinds,weight``; weight is how many posts it stands for.
    """
    coded = store.read(
        """
        select community.name as community, source_id as post, coder, kinds, sample.weight
        from coding
        join community using (community)
        left join sample using (community, source_id)
        order by community.name, source_id, coder
        """
    )
    return safe_csv(coded[[*_COLUMNS, _WEIGHT]])


def from_csv(store: Store, text: str, allowed: Collection[str]) -> int:
    """Take in what was coded elsewhere, whole or not at all; return how many lines.

    A line replaces what the same person said of the post. A post that is not in the sample joins
    it, for as many posts as ``weight`` says, for itself where that is not told. Raises CodingError
    where a line cannot be taken.
    """
    rows = _rows(text)
    if not rows or set(_COLUMNS) - set(rows[0]):
        raise CodingError(say("It needs the columns {columns}.", columns=", ".join(_COLUMNS)))
    with store.writing() as cursor:
        taken = {_take(cursor, row, line, allowed) for line, row in enumerate(rows, start=2)}
        for community in taken:
            _count(cursor, community)
    return len(rows)


def _rows(text: str) -> list[dict[str, str]]:
    """Return the lines of a CSV file, however the spreadsheet that wrote it parts the columns."""
    lines = text.lstrip("\ufeff")
    between = max(",;\t", key=lines.partition("\n")[0].count)
    try:
        found = csv.DictReader(io.StringIO(lines, newline=""), delimiter=between, strict=True)
        return [{name: _as_it_was(row[name] or "") for name in row if name} for row in found]
    except csv.Error as problem:
        raise CodingError(say("It cannot be read as CSV: {why}.", why=str(problem))) from problem


def _as_it_was(value: str) -> str:
    """Return a value without the apostrophe that kept a spreadsheet from taking it for more."""
    return value[1:] if value[:1] == "'" and safe(value[1:]) == value else value


def _take(cursor: DuckDBPyConnection, row: dict, line: int, allowed: Collection[str]) -> int:
    """Write down one line; return the number of its community."""
    kinds = [kind for kind in row["kinds"].split("|") if kind and kind != NONE]
    unknown = ", ".join(sorted(set(kinds) - set(allowed)))
    if unknown:
        raise CodingError(say("line {line}: no kind is called {kind}.", line=line, kind=unknown))
    if not row["kinds"]:
        raise CodingError(say("line {line}: it names no kind, not even none.", line=line))
    if row["coder"] not in map(str, CODERS):
        raise CodingError(
            say("line {line}: coder is 1 or 2, not {coder}.", line=line, coder=row["coder"])
        )
    community = _there(cursor, row, line)
    _join(cursor, community, row["post"], _weight(row.get(_WEIGHT), line))
    _write(cursor, community, row["post"], int(row["coder"]), kinds)
    return community


def _there(cursor: DuckDBPyConnection, row: dict, line: int) -> int:
    """Return the number of the community, where both it and the post are here."""
    name, post = row["community"], row["post"]
    try:
        community = known_community(cursor, name)
    except UnknownCommunityError as problem:
        raise CodingError(
            say("line {line}: there is no community “{name}” here.", line=line, name=name)
        ) from problem
    found = cursor.execute(
        "select 1 from post where community = $1 and source_id = $2 and current", [community, post]
    ).fetchone()
    if not found:
        raise CodingError(
            say("line {line}: there is no post {post} in {name}.", line=line, post=post, name=name)
        )
    return community


def _weight(said: str | None, line: int) -> float:
    try:
        weight = float(said.replace(",", ".")) if said else 1.0
    except ValueError:
        weight = nan
    if not 0 < weight < inf:
        raise CodingError(
            say("line {line}: weight is a number above 0, not {weight}.", line=line, weight=said)
        )
    return weight


def _join(cursor: DuckDBPyConnection, community: int, post: str, weight: float) -> None:
    """Let a post join the sample as its last one, where it is not in it."""
    cursor.execute(
        """
        insert into sample
        select $community, $post, coalesce(max(place), 0) + 1, $weight
        from sample
        where community = $community
        having not coalesce(bool_or(source_id = $post), false)
        """,
        {"community": community, "post": post, "weight": weight},
    )
