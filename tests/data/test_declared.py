"""What people say by hand is kept, replaced as said, and refused in words."""

from datetime import date

import pytest

from data import declared, history, published
from data.declared import DeclarationError, UnknownPersonError, add_event, describe, remove_event
from data.records import How, Member, Post
from data.store import UnknownCommunityError
from tests.conftest import START, conversation

TALK = """
    ana: Our retro failed. Has yours?
        ben: Twice.
"""


def said(store) -> list[dict]:
    rows = store.read(
        """
        select community.name, community.kind, parent.name as within
        from community
        left join community as parent on parent.community = community.within
        order by community.name
        """
    )
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


def hosts(store, community: str = "practice") -> set[str]:
    rows = store.read(
        """
        select pseudonym
        from role
        join identity on identity.identity = role.person
        join community using (community)
        where community.name = $name and role.role = 'host'
        """,
        name=community,
    )
    names = {store.pseudonyms.person("slack", name): name for name in ("ana", "ben", "cas")}
    return {names[pseudonym] for pseudonym in rows["pseudonym"]}


# What kind of community it is


@pytest.mark.parametrize("kind", declared.KINDS)
def test_a_community_is_of_a_kind(talk, kind):
    store = talk(TALK)
    describe(store, "practice", kind=kind)
    assert said(store) == [{"name": "practice", "kind": kind, "within": None}]


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(talk):
    store = talk(TALK)
    kinds = "The kinds are: team, practice, help, board, cohort"
    with pytest.raises(ValueError, match=rf"“club” is no kind of community\. {kinds}"):
        describe(store, "practice", kind="club")
    assert said(store)[0]["kind"] is None


def test_a_community_can_be_described_before_anything_is_imported(store):
    describe(store, "Guild", kind="practice")
    assert said(store) == [{"name": "Guild", "kind": "practice", "within": None}]


def test_what_is_not_said_stays_as_it_was(store):
    describe(store, "Guild", kind="practice")
    describe(store, "Company", kind="board")
    describe(store, "Guild", within="Company")
    assert said(store)[1] == {"name": "Guild", "kind": "practice", "within": "Company"}
    describe(store, "Guild", kind="team")
    assert said(store)[1] == {"name": "Guild", "kind": "team", "within": "Company"}


def test_an_import_leaves_what_was_said_alone(store, given):
    describe(store, "practice", kind="help")
    given(*conversation(TALK))
    assert said(store) == [{"name": "practice", "kind": "help", "within": None}]


def test_undo_leaves_what_was_said_alone(store, given):
    describe(store, "practice", kind="help")
    before = store.read("from community")
    history.undo(store, given(*conversation(TALK)).number)
    assert store.read("from community").equals(before)


# What it lies within


def test_an_unknown_parent_is_refused_with_those_there_are(talk):
    store = talk(TALK)
    with pytest.raises(
        UnknownCommunityError, match=r"no community “Company”\. There are: practice"
    ):
        describe(store, "practice", within="Company")


def test_a_refusal_makes_nothing(store):
    with pytest.raises(UnknownCommunityError):
        describe(store, "Guild", kind="team", within="Company")
    assert said(store) == []


@pytest.mark.parametrize("parent", ["Company", "Guild", "Circle"])
def test_no_community_lies_within_itself(store, parent):
    describe(store, "Company")
    describe(store, "Guild", within="Company")
    describe(store, "Circle", within="Guild")
    with pytest.raises(ValueError, match=f"“Company” cannot lie within “{parent}”"):
        describe(store, "Company", within=parent)
    assert said(store)[1] == {"name": "Company", "kind": None, "within": None}


# Who hosts it


def test_hosts_are_named_as_the_export_names_them(talk):
    store = talk(TALK)
    describe(store, "practice", hosts=["ana"])
    assert hosts(store) == {"ana"}


def test_new_hosts_replace_those_before(talk):
    store = talk(TALK)
    describe(store, "practice", hosts=["ana"])
    describe(store, "practice", hosts=["ben"])
    assert hosts(store) == {"ben"}


def test_without_hosts_they_stay(talk):
    store = talk(TALK)
    describe(store, "practice", hosts=["ana"])
    describe(store, "practice", kind="team")
    assert hosts(store) == {"ana"}


def test_somebody_said_twice_is_one_host(talk):
    store = talk(TALK)
    describe(store, "practice", hosts=["ana", "ANA "])
    assert len(store.read("from role")) == 1


def test_a_silent_member_can_be_host(talk):
    store = talk(TALK, members="ana ben cas")
    describe(store, "practice", hosts=["cas"])
    assert hosts(store) == {"cas"}


def test_an_unknown_host_is_refused_and_nothing_is_changed(talk):
    store = talk(TALK)
    describe(store, "practice", hosts=["ana"])
    with pytest.raises(UnknownPersonError, match="Nobody in practice has the id “zoe”"):
        describe(store, "practice", kind="team", hosts=["ben", "zoe"])
    assert (said(store)[0]["kind"], hosts(store)) == (None, {"ana"})


def test_somebody_of_another_community_is_no_host(store, given):
    given(*conversation(TALK), *conversation("cas: Hello", community="other", prefix="x"))
    with pytest.raises(UnknownPersonError, match="Nobody in practice has the id “cas”"):
        describe(store, "practice", hosts=["cas"])


def test_a_community_that_was_described_first_has_hosts_too(store, given):
    describe(store, "Guild", kind="practice")
    given(*conversation(TALK), community="Guild")
    describe(store, "Guild", hosts=["ana"])
    assert hosts(store, "Guild") == {"ana"}


def test_a_host_of_a_table_is_found_by_the_name_in_it(store, given):
    row = Post(community="practice", author="Mira Example", at=START, how=How.UNKNOWN)
    given(row, file="talk.csv", format="table", platform="table")
    describe(store, "practice", hosts=["mira example"])
    assert len(store.read("from role")) == 1


def test_a_host_stays_declared_when_an_import_is_taken_back(store, given):
    given(*conversation(TALK))
    member = Member(community="practice", person="cas")
    later = given(member, file="members.csv", counted=Member)
    describe(store, "practice", hosts=["cas"])
    history.undo(store, later.number)
    assert hosts(store) == {"cas"}


def test_a_description_makes_the_measures_stale(talk):
    store = talk(TALK)
    with store.writing() as cursor:
        cursor.execute("delete from stale")
    describe(store, "practice", kind="team")
    assert published.stale(store)


# What happened when


def test_an_event_concerns_all_or_those_that_are_named(talk):
    store = talk(TALK)
    describe(store, "Guild")
    add_event(store, date(2026, 3, 1), "New host", ["practice", "Guild"])
    add_event(store, date(2026, 2, 1), "Move to another office")
    rows = published.events(store)
    found = {
        (f"{row.day:%Y-%m-%d}", row.name, row.community or None)
        for row in rows.fillna({"community": ""}).itertuples(index=False)
    }
    assert found == {
        ("2026-02-01", "Move to another office", None),
        ("2026-03-01", "New host", "Guild"),
        ("2026-03-01", "New host", "practice"),
    }


def test_an_event_of_an_unknown_community_is_refused_whole(talk):
    store = talk(TALK)
    with pytest.raises(UnknownCommunityError, match=r"no community “Gild”\. There are: practice"):
        add_event(store, date(2026, 3, 1), "New host", ["practice", "Gild"])
    assert published.events(store).empty


def test_an_event_written_down_twice_stands_once(talk):
    store = talk(TALK)
    for communities in ([], [], ["practice"], ["practice"]):
        add_event(store, date(2026, 3, 1), " New  host ", communities)
    assert list(published.events(store)["name"]) == ["New host", "New host"]


def test_an_event_that_is_struck_out_is_gone_for_every_community(talk):
    store = talk(TALK)
    describe(store, "Guild")
    add_event(store, date(2026, 3, 1), "New host", ["practice", "Guild"])
    add_event(store, date(2026, 3, 2), "New host")
    remove_event(store, date(2026, 3, 1), "New host")
    assert [f"{day:%Y-%m-%d}" for day in published.events(store)["day"]] == ["2026-03-02"]


def test_what_happened_is_shown_at_once(talk):
    """Screens keep what they know of a snapshot: what is written down or struck out makes one."""
    store = talk(TALK)
    before = published.snapshot(store)
    add_event(store, date(2026, 3, 1), "New host")
    written = published.snapshot(store)
    remove_event(store, date(2026, 3, 1), "New host")
    assert before < written < published.snapshot(store)


@pytest.mark.parametrize(("name", "why"), [(" ", "few words"), ("x" * 81, "81 characters")])
def test_an_event_without_a_name_that_fits_is_refused(talk, name, why):
    store = talk(TALK)
    with pytest.raises(DeclarationError, match=why):
        add_event(store, date(2026, 3, 1), name)
    assert published.events(store).empty
