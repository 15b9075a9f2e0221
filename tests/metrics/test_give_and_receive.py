import pytest

from metrics.give_and_receive import FURTHER, METRIC

(GENERALISED,) = FURTHER


def replies(*pairs: str) -> str:
    """Write one opening and one reply for each pair: "ab" is b answered by a."""
    return "\n".join(f"{other}: Who has tried it?\n    {one}: I have." for one, other in pairs)


def test_five_exchanges_are_needed(talk, measured):
    assert measured(talk(replies(*["ab"] * 4)), METRIC) == {}


@pytest.mark.parametrize(
    ("answers", "answered", "value"), [(5, 0, 0.0), (4, 1, 0.0), (6, 2, 1.0), (3, 3, 1.0)]
)
def test_balance_of_one_member(talk, measured, answers, answered, value):
    """The others exchange too little to be counted."""
    others = iter("bcdefghijk")
    pairs = [f"a{next(others)}" for _ in range(answers)]
    pairs += [f"{next(others)}a" for _ in range(answered)]
    found = measured(talk(replies(*pairs)), METRIC)
    assert (found["value"], found["sample"]) == (value, 1)


def test_answering_yourself_is_neither_given_nor_received(talk, measured):
    assert measured(talk(replies(*["aa"] * 6)), METRIC) == {}


def test_passing_on_to_a_third_is_giving_and_receiving(talk, measured):
    """ben answers ana, cas answers ben: only ben did both."""
    found = measured(talk(replies("ba", "cb")), GENERALISED)
    assert (found["value"], found["sample"]) == (pytest.approx(1 / 3), 3)


def test_who_only_opened_and_was_not_answered_takes_no_part(talk, measured):
    found = measured(talk(replies("ba") + "\ndan: Hello?"), GENERALISED)
    assert found["sample"] == 2


def test_a_side_of_fewer_than_five_is_withheld(talk, answer):
    people = "abcdefghijklmnopqrstuvw"
    ring = [one + other for one, other in zip(people, people[1:] + people[0], strict=True)]
    (row,) = answer(talk(replies(*ring, "xa", "ya")), GENERALISED)
    assert (row["status"], row["sample"]) == ("withheld", 25)
