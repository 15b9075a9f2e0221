"""The tone of an English text, after TextBlob's lexicon: a trend to look at, and nothing else.

The lexicon lacks "mistake", "doubt" and "disagree", and calls "best practice" wholly positive, so
no figure about health rests on it.
"""

import re
from functools import cache, lru_cache

from textblob._text import EMOTICONS
from textblob.en import Sentiment, sentiment

_LANGUAGE = "en"
_LONGEST = 5_000
_LONG_TOKEN = 40
_KEPT_TOKENS = 50_000
_SHORT, _LONG = "to", "the"


class _Loaded(Sentiment):
    """TextBlob's lexicon, read at once. Its own looks at every word whether it was read yet."""

    __contains__ = dict.__contains__
    __getitem__ = dict.__getitem__


@cache
def _lexicon() -> Sentiment:
    """Return the lexicon, and what TextBlob does with it."""
    loaded = _Loaded(
        path=sentiment.path,
        synset="wordnet_id",
        negations=sentiment.negations,
        modifiers=sentiment.modifiers,
        modifier=sentiment.modifier,
        tokenizer=sentiment.tokenizer,
        language=_LANGUAGE,
    )
    loaded.load()
    return loaded


def _with_a_gap(emoticon: str) -> list[str]:
    """Return patterns of an emoticon with white space within."""
    marks = [re.escape(mark) for mark in emoticon]
    return [
        r"\s*".join(marks[:gap]) + r"\s+" + r"\s*".join(marks[gap:]) for gap in range(1, len(marks))
    ]


_EMOTICONS = frozenset().union(*EMOTICONS.values())
_MARKS = {"!", "(!)"} | {emoticon.lower() for emoticon in _EMOTICONS}

# TextBlob takes ": )" for one token, and so what holds such a thing is left to TextBlob whole.
_OVER_A_GAP = re.compile(
    "|".join(gap for emoticon in sorted({"(!)"} | _EMOTICONS) for gap in _with_a_gap(emoticon))
)


def _taken_apart(token: str) -> tuple[str, ...]:
    """Return the words and marks that TextBlob makes of what stands between two white spaces.

    One without a tone only ends what a word before it began ("not", "very"), and only if it is long
    enough, so that one word stands for all of its length.
    """
    words = [token] if token.isalpha() else " ".join(_lexicon().tokenizer(token)).split()
    return tuple(heard for word in words if (heard := _as_heard(word.lower())))


def _as_heard(word: str) -> str:
    """Return a word that has a tone, or what stands for one that has none; empty if it is mute."""
    lexicon = _lexicon()
    if word in lexicon or word in lexicon.negations or word in _MARKS:
        return word
    if len(word) > len(_SHORT):
        return _LONG
    return _SHORT if len(word) == len(_SHORT) else ""


_kept_apart = lru_cache(_KEPT_TOKENS)(_taken_apart)
"""Few words are most of a language: what was taken apart once need not be again."""


def tone(text: str, language: str) -> float | None:
    """Return the tone from -1 to 1 of the first 5,000 characters; None where it is not English."""
    if language != _LANGUAGE:
        return None
    text = text[:_LONGEST]
    if _OVER_A_GAP.search(text):
        return _lexicon()(text)[0]
    words = [_LONG]
    for token in text.split():
        for word in _kept_apart(token) if len(token) < _LONG_TOKEN else _taken_apart(token):
            if word is not _LONG or words[-1] is not _LONG:
                words.append(word)
    return _lexicon()(words)[0]
