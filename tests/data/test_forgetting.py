"""Who is erased is gone, from the file too, and stays gone; what is too old is not kept."""

from datetime import UTC, datetime, timedelta

import pytest

from data import forgetting, settings
from data.declared import UnknownPersonError
from data.records import How, Member, Post, Reaction, SamePerson
from data.store import Store

TALK = """
    ana: Our retro failed. Has zanzibar?
        ben: Twice, with marzipan.
            ana: Thank you.
    cas: Who has the key?
"""


def posts(store: Store) -> list[str]:
    found = store.read("select body from place join text using (text) order by body")
    return list(found["body"])


def number(store: Store, table: str) -> int:
    return len(store.read(f"from {table} select 1"))


def test_a_person_is_erased_with_what_they_wrote(talk):
    store = talk(TALK, members="ana ben cas")
    assert forgetting.erase(store, "BEN") == 1
    assert posts(store) == [
        "Our retro failed. Has zanzibar?",
        "Thank you.",
        "Who has the key?",
    ]
    assert number(store, "identity") == 2
    assert number(store, "membership") == 2
    assert number(store, "edge") == 0
    log = forgetting.removals(store)
    assert log[["why", "posts", "others"]].values.tolist() == [["erased", 1, 1]]


def test_nothing_of_them_can_be_read_in_the_file(talk):
    store = talk(TALK)
    with store.cursor() as cursor:
        cursor.execute("checkpoint")
    assert b"marzipan" in store.path.read_bytes()
    forgetting.erase(store, "ben")
    assert b"marzipan" not in store.path.read_bytes()
    assert b"zanzibar" in store.path.read_bytes()
    assert not list(store.path.parent.glob("*.new"))


def test_the_file_is_locked_down_again_and_for_its_owner_only(talk):
    store = talk(TALK)
    forgetting.erase(store, "ben")
    assert store.path.stat().st_mode & 0o777 == 0o600
    assert not store.read("select current_setting('enable_external_access') as it")["it"].iloc[0]


def test_figures_can_be_worked_out_again_without_a_restart(talk):
    store = talk(TALK)
    forgetting.erase(store, "ben")
    assert len(store.read("select * from periods('month') join knowledge using (community)")) == 1


def test_a_later_export_does_not_bring_them_back(talk, given):
    store = talk(TALK)
    forgetting.erase(store, "ben")
    at = datetime(2026, 5, 1)
    later = [
        said("9", "ben", at, "Me again."),
        said("10", "cas", at, "Hi.", mentions=("ben",)),
        Reaction(community="practice", post="10", person="ben", name="+1"),
        Member(community="practice", person="ben"),
    ]
    report = given(*later, file="later.zip")
    assert "Me again." not in posts(store)
    assert report.left_out == {"of a person who was erased": 1}
    assert report.rows == report.imported + report.duplicates + report.left_out.total()
    assert number(store, "identity") == 2
    assert not number(store, "reaction")
    assert not number(store, "membership")


def test_two_accounts_of_one_person_go_together(talk, given):
    store = talk(TALK)
    given(SamePerson(person="ben", also="ben@mill.example"), *late("cas"), file="links.zip")
    forgetting.erase(store, "ben@mill.example")
    assert "Twice, with marzipan." not in posts(store)


def test_an_account_that_turns_out_to_be_theirs_is_erased_too(talk, given):
    store = talk(TALK)
    forgetting.erase(store, "ben")
    given(SamePerson(person="cas", also="ben"), *late("ana"), file="links.zip")
    assert "Who has the key?" not in posts(store)
    assert list(forgetting.removals(store)["posts"]) == [1, 1]


def late(author: str) -> list[Post]:
    return [said("77", author, datetime(2026, 6, 1), "Hm.")]


def said(id: str, author: str, at: datetime, text: str, **more: object) -> Post:
    return Post(community="practice", id=id, author=author, at=at, text=text, how=How.KNOWN, **more)


def test_nobody_is_erased_by_mistake(talk):
    store = talk(TALK)
    with pytest.raises(UnknownPersonError):
        forgetting.erase(store, "dee")
    assert len(posts(store)) == 4


def test_what_is_too_old_is_deleted_and_logged_and_not_taken_in_again(store, given):
    now = datetime.now(UTC).replace(tzinfo=None)
    old = said("1", "ana", now - timedelta(days=99), "Old.")
    new = said("2", "ben", now - timedelta(days=9), "New.")
    given(old, new, Reaction(community="practice", post="1", person="ben", name="+1"))
    assert not settings.is_due(store)
    settings.keep_for(store, 2)
    assert settings.is_due(store)
    assert forgetting.forget_old(store) == 1
    assert not settings.is_due(store)
    assert posts(store) == ["New."]
    assert not number(store, "reaction")
    assert forgetting.removals(store)[["why", "posts"]].values.tolist() == [["too old", 1]]
    report = given(old, file="again.zip")
    assert report.left_out == {"older than data are kept here": 1}
    assert posts(store) == ["New."]


def test_for_ever_is_the_usual(talk):
    store = talk(TALK)
    assert forgetting.forget_old(store) == 0
    assert len(posts(store)) == 4
