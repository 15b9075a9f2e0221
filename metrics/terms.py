"""Which terms may be topics: nouns and phrases of up to three words, as their neighbours show.

A word is a noun where it often follows what nouns follow (an article, a possessive, a numeral, a
preposition: ``terms.toml``), so "check" is one in "the check" and none in "we check"; in German,
where it is written with a capital. A phrase is tested in the same way at its beginning. What a
lexicon of English calls a verb, an adjective or an adverb ends none, and a word that is common
everywhere is none by itself. A word gives way to a longer term that it often ends: "boiler check"
says what "check" does not. Longer terms count for more (Frantzi, Ananiadou & Mima 2000,
International Journal on Digital Libraries 3:115).
"""

from functools import cache
from heapq import nlargest
from pathlib import Path

import numpy as np
import pandas as pd
from spellchecker import SpellChecker
from textblob.en import lexicon

_MOST = 30  # terms of a community
_A_THIRD, _SELDOM = 1 / 3, 0.1
_FEWEST_SHOWN = 3  # conversations that show a term to be a noun
_COMMON = 2_500  # so many of the most used words of a language say too little by themselves
# How TextBlob's lexicon of English calls verbs that are bent, adjectives and adverbs: no nouns.
_NO_NOUN = ("VBD", "VBN", "VBZ", "JJ", "RB")


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
