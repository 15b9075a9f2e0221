"""One conversation: drawn as a tree of roles, and its words beside it, nobody named."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.said import later
from metrics.metric import Unit
from pages.parts import layout, words
from pages.parts.chart import Chart
from pages.parts.language import _, several_of
from pages.parts.masked import masked
from pages.parts.palette import colour, group
from pages.parts.plain import plain

_DRAWN = 30  # posts; more would be a wall
_DEEPEST = 8  # levels; deeper ones stand at the last
_ROW, _TITLE, _LETTERS = 30, 110, 26
_ROLES = {
    "host": later("Host {letter}"),
    "newcomer": later("Newcomer {letter}"),
    "member": later("Member {letter}"),
}
_MARKS = {"host": "diamond", "newcomer": "circle-open", "member": "circle"}


@dataclass(frozen=True)
class Told:
    """A conversation: its facts as ``data.conversations`` lists them, and its posts by time."""

    facts: object
    posts: pd.DataFrame

    @cached_property
    def title(self) -> str:
        """Return how the conversation begins, names hidden, as plain text."""
        body = self.posts["body"].iloc[0]
        words_of = masked(body) if isinstance(body, str) else ""
        if words_of:
            return f"“{plain(words_of, _TITLE)}”"
        return _("Begun on {day}", day=words.day(self.facts.opened))

    @cached_property
    def size(self) -> str:
        """Say how many posts and people there are."""
        posts = several_of("{number} post", "{number} posts", self.facts.posts)
        people = several_of("by one person", "by {number} people", self.facts.people)
        return f"{posts} {people}"

    @cached_property
    def wait(self) -> str:
        """Say how long it waited for an answer, or waits still."""
        waited = lasted(self.facts.waited)
        if self.facts.is_answered:
            return _("first answer after {time}", time=waited)
        return _("no answer in {time}", time=waited)

    @cached_property
    def link(self) -> str:
        """Return where it stands in the source system, or nothing where the export has no link."""
        links = self.posts["link"].dropna()
        safe = links[links.str.match(r"https?://")]
        return safe.iloc[0] if len(safe) else ""

    @cached_property
    def rows(self) -> list[tuple[object, int]]:
        """Return the posts as one reads a tree, each with how deep it stands."""
        children: dict[object, list] = {}
        known = set(self.posts["post"])
        for row in self.posts.itertuples():
            above = row.parent if row.parent in known else None
            children.setdefault(above, []).append(row)
        opening, *others = children.get(None, [])
        # Where it is not known which post is answered, the others stand below the first.
        children.setdefault(opening.post, []).extend(others)
        ordered, waiting = [], [(opening, 0)]
        while waiting:
            row, depth = waiting.pop()
            ordered.append((row, depth))
            waiting += [(child, depth + 1) for child in reversed(children.get(row.post, []))]
        return ordered

    def speaker(self, row) -> str:
        """Say who wrote a post: a role, and a letter within this conversation."""
        hosts = self.posts.loc[self.posts["role"] == "host", "speaker"].nunique()
        if row.role == "host" and hosts == 1:
            return _("Host")
        round_ = row.speaker // _LETTERS
        letter = f"{chr(ord('A') + row.speaker % _LETTERS)}{round_ or ''}"
        return _(_ROLES[row.role], letter=letter)

    def when(self, row) -> str:
        """Say how long after the opening a post was written."""
        if row.post == self.rows[0][0].post:
            return _("opens")
        hours = (row.posted_at - self.facts.opened).total_seconds() / 3600
        return _("{time} later", time=lasted(hours))


def lasted(hours: float) -> str:
    """Write how long something took: "80 minutes", "3 hours", "5 days"."""
    if hours * 60 < 1:
        return _("less than a minute")
    if 1 < hours < 2:  # as hours, 80 minutes would be one
        return several_of("{number} minute", "{number} minutes", round(hours * 60))
    return words.told(Unit.HOURS, hours, hours, hours)


def show(told: Told, note: str, key: str) -> None:
    """Show a conversation: its facts at one side, the tree and the words at the other.

    ``note`` says what it gave to a figure, or nothing.
    """
    about, tree = st.columns([1, 2.7], gap="medium")
    with about.container(gap="xsmall"):
        if note:
            st.markdown(note)
        st.caption(words.day(told.facts.opened))
        st.caption(f"{told.size}; {told.wait}")
        if told.link:
            st.link_button(_("Open it where it was written"), told.link, type="tertiary")
    with tree.container(gap="small"):
        layout.draw(_figure(told), _in_words(told), f"tree {key}", static=True)
        left_out = len(told.rows) - _DRAWN
        if left_out > 0:
            st.caption(several_of("{number} more post", "{number} more posts", left_out))
        read = st.expander(_("Read it, names hidden"), key=f"read {key}", on_change="rerun")
        if read.open:
            with read:
                _words(told)


def _in_words(told: Told) -> str:
    """Say the shape of the tree, for somebody who cannot see it."""
    deepest = max(depth for _row, depth in told.rows)
    levels = several_of("{number} level of answers", "{number} levels of answers", deepest)
    spoken = ", ".join(told.speaker(row) for row, _depth in told.rows[:_DRAWN])
    return _("{size}, {levels}. In turn: {spoken}.", size=told.size, levels=levels, spoken=spoken)


def _words(told: Told) -> None:
    for row, _depth in told.rows[:_DRAWN]:
        with st.container(gap=None):
            st.caption(f"**{told.speaker(row)}** · {told.when(row)}")
            body = masked(row.body) if isinstance(row.body, str) else ""
            st.text(body or _("(no words)"))


def _figure(told: Told) -> go.Figure:
    """Draw the tree: a row for each post, further right for each answer to an answer."""
    shown = [(row, min(depth, _DEEPEST)) for row, depth in told.rows[:_DRAWN]]
    at = {row.post: (depth, place) for place, (row, depth) in enumerate(shown)}
    chart = Chart(_ROW * len(shown), top=0, bottom=0)
    line = {"width": 1.25, "color": colour("gray")}
    for row, depth in shown[1:]:
        above = at.get(row.parent, at[shown[0][0].post])
        place = at[row.post][1]
        side = above[0] if above[0] < depth else depth - 0.5
        ends = {"x": [side, side, depth], "y": [above[1], place, place]}
        chart.scatter(**ends, mode="lines", line=line, hoverinfo="skip")
    for role, mark in _MARKS.items():
        points = [at[row.post] for row, _depth in shown if row.role == role]
        look = {"symbol": mark, "size": 12, "color": group(list(_MARKS).index(role))}
        look |= {"line": {"width": 2.5, "color": look["color"]}} if role == "newcomer" else {}
        across, down = zip(*points, strict=True) if points else ((), ())
        chart.scatter(x=across, y=down, mode="markers", marker=look, hoverinfo="skip")
    for row, depth in shown:
        said = f"<b>{told.speaker(row)}</b> · {told.when(row)}"
        chart.say(depth, at[row.post][1], said, xanchor="left", xshift=10)
    # So that the words beside the deepest mark still fit on a phone.
    deepest = max(depth for _row, depth in shown)
    chart.across(range=[-0.4, max(9, deepest * 2.4)], visible=False)
    chart.up(range=[len(shown) - 0.4, -0.6], visible=False)
    return chart.figure()
