"""Every case of the table of uploads, handed in at the command line, ends as it must."""

import ast
import json
import re
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from data import history
from data.__main__ import REFUSED, run
from data.store import Store
from tests.data.test_intake import state
from tests.uploads import any_file, archives, json_files, platforms, tables, workbooks  # noqa: F401
from tests.uploads.beyond import FURTHER
from tests.uploads.case import CASES, Case, Outcome, Proof, Try

ROOT = Path(__file__).parents[2]
SIZES = {"G": 15, "Z": 15, "C": 37, "J": 18, "X": 7, "D": 5}
IDS = [f"{kind}{number:02}" for kind, size in SIZES.items() for number in range(1, size + 1)]
BEFORE = "author,time,text\nsomebody,2026-03-01T09:00Z,Who has tried a silent retro?\n"
NEVER = re.compile(r"Traceback|Error:|File \"|duckdb\.\w+Exception|\bselect \w+ from ")


def test_every_id_of_the_table_has_a_case():
    assert sorted(CASES) == sorted(IDS)


@cache
def functions(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("one", CASES.values(), ids=list(CASES))
def test_a_case_is_shown_here_or_by_a_test_that_exists(one):
    assert one.what
    assert one.tries or one.shown_by
    assert (one.proof is Proof.COMMAND_LINE) == bool(one.tries)
    for place in one.shown_by:
        file, _, function = place.partition("::")
        assert function in functions(file), place


@pytest.fixture(scope="module")
def store(key, tmp_path_factory):
    """Return a store that knows something already, for all cases: each is taken back again."""
    folder = tmp_path_factory.mktemp("store")
    (folder / "before.csv").write_text(BEFORE)
    with closing(Store(folder / "community.duckdb")) as opened:
        assert run(opened, ["add", str(folder / "before.csv")]) == 0
        yield opened


class Desk:
    """Hands in one file after the other, and takes back in the end what was taken."""

    def __init__(self, store: Store, folder: Path, capsys, monkeypatch) -> None:
        self.store, self.folder = store, folder
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self._taken: list[int] = []

    def hand_in(self, one: Try) -> None:
        path = self.folder / one.name
        path.write_bytes(one.content if isinstance(one.content, bytes) else one.content.encode())
        before = self.known()
        self._capsys.readouterr()
        with self._monkeypatch.context() as patch:
            for name, value in one.settings.items():
                patch.setenv(name, value)
            code = run(self.store, ["add", str(path), "--json", *one.flags])
        said = self._capsys.readouterr()
        report = json.loads(said.out)
        if report["import"] and report["import"] not in self._taken:
            self._taken.append(report["import"])
        assert report["outcome"] == one.outcome, said
        assert not NEVER.search(said.out + said.err)
        assert str(self.folder) not in said.out + said.err
        told = report["message"] if one.outcome is Outcome.REFUSED else said.out
        assert [word for word in one.words if word not in told] == [], told
        if one.outcome is Outcome.REFUSED:
            assert (code, report["import"], said.err.strip()) == (REFUSED, None, report["message"])
            assert self.known() == before
        else:
            assert (code, said.err) == (0, "")
            self.adds_up(report, one)
        if one.check:
            one.check(self.store, report)

    def adds_up(self, report: dict, one: Try) -> None:
        left_out = sum(line["count"] for line in report["left_out"])
        unread = len(report["rejected"])
        assert report["imported"] + report["duplicates"] + left_out + unread == report["rows"] > 0
        assert all(line["where"] and line["why"] for line in report["rejected"])
        if one.rejected is not None:
            assert unread == one.rejected, report["rejected"]

    def known(self) -> dict:
        return state(self.store) | {"imports": self.store.read("from import").to_csv()}

    def take_back(self) -> None:
        for number in reversed(self._taken):
            history.undo(self.store, number)


@pytest.mark.parametrize(
    "one", [one for one in CASES.values() if one.tries], ids=lambda one: one.id
)
def test_it_ends_as_it_must(one: Case, store, tmp_path, capsys, monkeypatch):
    all_end_as_they_must(one.tries(), store, tmp_path, capsys, monkeypatch)


@pytest.mark.parametrize("one", FURTHER, ids=lambda one: one.name)
def test_further_files_end_as_they_must(one: Try, store, tmp_path, capsys, monkeypatch):
    all_end_as_they_must([one], store, tmp_path, capsys, monkeypatch)


def all_end_as_they_must(tries: Iterable[Try], store, tmp_path, capsys, monkeypatch) -> None:
    before = state(store)
    desk = Desk(store, tmp_path, capsys, monkeypatch)
    try:
        for this in tries:
            desk.hand_in(this)
    finally:
        desk.take_back()
    assert state(store) == before
