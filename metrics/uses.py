"""Where terms come up: every use of a likely word, and of two or three of them side by side."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import stopwordsiso
from duckdb import DuckDBPyConnection

from metrics.estimates.counting import counted, distinct

_RULES = tomllib.loads(Path(__file__).with_name("terms.toml").read_text("utf-8"))
LANGUAGES = tuple(_RULES)
_GERMAN = LANGUAGES.index("de")
_LIKELY = 400  # words of a community that may become one, or part of one
_NEXT = 512  # what the place of a term's second word counts; more than there are likely words
_POSTS = 50_000  # whose words are looked at together, to bound memory

# Links, addresses, mentions, marks of code and greetings with a name say nothing of the subject.
_NOISE = (
    r"(?i)(?:https?://|www\.)\S+|\S+@\S+|<[^<>]*>|`[^`]*`|&#?\w+;|@\S+|\[e-mail\]"
    r"|\\[a-z]+|\$[^$]*\$"
)
_GREETED = (
    r"\b(?i:hi|hello|hey|dear|thanks|thank you|welcome|hoi|hallo|dag|beste|bedankt|dank je"
    r"|liebe[rs]?|danke|bonjour|salut|merci|ch[eè]re?)[ ,]+\p{Lu}[\pL'’-]+"
)

# A word, or a mark that ends a phrase: what stands on both sides of it is not side by side. An
# article that French joins to its noun stands apart.
_SPOKEN = r"""
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
          and place.community in (select unnest($communities::integer[]))
    )

    select
        post,
        community,
        author,
        thread,
        list_position($languages::varchar[], language) - 1     as language,
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
    with stop as (
        select unnest($stop::varchar[]) as stop
    ),

    lowered as (
        select
            number,
            token,
            lower(token)                                    as low,
            regexp_replace(lower(token), '''s?$', '')       as term,
            regexp_matches(token, '^\pL')                   as is_word
        from seen
    )

    select
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
    order by number
"""


_SIZES = "select community, count(*) as posts from place group by all order by all"


@dataclass(frozen=True)
class Tokens:
    """Every word and mark of some posts, in their order.

    ``post`` is the place in ``posts`` of each one's post; ``token`` its number. What a token is
    does not hang on where it stands: ``word`` (-1: says nothing of a subject), ``is_word``,
    ``says``, ``is_capital`` and, for each language, ``is_cue`` and ``is_before`` are by its number;
    ``terms`` by that of a word.
    """

    posts: dict[str, np.ndarray]
    post: np.ndarray
    token: np.ndarray
    word: np.ndarray
    is_word: np.ndarray
    says: np.ndarray
    is_capital: np.ndarray
    is_cue: np.ndarray
    is_before: np.ndarray
    terms: np.ndarray

    @classmethod
    def of(cls, cursor: DuckDBPyConnection, communities: list[int]) -> "Tokens":
        """Read the posts of some communities."""
        given = {"noise": _NOISE, "greeted": _GREETED, "languages": list(LANGUAGES)}
        given |= {"communities": communities}
        table = cursor.sql(_SPOKEN, params=given).to_arrow_table()
        lists = table["tokens"].combine_chunks()
        many = lists.value_lengths().to_numpy()
        found = lists.flatten().dictionary_encode()
        seen = {"number": np.arange(len(found.dictionary)), "token": found.dictionary}
        cursor.register("seen", pa.table(seen))
        kinds = cursor.execute(_TOKENS, {"stop": _empty_words()}).df()
        cursor.unregister("seen")
        word = kinds["word"].fillna(0).to_numpy(np.int64) - 1
        terms = np.full(word.max(initial=-1) + 1, "", object)
        terms[word[word >= 0]] = kinds["term"].to_numpy(object)[word >= 0]
        low = kinds["low"].to_numpy(object)
        return cls(
            posts={name: table[name].to_numpy() for name in table.column_names[:-1]},
            post=np.repeat(np.arange(len(lists)), many),
            token=found.indices.to_numpy(),
            word=word,
            is_word=kinds["is_word"].to_numpy(bool),
            says=kinds["says_something"].to_numpy(bool),
            is_capital=kinds["is_capital"].to_numpy(bool),
            is_cue=_in_rules(low, "before", "after"),
            is_before=_in_rules(low, "before"),
            terms=terms,
        )

    def of_post(self, column: str, at: np.ndarray) -> np.ndarray:
        """Return a column of the posts in which some tokens stand."""
        return self.posts[column][self.post[at]]

    def beside(self, at: np.ndarray, step: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the token before (-1) or after (1) each, and whether there is one in its post."""
        there = np.clip(at + step, 0, len(self.token) - 1)
        is_there = (there == at + step) & (self.post[there] == self.post[at])
        return self.token[there], is_there


def _empty_words() -> list[str]:
    empty, told = (
        {word for one in _RULES.values() for word in one.get(part, "").split()}
        for part in ("empty", "told")
    )
    return sorted((stopwordsiso.stopwords(LANGUAGES) - told) | empty)


def _in_rules(low: np.ndarray, *sides: str) -> np.ndarray:
    """Return for each language which words are a cue for a noun on some side of it."""
    cues = [{cue for side in sides for cue in one[side].split()} for one in _RULES.values()]
    return np.array([[word in words for word in low] for words in cues], bool)


def find_terms(
    cursor: DuckDBPyConnection, fewest: int, least: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the terms that ``fewest`` people used in ``least`` conversations, and their uses.

    Terms: ``community, number, term, words, language, people, threads, noun, shown, alone``: how
    many words it has, in how many conversations it comes up, which share of its uses stands by
    itself (``alone``), which share of those as a noun, and in how many conversations those are
    (``shown``). Uses: ``community, post, author, thread, term``, the number of the term.
    """
    terms, uses = zip(*_found(cursor, fewest, least), strict=True)
    return pd.concat(terms, ignore_index=True), pd.concat(uses, ignore_index=True)


def _found(
    cursor: DuckDBPyConnection, fewest: int, least: int
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    sizes = cursor.execute(_SIZES).df()
    for _, group in sizes.groupby(sizes["posts"].cumsum() // _POSTS):
        tokens = Tokens.of(cursor, group["community"].tolist())
        likely = _likely_words(tokens, fewest, least)
        yield _terms(_uses(tokens, likely), likely, fewest, least)
    if sizes.empty:
        yield pd.DataFrame(columns=list(_TERMS)), pd.DataFrame(columns=list(_USES))


_TERMS = (
    *("community", "number", "term", "words", "language"),
    *("people", "threads", "noun", "shown", "alone"),
)
_USES = ("community", "post", "author", "thread", "term")


def _likely_words(tokens: Tokens, fewest: int, least: int) -> pd.DataFrame:
    """Return the words that enough people use in most conversations of their community.

    ``community, word, term, place``, by community and word; place: from 1 on, within a community.
    """
    at = np.flatnonzero(tokens.word[tokens.token] >= 0)
    word = tokens.word[tokens.token[at]]
    pair = tokens.of_post("community", at) * np.int64(len(tokens.terms)) + word
    pairs, uses = counted(pair)
    _, threads = distinct(pair, tokens.of_post("thread", at))
    _, people = distinct(pair, tokens.of_post("author", at))
    # German writes every noun so.
    written = tokens.is_capital[tokens.token[at]] & (tokens.of_post("language", at) != _GERMAN)
    capital = np.zeros(len(pairs))
    some, often = counted(pair[written])
    capital[np.searchsorted(pairs, some)] = often
    kept = (people >= fewest) & (threads >= least) & (capital / uses < 0.5)
    community, word = np.divmod(pairs[kept], max(1, len(tokens.terms)))
    found = pd.DataFrame({"community": community, "word": word, "threads": threads[kept]})
    found = found.sort_values(["community", "threads", "word"], ascending=[True, False, True])
    found["place"] = found.groupby("community").cumcount() + 1
    found = found[found["place"] <= _LIKELY].sort_values(["community", "word"])
    return found.assign(pair=found["community"] * len(tokens.terms) + found["word"]).assign(
        term=tokens.terms[found["word"]]
    )


def _uses(tokens: Tokens, likely: pd.DataFrame) -> pd.DataFrame:
    """Return every use of a term of one, two or three likely words.

    ``community, post, author, thread, language, term, words, is_alone, is_noun``: whether it stands
    there by itself, and whether what stands before it, or in German its capital, makes it a noun;
    NaN where that does not tell. A term is numbered by the places of its words in the community.
    """
    at = np.flatnonzero(tokens.word[tokens.token] >= 0)
    community = tokens.of_post("community", at)
    pair = community * np.int64(len(tokens.terms)) + tokens.word[tokens.token[at]]
    known = likely["pair"].to_numpy()
    spot = np.searchsorted(known, pair)
    is_likely = np.append(known, -1)[spot] == pair
    at, place = at[is_likely], likely["place"].to_numpy()[spot[is_likely]]
    language = tokens.of_post("language", at)
    before, has_before = tokens.beside(at, -1)
    after, has_after = tokens.beside(at, 1)
    begins = ~(has_before & tokens.says[before])
    ends = ~(has_after & tokens.is_word[after]) | tokens.is_cue[language, after]
    # What stands behind a mark, or first of all, follows nothing that would tell.
    tells = has_before & tokens.is_word[before]
    follows = np.where(tells, tokens.is_before[language, before], np.nan)
    is_capital = tokens.is_capital[tokens.token[at]].astype(float)
    german = language == _GERMAN
    found = [(np.arange(len(at)), place, np.where(german & tells, is_capital, follows), ends)]
    is_next = (np.diff(at, append=-1) == 1) & tokens.beside(at, 1)[1]
    first, last, term, factor = np.arange(len(at)), np.arange(len(at)), place, 1
    for _ in range(2):
        first, last, term = (rows[is_next[last]] for rows in (first, last, term))
        last, factor = last + 1, factor * _NEXT
        term = term + factor * place[last]
        noun = np.where(german[first], is_capital[last], follows[first])
        found.append((first, term, noun, ends[last]))
    first = np.concatenate([rows for rows, *_ in found])
    posts = {
        name: tokens.of_post(name, at[first]) for name in ("community", "post", "author", "thread")
    }
    return pd.DataFrame(
        posts
        | {
            "language": language[first],
            "term": np.concatenate([term for _, term, *_ in found]),
            "words": np.repeat([1, 2, 3], [len(rows) for rows, *_ in found]),
            "is_alone": begins[first] & np.concatenate([ended for *_, ended in found]),
            "is_noun": np.concatenate([noun for _, _, noun, _ in found]),
        }
    )


def _terms(
    uses: pd.DataFrame, likely: pd.DataFrame, fewest: int, least: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return terms and uses as ``find_terms`` does."""
    span = np.int64(_NEXT**3)
    key = uses["community"].to_numpy(np.int64) * span + uses["term"].to_numpy()
    keys, often = counted(key)
    # Most terms of several words come up once or twice: those are not looked at any further.
    keys = keys[often >= max(fewest, least)]
    number = np.searchsorted(keys, key)
    kept = np.append(keys, -1)[number] == key
    uses, number = uses[kept], number[kept]
    alone, noun = uses["is_alone"].to_numpy(), uses["is_noun"].to_numpy()
    shown = alone & (noun == 1)
    author, thread = uses["author"].to_numpy(), uses["thread"].to_numpy()
    told = np.bincount(number, alone & ~np.isnan(noun), len(keys))
    languages = number * len(LANGUAGES) + uses["language"].to_numpy()
    by_language = np.bincount(languages, minlength=len(keys) * len(LANGUAGES))
    where_shown = np.zeros(len(keys), int)
    some, many = distinct(number[shown], thread[shown])
    where_shown[some] = many
    community, term = np.divmod(keys, span)
    words = 1 + (term >= _NEXT) + (term >= _NEXT**2)
    with np.errstate(invalid="ignore"):
        found = pd.DataFrame(
            {
                "community": community,
                "number": term,
                "words": words,
                "language": np.array(LANGUAGES, object)[
                    by_language.reshape(-1, len(LANGUAGES)).argmax(axis=1)
                ],
                "people": distinct(number, author)[1],
                "threads": distinct(number, thread)[1],
                "noun": np.bincount(number, shown, len(keys)) / told,
                "shown": where_shown,
                "alone": np.bincount(number, alone, len(keys)) / np.bincount(number),
            }
        )
    is_used = ((found["people"] >= fewest) & (found["threads"] >= least)).to_numpy()
    found = found[is_used]
    names = likely.set_index(["community", "place"])["term"].to_dict()
    found["term"] = [
        " ".join(
            names[row.community, place]
            for place in (row.number % _NEXT, row.number // _NEXT % _NEXT, row.number // _NEXT**2)
            if place
        )
        for row in found.itertuples()
    ]
    found = found.sort_values(["community", "threads", "term"], ascending=[True, False, True])
    return found[list(_TERMS)], uses.loc[is_used[number], list(_USES)]
