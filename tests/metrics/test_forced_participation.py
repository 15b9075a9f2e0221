"""Signs of forced participation: each on a conversation one can count, then on real ones."""

from datetime import timedelta

import pandas as pd
import pytest

from data.__main__ import main
from data.declared import describe
from data.records import How, Member, Post
from data.store import Store
from metrics.forced_participation import FURTHER, METRIC
from metrics.metric import Standing
from tests.conftest import START, conversation

AT_ONCE, ONCE, NO_REPLY, SAME_NUMBER, ALIKE = FURTHER
LATER = "zoe +60d: Is anybody still here?"
WORDS = "pump valve route depot shift label cable photo talk tool crew lamp gate roof rail wheel"


def posts(when: dict[str, list[int]], text: str | None = None) -> list[Post]:
    """Return posts without replies: the days on which each person wrote, from the start."""
    return [
        Post(
            community="course",
            author=author,
            at=START + timedelta(days=day, minutes=minute),
            how=How.UNKNOWN,
            text=text,
        )
        for minute, (author, days) in enumerate(when.items())
        for day in days
    ]


def test_all_on_one_day_and_one_who_writes_at_ease(given, store, measured):
    crowd = {f"p{n}": [4] for n in range(9)}
    given(*posts({**crowd, "ana": [1, 9, 13], "end": [40]}))
    assert measured(store, AT_ONCE)["value"] == pytest.approx(9 / 11)


def test_an_evening_across_midnight_is_one_day(given, store, measured):
    """Five write before midnight and five after it; alone neither day is a quarter of forty."""
    others = {f"o{n}": [n] for n in range(10, 40)}
    late = [
        Post(
            community="course",
            author=f"p{n}",
            at=START + timedelta(days=3, hours=14, minutes=12 * n),
            how=How.UNKNOWN,
        )
        for n in range(10)
    ]
    given(*posts(others), *late)
    assert measured(store, AT_ONCE)["value"] == 10 / 40


def test_who_talk_every_day_are_no_crowd(given, store, measured):
    given(*posts({f"p{n}": list(range(30)) for n in range(9)}))
    assert measured(store, AT_ONCE)["value"] == 0.0


def test_one_post_and_gone_waits_for_four_weeks(given, store, measured):
    given(*posts({"ana": [0], "ben": [0, 20], "cas": [0, 40], "dan": [35], "end": [40]}))
    found = measured(store, ONCE)
    assert (found["value"], found["sample"]) == (2 / 3, 3)


def test_who_writes_past_the_others_answers_nobody(talk, measured):
    store = talk("ana: Who?\n    ben: I.\n        ana: Good.\ncas: News.")
    assert measured(store, NO_REPLY)["value"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("counts", "share"),
    [
        ([3, 3, 3, 1], 0.75),
        ([1, 1, 1, 5], 0.0),
        ([8, 9, 5, 16, 40], 0.8),
        ([2, 3, 2, 3], 0.0),
    ],
)
def test_the_same_number(given, store, measured, counts, share):
    given(*posts({f"p{n}": list(range(count)) for n, count in enumerate(counts)}))
    assert measured(store, SAME_NUMBER)["value"] == share


def test_first_posts_written_to_a_form(talk, measured):
    form = "For the task of this week I looked at the {} and I will use it"
    lines = [f"p{n}: {form.format(word)}" for n, word in enumerate(WORDS.split()[:4])]
    own = "ana: Our crew lost a whole shift over one label that nobody had read"
    assert measured(talk("\n".join([*lines, own])), ALIKE)["value"] == 0.8


def test_a_short_greeting_says_nothing(talk, measured):
    assert measured(talk("ana: Hello all\nben: Hello all\ncas: Hello all"), ALIKE) == {}


def forced(people: int) -> list[Post]:
    """Return a course: all write on four Fridays, two posts each, to a form."""
    return [
        Post(
            community="course",
            author=f"p{n}",
            at=START + timedelta(days=4 + 21 * week, hours=6, minutes=n + turn),
            how=How.UNKNOWN,
            text=f"For the task of this week I looked at the {WORDS.split()[n % 16]} with my team",
        )
        for week in range(4)
        for n in range(people)
        for turn in range(2)
    ]


def test_a_course_with_deadlines_is_told_with_its_signs_and_innocent_causes(given, store, answer):
    given(*forced(40))
    (row,) = answer(store, METRIC)
    assert (row["value"], row["low"], row["standing"]) == (3, 3, Standing.WATCH)
    assert row["why"].startswith("beyond doubt: ")
    assert "a weekly meeting" in row["why"]


def test_it_is_never_more_than_a_reason_to_look(given, store, answer):
    given(*forced(300))
    assert answer(store, METRIC)[0]["standing"] == Standing.WATCH


def test_fewer_than_thirty_people_are_too_few(given, store, answer):
    given(*forced(29))
    assert answer(store, METRIC)[0]["why"] == "needs 30 people who wrote; there are 29"


def test_a_team_that_writes_together_is_not_judged_by_that(given, store, answer):
    given(*forced(40))
    describe(store, "course", kind="team")
    assert answer(store, METRIC)[0]["standing"] != Standing.WATCH


def test_the_host_is_not_the_one_who_is_forced(given, store, measured):
    given(*forced(5), Member(community="course", person="p0", host=True))
    assert measured(store, METRIC)["people"] == 4


def test_one_sign_alone_is_no_warning(given, store, answer):
    """Forty people who all write five posts, on days of their own."""
    given(*posts({f"p{n}": [n * 2 + 9 * k for k in range(5)] for n in range(40)}))
    (row,) = answer(store, METRIC)
    assert (row["value"], row["standing"]) == (1, Standing.HEALTHY)


HOSTILE = [
    "' ; drop table text; --",
    "\\ [ ( * + ? { ) ] $^",
    "\u202e\u0000\ufeff a\u0301" * 30,
    "x" * 5000,
    " ".join(["same"] * 3000),
    "",
]


def test_hostile_texts_and_one_author(given, store, answer):
    given(
        *conversation(LATER, community="course"),
        *(
            Post(community="course", author="ana", at=START, how=How.UNKNOWN, text=text, id=f"h{n}")
            for n, text in enumerate(HOSTILE)
        ),
    )
    for metric in (METRIC, *FURTHER):
        for row in answer(store, metric):
            assert row["status"] != "measured" and row["why"]


@pytest.mark.real
def test_a_compulsory_course_forum_is_consistent_with_being_forced(real, given, store, answer):
    rows = pd.read_excel(real("moodle_logs_lamethods") / "Events.xlsx")
    wrote = rows[rows["Event.name"].isin(["Post created", "Discussion created"])]
    given(
        *(
            Post(community="course", author=user, at=at.to_pydatetime(), how=How.UNKNOWN)
            for user, at in zip(wrote["user"], pd.to_datetime(wrote["timecreated"]), strict=True)
        )
    )
    (row,) = answer(store, METRIC)
    assert row["standing"] == Standing.WATCH
    assert (
        "Writing on the same days" in row["why"]
        and "Writing the same number of posts" in row["why"]
    )


@pytest.mark.real
def test_an_open_question_site_is_not(real, tmp_path, answer):
    database = tmp_path / "site.duckdb"
    assert main(["add", str(real("stackexchange_quantumcomputing")), "--db", str(database)]) == 0
    store = Store(database)
    assert {row["standing"] for row in answer(store, METRIC, "quarter")} == {Standing.HEALTHY}
    store.close()


@pytest.mark.real
@pytest.mark.parametrize("name", ["DLT1", "DLT2"])
def test_open_courses_of_professionals_are_not(real, tmp_path, answer, name):
    database, file = tmp_path / "course.duckdb", real("mooced_dlt") / f"{name} Edgelist.csv"
    said = ["--db", str(database), "--community", name, "--time-zone", "America/New_York"]
    assert main(["add", str(file), *said]) == 0
    store = Store(database)
    assert answer(store, METRIC)[0]["standing"] == Standing.HEALTHY
    store.close()
