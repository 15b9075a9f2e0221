"""The way of a file into the store: handed in, looked at, imported, reported, taken back."""

import shlex
from datetime import datetime

import pandas as pd
import streamlit as st

from data import history
from data.gone import Lacking
from data.importers import Choices, Findings, Importer, Question, importer_for
from data.intake import add
from data.refusal import MissingColumnError, RefusedError
from data.said import later, say
from data.store import default_path
from data.upload import Upload
from pages.parts import choosing, receipt, session, words
from pages.parts.handed_in import HandedIn, Preview, columns, look
from pages.parts.job import Job
from pages.parts.language import _, several_of
from pages.parts.plain import literal, plain
from pages.parts.platforms import format_named

_LARGEST = 200  # MB; the command line takes larger files
_NAMED = 5
_LACKING = {
    Lacking.KEEP: later("stay"),
    Lacking.REPLACE: later("go: they were deleted on the platform"),
}


def outcome() -> None:
    """Show what came of the last piece of work, until somebody has read it."""
    last = session.desk().last
    if last is None or not last.finished.is_set():
        return
    if not (last.report or last.refusal or last.has_failed):
        return
    with st.container(border=True):
        if last.refusal:
            receipt.refusal(last.refusal)
        if last.report:
            receipt.report(last.report)
        if last.has_failed:
            work = plain(receipt.said(last.title))
            st.error(_("{work} failed through an error of ours. The log says more.", work=work))
        with st.container(horizontal=True):
            if st.button(_("Understood"), key="understood"):
                session.desk().clear()
                st.rerun()
            if last.report:
                label = _(":primary[See how the communities do →]")
                st.page_link("pages/overview.py", label=label)


def hand_in() -> None:
    """Take a file; its bytes leave the memory of the server as soon as they are copied."""
    turn = st.session_state.get("turn", 0)
    uploaded = st.file_uploader(
        _("An export, a table or a member list, as the platform gave it"),
        max_upload_size=_LARGEST,
        key=f"file {turn}",
    )
    if uploaded is not None:
        st.session_state["handed_in"] = HandedIn(uploaded, uploaded.name, session.folder())
        st.session_state["said"] = Choices()
        st.session_state["turn"] = turn + 1
        st.rerun()
    st.markdown(
        _(
            "A file above {most} MB? Stop the dashboard and run, where it is installed:",
            most=_LARGEST,
        )
    )
    st.code(f"python -m data add FILE --db {shlex.quote(str(default_path()))}", language=None)


def waiting() -> HandedIn | None:
    """Return the file that was handed in and not yet imported or put away."""
    return st.session_state.get("handed_in")


def examine(file: HandedIn) -> None:
    """Show what a file seems to be, what is assumed, and its first rows; offer to import it."""
    st.subheader(plain(file.name), anchor=False)
    try:
        upload = file.upload()
        importer = _importer(file, upload)
        findings = _findings(file, importer, upload)
        said = _ask(importer, findings)
        preview = None if findings.questions else _preview(importer, upload, findings)
    except RefusedError as problem:
        receipt.refusal(problem)
        preview = None
    if preview is None:
        _put_away(file, _("Try another file"))
        return
    beginning(preview)
    if session.has_own_data():
        _lacking()
    with st.container(horizontal=True):
        busy = session.desk().is_busy
        if st.button(_("Import"), key="import", disabled=busy):
            _import(file, importer, said)
        _put_away(file, _("Put it away"))
    if busy:
        st.caption(_("Other work is under way; the file can be imported after it."))


def _lacking() -> None:
    """Let the visitor say what becomes of posts we have that the file lacks."""
    st.radio(
        _("Posts we have from the same time that this file lacks"),
        [Lacking.KEEP, Lacking.REPLACE],
        format_func=lambda one: _(_LACKING[one]),
        key="lacking",
        horizontal=True,
    )


def _findings(file: HandedIn, importer: Importer, upload: Upload) -> Findings:
    """Return what a file seems to be; where it lacks a column, all it has are there to choose."""
    said = st.session_state["said"]
    try:
        return file.findings(importer, said)
    except MissingColumnError as problem:
        found = columns(upload, said)
        if not found:
            raise
        question = Question(choice="columns", text=problem.what, flag="", found=", ".join(found))
        return Findings(choices=said, columns=found, questions=(question,))


def _ask(importer: Importer, findings: Findings) -> Choices:
    """Show what is assumed and asked; begin anew with every answer."""
    st.markdown(_("This seems to be: **{format}**.", format=_(importer.label)))
    said = st.session_state["said"]
    answered = choosing.ask(importer, findings, said, list(session.communities()["name"]))
    if answered != said:
        st.session_state["said"] = answered
        st.rerun()
    if findings.questions:
        st.markdown(_("Answer what is asked above; then the file can be imported."))
    return said


def _importer(file: HandedIn, upload: Upload) -> Importer:
    """Return the importer for an upload; where more than one fits, the visitor says which."""
    found = file.fitting()
    if len(found) < 2:
        return importer_for(upload)
    named = {importer.name: importer for importer in found}
    chosen = st.radio(
        _("This could be more than one thing. It is"),
        list(named),
        format_func=lambda name: _(named[name].label),
        key=f"format {st.session_state['turn']}",
    )
    return named[chosen]


def _preview(importer: Importer, upload: Upload, findings: Findings) -> Preview:
    """Read the beginning once for each file and set of choices."""
    asked = (upload.sha256, importer.name, repr(findings.choices))
    kept = st.session_state.get("preview")
    if kept is None or kept[0] != asked:
        with st.spinner(_("Reading the first rows")):
            kept = (asked, look(importer, upload, findings))
        st.session_state["preview"] = kept
    return kept[1]


def beginning(preview: Preview) -> None:
    """Show what stands in the first rows, and which of them cannot be read and why."""
    told = _("**What is in it:** {facts}.", facts=_facts(preview))
    if preview.communities:
        told = _(
            "**What is in it:** {facts}; in {communities}.",
            facts=_facts(preview),
            communities=_places(preview),
        )
    st.markdown(told)
    if preview.left_out or preview.unread:
        left_out = words.count(preview.left_out.total())
        unread = words.count(len(preview.unread))
        st.markdown(
            _(
                "{left_out} left out by rule, {unread} that cannot be read.",
                left_out=left_out,
                unread=unread,
            )
        )
    receipt.left_out([(receipt.said(why), many) for why, many in preview.left_out.most_common()])
    if preview.unread:
        receipt.unread([(receipt.said(one.where), receipt.said(one.why)) for one in preview.unread])
    st.caption(_("The first rows. Nobody's name is kept; here too each is “a member”."))
    st.dataframe(
        [{_(name): receipt.said(cell) for name, cell in row.items()} for row in preview.shown],
        hide_index=True,
        alt=_("The first rows, names masked"),
        key="first",
    )


def _facts(preview: Preview) -> str:
    rows = several_of("the first {number} row", "the first {number} rows", preview.rows)
    if preview.is_whole:
        rows = several_of("{number} row", "{number} rows", preview.rows)
    told = [rows]
    if preview.first:
        told.append(_span(preview.first, preview.last))
    told.append(several_of("{number} person", "{number} people", len(preview.people)))
    return ", ".join(told)


def _span(first: datetime, last: datetime) -> str:
    return _("{first} to {last}", first=words.day(first), last=words.day(last))


def _places(preview: Preview) -> str:
    names = list(preview.communities)
    places = [f"**{plain(name)}**" for name in names[:_NAMED]]
    if len(names) > _NAMED:
        places.append(_("{number} more", number=len(names) - _NAMED))
    return words.listed(places)


def _import(file: HandedIn, importer: Importer, said: Choices) -> None:
    lacking = st.session_state.get("lacking", Lacking.KEEP)

    def work(job: Job) -> None:
        try:
            job.report = add(
                session.store(),
                file.upload(),
                name=importer.name,
                choices=said,
                lacking=lacking,
                progress=job.progress,
            )
        finally:
            file.delete()
        session.measure(job)

    session.desk().start(say("Importing {file}", file=literal(file.name)), work)
    _forget()
    st.rerun()


def _put_away(file: HandedIn, label: str) -> None:
    if st.button(label, key="put away"):
        file.delete()
        _forget()
        st.rerun()


def _forget() -> None:
    """Forget a file and every answer given about it."""
    for name in ("handed_in", "said", "preview"):
        st.session_state.pop(name, None)


def past() -> None:
    """Show the imports, newest first, each with its report and the way back."""
    found = session.imports()
    if found.empty:
        st.markdown(_("Nothing has been imported yet."))
        return
    for row in found.itertuples():
        _past(row)


def _past(row) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(width=560, gap="xxsmall"):
            undone = _(":gray-badge[taken back]") if row.outcome == "undone" else ""
            st.markdown(f"**{plain(row.file)}** {undone}")
            st.caption(" · ".join(_told(row)))
        with st.popover(_(":primary[Report]"), type="tertiary", key=f"report {row.number}"):
            receipt.counts(row)
            lines = session.lines(row.number)
            receipt.details(lines)
            receipt.download(lines, row.number)
        if row.outcome != "undone":
            label = _(":primary[Take back]")
            with st.popover(label, type="tertiary", key=f"back {row.number}"):
                _take_back(row)


def _told(row) -> list[str]:
    rows = several_of("{number} row", "{number} rows", row.imported)
    people = several_of("{number} person", "{number} people", row.people)
    told = [words.day(row.imported_at), format_named(row.format)]
    told.append(_("{rows} from {people}", rows=rows, people=people))
    return told if pd.isna(row.first) else [*told, _span(row.first, row.last)]


def _take_back(row) -> None:
    st.markdown(
        several_of(
            "This removes {number} row again, and every figure is worked out anew.",
            "This removes {number} rows again, and every figure is worked out anew.",
            row.imported,
        )
    )
    busy = session.desk().is_busy
    if st.button(_("Yes, take it back"), key=f"undo {row.number}", disabled=busy):

        def work(job: Job) -> None:
            history.undo(session.store(), row.number)
            session.measure(job)

        session.desk().start(say("Taking back {file}", file=literal(row.file)), work)
        st.rerun()
