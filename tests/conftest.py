"""Conversations written as they are spoken: an indented line answers the line above it.

    ana: Our retro failed. Has yours?
        ben +2h: Twice. We stopped asking for blame.

A line may say how long after the start it was written (+30m, +2h, +3d); otherwise each line is a
minute after the one above.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from msgspec import structs

from data.arrival import Origin
from data.importers import Choices
from data.intake import add, take
from data.records import How, Item, Member, Post
from data.store import Store
from data.upload import Upload
from metrics.publish import publish
from pages.parts.example import Example
from pages.parts.job import Job

# Machines are noisy: how long an example takes says nothing about whether it is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

START = datetime(2026, 3, 2, 9)
ROOT = Path(__file__).parent.parent
REAL = Path(os.environ.get("REAL_DATA") or ROOT / "../shared/data")
_LINE = re.compile(r"(?P<author>\w+)(?: \+(?P<number>\d+)(?P<unit>[mhd]))?: ?(?P<text>.*)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_FOLDERS = ("browser", "", "uploads", "pages", "real", "data", "metrics", "importers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders whose files take longest.

    Each process takes one file after the other: with a long one left to the end, one of them would
    work on alone.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    *folders, _ = item.path.relative_to(ROOT / "tests").parts
    folder = folders[0] if folders else ""
    return _FOLDERS.index(folder) if folder in _FOLDERS else len(_FOLDERS)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """Return the folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def key(shared_folder):
    """Keep the tests' key apart from the user's."""
    before = os.environ.get("COMMUNITY_KEY")
    os.environ["COMMUNITY_KEY"] = str(shared_folder / "key")
    yield
    if before is None:
        del os.environ["COMMUNITY_KEY"]
    else:
        os.environ["COMMUNITY_KEY"] = before


@pytest.fixture(scope="session", autouse=True)
def example_folder(shared_folder):
    """Keep the example organisation of the tests apart from the user's."""
    before = os.environ.get("COMMUNITY_EXAMPLE")
    folder = os.environ["COMMUNITY_EXAMPLE"] = str(shared_folder / "example")
    yield Path(folder)
    if before is None:
        del os.environ["COMMUNITY_EXAMPLE"]
    else:
        os.environ["COMMUNITY_EXAMPLE"] = before


@pytest.fixture(scope="session")
def made_example(key, example_folder, tmp_path_factory) -> Path:
    """Make the example organisation once for all processes; return the folder it is kept in."""
    example = Example(tmp_path_factory.mktemp("copy"))
    with FileLock(f"{example_folder}.lock"):
        if example.store() is None:
            example.make(Job("the example"))
    example.close()
    return example_folder


@pytest.fixture(scope="session")
def measured_once(key, shared_folder) -> Callable[[dict[str, str]], Path]:
    """Return a function that gives a database of communities, by name and table of posts.

    It is measured once for all processes, and not to be changed: copy it.
    """

    def measured(tables: dict[str, str]) -> Path:
        told = hashlib.sha256(repr(sorted(tables.items())).encode()).hexdigest()
        folder = shared_folder / f"measured-{told[:16]}"
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                _measure(tables, folder.with_suffix(".new")).rename(folder)
        return folder / "community.duckdb"

    return measured


def _measure(tables: dict[str, str], folder: Path) -> Path:
    folder.mkdir()
    with closing(Store(folder / "community.duckdb")) as store:
        for number, (name, table) in enumerate(tables.items()):
            file = folder / f"talk{number}.csv"
            file.write_text(table, "utf-8")
            choices = Choices(community=name, time_zone="UTC", day_first=True)
            add(store, Upload.of(file), choices=choices)
        publish(store)
    return folder


@pytest.fixture
def real():
    """Return a function that gives the folder of a real data set, or skips."""

    def folder(name: str) -> Path:
        if not (REAL / name).is_dir():
            pytest.skip(f"real data: no folder {name} in REAL_DATA")
        return REAL / name

    return folder


@pytest.fixture(scope="session")
def laid_out(key, tmp_path_factory) -> Path:
    """Make an empty database, once for all tests; return its file, which is to be copied."""
    path = tmp_path_factory.mktemp("laid_out") / "community.duckdb"
    Store(path).close()
    return path


@pytest.fixture
def store(laid_out, tmp_path) -> Iterator[Store]:
    opened = Store(shutil.copyfile(laid_out, tmp_path / "community.duckdb"))
    yield opened
    opened.close()


@pytest.fixture
def given(store):
    """Return a function that puts records into the store as one import, and returns its report."""

    def put(*items: Item, file: str = "export.zip", **origin: object):
        said = {"sha256": file, "format": "slack", "platform": "slack"} | origin
        return take(store, items, Origin(file=file, **said))

    return put


@pytest.fixture
def talk(store, given):
    """Return a function that turns an indented conversation, and members, into a store."""

    def build(text: str, *, members: str = "", **how_told: object) -> Store:
        posts = conversation(text, **how_told)
        community = how_told.get("community", "practice")
        listed = [Member(community=community, person=name) for name in members.split()]
        given(*posts, *listed)
        return store

    return build


def conversation(
    text: str,
    *,
    community: str = "practice",
    how: How = How.KNOWN,
    start: datetime = START,
    prefix: str = "",
) -> list[Post]:
    """Return the posts of an indented conversation."""
    posts: list[Post] = []
    above: list[tuple[int, Post]] = []
    for number, line in enumerate(line for line in text.splitlines() if line.strip()):
        indent = len(line) - len(line.lstrip())
        above = [entry for entry in above if entry[0] < indent]
        parent = above[-1][1] if above else None
        said = _LINE.fullmatch(line.strip())
        offset = timedelta(minutes=number)
        if said["number"]:
            offset = timedelta(**{_UNITS[said["unit"]]: int(said["number"])})
        posts.append(_post(prefix + str(number), said, parent, start + offset, community, how))
        above.append((indent, posts[-1]))
    return posts


def side_by_side(draws: Iterable[list[Item]]) -> list[Item]:
    """Return the records of several draws as one export, each in communities of its own.

    Many communities cost little more than one: a test of whatever may come sees more for less.
    """
    return [
        structs.replace(item, community=f"{item.community}{number}")
        for number, draw in enumerate(draws)
        for item in draw
    ]


def _post(
    id: str, said: re.Match, parent: Post | None, at: datetime, community: str, how: How
) -> Post:
    thread = (parent.thread if parent else id) if how != How.UNKNOWN else None
    answered = {How.KNOWN: parent and parent.id, How.ROOT: parent and thread}.get(how)
    return Post(
        community=community,
        id=id,
        thread=thread,
        reply_to=answered,
        author=said["author"],
        at=at,
        how=how,
        text=said["text"],
    )
