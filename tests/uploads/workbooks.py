"""Cases X: what can be wrong with a workbook."""

import io
import zipfile
from datetime import datetime, timedelta

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data.store import Store
from tests.uploads.case import Proof, case, elsewhere, in_part, people, refused, taken, workbook

HEADER = ("author", "time", "text")
START = datetime(2026, 3, 2, 9)
ROWS = [(f"person {n % 3}", START + timedelta(minutes=n), f"Number {n}") for n in range(12)]
ZONE = ("--time-zone", "UTC")


def _with_member(content: bytes, name: str, inside: bytes) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, inside)
    return target.getvalue()


def _changed(content: bytes, member: str, change) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            raw = old.read(info)
            new.writestr(info, change(raw) if info.filename == member else raw)
    return target.getvalue()


@case("X01", "a billion laughs in the list of sheets")
def a_billion_laughs():
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    made = _changed(workbook(HEADER, *ROWS), "xl/workbook.xml", lambda _: bomb + b"]><w>&j;</w>")
    return [refused(made, "talk.xlsx", "its XML defines entities", "Save it again")]


@case("X02", "one cell in the last row there can be")
def a_far_cell():
    def far(book: openpyxl.Workbook) -> None:
        book.active.cell(1_048_576, 1, "far")

    return [taken(workbook(HEADER, *ROWS, change=far), "talk.xlsx", flags=ZONE)]


@case("X03", "formulas that nobody worked out")
def formulas():
    rows = [*ROWS[:4], ("=A2", START, "Who wrote this?"), *ROWS[4:]]
    told = ("row 6", "formula without a value (column A)")
    return [in_part(workbook(HEADER, *rows), "talk.xlsx", *told, flags=ZONE)]


@case("X04", "workbooks of other kinds, and one with a password")
def other_kinds():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    macro = _with_member(workbook(HEADER, *ROWS), "xl/vbaProject.bin", b"macro")
    binary = io.BytesIO()
    with zipfile.ZipFile(binary, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/workbook.bin", b"x")
    saves = "Save it as .xlsx or CSV"
    return [
        refused(ole, "talk.xls", "an old Excel file (.xls)", saves),
        refused(ole, "talk.xlsx", "a password-protected Office file", saves),
        refused(macro, "talk.xlsm", "macros (.xlsm)", saves),
        refused(binary.getvalue(), "talk.xlsb", "a binary Excel workbook (.xlsb)", saves),
    ]


@case("X05", "both calendars, numbers as text, merged cells, a hidden sheet, more than one sheet")
def odd_workbooks():
    def of_1904(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    def hidden(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Secret")
        sheet.append(HEADER)
        sheet.append(("nobody", START, "Hidden"))
        sheet.sheet_state = "hidden"

    def two(book: openpyxl.Workbook) -> None:
        book.create_sheet("Other").append(HEADER)

    def merged(book: openpyxl.Workbook) -> None:
        book.active.merge_cells("A2:A3")

    def at_nine(store: Store, report: dict) -> None:
        assert report["first"] == START.isoformat()

    def three(store: Store, report: dict) -> None:
        assert people(store) == 6  # with those of the sheets before
        assert "hidden" in str(report["assumptions"]).lower()

    numbered = [(7 if n % 2 else "007", *row[1:]) for n, row in enumerate(ROWS)]
    return [
        taken(workbook(HEADER, *ROWS, change=of_1904), "mac.xlsx", flags=ZONE, check=at_nine),
        taken(workbook(HEADER, *numbered), "numbers.xlsx", flags=ZONE),
        taken(workbook(HEADER, *ROWS, change=hidden), "talk.xlsx", flags=ZONE, check=three),
        refused(workbook(HEADER, *ROWS, change=two), "two.xlsx", "--sheet", flags=ZONE),
        in_part(workbook(HEADER, *ROWS, change=merged), "m.xlsx", "author is empty", flags=ZONE),
    ]


@case("X06", "a bomb inside a workbook")
def a_bomb():
    made = _with_member(workbook(HEADER, *ROWS), "xl/more.xml", b" " * 50_000_000)
    return [refused(made, "talk.xlsx", "member xl/more.xml", "more than 100 times its size")]


elsewhere(
    "X07",
    "DuckDB does not read workbooks: a query reaches no file and no extension",
    Proof.DESIGN,
    "tests/data/test_store.py::test_a_query_reaches_no_other_file_and_no_setting",
)
