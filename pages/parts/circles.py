"""The picture of a network: circles of people who talk mostly with each other, and their joins."""

import pandas as pd
import streamlit as st

from metrics.network.circles import DRAWS, FEWEST
from pages.parts import dots, knock_out, layout, networks, words
from pages.parts.language import _, several_of
from pages.parts.networks import Net
from pages.parts.plain import literal, plain

_KEY = "circles"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def opening(net: Net) -> tuple[str, str]:
    """Return the finding and what it rests on; or what is missing."""
    if not net.is_given:
        return _("There is too little talk to draw a network"), _why_not(net)
    number = len(net.table("circle"))
    if is_clear(net) and number > 1:
        head = _("People fall into {number} circles of their own", number=words.spelled(number))
    elif pd.isna(net.whole.shuffled_below):
        head = _("So many people talk that circles cannot be held against chance")
    else:
        head = _("Talk does not fall into circles beyond chance")
    return head, " ".join([_joining(net), _without_hosts(net)]).strip()


def _why_not(net: Net) -> str:
    reading = net.reading("bridges")
    if not reading.is_given:
        return reading.why
    return _("Needs {fewest} people who answer each other.", fewest=FEWEST)


def is_clear(net: Net) -> bool:
    """Return whether talk falls into circles more clearly than in every shuffled network."""
    below = net.whole.shuffled_below
    return bool(pd.notna(below) and below == DRAWS)


def _joining(net: Net) -> str:
    """Say how many people are in touch with another circle than their own."""
    people, joining = net.whole.people, net.whole.joining
    if len(net.table("circle")) < 2:
        return _("About {people} people talk here, in one circle.", people=people)
    if pd.isna(joining):
        return _(
            "About {people} people talk here; nearly all or hardly any of them are in touch with "
            "another circle than their own.",
            people=people,
        )
    if not joining:
        return _("About {people} people talk here; nobody joins two circles.", people=people)
    return _(
        "About {joining} of {people} people who talk are in touch with another circle than their "
        "own.",
        joining=joining,
        people=people,
    )


def _without_hosts(net: Net) -> str:
    """Say what would be left without the hosts, where that is known."""
    rows = net.table("knock_out")
    return words.sentence(knock_out.told(next(rows.itertuples()))) if len(rows) else ""


def show(net: Net) -> None:
    """Draw the picture, say what it means and how sure that is, and offer it as a table."""
    layout.section(_("Circles, and who joins them"))
    rows, joins = net.table("circle"), net.table("join_of_circles")
    if rows.empty:
        st.markdown(_(":gray[○ There is no circle of five people or more.]"))
        return
    figure, unit = dots.circles(rows, joins, LETTERS)
    told = _(
        "A dot: about {number} people who talk. Beside a letter: about how many are in the circle.",
        number=unit,
    )
    filled = _("Filled: in touch with another circle. A line: five people or more are in touch.")
    withheld = (
        _("Grey: how many of them are in touch is withheld.")
        if rows["joining"].isna().any()
        else ""
    )
    st.caption(f"{told} {filled} {withheld}".strip())
    layout.draw(figure, _alt(net), _KEY)
    networks.sure(_means(net), _how_sure(net))
    _details(net)


def _alt(net: Net) -> str:
    number = len(net.table("circle"))
    head, lead = opening(net)
    drawn = several_of("{number} circle is drawn.", "{number} circles are drawn.", number)
    return f"{head}. {lead} {drawn} {_('Values are in the table.')}"


def _means(net: Net) -> str:
    if not is_clear(net) or len(net.table("circle")) < 2:
        return _(
            "Some people talk more with some than with others, as everywhere. What one finds out "
            "can reach the rest."
        )
    if len(net.table("join_of_circles")) * 2 < len(net.table("circle")):
        return _(
            "Circles are homes, and these hardly touch: what one circle finds out does not reach "
            "the others. For courses that follow each other this is so by design."
        )
    return _(
        "Circles are homes, and these are joined: what one finds out can reach the others, through "
        "those who are in touch with both."
    )


def _how_sure(net: Net) -> str:
    below, whole = net.whole.shuffled_below, net.whole
    if pd.isna(below):
        told = _("Too many people to hold the division against chance.")
    elif below == DRAWS:
        told = _(
            "More than chance: in {draws} shuffled networks, in which everybody talks with as many "
            "people, none falls into circles as clearly.",
            draws=DRAWS,
        )
    else:
        told = several_of(
            "May be chance: of {draws} shuffled networks, in which everybody talks with as many "
            "people, {number} falls into circles as clearly. The circles drawn are the best "
            "division there is, and no more.",
            "May be chance: of {draws} shuffled networks, in which everybody talks with as many "
            "people, {number} fall into circles as clearly. The circles drawn are the best "
            "division there is, and no more.",
            DRAWS - int(below),
            draws=DRAWS,
        )
    few = ""
    if whole.fewest_replies > 1:
        few = _("Pairs of fewer than {number} replies are left out.", number=whole.fewest_replies)
    return f"{told} {few}".strip()


@st.fragment
def _details(net: Net) -> None:
    details = layout.details(_("Show as table"), "about circles")
    if details is None:
        return
    with details:
        st.markdown(
            _(
                "Circles are the best division found by Louvain’s method (Blondel et al. 2008): "
                "as many pairs who talk as possible within, as few as possible between. One of "
                "fewer than five people is not drawn."
            )
        )
        table = _table(net)
        st.table(table, border="horizontal", hide_index=True, alt=_("Circles"))
        layout.picture(_KEY)
        layout.download(_as_table(net), f"circles {net.when}")


def name(net: Net, number: int) -> str:
    """Name a circle by its letter, and by the department of most of its people; as markdown."""
    row = net.table("circle").set_index("circle").loc[number]
    letter = _("Circle {letter}", letter=LETTERS[number])
    if not row["department"] or pd.isna(row["department"]):
        return letter
    most = _("mostly {department}", department=plain(row["department"], 40))
    return f"{letter} ({most})"


def _table(net: Net) -> list[dict]:
    joins = net.table("join_of_circles")
    return [
        {
            _("Circle"): LETTERS[row.circle],
            _("People"): _("about {number}", number=row.people),
            _("In touch with another circle"): _("not told")
            if pd.isna(row.joining)
            else _("about {number}", number=int(row.joining)),
            _("Mostly"): literal(row.department, 40) if isinstance(row.department, str) else "–",
            _("Joined with"): ", ".join(
                LETTERS[join.other if join.one == row.circle else join.one]
                for join in joins.itertuples()
                if row.circle in (join.one, join.other)
            )
            or "–",
        }
        for row in net.table("circle").itertuples()
    ]


def _as_table(net: Net) -> pd.DataFrame:
    """Return the circles as they were published, for a spreadsheet."""
    rows = net.table("circle")
    letters = [LETTERS[number] for number in rows["circle"]]
    return rows.assign(circle=letters, period=net.when)[
        ["period", "circle", "people", "joining", "department"]
    ]
