"""The example organisation: seven invented communities over two years, true of nobody.

It shows what the dashboard can say, before there are data of one's own. Each community has a
character (``characters.py``) that the measures should find again. Everything is drawn from fixed
seeds, so that every machine makes the same records.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from data.arrival import Origin, Progress
from data.coding import MOST, NONE, take_codes
from data.declared import add_event
from data.demo.characters import CHARACTERS, EVENTS, Character
from data.demo.conversation import Talk, Told
from data.demo.people import Belonging, employees, roster
from data.intake import silent, take
from data.records import Community, Item
from data.store import Store

_SOURCES = sorted(Path(__file__).parent.glob("*.py"))
VERSION = hashlib.sha256(b"\0".join(file.read_bytes() for file in _SOURCES)).hexdigest()
"""Changes with the example: a database file made by another version has to be built again."""

# What is planted beside these, such as plain answers and tasks, carries no kind of telling.
_KINDS = frozenset(
    (
        *("best", "everyday", "unfinished", "failure", "question", "doubt", "challenge"),
        *("appreciation", "motivation", "welcome"),
    )
)
_ORIGIN = Origin(
    file="the example organisation", sha256=VERSION, format="example", platform="example"
)


def records() -> Iterator[Item]:
    """Yield the records of the whole organisation, community by community."""
    for character, members, talk in _communities():
        yield Community(name=character.name, kind=character.kind)
        yield from (one.as_member(character.name) for one in members)
        for thread in talk.threads():
            yield from (told.post for told in thread.told)
            yield from thread.reactions
            yield from thread.visits


def told() -> Iterator[Told]:
    """Yield the same posts, each with the kind of telling that was planted in it."""
    for _, _, talk in _communities():
        for thread in talk.threads():
            yield from thread.told


def build(path: Path, progress: Progress = silent) -> None:
    """Make a database file that holds the organisation, in place of one that may be there.

    It stands at ``path`` when it is whole, or not at all. The caller publishes the measures. Raises
    OSError or StoreError when there can be no file in that place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as growing:
        whole = Path(growing) / path.name
        with closing(Store(whole)) as store:
            take(store, records(), _ORIGIN, progress)
            for event in EVENTS:
                add_event(store, event.on, event.name, event.communities)
            _code(store)
        whole.replace(path)


def _code(store: Store) -> None:
    """Code some posts of each community, as two people of the organisation would have done."""
    by_community: dict[str, list[Told]] = {}
    for one in told():
        by_community.setdefault(one.post.community, []).append(one)
    for name, posts in by_community.items():
        drawn = Random(f"sample of {name}").sample(posts, min(MOST, len(posts)))
        codes = {one.post.id: one.kind if one.kind in _KINDS else NONE for one in drawn}
        take_codes(store, name, codes, len(posts))


def _communities() -> Iterator[tuple[Character, list[Belonging], Talk]]:
    everybody = employees()
    for number, character in enumerate(CHARACTERS, start=1):
        members = roster(character, everybody)
        yield character, members, Talk(number, character, members)
