"""What speaks for a kind and against it, words and rules together: a small model, all in a table.

``english_model.csv`` holds, per clue, what it weighs for each kind: ten logistic regressions. A
clue is a word, two or three words in a row, two words with one or two between, a word in a sentence
of the writer's own doing ("i", "we") or in one that asks, the first and last words of a post, its
length, and what the rules found. How it was trained and how well it reads: docs/kinds_model.md.
"""

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from metrics.kinds.clues import Clues, Tokens

FILE = Path(__file__).parent / "english_model.csv"
LANGUAGE = "en"
FEW_CLUES, USUAL_CLUES = 45, 110
"""Clues of a long post weigh less each, those of a post with no more than a few all the same."""

BASE = "(base)"
"""The row that says from where on a kind is read: the sum of all clues has to be above zero."""
RULE = "rule: "
_MOST_WORDS_TOLD = 3
_MOST_TOKENS = 100_000
"""Posts are weighed together, up to so many words: more would need more memory, not less time."""


class Weights(NamedTuple):
    """The clues by place, what tells them from a text, and the table: clue x kind.

    The table is in hundredths, whole numbers, so that no sum hangs on the order of adding.
    """

    names: list[str]
    clues: Clues
    table: np.ndarray


@cache
def weights() -> Weights:
    """Return the model, read once."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    table = np.array([[round(float(weight or 0) * 100) for weight in row[1:]] for row in rows])
    names = [row[0] for row in rows]
    return Weights(names, Clues(names), table)


def weigh(
    texts: Sequence[str], by_rule: Sequence[dict[str, str]], kinds: tuple[str, ...]
) -> list[dict[str, str]]:
    """Return, per text, the kinds that it holds, with the words that they rest on.

    Texts are somebody's own words, in lower case, one sentence to a line. ``by_rule`` holds the
    words that rules found, by kind; ``kinds`` names the table's columns. A rule weighs more than
    any word, but enough words that speak against it outweigh it.
    """
    told: list[dict[str, str]] = []
    for batch in _batches(texts):
        told += _weigh(batch, by_rule[len(told) : len(told) + len(batch)], kinds)
    return told


def _batches(texts: Sequence[str]) -> Iterator[list[Tokens]]:
    """Return the words of texts, a few texts at a time."""
    batch: list[Tokens] = []
    size = 0
    for text in texts:
        batch.append(weights().clues.tokens(text))
        size += len(batch[-1])
        if size >= _MOST_TOKENS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _weigh(
    batch: list[Tokens], by_rule: Sequence[dict[str, str]], kinds: tuple[str, ...]
) -> list[dict[str, str]]:
    """Return what ``weigh`` returns, for a batch of texts."""
    names, clues, table = weights()
    starts, known = clues.found(batch)
    counts = np.diff(starts)
    held = csr_array((np.ones(len(known), np.int64), known, starts), shape=(len(batch), len(names)))
    ruled = np.array([[kind in found for kind in kinds] for found in by_rule], np.int64)
    of_rules = table[[clues.places[RULE + kind] for kind in kinds]]
    base = table[clues.places[BASE]]
    sums = base + (held @ table) * scale(counts)[:, None] + ruled @ of_rules
    told: list[dict[str, str]] = [{} for _ in batch]
    for text, column in np.argwhere(sums > 0):
        kind, there = kinds[column], known[starts[text] : starts[text + 1]]
        words = by_rule[text].get(kind)
        told[text][kind] = words or _heaviest(there, names, table[there, column])
    return told


def _heaviest(known: np.ndarray, names: list[str], weight: np.ndarray) -> str:
    """Return the clues that weigh most, as words."""
    words: dict[str, None] = {}
    for place in np.argsort(-weight, kind="stable"):
        if len(words) == _MOST_WORDS_TOLD or weight[place] <= 0:
            break
        if shown := _shown(names[known[place]]):
            words[shown] = None
    return '", "'.join(words)


def scale(numbers: np.ndarray) -> np.ndarray:
    """Return what each of a number of clues counts."""
    return np.sqrt(USUAL_CLUES / np.maximum(numbers, FEW_CLUES))


def _shown(clue: str) -> str:
    """Return a clue as words for people; empty where it holds none."""
    if clue.startswith(("words: ", "sentences: ")):
        return ""
    words = clue.split(": ")[-1].replace(" ** ", " … ").replace(" * ", " … ")
    return words.removeprefix("^ ").removesuffix(" $").strip("^$… ")
