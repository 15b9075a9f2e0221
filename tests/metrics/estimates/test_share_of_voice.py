"""How far voice lies from membership, and what chance alone would give."""

import numpy as np
import pandas as pd
import pytest

from metrics.estimates.share_of_voice import distance
from tests.metrics.drawn import DRAWN


def told(store, kinds: str, amounts: list[int]) -> dict:
    """Measure members, each a letter that stands for their group, with what they said."""
    frame = pd.DataFrame({"community": 1, "one": range(len(kinds)), "kind": list(kinds)})
    frame["kind"] = frame["kind"].where(frame["kind"] != "-", None)
    with store.cursor() as cursor:
        cursor.register("drawn", frame.assign(period=pd.Timestamp("2026-01-01"), amount=amounts))
        found = distance(cursor, DRAWN)
        cursor.unregister("drawn")
    return found.iloc[0].to_dict() if len(found) else {}


def test_equal_voices_are_no_distance_apart(store):
    assert told(store, "aaaaabbbbb", [2] * 10)["value"] == 0.0


def test_half_of_the_members_with_all_the_voice(store):
    found = told(store, "aaaaabbbbb", [2] * 5 + [0] * 5)
    assert found["value"] == 0.5
    assert found["people"] == 5


def test_small_groups_are_taken_together(store):
    together = told(store, "aaaaa" + "bbb" + "cc", [1] * 5 + [0] * 5)
    assert (together["value"], together["groups"]) == (0.5, 2)


def test_what_is_still_small_together_is_left_out(store):
    found = told(store, "aaaaabbbbb" + "c", [1] * 10 + [50])
    assert (found["value"], found["members"]) == (0.0, 10)


def test_members_of_no_known_group_are_left_out(store):
    assert told(store, "aaaaabbbbb---", [1] * 10 + [9, 9, 9])["members"] == 10


def test_one_group_has_nothing_to_be_held_against(store):
    found = told(store, "aaaaaa", [1] * 6)
    assert np.isnan(found["value"]) and "same one" in found["reason"]


def test_of_two_groups_one_must_not_be_made_of_few_writers(store):
    assert told(store, "aaaaabbbbb", [1] * 5 + [1, 1, 0, 0, 0])["smaller_part"] == 2
    assert np.isnan(told(store, "aaaaabbbbbccccc", [1] * 7 + [0] * 8)["smaller_part"])


def test_nobody_says_anything(store):
    assert told(store, "aaaaabbbbb", [0] * 10) == {}


def test_chance_is_what_dealing_out_the_groups_anew_gives(store):
    chance = np.random.default_rng(4)
    kinds = np.array(list("a" * 30 + "b" * 20 + "c" * 10))
    amounts = 1 + chance.poisson(np.exp(chance.normal(1, 1, 60)))

    def apart(of: np.ndarray) -> float:
        return (
            sum(
                abs(amounts[of == kind].sum() / amounts.sum() - (of == kind).mean())
                for kind in "abc"
            )
            / 2
        )

    dealt = [apart(chance.permutation(kinds)) for _ in range(2000)]
    found = told(store, "".join(kinds), amounts.tolist())
    assert found["value"] == pytest.approx(apart(kinds))
    assert found["chance"] == pytest.approx(np.mean(dealt), rel=0.1)
