"""The box that lets replies be inferred: unticked, only where none are named, and honest."""

from streamlit.testing.v1 import AppTest

from data.inferred import in_words


def _asked() -> None:
    import streamlit as st

    from data.importers import Choices, Findings, importers
    from pages.parts import choosing

    named = {importer.name: importer for importer in importers()}
    for turn, (name, columns) in enumerate(
        (
            ("whatsapp", {}),
            ("table", {"author": "who", "reply_to": ""}),
            ("table", {"author": "who", "reply_to": "to"}),
            ("telegram", {}),
            ("members", {}),
        )
    ):
        st.session_state["turn"] = turn
        findings = Findings(choices=Choices(columns=columns))
        said = choosing.ask(named[name], findings, Choices(), [])
        st.text(f"{name} {said.infer_replies}")


def test_replies_are_inferred_only_where_the_box_is_ticked():
    page = AppTest.from_function(_asked, default_timeout=60).run()
    assert not page.exception
    assert len(page.checkbox) == 2
    assert {line.value.split()[1] for line in page.text} == {"False"}
    page.checkbox[1].check().run()
    assert [line.value for line in page.text][:3] == ["whatsapp False", "table True", "table False"]


def test_the_box_says_how_often_it_is_right():
    page = AppTest.from_function(_asked, default_timeout=60).run()
    assert f"{in_words()}" in page.checkbox[0].help
