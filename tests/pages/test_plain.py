"""Member-written text is shown letter by letter, in markdown and on charts."""

import re

import pytest

from pages.parts.plain import literal, on_chart, plain

HOSTILE = [
    "![x](http://other.host/p.png)",
    "[click](javascript:alert(1))",
    "<b>bold</b>",
    "<img src=x onerror=alert(1)>",
    ":red[alarm]",
    ":material/home:",
    "$x^2$",
    "see http://other.host or www.other.host or me@other.host",
    "# heading",
    "a | b",
    "`code` **bold** _it_ ~~gone~~",
    "a -> b -- c",
    "1. list",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_mark_is_escaped(text):
    shown = plain(text)
    assert not re.search(r"(?<!\\)[!-/:-@\[-`{-~]", re.sub(r"\\.", "", shown))
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_left_that_becomes_a_link_later(text):
    seen = re.sub(r"\\(.)", r"\1", plain(text))
    assert not re.search(r"https?://|www\.|\w@\w|:[\w-]+:|->|--", seen, re.IGNORECASE)


def test_one_line_of_bearable_length_without_unseen_characters():
    assert literal("a\nb\u202ec\u200bd\x00") == "a b c d"
    assert len(literal("x" * 500)) == 80


def test_chart_labels_hold_no_tags():
    assert "<" not in on_chart("<a href='http://x'>y</a>")
    assert ">" not in on_chart("<a href='http://x'>y</a>")
