"""Before and after: what would be left of the conversation without the host."""

import pandas as pd
import streamlit as st

from pages.parts import dots, layout, networks, words
from pages.parts.language import _
from pages.parts.networks import Net

_KEY = "without the host"


def show(net: Net) -> None:
    """Draw who hangs together with the host and without, or say why that is not known."""
    layout.section(_("With the host, and without"))
    rows, ties = net.table("knock_out"), net.reading("host_dependence")
    if rows.empty:
        st.markdown(f":gray[○ {_why_not(net)}]")
        return
    row = next(rows.itertuples())
    finding = told(row)
    st.subheader(finding, anchor=False)
    figure, unit = dots.before_after(row, (_("With the host"), _("Without the host")))
    a_dot = _("A dot: about {number} people around the host, who is not drawn.", number=unit)
    apart = _("Large: hang together through replies. Small: in smaller pieces. Hollow: alone.")
    st.caption(f"{a_dot} {apart}")
    layout.draw(figure, f"{finding}. {_('Values are in the table.')}", _KEY)
    networks.sure(_means(row, ties), _how_sure(net))
    if ties.is_given and ties.advice:
        with st.container(border=True):
            st.markdown(f"**{_('What to try')}**  \n{ties.advice}")
    _details(net, row)


def _why_not(net: Net) -> str:
    ties = net.reading("host_dependence")
    if not ties.is_given:
        return ties.why
    return _("Needs a host who took part, and 15 people around the host who talk.")


def told(row) -> str:
    """Say how many people would still hang together without the host."""
    around = row.after_together + row.after_apart + row.after_alone
    if row.after_together == around:
        return _("Without the host, nearly all would still hang together")
    return _(
        "Without the host, about {number} of {around} people would still hang together",
        number=row.after_together,
        around=around,
    )


def _means(row, ties) -> str:
    said = [words.sentence(ties.stated)] if ties.is_given else []
    if row.after_alone:
        said.append(_("About {number} people talk with the host only.", number=row.after_alone))
    if row.after_together == row.before_together:
        said.append(_("The host is one voice among others; taken away, talk can go on."))
    else:
        said.append(_("Some people, or some circles, reach each other only through the host."))
    return " ".join(said)


def _how_sure(net: Net) -> str:
    ties, busiest = net.reading("host_dependence"), net.reading("host_dependence.against_busiest")
    told = [ties.sure.partition(". ")[0].rstrip(".") + "."] if ties.is_given else []
    if busiest.is_given:
        told.append(words.sentence(busiest.stated))
    told.append(
        _(
            "For who hangs together no interval is known. Taking somebody out on paper says "
            "nothing of who would step in."
        )
    )
    return " ".join(told)


@st.fragment
def _details(net: Net, row) -> None:
    details = layout.details(_("Show as table"), "about without the host")
    if details is None:
        return
    with details:
        said = {
            _("Hang together"): (row.before_together, row.after_together),
            _("In smaller pieces"): (row.before_apart, row.after_apart),
            _("Alone"): (row.before_alone, row.after_alone),
        }
        heads = (_("People, with the host"), _("Without the host"))
        table = [
            {"": label} | {head: str(number) for head, number in zip(heads, numbers, strict=True)}
            for label, numbers in said.items()
        ]
        st.caption(_("Rounded to five; a part of one to four people is counted with a larger one."))
        st.table(table, border="horizontal", hide_index=True, alt=_KEY)
        layout.picture(_KEY)
        layout.download(_as_table(net), f"{_KEY} {net.when}")


def _as_table(net: Net) -> pd.DataFrame:
    return net.table("knock_out").drop(columns="grain").assign(period=net.when)
