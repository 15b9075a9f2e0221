"""The words that speak for a kind where no rule does: a small trained model, all in a table.

``english_model.csv`` holds, per clue, what it weighs for each kind: ten logistic regressions. A
clue is a word, two or three words in a row, two words with one or two between, a word in a sentence
of the writer's own doing ("i", "we") or in one that asks, the first and last words of a post, its
length, and what the rules found. How it was trained and how well it reads: docs/kinds_model.md.
"""

import csv
import re
from functools import cache
from math import log2, sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np

FILE = Path(__file__).parent / "english_model.csv"
LANGUAGE = "en"
FEW_CLUES, USUAL_CLUES = 30, 75
"""Clues of a long post weigh less each, those of a post with no more than a few all the same."""

BASE = "(base)"
"""The row that says from where on a kind is read: the sum of all clues has to be above zero."""
RULE = "rule: "
# One kind of character at a time, so nothing can backtrack; from Python it is faster than RE2.
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+|[?]+|[!]+|[.,:;()…@_]|[^\sa-z0-9]")
_OWN = frozenset(
    "i we i'm i've i'd i'll we're we've we'd we'll my our me us im mine myself".split()  # noqa: SIM905
)
_MOST_WORDS_TOLD = 3
_LONGEST = 20_000


class Weights(NamedTuple):
    """Where each clue stands in the table, the clues by place, and the table: clue x kind."""

    places: dict[str, int]
    names: list[str]
    table: np.ndarray


@cache
def weights() -> Weights:
    """Return the model, read once."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    table = np.array([[float(weight or 0) for weight in row[1:]] for row in rows])
    names = [row[0] for row in rows]
    return Weights({name: place for place, name in enumerate(names)}, names, table)


def _words(sentence: str) -> list[str]:
    """Return words and marks of a sentence; digits are "#", repeated marks are one."""
    return [
        "#" if word[0].isdigit() else word[0] if word[0] in "?!" else word
        for word in _WORD.findall(sentence)
    ]


def clues(text: str) -> set[str]:
    """Return the clues in somebody's own words, lower case, one sentence to a line."""
    sentences = [words for line in text[:_LONGEST].split("\n") if (words := _words(line))]
    found = {f"words: {int(log2(sum(map(len, sentences)) + 1))}"}
    found.add(f"sentences: {int(log2(len(sentences) + 1))}")
    for place, words in enumerate(sentences):
        if place == 0:
            found.update([f"first: {word}" for word in words[:5]])
            found.add(f"first: {' '.join(words[:2])}")
        elif place == len(sentences) - 1:
            found.update([f"last: {word}" for word in words])
        once = set(words)
        if once & _OWN:
            found.update([f"own: {word}" for word in once])
        if "?" in once:
            found.update([f"asked: {word}" for word in once])
        found |= once
        line = ["^", *words, "$"]
        second, third, fourth = line[1:], line[2:], line[3:]
        found.update([f"{a} {b}" for a, b in zip(line, second, strict=False)])
        found.update([f"{a} {b} {c}" for a, b, c in zip(line, second, third, strict=False)])
        found.update([f"{a} * {c}" for a, c in zip(line, third, strict=False)])
        found.update([f"{a} ** {d}" for a, d in zip(line, fourth, strict=False)])
    return found


def weigh(text: str, by_rule: dict[str, str], kinds: tuple[str, ...]) -> dict[str, str]:
    """Return the kinds that the clues speak for, each with the words that weigh most.

    ``by_rule`` holds the words that rules found, by kind; ``kinds`` names the table's columns.
    """
    places, names, table = weights()
    known = sorted([places[clue] for clue in clues(text) if clue in places])
    rules = [places[RULE + kind] for kind in by_rule]
    share = scale(len(known))
    sums = table[places[BASE]] + table[known].sum(0) * share + table[rules].sum(0)
    read = np.flatnonzero(sums > 0)
    if not len(read):
        return {}
    told = {}
    for column in read:
        kind = kinds[column]
        told[kind] = _heaviest(known, names, table[known, column])
    return told


def _heaviest(known: list[int], names: list[str], weight: np.ndarray) -> str:
    """Return the clues that weigh most, as words."""
    words: dict[str, None] = {}
    for place in np.argsort(-weight, kind="stable"):
        if len(words) == _MOST_WORDS_TOLD or weight[place] <= 0:
            break
        if shown := _shown(names[known[place]]):
            words[shown] = None
    return '", "'.join(words)


def scale(number: int) -> float:
    """Return what each of a number of clues counts."""
    return sqrt(USUAL_CLUES / max(number, FEW_CLUES))


def _shown(clue: str) -> str:
    """Return a clue as words for people; empty where it holds none."""
    if clue.startswith(("words: ", "sentences: ")):
        return ""
    words = clue.split(": ")[-1].replace(" ** ", " … ").replace(" * ", " … ")
    return words.removeprefix("^ ").removesuffix(" $").strip("^$… ")
