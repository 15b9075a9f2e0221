"""The conversations behind a finding: which ones, how many, and each as a tree."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.said import later
from metrics import catalogue, metric_named
from metrics.metric import Metric, Unit
from pages.parts import charts, filters, layout, session, tree, words
from pages.parts.about_figure import BEHIND
from pages.parts.dimensions import View
from pages.parts.figure import offer
from pages.parts.language import LANGUAGES, _, several_of
from pages.parts.language import catalogue as messages
from pages.parts.reading import Reading
from pages.parts.tree import Told

PAGE = "pages/conversations.py"
_SHOWS = {
    "unanswered": later("Unanswered"),
    "slowest": later("Waited longest"),
    "deepest": later("Deepest"),
    "figure": BEHIND,
}
_SIDES = {True: later("Count towards it"), False: later("Do not")}
_MOST, _OPEN = 12, 3
_WAITS = {
    "hour": later("within an hour"),
    "day": later("within a day"),
    "week": later("within a week"),
    "longer": later("later"),
    "never": later("not yet"),
}
_NO_FIGURE = later("There is no figure “{asked}” with conversations behind it. This is another.")
_COUNTED = later("Counted, not estimated: these are all the conversations that began in that time.")


@dataclass(frozen=True)
class Shown:
    """What is shown: the finding, what proves it, how sure, what to try, and the conversations.

    ``facts`` are the conversations as ``data.conversations`` lists them, the first of them all;
    ``note`` says of one what it gave to the figure. ``chart`` may be missing.
    """

    headline: str
    lead: str
    sure: str
    advice: str
    facts: pd.DataFrame
    caption: str
    chart: Callable[[], go.Figure] | None
    title: str
    note: Callable[[object], str]
    view: View
    every: int


def _in(options: dict) -> Callable[[object, str], str]:
    return lambda option, language: messages(language).gettext(options[option])


def _choose(key: str, label: str, options: dict, usual: object) -> object:
    """Choose one of a few things; it stands in the address."""
    filters.keep(key, list(options), _in(options), usual)
    chosen = st.segmented_control(
        label,
        list(options),
        default=usual,
        required=True,
        format_func=lambda option: _(options[option]),
        key=key,
        bind="query-params",
        wrap=True,
    )
    return filters.remember(key, chosen)


def of_threads() -> list[Metric]:
    """Return the metrics whose evidence are conversations."""
    return [metric for metric in catalogue() if metric.of_threads]


def asked(view: View) -> Shown:
    """Let the visitor say which conversations, and return what is to be shown of them."""
    with layout.filters():
        show = _choose("show", _("Which conversations"), _SHOWS, "unanswered")
        metric = _figure() if show == "figure" else None
    if metric is not None:
        return _behind(view, metric)
    main = view.reading(metric_named("answered"))
    counted = session.conversation_counts(view.grain, view.community, view.period)
    if counted.waits.empty:
        return _nothing(view, main)
    facts = session.conversations(view.grain, view.community, view.period, show, _MOST)
    if show == "deepest":
        return _deepest(view, counted.depths, facts)
    return _waiting(view, counted.waits, facts, show)


def _figure() -> Metric:
    """Choose a figure; where the address asks for one that is not there, say so."""
    titles = {metric.name: metric.title for metric in of_threads()}
    every = [messages(code).gettext(title) for code in LANGUAGES for title in titles.values()]
    astray = filters.unknown("figure", every, _NO_FIGURE)
    filters.keep("figure", list(titles), _in(titles), "answered")
    look = {"key": "figure", "bind": "query-params", "width": 320}
    name = st.selectbox(_("Figure"), list(titles), format_func=lambda one: _(titles[one]), **look)
    if astray:
        st.info(astray)
    return metric_named(filters.remember("figure", name))


def _nothing(view: View, main: Reading) -> Shown:
    when = words.period(view.period, view.grain)
    return Shown(
        headline=_("No conversations to show for {period}", period=when),
        lead=main.why if not main.is_given else _("Nobody began one then."),
        **_blank(view),
    )


def _blank(view: View) -> dict:
    return {
        **dict.fromkeys(("sure", "advice", "caption", "title"), ""),
        "facts": pd.DataFrame(),
        "chart": None,
        "note": lambda row: "",
        "view": view,
        "every": 0,
    }


def _waiting(view: View, waits: pd.DataFrame, facts: pd.DataFrame, show: str) -> Shown:
    """Show how long conversations waited, and those that waited longest or wait still."""
    threads = waits.set_index("within")["threads"].to_dict()
    young = threads.pop("young", 0)
    judged, never = sum(threads.values()), threads.get("never", 0)
    answered = judged - never
    half = waits["half"].iloc[0]
    when = words.period(view.period, view.grain)
    values = {"never": words.count(never), "all": words.count(judged), "period": when}
    if show == "unanswered":
        headline = _("{never} of {all} conversations begun in {period} have no answer", **values)
        if not never:
            headline = _("Every conversation begun in {period} has an answer", **values)
        every, title = never, _("Still without an answer, the oldest first")
    else:
        slowest = tree.lasted(facts["waited"].iloc[0]) if len(facts) else ""
        headline = _("The slowest answer in {period} took {time}", time=slowest, **values)
        if not answered:
            headline = _("No conversation begun in {period} has an answer", **values)
        every, title = answered, _("Answered in the end, the slowest first")
    lead = _("Half of the answered ones waited {time} or less.", time=tree.lasted(half))
    bars = [
        charts.Bar(_(name), threads.get(within, 0), within == "never")
        for within, name in _WAITS.items()
    ]
    left_out = several_of(
        "{number} began less than a week before the data end and is not judged.",
        "{number} began less than a week before the data end and are not judged.",
        young,
    )
    return Shown(
        headline=headline,
        lead=lead if answered else "",
        sure=f"{_(_COUNTED)} {left_out if young else ''}".strip(),
        advice=_(metric_named("answered").advice[0]) if never else "",
        facts=facts,
        caption=_("How many conversations had an answer from somebody else, and how soon."),
        chart=lambda: charts.bars(bars),
        title=title,
        note=lambda row: "",
        view=view,
        every=every,
    )


def _deepest(view: View, depths: pd.DataFrame, facts: pd.DataFrame) -> Shown:
    """Show how deep conversations went; where only the opening is named, how long they are."""
    when = words.period(view.period, view.grain)
    flat = view.reading(metric_named("dialogue_depth"))
    talks = int(depths.loc[depths["depth"] > 0, "threads"].sum())
    longest, deepest = int(depths["posts"].max()), int(depths["depth"].max())
    is_deep = deepest > 1
    headline = several_of(
        "The deepest conversation begun in {period} went {number} answer deep",
        "The deepest conversation begun in {period} went {number} answers deep",
        deepest,
        period=when,
    )
    beyond = int(depths.loc[depths["depth"] > 1, "threads"].sum())
    lead = _(
        "{beyond} of {talks} conversations with an answer went beyond the first one.",
        beyond=words.count(beyond),
        talks=words.count(talks),
    )
    if not is_deep:
        headline = several_of(
            "The longest conversation begun in {period} has {number} post",
            "The longest conversation begun in {period} has {number} posts",
            longest,
            period=when,
        )
        lead = flat.why if not flat.is_given else ""
    top = range(min(deepest, 6) + 1)
    bars = [
        charts.Bar(
            _levels(level, level == 6),
            int(depths.loc[_at(depths["depth"], level), "threads"].sum()),
            level > 1,
        )
        for level in top
    ]
    return Shown(
        headline=headline,
        lead=lead,
        sure=_(_COUNTED),
        advice=_(metric_named("dialogue_depth").advice[0]) if is_deep and beyond < talks else "",
        facts=facts,
        caption=_("How many conversations went how many answers deep."),
        chart=(lambda: charts.bars(bars)) if is_deep else None,
        title=_("The deepest first") if is_deep else _("The longest first"),
        note=lambda row: "",
        view=view,
        every=talks,
    )


def _at(depth: pd.Series, level: int) -> pd.Series:
    return depth >= level if level == 6 else depth == level


def _levels(level: int, is_last: bool) -> str:
    if not level:
        return _("no answer")
    if is_last:
        return _("{number} or more", number=level)
    return several_of("{number} deep", "{number} deep", level)


def _behind(view: View, metric: Metric) -> Shown:
    """Show the conversations that made a figure, by the figure's own evidence."""
    one = view.reading(metric)
    if not one.is_given:
        return Shown(headline=one.finding, lead=one.why, **_blank(view))
    found = session.behind(metric, view.grain, view.community, view.period)
    is_share = metric.unit == Unit.SHARE and bool((found["out_of"] == 1).all())
    every = found
    if is_share:
        side = _choose("side", _("Those that"), _SIDES, True)
        found = found[(found["amount"] > 0) == side]
    found = found.assign(rate=found["amount"] / found["out_of"])
    found = found.sort_values(["rate", "thread"], ascending=False, na_position="last")
    facts = session.chosen_conversations(list(found["thread"].head(_MOST)))
    by_thread = found.set_index("thread")
    return Shown(
        headline=one.finding,
        lead=" ".join(filter(None, [_made_of(every, is_share), _as_read(one, every)])),
        sure=one.sure,
        advice=one.advice,
        facts=facts,
        caption=_("How many conversations count towards the figure, and how many do not."),
        chart=(lambda: charts.bars(_sides(every))) if is_share else None,
        title=_("These conversations made the figure"),
        note=lambda row: _given(one, by_thread.loc[row.thread]),
        view=view,
        every=len(found),
    )


def _sides(found: pd.DataFrame) -> list[charts.Bar]:
    counts = int((found["amount"] > 0).sum())
    return [
        charts.Bar(_("count towards it"), counts, True),
        charts.Bar(_("do not"), len(found) - counts, False),
    ]


def _made_of(found: pd.DataFrame, is_share: bool) -> str:
    """Say what the figure is made of."""
    number = several_of(
        "{number} conversation made this figure",
        "{number} conversations made this figure",
        len(found),
    )
    if not is_share:
        return f"{number}."
    counts = int((found["amount"] > 0).sum())
    return _(
        "{number}: {counts} count towards it, {others} do not.",
        number=number,
        counts=words.count(counts),
        others=words.count(len(found) - counts),
    )


def _as_read(one: Reading, every: pd.DataFrame) -> str:
    """Say what the conversations give as they are read, where the figure is corrected for that."""
    if not one.metric.behind:
        return ""
    now = one.now
    read = every["amount"].sum() / every["out_of"].sum()
    as_read = words.told(one.metric.unit, read, now.low, now.high)
    if as_read == one.told:
        return ""
    return _(
        "What stands beside each is as it was read: {read} together. The automatic reading errs in "
        "a known way; corrected for that, the figure is {figure}.",
        read=as_read,
        figure=one.told,
    )


def _given(one: Reading, gave: pd.Series) -> str:
    """Say what a conversation gave to the figure: of rows that count or do not, or a number."""
    amount, out_of = gave["amount"], gave["out_of"]
    if pd.isna(amount) or not out_of:
        return ""
    if one.metric.unit != Unit.SHARE:
        rate = amount / out_of
        return f"**{words.told(one.metric.unit, rate, rate, rate)}**"
    if out_of > 1:
        values = {"amount": words.exact(round(amount, 1)), "all": words.exact(out_of)}
        return _("**{amount} of {all}** count towards it", **values)
    return _("**● counts towards it**") if amount else _("**○ does not**")


def show(shown: Shown) -> None:
    """Show what proves the finding, how sure it is, what to try, and the conversations."""
    if shown.chart:
        st.caption(shown.caption)
        layout.draw(shown.chart(), shown.headline, "conversations")
    _words(shown)
    if shown.facts.empty:
        if not shown.every:
            offer(_wider(shown.view), PAGE)
        return
    layout.section(shown.title)
    if shown.every > len(shown.facts):
        some, every = words.count(len(shown.facts)), words.count(shown.every)
        st.caption(_("The first {some} of {every}.", some=some, every=every))
    talks = _talks(shown)
    for place, talk in enumerate(talks):
        _card(talk, shown.note(talk.facts), place)
    _table(talks)


def _wider(view: View):
    return view.wider(metric_named("answered"))


def _words(shown: Shown) -> None:
    if not shown.sure:
        return
    sure, advice = st.columns(2, gap="medium")
    sure.markdown(f"**{_('How sure')}**  \n{shown.sure}")
    if shown.advice:
        advice.markdown(f"**{_('What to try')}**  \n{shown.advice}")


def _talks(shown: Shown) -> list[Told]:
    posts = session.told(list(shown.facts["thread"]))
    by_thread = dict(list(posts.groupby("thread")))
    return [Told(row, by_thread[row.thread]) for row in shown.facts.itertuples()]


@st.fragment
def _card(talk: Told, note: str, place: int) -> None:
    """Show a conversation; those further down are folded until somebody opens them."""
    key = f"{place}"
    if place < _OPEN:
        with st.container(gap="small"):
            st.subheader(talk.title, anchor=False)
            tree.show(talk, note, key)
        st.divider()
        return
    label = f"{talk.title} · {talk.size}"
    folded = st.expander(label, key=f"talk {key}", on_change="rerun")
    if folded.open or layout.is_printed():
        with folded:
            tree.show(talk, note, key)


def _table(talks: list[Told]) -> None:
    """Offer the facts of what is shown as a table."""
    rows = [
        {
            _("Begun"): words.day(talk.facts.opened),
            _("Size"): talk.size,
            _("Wait"): talk.wait,
            _("Answers deep"): "–" if pd.isna(talk.facts.depth) else int(talk.facts.depth),
        }
        for talk in talks
    ]
    with st.expander(_("These conversations as a table")):
        st.table(rows, border="horizontal", hide_index=True, alt=_("Conversations"))
        layout.download(pd.DataFrame(rows), "conversations")
