"""What only the visitor can say of a file: every guess is shown, and can be changed."""

import re
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import available_timezones

import streamlit as st

from data.columns import MEMBERS, POSTS
from data.importers import Choices, Contains, Findings, Importer, Question
from data.inferred import in_words
from data.records import Member, Post, SamePerson
from data.said import later
from pages.parts import receipt
from pages.parts.language import _
from pages.parts.plain import plain
from pages.parts.words import sentence

_ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1", "mac-roman")
_NAMED_BY = {"reply_to", "thread", "answered"}
_NONE = later("– not in this file –")
_ORDER = {True: later("Day first (31/12)"), False: later("Month first (12/31)")}
_MEANINGS = {
    "author": later("Who wrote it"),
    "time": later("When"),
    "text": later("What was written"),
    "id": later("Number of the post"),
    "reply_to": later("Number of the post it answers"),
    "thread": later("Thread or discussion"),
    "community": later("Community or channel"),
    "answered": later("Whom it answers"),
    "person": later("Who"),
    "email": later("E-mail address"),
    "department": later("Department"),
    "level": later("Level"),
    "place": later("Place"),
    "role": later("Role"),
    "joined": later("Joined on"),
    "left": later("Left on"),
    "host": later("Is a host"),
}


def ask(importer: Importer, findings: Findings, said: Choices, known: list[str]) -> Choices:
    """Show what is assumed and what is asked; return what the visitor says now."""
    open_fields = {question.choice: question for question in findings.questions}
    for question in findings.questions:
        asked, found = sentence(_plain(question.text)), _plain(question.found)
        st.warning(_("{question} Found: {found}.", question=asked, found=found))
    if findings.assumptions:
        assumed = findings.assumptions.items()
        told = [
            _("**What is assumed**"),
            *(f"- {_plain(one)}: {_plain(how)}" for one, how in assumed),
        ]
        st.markdown("\n".join(told))
    is_asked = "community" in open_fields
    changes = {}
    if importer.counted is not SamePerson:  # who is who holds in all communities
        changes["community"] = _community(importer, known, is_asked=is_asked)
    for name, widget in _WIDGETS.items():
        guess = getattr(findings.choices, name)
        if guess is not None or name in open_fields:
            answer = widget(guess, open_fields.get(name))
            changes[name] = getattr(said, name) if answer == guess else answer
    if findings.columns:
        changes["columns"] = _columns(importer, findings, said)
    if _may_name_no_replies(importer, findings):
        changes["infer_replies"] = _infer_replies()
    return replace(said, **changes)


def _plain(text: str) -> str:
    """Say a sentence about a file, in which names from the file may stand, as plain text."""
    return plain(receipt.said(text), longest=600)


def _community(importer: Importer, known: list[str], *, is_asked: bool) -> str | None:
    about = _("Join all of it into one community (optional)")
    if is_asked:
        about = _("Which community is this?")
    elif importer.counted is Member:
        about = _("Which community is this? (optional)")
    return st.selectbox(
        about,
        known,
        index=None,
        key=_key("into"),
        accept_new_options=True,
        placeholder="" if is_asked else _("Keep the communities of the file"),
        width=420,
    )


def _time_zone(guess: str | None, question: Question | None) -> str | None:
    zones = sorted(available_timezones())
    index = zones.index(guess) if guess in zones else None
    return st.selectbox(
        _("Time zone of the times"), zones, index=index, key=_key("zone", guess), width=420
    )


def _day_first(guess: bool | None, question: Question | None) -> bool | None:
    return st.radio(
        _("Dates are written"),
        list(_ORDER),
        index=None if guess is None else list(_ORDER).index(guess),
        format_func=lambda day_first: _(_ORDER[day_first]),
        key=_key("order", guess),
        horizontal=True,
    )


def _encoding(guess: str | None, question: Question | None) -> str | None:
    options = list(dict.fromkeys([*([guess] if guess else []), *_ENCODINGS]))
    index = options.index(guess) if guess else None
    return st.selectbox(
        _("Character set"), options, index=index, key=_key("encoding", guess), width=420
    )


def _sheet(guess: str | None, question: Question | None) -> str | None:
    if question is None:
        return guess
    return st.selectbox(_("Sheet"), question.options, index=None, key=_key("sheet"), width=420)


_WIDGETS: dict[str, Callable[[object, Question | None], object]] = {
    "time_zone": _time_zone,
    "day_first": _day_first,
    "encoding": _encoding,
    "sheet": _sheet,
}


def _columns(importer: Importer, findings: Findings, said: Choices) -> dict[str, str]:
    """Let each meaning have a column; what the visitor never touched stays a guess."""
    meanings = MEMBERS if importer.counted is Member else POSTS
    options = ["", *findings.columns]
    st.markdown(_("**Which column means what**"))
    grid, answers = st.grid(3, min_column_width=240, gap="small"), dict(said.columns)
    for meaning in meanings:
        guess = findings.choices.columns.get(meaning, "")
        answer = grid.selectbox(
            _(_MEANINGS[meaning]),
            options,
            index=options.index(guess),
            format_func=lambda name: _told(name, findings),
            key=_key(f"column {meaning}", guess),
        )
        if answer != guess:
            answers[meaning] = answer
    return answers


def _may_name_no_replies(importer: Importer, findings: Findings) -> bool:
    names_none = Contains.PARENTS not in importer.contains
    if importer.is_general:
        names_none = not _NAMED_BY & {one for one, to in findings.choices.columns.items() if to}
    return names_none and importer.counted is Post


def _infer_replies() -> bool:
    """Let replies be inferred; how often that is right is said beside it."""
    told = _("Then {how}. How deep talk goes stays unknown.", how=_(in_words()))
    return st.checkbox(
        _("Where a community names no replies, infer them"), key=_key("infer"), help=told
    )


def _key(name: str, guess: object = "") -> str:
    """Return a key of its own for each file and guess: no answer outlives what it was given to.

    A guess holds what the visitor said already, so a field that begins anew loses nothing.
    """
    return f"{name} {guess} {st.session_state['turn']}"


def _told(name: str, findings: Findings) -> str:
    if not name:
        return _(_NONE)
    sample = next(iter(findings.columns[name]), "")[:24]
    if "@" in sample:
        return _("{column} (e-mail addresses)", column=name)
    return _("{column} (like {sample})", column=name, sample=_shape(sample)) if sample else name


def _shape(sample: str) -> str:
    """Return how a cell is written, not what: nobody knows yet which column holds names."""
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", sample))
