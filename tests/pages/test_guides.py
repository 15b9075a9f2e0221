"""Before the upload it is said what a file will allow; after it, how fresh it all is."""

from datetime import datetime

from data.importers import importers
from data.records import How, Post
from data.sources import sources
from pages.parts.guides import allowed


def told(name: str) -> str:
    return allowed(next(one for one in importers() if one.name == name))


def line(text: str, dimension: str) -> str:
    return next(one for one in text.splitlines() if dimension in one)


def test_an_export_with_parents_allows_depth_and_one_with_roots_does_not():
    assert "Dialogue depth" in line(told("canvas"), "**Dialogue")
    assert "Dialogue depth" not in line(told("slack"), "**Dialogue")


def test_only_an_export_with_members_allows_to_see_who_is_silent():
    assert line(told("slack"), "**Voice") != line(told("canvas"), "**Voice")


def test_a_list_of_members_answers_nothing_alone():
    assert told("members") == told("discourse_members")
    assert "completes an export" in told("members")


def test_a_source_tells_its_first_and_last_item_and_its_gaps(given, store):
    days = (datetime(2026, 1, 1), datetime(2026, 1, 31), datetime(2026, 3, 12))
    given(
        *(
            Post(community="a", id=str(n), author="ana", at=day, how=How.KNOWN)
            for n, day in enumerate(days)
        )
    )
    (row,) = sources(store).itertuples()
    assert (row.format, row.communities, row.items) == ("slack", 1, 3)
    assert (row.first, row.last) == (days[0], days[2])
    assert (row.gaps, row.longest) == (1, 39)
