"""Which importer gets a file: one that knows the very export, before those for any table."""

import pytest

from data.headings import PLATFORMS
from data.importers import importer_for, importer_named, importers, most_specific
from data.upload import Upload


def test_only_importers_of_any_table_are_general():
    assert {one.name for one in importers() if one.is_general} == {"table", "members"}


def test_who_knows_the_very_export_goes_first(tmp_path):
    file = tmp_path / "posts.csv"
    file.write_text("author,time\nana,2026-03-02T09:00:00Z\n")
    table, members, slack, dump = (
        importer_named(name, Upload.of(file))
        for name in ("table", "members", "slack", "stackexchange")
    )
    assert most_specific([members, slack, table]) == [slack]
    assert most_specific([table, slack, dump]) == [slack, dump]
    assert most_specific([members, table]) == [members, table]
    assert most_specific([]) == []


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Slack ID,Discourse username", "people"),
        ("slack_user_id,E-mail,shoe size", "people"),
        ("Teams,Yammer user", "people"),
        ("Slack ID,Discourse username,Department", "table"),
        ("uid,Slack ID,Department", "members"),
        ("E-mail,Department", "members"),
        ("uid,E-mail", "table"),
        ("Slack ID,Slack member", "table"),
        ("Slack ID,E-mail,text", "table"),
        ("Slack ID,E-mail,community", "table"),
    ],
)
def test_who_is_who_has_ids_and_nothing_else(tmp_path, header, name):
    file = tmp_path / "ids.csv"
    file.write_text(f"{header}\n" + ",".join("abcd"[: header.count(",") + 1]) + "\n")
    assert importer_for(Upload.of(file)).name == name


def test_every_platform_of_an_export_has_a_name_in_tables():
    exports = {one.platform for one in importers()}
    known_by_address = {None, "mbox"}
    public_corpora = {"convokit"}
    assert set(PLATFORMS) == exports - known_by_address - public_corpora
