"""Names, addresses, numbers and links are hidden; what only looks like them stays."""

import pytest

from pages.parts.masked import LONGEST, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thanks @ana.smith, see @Bob.", "Thanks @…, see @…."),
        ("<@U123|ana> and @**Ana Smith** and <at>Ana Smith</at>", "@… and @… and @…"),
        ("Mail ana@mill.example or +31 6 1234 5678.", "Mail … or …."),
        ("Call 555-123-4567 or 01.23.45.67.89", "Call … or …"),
        ("See https://mill.example/ana?x=1, or www.mill.example.", "See …, or …."),
        ("[this page](https://mill.example/ana) and <https://mill.example|that>",
         "this page and that"),
        ("Hi Ana, it works", "Hi …, it works"),
        ("hi ana,\nit works", "hi …,\nit works"),
        ("Beste Jan-Willem en Fatima,", "Beste … en …,"),
        ("Chère Émilie, merci Zoë", "Chère …, merci …"),
        ("I'm Ana and I'd like to learn", "I'm … and I'd like to learn"),
        ("It works.\nKind regards,\nAna Smith", "It works.\nKind regards,\n… …"),
        ("It works\n— Ana", "It works\n— …"),
    ],
)  # fmt: skip
def test_what_names_somebody_is_hidden(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "hi all",
        "Hello Everyone, welcome To the course",
        "Thanks! Great idea. Thanks, That helps.",
        "I'm Not sure; on 2026-03-02 at 09:00 it was 0.12345678 of 1234567",
        "Best Practice\nWe use node.js and/or nothing",
        "Liebe Kollegen, beste collega's, chers tous",
    ],
)
def test_what_names_nobody_stays(text):
    assert masked(text) == text


def test_unseen_characters_go_and_lines_stay():
    assert masked("\u202eone\x00\r\ntwo ") == "one \ntwo"


@pytest.mark.parametrize("part", ["Hi ", "@", "a.", "1 ", "Hi Ana and ", "[", "<@", "\n"])
def test_a_very_long_text_is_cut(part):
    assert len(masked(part * 100_000)) <= LONGEST
