"""What is said of a file is said in the language of whoever looks, not of whoever handed it in."""

import json
import re
from collections import Counter
from gettext import NullTranslations
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from data import confined, history
from data.importers import Choices
from data.intake import add
from data.refusal import RefusedError
from data.store import open_store
from data.upload import Upload
from pages.parts import language, words
from pages.parts.handed_in import Preview, look

SAID = re.compile(r"⟦[^⟦⟧]*⟧")
VALUE = re.compile(r"(\{\w+[^{}]*\})")
WORD = re.compile(r"[^\W\d_]{3,}")
# Names of files and columns, what a file must hold, a month, and flags of the command line.
OF_FILES = (
    {"talk", "csv", "txt", "json", "png", "zip", "xls", "author", "time", "wer", "farbe", "guild"}
    | {"JSON", "March", "zone", "ZONE"}
)  # fmt: skip
TALK = """\
author,time,text
ana@mill.example,2026-03-02T09:00Z,Who has tried a silent retro?
ben@mill.example,2026-03-02T10:00Z,"We have, twice."
ben@mill.example,2026-03-02T11:00Z,We have, twice.
ana@mill.example,2026-02-30T09:00Z,And?
,2026-03-02T12:00Z,Who?
ben@mill.example,2026-03-03T10:00Z,It was quiet.
"""
REFUSED = {
    "a.csv": "",
    "b.txt": "Dear all,\nplease find attached.\n",
    "c.csv": "author,time\n",
    "d.csv": "wer,farbe\nana,rot\n",
    "e.csv": "author,time,author\nana,2026-03-02T09:00Z,ben\n",
    "f.csv": "author,time,text\nana,2026-03-02 09:00,Who?\n",
    "g.csv": 'author,time,text\nana,2026-03-02T09:00Z,"Who?\n',
    "h.csv": "author,time,text\n" + "ana,2026-03-02T09:00Z\n" * 12,
    "i.json": "%PDF-1.7 ",
    "j.png": "\x89PNG\r\n",
    "k.zip": "PK\x03\x04",
    "l.xls": "author",
    "m.csv": "\0\0\0",
}


class Marked(NullTranslations):
    """A language in which all but the values of a message stands between brackets."""

    def gettext(self, message: str) -> str:
        return VALUE.sub(r"⟧\1⟦", f"⟦{message}⟧")

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)


@pytest.fixture
def marked(monkeypatch):
    for module in (language, words):  # which takes the catalogue by its name
        monkeypatch.setattr(module, "catalogue", lambda code: Marked())


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "community.duckdb")
    yield store
    store.close()


def _report() -> None:
    import streamlit as st

    from pages.parts import receipt

    receipt.report(st.session_state["shown"])


def _details() -> None:
    import streamlit as st

    from pages.parts import receipt

    receipt.details(st.session_state["shown"])


def _refusal() -> None:
    import streamlit as st

    from pages.parts import receipt

    receipt.refusal(st.session_state["shown"])


def _beginning() -> None:
    import streamlit as st

    from pages.parts import import_desk

    import_desk.beginning(st.session_state["shown"])


def told(page, shown: object) -> str:
    """Return all that a function puts on the screen."""
    app = AppTest.from_function(page)
    app.session_state["shown"] = shown
    app.run()
    assert not app.exception
    said = [one.value for kind in ("subheader", "markdown", "caption", "error")
            for one in getattr(app, kind)]  # fmt: skip
    return "\n".join([*said, *(frame.value.to_csv() for frame in app.dataframe)])


def left_in_english(text: str) -> set[str]:
    """Return the words that the language did not say, beside those that stand in files."""
    return set(WORD.findall(SAID.sub("", text))) - OF_FILES


def taken(store, tmp_path):
    file = tmp_path / "talk.csv"
    file.write_text(TALK, "utf-8")
    return add(store, Upload.of(file), choices=Choices(community="guild"))


def test_a_report_is_said_whole(store, tmp_path, marked):
    text = told(_report, taken(store, tmp_path))
    assert "⟦row ⟧4⟦ (line ⟧4⟦)⟧" in text
    assert not left_in_english(text)


def test_what_cannot_be_read_is_said_before_anything_is_imported(tmp_path, marked):
    file = tmp_path / "talk.csv"
    file.write_text(TALK, "utf-8")
    upload, asked = Upload.of(file), Choices(community="guild", time_zone="UTC")
    (importer,) = confined.fitting(upload)
    preview = look(importer, upload, confined.examine(importer, upload, asked))
    text = told(_beginning, preview)
    assert "⟦row ⟧4⟦ (line ⟧4⟦)⟧" in text
    assert not left_in_english(text) - set(WORD.findall(TALK))


def test_by_which_rules_rows_are_left_out_is_said_before_anything_is_imported(marked):
    preview = Preview(left_out=Counter({"hidden": 7, "bot": 51}))
    text = told(_beginning, preview).replace("⟦", "").replace("⟧", "")
    assert "- 51: bot\n- 7: hidden\n" in text


def test_the_history_says_again_what_was_kept(store, tmp_path, marked):
    report = taken(store, tmp_path)
    text = told(_details, history.lines(store, report.number))
    assert "⟦row ⟧4⟦ (line ⟧4⟦)⟧" in text
    assert not left_in_english(text)


def test_a_word_of_the_platform_is_said_with_what_it_means(store, tmp_path):
    file = tmp_path / "slack.zip"
    joined = {"type": "message", "subtype": "channel_join", "user": "U1", "text": "joined"}
    said = [{"type": "message", "user": "U1", "text": "Who has tried a silent retro?"}, joined]
    day = [one | {"ts": f"17724420{number:02}.000100"} for number, one in enumerate(said)]
    with ZipFile(file, "w") as archive:
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "general"}]))
        archive.writestr("users.json", json.dumps([{"id": "U1", "name": "ana"}]))
        archive.writestr("general/2026-03-02.json", json.dumps(day))
    lines = history.lines(store, add(store, Upload.of(file)).number)
    assert r"- 1: somebody joined (channel\_join)" in told(_details, lines)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_said_whole(store, tmp_path, marked, name):
    file = tmp_path / name
    file.write_bytes(REFUSED[name].encode("latin-1"))
    with pytest.raises(RefusedError) as refused:
        add(store, Upload.of(file))
    text = told(_refusal, refused.value)
    assert "⟦" in text
    assert not left_in_english(text)


def test_what_was_kept_without_parts_stays_english(store, tmp_path):
    lines = history.lines(store, taken(store, tmp_path).number).assign(said=None)
    assert "row 4 (line 4)" in told(_details, lines)
