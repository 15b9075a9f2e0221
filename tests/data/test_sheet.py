"""Tables as they come: bytes, quotes, line ends, headers and workbooks that are not what they seem.

A table is built here byte by byte; what comes out is text, or a sentence with its place.
"""

import codecs
import csv
import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data.delimited import LONGEST_LINE, Delimited
from data.importers import Choices
from data.records import Unread
from data.refusal import (
    DamagedFileError,
    EmptyFileError,
    MissingChoiceError,
    MissingColumnError,
    RefusedError,
    UnsafeFileError,
)
from data.sheet import examine_sheet, is_tabular, open_sheet
from data.upload import Upload

POSTS = "author,time,text\nana,2024-03-01,Who has tried a silent retro?\nben,2024-03-02,We did.\n"
ROWS = [["ana", "2024-03-01", "Who has tried a silent retro?"], ["ben", "2024-03-02", "We did."]]
HEADER = ("author", "time", "text")


@pytest.fixture
def hand_in(tmp_path):
    """Return a function that hands in text, bytes or a workbook under a name."""

    def made(content, name="posts.csv"):
        if isinstance(content, openpyxl.Workbook):
            content = saved(content)
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Upload.of(path)

    return made


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def with_member(content, name, new):
    """Return a workbook in which one member of the archive is another."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as changed:
        for member in old.namelist():
            changed.writestr(member, new(old.read(member)) if member == name else old.read(member))
    return stream.getvalue()


def read(upload, used=(), **said):
    """Return the cells of each row, and of unreadable ones where and why."""
    sheet = open_sheet(upload, Choices(**said))
    return [
        f"{row.where}: {row.why}" if isinstance(row, Unread) else row.cells
        for row in sheet.rows(used)
    ]


@pytest.mark.parametrize(
    "content",
    [
        POSTS.encode(),
        codecs.BOM_UTF8 + POSTS.encode(),
        POSTS.encode("utf-16"),
        codecs.BOM_UTF16_BE + POSTS.encode("utf-16-be"),
        POSTS.replace("\n", "\r\n").encode(),
        POSTS.replace("\n", "\r").encode(),
        POSTS.replace("\n", "\r\n", 1).encode(),
        POSTS.replace("\n", "\n\n").encode(),
        POSTS.replace("\n", "\n,,\n").encode(),
        POSTS.replace("\n", "\n  \n").encode(),
        POSTS.replace(",", ";").encode(),
        POSTS.replace(",", "\t").encode(),
        POSTS.replace(",", "|").encode(),
        ("sep=;\n" + POSTS.replace(",", ";")).encode(),
        ("Report: retros; quarterly\n\n" + POSTS).encode(),
        ("Report of 2024,,\n,,\n" + POSTS).encode(),
        POSTS.replace("We", "\0We\0").encode(),
        POSTS.rstrip("\n").encode(),
        POSTS.replace("author", '"author"').encode(),
        POSTS.replace("author", " author ").encode(),
    ],
)
def test_one_table_in_many_disguises(hand_in, content):
    upload = hand_in(content)
    assert is_tabular(upload)
    assert open_sheet(upload, Choices()).header == HEADER
    assert read(upload) == ROWS


def test_says_what_it_takes_for_granted(hand_in):
    text = "Report: retros\n" + POSTS.replace(",", ";").replace("text", "text;") + "cy;1;\0x;y\n"
    sheet, questions = examine_sheet(hand_in(text.encode("utf-16")), Choices())
    list(sheet.rows())
    assert questions == []
    assert sheet.choices.encoding == "utf-16"
    assert sheet.assumptions | sheet.remarks() == {
        "encoding": "utf-16",
        "delimiter": "semicolon",
        "above the header": "Report: retros: not read",
        "without a name": "column 4: ignored",
        "NUL characters": "1 taken out",
    }


def test_a_text_parted_by_blanks_is_a_table_where_its_first_line_names_columns(hand_in):
    assert read(hand_in("src dst time\n1 2 1082040961\n", "arcs.txt")) == [["1", "2", "1082040961"]]
    assert not is_tabular(hand_in("who said what\nana said this\n", "notes.txt"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('{"author": "ana", "time": 1}', "a.json"),
        ("<rows><row author='ana' time='1'/></rows>", "a.xml"),
        ("We met, and talked.\nIt was good, long, useful.\nNobody, nobody, left.\n", "a.txt"),
        ("one word\n", "a.txt"),
    ],
)
def test_what_is_no_table(hand_in, content, name):
    assert not is_tabular(hand_in(content, name))


def test_a_zip_is_no_table(hand_in):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("posts.csv", POSTS)
    assert not is_tabular(hand_in(stream.getvalue(), "posts.zip"))


def test_text_stays_text(hand_in):
    cells = [
        "007",
        "NULL",
        "1E5",
        "NA",
        "1" * 45,
        "=cmd|x",
        "+1",
        "\tx",
        " padded ",
        "<b>",
        "\u202e",
    ]
    line = ",".join(f'"{cell}"' for cell in cells)
    header = ",".join(["author", "time", *"cdefghijk"])
    assert read(hand_in(f"{header}\n{line}\n")) == [cells]


def test_a_message_may_run_over_lines(hand_in):
    text = 'author,text,time\nana,"He said ""no"",\r\nand\nleft",1\nben,x\n'
    upload = hand_in(text)
    assert read(upload) == [
        ["ana", 'He said "no",\r\nand\nleft', "1"],
        "row 3 (line 5): 2 fields, the header has 3",
    ]


def test_rows_with_other_than_their_fields_are_told(hand_in):
    upload = hand_in("\nauthor,time\na,1\nb,1,extra\nc\n\nd,1\n")
    assert read(upload) == [
        ["a", "1"],
        "row 4 (line 4): 3 fields, the header has 2",
        "row 5 (line 5): 1 field, the header has 2",
        ["d", "1"],
    ]


@pytest.mark.parametrize(
    "row", ['"ann,hello', 'ann,"hello', 'ann,"hel"lo', 'ann,"hello\nben,"you"\ncy,"we"']
)
def test_a_quote_that_is_not_closed_refuses_the_file_with_its_line(hand_in, row):
    upload = hand_in(f"author,time\nana,1\n{row}\ndan,4\neve,5\n")
    with pytest.raises(DamagedFileError, match=r"begins on line 3.*quote") as refusal:
        read(upload)
    assert refusal.value.file == "posts.csv"


def test_a_quote_never_closed_stops_at_the_cap(hand_in):
    upload = hand_in('author,time\nana,"1\n' + "x,y\n" * (LONGEST_LINE // 3))
    with pytest.raises(DamagedFileError, match="line 2"):
        read(upload)


def test_latin_1_is_asked_with_the_line_it_is_found_in(hand_in):
    upload = hand_in("author,time\nana,1\nJosé,2\n".encode("latin-1"))
    sheet, (question,) = examine_sheet(upload, Choices())
    assert (question.choice, question.flag) == ("encoding", "--encoding cp1252")
    assert question.found == "line 3: “José,2”"
    assert "cp1252" in question.options
    assert sheet.first_rows() == [["ana", "1"], ["José", "2"]]
    assert examine_sheet(upload, Choices(encoding="latin-1"))[1] == []
    assert read(upload, encoding="cp1252") == [["ana", "1"], ["José", "2"]]
    assert read(upload, encoding="Latin1") == [["ana", "1"], ["José", "2"]]


def test_one_byte_at_the_end_of_a_long_file_is_seen(hand_in):
    upload = hand_in(POSTS.encode() + b"cy,2024-03-03,hello\n" * 90_000 + b"dan\xe9,2,3\n")
    (question,) = examine_sheet(upload, Choices())[1]
    assert question.found == "line 90004: “dané,2,3”"


def test_a_letter_on_the_border_of_two_chunks_is_no_other_encoding(hand_in):
    for shift in range(4):
        content = "author,time,text\n" + "x" * shift + "ana,1,é\n" * 150_000
        assert examine_sheet(hand_in(content), Choices())[1] == []


def test_mixed_encodings_lose_only_their_rows(hand_in):
    upload = hand_in("author,time\nZoë,1\n".encode() + "José,2\n".encode("latin-1") + b"ben,3\n")
    assert read(upload, encoding="utf-8") == [
        ["Zoë", "1"],
        "row 3 (line 3): letters that are not utf-8: “Jos�”",
        ["ben", "3"],
    ]


def test_bytes_that_cp1252_lacks_lose_only_their_row(hand_in):
    upload = hand_in(b"author,time\nJos\xe9,1\nx\x81y,2\n")
    assert read(upload, encoding="cp1252") == [
        ["José", "1"],
        "row 3 (line 3): letters that are not cp1252: “x�y”",
    ]


def test_utf_16_without_a_mark_is_asked(hand_in):
    (question,) = examine_sheet(hand_in(POSTS.encode("utf-16-le")), Choices())[1]
    assert question.flag == "--encoding utf-16-le"
    assert read(hand_in(POSTS.encode("utf-16-le")), encoding="utf-16-le") == ROWS


def test_utf_16_cut_off_is_damaged(hand_in):
    with pytest.raises(DamagedFileError, match="utf-16"):
        read(hand_in(POSTS.encode("utf-16")[:-1]))


@pytest.mark.parametrize("encoding", ["shift-jis", "rot13", "nonsense"])
def test_an_encoding_that_is_not_read_is_refused(hand_in, encoding):
    with pytest.raises(MissingChoiceError, match=rf"“{encoding}”.*cp1252"):
        read(hand_in(POSTS), encoding=encoding)


def test_a_header_that_is_none_is_never_eaten(hand_in):
    for first in ("ana,2024-03-01,hello", "ana,7,hello", "ana,01/02/2024 10:00,hello"):
        with pytest.raises(MissingColumnError, match="no column looks like author or time"):
            read(hand_in(f"{first}\nben,2024-03-02,hi\n"))


def test_equal_names_are_refused(hand_in):
    with pytest.raises(MissingColumnError, match=r"2 columns are named “id” \(columns 1, 3\)"):
        read(hand_in("id,author,id\n1,ana,2\n"))


def test_too_many_columns_are_refused(hand_in):
    for columns in (501, 20_000):
        header = ",".join(f"column{number}" for number in range(columns))
        with pytest.raises(UnsafeFileError, match=f"{columns:,} columns; 500"):
            read(hand_in(f"{header}\n"))


def test_a_line_without_end_is_refused(hand_in):
    with pytest.raises(UnsafeFileError, match="2 MB"):
        read(hand_in(POSTS + "x" * (LONGEST_LINE + 1)))
    with pytest.raises(UnsafeFileError, match="2 MB"):
        read(hand_in("author,time" * 400_000))
    assert len(read(hand_in(POSTS + f'ana,1,"{"x" * (LONGEST_LINE - 100)}"'))) == 3


LETTERS = st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from('\r\n\t"'))
CELLS = st.text(LETTERS, max_size=12)


@settings(max_examples=60)
@given(
    table=st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(any), min_size=1, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from(",;\t|"),
)
def test_what_is_written_is_read(tmp_path_factory, table, encoding, delimiter):
    lines = [["author", "time", "text"], *table]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line] for line in lines]
    path = tmp_path_factory.mktemp("table") / "posts.csv"
    path.write_bytes("\n".join(delimiter.join(line) for line in quoted).encode(encoding))
    assert read(Upload.of(path)) == table


@given(text=st.text(alphabet='ab,"\r\n ', max_size=40))
def test_records_are_those_of_the_csv_module(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("cut") / "talk.csv"
    whole = "author,time,text\n" + text
    file.write_bytes(whole.encode())
    reader = csv.reader(io.StringIO(whole, newline=""), strict=True)
    rows = Delimited(Upload.of(file), Choices()).rows()
    begins = 1
    for expected in reader_or_error(reader):
        if expected is None:
            with pytest.raises(DamagedFileError):
                next(rows)
            return
        row = next(rows)
        assert (row.line, row.cells) == (begins, expected)
        begins = reader.line_num + 1
    assert not list(rows)


def reader_or_error(reader):
    """Yield the rows of the csv module, and None where it breaks off."""
    try:
        yield from reader
    except csv.Error:
        yield None


@settings(max_examples=80)
@given(st.binary(min_size=1, max_size=60), st.integers(0, 80), st.integers(0, 20))
def test_any_damage_is_refused_or_told(tmp_path_factory, noise, place, length):
    whole = POSTS.encode()
    path = tmp_path_factory.mktemp("damage") / "posts.csv"
    path.write_bytes(whole[:place] + noise + whole[place + length :])
    try:
        upload = Upload.of(path)
        sheet, _ = examine_sheet(upload, Choices())
        rows = list(sheet.rows())
    except RefusedError as refusal:
        assert str(refusal).startswith("posts.csv")
    else:
        assert all(isinstance(row, Unread) or len(row.cells) == len(sheet.header) for row in rows)


# --- workbooks ------------------------------------------------------------------------------------


def test_cells_become_the_text_they_show(hand_in):
    book = workbook(
        ["author", "time", "id", "share", "yes", "day"],
        ["007", datetime(2024, 3, 1, 18, 13, 4), 12, 0.25, True, date(2024, 3, 1)],
        ["NULL", "1E5", 12.0, 1e20, None, "01/02/2024"],
    )
    assert read(hand_in(book, "posts.xlsx")) == [
        ["007", "2024-03-01 18:13:04", "12", "0.25", "TRUE", "2024-03-01"],
        ["NULL", "1E5", "12", "1e+20", "", "01/02/2024"],
    ]


def test_dates_are_right_in_both_calendars(hand_in):
    book = workbook(["author", "time"], ["ana", datetime(2024, 3, 1, 18, 13, 4)])
    book.epoch = CALENDAR_MAC_1904
    assert read(hand_in(book, "posts.xlsx")) == [["ana", "2024-03-01 18:13:04"]]


def test_merged_and_missing_cells_are_empty(hand_in):
    book = workbook(["Report", None, None], ["author", "time", "text", None], ["ana", "1", "hi"])
    book.active.append(["ben"])
    book.active.append(["cy", "3", "x", None, "note"])
    book.active.merge_cells("A1:C1")
    upload = hand_in(book, "posts.xlsx")
    assert read(upload) == [
        ["ana", "1", "hi"],
        ["ben", "", ""],
        "row 5: 5 fields, the header has 3",
    ]
    assert open_sheet(upload, Choices()).assumptions["above the header"] == "Report: not read"


def test_the_dimensions_a_file_claims_are_not_believed(hand_in):
    content = with_member(
        saved(workbook(["author", "time"], ["ana", "1"])),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml),
    )
    assert read(hand_in(content, "posts.xlsx")) == [["ana", "1"]]


def test_several_sheets_are_a_question(hand_in):
    book = workbook(["author", "time"], ["ana", "1"])
    book.create_sheet("Empty")
    book.create_sheet("Archive").append(["author", "time"])
    upload = hand_in(book, "posts.xlsx")
    _, (question,) = examine_sheet(upload, Choices())
    assert (question.flag, question.options) == ("--sheet NAME", ("Sheet", "Archive"))
    sheet, questions = examine_sheet(upload, Choices(sheet="Sheet"))
    assert (questions, sheet.choices.sheet) == ([], "Sheet")
    with pytest.raises(MissingChoiceError, match=r"no sheet “Sheet9”.*Sheet, Empty, Archive"):
        read(upload, sheet="Sheet9")


def test_hidden_sheets_are_read_only_when_named(hand_in):
    book = workbook(["author", "time"], ["ana", "1"])
    for name, state in (("Old", "hidden"), ("Older", "veryHidden")):
        hidden = book.create_sheet(name)
        hidden.append(["author", "time"])
        hidden.append(["secret", "0"])
        hidden.sheet_state = state
    upload = hand_in(book, "posts.xlsx")
    sheet, questions = examine_sheet(upload, Choices())
    assert questions == []
    assert sheet.assumptions["hidden sheets"] == "not read: Old, Older"
    assert read(upload) == [["ana", "1"]]
    assert read(upload, sheet="Old") == [["secret", "0"]]


def test_a_formula_without_a_value_makes_its_row_unreadable_where_it_counts(hand_in):
    book = workbook(["author", "time", "note"], ["ana", "=NOW()", ""], ["ben", "1", "=1+1"])
    upload = hand_in(book, "posts.xlsx")
    assert read(upload, used=["author", "time"]) == [
        "row 2: formula without a value (column B)",
        ["ben", "1", ""],
    ]


def test_a_formula_with_a_value_is_its_value(hand_in):
    content = with_member(
        saved(workbook(["author", "time"], ["ana", "=1+1"])),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", xml),
    )
    assert read(hand_in(content, "posts.xlsx"), used=["time"]) == [["ana", "2"]]


def test_a_far_away_cell_is_not_walked_to(hand_in):
    book = workbook(["author", "time"], ["ana", "1"])
    book.active.cell(1_048_576, 1, "lost")
    sheet = open_sheet(hand_in(book, "posts.xlsx"), Choices())
    assert [row.cells for row in sheet.rows()] == [["ana", "1"]]
    assert sheet.remarks() == {"end": "nothing is read after 1,000 empty rows (row 1,002)"}


def test_an_empty_workbook_is_refused(hand_in):
    with pytest.raises(EmptyFileError, match="no sheet has anything"):
        read(hand_in(openpyxl.Workbook(), "posts.xlsx"))


def test_entities_are_refused(hand_in):
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    for member in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        content = with_member(
            saved(workbook(["author", "time"], ["ana", "1"])),
            member,
            lambda xml: bomb + re.sub(rb"^<\?xml[^>]*>", b"", xml),
        )
        with pytest.raises(UnsafeFileError, match="entities"):
            read(hand_in(content, "posts.xlsx"))


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_broken_workbook_is_damaged(hand_in, member):
    whole = saved(workbook(["author", "time"], ["ana", "1"]))
    content = with_member(whole, member, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(DamagedFileError, match="workbook is broken"):
        read(hand_in(content, "posts.xlsx"))
