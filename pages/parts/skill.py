"""How well the reader knows kinds: on posts that people coded, and here."""

import pandas as pd
import streamlit as st
from babel import Locale

from data.said import later
from metrics.kinds import Kind, checked, own_sample
from pages.parts import layout, words
from pages.parts.language import _, locale, several_of

LABELS = {
    Kind.BEST: later("Best practice"),
    Kind.EVERYDAY: later("Everyday work"),
    Kind.UNFINISHED: later("Unfinished work"),
    Kind.FAILURE: later("Failure"),
    Kind.QUESTION: later("Question"),
    Kind.DOUBT: later("Doubt"),
    Kind.CHALLENGE: later("Challenge"),
    Kind.APPRECIATION: later("Appreciation"),
    Kind.MOTIVATION: later("Why one is here"),
    Kind.WELCOME: later("Welcome"),
}
Share = tuple[float, float, float] | None


def show(sample: pd.DataFrame, community: str) -> None:
    """Tell how often the reader is right, in each language, and in this community."""
    layout.section(_("How well kinds are known"))
    with layout.sentences():
        st.markdown(
            _(
                "Kinds are read by a program. People coded posts by hand that the program never "
                "saw: right is how many of those it names are of that kind, found is how many of "
                "that kind it names. Shares are corrected by both where enough posts were coded."
            )
        )
    coded = sample["first"].notna().sum() if len(sample) else 0
    if coded:
        _here(sample, int(coded))
    for language in checked.languages():
        _language(language)
    label = f":primary[{_('Check it on posts of your own')} →]"
    st.page_link("pages/labelling.py", label=label, query_params={"community": community})


def _here(sample: pd.DataFrame, coded: int) -> None:
    said = several_of("Here: {number} post coded.", "Here: {number} posts coded.", coded)
    if coded < own_sample.FEWEST:
        said += " " + _("From {fewest} on, they correct the figures.", fewest=own_sample.FEWEST)
    with st.expander(said, expanded=True):
        _table(
            [(one.kind, one.coded, one.precision, one.recall) for one in own_sample.skills(sample)]
        )


def _language(language: str) -> None:
    posts = [post for post in checked.coded() if post.language == language]
    name = Locale.parse(language).get_display_name(locale()) or language
    verified = _("corrected") if checked.is_verified(language) else _("unverified: too few coded")
    number = words.count(len(posts))
    label = _(
        "{language}: {number} posts coded, {state}", language=name, number=number, state=verified
    )
    with st.expander(label[:1].upper() + label[1:]):
        st.caption(
            _(
                "On average over ten kinds, F1 is {ours}; two people reach {people}.",
                ours=words.decimal(checked.macro_f1(language), 2),
                people=words.decimal(checked.people(language), 2),
            )
        )
        skills = checked.skills(language)
        _table([(one.kind, one.held_out, one.precision, one.recall) for one in skills])


def _table(rows: list[tuple]) -> None:
    table = [
        {
            _("Kind of post"): _(LABELS[kind]),
            _("Posts"): words.count(number),
            _("Right"): _share(precision),
            _("Found"): _share(recall),
        }
        for kind, number, precision, recall in rows
    ]
    st.table(table, border="horizontal", hide_index=True, alt=_("How well kinds are known"))


def _share(share: Share) -> str:
    if share is None:
        return "–"
    value, low, high = (f"{one * 100:.0f}" for one in share)
    return _("{value} % ({low} to {high})", value=value, low=low, high=high)
