"""An import is whole or absent, each row once, and can be taken back."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from data import history
from data.arrival import Origin
from data.intake import take
from data.records import How, LeftOut, Member, Post, Reaction, SamePerson, Unread
from data.refusal import EmptyFileError, OtherPeopleError, UnreadableRowsError
from data.store import Store
from tests.conftest import START, conversation, side_by_side

TALK = """
    ana: Our retro failed. Has yours?
        ben: Twice.
"""
TABLES = (
    "community",
    "identity",
    "same_person",
    "text",
    "post",
    "reaction",
    "visit",
    "membership",
    "role",
    "event",
    "seen_again",
    "person",
    "place",
    "edge",
    "inferring",
)


def state(store):
    """Return everything the store knows, apart from its history."""
    found = {}
    with store.cursor() as cursor:
        for table in TABLES:
            rows = cursor.execute(
                f"select columns(lambda name: name <> 'import') from {table}"
            ).fetchall()
            found[table] = sorted(map(str, rows))
    return found


def test_every_row_is_accounted_for(given):
    report = given(
        *conversation(TALK),
        LeftOut(where="a", reason="channel_join"),
        Unread(where="b, row 3", why="no time"),
    )
    assert (report.rows, report.imported, report.outcome) == (4, 2, "partial")
    assert dict(report.left_out) == {"channel_join": 1}
    assert [line.where for line in report.rejected] == ["b, row 3"]


def test_the_same_file_again_adds_nothing_and_says_so(given, store):
    given(*conversation(TALK))
    before = state(store)
    report = given(*conversation(TALK))
    assert (report.imported, report.duplicates) == (0, 2)
    assert report.message.startswith("Nothing in it was new: it was imported on")
    assert state(store) == before
    assert len(history.imports(store)) == 1


def test_an_overlapping_export_adds_only_what_is_new(given):
    posts = conversation(TALK)
    given(*posts[:1])
    report = given(*posts, file="later.zip")
    assert (report.imported, report.duplicates) == (1, 1)


def test_two_equal_rows_without_ids_are_two_posts(given):
    row = Post(community="a", author="ana", at=START, answers="ben", how=How.UNKNOWN)
    assert given(row, row).imported == 2
    assert given(row, row, row, file="later.csv").imported == 1


def test_a_later_version_replaces_an_earlier_one_and_undo_brings_it_back(given, store):
    (post,) = conversation("ana: Teh draft")
    given(post)
    before = state(store)
    edited = Post(
        **{name: getattr(post, name) for name in post.__struct_fields__}
        | {"text": "The draft", "edited": True, "version": START.replace(hour=20)}
    )
    report = given(edited, file="later.zip")
    words = "select body from place join text using (text)"
    assert store.read(words)["body"].tolist() == ["The draft"]
    history.undo(store, report.number)
    assert store.read(words)["body"].tolist() == ["Teh draft"]
    assert state(store) == before


def test_undo_keeps_what_another_import_brought_too(given, store):
    posts = conversation(TALK)
    first = given(*posts)
    given(*posts[:1], Member(community="practice", person="cas"), file="later.zip")
    history.undo(store, first.number)
    assert len(store.read("from place")) == 1
    assert len(store.read("from membership")) == 1


def test_undo_of_the_only_import_leaves_nothing(given, store):
    before = state(store)
    report = given(
        *conversation(TALK),
        Reaction(community="practice", post="0", person="cas", name="clap"),
        SamePerson(person="ana", also="ana@example.org"),
    )
    history.undo(store, report.number)
    assert state(store) == before
    assert history.imports(store)["outcome"].tolist() == ["undone"]
    with pytest.raises(history.UnknownImportError, match="no import 1 to undo"):
        history.undo(store, report.number)


def test_after_undo_the_same_file_can_be_imported_again(given, store):
    report = given(*conversation(TALK))
    history.undo(store, report.number)
    assert given(*conversation(TALK)).imported == 2


def test_a_failure_half_way_leaves_the_store_as_it_was(given, store):
    given(*conversation(TALK))
    before = state(store)

    def breaking():
        yield from conversation(TALK, prefix="x")
        raise OSError("the disk is full")

    origin = Origin(file="b.zip", sha256="b", format="slack", platform="slack")
    with pytest.raises(OSError, match="disk is full"):
        take(store, breaking(), origin)
    assert state(store) == before


def test_a_file_without_messages_is_refused(given):
    with pytest.raises(EmptyFileError, match="holds no messages"):
        given()


def test_more_than_a_fifth_unreadable_refuses_the_file(given, store):
    good = conversation("\n".join(f"ana: number {n}" for n in range(10)))
    bad = [Unread(where=f"row {n}", why="no time") for n in range(3)]
    with pytest.raises(UnreadableRowsError, match=r"row 0: 3 of 13 rows cannot be read"):
        given(*good, *bad)
    assert given(*good, *bad[:2]).outcome == "partial"


def test_no_id_of_a_person_and_no_address_reaches_the_file(given, store):
    given(
        Post(
            community="a",
            author="U1-ana-secret",
            at=START,
            id="1",
            how=How.KNOWN,
            text="Write to ana.secret@example.org",
            mentions=("U2-ben-secret",),
        ),
        SamePerson(person="U1-ana-secret", also="ana.secret@example.org"),
    )
    assert store.read("select body from text")["body"].tolist() == ["Write to [e-mail]"]
    store.close()
    assert b"secret" not in store.path.read_bytes()


def test_one_person_with_two_ids_is_one_person(given, store):
    given(
        Post(community="a", author="U1", at=START, id="1", how=How.KNOWN),
        SamePerson(person="U1", also="Ana@example.org"),
    )
    given(
        Post(community="b", author="ana@EXAMPLE.org ", at=START, id="1", how=How.KNOWN),
        file="other.csv",
        platform="table",
    )
    assert store.read("select count(distinct author) as n from place")["n"].tolist() == [1]


def test_learning_later_that_two_are_one_mends_what_was_there(given, store):
    given(
        Post(community="a", author="U1", at=START, id="1", how=How.KNOWN),
        Post(community="a", author="U2", at=START, id="2", reply_to="1", how=How.KNOWN),
    )
    assert len(store.read("from edge")) == 1
    given(
        Post(community="b", author="U3", at=START, id="3", how=How.KNOWN),
        SamePerson(person="U1", also="U2"),
        file="other.zip",
    )
    assert len(store.read("from edge")) == 0


def test_the_same_name_on_another_platform_is_another_community(given):
    given(*conversation("ana: Hi", community="general"))
    report = given(*conversation("ben: Hi", community="general"), file="t", platform="teams")
    assert report.communities == ["general (teams)"]


def test_channels_can_be_joined_into_one_community(given, store):
    given(
        *conversation("ana: Hi", community="one", prefix="a"),
        *conversation("ben: Hi", community="two", prefix="b"),
        community="Guild",
    )
    assert store.read("select name from community")["name"].tolist() == ["Guild"]
    assert len(store.read("from place")) == 2


posts = st.lists(
    st.builds(
        Post,
        community=st.sampled_from(["a", "b"]),
        author=st.sampled_from(["ana", "ben", "cas"]),
        at=st.just(START),
        id=st.integers(0, 5).map(str),
        reply_to=st.none() | st.integers(0, 6).map(str),
        how=st.just(How.KNOWN),
        text=st.sampled_from(["x", "y"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=9, suppress_health_check=list(HealthCheck))
@for_all(draws=st.lists(st.tuples(posts, posts), min_size=3, max_size=3))
def test_counts_add_up_and_undo_restores_whatever_comes(tmp_path_factory, draws):
    first, second = map(side_by_side, zip(*draws, strict=True))
    store = Store(tmp_path_factory.mktemp("store") / "community.duckdb")
    origin = Origin(file="1", sha256="1", format="slack", platform="slack")
    one = take(store, first, origin)
    assert one.rows == len(first)
    before = state(store)
    two = take(store, second, replace(origin, file="2", sha256="2"))
    assert two.rows == len(second)
    again = take(store, second, replace(origin, file="2", sha256="2"))
    assert again.imported == 0
    history.undo(store, two.number)
    assert state(store) == before
    store.close()


LISTED = [Member(community="guild", person=name) for name in ("U1", "U2")]


def people(store):
    return store.read("select count(*) as n from identity")["n"].iloc[0]


def test_a_member_list_takes_its_ids_as_the_platform_of_its_community(given, store):
    given(*conversation("U1: Hi\nU2: Hi", community="guild"))
    report = given(*LISTED, file="members.csv", platform=None, counted=Member)
    assert report.communities == ["guild"]
    assert people(store) == 2


def test_an_export_after_a_list_of_bare_ids_is_refused_and_says_the_order(given):
    given(*LISTED, file="members.csv", format="members", platform=None, counted=Member)
    with pytest.raises(OtherPeopleError, match="Take import 1 back, add this export first"):
        given(*conversation("U1: Hi", community="x"), community="guild")


def test_a_list_of_addresses_may_come_first(given, store):
    listed = [Member(community="guild", person="ana@example.org")]
    given(*listed, file="members.csv", platform=None, counted=Member)
    given(
        *conversation("U1: Hi", community="x"),
        SamePerson(person="U1", also="ana@example.org"),
        community="guild",
    )
    assert store.read("select count(distinct person) as n from person")["n"].iloc[0] == 1


def test_undo_of_a_larger_export_keeps_what_a_smaller_one_brought(given, store):
    posts = conversation(TALK)
    full = given(*posts)
    report = given(*posts[:1], file="part.zip")
    assert (report.imported, report.number) == (0, 2)
    history.undo(store, full.number)
    assert len(store.read("from place")) == 1


def test_the_same_file_in_another_community_is_said(given):
    given(*conversation(TALK))
    report = given(*conversation(TALK), community="elsewhere")
    assert "its posts now stand twice" in report.message


def test_every_change_makes_the_measures_of_its_communities_stale(given, store):
    given(*conversation(TALK))
    store.read("select 1")
    with store.writing() as cursor:
        cursor.execute("delete from stale")
    given(Member(community="practice", person="ana"), file="members.csv", counted=Member)
    assert len(store.read("from stale")) == 1


def test_whoever_is_only_answered_is_merged_too(given, store):
    arc = Post(community="a", author="x", answers="b@x.org", at=START, how=How.UNKNOWN)
    given(Post(community="b", author="77", at=START, id="1", how=How.KNOWN))
    given(arc, file="arcs.csv")
    given(
        Member(community="b", person="77"),
        SamePerson(person="77", also="b@x.org"),
        file="m.csv",
        counted=Member,
    )
    orphans = store.read("from edge where answered not in (select person from person)")
    assert orphans.empty


@pytest.mark.parametrize("address", ["jörg.müller@firma.de", "jane@müller.de", "o'neil@x.org"])
def test_addresses_in_any_script_are_masked(given, store, address):
    given(*conversation(f"ana: Write to {address} please"))
    assert store.read("select body from text")["body"].tolist() == ["Write to [e-mail] please"]


def test_an_export_after_a_table_says_whom_it_cannot_match(given):
    given(*conversation("ana: Hi", community="guild"), file="a.csv", platform=None)
    report = given(*conversation("ben: Hi", community="x", prefix="x"), community="guild")
    assert "cannot be matched with those of slack" in report.assumptions["people"]
