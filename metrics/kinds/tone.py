"""The tone of an English text, after TextBlob's lexicon: a trend to look at, and nothing else.

The lexicon lacks "mistake", "doubt" and "disagree", and calls "best practice" wholly positive, so
no figure about health rests on it.
"""

from textblob.en import sentiment

_LANGUAGE = "en"
_LONGEST = 5_000


def tone(text: str, language: str) -> float | None:
    """Return the tone from -1 to 1 of the first 5,000 characters; None where it is not English."""
    if language != _LANGUAGE:
        return None
    return sentiment(text[:_LONGEST])[0]
