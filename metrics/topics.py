"""What people talk about: terms that enough people use, what stays unanswered, where people dare.

A term is a word, or two words side by side, that says something by itself. It is published for a
period only where at least the smallest group of people used it in at least three conversations.
What looks like a name or is somebody's id is left out. Words are found where a language has rules
for kinds of telling (view mix); the same posts tell which conversations are candid.
"""

import numpy as np
import pandas as pd
import stopwordsiso
from duckdb import DuckDBPyConnection
from scipy.stats import hypergeom

from data.settings import fewest_people
from data.store import Store
from metrics.metric import Status
from metrics.withhold import without_remainders

LANGUAGES = ("en", "nl", "de", "fr")
FEWEST_THREADS = 3
_MOST = 30  # terms of a community
_LIKELY = 300  # words that may become one
_GRAINS = ("month", "quarter", "year", "all")
_ERRS = 0.05
_PAIR = 1.5
_NORMAL = 1.959963984540054
# Said in every community of posts, and no topic of any.
_EMPTY = """
    people person time times team thing things way mensen tijd leute zeit gens temps looked set
    anybody anyone idea ideas curious honestly hindsight minute minutes hour hours day days week
    weeks month months year years today yesterday tomorrow morning monday tuesday wednesday thursday
    friday question questions answer answers post posts thread example examples lot bit
    iemand vraag vragen antwoord dag dagen weken maand vandaag gisteren morgen keer
    frage fragen antwort tage wochen monat heute gestern woche
    question réponse jour jours semaine mois hier demain
    e-mail mail gt lt amp nbsp quot http https www
"""

# Links, addresses, mentions, marks of code and greetings with a name say nothing of the subject.
_NOISE = (
    r"(?i)(?:https?://|www\.)\S+|\S+@\S+|<[^<>]*>|`[^`]*`|&#?\w+;|@\S+|\[e-mail\]"
    r"|\\[a-z]+|\$[^$]*\$"
)
_GREETED = (
    r"\b(?i:hi|hello|hey|dear|thanks|thank you|welcome|hoi|hallo|dag|beste|bedankt|dank je"
    r"|liebe[rs]?|danke|bonjour|salut|merci|ch[eè]re?)[ ,]+\p{Lu}[\pL'’-]+"
)

_STOP = "create or replace temp table stop as select unnest($1::varchar[]) as stop"

# A word, or a mark that ends a phrase: what stands on both sides of it is not side by side.
_WORDS = """
    create or replace temp table word as
    with spoken as (
        select
            place.post,
            place.community,
            place.author,
            place.thread,
            reading.language,
            regexp_extract_all(
                regexp_replace(regexp_replace(body, $noise, ' . ', 'g'), $greeted, ' . ', 'g'),
                '[\\pL][\\pL''’-]*|[^\\pL\\s]'
            ) as tokens
        from place
        join reading using (text)
        join text using (text)
        where reading.language in (select unnest($languages::varchar[]))
    ),

    placed as (
        select
            * exclude (tokens),
            unnest(tokens)                   as token,
            generate_subscripts(tokens, 1)   as position
        from spoken
    )

    select
        post,
        community,
        author,
        thread,
        position,
        lower(token)                                                        as term,
        -- German writes every noun so.
        language <> 'de' and regexp_full_match(token, '\\p{Lu}\\p{Ll}.*')   as is_capital
    from placed
    where length(token) between 3 and 30
      and regexp_matches(token, '^\\pL')
      and lower(replace(token, '’', '''')) not in (select stop from stop)
"""

_LIKELY_WORDS = """
    create or replace temp table likely as
    select community, term
    from (
        select community, term, count(distinct thread) as threads
        from word
        group by all
        having count(distinct author) >= $fewest
           and count(distinct thread) >= $threads
           and avg(is_capital::integer) < 0.5
    )
    qualify row_number() over (partition by community order by threads desc, term) <= $likely
"""

# All uses of the likely words, and of two of them side by side.
_USES = """
    create or replace temp table uses as
    with likely_word as (
        select word.*
        from word
        join likely using (community, term)
    )

    select distinct community, post, author, thread, term
    from likely_word
    union
    select distinct
        one.community,
        one.post,
        one.author,
        one.thread,
        one.term || ' ' || other.term
    from likely_word as one
    join likely_word as other
      on  other.post = one.post
      and other.position = one.position + 1
"""

_TERMS = """
    select
        community,
        term,
        count(distinct author) as people,
        count(distinct thread) as threads
    from uses
    group by all
    having people >= $fewest and threads >= $least
    order by community, threads desc, term
"""

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

    select
        uses.community,
        uses.term,
        uses.post,
        uses.author,
        uses.thread,
        place.posted_at,
        opened.is_unanswered,
        case when place.post = place.thread then is_candid end as is_candid
    from uses
    join picked using (community, term)
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
    _find_words(cursor, fewest)
    terms = cursor.execute(_TERMS, {"fewest": fewest, "least": FEWEST_THREADS}).df()
    cursor.register("picked", _picked(_without_ids(terms, store), fewest))
    cursor.execute(_CHOSEN)
    cursor.unregister("picked")
    found = _by_period(cursor)
    for table in ("word", "likely", "uses", "chosen", "stop"):
        cursor.execute(f"drop table {table}")
    if len(found):
        found = _compared(_with_interval(_shown(found, fewest)))
    return found.reindex(columns=list(_COLUMNS))


def _find_words(cursor: DuckDBPyConnection, fewest: int) -> None:
    """Write the uses of likely terms into the temporary table ``uses``."""
    stop = sorted(stopwordsiso.stopwords(LANGUAGES) | set(_EMPTY.split()))
    cursor.execute(
        "create or replace temp table stop as select unnest($1::varchar[]) as stop", [stop]
    )
    given = {"noise": _NOISE, "greeted": _GREETED, "languages": list(LANGUAGES)}
    cursor.execute(_WORDS, given)
    limits = {"fewest": fewest, "threads": FEWEST_THREADS, "likely": _LIKELY}
    cursor.execute(_LIKELY_WORDS, limits)
    cursor.execute(_USES)


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


def _picked(terms: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Pick the most used terms of each community; a pair counts for more, as it says more.

    A word that fewer than the smallest group use outside a pair of words goes with the pair: the
    difference would tell of those few.
    """
    is_pair = terms["term"].str.contains(" ")
    terms = terms.assign(weight=terms["threads"] * np.where(is_pair, _PAIR, 1))
    picked = [terms.head(0)]
    for _number, group in terms.groupby("community"):
        inside: dict[str, int] = {}
        for row in group[group["term"].str.contains(" ")].itertuples():
            for word in row.term.split(" "):
                inside[word] = max(inside.get(word, 0), row.people)
        left = group["people"] - group["term"].map(inside).fillna(-fewest) >= fewest
        best = group[left].sort_values(["weight", "term"], ascending=[False, True])
        picked.append(best.head(_MOST))
    return pd.concat(picked)[["community", "term"]]


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
