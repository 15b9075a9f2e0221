"""What the administrator settles, and what came of it; always of the visitor's own data."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import declared, forgetting, settings
from data.said import later, say
from data.settings import SettingError
from data.store import StoreError
from metrics.own_bounds import BoundsError
from pages.parts import layout, receipt, session, words
from pages.parts.filters import KINDS
from pages.parts.job import Job
from pages.parts.language import _, several_of
from pages.parts.plain import plain

_OUTCOME = "settled"
_MONTHS = (None, 6, 12, 18, 24, 36, 60)
_WIDE, _NARROW = 420, 200
_WHY = {"erased": later("a person was erased"), "too old": later("older than data are kept")}
_BUSY = later("Other work is under way; this can be done after it.")


def headline() -> str:
    """Say what holds now."""
    people = words.spelled(settings.fewest(session.store()))
    months = settings.months_kept(session.store())
    if months is None:
        return _(
            "Figures rest on {people} people or more, and data are kept for good", people=people
        )
    return _(
        "Figures rest on {people} people or more, and data are kept for {months} months",
        people=people,
        months=months,
    )


def lead() -> str:
    """Say who may change it, and who can come here at all."""
    return _(
        "Whoever opens this dashboard is its one administrator and sees all of it. It listens on "
        "127.0.0.1 only, so no other machine can reach it. What is changed here holds for "
        "everybody who opens it, and never touches the example."
    )


def outcome() -> None:
    """Say once what came of the last change."""
    is_done, message = st.session_state.pop(_OUTCOME, (True, ""))
    if message:
        (st.success if is_done else st.error)(plain(receipt.said(message), longest=600))


def change(done: str, write: Callable, *values: object, **how: object) -> None:
    """Write a change, note what came of it, and begin anew."""
    try:
        write(session.store(), *values, **how)
        st.session_state[_OUTCOME] = (True, done)
    except (SettingError, declared.DeclarationError, BoundsError, StoreError) as problem:
        st.session_state[_OUTCOME] = (False, problem.args[0])
    st.rerun()


def is_busy() -> bool:
    """Return whether other work is under way, and say so."""
    busy = session.desk().is_busy
    if busy:
        st.caption(_(_BUSY))
    return busy


def smallest_group() -> None:
    """Let the smallest group be raised."""
    now = settings.fewest(session.store())
    with layout.sentences():
        st.markdown(
            _(
                "No figure about members is shown that rests on fewer people. It can be raised, "
                "never lowered: who sees the figures before and after could tell what was hidden."
            )
        )
    with st.form("smallest group", border=False):
        people = st.number_input(
            _("People at least"), now, settings.MOST_FEWEST, now, step=1, width=_NARROW
        )
        if st.form_submit_button(_("Raise it"), disabled=is_busy()):
            done = later("Figures are worked out anew with the larger smallest group.")
            change(done, settings.raise_fewest, int(people))


def retention() -> None:
    """Let it be settled how long data are kept; what that deletes is said before."""
    store = session.store()
    now = settings.months_kept(store)
    options = list(dict.fromkeys([*_MONTHS, now]))
    months = st.selectbox(
        _("Keep data"),
        options,
        index=options.index(now),
        format_func=_months,
        key="months",
        width=_NARROW,
    )
    old = settings.older_than(store, months)
    told = several_of(
        "{number} post is older and would be deleted.",
        "{number} posts are older and would be deleted.",
        old,
    )
    with layout.sentences():
        st.markdown(
            _("What is older is deleted every day, and left out of whatever is imported later.")
            + (f" **{told}**" if old else "")
        )
    if st.button(_("Keep it so"), key="keep so", disabled=is_busy() or months == now):
        try:
            settings.keep_for(store, months)
        except SettingError as problem:
            st.session_state[_OUTCOME] = (False, problem.args[0])
        session.forget_old()
        st.rerun()


def _months(months: int | None) -> str:
    return _("for good") if months is None else _("for {number} months", number=months)


def erasing() -> None:
    """Let a person be erased; what that does and does not do is said before."""
    with layout.sentences():
        st.markdown(
            _(
                "Deletes what a person wrote, reacted to and opened, in every community and under "
                "every account known to be theirs; the file is rewritten, so that nothing of it "
                "can be read there, and no later export brings them back. Their name in the words "
                "of others cannot be found, and backups you made still hold all of it."
            )
        )
    person = st.text_input(
        _("E-mail address, or the id as the export writes it"), key="person", width=_WIDE
    ).strip()
    with st.popover(_("Erase this person"), disabled=not person or session.desk().is_busy):
        st.markdown(_("This cannot be taken back."))
        if st.button(_("Yes, erase"), key="erase"):
            _erase(person)


def _erase(person: str) -> None:
    if not forgetting.is_known(session.store(), person):
        unknown = later("Nobody here has that id or address. Give it as the export writes it.")
        st.session_state[_OUTCOME] = (False, unknown)
        st.rerun()

    def work(job: Job) -> None:
        forgetting.erase(session.store(), person)
        session.measure(job)

    session.desk().start(say("Erasing a person"), work)
    st.session_state.pop("person", None)
    done = later("The person is erased as soon as the work on top of the page is done.")
    st.session_state[_OUTCOME] = (True, done)
    st.rerun()


def communities() -> None:
    """Let it be said what a community is, who hosts it, and what its figures are for."""
    known = settings.communities(session.store())
    if known.empty:
        _nothing(_("There are no communities of your own yet."), _("Add your first export →"))
        return
    name = st.selectbox(_("Community"), known["name"], key="settled community", width=_WIDE)
    one = next(known[known["name"] == name].itertuples())
    kinds = [None, *KINDS]
    with st.form(f"community {name}", border=False):
        kind = st.selectbox(
            _("Kind"),
            kinds,
            index=kinds.index(one.kind) if one.kind in KINDS else 0,
            format_func=lambda kind: _(KINDS[kind]) if kind else _("not said"),
            width=_WIDE,
        )
        hosts = st.text_input(
            several_of("Hosts (now {number})", "Hosts (now {number})", one.hosts),
            placeholder=_("ids as the export writes them, with commas; empty: as it is"),
            width=_WIDE,
        )
        purpose = st.text_area(
            _("What the figures are for"),
            one.purpose,
            max_chars=500,
            placeholder=_("such as: to see whether newcomers are helped; not to judge anybody"),
            width=_WIDE,
        )
        if st.form_submit_button(_("Save"), disabled=is_busy()):
            ids = [one.strip() for one in hosts.split(",") if one.strip()]
            change(later("Saved."), _describe, name, kind, ids, purpose)


def _describe(store, name: str, kind: str | None, hosts: list[str], purpose: str) -> None:
    declared.describe(store, name, kind=kind, hosts=hosts)
    settings.say_purpose(store, name, purpose)


def departments() -> None:
    """Let a department be shown under another name; two under one name count as one."""
    known = settings.departments(session.store())
    if known.empty:
        _nothing(_("No member list with departments was imported yet."), _("Add a member list →"))
        return
    with layout.sentences():
        st.markdown(_("Departments that are shown under one name count as one."))
    department = st.selectbox(
        _("Department in the member list"), known["department"], key="department", width=_WIDE
    )
    now = known.loc[known["department"] == department, "shown"].iloc[0]
    with st.form(f"department {department}", border=False):
        shown = st.text_input(_("Shown as"), now, max_chars=80, width=_WIDE)
        if st.form_submit_button(_("Save the name"), disabled=is_busy()):
            change(later("Saved."), settings.show_departments, {department: shown})
    renamed = known[known["department"] != known["shown"]]
    if len(renamed):
        rows = [
            {_("In the list"): plain(row.department), _("Shown as"): plain(row.shown)}
            for row in renamed.itertuples()
        ]
        st.table(rows, border="horizontal", hide_index=True, alt=_("Departments by another name"))


def removals() -> None:
    """Show what was deleted, when and why; never whose it was."""
    found = forgetting.removals(session.store())
    if found.empty:
        st.markdown(_("Nothing has been deleted yet."))
        return
    rows = [
        {
            _("When"): words.day(row.removed_at),
            _("Why"): _(_WHY[row.why]),
            _("Posts"): words.count(row.posts),
            _("Reactions, visits, memberships"): words.count(row.others),
        }
        for row in found.itertuples()
    ]
    st.table(rows, border="horizontal", hide_index=True, alt=_("What was deleted"))
    layout.download(pd.DataFrame(rows), "what was deleted")


def _nothing(said: str, label: str) -> None:
    with layout.sentences():
        st.markdown(said)
        st.page_link("pages/add_data.py", label=f":primary[{label}]")
