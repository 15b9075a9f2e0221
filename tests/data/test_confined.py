"""A file is read by a process of its own: what goes wrong there is a refusal here."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from data import confined
from data.batches import BATCH, Batch
from data.importers import Choices
from data.intake import add
from data.refusal import RefusedError, UnreadableFileError
from data.upload import Upload
from tests.data.test_intake import state

ROOT = Path(__file__).parents[2]
CHILDREN = Path(f"/proc/{os.getpid()}/task")
ROWS = 40 * BATCH


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Return a table that takes a while."""
    file = tmp_path_factory.mktemp("large") / "talk.csv"
    rows = (f"p{n % 9},2026-03-02T09:{n % 60:02}Z,Number {n}\n" for n in range(ROWS))
    file.write_text("author,time,text\n" + "".join(rows))
    return Upload.of(file)


def refused(store, upload, limits, monkeypatch):
    monkeypatch.setenv("COMMUNITY_LIMITS", limits)
    before = state(store)
    with pytest.raises(UnreadableFileError) as problem:
        add(store, upload)
    assert state(store) == before
    monkeypatch.delenv("COMMUNITY_LIMITS")
    return str(problem.value)


def test_too_much_work_is_refused(store, large, monkeypatch):
    said = refused(store, large, "work=0", monkeypatch)
    assert "talk.csv: reading it takes more than 0 s of work. Export it again" in said


def test_silence_is_refused_and_the_next_file_is_read(store, large, tmp_path, monkeypatch):
    assert "a standstill for 0 s" in refused(store, large, "silence=0", monkeypatch)
    (tmp_path / "small.csv").write_text("author,time,text\nana,2026-03-02T09:00Z,Who?\n")
    assert add(store, Upload.of(tmp_path / "small.csv")).imported == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_too_much_memory_is_refused(store, tmp_path, monkeypatch):
    file = tmp_path / "topic.json"
    file.write_text('{"post_stream": {"posts": ["' + "x" * 150_000_000 + '"], "stream": []}}')
    said = refused(store, Upload.of(file), "memory=300000000", monkeypatch)
    assert "reading it takes more than 286 MB of memory" in said


def readers() -> set[int]:
    """Return the numbers of the reading processes of this one, among browsers and servers."""
    children: set[int] = set()
    for thread in CHILDREN.iterdir():
        with suppress(FileNotFoundError):  # a thread that has just ended
            children.update(map(int, (thread / "children").read_text().split()))
    return {one for one in children if _reads(one)}


def _reads(process: int) -> bool:
    with suppress(FileNotFoundError):
        return b"data.reader" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


@pytest.mark.skipif(not CHILDREN.is_dir(), reason="this system does not list children")
def test_a_reader_is_not_as_large_as_the_process_that_began_it(tmp_path):
    (tmp_path / "small.csv").write_text("author,time,text\nana,2026-03-02T09:00Z,Who?\n")
    upload = Upload.of(tmp_path / "small.csv")
    confined.close()
    others = readers()
    held = b"x" * (300 * 1024**2)
    assert confined.fitting(upload)
    (kept,) = readers() - others
    assert confined.fitting(upload)
    assert readers() - others == {kept}
    del held


@pytest.mark.skipif(not CHILDREN.is_dir(), reason="this system does not list children")
def test_a_crash_in_the_middle_is_refused(large):
    confined.close()
    others = readers()
    with confined.reading(large, None, Choices()) as (importer, _, items):
        assert importer.name == "table"
        next(items)
        (reader,) = readers() - others
        os.kill(reader, signal.SIGSEGV)
        with pytest.raises(UnreadableFileError, match="reading it broke off"):
            list(items)
    confined.close()


def test_what_is_read_is_what_the_importer_reads(large):
    with confined.reading(large, None, Choices()) as (importer, findings, batches):
        read = importer.read(large, findings.choices)
        assert rows(batches) == [msgspec.structs.astuple(post) for post in read]


def rows(batches: Iterable[Batch]) -> list[tuple]:
    """Return what is in the columns of posts, row by row."""
    return [row for one in batches for row in zip(*msgspec.structs.astuple(one.posts), strict=True)]


@pytest.mark.parametrize("setting", ["COMMUNITY_LIMITS", "COMMUNITY_CAPS"])
@pytest.mark.parametrize("said", ["memory", "colour=3", "work=-1"])
def test_a_setting_that_is_not_understood_is_said(store, tmp_path, monkeypatch, setting, said):
    (tmp_path / "talk.csv").write_text("author,time,text\nana,2026-03-02T09:00Z,Who?\n")
    monkeypatch.setenv(setting, said)
    with pytest.raises(RefusedError, match=f"{setting}: “{said}” is not understood"):
        add(store, Upload.of(tmp_path / "talk.csv"))


@pytest.mark.parametrize(
    "attempt", ["open('made', 'w')", "socket.create_connection(('localhost', 9))", "os.fork()"]
)
def test_a_reader_writes_nothing_and_reaches_nobody(tmp_path, attempt):
    hooked = "from data.reader import _refuse; sys.addaudithook(_refuse)"
    code = f"import os, socket, sys; {hooked}; {attempt}"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert "PermissionError" in ended.stderr
    assert not (tmp_path / "made").exists()
