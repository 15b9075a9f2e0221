"""The user list of a Discourse forum, as an administrator exports it: members, and who reads.

It says how much somebody ever read, and when they were last there, but of no time in between. So
each member who ever read has one visit, marked as their latest: it tells who listens now, and
nothing of earlier months. E-mail addresses become pseudonyms; IP addresses are not read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.discourse_post import PLATFORM, is_account_of_nobody
from data.headings import plain_name
from data.importers import Choices, Contains, Findings, Importer, Question
from data.records import Item, LeftOut, Member, SamePerson, Unread, Visit
from data.refusal import EmptyFileError
from data.row import Row
from data.said import say
from data.sheet import SETTLES, beginning_of, examine_sheet, open_sheet
from data.times import Clock, Survey, zone_named
from data.upload import Upload

_NEEDED = ("username", "created_at", "last_seen_at", "posts_read_count")
_READ = (*_NEEDED, "id", "email", "active", "staged", "moderator", "topics_entered", "time_read")
_TIMES = ("created_at", "last_seen_at")
_HOW_MUCH = ("posts_read_count", "topics_entered", "time_read")
_YES = frozenset({"true", "t", "1", "yes"})
_NO = frozenset({"false", "f", "0", "no"})
_COUNT = re.compile(r"\d{1,12}(?:\.0+)?")


def recognises(upload: Upload) -> bool:
    """Return True for a table with the columns of Discourse's list of users."""
    table = beginning_of(upload)
    return table is not None and set(_NEEDED) <= _places(table[0]).keys()


def examine(upload: Upload, choices: Choices) -> Findings:
    """Return how times are read and what the list can tell; ask which community it is of.

    Raises EmptyFileError without rows.
    """
    zone_named(choices.time_zone, upload.name)
    sheet, questions = examine_sheet(upload, choices)
    places, times, rows = _places(sheet.header), Survey("created_at"), 0
    for row in sheet.rows():
        if isinstance(row, Row):
            rows += 1
            cells = (row.cells[places[name]].strip() for name in _TIMES)
            times.add([cell for cell in cells if cell])
    if not rows:
        raise EmptyFileError(
            upload.name, say("it has a header and no rows."), say("Export the users again.")
        )
    in_utc = replace(choices, time_zone=choices.time_zone or "UTC")
    day_first, told_of_times, asked = times.settle(in_utc)
    told = sheet.assumptions | sheet.remarks() | told_of_times
    if choices.time_zone is None:
        told[say("time zone")] = say("UTC, as the platform writes it")
    if choices.community:
        told[say("community")] = say("{community}, as you said", community=choices.community)
    else:
        questions.append(_which_community(upload.name))
    told |= _told()
    return Findings(
        choices=replace(sheet.choices, time_zone=in_utc.time_zone, day_first=day_first),
        assumptions=told,
        questions=(*questions, *asked),
    )


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield each user as a member, with the address that is theirs, and when they last were there.

    Bots, accounts that were never activated, and senders of e-mail without one are left out.
    """
    sheet = open_sheet(upload, choices)
    places = _places(sheet.header)
    clock = Clock(choices.day_first, zone_named(choices.time_zone or "UTC", upload.name))
    for row in sheet.rows([sheet.header[places[name]] for name in _NEEDED]):
        if isinstance(row, Row):
            cell = {name: row.cells[place].strip() for name, place in places.items()}
            yield from _items(row.where, cell, clock, choices.community or "")
        else:
            yield row


def _items(where: str, cell: dict[str, str], clock: Clock, community: str) -> Iterator[Item]:
    if reason := _no_member(cell):
        yield LeftOut(where=where, reason=reason)
        return
    person = cell["username"].casefold()
    if not person:
        yield Unread(where=where, why=say("column {column} is empty", column="username"))
        return
    at = {name: clock.read(cell[name]) for name in _TIMES if cell[name]}
    for name, time in at.items():
        if time is None:
            why = say("column {column} {why}", column=name, why=clock.why(cell[name]))
            yield Unread(where=where, why=why)
            return
    odd = [name for name in _HOW_MUCH if cell.get(name) and not _COUNT.fullmatch(cell[name])]
    if odd:
        why = say(
            "column {column} is “{value}”, a whole number is needed",
            column=odd[0],
            value=cell[odd[0]][:40],
        )
        yield Unread(where=where, why=why)
        return
    yield Member(
        community=community,
        person=person,
        joined=at.get("created_at"),
        host=cell.get("moderator", "").casefold() in _YES,
    )
    if address := cell.get("email"):
        yield SamePerson(person=person, also=address)
    if "last_seen_at" in at and any(float(cell.get(name) or 0) > 0 for name in _HOW_MUCH):
        yield Visit(community=community, person=person, at=at["last_seen_at"], latest=True)


def _no_member(cell: dict[str, str]) -> str:
    """Return by which rule an account is no member; "" where it is one."""
    if is_account_of_nobody(cell.get("id")):
        return say("bot")
    if cell.get("staged", "").casefold() in _YES:
        return say("sender of an e-mail, who has no account")
    if cell.get("active", "").casefold() in _NO:
        return say("account that was never activated")
    return ""


def _places(header: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that is read."""
    names = [plain_name(name) for name in header]
    return {name: names.index(plain_name(name)) for name in _READ if plain_name(name) in names}


def _which_community(file: str) -> Question:
    return Question(
        choice="community",
        text=say(
            "A list of users does not say which community it is of. Choose the one with the posts "
            "of this forum."
        ),
        flag="--community NAME",
        found=file,
    )


def _told() -> dict[str, str]:
    return {
        say("reading"): say(
            "the list says how much each member ever read, and when they were last seen, so that "
            "it tells who listens at the time of the export, and nothing of earlier months"
        ),
        say("hosts"): say("members whom the list marks as moderators"),
        say("names"): say("not kept, the dashboard knows nobody by name"),
        say("not read"): say(
            "IP addresses, likes, trust levels, custom fields and all other columns"
        ),
    }


IMPORTER = Importer(
    name="discourse_members",
    label="Discourse list of users: members, and who reads (.csv)",
    platform=PLATFORM,
    settles=SETTLES - {"columns"},
    who_may_export="Only an administrator of the forum.",
    how_to_export=(
        "In Discourse, open Admin, then Users, and click Export.",
        "A message with the link comes when it is ready: download the file and unpack it.",
        "Hand in the CSV, and choose the community that has the posts of this forum.",
        "Export it on the same day as the posts: it tells who reads now, not who read before.",
    ),
    contains=frozenset({Contains.MEMBERS, Contains.READS}),
    recognises=recognises,
    read=read,
    examine=examine,
    counted=Member,
)
