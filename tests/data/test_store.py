"""One file, for its owner only, opened once, locked down, never half written."""

import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.__main__ import main
from data.store import HERE, Store, StoreError, StoreInUseError, default_path, open_store

ROOT = Path(__file__).parents[2]
REFUSED = (duckdb.PermissionException, duckdb.InvalidInputException)
FILL = "insert into text select i, md5(i::varchar) from range(20000) as numbers(i)"


@pytest.fixture
def loose_umask() -> Iterator[None]:
    """Let the system make files that everybody may read, as most systems do."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def texts(store: Store) -> int:
    return int(store.read("select count(*) as n from text")["n"].iloc[0])


# Whose file it is


def test_only_the_owner_can_read_the_file_its_log_and_its_folder(tmp_path, loose_umask):
    with closing(Store(tmp_path / "new" / "community.duckdb")) as store:
        log = store.path.with_name("community.duckdb.wal")
        with store.cursor() as cursor:
            cursor.execute("insert into text values (1, 'Who has tried a silent retro?')")
        assert (mode(store.path), mode(log), mode(store.path.parent)) == (0o600, 0o600, 0o700)


def test_a_file_that_everybody_could_read_is_shut(tmp_path, loose_umask):
    path = tmp_path / "community.duckdb"
    Store(path).close()
    path.chmod(0o644)
    with closing(Store(path)):
        assert mode(path) == 0o600


def test_what_spills_to_the_disk_is_for_the_owner_only(tmp_path, loose_umask):
    with closing(Store(tmp_path / "community.duckdb")) as store, store.cursor() as cursor:
        cursor.execute(
            "create temp table wide as "
            "select md5(i::varchar) || repeat('x', 200) as one from range(6000000) as numbers(i)"
        )
        spilled = store.path.with_name("community.duckdb.spill")
        assert any(spilled.iterdir())
        assert mode(spilled) == 0o700


def test_the_file_lies_where_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("COMMUNITY_DB", str(tmp_path / "ours.duckdb"))
    with closing(open_store()) as store:
        assert store.path == tmp_path / "ours.duckdb"
    monkeypatch.delenv("COMMUNITY_DB")
    assert default_path().parts[-2:] == ("learning-network-health", "community.duckdb")


# What no query may do


@pytest.fixture
def elsewhere(tmp_path) -> Path:
    """Return a folder with a table and a database that are none of the store's business."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "salaries.csv").write_text("name,salary\nana,1\n")
    (folder / "salaries.json").write_text('[{"name": "ana"}]')
    duckdb.connect(str(folder / "other.duckdb")).close()
    (folder.parent / "link.csv").symlink_to(folder / "salaries.csv")
    return folder


@pytest.mark.parametrize(
    "query",
    [
        "from read_csv('{there}/salaries.csv')",
        "from '{there}/salaries.csv'",
        "from read_csv('{there}/../link.csv')",
        "from read_json('{there}/salaries.json')",
        "from read_text('{there}/salaries.csv')",
        "from read_blob('{there}/salaries.csv')",
        "from glob('{there}/*')",
        "from read_parquet('{there}/salaries.parquet')",
        "copy text to '{there}/out.csv'",
        "copy text from '{there}/salaries.csv'",
        "export database '{there}/out'",
        "import database '{there}/out'",
        "attach '{there}/other.duckdb' as other",
        "attach '{there}/new.duckdb' as other",
        "install httpfs",
        "load httpfs",
        "load '{there}/own.duckdb_extension'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set memory_limit = '100GB'",
        "set allowed_directories = ['/']",
        "set temp_directory = '{there}'",
        "reset enable_external_access",
        "pragma temp_directory = '{there}'",
    ],
)
@pytest.mark.parametrize("lend", [Store.cursor, Store.writing], ids=["reading", "writing"])
def test_a_query_reaches_no_other_file_and_no_setting(store, elsewhere, query, lend):
    before = sorted(elsewhere.iterdir())
    with pytest.raises(REFUSED), lend(store) as cursor:
        cursor.execute(query.format(there=elsewhere)).fetchall()
    assert sorted(elsewhere.iterdir()) == before


def test_a_query_does_not_see_the_program_s_own_variables(store):
    salaries = pd.DataFrame({"name": ["ana"]})
    with pytest.raises(duckdb.CatalogException), store.cursor() as cursor:
        cursor.execute("from salaries")
    assert len(salaries) == 1


def test_moments_are_read_in_utc_wherever_the_machine_stands(store):
    there = store.read("select '2026-03-02 09:00+02'::timestamptz::timestamp as moment")
    assert there["moment"].tolist() == [pd.Timestamp("2026-03-02 07:00")]


# When the file cannot be used

HOLD = """
import sys
from pathlib import Path
from data.store import Store
store = Store(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path) -> Iterator[Path]:
    """Return a database that another process has open."""
    path = tmp_path / "community.duckdb"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield path
        process.stdin.close()
        assert process.wait() == 0


def test_a_second_process_is_told_what_to_do(held):
    with pytest.raises(StoreInUseError, match=r"community\.duckdb is in use.+Stop that, or add"):
        Store(held)


def test_the_command_line_says_so_too(held, tmp_path, capsys):
    (tmp_path / "talk.csv").write_text("author,time,text\nana,2026-03-02T09:00Z,Who?\n")
    assert main(["add", str(tmp_path / "talk.csv"), "--db", str(held)]) == 3
    said = capsys.readouterr()
    assert "Stop that, or add the file on the dashboard's page Add data." in said.err
    assert said.out == ""


@pytest.fixture
def content(tmp_path) -> bytes:
    """Return the bytes of a sound database."""
    with closing(Store(tmp_path / "sound.duckdb")) as store, store.writing() as cursor:
        cursor.execute(FILL)
    return (tmp_path / "sound.duckdb").read_bytes()


def damages(content: bytes) -> Iterator[bytes]:
    chance = random.Random(20260302)
    yield b""
    yield b"author,time,text\n"
    yield chance.randbytes(50_000)
    yield from (content[: len(content) // part] for part in (300, 100, 10, 2))
    yield content[:-10]
    for _ in range(12):
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 0xFF
        yield bytes(flipped)


def test_a_damaged_file_is_told_in_words(tmp_path, content):
    # The name has a "lock" in it, as the engine's own words on damage do ("in block at ...").
    path = tmp_path / "blocks.duckdb"
    whole = 0
    for damaged in damages(content):
        path.write_bytes(damaged)
        try:
            with closing(Store(path)) as store:
                read = store.read("select count(distinct body) as n from text")["n"].tolist()
        except StoreInUseError:
            raise
        except StoreError as problem:
            assert str(problem).startswith("blocks.duckdb cannot be read as a database")
            assert "Put a backup in its place" in str(problem)
            assert str(tmp_path) not in str(problem)
        else:
            assert read == [20000]  # a byte that nothing uses
            whole += 1
    assert whole < 5


def test_a_damaged_file_is_not_touched(tmp_path, content):
    path = tmp_path / "community.duckdb"
    path.write_bytes(content[:5000])
    with pytest.raises(StoreError):
        Store(path)
    assert path.read_bytes() == content[:5000]


def test_a_database_of_another_program_is_left_as_it_was(tmp_path):
    path = tmp_path / "community.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("create table post (title varchar)")
    with pytest.raises(StoreError, match="belongs to another program"):
        Store(path)
    with duckdb.connect(str(path)) as other:
        assert other.execute("show tables").fetchall() == [("post",)]


def test_a_place_where_no_file_can_be_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"no community\.duckdb in that place"):
        Store(tmp_path / "file" / "community.duckdb")


def test_another_key_file_does_not_open_the_database(tmp_path, monkeypatch):
    path = tmp_path / "community.duckdb"
    Store(path).close()
    with monkeypatch.context() as other:
        other.setenv("COMMUNITY_KEY", str(tmp_path / "other-key"))
        with pytest.raises(StoreError, match="made with another key file"):
            Store(path)
    Store(path).close()


def test_an_empty_key_file_is_no_key(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("")
    monkeypatch.setenv("COMMUNITY_KEY", str(tmp_path / "key"))
    with pytest.raises(StoreError, match="key file key is empty or cut off"):
        Store(tmp_path / "community.duckdb")


def test_the_key_file_is_made_for_its_owner_only(tmp_path, monkeypatch, loose_umask):
    monkeypatch.setenv("COMMUNITY_KEY", str(tmp_path / "new" / "key"))
    Store(tmp_path / "community.duckdb").close()
    assert mode(tmp_path / "new" / "key") == 0o600


def test_another_layout_does_not_open(tmp_path, monkeypatch):
    path = tmp_path / "community.duckdb"
    Store(path).close()
    monkeypatch.setattr("data.store.LAYOUT", "0")
    with pytest.raises(StoreError, match="older or newer version of this program"):
        Store(path)


def test_a_file_from_before_there_were_own_bounds_opens(tmp_path):
    path = tmp_path / "community.duckdb"
    Store(path).close()
    with closing(duckdb.connect(str(path))) as former:
        former.execute("drop table bound")
        former.execute("alter table measure drop column claims")
    with closing(Store(path)) as store:
        assert store.read("from bound").empty
        assert "claims" in store.read("from measure").columns


def test_views_of_another_version_are_replaced(tmp_path, monkeypatch):
    path = tmp_path / "community.duckdb"
    former = tmp_path / "former"
    shutil.copytree(HERE / "views", former / "views")
    shutil.copyfile(HERE / "schema.sql", former / "schema.sql")
    (former / "views" / "6_hosts.sql").write_text(
        "create or replace view hosts as select community, person, 1 as former from roster"
    )
    with monkeypatch.context() as other:
        other.setattr("data.store.HERE", former)
        for _ in range(2):
            with closing(Store(path)) as store:
                assert "former" in store.read("from hosts").columns
    for _ in range(2):
        with closing(Store(path)) as store:
            assert list(store.read("from hosts").columns) == ["community", "person"]


# Many at once


def test_every_answer_belongs_to_its_question(store):
    with store.writing() as cursor:
        cursor.execute("insert into text select i, (i % 7)::varchar from range(7000) as numbers(i)")
    expected = {g: sum(range(g, 7000, 7)) for g in range(7)}

    def ask(thread: int) -> int:
        wrong = 0
        for number in range(300):
            id, group = thread * 100_000 + number, number % 7
            answer = store.read(
                'select $id as id, sum("text")::bigint as total from text where body = $g',
                id=id,
                g=str(group),
            )
            wrong += answer.iloc[0].tolist() != [id, expected[group]]
        return wrong

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [0] * 8


def test_a_reader_sees_the_state_before_until_all_is_written(store):
    with store.writing() as cursor:
        cursor.execute(FILL)
        assert texts(store) == 0
    assert texts(store) == 20_000


def test_a_second_writer_waits_and_both_are_kept(store):
    begun, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with store.writing() as cursor:
            cursor.execute("insert into text values (1, 'first')")
            begun.set()
            may_end.wait()

    def second() -> int:
        begun.wait()
        with store.writing() as cursor:
            (seen,) = cursor.execute("select count(*) from text").fetchone()
            cursor.execute("insert into text values (2, 'second')")
        return seen

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.submit(first), threads.submit(second)
        begun.wait()
        assert not other.done()
        may_end.set()
        one.result()
        assert other.result() == 1
    assert texts(store) == 2


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt])
def test_nothing_is_kept_of_what_was_broken_off(store, problem):
    with pytest.raises(problem), store.writing() as cursor:
        cursor.execute(FILL)
        raise problem
    assert texts(store) == 0


def test_after_a_wrong_query_the_next_one_can_write(store):
    with pytest.raises(duckdb.CatalogException), store.writing() as cursor:
        cursor.execute(FILL)
        cursor.execute("from no_such_table")
    with store.writing() as cursor:
        cursor.execute("insert into text values (1, 'kept')")
    assert texts(store) == 1


def test_what_was_written_is_in_the_file_itself(store):
    with store.writing() as cursor:
        cursor.execute(FILL)
    log = store.path.with_name(store.path.name + ".wal")
    assert not log.exists() or log.stat().st_size == 0


def test_readers_go_on_while_the_file_is_rewritten(store):
    with store.writing() as cursor:
        cursor.execute(FILL)
    with ThreadPoolExecutor(4) as readers:
        read = [readers.submit(texts, store) for _ in range(40)]
        store.rewrite()
        assert {one.result() for one in read} == {20_000}
    assert texts(store) == 20_000
