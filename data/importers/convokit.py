"""ConvoKit corpora: utterances.jsonl, with speakers.json beside it, in a zip or folder or alone.

An utterance names the one it answers. A line that cannot be read is reported, as every line stands
for itself.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import PurePosixPath

from data.called_by_name import SOMEBODY, People, without_names
from data.convokit_corpus import (
    GONE,
    Speakers,
    Utterance,
    all_utterances,
    beside_of,
    lines_of,
    speakers_of,
    utterances_of,
)
from data.importers import Choices, Contains, Findings, Importer, nothing_to_ask
from data.records import How, Item, LeftOut, Post, Unread
from data.said import say
from data.sheet import stem
from data.times import Clock
from data.upload import Upload

_ABOUT_THE_CORPUS = frozenset(("corpus.json", "index.json", "conversations.json"))
_CALLED = re.compile(r"(?<![\w/])/?u/([\w-]{3,})")


def recognises(upload: Upload) -> bool:
    """Return True for lines of utterances, alone or as a member of a zip or folder."""
    return bool(all_utterances(upload))


def examine(upload: Upload, choices: Choices) -> Findings:
    """Name the community after the file, unless the visitor has; nothing has to be asked."""
    findings = nothing_to_ask(upload, choices)
    told = dict(findings.assumptions)
    if not choices.community:
        name = stem(upload.name)
        told[say("community")] = say("{community}, after the name of the file", community=name)
    told[say("members")] = say("unknown: a corpus lists those who spoke")
    return replace(findings, assumptions=told)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield what is known of the speakers, then what they said."""
    community = choices.community or stem(upload.name)
    utterances = utterances_of(upload)
    beside = beside_of(upload, utterances)
    speakers = speakers_of(upload, utterances, beside, community)
    yield from speakers.known
    reading, clock = People(anywhere=speakers.called), Clock(zone=UTC)
    for where, line in lines_of(upload, utterances):
        if isinstance(line, str):
            yield Unread(where=where, why=line)
        else:
            yield _item(where, line, community, speakers, reading, clock)
    read_here = {utterances, beside}
    for name in upload.names():
        if name not in read_here and PurePosixPath(name).name not in _ABOUT_THE_CORPUS:
            yield LeftOut(where=name, reason=say("a file without messages"))


def _item(
    where: str,
    line: Utterance,
    community: str,
    speakers: Speakers,
    people: People,
    clock: Clock,
) -> Post | LeftOut | Unread:
    author, id = line.author, str(line.id).strip()
    if speakers.are_bots(author):
        return LeftOut(where=where, reason=say("bot"))
    if (line.text or "").strip() in GONE:
        return LeftOut(where=where, reason=say("deleted"))
    if not author:
        told = say("it names nobody as its author: an utterance needs a “speaker”")
        return Unread(where=where, why=told)
    at = clock.read(line.time)
    if at is None:
        why = say("its “{key}” {why}", key="timestamp", why=clock.why(line.time))
        return Unread(where=where, why=why)
    text, mentions = _without_names(line.text, people)
    return Post(
        community=community,
        author=f"deleted:{id}" if author in GONE else author,
        at=at,
        id=id,
        thread=line.conversation,
        reply_to=line.parent,
        how=How.KNOWN,
        text=text,
        mentions=mentions,
    )


def _without_names(text: str | None, people: People) -> tuple[str | None, tuple[str, ...]]:
    if text is None:
        return None, ()
    mentions = dict.fromkeys(_CALLED.findall(text))
    plain, _ = without_names(_CALLED.sub(SOMEBODY, text.replace("\0", "")), people)
    return plain, tuple(mentions)


IMPORTER = Importer(
    name="convokit",
    label="ConvoKit corpus (.zip or folder with utterances.jsonl)",
    platform="convokit",
    who_may_export="Whoever has the corpus.",
    how_to_export=(
        "Save the corpus with corpus.dump, or download one: a folder with utterances.jsonl, "
        "speakers.json and conversations.json.",
        "Zip the folder and name the zip after the community.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
