"""Which importer gets a file: one that knows the very export, before those for any table."""

from data.importers import importer_named, importers, most_specific
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
