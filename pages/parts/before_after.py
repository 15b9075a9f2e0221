"""What changed around an event, held against the communities in which it did not happen."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from metrics import metric_named
from metrics.around import around
from metrics.estimates.verdict import Verdict
from metrics.metric import Grain
from pages.parts import filters, layout, session, words
from pages.parts.differences import Found, by_how_much
from pages.parts.language import _, several_of
from pages.parts.plain import plain
from pages.parts.sides import LENGTHS

_PAGE = "pages/compare.py"


def show(found: Found) -> None:
    """Show how much more one community changed than those without the event, if there was one."""
    if not found.asked.is_over_time or found.asked.grain == "all":
        return
    before, after = found.asked.sides
    span = (before.period, after.period + LENGTHS[found.asked.grain])
    events = _within(before.community, span)
    if not events:
        _offer(before.community, after.period, found.asked.grain)
        return
    names = [name for name in session.communities()["name"] if name != before.community]
    without = [name for name in names if not _within(name, span)]
    measures = session.measures(found.asked.grain)
    rows = around(
        measures, [before.community], without, before.period, after.period, found.asked.grain
    )
    layout.section(_("Before and after"))
    _say(rows, events, without)
    judged = rows[rows["beyond_verdict"] != Verdict.UNKNOWN]
    judged = judged[[metric_named(name).is_headline for name in judged["metric"]]]
    if len(judged):
        table = [_line(row) for row in judged.sort_values("beyond_p").itertuples()]
        st.table(table, border="horizontal", hide_index=True, alt=_("Changes beyond elsewhere"))
        layout.download(rows, "before and after")


def _offer(community: str, after: pd.Timestamp, grain: Grain) -> None:
    """Offer to compare around each event of the community that does not lie between the periods."""
    measures = session.measures(grain)
    known = set(measures.loc[measures["community"] == community, "period"])
    where = {"compare": _("One over time"), "community": community, **filters.address(grain)}
    links = []
    for when, name in session.events(community):
        at = max((start for start in known if start <= pd.Timestamp(when)), default=None)
        before = None if at is None else at - LENGTHS[grain]
        if before in known and before < after:
            first, last = words.period(before, grain), words.period(after, grain)
            said = _("“{event}”: {first} against {last}", event=plain(name), first=first, last=last)
            links.append((said, where | {"before": first, "after": last}))
    if not links:
        return
    layout.section(_("Did a change help?"))
    with st.container(gap="small"):
        for said, address in links:
            st.page_link(_PAGE, label=f":primary[{said} →]", query_params=address)


def _within(community: str, span: tuple[pd.Timestamp, pd.Timestamp]) -> list[str]:
    """Return what happened in a community within a time."""
    happened = session.events(community)
    return [name for when, name in happened if span[0] <= pd.Timestamp(when) < span[1]]


def _say(rows: pd.DataFrame, events: Sequence[str], without: Sequence[str]) -> None:
    named = words.listed([f"“\u2068{plain(name)}\u2069”" for name in events])
    if not without:
        said = _(
            "Nobody can tell {events} from what changed everywhere: there is no community in "
            "which it did not happen.",
            events=named,
        )
    else:
        more = int((rows["beyond_verdict"] == Verdict.REAL).sum())
        judged = int((rows["beyond_verdict"] != Verdict.UNKNOWN).sum())
        said = several_of(
            "Around {events}, {number} of {judged} figures changed otherwise than in the "
            "communities where that did not happen, by more than chance.",
            "Around {events}, {number} of {judged} figures changed otherwise than in the "
            "communities where that did not happen, by more than chance.",
            more,
            judged=judged,
            events=named,
        )
    hint = _("An event beside a change is a hint, not a cause.")
    st.markdown(f"{said} {hint}")
    season = {_(note) for note in rows["note"] if note}
    if without and season:
        st.caption(words.sentence(max(season, key=len)))


def _line(row) -> dict[str, str]:
    metric = metric_named(row.metric)
    scale = words.Scale.of(metric.unit, row.before)
    nothing = float("nan")
    return {
        _("Measure"): _(metric.title),
        _("Change here"): by_how_much(metric, scale, row.change, row.low, row.high),
        _("Elsewhere"): by_how_much(metric, scale, row.elsewhere, nothing, nothing),
        _("Beyond elsewhere"): by_how_much(
            metric, scale, row.beyond, row.beyond_low, row.beyond_high
        ),
        _("Verdict"): _(row.beyond_verdict),
    }
