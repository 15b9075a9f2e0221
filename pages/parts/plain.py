"""Shows what members wrote as text: never as markdown, never as a link, never as HTML.

Escaping is not enough. Streamlit makes links, emoji and icons of plain text after the escapes are
gone, so the characters that begin them are followed by a word joiner, which nobody sees.
"""

import html
import re

_LONGEST = 80
_BRACKETS = {ord("<"): "\u2039", ord(">"): "\u203a"}
JOINER = "\u2060"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_BEGINS_A_LINK = re.compile(r"([:@]|www(?=\.)|-(?=[->])|<(?=-))", re.IGNORECASE)


def plain(text: str, longest: int = _LONGEST) -> str:
    """Return member-written text so that markdown shows it letter by letter."""
    unlinked = _BEGINS_A_LINK.sub(rf"\1{JOINER}", literal(text, longest))
    return _PUNCTUATION.sub(r"\\\1", unlinked)


def on_chart(text: str) -> str:
    """Return member-written text for a label of a chart, where some HTML would still work."""
    return html.escape(literal(text).translate(_BRACKETS))


def literal(text: str, longest: int = _LONGEST) -> str:
    """Return member-written text in one line of bearable length, for places that show it as is."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    words, _blank, _rest = cut.rpartition(" ")
    return (words if len(words) > longest // 2 else cut).rstrip() + "…"


def shortened(name: str, longest: int) -> str:
    """Shorten a name in its middle: long names often differ only at their ends."""
    if len(name) <= longest:
        return name
    end = longest // 3
    return f"{name[: longest - 1 - end].rstrip()}…{name[-end:].lstrip()}"
