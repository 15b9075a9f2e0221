"""What became of a file: a report whose counts add up, or a refusal that says what would work."""

import re

import pandas as pd
import streamlit as st

from data.refusal import RefusedError
from data.report import Report
from pages.parts import words
from pages.parts.plain import literal, plain

_MOST_LINES = 200
_FLAG = re.compile(r" \((?:--[^)]*)\)")  # how to say it on the command line; here there are fields


def refusal(problem: RefusedError) -> None:
    """Say which file, where, what was found and what would work."""
    remedy = plain(_FLAG.sub("", problem.remedy), longest=600)
    where = f", {plain(problem.where)}" if problem.where else ""
    st.error(
        f"**{plain(problem.file)}{where}: nothing was imported.**  \n"
        f"{words.sentence(plain(problem.what, longest=600))} {remedy}"
    )


def report(told: Report) -> None:
    """Show what became of every row of an import that just ended."""
    st.subheader(f"{plain(told.file)}: {_outcome(told)}", anchor=False)
    if told.message:
        st.markdown(plain(told.message, longest=600))
    _sum(told.imported, told.duplicates, told.left_out.total(), len(told.rejected), told.rows)
    if told.first and told.last:
        names = [f"**{plain(name)}**" for name in told.communities]
        shown = words.listed(names) if len(names) < 9 else f"{len(names)} communities"
        st.markdown(
            f"{words.several(told.people, 'person', 'people')} in {shown}, "
            f"{words.day(told.first)} to {words.day(told.last)}."
        )
    lines = [("left out", "", reason, count) for reason, count in told.left_out.most_common()]
    lines += [("rejected", line.where, line.why, 1) for line in told.rejected]
    lines += [("note", "", reason, count) for reason, count in told.notes.items()]
    details(pd.DataFrame(lines, columns=["kind", "place", "reason", "count"]))


def _outcome(told: Report) -> str:
    if told.imported:
        return f"{words.several(told.imported, 'new row')} taken in"
    return "nothing in it was new"


def _sum(imported: int, known: int, left_out: int, rejected: int, rows: int) -> None:
    """Write the counts as a sum that anybody can check."""
    parts = {
        "imported": imported,
        "known already": known,
        "left out by rule": left_out,
        "could not be read": rejected,
    }
    told = " + ".join(f"**{words.count(number)}** {label}" for label, number in parts.items())
    st.markdown(f"{told} = **{words.count(rows)}** rows in the file")


def counts(row) -> None:
    """Show the counts of an import of the history."""
    _sum(row.imported, row.duplicates, row.left_out, row.rejected, row.rows)


def details(lines: pd.DataFrame) -> None:
    """Show what was left out and why, which lines could not be read, and what else to know."""
    left_out = lines[lines["kind"] == "left out"]
    if len(left_out):
        st.markdown("**Left out, because they are no contribution**")
        told = left_out.sort_values("count", ascending=False)
        said = [
            f"- {words.count(row.count_)}: {plain(row.reason, longest=300)}"
            for row in told.rename(columns={"count": "count_"}).itertuples()
        ]
        st.markdown("\n".join(said))
    rejected = lines[lines["kind"] == "rejected"]
    if len(rejected):
        st.markdown("**Could not be read**")
        table = pd.DataFrame(
            {
                "Where": rejected["place"].map(literal),
                "Why": rejected["reason"].map(lambda why: literal(why, 300)),
            }
        )
        st.dataframe(table.head(_MOST_LINES), hide_index=True, alt="Rows that could not be read")
        if len(table) > _MOST_LINES:
            st.caption(f"The first {_MOST_LINES} of {words.count(len(table))}.")
    for row in lines[lines["kind"] == "note"].itertuples():
        st.caption(words.sentence(plain(row.reason, longest=300)))
