from data.records import Member
from metrics.lurker_ratio import METRIC
from tests.conftest import START, conversation

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
