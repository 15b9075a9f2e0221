"""python -m metrics compare and around: what they print, and what they refuse in words."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from data.__main__ import main
from metrics import catalogue
from metrics.__main__ import main as metrics_main

COMPARED = ["metric", "a", "b", "difference", "low", "high", "p", "q", "verdict", "note"]
PEOPLE = 20
HEADER = "id,author,time,text,reply_to\n"
COMMA = "Mill, north"


def exchange(answered: int, months: range = range(1, 10)) -> str:
    """Return thirty questions a month, of which so many of ten are answered within the hour."""
    lines = []
    for month in months:
        for at in range(30):
            number, asker = month * 100 + at, at % PEOPLE
            when = f"2026-{month:02}-{1 + at % 28:02}T"
            lines.append(f"q{number},p{asker},{when}08:00Z,Who knows?,")
            if at % 10 < answered:
                other = (asker + 1 + at // PEOPLE * 3) % PEOPLE
                lines.append(f"a{number},p{other},{when}09:00Z,I do.,q{number}")
    return HEADER + "\n".join(lines)


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / "community.duckdb"


@pytest.fixture
def command(database, capsys):
    """Return a function that runs a command and returns code, rows and errors."""

    def run(*said: str, of=metrics_main) -> tuple[int, list[dict[str, str]], str]:
        code = of([*said, "--db", str(database)])
        told = capsys.readouterr()
        return code, list(csv.DictReader(io.StringIO(told.out))), told.err

    return run


@pytest.fixture(scope="module")
def made_once(tmp_path_factory) -> Path:
    """Return where the database of three communities is kept, once a test has made it."""
    return tmp_path_factory.mktemp("made") / "community.duckdb"


@pytest.fixture
def communities(command, database, tmp_path, made_once):
    """Put three communities into the database: one that answers, two that seldom do.

    By the commands, the first time, up to a first comparison, which measures them; the other tests
    get a copy.
    """
    if made_once.exists():
        shutil.copyfile(made_once, database)
        return
    talks = {"guild": exchange(9), "desk": exchange(2), COMMA: exchange(2)}
    for number, (name, talk) in enumerate(talks.items()):
        file = Path(tmp_path / f"{number}.csv")
        file.write_text(talk, "utf-8")
        assert command("add", str(file), "--community", name, of=main)[0] == 0
    assert command("compare", "--grain", "quarter", "--communities", "guild,desk")[0] == 0
    shutil.copyfile(database, made_once)


def row_of(rows: list[dict[str, str]], metric: str) -> dict[str, str]:
    return {row["metric"]: row for row in rows}[metric]


def test_compare_prints_every_metric_with_its_verdict(communities, command):
    said = ["--grain", "quarter", "--communities", "guild,desk", "--periods", "2026-Q1"]
    code, rows, err = command("compare", *said)
    assert (code, err) == (0, "")
    assert list(rows[0]) == COMPARED
    assert {row["metric"] for row in rows} == {metric.name for metric in catalogue()}
    row = row_of(rows, "answered")
    assert float(row["difference"]) == pytest.approx(-0.7)
    assert float(row["low"]) < -0.7 < float(row["high"]) < 0
    assert float(row["p"]) <= float(row["q"]) <= 0.05
    assert row["verdict"] == "more than chance"
    for row in rows:
        assert (row["verdict"] == "cannot be compared") == (row["q"] == "")


def test_a_name_with_a_comma_stands_in_quotes_and_equals_differ_by_chance(communities, command):
    named = f'desk,"{COMMA}"'
    code, rows, _ = command("compare", "--grain", "quarter", "--communities", named)
    assert code == 0
    assert "more than chance" not in {row["verdict"] for row in rows}
    assert row_of(rows, "answered")["verdict"] == "may be chance"


def test_what_rises_with_volume_is_judged_only_at_like_volumes(communities, command):
    _, rows, _ = command("compare", "--grain", "all", "--communities", "guild,desk")
    row = row_of(rows, "reciprocity")
    assert row["verdict"] == "cannot be compared"
    assert "rises with the number of posts" in row["note"] or "needs" in row["note"]


def test_one_community_in_two_periods(communities, command):
    said = ["--grain", "quarter", "--communities", "guild"]
    code, rows, _ = command("compare", *said, "--periods", "2026-Q1,2026-Q2")
    assert code == 0
    row = row_of(rows, "answered")
    assert float(row["difference"]) == pytest.approx(0)
    assert row["verdict"] == "may be chance"


def test_what_is_unfair_stands_in_the_note(communities, command):
    assert command("community", "guild", "--kind", "team", of=main)[0] == 0
    assert command("community", "desk", "--kind", "board", of=main)[0] == 0
    _, rows, _ = command("compare", "--grain", "quarter", "--communities", "guild,desk")
    assert all("They are of different kinds (board, team)." in row["note"] for row in rows)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["--communities", "guild,nowhere"], "There is no community “nowhere”"),
        (["--communities", "guild,desk,guild"], "Name two communities"),
        (["--communities", "guild", "--periods", "2026-Q1,2026-Q1"], "compared with itself"),
        (["--communities", "guild,desk", "--periods", "2031-Q1"], "has no period “2031-Q1”"),
    ],
)
def test_compare_refuses_in_words(communities, command, said, why):
    code, rows, err = command("compare", "--grain", "quarter", *said)
    assert (code, rows) == (3, [])
    assert why in err


def test_around_an_event_with_and_without_others(command, tmp_path):
    calm, livelier = exchange(2), exchange(2, range(1, 5)) + "\n"
    livelier += exchange(9, range(5, 10)).removeprefix(HEADER)
    for name, talk in {"guild": livelier, "desk": calm}.items():
        file = tmp_path / f"{name}.csv"
        file.write_text(talk, "utf-8")
        assert command("add", str(file), of=main)[0] == 0
    event = ["event", "2026-05-01", "A second host"]
    assert command(*event, "--community", "guild", of=main)[0] == 0
    said = ["around", "--grain", "month", "--event"]
    code, rows, err = command(*said, "A second host")
    assert (code, err) == (0, "")
    row = row_of(rows, "answered")
    assert (row["first_before"], row["last_after"]) == ("2026-01", "2026-09")
    assert (row["periods_before"], row["periods_after"]) == ("4", "5")
    assert (row["community"], row["others"]) == ("guild", "1")
    assert float(row["change"]) == pytest.approx(0.7, abs=0.01)
    assert float(row["beyond"]) == pytest.approx(0.7, abs=0.01)
    assert row["beyond_verdict"] == "more than chance"
    assert "there is no year before" in row["note"]
    code, rows, err = command(*said, "A third host")
    assert (code, rows) == (3, [])
    assert "There is no event “A third host”. There are: A second host." in err
