"""Which kinds of telling a post holds - a failure, a doubt, everyday work - and why one thinks so.

Rules stand in one readable file per language; this module only applies them. Where a file of
weights stands beside the rules, a cue is evidence that is weighed with the other words of the post
(see ``weighing``); elsewhere it decides alone. A post in a language without rules is not assessed,
which is not the same as holding none of the kinds.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import re2

from metrics.kinds import weighing
from metrics.kinds.language import LANGUAGES, UNDETERMINED, language_of
from metrics.kinds.own_words import own_words
from metrics.kinds.weighing import Held, Weights

_FOLDER = Path(__file__).parent
_RULE_FILES = sorted(_FOLDER.glob("*.toml"))
_WEIGHTS = {"en": _FOLDER / "english_weights.csv"}
RULES_VERSION = hashlib.sha256(
    b"\0".join(file.read_bytes() for file in (*_RULE_FILES, *_WEIGHTS.values()))
).hexdigest()
"""Changes with the rules and weights: a verdict of another version has to be read again."""

_TABLES = [tomllib.loads(file.read_text("utf-8")) for file in _RULE_FILES]
ASSESSED = frozenset(table["language"] for table in _TABLES)
"""The languages that have rules."""

Pattern = type(re2.compile(""))


class Kind(StrEnum):
    """What a post does. The first seven make the mix; the others are shown apart."""

    BEST = "best"
    EVERYDAY = "everyday"
    UNFINISHED = "unfinished"
    FAILURE = "failure"
    QUESTION = "question"
    DOUBT = "doubt"
    CHALLENGE = "challenge"
    APPRECIATION = "appreciation"
    MOTIVATION = "motivation"
    WELCOME = "welcome"


MIX = tuple(Kind)[:7]


class Verdict(NamedTuple):
    """What was read in one post.

    ``language`` is an ISO 639 code, or "und" where it cannot be told. ``why`` names the words each
    kind rests on, or says that the post was not assessed.
    """

    kinds: tuple[Kind, ...]
    language: str
    why: str

    @property
    def assessed(self) -> bool:
        """Whether there are rules for the language: if not, no kinds means nothing is known."""
        return self.language in ASSESSED


class Rule(NamedTuple):
    """A cue and where it does not count; ``example`` holds the kind, ``counter`` does not."""

    kind: Kind
    cue: Pattern
    not_in: Pattern | None
    not_with: Pattern | None
    example: str
    counter: str


class Cues(NamedTuple):
    """The rules for one kind, and their cues as a set that is looked for in one pass.

    So are the patterns of their ``not_in``: most cues found need no second look. A set for all
    kinds would be one pass less, but far slower: it has to remember every combination of cues begun.
    """

    rules: tuple[Rule, ...]
    together: re2.Set
    bars: re2.Set


class Rules(NamedTuple):
    """The rules of one language, by kind."""

    language: str
    little_words: frozenset[str]
    lost_apostrophe: Pattern
    cues: dict[Kind, Cues]
    weights: Weights | None


def _pattern(source: str, patterns: dict[str, str]) -> str:
    """Return a rule's pattern with the named patterns filled in; they may use earlier ones."""
    for name, meaning in reversed(patterns.items()):
        source = source.replace(f"{{{name}}}", meaning)
    return f"(?m){source}"


def _rule(entry: dict[str, str], patterns: dict[str, str]) -> Rule:
    """Return one rule, compiled."""
    cue, not_in, not_with = (
        re2.compile(_pattern(entry[part], patterns)) if part in entry else None
        for part in ("cue", "not_in", "not_with")
    )
    return Rule(Kind(entry["kind"]), cue, not_in, not_with, entry["example"], entry["counter"])


_NEVER = r"\x00"


def _cues(rules: tuple[Rule, ...]) -> Cues:
    """Return rules with their cues, and what bars them, as sets."""
    together, bars = re2.Set.SearchSet(), re2.Set.SearchSet()
    for rule in rules:
        together.Add(rule.cue.pattern)
        bars.Add(rule.not_in.pattern if rule.not_in else _NEVER)
    together.Compile()
    bars.Compile()
    return Cues(rules, together, bars)


def rules_of(table: dict) -> Rules:
    """Return the rules of one language, from what its file holds."""
    rules = [_rule(entry, table["patterns"]) for entry in table["rule"]]
    kinds = {kind: tuple(rule for rule in rules if rule.kind == kind) for kind in Kind}
    weights = _WEIGHTS.get(table["language"])
    return Rules(
        language=table["language"],
        little_words=frozenset(table["little_words"].split()),
        lost_apostrophe=re2.compile(table["lost_apostrophe"]),
        cues={kind: _cues(of_kind) for kind, of_kind in kinds.items() if of_kind},
        weights=weighing.load(weights, tuple(Kind)) if weights else None,
    )


@cache
def all_rules() -> dict[str, Rules]:
    """Return the rules by language, compiled once."""
    return {table["language"]: rules_of(table) for table in _TABLES}


_RUN_TOGETHER = re2.compile(rb"([a-z][.!?]+)([A-Z])")
_ENDS = tuple(mark + close for mark in (b".", b"!", b"?", "…".encode()) for close in (b" ", b") ", b'" '))


def sentences(words: str) -> bytes:
    """Return somebody's own words as the rules expect them: lower case, a sentence to a line."""
    lines = _RUN_TOGETHER.sub(lambda end: end[1] + b"\n" + end[2], words.encode())
    for end in _ENDS:
        if end in lines:
            lines = lines.replace(end, end[:-1] + b"\n")
    return lines.decode().lower().encode()


def _found(rule: Rule, text: bytes) -> str | None:
    """Return the first words in which the cue counts, or None. Reads each sentence once."""
    if rule.not_with and rule.not_with.search(text):
        return None
    start = 0
    while start <= len(text) and (match := rule.cue.search(text, start)):
        begin, stop = _sentence(text, *match.span())
        if not rule.not_in or not rule.not_in.search(text[begin:stop]):
            return match[0].decode("utf-8", "ignore").strip()
        # On to the next sentence: another look at this one would make long ones quadratic.
        start = stop + 1
    return None


def _sentence(text: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a match begins and ends."""
    begin = text.rfind(b"\n", 0, start) + 1
    stop = text.find(b"\n", max(end - 1, start))
    return begin, len(text) if stop < 0 else stop


def _as_lines(words: str, rules: Rules) -> bytes:
    """Return somebody's own words as the rules of a language expect them."""
    text = sentences(words)
    if b"nt" in text:
        text = rules.lost_apostrophe.sub(lambda lost: lost[1] + b"n't", text)
    return text


def _kinds_in(text: bytes, rules: Rules) -> dict[Kind, str]:
    """Return the kinds found by cues alone, each with the first words it rests on."""
    found = {}
    for kind, cues in rules.cues.items():
        # The set answers None where it holds no cue, else the places of the rules, in any order.
        for place in sorted(cues.together.Match(text) or ()):
            words_found = _found(cues.rules[place], text)
            if words_found is not None:
                found[kind] = words_found
                break
    return found


def _cues_in(text: bytes, rules: Rules) -> dict[Kind, list[Rule]]:
    """Return the rules whose cues count in a text, by kind."""
    found = {}
    for kind, cues in rules.cues.items():
        places = cues.together.Match(text)
        if not places:
            continue
        barred = cues.bars.Match(text) or ()
        counting = [
            rule
            for place in places
            if (rule := cues.rules[place])
            and not (rule.not_with and rule.not_with.search(text))
            and (place not in barred or _found(rule, text))
        ]
        if counting:
            found[kind] = counting
    return found


def _held(text: bytes, phrases: np.ndarray, cues: dict[Kind, list[Rule]], weights: Weights) -> Held:
    """Return what a post holds of what has a weight."""
    rows, amounts = [], []
    for name, amount in weighing.shape(text).items():
        rows.append(weights.rows["shape", name])
        amounts.append(amount)
    for kind, rules in cues.items():
        rows += [weights.rows["any cue", kind], weights.rows["each cue", kind]]
        amounts += [1.0, min(len(rules), _MOST_CUES)]
        some = [weights.cues[rule.example] for rule in rules if rule.example in weights.cues]
        rows += some
        amounts += [1.0] * len(some)
    return Held(
        np.concatenate([phrases, np.array(rows, np.int64)]),
        np.concatenate([np.ones(len(phrases), np.float32), np.array(amounts, np.float32)]),
    )


_MOST_CUES = 5


def _weighed(texts: Sequence[bytes], rules: Rules) -> list[dict[Kind, str]]:
    """Return for each text the kinds whose sum of weights is above 0, with the words behind it."""
    weights = rules.weights
    cues = [_cues_in(text, rules) for text in texts]
    held = [
        _held(text, phrases, found, weights)
        for text, phrases, found in zip(texts, weights.of_phrases(texts), cues, strict=True)
    ]
    kinds = tuple(Kind)
    found = [{} for _ in texts]
    for post, column in np.argwhere(weights.sums(held) > 0).tolist():
        told = _told(texts[post], held[post], column, cues[post], weights)
        found[post][kinds[column]] = told
    return found


def _told(text: bytes, held: Held, column: int, cues: dict[Kind, list[Rule]], weights: Weights) -> str:
    """Return the words that speak most for a kind."""
    told = []
    for row in weights.reasons(held, column):
        what, which = weights.names[row]
        if what == "cue":
            rule = next(one for rules in cues.values() for one in rules if one.example == which)
            words = _found(rule, text)
        else:
            words = weighing.readable(what, which)
        if words and words not in told:
            told.append(words)
        if len(told) == _REASONS:
            break
    return '", "'.join(told)


_REASONS = 2


def _unassessed(language: str, words: str) -> Verdict:
    """Return the verdict on a post in a language without rules."""
    if language == UNDETERMINED:
        reason = "the language cannot be told" if words else "no words of the writer's own"
        return Verdict((), language, f"not assessed: {reason}")
    return Verdict((), language, f"not assessed: no rules for {LANGUAGES[language]}")


def _verdict(language: str, found: dict[Kind, str]) -> Verdict:
    """Return the verdict on a post in a language with rules."""
    kinds = tuple(kind for kind in Kind if kind in found)
    return Verdict(kinds, language, "; ".join(f'{kind}: "{found[kind]}"' for kind in kinds))


_AT_ONCE = 500
"""Texts weighed in one go: few enough to need little memory, enough to be quick."""


def _read(texts: Sequence[str], usual: Sequence[str | None]) -> list[Verdict]:
    """Read some texts."""
    known = all_rules()
    little_words = {language: rules.little_words for language, rules in known.items()}
    verdicts: list[Verdict | None] = []
    waiting: dict[str, list[tuple[int, bytes]]] = {}
    for text, one in zip(texts, usual, strict=True):
        words = own_words(text)
        language = language_of(words, one, little_words)
        rules = known.get(language)
        if rules is None:
            verdicts.append(_unassessed(language, words))
        elif rules.weights is None:
            verdicts.append(_verdict(language, _kinds_in(_as_lines(words, rules), rules)))
        else:
            waiting.setdefault(language, []).append((len(verdicts), _as_lines(words, rules)))
            verdicts.append(None)
    for language, some in waiting.items():
        found = _weighed([text for _, text in some], known[language])
        for (place, _), kinds in zip(some, found, strict=True):
            verdicts[place] = _verdict(language, kinds)
    return verdicts


def read(texts: Sequence[str], usual: Sequence[str | None] = ()) -> list[Verdict]:
    """Return a verdict per text, in order.

    ``usual`` holds, per text, the ISO 639 code its thread or author usually writes in, or None; it
    decides only where a text is too short to tell. Leave it out when nothing is known.
    """
    if usual and len(usual) != len(texts):
        raise ValueError(f"{len(texts)} texts, but {len(usual)} usual languages")
    usual = usual or [None] * len(texts)
    return [
        verdict
        for start in range(0, len(texts), _AT_ONCE)
        for verdict in _read(texts[start : start + _AT_ONCE], usual[start : start + _AT_ONCE])
    ]
