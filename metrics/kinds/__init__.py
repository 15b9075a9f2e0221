"""Which kinds of telling a post holds - a failure, a doubt, everyday work - and why one thinks so.

Rules stand in one readable file per language; this module only applies them. In English a small
trained model weighs what they found against all other words. A post in a language without rules is
not assessed, which is not the same as holding none of the kinds.
"""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import re2

from metrics.kinds import clues, weighed
from metrics.kinds.language import LANGUAGES, UNDETERMINED, language_of
from metrics.kinds.own_words import own_words

_RULE_FILES = sorted(Path(__file__).parent.glob("*.toml"))
_READ_WITH = (*_RULE_FILES, weighed.FILE, Path(weighed.__file__), Path(clues.__file__))
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


_ROOM = 64 << 20
"""Bytes a set may take to remember what it has seen begun; with less it forgets and starts anew."""


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
    roomy = re2.Options()
    roomy.max_mem = _ROOM
    together = re2.Set.SearchSet(roomy)
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


# A run of marks is passed over even where no sentence ends, so that none is looked at twice.
_SENTENCE_END = re.compile(r"""([a-z][.!?]+)([A-Z])|([.!?…][.!?…)"']*+)([\t\n\f\r ]++|\Z)?""")


def _ended(end: re.Match[str]) -> str:
    """Return the end of a sentence with a line break after it, or marks that end none."""
    if end[2]:
        return f"{end[1]}\n{end[2]}"
    return end[0] if end[4] is None else f"{end[3]}\n"


def sentences(words: str) -> bytes:
    """Return somebody's own words as the rules expect them: lower case, a sentence to a line."""
    return _SENTENCE_END.sub(_ended, words).lower().encode()


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


class Heard(NamedTuple):
    """Somebody's own words as the rules read them, and the kinds found, each with its words."""

    text: bytes
    found: dict[Kind, str]


def _by_rules(words: str, rules: Rules) -> Heard:
    """Return what the rules find in somebody's own words."""
    text = rules.lost_apostrophe.sub(lambda lost: lost[1] + b"n't", sentences(words))
    found = {}
    for kind, cues in rules.cues.items():
        # The set answers None where it holds no cue, else the places of the rules, in any order.
        for place in sorted(cues.together.Match(text) or ()):
            words_found = _found(cues.rules[place], text)
            if words_found is not None:
                found[kind] = words_found
                break
    return Heard(text, found)


def _not_assessed(words: str, language: str) -> Verdict:
    """Return why a post in a language without rules says nothing."""
    if language != UNDETERMINED:
        reason = f"no rules for {LANGUAGES[language]}"
    else:
        reason = "the language cannot be told" if words else "no words of the writer's own"
    return Verdict((), language, f"not assessed: {reason}")


def _told(found: dict[Kind, str], language: str) -> Verdict:
    """Return the verdict on a post, from the kinds found in it."""
    kinds = tuple(kind for kind in Kind if kind in found)
    return Verdict(kinds, language, "; ".join(f'{kind}: "{found[kind]}"' for kind in kinds))


def read(texts: Sequence[str], usual: Sequence[str | None] = ()) -> list[Verdict]:
    """Return a verdict per text, in order. Many at once are faster than one by one.

    ``usual`` holds, per text, the ISO 639 code its thread or author usually writes in, or None; it
    decides only where a text is too short to tell. Leave it out when nothing is known.
    """
    if usual and len(usual) != len(texts):
        raise ValueError(f"{len(texts)} texts, but {len(usual)} usual languages")
    rules = all_rules()
    little_words = {language: known.little_words for language, known in rules.items()}
    owned = [own_words(text) for text in texts]
    languages = [
        language_of(words, one, little_words)
        for words, one in zip(owned, usual or [None] * len(texts), strict=True)
    ]
    heard = {
        place: _by_rules(words, rules[language])
        for place, (words, language) in enumerate(zip(owned, languages, strict=True))
        if language in rules
    }
    weighed_too = [place for place in heard if languages[place] == weighed.LANGUAGE]
    told = weighed.weigh(
        [heard[place].text.decode("utf-8", "ignore") for place in weighed_too],
        [heard[place].found for place in weighed_too],
        tuple(Kind),
    )
    for place, found in zip(weighed_too, told, strict=True):
        heard[place] = heard[place]._replace(found=found)
    return [
        _told(heard[place].found, language) if place in heard else _not_assessed(words, language)
        for place, (words, language) in enumerate(zip(owned, languages, strict=True))
    ]
