import numpy as np
import pandas as pd
import pytest

from data.said import as_json, say
from metrics.compare import Verdict, adjusted, compare, unfair
from metrics.metric import Status


def side(*rows):
    columns = ["metric", "value", "low", "high"]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float))
    frame["status"] = np.where(frame["value"].isna(), Status.UNMEASURABLE, Status.MEASURED)
    return frame.assign(why=np.where(frame["value"].isna(), "this export has no text", ""))


def test_intervals_far_apart_are_more_than_chance():
    (row,) = compare(side(("a", 0.2, 0.15, 0.25)), side(("a", 0.5, 0.45, 0.55))).itertuples()
    assert row.difference == pytest.approx(0.3)
    assert row.low == pytest.approx(0.3 - 0.05 * 2**0.5)
    assert row.verdict == Verdict.REAL


def test_intervals_that_overlap_much_may_be_chance():
    (row,) = compare(side(("a", 0.2, 0.1, 0.3)), side(("a", 0.25, 0.15, 0.35))).itertuples()
    assert row.verdict == Verdict.CHANCE
    assert row.low < 0 < row.high


def test_equal_halves_give_the_normal_test():
    (row,) = compare(side(("a", 0, -1.96, 1.96)), side(("a", 1.96 * 2**0.5, 0.8119, 4.7319)))[
        ["p"]
    ].itertuples()
    assert row.p == pytest.approx(0.05, abs=1e-3)


def test_dlt1_against_dlt2_is_within_chance():
    """The reference recipe on the two networks gives z 1.61, p .11 on the linear scale."""
    first = side(("reciprocity", 0.219008, 0.219008 - 1.96 * 0.0256, 0.219008 + 1.96 * 0.0256))
    second = side(("reciprocity", 0.276431, 0.276431 - 1.96 * 0.0248, 0.276431 + 1.96 * 0.0248))
    (row,) = compare(first, second).itertuples()
    assert row.p == pytest.approx(0.107, abs=2e-3)
    assert row.verdict == Verdict.CHANCE


def test_a_side_without_a_value_says_why():
    (row,) = compare(side(("a", 0.2, 0.1, 0.3)), side(("a", None, None, None))).itertuples()
    assert (row.verdict, row.note) == (Verdict.UNKNOWN, "second: this export has no text")


def test_why_a_side_has_no_value_can_be_said_in_another_language():
    why = say("needs {fewest} threads; there are {found}", fewest=20, found=3)
    missing = side(("a", None, None, None)).assign(why=why, said=as_json(why))
    (row,) = compare(side(("a", 0.2, 0.1, 0.3)).assign(said=None), missing).itertuples()
    assert row.note == "second: needs 20 threads; there are 3"
    assert row.note.values["why"].template == why.template


def test_an_end_that_is_not_known_gives_no_verdict():
    first, second = side(("a", 2, 1, np.inf)), side(("a", 9, 8, 10))
    (row,) = compare(first, second).itertuples()
    assert row.verdict == Verdict.UNKNOWN


def test_a_value_without_an_interval_gives_no_verdict():
    exact, other = side(("a", 5, 5, 5), ("b", 5, 5, 5)), side(("a", 6, 6, 6), ("b", 9, 8, 10))
    assert compare(exact, other)["verdict"].tolist() == [Verdict.UNKNOWN] * 2


def test_benjamini_and_hochberg():
    assert adjusted(np.array([0.01, 0.02, 0.03, 0.04, 0.05])) == pytest.approx([0.05] * 5)


def test_what_is_not_known_is_not_counted():
    q = adjusted(np.array([0.01, np.nan, 0.04]))
    assert q[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(q[1])


def test_equals_are_seldom_called_different():
    """600 comparisons of twelve shares, each of 80 members, all of them truly equal."""
    chance = np.random.default_rng(3)
    alarms = 0
    for _ in range(600):
        sides = []
        for _ in range(2):
            share = chance.binomial(80, 0.4, 12) / 80
            reach = 1.96 * np.sqrt(share * (1 - share) / 80)
            sides.append(
                side(*zip(map(str, range(12)), share, share - reach, share + reach, strict=True))
            )
        alarms += (compare(*sides)["verdict"] == Verdict.REAL).any()
    assert alarms / 600 <= 0.07


def test_says_what_makes_a_comparison_unfair():
    alike = {"kind": "help", "platform": "slack", "replies": "roots", "posts": 100}
    assert unfair(pd.DataFrame([alike, alike])) == []
    reasons = unfair(pd.DataFrame([alike, alike | {"kind": "board", "posts": 900}]))
    assert reasons[0] == "They are of different kinds (board, help)."
    assert reasons[0].values == {"found": "board, help"}
    assert len(reasons) == 2


def test_more_sides_are_each_held_against_the_first_and_counted_together():
    first, near, far = (side(("a", at, at - 0.05, at + 0.05)) for at in (0.3, 0.381, 0.6))
    alone = compare(first, near)
    together = compare(first, near, far)
    assert list(together["side"]) == [1, 2]
    assert together["difference"].tolist() == pytest.approx([0.081, 0.3])
    assert list(together["q"]) == pytest.approx(list(adjusted(together["p"].to_numpy())))
    assert alone["verdict"].tolist() == [Verdict.REAL]
    many = compare(first, near, *[side(("a", 0.3, 0.25, 0.35))] * 4)
    assert many["verdict"].tolist() == [Verdict.CHANCE] * 5


def test_nothing_in_common_gives_no_rows():
    assert compare(side(("a", 0.2, 0.1, 0.3)), side(("b", 0.2, 0.1, 0.3))).empty
