"""The four named measures as one would write them in pandas and networkx, without intervals.

What publishing is held against: depth of dialogue, reciprocity, lurkers and diversity of practice,
for each community and month, quarter, year and the whole time. Each step is the quickest that the
two libraries have for it.
"""

import networkx as nx
import numpy as np
import pandas as pd

GRAINS = {"month": "M", "quarter": "Q", "year": "Y", "all": None}
LOOKS_BACK = pd.Timedelta(weeks=12)


def measures(posts: pd.DataFrame, tellings: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """Return ``grain, community, period`` with a column for each measure.

    ``posts``: ``post, community, author, posted_at, thread, parent``; ``tellings``: ``post, kind``,
    of the mix only; ``roster``: ``community, person, joined``.
    """
    openings, replies, told = with_depth(posts), answers(posts), shared(posts, tellings)
    found = []
    for grain in GRAINS:
        key = ["community", "period"]
        depth, arcs, kinds = (
            rows.assign(period=period_of(rows["posted_at"], grain))
            for rows in (openings, replies, told)
        )
        found.append(
            pd.DataFrame(
                {
                    "dialogue_depth": depth.groupby(key)["depth"].mean(),
                    "reciprocity": arcs.groupby(key)[["author", "answered"]].apply(reciprocity),
                    "practice_diversity": diversity(kinds, key),
                    "lurker_ratio": lurkers(posts, roster, grain),
                }
            )
            .rename_axis(key)
            .reset_index()
            .assign(grain=grain)
        )
    return pd.concat(found, ignore_index=True)


def period_of(moment: pd.Series, grain: str) -> pd.Series:
    """Return the first day of the period in which each moment lies."""
    if grain == "all":
        return pd.Series(pd.Timestamp("1970-01-01"), moment.index)
    return moment.dt.to_period(GRAINS[grain]).dt.start_time


def with_depth(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the openings, each with the depth of its thread."""
    linked = posts.dropna(subset="parent")
    graph = nx.from_pandas_edgelist(linked, "parent", "post", create_using=nx.DiGraph)
    depth = {
        post: level
        for level, layer in enumerate(nx.topological_generations(graph))
        for post in layer
    }
    reached = posts["post"].map(depth).fillna(0).groupby(posts["thread"]).max()
    openings = posts[posts["post"] == posts["thread"]]
    return openings.assign(depth=openings["thread"].map(reached))


def answers(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the replies of one person to another, with whom they answer."""
    asked = posts.set_index("post")["author"]
    linked = posts.dropna(subset="parent")
    linked = linked.assign(answered=asked.loc[linked["parent"]].to_numpy())
    return linked[linked["author"] != linked["answered"]]


def reciprocity(arcs: pd.DataFrame) -> float:
    """Return the share of arcs that are returned."""
    graph = nx.from_pandas_edgelist(arcs, "author", "answered", create_using=nx.DiGraph)
    return nx.overall_reciprocity(graph)


def shared(posts: pd.DataFrame, tellings: pd.DataFrame) -> pd.DataFrame:
    """Return the kinds that each post tells, with the part of its one unit that each gets."""
    part = 1 / tellings.groupby("post")["kind"].transform("size")
    return tellings.assign(part=part).merge(posts[["post", "community", "posted_at"]], on="post")


def diversity(kinds: pd.DataFrame, key: list[str]) -> pd.Series:
    """Return how many kinds there are, each counted by how common it is."""
    counts = kinds.groupby([*key, "kind"])["part"].sum()
    shares = counts / counts.groupby(key).transform("sum")
    return np.exp(-(shares * np.log(shares)).groupby(key).sum())


def lurkers(posts: pd.DataFrame, roster: pd.DataFrame, grain: str) -> pd.Series:
    """Return the share of members who wrote nothing in the twelve weeks up to a period's end."""
    found = {}
    members = dict(list(roster.groupby("community")))
    for community, rows in posts.sort_values("posted_at").groupby("community"):
        listed, last = members[community], rows["posted_at"].max()
        moments = pd.DatetimeIndex(rows["posted_at"])
        authors = rows["author"].to_numpy()
        for period in period_of(rows["posted_at"], grain).unique():
            since, until = span(period, grain, last)
            wrote = authors[moments.searchsorted(since) : moments.searchsorted(until, "right")]
            there = listed.loc[(listed["joined"] < since) | (grain == "all"), "person"]
            found[community, period] = (~there.isin(wrote)).mean()
    return pd.Series(found)


def span(period: pd.Timestamp, grain: str, last: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return from when until when one looks for posts."""
    if grain == "all":
        return pd.Timestamp("1970-01-01"), last
    until = min(period.to_period(GRAINS[grain]).end_time, last)
    return until - LOOKS_BACK, until
