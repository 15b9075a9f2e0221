"""Canvas discussions as its API gives them: whole (/view) or as a list of entries, JSON or zipped.

An entry names the entry it answers. What the discussion is about is not in these files: an entry
that answers nobody's entry opens a thread.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from data.called_by_name import People
from data.canvas_entries import Discussions, Found, discussions_of, found_in, holds_discussion
from data.canvas_text import of_entry
from data.importers import Choices, Contains, Findings, Importer, nothing_to_ask
from data.records import How, Item, LeftOut, Post, Unread
from data.said import say, say_many
from data.sheet import stem
from data.times import Clock
from data.upload import Upload


def examine(upload: Upload, choices: Choices) -> Findings:
    """Name the community after the file, and tell of what is missing; nothing has to be asked."""
    findings = nothing_to_ask(upload, choices)
    told = dict(findings.assumptions)
    if not choices.community:
        told[say("community")] = say(
            "{community}, after the name of the file", community=_of(upload)
        )
    told[say("threads")] = say(
        "each entry that answers no other opens one: the post the discussion is about is not in "
        "the export"
    )
    if cut := discussions_of(upload).cut:
        told[say("missing posts")] = say_many(
            "{number} entry has more replies than the ten newest that are here: save /view, or "
            "/entries/ID/replies",
            "{number} entries have more replies than the ten newest that are here: save /view, or "
            "/entries/ID/replies",
            cut,
        )
    return replace(findings, assumptions=told)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield the entries of all discussions in the upload."""
    discussions, clock = discussions_of(upload), Clock(zone=UTC)
    community = choices.community or _of(upload)
    for found in found_in(upload):
        if isinstance(found, LeftOut):
            yield found
        elif isinstance(found.entry, str):
            yield Unread(where=found.where, why=found.entry)
        elif found.entry.is_deleted:
            yield LeftOut(where=found.where, reason=say("deleted"))
        else:
            yield _post(found, community, discussions, clock)


def _of(upload: Upload) -> str:
    return stem(upload.name)


def _post(found: Found, community: str, discussions: Discussions, clock: Clock) -> Post | Unread:
    """Return the post of an entry, or why it cannot be read."""
    entry = found.entry
    if entry.user_id is None:
        told = say("it names nobody as its author: an entry needs a “user_id”")
        return Unread(where=found.where, why=told)
    created, author = entry.created_at or "", str(entry.user_id)
    at = clock.read(created)
    if at is None:
        why = say("its “{key}” {why}", key="created_at", why=clock.why(created))
        return Unread(where=found.where, why=why)
    changed = clock.read(entry.updated_at) if entry.updated_at else None
    others = {person: name for person, name in discussions.names.items() if person != author}
    text, mentions = of_entry(entry.message, People(here=others))
    id = str(entry.id)
    return Post(
        community=community,
        author=author,
        at=at,
        id=id,
        thread=discussions.opening(id, found.parent),
        reply_to=found.parent,
        how=How.KNOWN,
        text=text,
        edited=changed is not None and changed > at,
        version=changed,
        mentions=mentions,
    )


IMPORTER = Importer(
    name="canvas",
    label="Canvas discussion (.json of its API, or a .zip of them)",
    platform="canvas",
    who_may_export="Whoever can read the discussion in Canvas, such as its teacher.",
    how_to_export=(
        "Sign in to Canvas and open the discussion: its address ends in "
        "/courses/COURSE/discussion_topics/TOPIC.",
        "Put /api/v1 before /courses and /view at the end of the address, and open that.",
        "Save the page as a .json file, named after the course.",
        "For several discussions of a course, zip their files; name the zip after the course.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.TEXT}),
    recognises=holds_discussion,
    read=read,
    examine=examine,
)
