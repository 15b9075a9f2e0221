"""What people talk about, drawn from the published topics of one community."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.said import later
from metrics import metric_named
from metrics.metric import Unit
from metrics.topics import FEWEST_THREADS
from pages.parts import charts, layout, session, timelines, words
from pages.parts.dimensions import View
from pages.parts.figure import offer
from pages.parts.language import _
from pages.parts.lettered import as_marks, lettered, write_out
from pages.parts.plain import plain

_PAGE = "pages/topics.py"
_DRAWN, _FOLLOWED, _FEWEST_OPENINGS, _FEWEST_JUDGED = 12, 6, 10, 3
_VERDICTS = {"more": later("more than others"), "less": later("less than others")}


@dataclass(frozen=True)
class Subjects:
    """The topics of one community by period; ``now`` are those of the chosen one."""

    view: View
    rows: pd.DataFrame

    @property
    def now(self) -> pd.DataFrame:
        """Return the topics of the chosen period, the most frequent first."""
        return self.rows[self.rows["period"] == self.view.period]

    @property
    def headline(self) -> str:
        """Say what is talked about most."""
        when = words.period(self.view.period, self.view.grain)
        if self.now.empty:
            return _("Too little is said alike in {period} to name a topic", period=when)
        named = [f"“{plain(term)}”" for term in self.now["term"].head(3)]
        return _("People talk most about {topics}", topics=words.listed(named))

    @property
    def lead(self) -> str:
        """Say what a topic is, so from how little none is named."""
        return _(
            "A topic is a noun, or up to three words that end with one, that at least {people} "
            "people used in at least {threads} conversations. What looks like a name is left out, "
            "and so is a word that everybody uses.",
            people=words.spelled(session.fewest()),
            threads=words.spelled(FEWEST_THREADS),
        )


def nothing(found: Subjects) -> None:
    """Say what may be missing, and lead to a longer period."""
    telling = found.view.reading(metric_named("beyond_best_practice"))
    if not telling.is_given and telling.now is not None:
        st.markdown(telling.why)
    offer(found.view.wider(metric_named("beyond_best_practice")), _PAGE)


def most(found: Subjects) -> None:
    """Draw in how many conversations each topic comes up."""
    st.caption(
        _(
            "In how many of the {number} conversations of that time it comes up.",
            number=words.count(found.now["of_threads"].iloc[0]),
        )
    )
    rows = list(found.now.head(_DRAWN).itertuples())
    bars = [charts.Bar(row.term, row.threads, place < 3) for place, row in enumerate(rows)]
    layout.draw(charts.bars(bars), found.headline, "topics")
    st.caption(
        _(
            "Counted, not estimated. Words are counted and not meanings: the same thing said in "
            "other words is not seen, and words of other languages than English, Dutch, German and "
            "French are left out."
        )
    )


def stand_out(found: Subjects) -> None:
    """Say which topics stay unanswered, and where people dare to tell more; or what that needs."""
    unsaid = [one for one in (_unanswered(found), _candid(found)) if one]
    if not unsaid:
        return
    layout.section(_("Not enough to say yet"))
    st.markdown(
        _(
            "To tell {questions}, it needs {topics} topics with {number} conversations each that "
            "open with it, and enough people on either side. A longer period may have them.",
            questions=words.listed(unsaid),
            topics=words.spelled(_FEWEST_JUDGED),
            number=_FEWEST_OPENINGS,
        )
    )


def _unanswered(found: Subjects) -> str:
    """Say which topics stay unanswered more often than the others; return what cannot be said."""
    advice = _("Say who looks at these first, and answer the oldest one this week.")
    return _share(
        found.now.dropna(subset="openings").astype({"openings": int, "unanswered": int}),
        ("unanswered", "openings", "waits"),
        (
            _("Conversations that open with {topics} stay unanswered more often than others"),
            _("No topic stays unanswered more often than the others, beyond chance"),
            _("which topics stay unanswered"),
        ),
        _("Of 100 conversations opened with it, how many had no answer after a week."),
        advice,
    )


def _candid(found: Subjects) -> str:
    """Say with which topics people tell of failures and doubts; return what cannot be said."""
    advice = _("Ask there first for a case that did not work: people already dare to.")
    return _share(
        found.now.dropna(subset="told").astype({"told": int, "candid": int}),
        ("candid", "told", "dares"),
        (
            _("With {topics}, people open with failures, doubts or unfinished work more often"),
            _("With no topic do people dare to tell more than with the others, beyond chance"),
            _("with which ones people dare to tell more"),
        ),
        _(
            "Of 100 conversations opened with it, how many begin with a failure, a doubt or "
            "unfinished work, as the rules read it."
        ),
        advice,
    )


def _share(
    rows: pd.DataFrame,
    columns: tuple[str, str, str],
    findings: tuple[str, str, str],
    caption: str,
    advice: str,
) -> str:
    """Draw a share of each topic with enough openings; those that stand out are strong.

    Where there are too few to draw, return the last of the findings, which is the question.
    """
    part, whole, verdict = columns
    rows = rows[rows[whole] >= _FEWEST_OPENINGS]
    out = [f"“{plain(term)}”" for term in rows.loc[rows[verdict] == "more", "term"].head(3)]
    some, none, unknown = findings
    finding = none
    if out:
        finding = some.format(topics=words.listed(out))
    if len(rows) < _FEWEST_JUDGED and not out:
        return unknown
    layout.section(finding)
    shown = rows.assign(rate=rows[part] / rows[whole])
    shown = shown.sort_values("rate", ascending=False).head(_DRAWN)
    bars = [
        charts.Bar(row["term"], round(row["rate"] * 100), row[verdict] == "more")
        for row in shown.to_dict("records")
    ]
    if not rows[part].any():
        st.markdown(
            _("It happened with none of the {number} topics that can be judged.", number=len(rows))
        )
        return ""
    st.caption(caption)
    layout.draw(charts.bars(bars), finding, f"topics {part}")
    sure, try_ = st.columns(2, gap="medium")
    sure.markdown(
        f"**{_('How sure')}**  \n"
        + _(
            "A topic is named only where it differs from everything else said by more than chance, "
            "allowing for how many are looked at."
        )
    )
    if out:
        try_.markdown(f"**{_('What to try')}**  \n{advice}")
    return ""


def over_time(found: Subjects) -> None:
    """Draw how much the most frequent topics come up over time."""
    terms = list(found.now["term"].head(_FOLLOWED))
    starts = found.view.measures.periods
    if len(starts) < 2:
        return
    layout.section(_("Over time"))
    st.caption(
        _(
            "Of 100 conversations, in how many it comes up. Bands: 95 % intervals; gaps: too few "
            "people; one scale."
        )
    )
    scale = words.Scale.of(Unit.SHARE, 0)
    lines = {term: _line(found.rows[found.rows["term"] == term], starts) for term in terms}
    top = timelines.common_top(lines.values(), scale)
    grid = st.grid(3, min_column_width=300, gap="medium")
    view = found.view
    events = lettered(starts, view.grain, view.events)
    for term, rows in lines.items():
        with grid.container(gap="xxsmall"):
            st.markdown(f"**{plain(term)}**")
            line = timelines.Line("", rows, 0)
            figure = timelines.panel(
                [line], scale, view.grain, [view.period], as_marks(events), top
            )
            now = next(row for row in rows if row.period == view.period)
            alt = _(
                "{topic}: in {share} conversations in the chosen period",
                topic=plain(term),
                share=words.of_hundred(now.value),
            )
            layout.draw(figure, alt, f"topic {term}")
    write_out(events)


def _line(rows: pd.DataFrame, starts: list[pd.Timestamp]) -> list:
    """Return the share of conversations by period; gaps where too few people said it."""
    known = rows.assign(value=rows["threads"] / rows["of_threads"]).set_index("period")
    every = known[["value", "low", "high"]].reindex(starts).rename_axis("period")
    return list(every.reset_index().itertuples())


def table(found: Subjects) -> None:
    """Offer all topics of the period as a table."""
    rows = [
        {
            _("Topic"): plain(row["term"]),
            _("Conversations"): words.count(row["threads"]),
            _("Opened with it"): _known(row["openings"]),
            _("Unanswered"): _known(row["unanswered"]) + _verdict(row["waits"]),
            _("Candid"): _known(row["candid"]) + _verdict(row["dares"]),
        }
        for row in found.now.to_dict("records")
    ]
    with st.expander(_("All topics as a table")):
        st.table(rows, border="horizontal", hide_index=True, alt=_("Topics"))
        every = found.rows.assign(period=found.rows["period"].dt.date)
        layout.download(every, f"topics by {found.view.grain}")


def _known(number: float) -> str:
    return "–" if pd.isna(number) else words.count(number)


def _verdict(verdict: str) -> str:
    return f" ({_(_VERDICTS[verdict])})" if verdict else ""
