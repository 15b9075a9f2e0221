"""Which terms may be topics: nouns and phrases of up to three words, as their neighbours show.

A word is a noun where it often follows what nouns follow (an article, a possessive, a numeral, a
preposition: ``terms.toml``), so "check" is one in "the check" and none in "we check"; in German,
where it is written with a capital. A phrase is tested in the same way at its beginning. What a
lexicon of English calls a verb, an adjective or an adverb ends none, and a word that is common
everywhere is none by itself. A word gives way to a longer term that it often ends: "boiler check"
says what "check" does not. Longer terms count for more (Frantzi, Ananiadou & Mima 2000,
International Journal on Digital Libraries 3:115).
"""

import tomllib
from functools import cache
from heapq import nlargest
from pathlib import Path

import numpy as np
import pandas as pd
import stopwordsiso
from duckdb import DuckDBPyConnection
from spellchecker import SpellChecker
from textblob.en import lexicon

_RULES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
LANGUAGES = tuple(_RULES)
_LIKELY = 400  # words of a community that may become one, or part of one
_NEXT = 512  # what the place of a term's second word counts; more than there are likely words
_MOST = 30  # terms of a community
_A_THIRD, _SELDOM = 1 / 3, 0.1
_FEWEST_SHOWN = 3  # conversations that show a term to be a noun
_COMMON = 2_500  # so many of the most used words of a language say too little by themselves

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
# What stands before a noun, and what ends a phrase, in each language.
_CUES = """
    create or replace temp table cue as
    select
        unnest($languages::varchar[])   as language,
        unnest($words::varchar[])       as cue,
        unnest($before::boolean[])      as is_before
"""
# How TextBlob's lexicon of English calls verbs that are bent, adjectives and adverbs: no nouns.
_NO_NOUN = ("VBD", "VBN", "VBZ", "JJ", "RB")

# A word, or a mark that ends a phrase: what stands on both sides of it is not side by side. An
# article that French joins to its noun stands apart.
_SPOKEN = r"""
    create or replace temp table spoken as
    with written as (
        select
            place.post,
            place.community,
            place.author,
            place.thread,
            reading.language,
            regexp_replace(
                regexp_replace(replace(body, '’', ''''), $noise, ' . ', 'g'),
                $greeted,
                ' . ',
                'g'
            ) as said
        from place
        join reading using (text)
        join text using (text)
        where reading.language in (select unnest($languages::varchar[]))
    )

    select
        * exclude (said),
        regexp_extract_all(
            case
                when language = 'fr'
                    then regexp_replace(said, '\b([cdjlmnst]|qu)''(\pL)', '\1'' \2', 'gi')
                else said
            end,
            '\pL[\pL''-]*|[^\pL\s]'
        ) as tokens
    from written
"""

# What a word is does not hang on where it stands: it is looked at once, and numbered. A possessive
# s falls off. word is null where it says nothing of a subject.
_TOKENS = r"""
    create or replace temp table token as
    with seen as (
        select distinct unnest(tokens) as token
        from spoken
    ),

    lowered as (
        select
            token,
            lower(token)                                    as low,
            regexp_replace(lower(token), '''s?$', '')       as term,
            regexp_matches(token, '^\pL')                   as is_word
        from seen
    )

    select
        token,
        low,
        term,
        is_word,
        is_word
            and length(low) between 3 and 30
            and low not in (select stop from stop)          as says_something,
        regexp_full_match(token, '\p{Lu}\p{Ll}.*')          as is_capital,
        case
            when is_word
                and length(token) between 3 and 30
                and low not in (select stop from stop)
                and term not in (select stop from stop)
                then dense_rank() over (order by term)
        end                                                 as word
    from lowered
"""

_WORDS = """
    create or replace temp table word as
    with placed as (
        select
            * exclude (tokens),
            unnest(tokens)                                          as token,
            unnest(list_prepend(null, tokens[:-2]))                 as before,
            unnest(list_append(tokens[2:], null))                   as after,
            generate_subscripts(tokens, 1)                          as position
        from spoken
    )

    select
        placed.* exclude (token),
        token.word,
        token.is_capital
    from placed
    join token using (token)
    where token.word is not null
"""

# place: from 1 on, within a community.
_LIKELY_WORDS = """
    create or replace temp table likely as
    with used as (
        select community, word, count(distinct thread) as threads
        from word
        group by all
        having count(distinct author) >= $fewest
           and count(distinct thread) >= $threads
           -- German writes every noun so.
           and avg((is_capital and language <> 'de')::integer) < 0.5
    )

    select
        community,
        word,
        term,
        row_number() over (partition by community order by threads desc, term) as place
    from used
    join (select distinct word, term from token where word is not null) using (word)
    qualify place <= $likely
"""

# Every use of a likely word: whether it begins and ends a run of words that say something, and
# whether what stands before it, or in German its capital, makes it a noun.
_LIKELY_USES = """
    create or replace temp table likely_use as
    select
        word.* exclude (word, before, after, is_capital),
        likely.place,
        not coalesce(before.says_something, false)                  as begins,
        not coalesce(after.is_word, false)
            or (language, after.low) in (select (language, cue) from cue) as ends,
        -- What stands behind a mark, or first of all, follows nothing that would tell.
        case
            when before.is_word
                then (language, before.low) in (select (language, cue) from cue where is_before)
        end                                                         as follows,
        word.is_capital
    from word
    join likely using (community, word)
    left join token as before on before.token = word.before
    left join token as after on after.token = word.after
"""

# One use of a term of one, two or three likely words, and whether it stands there by itself. A
# term is numbered by the places of its words in the community.
_USES = f"""
    create or replace temp table uses as
    with pair as (
        select
            one.* exclude (place, ends, is_capital),
            one.place + {_NEXT} * other.place   as term,
            other.ends,
            other.is_capital
        from likely_use as one
        join likely_use as other
          on  other.post = one.post
          and other.position = one.position + 1
    )

    select
        community,
        post,
        author,
        thread,
        language,
        place                                                       as term,
        1                                                           as words,
        begins and ends                                             as is_alone,
        case
            when language <> 'de' then follows
            when follows is not null then is_capital
        end                                                         as is_noun
    from likely_use
    union all
    select
        community,
        post,
        author,
        thread,
        language,
        term,
        2,
        begins and ends,
        case when language = 'de' then is_capital else follows end
    from pair
    union all
    select
        pair.community,
        pair.post,
        pair.author,
        pair.thread,
        pair.language,
        pair.term + {_NEXT} * {_NEXT} * third.place,
        3,
        pair.begins and third.ends,
        case when pair.language = 'de' then third.is_capital else pair.follows end
    from pair
    join likely_use as third
      on  third.post = pair.post
      and third.position = pair.position + 2
"""

# Most terms of several words come up once or twice: those are not looked at any further.
_TERMS = f"""
    with often as (
        select community, term
        from uses
        group by all
        having count(*) >= greatest($fewest, $least)
    ),

    used as (
        select
            community,
            term                                                        as number,
            any_value(words)                                            as words,
            mode(language)                                              as language,
            count(distinct author)                                      as people,
            count(distinct thread)                                      as threads,
            avg(is_noun::integer) filter (where is_alone)               as noun,
            count(distinct thread) filter (where is_alone and is_noun)  as shown,
            avg(is_alone::integer)                                      as alone
        from uses
        join often using (community, term)
        group by all
        having people >= $fewest and threads >= $least
    )

    select
        used.community,
        used.number,
        concat_ws(' ', one.term, other.term, third.term)                as term,
        used.* exclude (community, number)
    from used
    join likely as one
      on  one.community = used.community
      and one.place = number % {_NEXT}
    left join likely as other
      on  other.community = used.community
      and other.place = number // {_NEXT} % {_NEXT}
    left join likely as third
      on  third.community = used.community
      and third.place = number // {_NEXT} // {_NEXT}
    order by used.community, threads desc, term
"""


_FORGET = """
    drop table stop;
    drop table cue;
    drop table spoken;
    drop table token;
    drop table word;
    drop table likely;
    drop table likely_use;
    drop table uses
"""


def find_terms(cursor: DuckDBPyConnection, fewest: int, least: int) -> pd.DataFrame:
    """Return the terms that ``fewest`` people used in ``least`` conversations, by community.

    ``community, number, term, words, language, people, threads, noun, shown, alone``: how many
    words it has, in how many conversations it comes up, which share of its uses stands by itself
    (``alone``), which share of those as a noun, and in how many conversations those are
    (``shown``). Every use stays in the temporary table ``uses``, which
    ``forget_terms`` drops: ``community, post, author, thread, term``, the number of the term.
    """
    empty, told = (
        {word for one in _RULES.values() for word in one.get(part, "").split()}
        for part in ("empty", "told")
    )
    cursor.execute(_STOP, [sorted((stopwordsiso.stopwords(LANGUAGES) - told) | empty)])
    cues = [
        (name, word, side == "before")
        for name, one in _RULES.items()
        for side in ("before", "after")
        for word in one[side].split()
    ]
    languages, words, before = zip(*cues, strict=True)
    cursor.execute(_CUES, {"languages": languages, "words": words, "before": before})
    given = {"noise": _NOISE, "greeted": _GREETED, "languages": list(LANGUAGES)}
    cursor.execute(_SPOKEN, given)
    cursor.execute(_TOKENS)
    cursor.execute(_WORDS)
    limits = {"fewest": fewest, "threads": least, "likely": _LIKELY}
    cursor.execute(_LIKELY_WORDS, limits)
    cursor.execute(_LIKELY_USES)
    cursor.execute(_USES)
    return cursor.execute(_TERMS, {"fewest": fewest, "least": least}).df()


def forget_terms(cursor: DuckDBPyConnection) -> None:
    """Drop what ``find_terms`` left."""
    cursor.execute(_FORGET)


def picked(terms: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Pick the topics of each community: ``community, number, term``.

    Nouns and noun phrases, the most used first, where longer ones count for more. A word gives way
    to a longer term that it ends (in French: begins) in a third of its conversations; so does one
    that fewer than the smallest group use outside of a longer one, as the difference would tell of
    those few.
    """
    is_noun = (terms["noun"] >= _A_THIRD) & (terms["shown"] >= _FEWEST_SHOWN)
    is_whole = terms["alone"] >= np.where(terms["words"] == 1, _SELDOM, _A_THIRD)
    terms = terms[is_noun & is_whole & ~_ends_otherwise(terms) & ~_is_common(terms)]
    terms = terms.assign(weight=terms["threads"] * np.log2(1 + terms["words"]))
    found = [terms.head(0)]
    for _number, group in terms.groupby("community"):
        best = group[~_gives_way(group, fewest)]
        best = best.sort_values(["weight", "term"], ascending=[False, True])
        is_again = best["term"].str.removesuffix("s").duplicated()  # one and several of it
        found.append(best[~is_again].head(_MOST))
    return pd.concat(found)[["community", "number", "term"]]


def _ends_otherwise(terms: pd.DataFrame) -> np.ndarray:
    """Return which English terms end with a word that is no noun by TextBlob's lexicon."""
    tags = [_tags().get(term.rpartition(" ")[2], "") for term in terms["term"]]
    is_other = np.array([tag.startswith(_NO_NOUN) for tag in tags], bool)
    return is_other & (terms["language"] == "en").to_numpy()


@cache
def _tags() -> dict[str, str]:
    """Return what each word of TextBlob's lexicon mostly is; it never closes its file itself."""
    lines = Path(lexicon.path).read_text("utf-8").splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if " " in line and line[:1] != ";")


def _is_common(terms: pd.DataFrame) -> np.ndarray:
    """Return which terms are a single word that everybody uses, whatever they talk about."""
    return np.array(
        [row.words == 1 and row.term in _common_words(row.language) for row in terms.itertuples()],
        bool,
    )


@cache
def _common_words(language: str) -> frozenset[str]:
    """Return the most used words of a language, as a spelling checker counted them elsewhere."""
    known = SpellChecker(language=language).word_frequency.dictionary
    return frozenset(nlargest(_COMMON, known, key=known.get))


def _gives_way(terms: pd.DataFrame, fewest: int) -> np.ndarray:
    """Return which terms of one community say no more than a longer one that holds them."""
    inside: dict[str, int] = {}
    named: dict[str, int] = {}
    for row in terms[terms["words"] > 1].itertuples():
        words = row.term.split(" ")
        for size in range(1, row.words):
            for start in range(row.words - size + 1):
                part = " ".join(words[start : start + size])
                inside[part] = max(inside.get(part, 0), row.people)
        head = words[0] if row.language == "fr" else words[-1]
        named[head] = max(named.get(head, 0), row.threads)
    outside = terms["people"] - terms["term"].map(inside).fillna(-fewest)
    covered = terms["term"].map(named).fillna(0) / terms["threads"]
    return ((outside < fewest) | (covered >= _A_THIRD)).to_numpy()
