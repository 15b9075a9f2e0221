"""What cues and turns of phrase weigh for each kind, where that was learned from coded posts.

A file of weights (``english_weights.csv``) stands beside a language's rules and says in its head on
which sets it was trained. Each row is something a post may hold - a rule's cue, a turn of phrase, a
shape - and what it adds to each kind's sum; a kind is read where its sum is above 0. In turns of
phrase ``<`` and ``>`` are the ends of a sentence, ``<<`` is the beginning of the post, and words
beyond the few hundred that every community uses are only known by their ending: ``~ed``, ``~``.
"""

import csv
from collections.abc import Iterator, Sequence
from math import log1p
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

BEGIN, OPEN, CLOSE, NUMBER, OTHER = b"<<", b"<", b">", b"0", b"~"
_ENDINGS = (b"ing", b"ed", b"ly", b"s")
_ALWAYS = (BEGIN, OPEN, CLOSE, NUMBER, OTHER, *(OTHER + one for one in _ENDINGS))

_MARKS = tuple((bytes([mark]), b" %c " % mark) for mark in b'?!:@_()"')
_BLANKS = bytes.maketrans(b"\t\v\f#$%&*+,-./;<=>[\\]^`{|}~", b" " * 26)
"""What stands between words and says nothing. The marks that say something become words."""


class Held(NamedTuple):
    """What a post holds of what has a weight: rows of the file, and how much of each."""

    rows: np.ndarray
    amounts: np.ndarray


class Weights(NamedTuple):
    """A file of weights; ``table`` has a row per thing that a post may hold, a column per kind."""

    table: np.ndarray
    names: tuple[tuple[str, str], ...]
    rows: dict[tuple[str, str], int]
    cues: dict[str, int]
    words: dict[bytes, int]
    keys: np.ndarray
    phrases: np.ndarray
    drawers: np.ndarray

    def of_phrases(self, texts: Sequence[bytes]) -> list[np.ndarray]:
        """Return for each text the rows of the turns of phrase in it, each once."""
        sequences = [self._sequence(text) for text in texts]
        ids = np.array([one for sequence in sequences for one in sequence], np.int64)
        owner = np.repeat(np.arange(len(texts)), [len(sequence) for sequence in sequences])
        size = len(self.words) + 1
        two = ids[:-1] * size + ids[1:]
        three = two[:-1] * size + ids[2:]
        keys = np.concatenate([ids, two, three])
        owner = np.concatenate([owner, owner[: len(two)], owner[: len(three)]])
        likely = self.drawers[_drawer(keys)]
        keys, owner = keys[likely], owner[likely]
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[places] == keys
        rows = len(self.table)
        held = np.unique(owner[known] * rows + self.phrases[places[known]])
        ends = np.searchsorted(held, np.arange(1, len(texts)) * rows)
        return np.split(held % rows, ends)

    def _sequence(self, text: bytes) -> list[int]:
        """Return the words of a text by number, with marks where the text and sentences begin."""
        words = self.words
        sequence = [words[BEGIN]]
        for line in in_words(text).split(b"\n"):
            if tokens := line.split():
                sequence.append(words[OPEN])
                sequence += [words.get(one) or words[ending(one)] for one in tokens]
                sequence.append(words[CLOSE])
        return sequence

    def sums(self, held: Sequence[Held]) -> np.ndarray:
        """Return for each post what the things it holds add up to, a column per kind."""
        ends = np.cumsum([0, *(len(one.rows) for one in held)])
        rows = np.concatenate([one.rows for one in held])
        amounts = np.concatenate([one.amounts for one in held])
        holds = csr_array((amounts, rows, ends), shape=(len(held), len(self.table)))
        return holds @ self.table + self.table[self.rows["start", ""]]

    def reasons(self, held: Held, column: int) -> Iterator[int]:
        """Yield the rows that speak for a kind, the strongest first."""
        weights = self.table[held.rows, column] * held.amounts
        for place in np.argsort(-weights, kind="stable"):
            if weights[place] <= 0:
                return
            yield int(held.rows[place])


def in_words(text: bytes) -> bytes:
    """Return a text with blanks between its words and the marks that count as words."""
    text = text.translate(_BLANKS)
    for mark, word in _MARKS:
        if mark in text:
            text = text.replace(mark, word)
    return text


def ending(word: bytes) -> bytes:
    """Return what a word beyond the common ones is known as: its ending, or a number."""
    if word.isdigit():
        return NUMBER
    for one in _ENDINGS:
        if word.endswith(one) and len(word) > len(one) + 2:
            return OTHER + one
    return OTHER


def readable(what: str, which: str) -> str:
    """Return a turn of phrase as a reader may know it; empty for what are no words."""
    if what != "phrase":
        return ""
    words = [one.replace("~", "…").replace("0", "#") for one in which.split(" ")]
    words = [one for one in words if one not in {"<<", "<", ">"}]
    return " ".join(words) if any(one.isalpha() for one in words) else ""


_BITS = 20


def _drawer(keys: np.ndarray) -> np.ndarray:
    """Return in which drawer a key would lie. An empty one saves the search for the key."""
    return (keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _BITS)


def _key(numbers: Sequence[int], size: int) -> int:
    """Return one number for the numbers of up to three words."""
    key = 0
    for number in numbers:
        key = key * size + number
    return key


def shape(text: bytes) -> dict[str, float]:
    """Return what counts of a post beside its words."""
    size = len(text)
    found = {
        "below 50 letters": size < 50,
        "below 120 letters": size < 120,
        "above 500 letters": size > 500,
        "above 1000 letters": size > 1000,
        "two question marks": text.count(b"?") > 1,
        "ends in a question mark": text.rstrip().endswith(b"?"),
        "holds code or a quoted phrase": b"_" in text,
        "begins with a name": text.startswith(b"@"),
    }
    return {"length": log1p(size) / 2 - 2.5} | {name: 1.0 for name, is_so in found.items() if is_so}


def load(file: Path, kinds: Sequence[str]) -> Weights:
    """Return the weights in a file; its lines that begin with # are for readers."""
    with file.open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    names = [(row["what"], row["which"]) for row in found]
    phrases = [(which.split(" "), row) for row, (what, which) in enumerate(names) if what == "phrase"]
    words = sorted({word for phrase, _ in phrases for word in phrase})
    words += [one.decode() for one in _ALWAYS if one.decode() not in words]
    number = {word: place for place, word in enumerate(words, 1)}
    keys = [_key([number[word] for word in phrase], len(words) + 1) for phrase, _ in phrases]
    keys = np.array(keys, np.int64)
    order = np.argsort(keys)
    drawers = np.zeros(1 << _BITS, bool)
    drawers[_drawer(keys)] = True
    return Weights(
        table=np.array([[float(row[kind] or 0) for kind in kinds] for row in found], np.float32),
        names=tuple(names),
        rows={name: row for row, name in enumerate(names) if name[0] != "phrase"},
        cues={which: row for row, (what, which) in enumerate(names) if what == "cue"},
        words={word.encode(): place for word, place in number.items()},
        keys=keys[order],
        phrases=np.array([row for _, row in phrases])[order],
        drawers=drawers,
    )
