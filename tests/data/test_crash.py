"""Whatever moment an import is killed at, it is whole or absent, and can be done again."""

import multiprocessing
import pkgutil
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from data import history, importers
from data.__main__ import main
from data.importers import Choices
from data.intake import add
from data.store import Store
from data.upload import Upload
from tests.conftest import START
from tests.data.test_intake import state

ROOT = Path(__file__).parents[2]
KILLS = 30
POSTS = 2_500  # the reader hands them over in two goes
BEFORE = "id,author,time,text\n0,ana,2026-03-01T09:00Z,Who has tried a silent retro?\n"
BEGIN = "id,author,time,text,reply_to\n"
STEPS = ("sorting out what is new", "working out who answers whom")


@pytest.fixture(scope="module")
def export(tmp_path_factory) -> Path:
    """Return a table of posts whose threads are chains of ten."""
    file = tmp_path_factory.mktemp("export") / "practice.csv"
    lines = [
        f"{n},person {n % 97},{START + timedelta(minutes=n):%Y-%m-%dT%H:%MZ},"
        f"What I tried on day {n},{n - 1 if n % 10 != 1 else ''}\n"
        for n in range(1, POSTS + 1)
    ]
    file.write_text(BEGIN + "".join(lines))
    return file


@pytest.fixture
def database(tmp_path) -> Path:
    """Return a database that holds one import of one post."""
    (tmp_path / "before.csv").write_text(BEFORE)
    path = tmp_path / "community.duckdb"
    with closing(Store(path)) as store:
        add(store, Upload.of(tmp_path / "before.csv"), choices=Choices(community="practice"))
    return path


@pytest.fixture(scope="module")
def importing(key):
    """Return a function that begins an import in a process of its own.

    Each is a copy of one in which the program is loaded: no kill is spent on the loading.
    """
    context = multiprocessing.get_context("forkserver")
    formats = (
        module.name for module in pkgutil.iter_modules(importers.__path__, "data.importers.")
    )
    context.set_forkserver_preload(["data.__main__", *formats])

    def begin(export: Path, database: Path) -> BaseProcess:
        command = ["add", str(export), "--community", "practice", "--db", str(database)]
        process = context.Process(target=main, args=(command,))
        process.start()
        return process

    return begin


def counts(store: Store) -> dict[str, int]:
    """Return how many rows of the import there are, in each table that it fills."""
    found = store.read(
        """
        select
            (select count(*) - 1 from post)         as posts,
            (select count(*) - 1 from place)        as places,
            (select count(*) - 1 from text)         as texts,
            (select count(*) from edge)             as edges,
            (select count(*) - 1 from import)       as imports
        """
    )
    return found.iloc[0].to_dict()


ABSENT = {"posts": 0, "places": 0, "texts": 0, "edges": 0, "imports": 0}
WHOLE = {"posts": POSTS, "places": POSTS, "texts": POSTS, "edges": POSTS * 9 // 10, "imports": 1}


def check_that_it_can_go_on(database: Path, export: Path, before: dict) -> bool:
    """Check that the import is whole or absent, do it again, take it back; say whether it was."""
    with closing(Store(database)) as store:
        found = counts(store)
        assert found in (ABSENT, WHOLE)
        report = add(store, Upload.of(export), choices=Choices(community="practice"))
        if found == ABSENT:
            assert (report.imported, report.duplicates) == (POSTS, 0)
        else:
            assert (report.imported, report.duplicates) == (0, POSTS)
            assert "Nothing in it was new: it was imported on" in report.message
        assert counts(store) == WHOLE
        history.undo(store, report.number)
        assert state(store) == before
    return found == WHOLE


def state_of(database: Path) -> dict:
    with closing(Store(database)) as store:
        return state(store)


def test_an_import_that_is_killed_at_any_moment_is_whole_or_absent(
    database, export, importing, tmp_path
):
    before = state_of(database)
    content = database.read_bytes()
    for number in ("loads the program", "is timed"):
        path = tmp_path / f"{number}.duckdb"
        path.write_bytes(content)
        begun = time.monotonic()
        importing(export, path).join()
        length = time.monotonic() - begun
        assert check_that_it_can_go_on(path, export, before)
    chance = random.Random(20260302)
    killed = 0
    for number in range(KILLS):
        path = tmp_path / f"{number}.duckdb"
        path.write_bytes(content)
        process = importing(export, path)
        time.sleep(length * chance.random())
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        check_that_it_can_go_on(path, export, before)
        path.unlink()
    assert killed


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from data.importers import Choices
from data.intake import add
from data.store import open_store
from data.upload import Upload

def progress(doing, count):
    if doing == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

add(open_store(Path(sys.argv[1])), Upload.of(Path(sys.argv[2])),
    choices=Choices(community="practice"), progress=progress)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("step", [*STEPS, "after the last step"])
def test_an_import_that_is_killed_at_a_step_is_whole_only_after_the_last(database, export, step):
    before = state_of(database)
    command = [sys.executable, "-c", KILLED_AT, str(database), str(export), step]
    assert subprocess.run(command, cwd=ROOT).returncode == -signal.SIGKILL
    whole = check_that_it_can_go_on(database, export, before)
    assert whole == (step not in STEPS)
