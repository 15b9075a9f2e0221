"""Plain text of what people wrote as HTML: no markup, and no names."""

import re
from html.parser import HTMLParser

from data.called_by_name import SOMEBODY

# The parser takes quadratic time over tags and comments that never end; these make it text.
_NOTE = re.compile(r"<!--[^<>]*-->")
_STRAY = re.compile(r"<(?![A-Za-z/][^<>]*>)")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | {"br", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "table", "tr", "ul"}
_CODE = frozenset(("pre", "codeblock"))
_NO_WORDS = frozenset(("script", "style"))
_DEEPEST_QUOTE = 9


class HtmlText(HTMLParser):
    """Turns HTML into lines: quotes begin with "> ", code stands in backticks, links are words.

    A platform says in ``person_in`` which elements hold the name of somebody; "@member" stands in
    their place, and ``named`` is told whom they name.
    """

    def __init__(self) -> None:
        """Begin with nothing written."""
        super().__init__(convert_charrefs=True)
        self.mentions: list[str] = []
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._pre = False
        self._code: list[str] | None = None
        self._person: tuple[str, str, list[str]] | None = None
        self._inside = 0
        self._wordless = 0

    def person_in(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Return whom an element names, in the platform's own way; None where it is no name."""
        return None

    def named(self, person: str, label: str) -> str:
        """Note whom an element with a name means; return what stands in its place."""
        self.mentions.append(person)
        return SOMEBODY

    def of(self, html: str) -> str:
        """Return HTML as the lines that have anything on them."""
        self.feed(_STRAY.sub("&lt;", _NOTE.sub("", html)).replace("\0", ""))
        self.close()
        self._break()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a quote, code, or the name of a person."""
        if self._person and tag == self._person[0]:
            self._inside += 1
        elif not self._person and (person := self.person_in(tag, dict(attrs))) is not None:
            self._person, self._inside = (tag, person, []), 0
        elif tag == "blockquote":
            self._break()
            self._quotes += 1
        elif tag in _CODE and not self._pre:
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
        elif tag in _NO_WORDS:
            self._wordless += 1
        elif tag == "emoji":
            self.handle_data(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        """End a line, a quote, code, or the name of a person."""
        if self._person and tag == self._person[0]:
            self._end_person()
        elif tag == "blockquote":
            self._break()
            self._quotes = max(0, self._quotes - 1)
        elif tag in _CODE and self._pre:
            self._break()
            self._write("```")
            self._pre = False
            self._break()
        elif tag in _BLOCKS:
            self._break()
        elif tag == "code":
            self._end_code()
        elif tag in _NO_WORDS:
            self._wordless = max(0, self._wordless - 1)

    def handle_data(self, data: str) -> None:
        """Write words: as they are laid out in code, else with single spaces."""
        if self._wordless:
            return
        if self._person:
            self._person[2].append(data)
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
        self._inside = 0
        self._end_person()
        self._end_code()
        if self._pre:
            self.handle_endtag("pre")

    def _end_person(self) -> None:
        if self._inside:
            self._inside -= 1
        elif self._person:
            _, person, label = self._person
            self._person = None
            self._write(self.named(person, "".join(label)))

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
