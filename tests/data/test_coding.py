"""A sample of one's own: drawn, coded, carried elsewhere, and what it corrects."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.arrival import Origin
from data.coding import CodingError, as_csv, code, draw, from_csv, sample
from data.declared import DeclarationError
from data.intake import take
from data.store import Store
from metrics.kinds import Kind
from metrics.kinds.own_sample import agreement, blurs, skills
from metrics.publish import publish
from tests.conftest import conversation

BEST = "I strongly recommend pair grading, it works great for us."
FAILED = "We tried pair grading and it did not work at all."
PLAIN = "The meeting is on Tuesday in the large room upstairs."


def by_six(text: str, times: int) -> str:
    """Return a text said so often, by six people in turns."""
    return "".join(f"p{number % 6}: {text}\n" for number in range(times))


@pytest.fixture(scope="module")
def drawn_once(laid_out, tmp_path_factory) -> Path:
    """Return a measured database from which a sample is drawn: to be copied."""
    path = tmp_path_factory.mktemp("drawn") / "community.duckdb"
    said = by_six(BEST, 60) + by_six(FAILED, 12) + by_six(PLAIN, 60)
    origin = Origin(file="export.zip", sha256="export.zip", format="slack", platform="slack")
    with closing(Store(shutil.copyfile(laid_out, path))) as store:
        take(store, conversation(said, community="guild"), origin)
        publish(store)
        assert draw(store, "guild", 60) == len(sample(store, "guild"))
    return path


@pytest.fixture
def drawn(drawn_once, tmp_path) -> Iterator[Store]:
    with closing(Store(shutil.copyfile(drawn_once, tmp_path / "drawn.duckdb"))) as store:
        yield store


def said(store, coder: int, truth=lambda read: read) -> None:
    for row in sample(store, "guild").itertuples():
        code(
            store, "guild", row.post, coder, [k for k in truth(row.read).split("|") if k != "none"]
        )


def test_rare_kinds_are_in_the_sample(drawn):
    found = sample(drawn, "guild")["read"].value_counts()
    assert found["failure"] >= 8
    assert found.sum() == 60 or 50 <= found.sum() <= 60


def test_the_weights_add_up_to_the_community(drawn):
    found = sample(drawn, "guild")
    assert found["weight"].sum() == pytest.approx(132, rel=0.3)
    assert found[found["read"] == "failure"]["weight"].max() < found["weight"].max()


def test_a_larger_sample_keeps_what_was_drawn(drawn):
    before = list(sample(drawn, "guild")["post"])
    draw(drawn, "guild", 80)
    assert list(sample(drawn, "guild")["post"])[: len(before)] == before


def test_two_people_agree_as_far_as_they_do(drawn):
    assert agreement(sample(drawn, "guild")) is None
    said(drawn, 1)
    said(drawn, 2, lambda read: "none" if read == "failure" else read)
    number, share = agreement(sample(drawn, "guild"))
    assert number == len(sample(drawn, "guild"))
    assert 0.5 < share < 1


def test_a_reader_who_is_always_right_here_has_full_precision_and_recall(drawn):
    said(drawn, 1)
    best = skills(sample(drawn, "guild"))[0]
    assert (best.kind, best.precision[0], best.recall[0]) == (Kind.BEST, 1.0, 1.0)


def test_enough_codes_correct_the_community(drawn):
    draw(drawn, "guild", 120)
    said(drawn, 1)
    with drawn.cursor() as cursor:
        (seen,) = blurs(cursor).values()
    assert seen.shares[0, 0] > 0.8
    publish(drawn)
    row = drawn.read(
        "select value, why from measure where metric = 'beyond_best_practice' and grain = 'all'"
    ).iloc[0]
    assert row["value"] == pytest.approx(12 / 72, abs=0.1)
    assert row["why"].startswith("corrected for what the automatic reading gets wrong")


def test_codes_can_be_carried_to_another_database(drawn):
    said(drawn, 1)
    carried = as_csv(drawn)
    assert "pair grading" not in carried
    drawn_again = from_csv(drawn, carried, list(Kind))
    assert drawn_again == len(sample(drawn, "guild"))
    assert as_csv(drawn) == carried


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("guild,nowhere,1,best", "line 2: there is no post nowhere in guild"),
        ("guild,0,3,best", "line 2: coder is 1 or 2, not 3"),
        ("guild,0,1,brilliant", "line 2: no kind is called brilliant"),
    ],
)
def test_a_line_that_cannot_be_taken_refuses_all(drawn, line, why):
    with pytest.raises(CodingError, match=why):
        from_csv(drawn, f"community,post,coder,kinds\n{line}\n", list(Kind))
    assert as_csv(drawn).count("\n") == 1


def test_nothing_can_be_drawn_where_nothing_was_read(talk):
    store = talk(by_six(BEST, 1), community="guild")
    with pytest.raises(DeclarationError, match="was read yet"):
        draw(store, "guild", 60)
    with pytest.raises(DeclarationError, match="50 to 200"):
        draw(store, "guild", 20)
