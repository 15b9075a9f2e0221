"""Cases G: what can be wrong with a file of any format."""

from data.store import Store
from tests.uploads.case import (
    HEADER,
    ROWS,
    TABLE,
    Proof,
    case,
    elsewhere,
    people,
    refused,
    slack,
    table,
    taken,
    texts,
    workbook,
    zipped,
)

ENDINGS = ("zip", "xlsx", "csv", "tsv", "txt", "json", "jsonl", "xml", "mbox", "tar.gz")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@case("G01", "a file of 0 bytes, with every ending that is taken")
def nothing_in_it():
    return [refused("", f"export.{one}", "this file is empty (0 bytes)") for one in ENDINGS]


@case("G02", "a file at the limit of size, and one a byte above it")
def at_the_limit():
    size = len(TABLE)
    at, below = ({"COMMUNITY_CAPS": f"upload={limit}"} for limit in (size, size - 1))
    told = (f"it has {size:,} bytes", f"the limit is {size - 1:,} bytes")
    return [
        refused(TABLE, "talk.csv", *told, settings=below),
        taken(TABLE, "talk.csv", settings=at),
    ]


elsewhere(
    "G03",
    "files that a visitor hands in and the page never imports: one at a time, copied to disk, and "
    "out of the server's memory as soon as they are copied",
    Proof.BROWSER,
    "tests/pages/test_handed_in.py::test_a_copy_goes_when_nobody_wants_it_any_more",
)


@case("G04", "a picture that is called a table")
def a_picture():
    told = ("this looks like a PNG picture, not CSV", "Hand in the export itself", ".tar.gz")
    return [refused(PNG, "export.csv", *told)]


@case("G05", "a zip that is called a table, and a table that is called a zip or a workbook")
def the_wrong_ending():
    return [
        refused(zipped(slack()), "export.csv", "this looks like a zip archive", "not CSV"),
        refused(TABLE, "export.zip", "this looks like text, not ZIP"),
        refused(TABLE, "export.xlsx", "this looks like text, not XLSX"),
        refused(workbook(("a", "b")), "export.csv", "an Excel workbook, not CSV"),
    ]


@case(
    "G06",
    "names of files with paths, NUL, 300 letters, names of devices, letters that turn the "
    "direction of writing, and a formula in a tag",
    "tests/data/test_upload.py::test_g06_a_name_is_shown_and_never_a_path",
    "tests/data/test_upload.py::test_g06_a_long_name_is_cut_in_the_middle",
)
def names():
    long = "x" * 250 + ".csv"

    def shown(name: str):
        def check(store: Store, report: dict) -> None:
            assert report["file"] == name

        return check

    return [
        taken(TABLE, "..x.csv", check=shown("..x.csv")),
        taken(table(), "CON.csv", flags=("--community", "b"), check=shown("CON.csv")),
        taken(TABLE, "talk\u202evsc.csv", flags=("--community", "c"), check=shown("talkvsc.csv")),
        taken(TABLE, "<b>=cmd|x<b>", flags=("--community", "d"), check=shown("<b>=cmd|x<b>")),
        taken(
            TABLE, long, flags=("--community", "e"), check=lambda _, told: len(told["file"]) <= 80
        ),
    ]


@case("G07", "the same file twice")
def twice():
    def nothing_doubled(store: Store, report: dict) -> None:
        assert (report["imported"], report["duplicates"]) == (0, len(ROWS))

    again = ("Nothing in it was new: it was imported on", "as import ")
    return [taken(TABLE, "talk.csv"), taken(TABLE, "talk.csv", *again, check=nothing_doubled)]


@case("G08", "the same posts in another order, saved by a spreadsheet program")
def saved_again():
    def known(store: Store, report: dict) -> None:
        assert (report["imported"], report["duplicates"]) == (1, len(ROWS))

    rows = [tuple(row.rstrip("\n").split(",")) for row in reversed(ROWS)]
    more = ("12", "person 0", "2026-03-02T10:00Z", "One more", "")
    book = workbook(tuple(HEADER.rstrip("\n").split(",")), *rows, more)
    return [
        taken(TABLE, "talk.csv"),
        taken(book, "talk.xlsx", "1 of 13 rows are new", check=known),
    ]


@case(
    "G09",
    "an export into a community that another platform or a list filled with people it cannot match",
)
def another_platform():
    members = "person id,department\nu1,Sales\nu2,Care\n"
    return [
        taken(members, "members.csv", flags=("--as", "members", "--community", "guild")),
        refused(
            zipped(slack()),
            "slack.zip",
            "“guild” was begun with a member list whose ids cannot be matched with those of slack",
            "choose another community",
            flags=("--community", "guild"),
        ),
    ]


@case("G10", "a sign-in page, saved as an export")
def a_sign_in_page():
    page = "<!DOCTYPE html>\n<html><body><form>Please sign in</form></body></html>"
    told = ("this is a web page, not an export (sign-in page?)", "Sign in first")
    return [refused(page, f"export.{one}", *told) for one in ("csv", "json", "zip", "xlsx")]


elsewhere(
    "G11",
    "kill -9 at any moment of an import",
    Proof.FAULT,
    "tests/data/test_crash.py::test_an_import_that_is_killed_at_any_moment_is_whole_or_absent",
    "tests/data/test_crash.py::test_an_import_that_is_killed_at_a_step_is_whole_only_after_the_last",
)
elsewhere(
    "G12",
    "a disk that is full before or during an import",
    Proof.FAULT,
    "tests/data/test_faults.py::test_a_disk_that_fills_up_changes_nothing_and_is_told",
    "tests/data/test_faults.py::test_an_import_for_which_there_is_no_room_is_not_begun",
)
elsewhere(
    "G13",
    "two people who import at once",
    Proof.FAULT,
    "tests/data/test_store.py::test_a_second_writer_waits_and_both_are_kept",
    "tests/data/test_faults.py::test_two_imports_at_once_both_end_whole",
)
elsewhere(
    "G14",
    "a browser that is closed during an import",
    Proof.BROWSER,
    "tests/browser/test_add_data.py::test_an_import_goes_on_when_nobody_looks",
)


@case("G15", "a later export that lacks posts we have")
def posts_are_gone():
    later = HEADER + "".join(ROWS[:6] + ROWS[7:]) + "12,person 0,2026-03-02T10:00Z,More,11\n"
    told = ("1 post", "--replace", "--keep")

    def kept(store: Store, report: dict) -> None:
        assert "Number 6" in texts(store)

    def gone(store: Store, report: dict) -> None:
        assert "Number 6" not in texts(store)
        assert people(store) == 4  # of the file and of the one before all

    return [
        taken(TABLE, "talk.csv", flags=("--community", "guild")),
        refused(later, "later.csv", *told, flags=("--community", "guild")),
        taken(later, "later.csv", flags=("--community", "guild", "--keep"), check=kept),
        taken(
            later,
            "later.csv",
            "1 posts it lacks went",
            flags=("--community", "guild", "--replace"),
            check=gone,
        ),
    ]
