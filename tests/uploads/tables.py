"""Cases C: what can be wrong with a table of text."""

from data.store import Store
from tests.uploads.case import (
    HEADER,
    ROWS,
    TABLE,
    Try,
    case,
    in_part,
    people,
    refused,
    table,
    taken,
    texts,
)

NAMES = "author,time,text\n"
TALK = [f"person {n % 3},2026-03-02T09:{n:02}Z,Number {n}\n" for n in range(12)]


def talk(*more: str) -> str:
    """Return a table without ids."""
    return NAMES + "".join(TALK) + "".join(more)


def holds(*wanted: str):
    """Return a check that these texts stand in the store."""

    def check(store: Store, report: dict) -> None:
        assert set(wanted) <= set(texts(store))

    return check


@case("C01", "a byte order mark of UTF-8")
def a_mark():
    return [taken(TABLE.encode("utf-8-sig"), "talk.csv")]


@case("C02", "UTF-16 with a byte order mark")
def utf_16():
    return [taken(TABLE.replace(",", "\t").encode("utf-16"), "talk.txt")]


@case("C03", "Latin-1: asked, never dropped")
def latin_1():
    content = table("12,José,2026-03-02T10:00Z,¿Quién?,\n").encode("latin-1")
    told = ("This file is not UTF-8", "line 14: “12,José,", "--encoding cp1252")
    return [
        refused(content, "talk.csv", *told),
        taken(content, "talk.csv", flags=("--encoding", "cp1252"), check=holds("¿Quién?")),
    ]


@case("C04", "one row in Latin-1 among those in UTF-8")
def mixed_letters():
    content = table("12,Renée,2026-03-02T10:00Z,Oui,\n").encode()
    content += "13,José,2026-03-02T10:01Z,Si,\n".encode("latin-1")
    return [
        refused(content, "talk.csv", "line 15", "--encoding"),
        in_part(content, "talk.csv", "row 15", "not utf-8", flags=("--encoding", "utf-8")),
    ]


@case("C05", "lines that end as on Windows and as on an old Mac")
def other_ends_of_lines():
    return [
        taken(TABLE.replace("\n", "\r\n"), "talk.csv", check=holds("Number 11")),
        taken(TABLE.replace("\n", "\r"), "mac.csv", flags=("--community", "mac")),
    ]


@case("C06", "both ends of lines in one file")
def both_ends_of_lines():
    return [taken(HEADER.replace("\n", "\r\n") + "".join(ROWS), "talk.csv")]


@case("C07", "fields parted by semicolons, tabs or bars")
def other_delimiters():
    return [
        taken(TABLE.replace(",", mark), "talk.csv", "delimiter", flags=("--community", name))
        for name, mark in {"a": ";", "b": "\t", "c": "|"}.items()
    ]


@case("C08", "lines and doubled quotes inside a text; places are rows and lines")
def quoted():
    rows = '12,ana,2026-03-02T10:00Z,"One, ""two"",\nthree",\n13,ana,,When?,\n'
    told = ("row 15 (line 16)", "column time is empty")
    return [in_part(table(rows), "talk.csv", *told, check=holds('One, "two",\nthree'))]


@case("C09", "a quote that is opened and never closed")
def an_open_quote():
    content = HEADER + ROWS[0] + '1,"ann,2026-03-02T09:01Z,Yes,0\n' + ROWS[2] + ROWS[3]
    told = ("the row that begins on line 3", "a quote is opened in it and not closed")
    return [refused(content, "talk.csv", *told)]


@case("C10", "a row with a field more")
def a_field_more():
    row = "12,ben,2026-03-02T10:00Z,Yes, we did.,\n"
    return [in_part(table(row), "talk.csv", "row 14", "6 fields, the header has 5")]


@case("C11", "a row with a field less")
def a_field_less():
    return [in_part(table("12,ben\n"), "talk.csv", "row 14", "2 fields, the header has 5")]


@case("C12", "a header and nothing else")
def header_only():
    return [refused(HEADER, "talk.csv", "it has a header and no rows")]


@case("C13", "no header")
def no_header():
    told = ("no column looks like author or time", "Put a row with names above it")
    return [refused("".join(ROWS), "talk.csv", *told)]


@case("C14", "two columns of one name")
def one_name():
    content = TABLE.replace(HEADER, "id,author,time,text,id\n")
    return [refused(content, "talk.csv", "2 columns are named “id” (columns 1, 5)")]


@case("C15", "a column without a name")
def no_name():
    content = TABLE.replace(HEADER, "id,author,time,text,\n")
    return [taken(content, "talk.csv", "without a name", "column 5: ignored")]


@case("C16", "columns in another language and order, and columns nobody would guess")
def other_names():
    german = "Betreff,Von,Datum,Nachricht\n" + "".join(
        f"Retro,person {n % 3},2026-03-02T09:{n:02}Z,Nummer {n}\n" for n in range(12)
    )
    odd = german.replace("Betreff,Von,Datum,Nachricht", "a1,b2,c3,d4")
    said = ("--columns", "author=b2,time=c3,text=d4")
    return [
        taken(german, "forum.csv", "Von", "Datum"),
        refused(odd, "odd.csv", "author", "b2"),
        taken(odd, "odd.csv", flags=(*said, "--community", "b")),
    ]


@case("C17", "lines of title above the header")
def a_title():
    return [taken("Report: X\n\n" + TABLE, "talk.csv", "above the header", "Report: X")]


@case("C18", "a needed column that is not there")
def a_missing_column():
    content = "name,colour\n" + "ana,red\n" * 12
    return [refused(content, "talk.csv", "time", "name", "colour")]


@case("C19", "20,000 columns")
def many_columns():
    header = ",".join(f"c{n}" for n in range(20_000))
    rows = ("," * 19_999 + "\n") * 2
    return [refused(f"{header}\n{rows}", "talk.csv", "20,000 columns", "500 are the most")]


@case("C20", "a line without end (beyond the cap on lines, however long)")
def a_long_line():
    content = table("12,ana,2026-03-02T10:00Z," + "x" * 3_000_000 + ",\n")
    return [refused(content, "talk.csv", "a line is longer than 2 MB")]


@case("C21", "NUL in a text")
def nul():
    content = TABLE.replace("Number 3", "Num\0ber 3")
    return [taken(content, "talk.csv", "1 taken out", check=holds("Number 3"))]


def _texts_stay(*values: str) -> list[Try]:
    rows = [f"{value},2026-03-02T10:{n:02}Z,{value}\n" for n, value in enumerate(values)]

    def check(store: Store, report: dict) -> None:
        assert set(values) <= set(texts(store))
        assert people(store) == 1 + 3 + len(values)

    return [taken(talk(*rows), "talk.csv", check=check)]


@case("C22", "authors 007 and 008")
def numbers_with_noughts():
    return _texts_stay("007", "008", "7")


@case("C23", "authors called NULL, NA, None and null")
def called_null():
    return _texts_stay("NULL", "NA", "None", "nan")


@case("C24", "an id of 45 digits, and the id 1E5")
def long_ids():
    one, other = "9" * 45, "1E5"
    rows = (
        f"{one},ana,2026-03-02T10:00Z,Long,\n",
        f"{one[:-1]}8,ben,2026-03-02T10:01Z,Close,{one}\n",
        f"{other},cas,2026-03-02T10:02Z,Short,100000\n",
    )

    def check(store: Store, report: dict) -> None:
        known = store.read("select source_id, reply_to from post").astype(str)
        assert {one, f"{one[:-1]}8", other} <= set(known["source_id"])
        assert one in set(known["reply_to"])

    return [taken(table(*rows), "talk.csv", check=check)]


def _dated(*dates: str, **more: object) -> str:
    every = [f"person {n % 3},{date},Number {n}\n" for n, date in enumerate(dates)]
    return NAMES + "".join(every)


@case("C25", "dates of which nobody can say which is the month: asked")
def either_way():
    content = _dated(*[f"0{1 + n % 3}/02/2024 09:{n:02}" for n in range(12)])
    zone = ("--time-zone", "UTC")

    def february(store: Store, report: dict) -> None:
        assert report["first"].startswith("2024-02-01")

    return [
        refused(content, "talk.csv", "--day-first", flags=zone),
        taken(content, "talk.csv", flags=(*zone, "--day-first"), check=february),
    ]


@case("C26", "dates of which one settles the order")
def one_settles():
    content = _dated(*[f"0{1 + n % 3}/02/2024 09:{n:02}" for n in range(11)], "13/02/2024 09:59")

    def february(store: Store, report: dict) -> None:
        assert report["last"].startswith("2024-02-13")

    return [taken(content, "talk.csv", flags=("--time-zone", "UTC"), check=february)]


@case("C27", "dates that are none, and years no export has")
def no_dates():
    rows = [
        f"{20 + n},ben,{date},When?,\n"
        for n, date in enumerate(["", "0000-00-00", "2024-02-30", "1900-01-01", "2999-01-01"])
    ]
    more = [f"{100 + n},ben,2026-03-02T11:{n:02}Z,Number {100 + n},\n" for n in range(20)]
    told = ("column time is empty", "0000-00-00", "2024-02-30", "1900", "2999")
    return [in_part(table(*more, *rows), "talk.csv", *told, rejected=5)]


@case("C28", "no time zone, the hours when clocks change, and offsets that differ")
def zones():
    clocks = [f"2025-03-30T0{1 + n % 3}:30" for n in range(6)]
    clocks += [f"2025-10-26T0{1 + n % 3}:30" for n in range(6)]
    offsets = [f"2026-03-02T09:{n:02}+0{n % 3}:00" for n in range(12)]

    def each_once(store: Store, report: dict) -> None:
        assert report["imported"] == 12

    return [
        refused(_dated(*clocks), "a.csv", "--time-zone"),
        taken(_dated(*clocks), "a.csv", flags=("--time-zone", "Europe/Amsterdam"), check=each_once),
        taken(_dated(*offsets), "b.csv", check=each_once),
    ]


@case("C29", "a column that is a number until row 30,001")
def a_late_change():
    rows = "".join(f"{n},{n % 9},2026-03-02T09:00Z,{n},\n" for n in range(30_000))
    content = f"{HEADER}{rows}x1,nine,2026-03-02T09:00Z,last,\n"
    return [taken(content, "talk.csv", check=holds("last", "29999"))]


@case(
    "C30",
    "texts that a spreadsheet takes for formulas",
    "tests/data/test_spreadsheet_safe.py::test_what_goes_out_comes_in_again",
)
def formulas():
    values = ("=cmd|' /C calc'!A0", "+1", "-1", "@x", "\uff1d1+1")
    rows = [f"ana,2026-03-02T10:{n:02}Z,{value}\n" for n, value in enumerate(values)]
    return [taken(talk(*rows), "talk.csv", check=holds(*values))]


@case(
    "C31",
    "authors and texts that are HTML or markdown",
    "tests/browser/test_pages.py::test_hostile_name_is_text",
    "tests/pages/test_plain.py::test_every_mark_is_escaped",
)
def marks():
    values = ("<img src=x onerror=alert(1)>", "![p](http://x/b.png)", "[a](javascript:alert(1))")
    return _texts_stay(*values, ":red[x]")


@case(
    "C32",
    "letters that turn the direction of writing, do not show or look like others, and 10,000 marks",
    "tests/pages/test_plain.py::test_one_line_of_bearable_length_without_unseen_characters",
    "tests/pages/test_unusual.py::test_names_of_every_kind_can_be_chosen",
)
def odd_letters():
    return _texts_stay("ann\u202egpj", "a\u200bnn", "\u0430nn", "👩🏽‍💻", "e" + "\u0301" * 10_000)


@case("C33", "several spellings of one person")
def spellings():
    names = ("Ann@x.org", "ann@X.org ", "Zoë", "Zoe\u0308", "ZOË")
    rows = [f"{name},2026-03-02T10:{n:02}Z,From {n}\n" for n, name in enumerate(names)]

    def two(store: Store, report: dict) -> None:
        assert people(store) == 1 + 3 + 2

    told = "other spellings of a person"
    return [taken(talk(*rows), "talk.csv", told, check=two)]


@case("C34", "an answer to a post that is not there, to itself, and in a circle")
def odd_parents():
    rows = (
        "12,ana,2026-03-02T10:00Z,To nobody,999\n",
        "13,ana,2026-03-02T10:01Z,To itself,13\n",
        "14,ana,2026-03-02T10:02Z,Round,15\n",
        "15,ben,2026-03-02T10:03Z,and round,14\n",
    )

    def ends(store: Store, report: dict) -> None:
        assert report["imported"] == 16

    told = ("replies to a post that is not there", "replies to themselves or in a circle")
    return [taken(table(*rows), "talk.csv", *told, check=ends)]


@case("C35", "an answer that is older than what it answers")
def before_its_parent():
    row = "12,ben,2026-03-01T09:00Z,Too early,5\n"
    return [
        taken(
            table(row),
            "talk.csv",
            "replies dated before the post they answer",
            check=holds("Too early"),
        )
    ]


@case("C36", "one id twice with other words")
def one_id():
    content = table(ROWS[4].replace("Number 4", "Number four"))
    told = "an earlier version of a post in the same file"
    return [taken(content, "talk.csv", told, check=holds("Number four"))]


@case(
    "C37",
    "one author only, system posts only, bots only",
    "tests/pages/test_unusual.py::test_one_post",
    "tests/importers/test_slack.py::test_bots_are_left_out_and_are_no_members",
)
def one_author():
    rows = [f"ana,2026-03-02T09:{n:02}Z,Number {n}\n" for n in range(12)]
    return [taken(NAMES + "".join(rows), "talk.csv")]
