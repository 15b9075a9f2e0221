import pytest

from data.records import Member
from metrics.newcomers_stay import METRIC
from tests.conftest import START, conversation

END = "old +200d: Bye"


@pytest.mark.parametrize(("days", "value"), [(27, 0.0), (28, 1.0), (55, 1.0), (56, 0.0)])
def test_active_again_between_day_28_and_56(talk, measured, days, value):
    store = talk(f"old: Hi\nnew +40d: Hello\nnew +{40 + days}d: Again\n{END}")
    found = measured(store, METRIC)
    assert (found["value"], found["sample"]) == (value, 1)


def test_who_wrote_in_the_first_month_may_be_an_old_timer(talk, measured):
    assert measured(talk(f"old: Hi\nana +20d: Hi\n{END}"), METRIC) == {}


def test_a_date_of_joining_tells_a_newcomer_from_an_old_timer(given, store, measured):
    given(
        *conversation(f"old: Hi\nana +20d: Hi\nben +40d: Hi\n{END}"),
        Member(community="practice", person="ana", joined=START.replace(day=20)),
        Member(community="practice", person="ben", joined=START.replace(year=2020)),
    )
    assert measured(store, METRIC)["sample"] == 1


def test_newcomers_without_full_follow_up_are_left_out_and_counted(talk, measured):
    late = "\n".join(f"p{number} +150d: Hi" for number in range(5))
    found = measured(talk(f"old: Hi\nnew +40d: Hello\n{late}\n{END}"), METRIC)
    assert (found["sample"], found["note"]) == (
        1,
        "5 newcomers are too new to judge and left out",
    )


def test_a_handful_of_late_newcomers_is_not_counted_out(talk, measured):
    store = talk(f"old: Hi\nnew +40d: Hello\nben +150d: Hi\n{END}")
    assert measured(store, METRIC)["note"] == ""


def test_a_newcomer_counts_in_the_month_of_the_first_post(talk, measured):
    store = talk(f"old: Hi\nnew +40d: Hello\nnew +75d: Again\n{END}")
    found = measured(store, METRIC, "month")
    assert (str(found["period"])[:10], found["value"]) == ("2026-04-01", 1.0)
