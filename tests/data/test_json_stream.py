"""JSON read piece by piece is what reading it whole gives; broken JSON is told with its place."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.json_shape import Shape, shaped
from data.json_stream import any_has, first_of, keys_of, pieces
from data.refusal import DamagedFileError
from tests.importers.reading import as_bytes, file_of, zip_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=12,
)


def read(folder, content):
    upload = file_of(folder, "talk.json", content)
    return list(pieces(upload, "talk.json", {"list.item"}))


@given(st.lists(st.dictionaries(st.text("abc", min_size=1), VALUES), max_size=6))
def test_the_entries_of_a_list_are_what_reading_it_whole_gives(entries):
    with TemporaryDirectory() as folder:
        got = read(Path(folder), {"name": "talk", "list": entries, "more": {"end": 1}})
    assert got == [("name", "talk"), *(("list.item", one) for one in entries), ("more.end", 1)]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b'{"list": [{"a": 1}', "cut off in line 1"),
        (b'{\n\n"list": [{"a": 1}\n', "cut off in line 4"),
        (b'{"list": [{"a": 1},]}', "no sound JSON, in line 1"),
        (b'{"a": NaN}', "no sound JSON"),
        (b'{"list": [-Infinity]}', "no sound JSON"),
        (b'{"a": 1} {"a": 2}', "no sound JSON"),
        (b'{"a": "b\x00c"}', "no sound JSON"),
        (b'{"list": [{"a": "caf\xe9"}]}', "not UTF-8, in line 1"),
        ('{"a": 1}'.encode("utf-16"), "it is UTF-16"),
        (b'{"list": [{"a": 1, "a": 2}]}', "the key “a” stands twice"),
        (b'{"a": 1, "a": 2}', "the key “a” stands twice"),
        (b'{"a": ' + b"[" * 9999 + b"]" * 9999 + b"}", "nested too deeply"),
        (b'{"list": [{"a": ' + b"[" * 9999 + b"]" * 9999 + b"}]}", "nested too deeply"),
        (b'{"a": "' + b"x" * 17_000_000 + b'"}', "more than 16,777,216 bytes"),
        (b'{"list": [[' + b"0," * 1_000_001 + b"0]]}", "more than 1,000,000 parts"),
    ],
    ids=range(15),
)
def test_what_is_no_sound_json_is_refused_with_its_place(tmp_path, raw, problem):
    with pytest.raises(DamagedFileError, match=problem) as refused:
        read(tmp_path, raw)
    assert refused.value.where == "talk.json"


def test_a_byte_order_mark_long_numbers_and_whole_characters_do_no_harm(tmp_path):
    raw = b'\xef\xbb\xbf{"a": ' + b"9" * 60 + rb', "b": "\ud83d\ude00"}'
    assert read(tmp_path, raw) == [("a", int("9" * 60)), ("b", "😀")]


class Place(Shape):
    id: str | int
    name: str | None = None


def test_what_an_entry_lacks_is_told_in_words():
    assert shaped({"id": "007", "other": []}, Place) == Place(id="007")
    assert shaped({}, Place) == "it has no “id”"
    assert shaped({"id": 1, "name": 2}, Place) == (
        "its “name” is a whole number where text is needed"
    )
    assert shaped([], Place) == "it is a list where an object is needed"


def test_an_object_at_the_top_is_found_wherever_it_stands(tmp_path):
    upload = file_of(tmp_path, "talk.json", {"list": [1, 2], "place": {"id": 5}})
    assert first_of(upload, "talk.json", "place", Place) == Place(id=5)
    assert first_of(upload, "talk.json", "guild", Place) == "it has no “guild”"


def test_the_beginning_tells_what_a_file_is_and_never_raises(tmp_path):
    whole = as_bytes({"guild": {"id": 1}, "list": [{"a": 1}]})
    upload = zip_of(tmp_path, {"a.json": whole, "b.json": whole[:20], "c.json": b"\xff\xfe\x00"})
    assert {"guild.id", "list.item.a"} <= keys_of(upload, "a.json")
    assert keys_of(upload, "b.json") <= {"", "guild", "guild.id"}
    assert keys_of(upload, "c.json") == set()
    assert any_has(upload, {"guild.id"})
    assert not any_has(upload, {"guild.name"})


def test_a_long_list_is_read_without_being_kept(tmp_path):
    upload = file_of(tmp_path, "talk.json", json.dumps({"list": [{"a": n} for n in range(50_000)]}))
    assert sum(entry["a"] for _, entry in pieces(upload, "talk.json", {"list.item"})) == (
        50_000 * 49_999 // 2
    )
