"""What somebody wrote themselves: without quotes, code, links, signatures and forwarded text.

Placeholders stay where a sentence needs one: ``@`` for a person, ``_`` for code, a name of a file
or a quoted phrase. Every pattern is run by an engine that cannot backtrack, so that no text can
make this slow.
"""

from html import unescape
from typing import NamedTuple

import re2

_Pattern = type(re2.compile(""))


class _Block(NamedTuple):
    """A passage between two marks, possibly nested; ``tell`` is a cheap sign that there is one."""

    tell: bytes
    marks: _Pattern
    left: bytes


class _Cut(NamedTuple):
    """A passage that a pattern finds; ``tell`` as above, ``left`` is what stays in its place."""

    tell: bytes
    passage: _Pattern
    left: bytes


def _block(tell: bytes, opening: str, closing: str, left: bytes) -> _Block:
    """Return a block; the closing mark is the pattern's only group."""
    return _Block(tell, re2.compile(f"(?i){opening}|({closing})"), left)


def _cut(tell: bytes, passage: str, left: bytes = b" ") -> _Cut:
    """Return a cut; what the pattern's first group holds stays, before ``left``."""
    return _Cut(tell, re2.compile(f"(?im){passage}"), left)


QUOTED_BLOCKS = (
    _block(b"[", r"\[quote\b[^\]\n]*\]", r"\[/quote\]", b"\n"),
    _block(b"<", r"<blockquote\b[^<>]*>", r"</blockquote>", b"\n"),
    _block(b"<", r"<(?:pre|script|style)\b[^<>]*>", r"</(?:pre|script|style)>", b"\n"),
    _block(b"<", r"<code\b[^<>]*>", r"</code>", b" _ "),
)

MARKUP = (
    # A fence that is never closed runs to the end, as it does on the platforms themselves.
    _cut(b"```", r"(?s)```.*?(?:```|\z)", b"\n_\n"),
    _cut(b"`", r"`[^`\n]+`", b" _ "),
    _cut(b"$$", r"\$\$[^$]*\$\$", b" _ "),
    _cut(b"<@", r"<@[^<>\s]*>", b"@"),
    _cut(b"<", r"<[!#][^<>\n]*>"),
    _cut(b"|", r"<(?:https?:|mailto:)[^<>|\s]*\|([^<>\n]*)>", b""),
    _cut(b"<", r"</?(?:p|br|li|ul|ol|div|h[1-6]|tr|hr)\b[^<>]*>", b"\n"),
    _cut(b"<", r"</?[a-z][^<>]*>"),
)

OTHERS = (
    _cut(b"-", r"(?s)^[ \t]*-{2,} ?(?:original message|forwarded (?:message|by)).*", b"\n"),
    _cut(b"orwarded", r"(?s)^[ \t]*begin forwarded message:.*", b"\n"),
    _cut(b":", r"(?s)^[ \t*]*from:[^\n]*\n[ \t*]*(?:sent|date|to):.*", b"\n"),
    _cut(b"wrote", r"(?s)^[ \t]*on [^\n]* wrote:[ \t]*(?:\n[ \t]*)*(?:>|\z)", b"\n>"),
    _cut(b">", r"(?s)^[ \t]*>>>.*?(?:\n[ \t]*\n|\z)", b"\n"),
    _cut(b">", r"^[ \t]*>[^\n]*", b"\n"),
    _cut(b": ", r"(?-i)^(?:[A-Z]\S* ){1,3}(?:\([^)\n]*\) )?(?:said|wrote): [^\n]*", b"\n"),
    _cut(b"-- ", r"(?s)^-- ?\n.*", b""),
    _cut(b"ent from", r"^[ \t]*sent from my [^\n]*", b""),
    _cut(
        b"\n",
        r"^[ \t]*(?:(?:kind|best|warm(?:est)?) )?(?:regards|wishes)\b[^\n]*(?:\n[^\n]*){0,4}\z",
    ),
)

NAMES = (
    _cut(b"](", r"!\[[^\]\n]*\]\([^)\s]*\)"),
    _cut(b"](", r"\[([^\]\n]*)\]\([^)\s]*\)", b""),
    _cut(b"[", r"\[(?:redacted|name|member|user)\]", b"@"),
    _cut(b"[", r"\[(?:code|image|link|url|file|deleted|removed)\]", b" _ "),
    _cut(b"@", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    _cut(b"@", r"@_?\*\*[^*\n]*\*\*", b"@"),
    _cut(b"@", r"@[^\s@.,:;!?()]+", b"@"),
    _cut(b"://", r"(?:https?|ftp|upload)://\S+"),
    _cut(b"www.", r"\bwww\.\S+"),
    _cut(b".", r"\b[\w-]+\.(?:png|jpe?g|gif|svg|pdf|docx?|xlsx?|pptx?|csv|zip|mp4)\b", b" _ "),
    _cut(b":", r":(?:\+1|thumbsup|clap|pray|raised_hands|heart|tada|100):", " 👍 ".encode()),
    _cut(b":", r":[a-z][a-z0-9_+-]*:"),
    _cut(b'"', r'(^|[\s(:,;])"[^"\n]+"', b'"_"'),
    _cut("“".encode(), r"“[^”\n]+”", b'"_"'),
    _cut("«".encode(), r"«[^»\n]+»", b'"_"'),
    _cut(b"  ", r"[ \t]{2,}"),
)

_APOSTROPHES = "\u2019\u2018\u02bc"
"""The typographic ones, which every word processor sets."""

_PLAIN = str.maketrans(_APOSTROPHES + "\0\xa0\r", "'''  \n")


def _without_blocks(text: bytes, block: _Block) -> bytes:
    """Return the text with every outermost closed block replaced. One that is not closed stays."""
    if block.tell not in text:
        return text
    kept, since, depth, began = [], 0, 0, 0
    for mark in block.marks.finditer(text):
        if mark.start(1) < 0:
            began = began if depth else mark.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                kept += [text[since:began], block.left]
                since = mark.end()
    return b"".join([*kept, text[since:]])


def _without(text: bytes, cut: _Cut) -> bytes:
    """Return the text with every passage replaced."""
    if cut.tell not in text:
        return text
    if not cut.passage.groups:
        return cut.passage.sub(lambda _: cut.left, text)
    return cut.passage.sub(lambda passage: (passage[1] or b"") + cut.left, text)


def own_words(text: str) -> str:
    """Return what the writer wrote themselves, in lines; empty where there is nothing of it."""
    words = text.translate(_PLAIN).encode("utf-8", "ignore")
    for block in QUOTED_BLOCKS:
        words = _without_blocks(words, block)
    for cut in MARKUP:
        words = _without(words, cut)
    if b"&" in words:
        words = unescape(words.decode()).encode("utf-8", "ignore")
    for cut in (*OTHERS, *NAMES):
        words = _without(words, cut)
    return words.decode().strip()
