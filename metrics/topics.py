"""What people talk about: terms that enough people use, what stays unanswered, where people dare.

A term is a noun, or a phrase of up to three words that ends with one (``terms``). It is published
for a period only where at least the smallest group of people used it in at least three
conversations. What looks like a name or is somebody's id is left out. Words are found where a
language has rules for kinds of telling (view mix); the same posts tell which conversations are
candid.
"""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.stats import hypergeom

from data.settings import fewest_people
from data.store import Store
from metrics.metric import Status
from metrics.terms import picked
from metrics.uses import find_terms
from metrics.withhold import without_remainders

FEWEST_THREADS = 3
_GRAINS = ("month", "quarter", "year", "all")
_ERRS = 0.05
_NORMAL = 1.959963984540054

# Each use of a chosen term, with what is known of its conversation and of its post.
_CHOSEN = """
    create or replace temp table chosen as
    with candour as (
        select post, failure + doubt + unfinished > 0 as is_candid
        from mix('all')
        where none = 0
    ),

    opened as (
        select
            threads.thread,
            threads.first_reply is null
                or threads.first_reply > threads.opened + interval 7 day as is_unanswered
        from threads('all') as threads
        join observed using (community)
        where threads.opened <= observed.last - interval 7 day
    )

    select distinct
        uses.community,
        picked.term,
        uses.post,
        uses.author,
        uses.thread,
        place.posted_at,
        opened.is_unanswered,
        case when place.post = place.thread then is_candid end as is_candid
    from uses
    join picked
      on  picked.community = uses.community
      and picked.number = uses.term
    join place using (post)
    left join opened on opened.thread = uses.post
    left join candour using (post)
"""

# In one order: of two periods that could be withheld, always the same one goes.
_BY_PERIOD = """
    select
        community,
        $grain                                                              as grain,
        period_of(posted_at, $grain)                                        as period,
        term,
        count(distinct thread)                                              as threads,
        count(distinct author)                                              as people,
        count(*) filter (where is_unanswered is not null)                   as openings,
        count(*) filter (where is_unanswered)                               as unanswered,
        count(distinct author) filter (where is_unanswered)                 as waiting,
        count(distinct author) filter (where not is_unanswered)             as served,
        count(*) filter (where is_candid is not null)                       as told,
        count(*) filter (where is_candid)                                   as candid,
        count(distinct author) filter (where is_candid)                     as daring,
        count(distinct author) filter (where not is_candid)                 as others
    from chosen
    group by all
    order by community, term, period
"""

# What the topics are held against: everything that was said in the period.
_EVERYTHING = """
    with opened as (
        select
            community,
            period_of(opened, $grain)                                   as period,
            count(*)                                                    as openings,
            count(*) filter (
                where first_reply is null or first_reply > opened + interval 7 day
            )                                                           as unanswered
        from threads('all')
        join observed using (community)
        where opened <= last - interval 7 day
        group by all
    ),

    telling as (
        select
            place.community,
            period_of(posted_at, $grain)                                as period,
            count(*)                                                    as told,
            count(*) filter (where failure + doubt + unfinished > 0)    as candid
        from mix('all') as mix
        join place using (post)
        where none = 0
          and place.post = place.thread
        group by all
    ),

    spoken as (
        select
            community,
            period_of(posted_at, $grain)    as period,
            count(distinct thread)          as of_threads
        from place
        group by all
    )

    select
        spoken.*,
        coalesce(opened.openings, 0)    as all_openings,
        coalesce(opened.unanswered, 0)  as all_unanswered,
        coalesce(telling.told, 0)       as all_told,
        coalesce(telling.candid, 0)     as all_candid
    from spoken
    left join opened using (community, period)
    left join telling using (community, period)
"""

_COLUMNS = (
    *("community", "grain", "period", "term", "threads", "of_threads", "low", "high"),
    *("openings", "unanswered", "waits", "told", "candid", "dares"),
)


def topics(cursor: DuckDBPyConnection, store: Store) -> pd.DataFrame:
    """Return the rows of the table topic for the communities that the cursor sees.

    The views threads and mix are asked for the whole time only.
    """
    fewest = fewest_people(cursor)
    terms, uses = find_terms(cursor, fewest, FEWEST_THREADS)
    cursor.register("picked", picked(_without_ids(terms, store), fewest))
    cursor.register("uses", uses)
    cursor.execute(_CHOSEN)
    cursor.unregister("picked")
    cursor.unregister("uses")
    found = _by_period(cursor)
    cursor.execute("drop table chosen")
    if len(found):
        found = _compared(_with_interval(_shown(found, fewest)))
    return found.reindex(columns=list(_COLUMNS))


def _without_ids(terms: pd.DataFrame, store: Store) -> pd.DataFrame:
    """Leave out what is the id of somebody, as a name in a table of posts would be."""
    found = store.read("select distinct platform from community where platform is not null")
    known = set(store.read("select pseudonym from identity")["pseudonym"])
    ids = {
        term
        for term in terms["term"].unique()
        if any(store.pseudonyms.person(one, term) in known for one in found["platform"])
    }
    is_id = [bool(ids & {term, *term.split(" ")}) for term in terms["term"]]
    return terms[~np.array(is_id, bool)]


def _by_period(cursor: DuckDBPyConnection) -> pd.DataFrame:
    """Return the uses of the picked terms by period, beside everything said in it."""
    found = []
    for grain in _GRAINS:
        topics = cursor.execute(_BY_PERIOD, {"grain": grain}).df()
        every = cursor.execute(_EVERYTHING, {"grain": grain}).df()
        found.append(topics.merge(every, on=["community", "period"]))
    return pd.concat(found, ignore_index=True)


def _shown(found: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Return the rows that may be shown: nobody can work out what a hidden one would say."""
    keys, _names = pd.factorize(found["community"].astype(str) + "\n" + found["term"])
    enough = (found["people"] >= fewest) & (found["threads"] >= FEWEST_THREADS)
    answer = pd.DataFrame(
        {
            "community": keys,
            "grain": found["grain"],
            "period": pd.to_datetime(found["period"]),
            "sample": found["threads"].where(enough),
            "people": found["people"],
            "status": np.where(enough, Status.MEASURED, Status.WITHHELD),
            **dict.fromkeys(("value", "low", "high"), np.nan),
            **dict.fromkeys(("standing", "why", "said"), ""),
        }
    )
    kept = without_remainders(answer, fewest)["sample"].notna()
    shown = found[kept.to_numpy()].copy()
    for parts, columns in (
        (("waiting", "served"), ["openings", "unanswered"]),
        (("daring", "others"), ["told", "candid"]),
    ):
        sides = [shown[part].between(1, fewest - 1) for part in parts]
        shown[columns] = shown[columns].astype("Int64").mask(sides[0] | sides[1])
    return shown


def _with_interval(shown: pd.DataFrame) -> pd.DataFrame:
    """Add the 95 % interval of the share of conversations (Wilson 1927)."""
    of, squared = shown["of_threads"].astype(float), _NORMAL**2
    share = shown["threads"] / of
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    reach = np.sqrt(share * (1 - share) / of + squared / (4 * of**2)) * _NORMAL / (1 + squared / of)
    return shown.assign(low=(middle - reach).clip(0), high=(middle + reach).clip(upper=1))


def _compared(shown: pd.DataFrame) -> pd.DataFrame:
    """Say of each topic whether it differs from everything else said, by more than chance.

    Fisher's exact test, its smaller tail doubled; each opening is one observation. False
    discoveries among the topics of a community in a period are controlled after Benjamini &
    Hochberg 1995.
    """
    for verdict, part, whole in (
        ("waits", "unanswered", "openings"),
        ("dares", "candid", "told"),
    ):
        drawn, hits = (shown[one].astype(float).fillna(0) for one in (whole, part))
        every, marked = shown[f"all_{whole}"], shown[f"all_{part}"]
        fewer = hypergeom.cdf(hits, every, marked, drawn)
        more = hypergeom.sf(hits - 1, every, marked, drawn)
        # Where nothing was judged there is nothing to compare with.
        p = np.nan_to_num(np.minimum(1, 2 * np.minimum(fewer, more)), nan=1)
        is_real = _adjusted(p, [shown[key] for key in ("community", "grain", "period")]) <= _ERRS
        shown[verdict] = np.select([~is_real, more < fewer], ["", "more"], "less")
    return shown


def _adjusted(p: np.ndarray, keys: list[pd.Series]) -> pd.Series:
    """Return p after Benjamini & Hochberg, within each group: there are thousands of them."""
    found = pd.Series(p, keys[0].index)
    groups = found.groupby(keys)
    rank = groups.rank("first")
    q = found * (groups.transform("size") / rank)
    falling = rank.sort_values(ascending=False).index
    return q.loc[falling].groupby([key.loc[falling] for key in keys]).cummin().loc[found.index]
