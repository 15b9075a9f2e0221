"""Which kinds of telling a post holds - a failure, a doubt, everyday work - and why one thinks so.

Rules stand in one readable file per language; this module only applies them. In English a small
trained model weighs the words that no rule caught. A post in a language without rules is not
assessed, which is not the same as holding none of the kinds.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import re2

from metrics.kinds import weighed
from metrics.kinds.language import LANGUAGES, UNDETERMINED, language_of
from metrics.kinds.own_words import own_words

_RULE_FILES = sorted(Path(__file__).parent.glob("*.toml"))
_READ_WITH = (*_RULE_FILES, weighed.FILE, Path(weighed.__file__))
RULES_VERSION = hashlib.sha256(b"\0".join(file.read_bytes() for file in _READ_WITH)).hexdigest()
"""Changes with rules and model: a stored verdict of another version has to be read again."""

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

    A set for all kinds would be one pass less, but far slower: it has to remember every
    combination of cues begun.
    """

    rules: tuple[Rule, ...]
    together: re2.Set


class Rules(NamedTuple):
    """The rules of one language, by kind."""

    language: str
    little_words: frozenset[str]
    lost_apostrophe: Pattern
    cues: dict[Kind, Cues]


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


def _cues(rules: tuple[Rule, ...]) -> Cues:
    """Return rules with their cues as a set."""
    together = re2.Set.SearchSet()
    for rule in rules:
        together.Add(rule.cue.pattern)
    together.Compile()
    return Cues(rules, together)


def rules_of(table: dict) -> Rules:
    """Return the rules of one language, from what its file holds."""
    rules = [_rule(entry, table["patterns"]) for entry in table["rule"]]
    kinds = {kind: tuple(rule for rule in rules if rule.kind == kind) for kind in Kind}
    return Rules(
        language=table["language"],
        little_words=frozenset(table["little_words"].split()),
        lost_apostrophe=re2.compile(table["lost_apostrophe"]),
        cues={kind: _cues(of_kind) for kind, of_kind in kinds.items() if of_kind},
    )


@cache
def all_rules() -> dict[str, Rules]:
    """Return the rules by language, compiled once."""
    return {table["language"]: rules_of(table) for table in _TABLES}


_SENTENCE_END = re2.compile(r"([.!?…][.!?…)\"']*)(?:\s+|\z)|([a-z][.!?]+)([A-Z])")


def sentences(words: str) -> bytes:
    """Return somebody's own words as the rules expect them: lower case, a sentence to a line."""
    lines = _SENTENCE_END.sub(
        lambda end: end[1] + b"\n" if end[1] else end[2] + b"\n" + end[3], words.encode()
    )
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


def _kinds_in(words: str, rules: Rules) -> dict[Kind, str]:
    """Return the kinds found in somebody's own words, each with the words it rests on."""
    text = rules.lost_apostrophe.sub(lambda lost: lost[1] + b"n't", sentences(words))
    found = {}
    for kind, cues in rules.cues.items():
        # The set answers None where it holds no cue, else the places of the rules, in any order.
        for place in sorted(cues.together.Match(text) or ()):
            words_found = _found(cues.rules[place], text)
            if words_found is not None:
                found[kind] = words_found
                break
    if rules.language != weighed.LANGUAGE:
        return found
    return weighed.weigh(text.decode("utf-8", "ignore"), found, tuple(Kind)) | found


def _verdict(text: str, usual: str | None) -> Verdict:
    """Read one post."""
    words = own_words(text)
    known = all_rules()
    little_words = {language: rules.little_words for language, rules in known.items()}
    language = language_of(words, usual, little_words)
    if language == UNDETERMINED:
        reason = "the language cannot be told" if words else "no words of the writer's own"
        return Verdict((), language, f"not assessed: {reason}")
    if language not in known:
        return Verdict((), language, f"not assessed: no rules for {LANGUAGES[language]}")
    found = _kinds_in(words, known[language])
    kinds = tuple(kind for kind in Kind if kind in found)
    return Verdict(kinds, language, "; ".join(f'{kind}: "{found[kind]}"' for kind in kinds))


def read(texts: Sequence[str], usual: Sequence[str | None] = ()) -> list[Verdict]:
    """Return a verdict per text, in order.

    ``usual`` holds, per text, the ISO 639 code its thread or author usually writes in, or None; it
    decides only where a text is too short to tell. Leave it out when nothing is known.
    """
    if usual and len(usual) != len(texts):
        raise ValueError(f"{len(texts)} texts, but {len(usual)} usual languages")
    return [
        _verdict(text, one) for text, one in zip(texts, usual or [None] * len(texts), strict=True)
    ]
