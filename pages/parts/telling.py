"""What people tell: the mix of kinds over time, its diversity, and what gets answered."""

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue, metric_named
from metrics.kinds import MIX
from metrics.metric import Dimension, Metric, Unit
from pages.parts import charts, figure, filters, layout, timelines, words
from pages.parts.dimensions import View
from pages.parts.language import _
from pages.parts.lettered import as_marks, lettered, write_out
from pages.parts.reading import Reading

_PAGE = "pages/practices.py"
_BEYOND, _BEST = "beyond_best_practice", "beyond_best_practice.best"
_CANDOUR, _ANSWERED = "candour", "candour_answered"
_ORDERS = ("order_0", "", "order_2", "order_3")
_OPENINGS = {
    "best": later("successes"),
    "candour": later("failures and doubts"),
    "question": later("questions"),
}
_NO_TEXT = later("this export has no text")  # as ``metrics.metric.missing_need`` says it
# What the first block, the mix and the profile show already.
_SHOWN = {_BEYOND, _CANDOUR, _ANSWERED, "practice_diversity"}


def headline(view: View) -> str:
    """Say the finding: how much is failures, doubts and unfinished work, how much successes."""
    open_talk, best = (view.reading(metric_named(name)) for name in (_CANDOUR, _BEST))
    if not open_talk.is_given:
        return view.reading(metric_named(_BEYOND)).finding
    if not best.is_given:
        return open_talk.stated
    return _("{candour}, and {best} best practices", candour=open_talk.stated, best=best.told)


def lead(view: View) -> str:
    """Say how sure that is and what happens to those who tell so, or why it is not known."""
    open_talk, beyond = (view.reading(metric_named(name)) for name in (_CANDOUR, _BEYOND))
    main = open_talk if open_talk.is_given else beyond
    if not main.is_given:
        return main.why
    note = words.sentence(words.reason(main.now)) if main.now.why else ""
    return f"{main.sure} {note}\n\n{_what_happens(view)}"


def _what_happens(view: View) -> str:
    """Say whether who admits a failure or a doubt is answered, as who tells a success is."""
    admitted, success = (
        view.reading(metric_named(one)) for one in (_ANSWERED, f"{_ANSWERED}.best")
    )
    if not admitted.is_given:
        return _("**What happens to those who do** cannot be told: {why}", why=admitted.why)
    span = admitted.scale.span(admitted.now.low, admitted.now.high)
    said = _(
        "**What happens to those who do:** {answered} ({span}).",
        answered=_begun(admitted),
        span=span,
    )
    if not success.is_given:
        return said
    told = {"share": success.told, "span": success.scale.span(success.now.low, success.now.high)}
    if admitted.now.high < success.now.low:
        return f"{said} {_('Of successes, more are: {share} ({span}).', **told)}"
    if admitted.now.low > success.now.high:
        return f"{said} {_('Of successes, fewer are: {share} ({span}).', **told)}"
    return f"{said} {_('Of successes, {share} ({span}): no clear difference.', **told)}"


def _begun(one: Reading) -> str:
    return one.stated[:1].lower() + one.stated[1:]


def open_talk(view: View) -> None:
    """Show failures, doubts and unfinished work over time, and whether they are answered."""
    for name in (_CANDOUR, _ANSWERED):
        _question(metric_named(name), view)


def is_told(view: View) -> bool:
    """Return whether the export holds what was written; else nothing here can be known."""
    main = view.reading(metric_named(_BEYOND))
    return main.now is None or main.now.why != _NO_TEXT


def untold() -> None:
    """Say what would make it better."""
    layout.section(_("What would help"))
    with st.container(gap=None):
        st.markdown(_("An export that holds what was written; add it, and this page has answers."))
        st.page_link("pages/add_data.py", label=f":primary[{_('Add data')} →]")


def mix(view: View) -> None:
    """Draw the share of each kind over time, all on one scale."""
    readings = [view.reading(metric_named(f"{_BEYOND}.{kind}")) for kind in MIX]
    given = [one for one in readings if one.has_values]
    layout.section(_("What people tell"))
    if not given:
        with st.container(gap=None):
            st.markdown(readings[0].why)
            figure.offer(view.wider(metric_named(_BEYOND)), _PAGE)
        return
    st.caption(
        _(
            "Of 100 posts that tell of work, how many are of each kind. Bands: 95 % intervals; one "
            "scale. Each kind is corrected by itself, so they need not add up to 100."
        )
    )
    if len(given[0].history.each) > 1:
        _panels(given, view)
    _table(readings, view)


def _panels(readings: list[Reading], view: View) -> None:
    scale = words.Scale.of(Unit.SHARE, 0)
    top = timelines.common_top([one.history.each for one in readings], scale)
    events = lettered(view.measures.periods, view.grain, view.events)
    grid = st.grid(3, min_column_width=300, gap="medium")
    for one in readings:
        with grid.container(gap="xxsmall"):
            title = _(one.metric.title)
            st.markdown(f"**{title}**")
            line = timelines.Line("", one.history.each, 0)
            drawn = timelines.panel([line], scale, view.grain, [view.period], as_marks(events), top)
            layout.draw(drawn, one.finding, f"mix {one.metric.name}")
    write_out(events)


def _table(readings: list[Reading], view: View) -> None:
    """Offer all shares of the chosen period as a table."""
    rows = [
        {
            _("Kind of post"): _(one.metric.title),
            _("Of 100"): _cell(one),
        }
        for one in readings
    ]
    with st.expander(_("The mix as a table")):
        st.table(rows, border="horizontal", hide_index=True, alt=_("The mix of kinds"))
        every = pd.concat([one.rows for one in readings])
        layout.download(every.assign(period=every["period"].dt.date), f"mix by {view.grain}")


def _cell(one: Reading) -> str:
    if not one.is_given:
        return one.why
    now = one.now
    return f"{one.scale.amount(now.value, now.low, now.high)} ({one.scale.span(now.low, now.high)})"


def profile(view: View) -> None:
    """Draw how diverse the mix is as rare kinds count less and less (Hill profile)."""
    names = [f"practice_diversity.{order}" if order else "practice_diversity" for order in _ORDERS]
    readings = [view.reading(metric_named(name)) for name in names]
    main = readings[1]
    layout.section(main.finding)
    if not main.is_given:
        st.markdown(main.why)
        return
    st.caption(
        _("How many equally common kinds would be as diverse; further right, rare ones count less.")
    )
    points = [(one.now.value, one.now.low, one.now.high) for one in readings]
    layout.draw(charts.profile(points, main.scale), main.finding, "hill profile")


def waits(view: View, found: pd.DataFrame) -> None:
    """Draw how soon openings of each kind are answered."""
    layout.section(_("What gets answered"))
    here = found[found["period"] == view.period]
    if here.empty:
        st.markdown(
            _(
                "This needs 20 opening posts of one kind, such as questions, of which 10 are "
                "answered."
            )
        )
        if view.grain != "all":
            label = _("Look at the whole time")
            where = {"community": view.community} | filters.address("all")
            st.page_link(_PAGE, label=f":primary[{label} →]", query_params=where)
        return
    lines = [(_(_OPENINGS[name]), rows) for name, rows in here.groupby("opening", sort=False)]
    told = [
        _(
            "{share} of 100 opening posts with {kind} are answered within a week",
            share=f"{rows.loc[rows['hours'] == 168, 'value'].iloc[0] * 100:.0f}",
            kind=name,
        )
        for name, rows in lines
    ]
    st.markdown("  \n".join(f"{one}." for one in told))
    st.caption(_("Of 100 opening posts, how many had an answer by then. Bands: 95 % intervals."))
    layout.draw(charts.answered(lines), ". ".join(told), "waits")
    with st.expander(_("The curves as a table")):
        layout.download(here.assign(period=here["period"].dt.date), "waits")
        st.dataframe(
            here.drop(columns="period"), hide_index=True, alt=_("What gets answered"), key="waits t"
        )


def further(view: View) -> None:
    """Show the other figures about practice: politeness, why people are here."""
    main = [
        one
        for one in catalogue()
        if one.is_headline and one.dimension == Dimension.PRACTICE and one.name not in _SHOWN
    ]
    for metric in main:
        _question(metric, view)


def _question(metric: Metric, view: View) -> None:
    """Answer the question of a main figure, or say why there is no answer."""
    layout.section(_(metric.question))
    one = view.reading(metric)
    if not one.has_values:
        with st.container(gap=None):
            st.markdown(f":gray[○ {one.why}]")
            figure.offer(view.wider(metric), _PAGE)
        return
    others = [one for one in catalogue() if one.name.startswith(f"{metric.name}.")]
    figure.show(one, [view.reading(other) for other in others], view.events)
