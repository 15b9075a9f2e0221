"""Whatever fails in the middle of an import: the store is as before, or as after."""

import os
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from data import history
from data.arrival import Origin
from data.importers import Choices
from data.intake import add, take
from data.records import Member, SamePerson
from data.refusal import NoRoomError
from data.store import Store
from data.upload import Upload
from tests.conftest import conversation
from tests.data.test_intake import state

ROOT = Path(__file__).parents[2]
TALK = "ana: Our retro failed. Has yours?\n    ben: Twice.\n        ana: And then?"
STEPS = ("execute", "executemany", "register", "fetchone", "fetchall")


class FaultError(OSError):
    """What breaks off an import."""


class Fused:
    """A cursor that fails at its n-th step; ``left`` counts down."""

    def __init__(self, cursor, fuse):
        self._cursor, self._fuse = cursor, fuse

    def __getattr__(self, name):
        if name in STEPS:
            self._fuse.left -= 1
            if not self._fuse.left:
                raise FaultError("no more")
        found = getattr(self._cursor, name)
        if name == "execute":
            return lambda *given: Fused(found(*given), self._fuse)
        return found


class FusedStore(Store):
    """A store whose writing fails at the n-th step, 0 for never."""

    left = 0

    @contextmanager
    def writing(self):
        with super().writing() as cursor:
            yield Fused(cursor, self)


ITEMS = (
    *conversation(TALK),
    Member(community="practice", person="ana"),
    SamePerson(person="ana", also="ana@x.example"),
)


def taking(store):
    take(store, ITEMS, Origin(file="b.zip", sha256="b", format="slack", platform="slack"))


def taking_back(store):
    history.undo(store, 2)


@pytest.mark.parametrize("doing", [taking, taking_back])
def test_a_fault_at_every_step_leaves_the_state_before_or_after(tmp_path, doing):
    with closing(FusedStore(tmp_path / "community.duckdb")) as store:
        earlier = Origin(file="a.zip", sha256="a", format="slack", platform="slack")
        take(store, conversation("cas: Hello", prefix="x"), earlier)
        if doing is taking_back:
            taking(store)
        before = state(store)
        for step in range(1, 1000):
            store.left = step
            try:
                doing(store)
            except FaultError:
                assert state(store) == before, f"step {step}"
            else:
                break
        assert step > 20
        assert state(store) != before


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "talk.csv"
    rows = (f"p{n % 9},2026-03-02T09:{n % 60:02}Z,Number {n} {n:x}\n" for n in range(30_000))
    file.write_text("author,time,text\n" + "".join(rows))
    return file


FULL = """
import resource, sys
from data.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(["add", sys.argv[2], "--db", sys.argv[3]]))
"""


def test_a_disk_that_fills_up_changes_nothing_and_is_told(tmp_path, table):
    path = tmp_path / "community.duckdb"
    (tmp_path / "before.csv").write_text("author,time,text\nana,2026-03-01T09:00Z,Who?\n")
    with closing(Store(path)) as store:
        add(store, Upload.of(tmp_path / "before.csv"))
        before = state(store)
    most = str(path.stat().st_size + 262_144)
    command = [sys.executable, "-c", FULL, most, str(table), str(path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 3, ended.stderr
    assert "There is no room left for community.duckdb; nothing was changed" in ended.stderr
    with closing(Store(path)) as store:
        assert state(store) == before
        assert add(store, Upload.of(table)).imported == 30_000


def test_an_import_for_which_there_is_no_room_is_not_begun(tmp_path, table):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(small)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("without rights to make a small disk")
    try:
        with closing(Store(small / "community.duckdb")) as store:
            before = state(store)
            with pytest.raises(NoRoomError, match=r"there is too little room.* MB are needed"):
                add(store, Upload.of(table))
            assert state(store) == before
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_two_imports_at_once_both_end_whole(store, tmp_path):
    files = []
    for name in ("one", "two"):
        file = tmp_path / f"{name}.csv"
        rows = (f"{name}{n % 9},2026-03-02T09:{n % 60:02}Z,Number {n}\n" for n in range(5000))
        file.write_text("author,time,text\n" + "".join(rows))
        files.append(Upload.of(file))
    reports = []

    def work(upload):
        reports.append(add(store, upload, choices=Choices()))

    threads = [threading.Thread(target=work, args=(upload,)) for upload in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.number for report in reports) == [1, 2]
    assert [report.imported for report in reports] == [5000, 5000]
    assert len(store.read("from place")) == 10_000
