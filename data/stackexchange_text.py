"""Plain text of what people wrote on a Stack Exchange site: no markup, and no names."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from html.parser import HTMLParser

SHORTEST_PREFIX = 3  # letters: from here on the platform takes the start of a name for the name

_SOMEBODY = "@member"

Text = tuple[str | None, tuple[str, ...]]
"""The plain text, and the ids of the people it mentions."""

_PROFILE = re.compile(r"https?://[\w.-]+/users/(-?[0-9]+)(?:/[^\s)\]]*)?")
_LINK = re.compile(
    r"\[([^\[\]]*)\]\((https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)(?: +\"[^\"]*\")?\)"
)
_AT = re.compile(rf"(?<![\w@`])(?!{_SOMEBODY}\b)@ ?(?=\w)")
_WORD = r"[^\s@,:;!?()\[\]{}\"“”*/<>`…]+"
_WORDS = [re.compile(" ".join([_WORD] * count)) for count in (3, 2, 1)]
_LONGEST_NAME = 100
# The parser takes quadratic time over tags and comments that never end; these make it text.
_NOTE = re.compile(r"<!--[^<>]*-->")
_STRAY = re.compile(r"<(?![A-Za-z/][^<>]*>)")


@dataclass(frozen=True)
class People:
    """Whom a text can mean: ``here`` has the names of those in the same talk, by person.

    ``anywhere`` has the folded names, and first words of names, of all who ever wrote: enough to
    take a name out of a text, too little to say whose it is.
    """

    here: Mapping[str, str] = field(default_factory=dict)
    anywhere: Set[str] = frozenset()


def of_post(title: str | None, body: str | None, people: People) -> Text:
    """Return a post's title and body as plain text, and whom it mentions."""
    if title is None and body is None:
        return None, ()
    plain = _Plain(people)
    plain.feed(_STRAY.sub("&lt;", _NOTE.sub("", body or "")))
    plain.close()
    whole = "\n".join(part for part in (title, plain.text()) if part)
    text, mentions = _without_names(_PROFILE.sub(_SOMEBODY, whole), people)
    return text, tuple(dict.fromkeys((*plain.mentions, *mentions)))


def of_comment(text: str | None, people: People) -> Text:
    """Return a comment without link addresses, and whom it mentions."""
    if text is None:
        return None, ()
    mentions = []

    def label(link: re.Match) -> str:
        profile = _PROFILE.match(link[2])
        if not profile:
            return link[1]
        mentions.extend(_linked(profile[1], link[1], people))
        return _SOMEBODY

    plain = _PROFILE.sub(_SOMEBODY, _LINK.sub(label, text))
    plain, called = _without_names(plain, people, spoken_to_at_start=True)
    return plain, tuple(dict.fromkeys((*mentions, *called)))


def _linked(person: str, label: str, people: People) -> list[str]:
    """Return the person a profile link is to; on another site the number is somebody else's."""
    name = people.here.get(person)
    return [person] if name and folded(name) == folded(label.removeprefix("@")) else []


def _without_names(text: str, people: People, spoken_to_at_start: bool = False) -> Text:
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
            kept += [text[done : sign.start()], _SOMEBODY]
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


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | {"br", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "table", "tr", "ul"}
_DEEPEST_QUOTE = 9


class _Plain(HTMLParser):
    """Turns HTML into lines: quotes begin with "> ", code stands in backticks, links are words."""

    def __init__(self, people: People) -> None:
        """Take those whom a link to a profile can mean."""
        super().__init__(convert_charrefs=True)
        self.mentions: list[str] = []
        self._people = people
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._pre = False
        self._code: list[str] | None = None
        self._profile: tuple[str, list[str]] | None = None

    def text(self) -> str:
        """Return the lines that have anything on them."""
        self._break()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a quote, code, or a link to a person."""
        if tag == "blockquote":
            self._break()
            self._quotes += 1
        elif tag == "pre" and not self._pre:
            self._break()
            self._pre = True
            self._write("```")
            self._break()
        elif tag in _BLOCKS:
            self._break()
        elif tag in ("td", "th"):
            self._write(" ")
        elif tag == "code" and not self._pre and self._code is None:
            self._code = []
        elif tag == "a":
            profile = _PROFILE.match(dict(attrs).get("href") or "")
            if profile:
                self._profile = (profile[1], [])

    def handle_endtag(self, tag: str) -> None:
        """End a line, a quote, code, or a link to a person."""
        if tag == "blockquote":
            self._break()
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre" and self._pre:
            self._break()
            self._write("```")
            self._pre = False
            self._break()
        elif tag in _BLOCKS:
            self._break()
        elif tag == "code":
            self._end_code()
        elif tag == "a" and self._profile:
            person, label = self._profile
            self._profile = None
            self.mentions += _linked(person, "".join(label), self._people)
            self._write(_SOMEBODY)

    def handle_data(self, data: str) -> None:
        """Write words: as they are laid out in code, else with single spaces."""
        if self._profile:
            self._profile[1].append(data)
        elif self._pre:
            for number, line in enumerate(data.replace("`", "'").splitlines()):
                if number:
                    self._break()
                self._write(line)
        elif self._code is not None:
            self._code.append(data)
        else:
            self._write(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        """Write what was begun and never ended."""
        super().close()
        if self._profile:
            self.handle_endtag("a")
        self._end_code()
        if self._pre:
            self.handle_endtag("pre")

    def _end_code(self) -> None:
        if self._code is not None:
            code = re.sub(r"\s+", " ", "".join(self._code).replace("`", "'")).strip()
            self._code = None
            self._write(f"`{code}`" if code else "")

    def _break(self) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else re.sub(" +", " ", line).strip()
        if line:
            self._lines.append("> " * min(self._quotes, _DEEPEST_QUOTE) + line)
        self._line = []

    def _write(self, words: str) -> None:
        self._line.append(words)
