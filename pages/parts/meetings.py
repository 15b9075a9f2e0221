"""Who meets whom: ties between departments, or levels, against what chance would give."""

import pandas as pd
import streamlit as st

from data.said import later
from metrics.network.crossings import AS_CHANCE, FEWER, MORE, OTHERS, UNSAID, WITHHELD
from pages.parts import dots, filters, layout, networks, words
from pages.parts.language import _, several_of
from pages.parts.networks import NAMES, Net, group_name

_KEY = "who meets whom"
_MOST_GROUPS = 12
_VERDICTS = {
    MORE: later("more than chance"),
    FEWER: later("less than chance"),
    AS_CHANCE: later("may be chance"),
    UNSAID: later("too few to say"),
    WITHHELD: later("withheld: fewer than 5 people, or mostly one or two"),
}


def show(net: Net) -> None:
    """Draw the matrix, say what stands out, and offer it as a table."""
    layout.section(_("Who meets whom"))
    known = networks.attributes(net)
    if not known:
        st.markdown(f":gray[○ {_why_not(net)}]")
        return
    attribute = _asked(known)
    cells = net.table("crossing")
    cells = cells[cells["attribute"] == attribute]
    finding = _finding(cells, attribute)
    st.subheader(finding, anchor=False)
    names = sorted(set(cells["one"]), key=lambda name: (name == OTHERS, name))
    if len(names) <= _MOST_GROUPS:
        st.caption(
            _(
                "Pairs of people who answered one another, times what chance would give: 2 is "
                "twice as many. ▲ more, ▼ less than chance; the rest may be chance. –: withheld or "
                "too few to say."
            )
        )
        figure = dots.matrix(cells, {one: group_name(attribute, one) for one in names})
        layout.draw(figure, f"{finding}. {_('Values are in the table.')}", f"{_KEY} {attribute}")
    else:
        st.markdown(_("There are too many groups to draw; the table holds them all."))
    networks.sure(_means(cells), _how_sure(net))
    _details(net, cells, attribute)


def _why_not(net: Net) -> str:
    reading = net.reading("boundary_crossing")
    if not reading.is_given:
        return reading.why
    return _("Needs two groups of five people or more, and 30 pairs of people who talk.")


def _asked(known: list[str]) -> str:
    if len(known) == 1:
        return known[0]
    return filters.one_of("by", _("By"), {one: NAMES[one] for one in known}, known[0])


def _finding(cells: pd.DataFrame, attribute: str) -> str:
    fewer = cells[(cells["verdict"] == FEWER) & (cells["one"] != cells["other"])]
    inside = cells[(cells["verdict"] == MORE) & (cells["one"] == cells["other"])]
    if len(fewer):
        fewer = fewer.assign(lack=fewer["expected"] - fewer["ties"])
        row = next(fewer.sort_values("lack", ascending=False).itertuples())
        pair = words.listed([group_name(attribute, one) for one in (row.one, row.other)])
        return _("{pair} meet less than chance would give", pair=pair)
    if len(inside):
        names = words.listed([group_name(attribute, one) for one in inside["one"]])
        return several_of(
            "{groups} keeps more to itself than chance would give",
            "{groups} keep more to themselves than chance would give",
            len(inside),
            groups=names,
        )
    return _("No two groups meet less than chance would give")


def _means(cells: pd.DataFrame) -> str:
    told = cells[cells["verdict"] != WITHHELD]
    lacking = int((told["verdict"] == FEWER).sum())
    beyond = int((told["verdict"] == MORE).sum())
    judged = int(told["verdict"].isin([MORE, FEWER, AS_CHANCE]).sum())
    return _(
        "Of {judged} pairings that can be judged, {fewer} are below and {more} above chance. "
        "Chance deals the same groups out anew among the same people.",
        judged=judged,
        fewer=lacking,
        more=beyond,
    )


def _how_sure(net: Net) -> str:
    index = net.reading("boundary_crossing")
    whole = f" {words.sentence(index.stated)}" if index.is_given else ""
    return (
        _(
            "A pairing is named only where luck would seldom give it, allowing for how many are "
            "looked at: of those named, about 1 in 20 at most is chance."
        )
        + whole
    )


@st.fragment
def _details(net: Net, cells: pd.DataFrame, attribute: str) -> None:
    details = layout.details(_("Show as table"), "about who meets whom")
    if details is None:
        return
    with details:
        st.dataframe(
            [_row(cell, attribute) for cell in cells.itertuples()],
            hide_index=True,
            alt=_("Who meets whom"),
            key="meetings",
        )
        layout.picture(f"{_KEY} {attribute}")
        columns = ["period", *cells.columns.drop(["grain", "period"])]
        layout.download(cells.assign(period=net.when)[columns], f"{_KEY} {attribute} {net.when}")


def _row(cell, attribute: str) -> dict[str, str]:
    is_known = not pd.isna(cell.ties)
    chance = _(
        "{expected} ({low} to {high})",
        expected=words.count(cell.expected),
        low=words.count(cell.low),
        high=words.count(cell.high),
    ) if is_known else "–"  # fmt: skip
    return {
        _("One"): group_name(attribute, cell.one),
        _("Other"): group_name(attribute, cell.other),
        _("Pairs who talk"): words.count(cell.ties) if is_known else "–",
        _("Chance would give"): chance,
        _("Verdict"): _(_VERDICTS[cell.verdict]),
    }
