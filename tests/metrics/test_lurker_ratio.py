from datetime import timedelta

import pytest

from data.records import Member, Reaction, Visit
from metrics.lurker_ratio import FURTHER, METRIC
from tests.conftest import START, conversation

STATES = {metric.name.partition(".")[2]: metric for metric in FURTHER}
DELURKING = STATES.pop("delurking")
EARLIER = START.replace(year=2025)
ANA_WRITES = "ana: Hi\nana +100d: Still here\nben +101d: Me too"


def test_whoever_never_wrote_is_silent_over_the_whole_time(talk, measured):
    store = talk("ana: Hi\nben: Hi", members="ana ben cas dan")
    assert measured(store, METRIC)["value"] == 0.5


def test_a_writer_who_is_on_no_list_is_not_counted(talk, measured):
    store = talk("ana: Hi\nguest: Hi", members="ana cas")
    assert measured(store, METRIC)["value"] == 0.5


def test_without_a_member_list_nothing_is_said(talk, answer):
    (row,) = answer(talk("ana: Hi"), METRIC)
    assert (row["status"], row["why"].partition(":")[0]) == (
        "cannot be measured",
        "members unknown",
    )


def test_a_join_notice_is_no_member_list(given, store, answer):
    given(
        *conversation("ana: Hi"),
        Member(community="practice", person="ben", listed=False, joined=START),
    )
    assert answer(store, METRIC)[0]["why"].startswith("members unknown")


def test_twelve_weeks_back_from_the_end_of_the_period(given, store, measured):
    given(
        *conversation(ANA_WRITES),
        *(
            Member(community="practice", person=name, joined=START.replace(year=2025))
            for name in ("ana", "ben", "cas", "dan")
        ),
    )
    assert measured(store, METRIC, "year")["value"] == 0.5


def test_a_list_without_dates_speaks_for_the_latest_period_only(talk, answer):
    store = talk(ANA_WRITES, members=" ".join(f"p{n}" for n in range(25)))
    rows = answer(store, METRIC, "quarter")
    assert [row["status"] for row in rows] == ["too few", "measured"]
    assert "no dates" in rows[0]["why"]


def test_who_joined_a_week_ago_is_not_called_silent(given, store, measured):
    given(
        *conversation(ANA_WRITES),
        Member(community="practice", person="ana", joined=START),
        Member(community="practice", person="new", joined=START.replace(month=6, day=5)),
    )
    assert measured(store, METRIC, "year")["value"] == 0.0


def test_who_left_is_no_member_even_where_nobody_says_when_they_joined(given, store, measured):
    given(
        *conversation(ANA_WRITES),
        Member(community="practice", person="ana"),
        Member(community="practice", person="gone", left=START.replace(year=2020)),
    )
    assert measured(store, METRIC, "year")["sample"] == 1


def test_who_came_back_is_a_member_again(given, store, measured):
    given(
        *conversation(ANA_WRITES),
        Member(community="practice", person="ana", joined=START.replace(month=1)),
        Member(community="practice", person="ana", left=START.replace(month=2), listed=False),
        Member(community="practice", person="ana", joined=START, listed=False),
    )
    assert measured(store, METRIC, "year")["sample"] == 1


def names(letter: str, count: int) -> list[str]:
    return [f"{letter}{number}" for number in range(count)]


def doings(*, reads: bool = True, likes: bool = True, listeners: int = 8) -> list:
    """Six write, seven react, some read, nine do nothing."""
    writing, liking, reading = names("w", 6), names("l", 7), names("r", listeners)
    members = [*writing, *liking, *reading, *names("a", 9)]
    return [
        *conversation("\n".join(f"{name}: Hi" for name in writing)),
        *(Member(community="practice", person=name) for name in members),
        *(
            Reaction(community="practice", post="0", person=name, name="like")
            for name in liking
            if likes
        ),
        *(Visit(community="practice", person=name, at=START) for name in reading if reads),
    ]


def test_each_member_is_in_one_state(given, store, answer):
    given(*doings())
    shares = {name: answer(store, metric)[0]["value"] for name, metric in STATES.items()}
    expected = {"posting": 6 / 30, "reacting": 7 / 30, "listening": 8 / 30, "absent": 9 / 30}
    assert shares == pytest.approx(expected)


def test_without_reads_nobody_can_tell_listening_from_absence(given, store, answer):
    given(*doings(reads=False))
    for name in ("listening", "absent"):
        (row,) = answer(store, STATES[name])
        assert row["status"] == "cannot be measured"
        assert row["why"].endswith("nobody can tell listening from absence")
    assert answer(store, STATES["reacting"])[0]["value"] == pytest.approx(7 / 30)


def test_without_reactions_nobody_is_said_to_react(given, store, answer):
    given(*doings(likes=False))
    assert answer(store, STATES["reacting"])[0]["why"] == "this export holds no reactions"


def test_a_state_that_could_be_worked_out_from_the_others_is_withheld(given, store, answer):
    """Three listeners are too few to show, and so is the rest beside them."""
    given(*doings(listeners=3))
    status = {name: answer(store, metric)[0]["status"] for name, metric in STATES.items()}
    assert status == {
        "posting": "measured",
        "reacting": "measured",
        "listening": "withheld",
        "absent": "withheld",
    }


def test_a_silent_member_who_speaks_up(given, store, measured):
    """ana writes all along, ben only in the second quarter, cas never."""
    given(
        *conversation("ana: Hi\nana +80d: Hi\nana +100d: Hi\nben +101d: Hi\nana +210d: Bye"),
        *(
            Member(community="practice", person=name, joined=START.replace(year=2025))
            for name in ("ana", "ben", "cas")
        ),
    )
    found = measured(store, DELURKING, "quarter")
    assert str(found["period"])[:10] == "2026-07-01"
    assert (found["value"], found["sample"]) == (0.0, 1)


def test_speaking_up_is_judged_for_whole_periods_with_known_weeks_before(given, store, measured):
    given(
        *conversation("ana: Hi\nana +100d: Hi\nben +125d: Hi\nana +151d: Bye"),
        *(
            Member(community="practice", person=name, joined=START.replace(year=2025))
            for name in ("ana", "ben", "cas")
        ),
    )
    found = measured(store, DELURKING, "month")
    assert str(found["period"])[:10] == "2026-06-01"
    assert measured(store, DELURKING, "all") == {}


def test_when_somebody_was_last_there_says_nothing_of_earlier_months(given, store, answer):
    names = [f"p{number:02}" for number in range(25)]
    given(
        *conversation("ana: Hi\nben: Hi\nana +100d: Still here\nben +101d: Me too"),
        *(Member(community="practice", person=name, joined=EARLIER) for name in names),
        # Ten are seen after the last post, ten were last seen long before it, five never.
        *(
            Visit(community="practice", person=name, at=START + timedelta(days=days), latest=True)
            for days, some in ((110, names[:10]), (5, names[10:20]))
            for name in some
        ),
    )
    rows = {row["period"]: row for row in answer(store, STATES["listening"], "quarter")}
    first, last = (rows[day] for day in sorted(rows))
    assert "does not say who read in these weeks" in first["why"]
    assert (last["status"], last["value"]) == ("measured", 10 / 25)
