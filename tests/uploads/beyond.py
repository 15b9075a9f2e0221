"""Files beyond the table of cases; the name of each says what it is."""

import io
import zipfile

from tests.uploads.case import TABLE, in_part, refused, slack, table, taken, workbook, zipped

NAMES = "author,time,text\n"
FORMULAS = workbook(
    ("author", "time", "text"), *[(f"=A{n}", "2026-03-02T10:00Z", "Who?") for n in range(12)]
)


def _wrong_byte() -> bytes:
    content = bytearray(zipped(slack()))
    name = b"coaching/2026-03-02.json"
    content[content.index(name) + len(name) + 3] ^= 0xFF
    return bytes(content)


def _broken_workbook() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook")
    return target.getvalue()


FURTHER = (
    taken(zipped(slack()), "a sound export.zip"),
    refused("%PDF-1.7 " + " " * 99, "a document.csv", "this looks like a PDF document"),
    refused(
        "Dear all,\nplease find attached.\n",
        "a letter.txt",
        "not an export the dashboard knows",
        "save a CSV with the columns author, time",
    ),
    refused(_wrong_byte(), "a wrong byte.zip", "2026-03-02.json", "damaged archive"),
    refused(
        zipped(slack() | {"a/../../users.json": "[]"}),
        "a path in a path.zip",
        "leads out of the archive",
    ),
    in_part(table(",,2026-03-02T10:00Z,Who?,\n"), "no author.csv", "column author is empty"),
    refused(
        table(*["77,ben,2026-03-02T10:00Z\n"] * 4),
        "more than a fifth.csv",
        "4 of 16 rows cannot be read",
        "3 fields, the header has 5",
        "row 14",
    ),
    refused(TABLE.encode("utf-16-le"), "no mark.csv", "--encoding utf-16-le"),
    taken(TABLE.encode("utf-16-le"), "with an answer.csv", flags=("--encoding", "utf-16-le")),
    refused(TABLE.encode("utf-16")[:-1], "half a letter.csv", "utf-16", "cut off"),
    refused(FORMULAS, "formulas only.xlsx", "Column author: it is empty"),
    refused(
        FORMULAS,
        "formulas all the same.xlsx",
        "12 of 12 rows cannot be read",
        "formula without a value (column A)",
        flags=("--columns", "author=author,time=time"),
    ),
    refused(_broken_workbook(), "broken.xlsx", "is broken", "save it again"),
    refused(workbook(), "empty.xlsx", "no sheet has anything in it"),
    refused(
        '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaa">]><posts><row Id="1"/></posts>',
        "entities.xml",
    ),
    refused(NAMES + "\n\n\n", "blank rows.csv", "it has a header and no rows"),
)
