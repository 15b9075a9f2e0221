"""Check kinds: a sample is drawn, coded post by post, and counts when somebody is done."""

import pytest
from streamlit.testing.v1 import AppTest

from data.coding import code, sample
from pages.parts import session
from tests.pages.conftest import HOSTILE, PEOPLE, ROOT
from tests.pages.test_pages import visit, words
from tests.serving import PATIENCE


def press(app: AppTest, key: str) -> AppTest:
    """Press a button by its key."""
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def begin(app: AppTest, name: str = "guild", **address: str) -> AppTest:
    """Open the page and draw a sample of 50."""
    visit(app, "labelling", community=name, lang="en", **address)
    app.segmented_control(key=f"size {name} 0").set_value(50).run()
    return press(app, "draw")


def codes(name: str = "guild", column: str = "first") -> list[str]:
    """Return what was coded, in the order of the sample."""
    return list(sample(session.store(), name)[column].dropna())


def captions(app: AppTest) -> str:
    """Return the small lines of the page."""
    return "\n".join(one.value for one in app.caption)


def test_without_data_it_says_where_to_begin(bare):
    visit(bare, "labelling")
    assert bare.get("page_link")


def test_the_example_cannot_be_coded(app):
    visit(app, "labelling", lang="en")
    assert app.title[0].value == "The example cannot be coded"
    assert "Bring your own export" in "".join(link.proto.label for link in app.get("page_link"))
    assert not [button for button in app.button if button.key == "draw"]


def test_a_post_is_coded_at_once_and_by_several_kinds(filled, app):
    begin(app)
    press(app, "kind failure")
    assert codes() == ["failure"]
    press(app, "kind doubt")
    assert codes() == ["doubt|failure"]
    assert "Coded as: Failure, Doubt." in captions(app)
    assert app.button(key="kind doubt").label.startswith("✓")
    assert "Post 1 of" in captions(app)
    press(press(app, "kind doubt"), "kind failure")
    assert codes() == []
    assert "Not coded yet." in captions(app)


def test_none_goes_on_and_back_comes_back(filled, app):
    begin(app)
    press(app, "none")
    assert codes() == ["none"]
    assert "Post 2 of" in captions(app)
    assert "you coded 1" in captions(app)
    press(app, "back")
    assert "Coded as: none of the kinds." in captions(app)
    press(press(app, "next"), "next")
    assert "Post 3 of" in captions(app)


def test_somebody_who_comes_back_goes_on_where_it_is_open(filled, app):
    begin(app)
    for _ in range(3):
        press(app, "none")
    again = AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)
    visit(again, "labelling", community="guild", lang="en")
    assert "Post 4 of" in captions(again)


def test_the_second_reader_sees_nothing_of_the_first(filled, app):
    begin(app)
    press(app, "kind failure")
    app.segmented_control(key="reader").set_value(2).run()
    assert "Post 1 of" in captions(app)
    assert "Not coded yet." in captions(app)
    press(app, "none")
    assert (codes(), codes(column="second")) == (["failure"], ["none"])
    assert "Two people coded 1 post:" in words(app)


def test_after_the_last_post_it_leads_to_what_is_left(filled, app):
    begin(app)
    whole = len(sample(session.store(), "guild"))
    assert whole == 50
    press(app, "next")
    for _ in range(whole - 1):
        press(app, "none")
    assert "1 is left to be coded" in words(app)
    press(press(app, "again"), "none")
    assert len(codes()) == whole
    assert "Post 2 of" in captions(app)


def test_enough_codes_count_when_somebody_is_done(filled, app):
    begin(app)
    name, store = "guild", session.store()
    for post in sample(store, name)["post"][:49]:
        code(store, name, post, 1, [], waits=True)
    app.session_state[f"turn {name} 1"] = 49
    app.run()
    assert "1 more post has to be coded" in words(app)
    assert not [button for button in app.button if button.key == "done"]
    press(app, "none")
    assert "corrects the figures" in words(app)
    before = session.desk().last
    press(app, "done")
    job = session.desk().last
    assert job is not before
    assert job.finished.wait(60)
    assert not job.has_failed
    app.run()
    assert "All that was coded counts." in words(app)


def test_what_somebody_wrote_is_text_without_names(filled, app):
    begin(app)
    assert [one.value for one in app.get("text")]
    assert not [person for person in PEOPLE if person in app.get("text")[0].value]


def test_a_community_with_a_hostile_name(filled, app):
    begin(app, HOSTILE)
    press(app, "kind failure")
    assert codes(HOSTILE) == ["failure"]
    assert "![x](" not in words(app)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_unknown_community_is_said(filled, app, language):
    visit(app, "labelling", community="nowhere", lang=language)
    assert "nowhere" in app.info[0].value


def test_what_is_refused_is_said(filled, app):
    begin(app)
    with session.store().writing() as cursor:
        cursor.execute("update community set name = 'gone' where name = 'guild'")
    press(app, "none")
    assert "no community" in app.error[0].value


def test_single_keys_can_be_put_away(filled, app):
    begin(app)
    assert app.button(key="kind best").proto.shortcut
    app.toggle(key="keys").set_value(False).run()
    assert not app.button(key="kind best").proto.shortcut
