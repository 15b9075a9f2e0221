"""What a sample that people coded shows: how far they agree, how often the reader is right, and
what that changes; and the way of codes out to a file and in again.
"""

import pandas as pd
import streamlit as st

from data import coding
from metrics.kinds import Kind, own_sample
from pages.parts import coding_desk, layout, session, skill, words
from pages.parts.language import _, several_of

_LARGEST = 2  # MB
_TURN, _TAKEN, _FILE = "turn of codes", "codes taken", "file"


def show(name: str, sample: pd.DataFrame) -> None:
    """Tell what was found out so far, what is still needed, and offer to let it count."""
    settled = sample.assign(first=sample["first"].fillna(sample["second"]))
    number = int(settled["first"].notna().sum())
    layout.section(_("What the sample shows"))
    with layout.sentences():
        st.markdown(f"{_needed(number)} {_agreed(sample)}")
    if number:
        skill._here(settled, number)
    _done(name, number)
    if len(sample) < coding.MOST:
        with st.expander(_("A larger sample")):
            coding_desk.draw(name, len(sample))


def _needed(number: int) -> str:
    """Say how many posts are still to be coded before they correct the figures."""
    left = own_sample.FEWEST - number
    if left <= 0:
        return _("Enough posts are coded: what they show corrects the figures of this community.")
    return several_of(
        "{number} more post has to be coded before the figures of this community are corrected.",
        "{number} more posts have to be coded before the figures of this community are corrected.",
        left,
    )


def _agreed(sample: pd.DataFrame) -> str:
    """Say how far two people agree."""
    found = own_sample.agreement(sample)
    if found is None:
        return _("No post was coded by two people yet, so nobody knows how clear the kinds are.")
    number, share = found
    return several_of(
        "Two people coded {number} post: where one named a kind, the other did in {share}.",
        "Two people coded {number} posts: where one named a kind, the other did in {share}.",
        number,
        share=words.of_hundred(share),
    )


def _done(name: str, number: int) -> None:
    """Offer to work the figures out anew, where enough posts are coded and not all count yet."""
    if number < own_sample.FEWEST:
        return
    if coding.is_counted(session.store(), name):
        st.markdown(_("All that was coded counts."))
        return
    st.markdown(_("What was coded last does not count yet."))
    label, busy = _("Done: work out the figures anew"), session.desk().is_busy
    if st.button(label, key="done", disabled=busy):
        if coding_desk.keep(coding.done, name):
            session.work_out()
        st.rerun()


def carry() -> None:
    """Offer what was coded as a file, and take such a file in."""
    layout.section(_("Code elsewhere, or together"))
    with layout.sentences():
        st.markdown(
            _(
                "The file holds the number of each post and what people said it is, never a word "
                "of it. Where a file says something else of a post than the same person said "
                "here, the file counts."
            )
        )
    coding_desk.refused(_FILE)
    taken = st.session_state.get(_TAKEN)
    if taken:
        st.success(several_of("{number} answer taken in.", "{number} answers taken in.", taken))
    with st.container(gap="medium"):
        st.download_button(
            _("Download all codes as CSV"),
            coding.as_csv(session.store()).encode("utf-8-sig"),
            file_name="codes.csv",
            mime="text/csv",
            key="codes",
            on_click="ignore",
        )
        _hand_in()


def _hand_in() -> None:
    """Take a file of codes; it leaves the memory of the server as soon as it is read."""
    turn = st.session_state.get(_TURN, 0)
    file = st.file_uploader(
        _("Codes from another computer, as CSV"),
        type="csv",
        max_upload_size=_LARGEST,
        disabled=session.desk().is_busy,
        key=f"codes {turn}",
    )
    if file is not None:
        st.session_state[_TAKEN] = 0
        coding_desk.keep(_take_in, file.getvalue(), what=_FILE)
        st.session_state[_TURN] = turn + 1
        st.rerun()


def _take_in(store: coding.Store, content: bytes) -> None:
    text = content.decode("utf-8-sig", "replace")
    st.session_state[_TAKEN] = coding.from_csv(store, text, list(Kind))
