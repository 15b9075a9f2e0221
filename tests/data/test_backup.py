"""A backup is whole or is none, and putting it back loses nothing."""

import stat
from contextlib import closing

import pytest

from data.__main__ import REFUSED, main
from data.store import Store
from tests.data.test_intake import state

TABLE = "author,time,text\n" + "".join(
    f"person {n % 3},2026-03-02T09:{n:02}Z,Number {n}\n" for n in range(12)
)


@pytest.fixture
def database(tmp_path):
    (tmp_path / "talk.csv").write_text(TABLE)
    path = tmp_path / "community.duckdb"
    assert main(["add", str(tmp_path / "talk.csv"), "--db", str(path)]) == 0
    return path


def known(path):
    with closing(Store(path)) as store:
        return state(store) | {"imports": store.read("from import").to_csv()}


def test_a_backup_holds_everything_and_comes_back(database, tmp_path, capsys):
    before, file = known(database), tmp_path / "copies" / "backup.duckdb"
    assert main(["backup", str(file), "--db", str(database)]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert known(file) == before
    assert main(["undo", "1", "--db", str(database)]) == 0
    changed = known(database)
    assert changed != before
    assert main(["restore", str(file), "--db", str(database)]) == 0
    assert known(database) == before
    aside = tmp_path / "community.duckdb.before-restore-1"
    assert aside.name in capsys.readouterr().out
    assert known(aside) == changed
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_damaged_database_is_put_aside_and_the_backup_takes_its_place(database, tmp_path):
    before, file = known(database), tmp_path / "backup.duckdb"
    assert main(["backup", str(file), "--db", str(database)]) == 0
    database.write_bytes(b"rot" * 5000)
    assert main(["imports", "--db", str(database)]) == REFUSED
    assert main(["restore", str(file), "--db", str(database)]) == 0
    assert known(database) == before
    assert (tmp_path / "community.duckdb.before-restore-1").read_bytes() == b"rot" * 5000


def test_one_wrong_byte_anywhere_in_a_backup_is_seen_or_harmless(database, tmp_path, capsys):
    before, file = known(database), tmp_path / "backup.duckdb"
    assert main(["backup", str(file), "--db", str(database)]) == 0
    sound = file.read_bytes()
    refused = 0
    for place in range(0, len(sound), len(sound) // 12):
        broken = bytearray(sound)
        broken[place] ^= 0xFF
        file.write_bytes(bytes(broken))
        refused += main(["restore", str(file), "--db", str(database)]) == REFUSED
        assert known(database) == before
    assert refused
    assert "Nothing was changed" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_what_cannot_be_done_is_said(database, tmp_path, command, capsys):
    there = tmp_path / "talk.csv"
    assert main([command, str(there), "--db", str(database)]) == REFUSED
    said = capsys.readouterr().err
    assert "talk.csv is there already" in said or "talk.csv cannot be read whole" in said
    assert there.read_text() == TABLE
    assert known(database)["post"]
