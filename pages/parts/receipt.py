"""What became of a file: a report whose counts add up, or a refusal that says what would work."""

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.refusal import RefusedError
from data.report import Report
from data.said import Said, from_json, later
from pages.parts import layout, words
from pages.parts.language import _, several_of
from pages.parts.plain import literal, plain

_MOST_LINES = 200
_FLAG = re.compile(r" \((?:--[^)]*)\)")  # how to say it on the command line; here there are fields

# What the platforms' own words mean for what is no contribution: Slack's, Discord's, Telegram's.
_MEANINGS = {
    later("somebody joined"): (
        *("channel_join", "group_join", "GuildMemberJoin", "RecipientAdd"),
        *("invite_members", "join_group_by_link", "join_group_by_request"),
    ),
    later("somebody left"): ("channel_leave", "group_leave", "RecipientRemove", "remove_members"),
    later("renamed"): ("channel_name", "group_name", "ChannelNameChange", "edit_group_title"),
    later("pinned"): ("pinned_item", "ChannelPinnedMessage", "pin_message"),
    later("what the channel is for"): ("channel_purpose", "group_purpose"),
    later("the topic of the channel"): ("channel_topic", "group_topic"),
    later("closed"): ("channel_archive", "group_archive"),
    later("opened again"): ("channel_unarchive", "group_unarchive"),
    later("a bot was added"): ("bot_add",),
    later("written by a bot"): ("bot_message",),
    later("deleted"): ("tombstone",),
}
_MEANS = {word: meaning for meaning, platforms in _MEANINGS.items() for word in platforms}


def said(text: str) -> str:
    """Say a sentence about a file; what stands in the file itself stays as it is."""
    return _(text) if isinstance(text, Said) else text


def refusal(problem: RefusedError) -> None:
    """Say which file, where, what was found and what would work."""
    place = ", ".join(plain(said(part)) for part in (problem.file, problem.where) if part)
    what = words.sentence(plain(said(problem.what), longest=600))
    remedy = plain(_FLAG.sub("", said(problem.remedy)), longest=600)
    st.error(_("**{place}: nothing was imported.**", place=place) + f"  \n{what} {remedy}")


def report(told: Report) -> None:
    """Show what became of every row of an import that just ended."""
    st.subheader(f"{plain(told.file)}: {_outcome(told)}", anchor=False)
    if told.message:
        st.markdown(plain(said(told.message), longest=600))
    _sum(told.imported, told.duplicates, told.left_out.total(), len(told.rejected), told.rows)
    if told.first and told.last:
        st.markdown(
            _(
                "{people} in {communities}, {first} to {last}.",
                people=several_of("{number} person", "{number} people", told.people),
                communities=_places(told.communities),
                first=words.day(told.first),
                last=words.day(told.last),
            )
        )
    details(pd.DataFrame(told.lines(), columns=["kind", "place", "reason", "said", "count"]))


def _places(communities: list[str]) -> str:
    if len(communities) < 9:
        return words.listed([f"**{plain(name)}**" for name in communities])
    return several_of("{number} community", "{number} communities", len(communities))


def _outcome(told: Report) -> str:
    if told.imported:
        return several_of("{number} new row taken in", "{number} new rows taken in", told.imported)
    return _("nothing in it was new")


def _sum(imported: int, known: int, left_out: int, rejected: int, rows: int) -> None:
    """Write the counts as a sum that anybody can check."""
    told = (
        _("**{number}** imported", number=words.count(imported)),
        _("**{number}** known already", number=words.count(known)),
        _("**{number}** left out by rule", number=words.count(left_out)),
        _("**{number}** could not be read", number=words.count(rejected)),
    )
    whole = several_of("**{number}** row in the file", "**{number}** rows in the file", rows)
    st.markdown(f"{' + '.join(told)} = {whole}")


def counts(row) -> None:
    """Show the counts of an import of the history."""
    _sum(row.imported, row.duplicates, row.left_out, row.rejected, row.rows)


def details(lines: pd.DataFrame) -> None:
    """Show what was left out and why, which lines could not be read, and what else to know."""
    out = lines[lines["kind"] == "left out"].sort_values("count", ascending=False)
    left_out(list(zip(map(_reason, out.itertuples()), out["count"], strict=True)))
    rejected = lines[lines["kind"] == "rejected"]
    if len(rejected):
        st.markdown(_("**Could not be read**"))
        unread([_where_and_why(row) for row in rejected.itertuples()])
    for row in lines[lines["kind"] == "note"].itertuples():
        st.caption(words.sentence(plain(_reason(row), longest=300)))


def left_out(reasons: Sequence[tuple[str, int]]) -> None:
    """Show by which rules lines were left out, and how many by each."""
    if reasons:
        st.markdown(_("**Left out, because they are no contribution**"))
        told = [f"- {words.count(number)}: {_in_words(why)}" for why, number in reasons]
        st.markdown("\n".join(told))


def _in_words(reason: str) -> str:
    """Say a reason; beside the word a platform has for it, what that means, where it is known."""
    said = plain(reason, longest=300)
    return f"{_(_MEANS[reason])} ({said})" if reason in _MEANS else said


def download(lines: pd.DataFrame, number: int) -> None:
    """Offer the lines of a report as a table that no spreadsheet takes for formulas."""
    told = [(row.kind, *_place_and_reason(row), row.count_) for row in _counted(lines)]
    names = [_("Kind"), _("Where"), _("Why"), _("Count")]
    layout.download(pd.DataFrame(told, columns=names), f"import {number}")


def _counted(lines: pd.DataFrame) -> list:
    return list(lines.rename(columns={"count": "count_"}).itertuples())


def _place_and_reason(row) -> tuple[str, str]:
    return _where_and_why(row) if row.kind == "rejected" else (row.place, _reason(row))


def unread(lines: Sequence[tuple[str, str]]) -> None:
    """Show where lines could not be read, and why; the first of many."""
    table = pd.DataFrame(
        [(literal(where), literal(why, 300)) for where, why in lines[:_MOST_LINES]],
        columns=[_("Where"), _("Why")],
    )
    st.dataframe(table, hide_index=True, alt=_("Rows that could not be read"))
    if len(lines) > _MOST_LINES:
        number = words.count(len(lines))
        st.caption(_("The first {shown} of {number}.", shown=_MOST_LINES, number=number))


def _kept(row) -> str:
    """Return what a line of a report says, with its parts where they were kept."""
    return from_json(row.said if isinstance(row.said, str) else None, row.reason)


def _reason(row) -> str:
    return said(_kept(row))


def _where_and_why(row) -> tuple[str, str]:
    kept = _kept(row)
    if not isinstance(kept, Said):
        return row.place, row.reason
    return said(kept.values["where"]), said(kept.values["why"])
