"""Settings: what holds is said first, and what is changed takes effect."""

import pytest
from streamlit.testing.v1 import AppTest

from data import forgetting, published, settings
from data.store import open_store
from pages.parts import session
from tests.pages.conftest import PEOPLE
from tests.pages.test_pages import visit, words


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    app.run()
    assert not app.exception, app.exception
    return app


def finish(app: AppTest) -> AppTest:
    """Wait for the work that was handed in, and look again."""
    last = session.desk().last
    assert last.finished.wait(60)
    assert not last.has_failed
    return app.run()


def test_says_who_is_the_administrator_and_who_can_come(bare):
    visit(bare, "settings")
    assert bare.title[0].value == "Figures rest on five people or more, and data are kept for good"
    said = words(bare)
    assert "its one administrator" in said
    assert "127.0.0.1 only" in said
    assert "There are no communities of your own yet." in said


def test_the_smallest_group_is_raised_and_takes_effect(filled, app):
    visit(app, "settings")
    app.number_input[0].set_value(20)
    press(app, "Raise it")
    finish(app)
    assert app.title[0].value.startswith("Figures rest on 20 people or more")
    assert published.communities(session.store())["people"].isna().all()


def test_a_person_is_erased_and_it_is_logged_without_a_name(filled, app):
    visit(app, "settings")
    app.text_input(key="person").set_value(PEOPLE[3])
    app.run()
    press(app, "Yes, erase")
    finish(app)
    assert not forgetting.is_known(session.store(), PEOPLE[3])
    assert forgetting.is_known(session.store(), PEOPLE[4])
    log = app.table[-1].value.to_csv()
    assert "a person was erased" in log
    assert "person3" not in log + words(app)


def test_nobody_is_erased_who_is_not_there(filled, app):
    visit(app, "settings")
    app.text_input(key="person").set_value("nobody@mill.example")
    app.run()
    press(app, "Yes, erase")
    assert "Nobody here has that id or address" in app.error[0].value


def test_what_would_be_deleted_is_said_before_and_then_deleted(filled, app):
    store = open_store(filled)
    with store.writing() as cursor:
        cursor.execute("update post set posted_at = posted_at - interval 10 year")
        cursor.execute("update place set posted_at = posted_at - interval 10 year")
    store.close()
    visit(app, "settings")
    app.selectbox(key="months").set_value(12).run()
    assert "480 posts are older and would be deleted." in words(app)
    press(app, "Keep it so")
    finish(app)
    assert app.title[0].value.endswith("data are kept for 12 months")
    assert list(forgetting.removals(session.store())["posts"]) == [480]
    assert settings.older_than(session.store(), 12) == 0


@pytest.mark.parametrize("id", [PEOPLE[0], "nobody"])
def test_kind_host_and_purpose_of_a_community(filled, app, id):
    visit(app, "settings")
    app.selectbox(key="settled community").set_value("guild").run()
    form = {one.label: one for one in [*app.selectbox, *app.text_input, *app.text_area]}
    form["Kind"].set_value("practice")
    form["Hosts (now 0)"].set_value(id)
    form["What the figures are for"].set_value("To see *who* is helped.")
    press(app, "Save")
    known = settings.communities(session.store()).set_index("name").loc["guild"]
    if id == "nobody":
        assert "Nobody in guild has the id" in app.error[0].value
        assert known["hosts"] == 0
        return
    assert list(known) == ["practice", 1, "To see *who* is helped."]


def test_where_other_machines_can_look_nobody_may(filled, app, monkeypatch):
    monkeypatch.setattr("pages.parts.entitled._is_administrator", lambda: False)
    visit(app, "settings")
    assert app.title[0].value == "This page is for the administrator"
    assert not app.button
