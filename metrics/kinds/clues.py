"""Which of a model's clues stand in texts: words, words beside each other, where, how many.

Words are numbers here, and a clue is a number made of its words', so that the clues of thousands of
texts are looked up at once.
"""

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import reduce
from itertools import chain

import numpy as np

# One kind of character at a time, so nothing can backtrack; from Python it is faster than RE2.
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+|[?]+|[!]+|[.,:;()…@_]|\n|[^\sa-z0-9]")
_OWN = frozenset(
    "i we i'm i've i'd i'll we're we've we'd we'll my our me us im mine myself".split()  # noqa: SIM905
)
_LONGEST = 20_000
_FIRST_WORDS = 5
_UNKNOWN, _LINE = 0, -1
_BEGIN, _END = "^", "$"

Tokens = Sequence[int]
"""A text as the numbers of its words; ``_LINE`` where a sentence ends, ``_UNKNOWN`` for a word that
is in no clue."""


class _Sort(IntEnum):
    """What a clue says of its words. Digits of a key come in this order: sort, words."""

    WORD = 0
    PAIR = 1
    TRIPLE = 2
    ONE_BETWEEN = 3
    TWO_BETWEEN = 4
    FIRST = 5
    FIRST_TWO = 6
    LAST = 7
    OWN = 8
    ASKED = 9
    WORDS = 10
    SENTENCES = 11


_BEFORE = {"first": _Sort.FIRST, "last": _Sort.LAST, "own": _Sort.OWN, "asked": _Sort.ASKED}
_COUNTED = {"words": _Sort.WORDS, "sentences": _Sort.SENTENCES}


def _taken_apart(clue: str) -> tuple[_Sort, list[str]] | None:
    """Return the sort and the words of a clue as the table spells it; None if no text holds it."""
    before, _, rest = clue.partition(": ")
    if rest and before in (*_COUNTED, "rule"):
        return None
    if rest and before in _BEFORE:
        words = rest.split(" ")
        return (_Sort.FIRST_TWO if len(words) == 2 else _BEFORE[before]), words
    words = clue.split(" ")
    if len(words) == 3 and words[1] in ("*", "**"):
        return (_Sort.ONE_BETWEEN if words[1] == "*" else _Sort.TWO_BETWEEN), words[::2]
    return (_Sort.WORD, _Sort.PAIR, _Sort.TRIPLE)[len(words) - 1], words


class _Numbers(dict[str, int]):
    """The numbers of words. A word that is in no clue is counted as what it stands for, if any."""

    def __missing__(self, word: str) -> int:
        if word[0].isdigit():
            return self.get("#", _UNKNOWN)
        return self.get(word[0], _UNKNOWN) if word[0] in "?!" else _UNKNOWN


class Clues:
    """The clues of a model, by name; a text's are told by their places in the list of names."""

    def __init__(self, names: Sequence[str]) -> None:
        """Number the words of the clues, and the clues."""
        self.names = names
        self.places = {name: place for place, name in enumerate(names)}
        told = [(place, apart) for place, name in enumerate(names) if (apart := _taken_apart(name))]
        words = {_BEGIN, _END, "?", *_OWN}.union(*(words for _, (_, words) in told))
        self._numbers = _Numbers({word: number for number, word in enumerate(sorted(words), 1)})
        self._numbers["\n"] = _LINE
        self._base = len(words) + 1
        self._is_own = np.zeros(self._base, bool)
        self._is_own[[self._numbers[word] for word in _OWN]] = True
        keys = [
            (self._key(sort, *(np.int64(self._numbers[word]) for word in words)), place)
            for place, (sort, words) in told
        ]
        keys += [
            (self._key(sort, np.int64(size)), self.places[name])
            for before, sort in _COUNTED.items()
            for size in range(20)
            if (name := f"{before}: {size}") in self.places
        ]
        order = np.array(sorted(keys), np.int64).reshape(-1, 2)
        self._keys, self._places = order[:, 0].copy(), order[:, 1].copy()

    def tokens(self, text: str) -> Tokens:
        """Return somebody's own words, lower case, one sentence to a line, as numbers."""
        number = self._numbers
        return [*(number[word] for word in _WORD.findall(text[:_LONGEST])), _LINE]

    def found(self, texts: Sequence[Tokens]) -> tuple[np.ndarray, np.ndarray]:
        """Return where each text's clues begin, and one more, and the clues' places, text by text.

        A clue that a text holds twice is there once; those of a text are in order.
        """
        text_of, keys = self._clues(texts)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        there = self._keys[at] == keys
        both = np.sort(text_of[there] * len(self.places) + self._places[at[there]])
        text_of, known = np.divmod(both[np.diff(both, prepend=-1) > 0], len(self.places))
        return np.searchsorted(text_of, np.arange(len(texts) + 1)), known

    def _key(self, sort: _Sort, *words: np.ndarray) -> np.ndarray:
        """Return the number of a clue: its sort and its words as digits."""
        return reduce(lambda key, word: key * self._base + word, words, int(sort))

    def _clues(self, texts: Sequence[Tokens]) -> tuple[np.ndarray, np.ndarray]:
        """Return every clue there may be: the text it stands in, and its number."""
        lengths = [len(text) for text in texts]
        tokens = np.fromiter(chain.from_iterable(texts), np.int64, sum(lengths))
        text_of = np.repeat(np.arange(len(texts)), lengths)
        line = np.cumsum(tokens == _LINE)
        is_word = tokens != _LINE
        words, text_of, line = tokens[is_word], text_of[is_word], line[is_word]
        is_begin = np.diff(line, prepend=-1) > 0
        begins, sentence = np.flatnonzero(is_begin), np.cumsum(is_begin) - 1
        sizes = np.diff(begins, append=len(words))
        place = np.arange(len(words)) - begins[sentence]
        text_of_sentence = text_of[begins]
        is_first = np.diff(text_of_sentence, prepend=-1) != 0
        is_last = (np.diff(text_of_sentence, append=-1) != 0) & ~is_first
        own = np.bincount(sentence, self._is_own[words], len(begins)) > 0
        asked = np.bincount(sentence, words == self._numbers["?"], len(begins)) > 0

        found = [(text_of, self._key(_Sort.WORD, words))]
        for sort, holds in ((_Sort.LAST, is_last), (_Sort.OWN, own), (_Sort.ASKED, asked)):
            here = holds[sentence]
            found.append((text_of[here], self._key(sort, words[here])))
        here = is_first[sentence] & (place < _FIRST_WORDS)
        found.append((text_of[here], self._key(_Sort.FIRST, words[here])))
        found += self._beside(words, sentence, begins, sizes, text_of_sentence)
        here = begins[is_first & (sizes > 1)]
        found.append((text_of[here], self._key(_Sort.FIRST_TWO, words[here], words[here + 1])))
        every = np.arange(len(texts))
        for sort, of in ((_Sort.WORDS, text_of), (_Sort.SENTENCES, text_of_sentence)):
            # The exponent of a float is the logarithm to the base of two, and one more.
            sizes_of = np.frexp(np.bincount(of, minlength=len(texts)) + 1)[1] - 1
            found.append((every, self._key(sort, sizes_of.astype(np.int64))))
        return tuple(np.concatenate(part) for part in zip(*found, strict=True))

    def _beside(
        self,
        words: np.ndarray,
        sentence: np.ndarray,
        begins: np.ndarray,
        sizes: np.ndarray,
        text_of: np.ndarray,
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return the clues of words that stand in the same sentence, its begin and end included."""
        line = np.empty(len(words) + 2 * len(begins), np.int64)
        line[np.arange(len(words)) + 2 * sentence + 1] = words
        line[begins + 2 * np.arange(len(begins))] = self._numbers[_BEGIN]
        line[begins + sizes + 2 * np.arange(len(begins)) + 1] = self._numbers[_END]
        of = np.repeat(np.arange(len(begins)), sizes + 2)
        found = []
        for sort, others in (
            (_Sort.PAIR, (1,)),
            (_Sort.TRIPLE, (1, 2)),
            (_Sort.ONE_BETWEEN, (2,)),
            (_Sort.TWO_BETWEEN, (3,)),
        ):
            end = len(line) - others[-1]
            known = line[:end] > _UNKNOWN
            for other in others:
                known &= line[other : end + other] > _UNKNOWN
            here = np.flatnonzero(known & (of[:end] == of[others[-1] :]))
            key = self._key(sort, line[here], *(line[here + other] for other in others))
            found.append((text_of[of[here]], key))
        return found
