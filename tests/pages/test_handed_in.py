"""A file on its way in is kept in one private place, and nowhere once nobody wants it."""

import gc
import io
import stat
from datetime import datetime

from data.records import How, Member, Post, SamePerson
from pages.parts.handed_in import HandedIn, Preview

CONTENT = b"author,time,text\nana,2026-03-02T09:00Z,Who has tried this?\n"


def test_a_copy_goes_when_nobody_wants_it_any_more(tmp_path):
    files = [HandedIn(io.BytesIO(CONTENT), f"talk {n}.csv", tmp_path) for n in range(20)]
    assert len(list(tmp_path.iterdir())) == 20
    files[0].delete()
    assert len(list(tmp_path.iterdir())) == 19
    del files[:]
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_a_copy_is_for_its_owner_only_and_under_a_name_of_our_own(tmp_path):
    file = HandedIn(io.BytesIO(CONTENT), "../../talk.csv", tmp_path)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert file.path.parent == tmp_path
    assert "talk" not in file.path.name
    assert file.upload().read(file.upload().names()[0]) == CONTENT


def test_the_first_rows_are_of_posts_where_there_are_any():
    preview = Preview()
    for number in range(20):
        preview.add(Member(person=f"person{number}@mill.example", community="guild"))
    assert len(preview.shown) == len(preview.members)
    at = datetime(2026, 3, 2, 9)
    asked = "Who has tried this?"
    preview.add(Post(community="guild", author="ana", at=at, how=How.KNOWN, text=asked))
    assert [row["What"] for row in preview.shown] == [asked]


def test_who_is_who_says_on_which_platforms_and_never_the_ids():
    preview = Preview(is_who_is_who=True)
    preview.add(SamePerson(person="U7", platform="slack", on=(("stackexchange", "17"),)))
    assert preview.shown == [{"Who": "a member", "Known on": "Slack, Stack Exchange"}]
