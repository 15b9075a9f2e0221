"""Coding posts by hand: a sample is drawn, then one post at a time; every answer is kept."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import coding
from data.coding import CODERS, CodingError
from data.declared import DeclarationError
from data.said import later
from data.store import StoreError
from metrics.kinds import Kind
from metrics.kinds.checked import kinds_in
from metrics.kinds.own_sample import FEWEST
from pages.parts import codebook, filters, layout, receipt, session, words
from pages.parts.language import _, several_of
from pages.parts.masked import LONGEST, masked
from pages.parts.plain import plain
from pages.parts.skill import LABELS

NO_COMMUNITY = later("There is no community “{asked}” here, or no longer. This is another one.")
# In pixels: the longest name of a kind with its key, and what is left beside it.
_BUTTON, _MEANING = 190, 300
_SIZES, _USUAL = (50, 100, 150, 200), 100
_SAID_BY = dict(zip(CODERS, ("first", "second"), strict=True))
_REFUSED, _ANSWER = "codes refused", "answer"
_BUSY = later("Other work is under way; coding goes on after it.")


def community(known: pd.DataFrame) -> str:
    """Choose a community; where the address asks for another, say so."""
    names = list(known["name"])
    astray = filters.unknown("community", names, NO_COMMUNITY)
    name = filters.community(names)
    if astray:
        st.info(astray)
    return name


def reader() -> int:
    """Choose who codes: the first person or the second; it stands in the address."""
    filters.keep("reader", CODERS, _number, CODERS[0])
    chosen = st.segmented_control(
        _("You code as person"),
        CODERS,
        default=CODERS[0],
        required=True,
        format_func=str,
        key="reader",
        bind="query-params",
        wrap=True,
    )
    return filters.remember("reader", chosen)


def _number(number: int, language: str) -> str:
    return str(number)


def opening(name: str, is_drawn: bool) -> None:
    """Say what this is for; in short once somebody is at it."""
    apart = _("Let two people code apart, each as another person.")
    why = _(
        "Say of a sample of posts what they are; what the program says stays hidden. It shows how "
        "often the program is right here, and {fewest} posts are enough to correct the figures. "
        "No program can be surer than two people agree.",
        fewest=FEWEST,
    )
    layout.opening(
        _("Check kinds"),
        _("Is the program right about {community}?", community=plain(name)),
        apart if is_drawn else f"{why} {apart}",
    )


def refused(what: str = _ANSWER) -> None:
    """Say why something could not be kept, until something is kept or another post is shown."""
    refusal, message = st.session_state.get(_REFUSED, (None, None))
    if refusal == what:
        st.error(plain(receipt.said(message), longest=600))


def keep(write: Callable, *values: object, what: str = _ANSWER, **how: object) -> bool:
    """Write into the visitor's own store; return whether that was done, else ``refused`` says why.

    ``what`` is an answer or something else that has its own place on the page to be refused.
    """
    st.session_state.pop(_REFUSED, None)
    try:
        write(session.store(), *values, **how)
    except (CodingError, DeclarationError, StoreError) as problem:
        st.session_state[_REFUSED] = (what, problem.args[0])
        return False
    return True


def draw(name: str, drawn: int = 0) -> None:
    """Offer to draw a sample, or a larger one than there is."""
    larger = [size for size in _SIZES if size > drawn]
    if not larger:
        return
    size = st.segmented_control(
        _("How many posts"),
        larger,
        default=_USUAL if _USUAL in larger else larger[0],
        required=True,
        key=f"size {name} {drawn}",
        wrap=True,
    )
    label = _("Draw more posts") if drawn else _("Draw the posts")
    busy = session.desk().is_busy
    if st.button(label, key="draw", disabled=busy):
        keep(coding.draw, name, size)
        st.rerun()
    if busy:
        st.caption(_(_BUSY))


def show(name: str, coder: int, sample: pd.DataFrame) -> None:
    """Show the post whose turn it is, with a button for every kind."""
    told = sample[_SAID_BY[coder]]
    # Kept, or what was just coded would make another post the first open one.
    place = min(st.session_state.setdefault(_turn(name, coder), _first_open(told)), len(sample))
    whole, coded = len(sample), int(told.notna().sum())
    if place == whole:
        _end(name, coder, whole - coded, _first_open(told))
        return
    post, said = sample.iloc[place], told.iloc[place]
    left, right = st.columns(2, gap="large")
    with left:
        progress = {"place": place + 1, "whole": whole, "coded": coded}
        st.caption(_("Post {place} of {whole}; you coded {coded}", **progress))
        with st.container(border=True):
            _text(post["body"])
        st.caption(_said(said))
    with right:
        _moves(name, coder, post["post"], place)
        _kinds(name, coder, post["post"], said)


def _turn(name: str, coder: int) -> str:
    return f"turn {name} {coder}"


def _first_open(told: pd.Series) -> int:
    """Return the place of the first post that somebody did not code yet."""
    open_places = told.isna().to_numpy().nonzero()[0]
    return int(open_places[0]) if len(open_places) else len(told)


def _go(name: str, coder: int, place: int) -> None:
    st.session_state.pop(_REFUSED, None)
    st.session_state[_turn(name, coder)] = place


def _text(body: str) -> None:
    """Show what somebody wrote, as text and without names."""
    st.text(masked(body) or _("(no words)"))
    if len(body) > LONGEST:
        st.caption(
            _(
                "The post goes on; these are its first {number} characters.",
                number=words.count(LONGEST),
            )
        )


def _said(said: str | None) -> str:
    """Say what somebody coded a post as."""
    if pd.isna(said):
        return _("Not coded yet.")
    kinds = kinds_in(said)
    if not kinds:
        return _("Coded as: none of the kinds.")
    names = [_(LABELS[kind]) for kind in Kind if kind in kinds]
    return _("Coded as: {kinds}.", kinds=", ".join(names))


def _shortcut(key: str) -> str | None:
    """Return the key for a button; somebody who dictates can put single keys away."""
    return key if st.session_state.get("keys", True) else None


def _moves(name: str, coder: int, post: str, place: int) -> None:
    """Offer the post before, the next one, and that a post is of no kind."""
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Back"),
            key="back",
            disabled=not place,
            shortcut=_shortcut("Left"),
            on_click=_go,
            args=(name, coder, place - 1),
        )
        st.button(
            _("None of these"),
            key="none",
            disabled=session.desk().is_busy,
            shortcut=_shortcut(codebook.NONE_KEY),
            on_click=_none,
            args=(name, coder, post, place),
        )
        st.button(
            _("Next"),
            key="next",
            shortcut=_shortcut("Right"),
            on_click=_go,
            args=(name, coder, place + 1),
        )


def _kinds(name: str, coder: int, post: str, said: str | None) -> None:
    """Offer a button for every kind; those that were chosen are ticked."""
    chosen = frozenset() if pd.isna(said) else kinds_in(said)
    with st.container(gap="xsmall"):
        for kind in Kind:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _kind(kind, kind in chosen, (name, coder, post, chosen ^ {kind}))
                st.caption(codebook.meaning(kind), width=_MEANING)
    if session.desk().is_busy:
        st.caption(_(_BUSY))


def _kind(kind: Kind, is_chosen: bool, switched: tuple) -> None:
    label = _(LABELS[kind])
    st.button(
        f"✓ {label}" if is_chosen else label,
        key=f"kind {kind}",
        disabled=session.desk().is_busy,
        shortcut=_shortcut(codebook.KEYS[kind]),
        width=_BUTTON,
        on_click=_switch,
        args=switched,
    )


def _switch(name: str, coder: int, post: str, kinds: frozenset[Kind]) -> None:
    """Keep the kinds of a post; without the last one it is as if nobody had coded it."""
    if kinds:
        keep(coding.code, name, post, coder, kinds, waits=True)
    else:
        keep(coding.take_back, name, post, coder)


def _none(name: str, coder: int, post: str, place: int) -> None:
    if keep(coding.code, name, post, coder, (), waits=True):
        _go(name, coder, place + 1)


def _end(name: str, coder: int, left: int, first_open: int) -> None:
    """Say after the last post what is left to be coded."""
    if not left:
        st.markdown(_("**You coded every post of this sample.**"))
        label, place = _("Look at them again"), 0
    else:
        st.markdown(
            several_of(
                "**This was the last post. {number} is left to be coded.**",
                "**This was the last post. {number} are left to be coded.**",
                left,
            )
        )
        label, place = _("Go to what is left"), first_open
    st.button(label, key="again", on_click=_go, args=(name, coder, place))


def keys() -> None:
    """Let the visitor put single keys away."""
    st.toggle(_("Keys: digits, N and arrows"), value=True, key="keys", bind="query-params")


def not_yours() -> None:
    """Say of the example that it cannot be coded."""
    layout.opening(
        _("Check kinds"),
        _("The example cannot be coded"),
        _(
            "Nobody wrote its posts, so there is nothing to find out. Bring an export of your "
            "own; then you can see how often kinds are read right in it."
        ),
    )
    label = _("Bring your own export →")
    st.page_link("pages/add_data.py", label=f":primary[**{label}**]")
