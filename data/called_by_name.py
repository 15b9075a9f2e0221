"""Names of people in what others wrote, as in "@Ana": found, and taken out."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

SHORTEST_PREFIX = 3  # letters: from here on the platform takes the start of a name for the name

SOMEBODY = "@member"
"""What stands in a text in the place of a name."""

Text = tuple[str | None, tuple[str, ...]]
"""The plain text, and the ids of the people it mentions."""

_AT = re.compile(rf"(?<![\w@`])(?!{SOMEBODY}\b)@ ?(?=\w)")
_WORD = r"[^\s@,:;!?()\[\]{}\"“”*/<>`…]+"
_WORDS = [re.compile(" ".join([_WORD] * count)) for count in (3, 2, 1)]
_LONGEST_NAME = 100


@dataclass(frozen=True)
class People:
    """Whom a text can mean: ``here`` has the names of those in the same talk, by person.

    ``anywhere`` has the folded names, and first words of names, of all who ever wrote: enough to
    take a name out of a text, too little to say whose it is.
    """

    here: Mapping[str, str] = field(default_factory=dict)
    anywhere: Set[str] = frozenset()


def without_names(text: str, people: People, spoken_to_at_start: bool = False) -> Text:
    """Put "@member" for each "@Name" of somebody who wrote here, and return whom that means.

    A comment often begins with the name of somebody whose own words are gone: there any name goes.
    """
    kept, mentions, done = [], [], 0
    start = len(text) - len(text.lstrip())
    for sign in _AT.finditer(text):
        if sign.start() < done:
            continue
        rest = text[sign.end() : sign.end() + _LONGEST_NAME]
        length, meant = _called(rest, people)
        if not length and spoken_to_at_start and sign.start() == start:
            length = len(_words(rest)[-2])
        if length:
            kept += [text[done : sign.start()], SOMEBODY]
            done = sign.end() + length
            mentions += meant if len(meant) == 1 else []
    return "".join([*kept, text[done:]]), tuple(dict.fromkeys(mentions))


def _called(text: str, people: People) -> tuple[int, list[str]]:
    """Return how many letters at the start of a text are a name, and whose it may be.

    The whole name with its spaces goes first, then a word that is the name without spaces, then one
    that begins it, as the platform itself finds whom to notify; then names from other talks.
    """
    here = people.here
    whole = [person for person, name in here.items() if _begins(text, name)]
    if whole:
        longest = max(len(here[person]) for person in whole)
        return longest, [person for person in whole if len(here[person]) == longest]
    words = _words(text)
    for part in words[-2:]:
        wanted = folded(part)
        same = [person for person, name in here.items() if folded(name) == wanted]
        if not same and len(wanted) >= SHORTEST_PREFIX:
            same = [person for person, name in here.items() if folded(name).startswith(wanted)]
        if same:
            return len(part), same
    return next((len(part) for part in words if folded(part) in people.anywhere), 0), []


def _begins(text: str, name: str) -> bool:
    return text[: len(name)].casefold() == name.casefold() and not re.match(
        r"\w", text[len(name) :]
    )


def _words(text: str) -> list[str]:
    """Return the first three, two and one words of a text, then the letters it begins with."""
    found = [words[0] for pattern in _WORDS if (words := pattern.match(text))]
    plain = [re.sub(r"['’]s$", "", words.rstrip(".'’-_")) for words in found]
    return [*plain, re.match(r"\w*", text)[0]]


def folded(name: str) -> str:
    """Return a name without blanks and case, as names are compared."""
    return re.sub(r"\s", "", name).casefold()
