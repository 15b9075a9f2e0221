"""Finds the importer that knows a file. Add one by adding a module to this folder."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, reduce
from importlib import import_module
from types import UnionType

from data.records import Item, Post, Record
from data.refusal import (
    AmbiguousFormatError,
    MissingChoiceError,
    UnknownFormatError,
    UnusedChoiceError,
)
from data.said import joined, say
from data.upload import Form, Upload


class Contains(StrEnum):
    """What an export can tell; the screen says before the upload which measures that allows."""

    PARENTS = "which post answers which"
    ROOTS = "the first post of each thread"
    MEMBERS = "who is a member"
    REACTIONS = "who reacted"
    READS = "who read what"
    TEXT = "what was written"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What only the visitor can say of a file; None and empty mean "not said".

    ``columns`` maps a meaning (author, time, text, ...) to a column of a table. ``infer_replies``
    holds for the communities of a file that name no replies (data/inferred.py), and only there.
    """

    community: str | None = None
    time_zone: str | None = None
    day_first: bool | None = None
    encoding: str | None = None
    sheet: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    infer_replies: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something the file does not settle.

    ``choice`` is the field of Choices that answers it, ``flag`` the same on the command line,
    ``found`` what stands in the file, ``options`` the possible answers where they can be listed.
    """

    choice: str
    text: str
    flag: str
    found: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a file seems to be, before anything is imported.

    ``choices`` has every guess filled in; ``assumptions`` tells the visitor of each in words;
    ``columns`` names all columns of a table with a sample of each, for the mapping screen.
    """

    choices: Choices
    assumptions: dict[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)


_FLAGS = {
    "time_zone": "--time-zone",
    "day_first": "--day-first",
    "encoding": "--encoding",
    "sheet": "--sheet",
    "columns": "--columns",
}


def nothing_to_ask(upload: Upload, choices: Choices) -> Findings:
    """Examine a format that settles everything by itself: times in UTC, UTF-8."""
    told = {say("time zone"): say("UTC, as the platform writes it")}
    return Findings(choices=choices, assumptions=told)


@dataclass(frozen=True, kw_only=True)
class Importer:
    """How to tell one kind of export from the others, and how to read it.

    ``platform`` is the space in which ids of people mean the same person; None takes that of the
    community. ``counted`` is the record that one row of the file becomes, or a union of them.
    ``settles`` names the fields of Choices that say something here, beside the community.
    ``is_general`` is True where any file of a kind is read: such an importer makes way for one that
    knows the very export.
    """

    name: str
    label: str
    platform: str | None
    who_may_export: str
    how_to_export: tuple[str, ...]
    contains: frozenset[Contains]
    recognises: Callable[[Upload], bool]
    read: Callable[[Upload, Choices], Iterator[Item]]
    examine: Callable[[Upload, Choices], Findings] = nothing_to_ask
    settles: frozenset[str] = frozenset()
    counted: type[Record] | UnionType = Post
    is_general: bool = False


@cache
def importers() -> tuple[Importer, ...]:
    """Return every importer in this folder, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return tuple(module.IMPORTER for module in modules if hasattr(module, "IMPORTER"))


def importer_named(name: str, upload: Upload) -> Importer:
    """Return the importer of that name, or refuse the file naming those that exist."""
    for importer in importers():
        if importer.name == name:
            return importer
    known = ", ".join(importer.name for importer in importers())
    raise UnknownFormatError(
        upload.name,
        say("“{name}” is no format.", name=name),
        say("The formats are: {known}.", known=known),
    )


def said_or_found(name: str | None, upload: Upload) -> Importer:
    """Return the importer of that name, or without one the importer that knows the file.

    Any table can be read as posts or as a member list; other files only as what they are.
    """
    if name is None:
        return importer_for(upload)
    importer = importer_named(name, upload)
    may_be_a_table = importer.platform is None and upload.form in (Form.TEXT, Form.WORKBOOK)
    if not may_be_a_table and not importer.recognises(upload):
        raise UnknownFormatError(
            upload.name,
            say(
                "it cannot be read as {format}: this is {form}.",
                format=say(importer.label),
                form=upload.looks_like,
            ),
            say("Leave the format away, and it is found by what is in the file."),
        )
    return importer


def importer_for(upload: Upload) -> Importer:
    """Return the one importer that recognises the upload, by content and not by its name."""
    match = most_specific([one for one in importers() if one.recognises(upload)])
    if len(match) == 1:
        return match[0]
    if match:
        flags = " or ".join(f"--as {importer.name}" for importer in match)
        raise AmbiguousFormatError(
            upload.name,
            say("this looks like {formats}.", formats=_all_of(match)),
            say("Say which one it is ({flags}).", flags=flags),
        )
    raise UnknownFormatError(
        upload.name,
        say("this is not an export the dashboard knows ({form}).", form=upload.looks_like),
        say(
            "It reads: {formats}. From any other tool, save a CSV with the columns author, time "
            "and text, and reply_to or thread where the tool has them.",
            formats=joined([say(importer.label) for importer in importers()], "; "),
        ),
    )


def most_specific(match: list[Importer]) -> list[Importer]:
    """Return the importers that know the very export, or all where none does."""
    return [importer for importer in match if not importer.is_general] or match


def _all_of(match: list[Importer]) -> str:
    labels = (say(importer.label) for importer in match)
    return reduce(lambda one, other: say("{one} and {other}", one=one, other=other), labels)


def settled(importer: Importer, upload: Upload, choices: Choices) -> Findings:
    """Return the findings with nothing left to ask, or refuse the file naming what to say."""
    said = {name for name, flag in _FLAGS.items() if getattr(choices, name) not in (None, {})}
    if unused := sorted(said - importer.settles):
        flags = ", ".join(_FLAGS[name] for name in unused)
        raise UnusedChoiceError(
            upload.name,
            say(
                "{flags} says nothing here: {format} settles it.",
                flags=flags,
                format=say(importer.label),
            ),
            say("Leave it away."),
        )
    findings = importer.examine(upload, choices)
    if findings.questions:
        asked = findings.questions[0]
        raise MissingChoiceError(
            upload.name,
            say("{question} Found: {found}.", question=asked.text, found=asked.found),
            say("Say it with {flag}.", flag=asked.flag),
        )
    return findings
