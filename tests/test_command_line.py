"""Every command does what it says, tells it in words or JSON, and ends with 0, or 3 if refused."""

import csv
import io
import json
import math
import os
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from data import history
from data.__main__ import main
from data.declared import KINDS
from data.store import Store
from metrics import catalogue
from metrics.__main__ import main as metrics_main
from metrics.bounds import SIDES
from tests.conftest import START

ROOT = Path(__file__).parent.parent
KEYS = {
    "outcome", "import", "format", "rows", "imported", "duplicates", "left_out", "rejected",
    "first", "last", "people", "communities", "assumptions",
}  # fmt: skip
COLUMNS = ["metric", "community", "period", "value", "low", "high", "sample", "status", "why"]
PEOPLE = 24
HEADER = "id,author,time,text,reply_to\n"
TALK = f"""{HEADER}1,ana,2026-03-02T09:00Z,Our retro failed. Has yours?,
2,ben,2026-03-02T10:00Z,Twice. We stopped asking for blame.,1
3,ana,2026-03-03T09:00Z,How did you stop?,2
"""
FLAT = """author,time,text
ana,2026-03-02T09:00Z,Our retro failed. Has yours?
ben,2026-03-02T09:01Z,Twice.
cas,2026-03-02T19:00Z,"ana, and now?"
"""


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / "community.duckdb"


@pytest.fixture
def run(database, capsys):
    """Return a function that runs a command and returns exit code, output and errors."""

    def call(*arguments: object, main=main) -> tuple[int, str, str]:
        code = main([*map(str, arguments), "--db", str(database)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file of that name and returns where it lies."""

    def write(content: str = TALK, name: str = "practice.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write


def table(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


# add


def test_add_says_what_became_of_every_row(run, file):
    code, out, err = run("add", file())
    assert (code, err) == (0, "")
    assert "practice.csv: Import 1: 3 of 3 rows are new." in out
    assert "3 rows = 3 imported + 0 known already + 0 left out by rule + 0 rejected" in out
    assert "assumed: community: practice, after the name of the file" in out


def test_add_tells_the_same_as_json(run, file):
    code, out, err = run("add", file(), "--json")
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert KEYS <= said.keys() <= KEYS | {"message", "file", "notes"}
    told = {key: said[key] for key in KEYS - {"assumptions"}}
    assert told == {
        "outcome": "accepted",
        "import": 1,
        "format": "table",
        "rows": 3,
        "imported": 3,
        "duplicates": 0,
        "left_out": [],
        "rejected": [],
        "first": "2026-03-02T09:00:00",
        "last": "2026-03-03T09:00:00",
        "people": 2,
        "communities": ["practice"],
    }
    assert all(isinstance(how, str) for how in said["assumptions"].values())


def test_rows_that_cannot_be_read_are_listed_with_place_and_reason(run, file):
    good = "".join(f"{n},ana,2026-03-02T09:0{n}Z,Number {n},\n" for n in range(9))
    code, out, _ = run("add", file(f"{HEADER}{good}9,ben,yesterday,When?,\n"), "--json")
    said = json.loads(out)
    assert (code, said["outcome"]) == (0, "partial")
    assert (said["rows"], said["imported"]) == (10, 9)
    (line,) = said["rejected"]
    assert line.keys() == {"where", "why"}
    assert "11" in line["where"]
    assert "“yesterday”" in line["why"]


def test_lines_left_out_by_rule_are_counted_by_reason(run):
    export = ROOT / "tests" / "importers" / "samples" / "slack.zip"
    code, out, _ = run("add", export, "--json")
    said = json.loads(out)
    assert code == 0
    assert said["left_out"]
    assert all(line.keys() == {"reason", "count"} for line in said["left_out"])
    left_out = sum(line["count"] for line in said["left_out"])
    parts = said["imported"] + said["duplicates"] + left_out + len(said["rejected"])
    assert said["rows"] == parts


def test_nothing_new_ends_well_and_says_so(run, file):
    run("add", file())
    code, out, _ = run("add", file())
    assert code == 0
    assert "Nothing in it was new: it was imported on" in out
    code, out, _ = run("add", file(), "--json")
    said = json.loads(out)
    assert code == 0
    assert (said["outcome"], said["imported"], said["duplicates"]) == ("accepted", 0, 3)
    assert said["import"] == 1
    assert said["message"].startswith("Nothing in it was new")


def test_a_refused_file_is_told_and_leaves_nothing(run, file, database):
    code, out, err = run("add", file("", "empty.csv"))
    assert (code, out) == (3, "")
    assert err == "empty.csv: this file is empty (0 bytes). Export it again.\n"
    with closing(Store(database)) as store:
        assert history.imports(store).empty


def test_a_refused_file_is_told_as_json_too(run, file):
    code, out, err = run("add", file("", "empty.csv"), "--json")
    said = json.loads(out)
    assert (code, said["outcome"], said["import"]) == (3, "rejected", None)
    assert said.keys() >= KEYS
    assert said["message"] == err.strip()


def test_a_file_that_is_not_there_is_refused(run, tmp_path):
    code, _, err = run("add", tmp_path / "nowhere.zip")
    assert code == 3
    assert err.startswith("nowhere.zip: it cannot be opened (No such file or directory).")


def test_of_several_files_the_good_ones_are_taken(run, file, database):
    code, out, err = run("add", file("", "empty.csv"), file())
    assert code == 3
    assert "empty.csv: this file is empty" in err
    assert "practice.csv: Import 1" in out
    with closing(Store(database)) as store:
        assert history.imports(store)["file"].tolist() == ["practice.csv"]


def test_several_files_give_a_json_list(run, file):
    _, out, _ = run("add", file(), file(TALK.replace("Twice", "Never"), "other.csv"), "--json")
    assert [one["file"] for one in json.loads(out)] == ["practice.csv", "other.csv"]


def test_community_joins_everything_into_one(run, file):
    _, out, _ = run("add", file(), file(TALK, "other.csv"), "--community", "Guild", "--json")
    assert [one["communities"] for one in json.loads(out)] == [["Guild"], ["Guild"]]


def test_replies_are_inferred_only_where_asked(run, file, database):
    path = file(FLAT)
    run("add", path)
    with closing(Store(database)) as store:
        assert store.read("from edge").empty
    _, out, _ = run("add", path, "--infer-replies")
    assert "note: 2 replies in its communities are inferred" in out
    assert "assumed: inferred replies: which post is answered is inferred from" in out
    with closing(Store(database)) as store:
        assert store.read("from edge")["how"].tolist() == ["inferred"] * 2
    _, out, _ = run("--grain", "all", "--metric", "dialogue_depth", main=metrics_main)
    assert "it is only inferred which post is answered" in table(out)[0]["why"]


@pytest.mark.parametrize(
    ("flags", "says"), [(["--as", "table"], 0), (["--as", "slack"], 3), (["--as", "fax"], 3)]
)
def test_as_says_which_format_it_is(run, file, flags, says):
    code, _, err = run("add", file(), *flags)
    assert code == says
    assert "Traceback" not in err


def test_an_unknown_format_is_refused_with_those_there_are(run, file):
    _, _, err = run("add", file(), "--as", "fax")
    assert "“fax” is no format" in err
    assert "slack" in err
    assert "stackexchange" in err


NO_ZONE = "author,time,text\nana,2026-03-02 09:00,Who?\n"
NO_ORDER = "author,time,text\nana,01/02/2026 09:00Z,Who?\nben,03/02/2026 10:00Z,I.\n"
ARCS = "Wrote,To,When\nana,ben,2026-03-02T09:00Z\nben,ana,2026-03-02T10:00Z\n"


@pytest.mark.parametrize(
    ("content", "flag", "answer"),
    [
        (NO_ZONE, "--time-zone", ["--time-zone", "Europe/Amsterdam"]),
        (NO_ORDER, "--day-first or --month-first", ["--day-first"]),
        (ARCS, "--columns author=COLUMN", ["--columns", "author=Wrote,answered=To,time=When"]),
    ],
)
def test_what_the_file_does_not_settle_is_asked_by_its_flag(run, file, content, flag, answer):
    code, out, err = run("add", file(content, "talk.csv"), "--json")
    assert (code, json.loads(out)["outcome"]) == (3, "rejected")
    assert flag in err
    code, out, _ = run("add", file(content, "talk.csv"), *answer, "--json")
    assert (code, json.loads(out)["outcome"]) == (0, "accepted")


def test_a_time_zone_is_reckoned_with_and_shown(run, file):
    _, out, _ = run("add", file(NO_ZONE), "--time-zone", "Europe/Amsterdam", "--json")
    said = json.loads(out)
    assert said["first"] == "2026-03-02T08:00:00"
    assert any("Europe/Amsterdam" in how for how in said["assumptions"].values())


@pytest.mark.parametrize(
    ("flag", "first"),
    [("--day-first", "2026-02-01T09:00:00"), ("--month-first", "2026-01-02T09:00:00")],
)
def test_the_order_of_day_and_month_is_as_said(run, file, flag, first):
    _, out, _ = run("add", file(NO_ORDER), flag, "--json")
    assert json.loads(out)["first"] == first


def test_an_unknown_time_zone_is_refused(run, file):
    code, _, err = run("add", file(NO_ZONE), "--time-zone", "Amsterdam/Europe")
    assert code == 3
    assert "Amsterdam/Europe" in err


def test_encoding_is_asked_and_taken(run, tmp_path):
    latin = tmp_path / "talk.csv"
    latin.write_bytes("author,time,text\nJosé,2026-03-02T09:00Z,Quién?\n".encode("latin-1"))
    code, _, err = run("add", latin)
    assert code == 3
    assert "--encoding cp1252" in err
    assert run("add", latin, "--encoding", "cp1252")[0] == 0


# members, community, event, imports, undo


def test_members_make_the_silent_ones_known(run, file, database):
    run("add", file())
    people = "".join(f"person {n},2026-01-0{n % 9 + 1}\n" for n in range(PEOPLE))
    listed = file(f"member id,joined\nana,\nben,\n{people}", "list.csv")
    code, out, _ = run("members", listed, "--community", "practice", "--json")
    said = json.loads(out)
    assert (code, said["outcome"], said["format"]) == (0, "accepted", "members")
    assert (said["rows"], said["imported"], said["people"]) == (PEOPLE + 2, PEOPLE + 2, PEOPLE + 2)
    assert said["communities"] == ["practice"]
    with closing(Store(database)) as store:
        assert store.read("select count(*) as n from roster")["n"].tolist() == [PEOPLE + 2]


def test_members_twice_adds_nothing_and_says_so(run, file):
    listed = file("member id\nana\nben\n", "list.csv")
    run("members", listed)
    code, out, _ = run("members", listed)
    assert code == 0
    assert "Nothing in it was new" in out


def test_a_list_without_people_is_refused(run, file):
    code, _, err = run("members", file("colour,size\nred,1\n", "list.csv"))
    assert code == 3
    assert "no column looks like the id or e-mail address of a person" in err


def test_community_says_what_it_is(run, file, database):
    run("add", file())
    assert run("community", "Company", "--kind", "board")[0] == 0
    code, _, err = run(
        "community", "practice", "--kind", "practice", "--within", "Company", "--host", "ana", "ben"
    )
    assert (code, err) == (0, "")
    with closing(Store(database)) as store:
        assert len(store.read("from role where role = 'host'")) == 2


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--within", "Firm"], "There is no community “Firm”. There are: practice."),
        (["--host", "zoe"], "Nobody in practice has the id “zoe”."),
        (["--within", "practice"], "cannot lie within"),
    ],
)
def test_community_refuses_what_it_does_not_know(run, file, flags, words):
    run("add", file())
    code, _, err = run("community", "practice", *flags)
    assert code == 3
    assert words in err


def test_an_event_is_kept(run, file, database):
    run("add", file())
    assert run("event", "2026-03-02", "New host", "--community", "practice")[0] == 0
    assert run("event", "2026-03-03", "Move to another office")[0] == 0
    code, _, err = run("event", "2026-03-02", "New host", "--community", "Firm")
    assert code == 3
    assert "There is no community “Firm”" in err
    with closing(Store(database)) as store:
        assert len(store.read("from event")) == 2


def test_imports_are_listed_newest_first(run, file):
    run("add", file())
    run("add", file(TALK.replace("practice", "other"), "=1+1.csv"))
    code, out, _ = run("imports")
    rows = table(out)
    assert code == 0
    assert [(row["number"], row["file"]) for row in rows] == [
        ("2", "'=1+1.csv"),
        ("1", "practice.csv"),
    ]
    assert (rows[1]["rows"], rows[1]["imported"], rows[1]["outcome"]) == ("3", "3", "accepted")


def test_undo_takes_an_import_back_once(run, file, database):
    run("add", file())
    assert run("undo", "1") == (0, "Import 1 was taken back.\n", "")
    code, _, err = run("undo", "1")
    assert code == 3
    assert "There is no import 1 to undo" in err
    with closing(Store(database)) as store:
        assert store.read("from post").empty
    assert table(run("imports")[1])[0]["outcome"] == "undone"
    assert run("add", file())[0] == 0


def test_without_db_the_database_of_the_environment_is_used(tmp_path, file, monkeypatch, capsys):
    monkeypatch.setenv("COMMUNITY_DB", str(tmp_path / "ours.duckdb"))
    assert main(["add", str(file())]) == 0
    capsys.readouterr()
    assert metrics_main(["--grain", "all"]) == 0
    assert {row["community"] for row in table(capsys.readouterr().out)} == {"practice"}


@pytest.mark.parametrize(
    "wrong",
    [
        ["add", "a.csv", "--day-first", "--month-first"],
        ["add", "a.csv", "--columns", "author"],
        ["community", "practice", "--kind", "club"],
        ["event", "yesterday", "New host"],
        ["undo", "first"],
        [],
    ],
)
def test_a_command_that_is_written_wrong_says_how_to_write_it(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    assert "usage: python -m data" in capsys.readouterr().err


# metrics


def guild() -> str:
    """Return a table of people who talk in January and March."""
    lines = []
    for number in range(60):
        opened = START.replace(month=1 if number % 2 else 3, day=1 + number % 20)
        for reply in range(3):
            at = opened + timedelta(hours=5 * reply)
            author = f"person {(number + reply % 2 * (7 + number // PEOPLE)) % PEOPLE}"
            above = f"{number}.{reply - 1}" if reply else ""
            text = "We tried it at work and it failed; what would you do with it?"
            lines.append(f"{number}.{reply},{author},{at:%Y-%m-%dT%H:%MZ},{text},{above}\n")
    return HEADER + "".join(lines)


@pytest.fixture(scope="module")
def measured_once(tmp_path_factory) -> Path:
    """Return where the database of two communities is kept, once a test has made it."""
    return tmp_path_factory.mktemp("measured") / "community.duckdb"


@pytest.fixture
def measured(run, file, database, measured_once):
    """Import two communities: one that talks in January and March, and one of two people.

    By the commands, the first time; the other tests get a copy of what came of it.
    """

    def answer(*arguments: str) -> list[dict[str, str]]:
        code, out, err = run(*arguments, main=metrics_main)
        assert (code, err) == (0, "")
        assert next(csv.reader(io.StringIO(out))) == COLUMNS
        return table(out)

    if measured_once.exists():
        shutil.copyfile(measured_once, database)
    else:
        run("add", file(guild(), "guild.csv"))
        run("add", file(TALK, "pair.csv"), "--community", "=1+1")
        answer("--grain", "all")
        shutil.copyfile(database, measured_once)
    return answer


PERIODS = {
    "month": (["2026-01", "2026-02", "2026-03"], ["2026-03"]),
    "quarter": (["2026-Q1"], ["2026-Q1"]),
    "year": (["2026"], ["2026"]),
    "all": (["all"], ["all"]),
}


@pytest.mark.parametrize("grain", PERIODS)
def test_every_metric_has_a_row_for_each_community_and_period(measured, grain):
    rows = measured("--grain", grain)
    guild, pair = PERIODS[grain]
    expected = [
        (metric.name, community, period)
        for metric in catalogue()
        for community, periods in (("guild", guild), ("'=1+1", pair))
        for period in periods
    ]
    found = [(row["metric"], row["community"], row["period"]) for row in rows]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("grain", PERIODS)
def test_every_row_has_a_value_or_says_why_not(measured, grain):
    for row in measured("--grain", grain):
        if row["status"] == "measured":
            # Where no interval can be trusted, its ends are not known.
            low, value, high = (float(row[name] or "nan") for name in ("low", "value", "high"))
            assert math.isfinite(value)
            assert not low > value
            assert not high < value
            assert int(row["sample"]) > 0
        else:
            assert row["status"] in ("too few", "withheld", "cannot be measured")
            assert row["why"]
            assert (row["value"], row["low"], row["high"]) == ("", "", "")


def test_some_are_measured_and_those_of_two_people_never(measured):
    rows = measured("--grain", "all")
    assert {row["metric"] for row in rows if row["status"] == "measured"} >= {
        "dialogue_depth",
        "reciprocity",
    }
    assert {row["value"] for row in rows if row["community"] == "'=1+1"} == {""}


def test_one_metric_alone(measured):
    rows = measured("--grain", "all", "--metric", "reciprocity")
    assert {row["metric"] for row in rows} == {"reciprocity"}
    assert len(rows) == 2


def test_metrics_of_an_empty_database_are_none(run):
    code, out, _ = run("--grain", "month", main=metrics_main)
    assert (code, table(out)) == (0, [])
    assert next(csv.reader(io.StringIO(out))) == COLUMNS


def test_what_an_undone_import_brought_is_measured_no_more(measured, run):
    run("undo", "1")
    assert {row["community"] for row in measured("--grain", "all")} == {"'=1+1"}


def test_bounds_are_listed_settled_and_taken_back(measured, run):
    measured("--grain", "quarter")

    def bounds(*flags: object) -> tuple[dict[str, str], str]:
        code, out, err = run(
            "bounds", "dialogue_depth", "--kind", "none", *flags, main=metrics_main
        )
        assert code == 0
        (row,) = table(out)
        return row, err

    listed = table(run("bounds", main=metrics_main)[1])
    assert {row["whose"] for row in listed} == {"starting values"}
    assert {row["kind"] for row in listed} == {*KINDS, "none"}
    row, err = bounds("--risk-below", 4, "--watch-below", 5, "--watch-above", "none")
    assert [row[side] for side in SIDES] == ["4.0", "5.0", "", ""]
    assert row["whose"] == "own"
    assert "1 of 1 statuses by quarter change" in err or "1 statuses by quarter changes" in err
    assert bounds()[0] == row
    row, err = bounds("--starting")
    assert (row["whose"], row["watch_below"], err) == ("starting values", "1.0", "")


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["answered", "--kind", "help", "--watch-below", 40], "4000 % is no bound of it"),
        (["answered", "--kind", "help", "--risk-below", 0.9], "has to lie below"),
        (["answered", "--watch-below", 0.4], "Name a METRIC and a --kind"),
        (["answered", "--kind", "help", "--watch-below", 0.4, "--starting"], "Name a METRIC"),
    ],
)
def test_bounds_that_cannot_be_are_refused(run, flags, words):
    code, out, err = run("bounds", *flags, main=metrics_main)
    assert (code, out) == (3, "")
    assert words in err
    listed = table(run("bounds", main=metrics_main)[1])
    assert {row["whose"] for row in listed} == {"starting values"}


@pytest.mark.parametrize("wrong", [["answered", "--watch-below", "much"], ["likes"]])
def test_bounds_that_are_written_wrong_say_how_to_write_them(run, wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        run("bounds", *wrong, main=metrics_main)
    assert ended.value.code == 2
    assert "usage: python -m metrics" in capsys.readouterr().err


def test_metrics_of_a_damaged_file_are_refused(run, database):
    database.write_bytes(b"no database")
    code, out, err = run("--grain", "all", main=metrics_main)
    assert (code, out) == (3, "")
    assert "cannot be read as a database" in err


# As somebody types it


def typed(*command: object, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
    )


def test_the_commands_work_as_they_are_typed_and_every_name_can_be_printed(file, database):
    """A pipe on some systems takes fewer letters than there are."""
    narrow = {"PYTHONIOENCODING": "cp1252"}
    name = "Führung 🌱"
    done = typed("data", "add", file(), "--community", name, "--db", database, "--json", **narrow)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert (report["imported"], report["communities"]) == (3, [name])
    done = typed("metrics", "--db", database, "--grain", "quarter", **narrow)
    assert (done.returncode, done.stderr) == (0, "")
    told = {(row["community"], row["period"]) for row in table(done.stdout)}
    assert told == {(name, "2026-Q1")}
    done = typed("data", "add", file("", "empty.csv"), "--db", database)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("empty.csv: ")


def test_kinds_are_told_for_a_table_of_texts(file):
    posts = file("id,text\n7,My first course plan failed. What would you drop first?\n", "t.csv")
    done = typed("metrics.kinds", posts)
    (row,) = table(done.stdout)
    assert (done.returncode, list(row)) == (0, ["id", "kinds", "language", "why"])
    assert (row["id"], row["language"]) == ("7", "en")
    assert "failure" in row["kinds"].split("|")


def test_erase_forgets_for_good(run, file):
    run("add", file(), "--time-zone", "UTC")
    assert run("erase", "ben")[:2] == (
        0,
        "Erased, with their posts: 1. Delete backups that still hold them.\n",
    )
    code, _out, err = run("erase", "ben")
    assert code == 3
    assert "Nobody here has that id" in err
    again = run("add", file(TALK.replace("2,ben", "7,ben"), "again.csv"), "--time-zone", "UTC")
    assert "1 of a person who was erased" in again[1]


def test_retention_is_settled_and_deletes(run, file):
    old = f"{HEADER}1,ana,2001-03-02T09:00Z,Long ago.,\n2,ben,2001-03-02T10:00Z,Indeed.,1\n"
    run("add", file(old), "--time-zone", "UTC")
    assert "Data are kept for ever; 0" in run("retention")[1]
    assert "Data are kept for 12 months; 2 older" in run("retention", "--months", 12)[1]
    assert run("retention", "--months", 0)[0] == 3
    assert "Data are kept for ever; 0" in run("retention", "--forever")[1]


def test_the_smallest_group_is_only_raised(run):
    assert run("smallest-group", 4)[0] == 3
    assert run("smallest-group", 7)[0] == 0
    assert run("smallest-group", 5)[0] == 3
