import pytest
from textblob.en import sentiment

from metrics.kinds.tone import tone


def test_praise_is_positive_and_blame_negative():
    assert tone("That was a wonderful idea.", "en") > 0 > tone("That was a terrible idea.", "en")


def test_another_language_has_no_tone_rather_than_a_neutral_one():
    assert tone("Dat was een geweldig idee.", "nl") is None


def test_nothing_breaks_it():
    for text in ("", "\0", "😀", "x" * 1_000_000):
        assert -1 <= tone(text, "en") <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Not a very good idea, and really not great either!!",
        "It isn't bad: \"wonderful\", he said - e.g. on Mr. Good's desk (section 8)...",
        "Sad :( but fine :-) and <3, or xD ( ! ) : ) matrix D : p",
        "Never to be so very nice.\n\nNo 10 of awful things; hardly to like 'terrible' ones…",
        "GREAT great. Great, great! (great) great/great great?good",
    ],
)
def test_it_is_textblobs_own_figure(text):
    assert tone(text, "en") == sentiment(text)[0]
