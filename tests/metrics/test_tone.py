from metrics.kinds.tone import tone


def test_praise_is_positive_and_blame_negative():
    assert tone("That was a wonderful idea.", "en") > 0 > tone("That was a terrible idea.", "en")


def test_another_language_has_no_tone_rather_than_a_neutral_one():
    assert tone("Dat was een geweldig idee.", "nl") is None


def test_nothing_breaks_it():
    for text in ("", "\0", "😀", "x" * 1_000_000):
        assert -1 <= tone(text, "en") <= 1
