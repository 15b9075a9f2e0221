"""A file with a fault is refused, or taken in part, in words: where, what, and what would work."""

import io
import json
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from data.__main__ import main
from data.store import Store
from tests.data.test_intake import state

HEADER = "author,time,text\n"
ROWS = [f"person {n % 3},2026-03-02T09:{n:02}Z,Number {n}\n" for n in range(12)]
TABLE = HEADER + "".join(ROWS)
BEFORE = "author,time,text\nana,2026-03-01T09:00Z,Who has tried a silent retro?\n"


@pytest.fixture
def database(tmp_path) -> Path:
    """Return a database that already knows something."""
    path = tmp_path / "community.duckdb"
    (tmp_path / "before.csv").write_text(BEFORE)
    assert main(["add", str(tmp_path / "before.csv"), "--db", str(path)]) == 0
    return path


class Answer:
    """What the command line said to a file, and what that did to the database."""

    def __init__(self, code: int, out: str, err: str, *, untouched: bool, folder: Path) -> None:
        self.code, self.report, self.err = code, json.loads(out), err
        self.untouched, self.folder = untouched, str(folder)

    def refused(self, *words: str) -> None:
        """Check that nothing was taken, and that the message says all these words."""
        assert (self.code, self.report["outcome"], self.report["import"]) == (3, "rejected", None)
        assert self.untouched
        assert self.report["message"] == self.err.strip()
        self.says(self.err, words)

    def taken_in_part(self, *words: str, rejected: int = 1) -> None:
        """Check that the counts add up, and that the lines say all these words."""
        report = self.report
        assert (self.code, report["outcome"], self.err) == (0, "partial", "")
        assert len(report["rejected"]) == rejected
        left_out = sum(line["count"] for line in report["left_out"])
        assert report["imported"] + report["duplicates"] + left_out + rejected == report["rows"]
        assert all(line["where"] and line["why"] for line in report["rejected"])
        told = [f"{line['where']}: {line['why']}" for line in report["rejected"]]
        self.says("\n".join(told), words)

    def taken(self) -> None:
        """Check that all of it was taken."""
        assert (self.code, self.report["outcome"], self.err) == (0, "accepted", "")
        assert self.report["imported"] == self.report["rows"] > 0

    def says(self, text: str, words: tuple[str, ...]) -> None:
        assert [word for word in words if word not in text] == []
        never = ("Traceback", "Error:", 'File "', "duckdb", "select ", self.folder)
        assert [word for word in never if word in text] == []


@pytest.fixture
def hand_in(tmp_path, database, capsys):
    """Return a function that hands in bytes under a name and returns the answer."""

    def known() -> dict:
        with closing(Store(database)) as store:
            return state(store) | {"imports": store.read("from import").to_csv()}

    def of(content: bytes | str, name: str, *flags: str) -> Answer:
        path = tmp_path / "handed in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        before = known()
        capsys.readouterr()
        code = main(["add", str(path), "--db", str(database), "--json", *flags])
        said = capsys.readouterr()
        untouched = known() == before
        return Answer(code, said.out, said.err, untouched=untouched, folder=tmp_path)

    return of


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def workbook(*rows: tuple) -> bytes:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


USERS = json.dumps([{"id": "U1", "name": "ana"}])
CHANNELS = json.dumps([{"id": "C1", "name": "coaching", "members": ["U1"]}])
DAY = json.dumps([{"type": "message", "user": "U1", "ts": "1772442000.000100", "text": "Hi"}])
SLACK = (
    ("users.json", USERS),
    ("channels.json", CHANNELS),
    ("coaching/2026-03-02.json", DAY),
)


def test_the_sound_ones_are_taken(hand_in):
    """What the cases below break is sound without the break."""
    hand_in(TABLE, "talk.csv").taken()
    hand_in(zipped(*SLACK), "slack.zip").taken()
    cells = [("author", "time", "text"), ("ana", "2026-03-02T09:00Z", "Who?")]
    hand_in(workbook(*cells), "talk.xlsx").taken()


# Not what it should be


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx", "a.zip", "a.json", "a.xml", "a.txt"])
def test_an_empty_file(hand_in, name):
    hand_in("", name).refused(name, "this file is empty (0 bytes)", "Export it again")


@pytest.mark.parametrize(
    ("content", "name", "seems"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "export.csv", "a PNG picture"),
        (zipped(*SLACK), "export.csv", "a zip archive"),
        (TABLE.encode(), "export.zip", "text"),
        (TABLE.encode(), "export.xlsx", "text"),
        (workbook(("author",)), "export.csv", "an Excel workbook"),
        (b"%PDF-1.7 " + bytes(99), "export.csv", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "export.xls", "an old Excel file"),
    ],
)
def test_the_wrong_extension(hand_in, content, name, seems):
    hand_in(content, name).refused(name, f"this looks like {seems}")


def test_a_picture_is_no_export_whatever_it_is_called(hand_in):
    hand_in(b"\x89PNG\r\n\x1a\n" + bytes(99), "team.png").refused(
        "team.png", "a PNG picture", ".csv"
    )


@pytest.mark.parametrize("name", ["export.csv", "export.json", "export.zip", "export.xlsx"])
def test_a_sign_in_page(hand_in, name):
    page = "<!DOCTYPE html>\n<html><body><form>Please sign in</form></body></html>"
    hand_in(page, name).refused(name, "this is a web page", "sign-in page?", "Sign in first")


def test_a_file_nobody_knows(hand_in):
    hand_in("Dear all,\nplease find attached.\n", "letter.txt").refused(
        "letter.txt",
        "not an export the dashboard knows",
        "save a CSV with the columns author, time",
    )


# Archives


@pytest.mark.parametrize("cut", [10, 200])
def test_a_zip_that_was_cut_off(hand_in, cut):
    hand_in(zipped(*SLACK)[:-cut], "slack.zip").refused(
        "slack.zip", "damaged archive", "download the export again"
    )


def test_a_zip_with_wrong_bytes(hand_in):
    content = bytearray(zipped(*SLACK))
    start = content.index(b"2026-03-02.json") + len("2026-03-02.json") + 3
    content[start] ^= 0xFF
    hand_in(bytes(content), "slack.zip").refused("slack.zip", "2026-03-02.json", "damaged archive")


def test_a_zip_bomb(hand_in):
    hand_in(zipped(*SLACK, ("coaching/2026-03-03.json", bytes(50_000_000))), "slack.zip").refused(
        "slack.zip", "2026-03-03.json", "unpacks to more than 100 times its size", "export it again"
    )


def test_a_zip_bomb_in_a_workbook(hand_in):
    target = io.BytesIO(workbook(("author", "time"), ("ana", "2026-03-02T09:00Z")))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/more.xml", b" " * 50_000_000)
    hand_in(target.getvalue(), "talk.xlsx").refused("talk.xlsx", "more.xml", "100 times its size")


def test_a_zip_that_says_the_same_bytes_many_times(hand_in):
    content = zipped(*SLACK)
    (begin,) = struct.unpack("<I", content[-6:-2])
    entry = content[begin:-22]
    end = bytearray(content[-22:])
    struct.pack_into("<HHI", end, 8, 6, 6, 2 * len(entry))
    hand_in(content[:begin] + entry * 2 + bytes(end), "slack.zip").refused("slack.zip", "member")


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("../users.json", "leads out of the archive"),
        ("a/../../users.json", "leads out of the archive"),
        ("/etc/users.json", "is an absolute path"),
        ("..\\users.json", "has a backslash in it"),
        ("C:users.json", "is an absolute path"),
    ],
)
def test_a_path_trick_in_a_zip(hand_in, tmp_path, member, what):
    answer = hand_in(zipped(*SLACK, (member, "[]")), "slack.zip")
    answer.refused(f"slack.zip, member {member}: its name {what}")
    assert not [*tmp_path.rglob("users.json")]


def test_a_link_in_a_zip(hand_in):
    link = zipfile.ZipInfo("general")
    link.external_attr = 0o120777 << 16
    hand_in(zipped(*SLACK, (link, "secret")), "slack.zip").refused(
        "slack.zip, member general", "it is a link to another file"
    )


def test_two_members_of_one_name(hand_in):
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(*SLACK, ("users.json", "[]"))
    hand_in(content, "slack.zip").refused("users.json", "two members of this name")


def test_a_day_that_is_no_json(hand_in):
    hand_in(zipped(*SLACK, ("coaching/2026-03-03.json", DAY[:-5])), "slack.zip").refused(
        "slack.zip", "2026-03-03.json"
    )


# Tables


def test_a_quote_that_is_not_closed(hand_in):
    rows = [*ROWS]
    rows[2] = 'ben,2026-03-02T10:00Z,"We stopped asking for blame.\n'
    hand_in(HEADER + "".join(rows), "talk.csv").refused(
        "talk.csv, the row that begins on line 4", "a quote is opened in it and not closed", "Close"
    )


def test_a_quoted_text_may_have_lines_quotes_and_commas(hand_in):
    hand_in(f'{HEADER}ana,2026-03-02T09:00Z,"One, ""two"",\nthree"\n', "talk.csv").taken()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("ben,2026-03-02T10:00Z,Yes, we did.\n", "4 fields, the header has 3"),
        ("ben,2026-03-02T10:00Z\n", "2 fields, the header has 3"),
        ("ben\n", "1 field, the header has 3"),
        (",2026-03-02T10:00Z,Who am I?\n", "column author is empty"),
        ("ben,,When?\n", "column time is empty"),
        ("ben,2026-02-30T10:00Z,When?\n", "“2026-02-30T10:00Z”"),
        ("ben,0000-00-00,When?\n", "“0000-00-00”"),
    ],
)
def test_one_row_that_cannot_be_read(hand_in, row, why):
    rows = [*ROWS[:5], row, *ROWS[5:]]
    answer = hand_in(HEADER + "".join(rows), "talk.csv")
    answer.taken_in_part("7", why)
    assert answer.report["imported"] == len(ROWS)


def test_more_than_a_fifth_of_the_rows_refuses_the_file(hand_in):
    rows = [*ROWS, *["ben,2026-03-02T10:00Z\n"] * 4]
    hand_in(HEADER + "".join(rows), "talk.csv").refused(
        "talk.csv", "4 of 16 rows cannot be read", "2 fields, the header has 3", "14"
    )


def test_two_equal_headers(hand_in):
    table = TABLE.replace(HEADER, "author,time,author\n")
    hand_in(table, "talk.csv").refused(
        "talk.csv", "2 columns are named “author” (columns 1, 3)", "a name of its own"
    )


@pytest.mark.parametrize(
    "lines", ["author,time,text\n", "author,time,text", "author,time,text\n\n\n"]
)
def test_a_header_only(hand_in, lines):
    hand_in(lines, "talk.csv").refused("talk.csv", "it has a header and no rows", "Export it again")


def test_no_header(hand_in):
    hand_in("".join(ROWS), "talk.csv").refused(
        "talk.csv", "no column looks like author or time", "Put a row with names above it"
    )


def test_a_needed_column_is_not_there(hand_in):
    hand_in("name,colour\nana,red\n", "talk.csv").refused("talk.csv", "time", "name", "colour")


def test_latin_1_is_asked_and_never_dropped(hand_in):
    table = (TABLE + "José,2026-03-02T10:00Z,¿Quién?\n").encode("latin-1")
    hand_in(table, "talk.csv").refused(
        "talk.csv", "This file is not UTF-8", "line 14: “José,", "--encoding cp1252"
    )
    hand_in(table, "talk.csv", "--encoding", "cp1252").taken()


def test_latin_1_in_one_row_of_utf_8(hand_in):
    rows = [*ROWS, "Renée,2026-03-02T10:00Z,Oui\n"]
    table = (HEADER + "".join(rows)).encode() + "José,2026-03-02T10:01Z,Si\n".encode("latin-1")
    hand_in(table, "talk.csv").refused("talk.csv", "line 15")
    hand_in(table, "talk.csv", "--encoding", "utf-8").taken_in_part(
        "15", "letters that are not utf-8"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_mark_settles_the_encoding(hand_in, encoding):
    hand_in(TABLE.encode(encoding), "talk.csv").taken()


def test_utf_16_without_a_mark_is_asked(hand_in):
    content = TABLE.encode("utf-16-le")
    hand_in(content, "talk.csv").refused("talk.csv", "--encoding utf-16-le")
    hand_in(content, "talk.csv", "--encoding", "utf-16-le").taken()


def test_utf_16_that_was_cut_off(hand_in):
    hand_in(TABLE.encode("utf-16")[:-1], "talk.csv").refused("talk.csv", "utf-16", "cut off")


def test_nul_is_taken_out_and_said(hand_in, database):
    answer = hand_in(TABLE.replace("Number 3", "Num\0ber 3"), "talk.csv")
    answer.taken()
    assert any("1 taken out" in how for how in answer.report["assumptions"].values())
    with closing(Store(database)) as store:
        assert "Number 3" in store.read("select body from text")["body"].tolist()


def test_texts_stay_what_they_are(hand_in, database):
    texts = ["007", "NULL", "1E5", "NA", "None", "=1+1", "true"]
    rows = [f"{text},2026-03-02T09:00Z,{text}\n" for text in texts]
    hand_in(HEADER + "".join(rows), "talk.csv").taken()
    with closing(Store(database)) as store:
        found = store.read("select body from text")["body"].tolist()
        people = store.read("select count(distinct author) as n from place")["n"].tolist()
    assert set(texts) <= set(found)
    assert people == [len(texts) + 1]


# Workbooks


def without_values(*rows: tuple) -> bytes:
    """Return a workbook with formulas that no spreadsheet program has worked out."""
    return workbook(("author", "time", "text"), *rows)


def test_formulas_without_values(hand_in):
    rows = [("ana", f"2026-03-02T09:{n:02}Z", f"Number {n}") for n in range(12)]
    rows[4] = ("=A2", "2026-03-02T10:00Z", "Who wrote this?")
    hand_in(without_values(*rows), "talk.xlsx").taken_in_part(
        "6", "formula without a value (column A)"
    )


def test_formulas_only(hand_in):
    rows = [(f"=A{n}", "2026-03-02T10:00Z", "Who?") for n in range(12)]
    book = without_values(*rows)
    hand_in(book, "talk.xlsx").refused("talk.xlsx", "Column author: it is empty")
    hand_in(book, "talk.xlsx", "--columns", "author=author,time=time").refused(
        "talk.xlsx, row 2", "12 of 12 rows cannot be read", "formula without a value (column A)"
    )


def test_a_broken_workbook(hand_in):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook")
    hand_in(target.getvalue(), "talk.xlsx").refused("talk.xlsx", "is broken", "save it again")


def test_a_workbook_with_nothing_in_it(hand_in):
    hand_in(workbook(), "talk.xlsx").refused("talk.xlsx", "no sheet has anything in it")


# Stack Exchange


def test_a_dump_with_entities_is_refused(hand_in):
    bomb = '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaa">]><posts><row Id="1"/></posts>'
    hand_in(bomb, "Posts.xml").refused("Posts.xml")
