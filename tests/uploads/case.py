"""What a case of the table of uploads is: an id, what is handed in, and what must happen to it."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import openpyxl

from data.store import Store

Content = bytes | str
Check = Callable[[Store, dict], None]


class Outcome(StrEnum):
    """What becomes of a file."""

    REFUSED = "rejected"
    IN_PART = "partial"
    TAKEN = "accepted"


class Proof(StrEnum):
    """Where a case is shown to end as it must."""

    COMMAND_LINE = "command line"
    BROWSER = "browser"
    FAULT = "fault"
    DESIGN = "design rule"


@dataclass(frozen=True)
class Try:
    """One file, handed in to the command line, and what must come of it.

    ``words`` stand in the refusal, or else somewhere in the report; ``rejected`` is the number of
    rows that cannot be read; ``check`` looks into the store afterwards.
    """

    outcome: Outcome
    content: Content
    name: str
    words: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    rejected: int | None = None
    settings: dict[str, str] = field(default_factory=dict)
    check: Check | None = None


@dataclass(frozen=True)
class Case:
    """One line of the table. ``shown_by`` names tests elsewhere, as file::function."""

    id: str
    what: str
    proof: Proof
    tries: Callable[[], Iterable[Try]] | None = None
    shown_by: tuple[str, ...] = ()


CASES: dict[str, Case] = {}


def case(id: str, what: str, *shown_by: str) -> Callable:
    """Note a function that builds the files of a case; other tests may show more of it."""

    def note(tries: Callable[[], Iterable[Try]]) -> Callable[[], Iterable[Try]]:
        _note(Case(id, what, Proof.COMMAND_LINE, tries, shown_by))
        return tries

    return note


def elsewhere(id: str, what: str, proof: Proof, *shown_by: str) -> None:
    """Note a case that no file at the command line can show, and the tests that do."""
    _note(Case(id, what, proof, shown_by=shown_by))


def _note(one: Case) -> None:
    assert one.id not in CASES, f"{one.id} stands twice"
    CASES[one.id] = one


def refused(content: Content, name: str, *words: str, **more: object) -> Try:
    """Return a file that must be refused with these words."""
    return Try(Outcome.REFUSED, content, name, words, **more)


def in_part(content: Content, name: str, *words: str, rejected: int = 1, **more: object) -> Try:
    """Return a file of which some rows cannot be read."""
    return Try(Outcome.IN_PART, content, name, words, rejected=rejected, **more)


def taken(content: Content, name: str, *words: str, **more: object) -> Try:
    """Return a file that must be taken whole."""
    return Try(Outcome.TAKEN, content, name, words, **more)


# Sound exports, for the cases to break


HEADER = "id,author,time,text,reply_to\n"
ROWS = tuple(
    f"{n},person {n % 3},2026-03-02T09:{n:02}Z,Number {n},{n - 1 if n else ''}\n" for n in range(12)
)
TABLE = HEADER + "".join(ROWS)


def table(*more: str, header: str = HEADER) -> str:
    """Return a table of twelve sound rows and more below them."""
    return header + "".join(ROWS) + "".join(more)


def zipped(
    members: dict[str | zipfile.ZipInfo, object],
    change: Callable[[zipfile.ZipFile], None] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return a zip: bytes and text as they are, the rest as JSON; ``change`` forges its list."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            as_it_is = isinstance(content, bytes | str)
            archive.writestr(name, content if as_it_is else json.dumps(content))
        if change:
            change(archive)
    return target.getvalue()


def workbook(*rows: tuple, change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """Return a workbook of these rows."""
    target = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(target)
    return target.getvalue()


def message(number: int = 0, user: str = "U1", **more: object) -> dict:
    """Return a message of Slack."""
    said = {"type": "message", "user": user, "ts": f"{1772442000 + number}.000100"}
    return said | {"text": f"Number {number}"} | more


def slack(day: object = None, **members: object) -> dict[str, object]:
    """Return the members of a Slack export with one day; ``members`` take the place of others."""
    users = [{"id": f"U{n}", "name": f"member {n}"} for n in (1, 2)]
    said = [message(n, f"U{1 + n % 2}") for n in range(12)]
    return {
        "users.json": members.pop("users", users),
        "channels.json": [{"id": "C1", "name": "coaching", "members": ["U1", "U2"]}],
        "coaching/2026-03-02.json": said if day is None else day,
    } | members


def texts(store: Store) -> list[str]:
    """Return the texts of all posts that count."""
    return store.read("select body from place join text using (text)")["body"].tolist()


def people(store: Store) -> int:
    """Return how many people wrote something in a store."""
    return int(store.read("select count(distinct author) as n from place")["n"].iloc[0])
